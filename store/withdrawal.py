"""Readings that end: a file is read again under a changed mapping, or its load is undone.

What an ended reading held moves to the `former_` tables, row by row and place by place, so that the store can still say
what was known then, and so that undoing the later reading brings the earlier one back.
Statements name tables after row kinds, which prepared parameters cannot do; every value is a parameter.
"""

from dataclasses import dataclass

import duckdb

from domain.loaded import RowKind
from store.schema import ROW_TABLES, quoted, row_table

_MINE = "file_id = $file_id and mapping = $mapping"
_BESIDE = ("flag_row", "rejected_row")


def end_reading(connection: duckdb.DuckDBPyConnection, reading: dict, at: str) -> bool:
    """Copy everything that a reading holds to the former tables and take away what stands beside its rows.

    `reading` has file_id and mapping. False where there is no such reading in force. The rows themselves stay; see
    `withdraw_rows`.
    """
    found = connection.execute(f"select batch_id from reading where {_MINE}", reading).fetchone()
    if found is None:
        return False
    own = {**reading, "batch_id": found[0]}
    for table in (*map(row_table, RowKind), *_BESIDE):
        connection.execute(f"delete from former_{table} where {_MINE} and batch_id = $batch_id", own)
    for kind in RowKind:
        _remember_rows(connection, kind, own)
    for table in _BESIDE:
        connection.execute(
            f"insert into former_{table} by name select * replace ($batch_id as batch_id) from {table} where {_MINE}",
            own,
        )
    connection.execute(
        f"insert into former_reading by name select *, $at as until_at, false as is_undone from reading where {_MINE}",
        {**reading, "at": at},
    )
    # a medication list is known up to the last load that held it
    connection.execute(
        f"""
        insert into touched
        select r.patient_id from medication_row r
        join sighting s on s.row_kind = 'medication' and s.row_id = r.row_id
        where s.{_MINE.replace(" and mapping", " and s.mapping")}
        """,
        reading,
    )
    for table in ("sighting", *_BESIDE, "reading"):
        connection.execute(f"delete from {table} where {_MINE}", reading)
    return True


def _remember_rows(connection, kind: RowKind, own: dict) -> None:
    table = row_table(kind)
    said = [name for name in ROW_TABLES[table] if name not in ("batch_id", "file_id", "mapping", "line")]
    columns, of_the_row = quoted(said), ", ".join(f'r."{name}"' for name in said)
    connection.execute(f"""
        insert into former_{table} by name
        select {columns}, cast($batch_id as integer) as batch_id, file_id, mapping, line from {table} where {_MINE}
        union all
        select {of_the_row}, cast($batch_id as integer) as batch_id, s.file_id, s.mapping, s.line
        from sighting s join {table} r on r.row_id = s.row_id
        where s.row_kind = '{kind.value}' and s.file_id = $file_id and s.mapping = $mapping
    """, own)  # fmt: skip


def withdraw_rows(connection: duckdb.DuckDBPyConnection, kind: RowKind, reading: dict, kept: str = "false") -> int:
    """Take away the rows that a reading holds, all but `kept` (SQL), and return how many are gone.

    A row that another file holds too stays: its place is then the earliest of the others. Patients go to `touched`.
    """
    table = row_table(kind)
    connection.execute(
        f"create or replace temp table leaving as select * from {table} where {_MINE} and not ({kept})", reading
    )
    connection.execute(f"""
        insert into touched
        select patient_id from leaving union
        select patient_id from {table} where record_key in (select record_key from leaving)
    """)
    connection.execute(f"delete from {table} where row_id in (select row_id from leaving)")
    connection.execute(f"""
        create or replace temp table heir as
        select s.*, row_number() over (
            partition by s.row_id order by s.batch_id, coalesce(r.position, 1000000), s.line, s.file_id, s.mapping
        ) as nth
        from sighting s
        left join reading r on r.file_id = s.file_id and r.mapping = s.mapping
        where s.row_kind = '{kind.value}' and s.row_id in (select row_id from leaving)
    """)
    connection.execute(f"""
        insert into {table} by name
        select l.* replace (h.batch_id as batch_id, h.file_id as file_id, h.mapping as mapping, h.line as line)
        from leaving l join heir h on h.row_id = l.row_id and h.nth = 1
    """)
    connection.execute(f"""
        delete from sighting using heir h
        where h.nth = 1 and sighting.row_kind = '{kind.value}' and sighting.row_id = h.row_id
          and sighting.file_id = h.file_id and sighting.mapping = h.mapping and sighting.line = h.line
    """)
    gone = "select count(*) from leaving where row_id not in (select row_id from heir)"
    ((count,),) = connection.execute(gone).fetchall()
    return count


@dataclass(frozen=True)
class Undone:
    """What became of one load that was undone: `withdrawn` rows no longer count, other loads hold none of them; the
    former readings of `restored` files are in force again, and with them `regained` rows that did not count before."""

    batch_id: int
    loaded_at: str
    files: tuple[str, ...]
    withdrawn: int
    restored: tuple[str, ...]
    regained: int = 0


def undo_batch(connection: duckdb.DuckDBPyConnection, batch_id: int, at: str, after: int) -> Undone:
    """Take back one load; the reading that a reading of it had replaced is in force again.

    The patients whom it touched go to `touched`; `store.standing.refresh` does the rest.
    """
    readings = connection.execute(
        "select file_id, mapping, file_name from reading where batch_id = $batch_id order by position",
        {"batch_id": batch_id},
    ).fetchall()
    restored, gone, back = [], 0, 0
    connection.execute("create or replace temp table gone_row (row_kind varchar, row_id varchar)")
    for file_id, mapping, file_name in readings:
        reading = {"file_id": file_id, "mapping": mapping}
        end_reading(connection, reading, at)
        for kind in RowKind:
            gone += _take_rows(connection, kind, reading)
        regained = _restore_former(connection, reading, batch_id, at)
        if regained is not None:
            restored.append(file_name)
            back += regained
    still_gone = gone - _came_again(connection)
    connection.execute("update former_reading set is_undone = true where batch_id = $batch_id", {"batch_id": batch_id})
    connection.execute(
        "update batch set undone_at = $at, undone_after = $after where batch_id = $batch_id",
        {"at": at, "after": after, "batch_id": batch_id},
    )
    ((loaded_at,),) = connection.execute("select loaded_at from batch where batch_id = ?", (batch_id,)).fetchall()
    files = tuple(name for _, _, name in readings)
    return Undone(batch_id, loaded_at, files, still_gone, tuple(restored), back - (gone - still_gone))


def _take_rows(connection, kind: RowKind, reading: dict) -> int:
    """`withdraw_rows` that notes in `gone_row` which rows went."""
    gone = withdraw_rows(connection, kind, reading)
    connection.execute(
        f"insert into gone_row select '{kind.value}', row_id from leaving where row_id not in (select row_id from heir)"
    )
    return gone


def _came_again(connection) -> int:
    """How many rows of `gone_row` stand again, because a former reading holds them."""
    queries = (
        f"select count(*) from gone_row g where g.row_kind = '{kind.value}' "
        f"and g.row_id in (select row_id from {row_table(kind)})"
        for kind in RowKind
    )
    return sum(connection.execute(query).fetchone()[0] for query in queries)


def _restore_former(connection, reading: dict, before: int, at: str) -> int | None:
    """The latest reading of the file before batch `before` that was not undone, if there is one: how many of its rows were
    not there."""
    ((found,),) = connection.execute(
        f"select max(batch_id) from former_reading where {_MINE} and batch_id < $before and not is_undone",
        {**reading, "before": before},
    ).fetchall()
    if found is None:
        return None
    own = {**reading, "batch_id": found}
    fresh = sum(_restore_rows(connection, kind, own) for kind in RowKind)
    for table in _BESIDE:
        connection.execute(
            f"insert into {table} by name select * from former_{table} where {_MINE} and batch_id = $batch_id", own
        )
    connection.execute(
        f"""
        insert into reading by name
        select * exclude (until_at, is_undone, nth) replace ($at as since_at) from (
            select *, row_number() over (order by until_at desc) as nth from former_reading
            where {_MINE} and batch_id = $batch_id
        ) where nth = 1
        """,
        {**own, "at": at},
    )
    return fresh


def _restore_rows(connection, kind: RowKind, own: dict) -> int:
    """Each row at its places again: the first one where the row stands, the others (and all, where an earlier file holds
    the row) as sightings. How many rows were not there."""
    table = row_table(kind)
    connection.execute(
        f"""
        create or replace temp table returning_row as
        select f.*, row_number() over (partition by f.row_id order by f.line) as nth,
            k.row_id is null as is_new, coalesce(k.batch_id > f.batch_id, false) as is_earlier
        from former_{table} f left join {table} k on k.row_id = f.row_id
        where f.file_id = $file_id and f.mapping = $mapping and f.batch_id = $batch_id
        """,
        own,
    )
    connection.execute(f"""
        insert into sighting by name
        select '{kind.value}' as row_kind, k.row_id, k.batch_id, k.file_id, k.mapping, k.line
        from {table} k join returning_row f on f.row_id = k.row_id and f.nth = 1 and f.is_earlier
    """)
    connection.execute(f"""
        update {table} set batch_id = f.batch_id, file_id = f.file_id, mapping = f.mapping, line = f.line
        from returning_row f where f.row_id = {table}.row_id and f.nth = 1 and f.is_earlier
    """)
    connection.execute(f"""
        insert into {table} by name
        select * exclude (nth, is_new, is_earlier) from returning_row where is_new and nth = 1
    """)
    connection.execute(f"""
        insert into sighting by name
        select '{kind.value}' as row_kind, row_id, batch_id, file_id, mapping, line from returning_row
        where nth > 1 or not (is_new or is_earlier)
    """)
    connection.execute(f"""
        insert into touched
        select patient_id from {table} where record_key in (select record_key from returning_row)
    """)
    ((fresh,),) = connection.execute("select count(*) from returning_row where is_new and nth = 1").fetchall()
    return fresh
