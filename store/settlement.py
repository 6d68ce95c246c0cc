"""Conflicts that a person settled: from the entry in the book of records to the rows that no longer count.

A settlement sets aside what certain records say. Nothing that was loaded changes: the rows stay, and stand again when the
settlement is withdrawn. It holds for the content of a record, so that the same statement sent once more stays set aside and
a new one is a new question; and whatever becomes of the row that was chosen. Every writer carries the settlements of the book
over into the snapshot that it builds, so that a rebuild gives the same.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from domain.entry import EntryKind
from domain.loaded import RowKind
from store.book_connection import rows_of_book
from store.digests import content
from store.schema import KIND_COLUMNS, SETTLED_TABLES, quoted, row_table
from store.snapshot import Snapshot
from store.snapshot_files import connect_to_read, snapshot_path
from store.typed_rows import ARROW

_COLUMNS = tuple(SETTLED_TABLES["set_aside"])
_PLACE = {"file_id": "VARCHAR", "line": "INTEGER"}
_SAME = "entry_id, row_kind, record_key, content, coalesce(until_at, '') as until_at"


@dataclass(frozen=True)
class _Entered:
    """A settlement as the book holds it."""

    entry_id: str
    patient_id: str
    says: dict
    made_at: str
    replaces: str | None
    is_withdrawal: bool


def carry_over(connection: duckdb.DuckDBPyConnection, folder: Path, up_to_batch: int | None = None) -> bool:
    """Bring the table `set_aside` of a snapshot under construction up to date with the book; False where it was.

    The patients concerned go to the temp table `resettled`, which the next `ledger.prepare` hands on. With `up_to_batch`
    only what was settled before a later load than that one (for a rebuild).
    """
    connection.execute("create temp table if not exists resettled (patient_id VARCHAR)")
    _write_wanted(connection, _entered(folder, up_to_batch))
    ((changed,),) = connection.execute(f"""
        select count(*) from (
            (select {_SAME} from wanted except select {_SAME} from set_aside)
            union all (select {_SAME} from set_aside except select {_SAME} from wanted)
        )
    """).fetchall()
    if not changed:
        return False
    connection.execute("""
        insert into resettled
        select patient_id from wanted union select patient_id from set_aside
    """)
    connection.execute("delete from set_aside")
    connection.execute(
        f"insert into set_aside by name select {quoted(_COLUMNS)} from wanted order by since_at, entry_id"
    )
    return True


def is_carried_over(folder: Path, current: int) -> bool:
    """Whether the current snapshot knows every settlement of the book, and those alone."""
    entered = _entered(folder)
    wanted = {(row["entry_id"], row["until_at"]) for row in _rows(entered)}
    if not current:
        return True
    with connect_to_read(snapshot_path(folder, current)) as connection:
        found = connection.execute("select distinct entry_id, until_at from set_aside").fetchall()
    return wanted == set(found)


def copy_settled(snapshot: Snapshot, connection: duckdb.DuckDBPyConnection, known_at: datetime) -> None:
    """What was set aside at a past time, as if it were now. `known_at` has a zone."""
    with snapshot.cursor() as cursor:
        rows = cursor.execute(f"select {quoted(_COLUMNS)} from set_aside").fetchall()
    then = [
        {**dict(zip(_COLUMNS, row, strict=True)), "until_at": None}
        for row in rows
        if _moment(row[-2]) <= known_at and (row[-1] is None or known_at < _moment(row[-1]))
    ]
    _write_rows(connection, "then_aside", then)
    connection.execute("insert into set_aside by name select * from then_aside")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _entered(folder: Path, up_to_batch: int | None = None) -> list[_Entered]:
    query = (
        "select entry_id, patient_id, says, made_at, replaces, is_withdrawal from entry "
        "where kind = ? and (? is null or after_batch <= ?) order by position"
    )
    rows = rows_of_book(folder, "entry", query, (EntryKind.SETTLEMENT.value, up_to_batch, up_to_batch))
    return [
        _Entered(entry_id, patient_id, json.loads(says), made_at, replaces, bool(is_withdrawal))
        for entry_id, patient_id, says, made_at, replaces, is_withdrawal in rows
    ]


def _rows(entered: Sequence[_Entered]) -> list[dict]:
    """One row per statement set aside, with the time at which a correction or withdrawal ended it."""
    ended = {entry.replaces: entry.made_at for entry in entered if entry.replaces}
    return [
        {
            "row_kind": entry.says["row_kind"], "record_key": item["record_key"], "content": item["content"],
            "patient_id": item["patient_id"], "entry_id": entry.entry_id, "since_at": entry.made_at,
            "until_at": ended.get(entry.entry_id), "file_id": item["file_id"], "line": item["line"], "signature": item["signature"],
        }
        for entry in entered if not entry.is_withdrawal for item in entry.says.get("set_aside", ())
    ]  # fmt: skip


def signature(kind: RowKind) -> str:
    """Changes when the store keeps other columns of a kind of row, and so hashes its content otherwise."""
    return hashlib.sha256(",".join(KIND_COLUMNS[kind]).encode()).hexdigest()[:12]


def _write_wanted(connection: duckdb.DuckDBPyConnection, entered: Sequence[_Entered]) -> None:
    """Temp table `wanted`. Where the store hashed content otherwise when something was settled, the row that stands at the
    place of the settled one speaks for it."""
    rows = _rows(entered)
    _write_rows(connection, "wanted", rows)
    kinds = [kind for kind in RowKind if any(_is_older(row, kind) for row in rows)]
    for kind in kinds:
        _write_rows(connection, "older", [row for row in rows if _is_older(row, kind)], _PLACE)
        connection.execute(f"""
            insert into wanted by name
            select o.row_kind, k.record_key, k.content, o.patient_id, o.entry_id, o.since_at, o.until_at
            from older o
            join (select *, {content(kind)} as content from {row_table(kind)}) k on k.record_key = o.record_key and k.file_id = o.file_id and k.line = o.line
        """)


def _is_older(row: dict, kind: RowKind) -> bool:
    return row["row_kind"] == kind.value and row["signature"] != signature(kind)


def _write_rows(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[dict], more: dict[str, str] | None = None
) -> None:
    """A temp table of settled rows, with these columns also where there is none."""
    columns = SETTLED_TABLES["set_aside"] | (more or {})
    schema = pa.schema([(name, ARROW[kind]) for name, kind in columns.items()])
    plain = [{name: row[name] for name in columns} for row in rows]
    connection.register("settled", pa.Table.from_pylist(plain, schema=schema))
    connection.execute(f"create or replace temp table {table} as select distinct * from settled")
    connection.unregister("settled")
