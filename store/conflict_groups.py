"""Conflicts as questions for a person: which rows contradict each other, and in what they differ.

Statements name tables after row kinds, which prepared parameters cannot do; every value is a parameter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from domain.loaded import RowKind
from store.digests import BETWEEN, content, series
from store.schema import FACT, KIND_COLUMNS, NOT_SAID, SILENT, TOPIC, row_table
from store.settlement import signature
from store.snapshot import Snapshot, plain_frame

HIDDEN = ("person_key", "name_key", "birth_key", "episode_id")
"""What rows say that no screen shows: keys. `differs` names them all the same."""


@dataclass(frozen=True)
class ConflictRow:
    """One of the rows: where it stands in its source, and what it says (absent fields left out, keys too)."""

    row_id: str
    patient_id: str
    says: dict[str, Any]
    file: str
    line: int
    batch_id: int


@dataclass(frozen=True)
class ConflictGroup:
    """Rows of which at most one can stand. `differs`: the fields in which two of them contradict each other; `measure` and
    `on_date` as in `read_conflicts`."""

    row_kind: RowKind
    patient_id: str
    measure: str | None
    on_date: date | None
    rows: tuple[ConflictRow, ...]
    differs: tuple[str, ...]


_DAY = {
    RowKind.EPISODE: "started",
    RowKind.APPOINTMENT: "on_date",
    RowKind.EVENT: "on_date",
    RowKind.OBSERVATION: "on_date",
    RowKind.GOAL: "set_on",
    RowKind.AUTHORIZATION: "requested_on",
    RowKind.MEDICATION: "started",
}


def read_conflict_groups(snapshot: Snapshot, patient_id: str | None = None) -> tuple[ConflictGroup, ...]:
    """Every open conflict, of one patient or of all, by kind, patient and day."""
    with snapshot.cursor() as cursor:
        found = cursor.execute(
            "select row_kind, row_id from conflict where $patient is null or patient_id = $patient",
            {"patient": patient_id},
        ).fetchall()
    groups: list[ConflictGroup] = []
    for kind in RowKind:
        ids = [row_id for row_kind, row_id in found if row_kind == kind.value]
        if ids:
            rows = rows_of(snapshot, kind, ids).to_dict("records")
            groups += [_group(kind, together) for together in _connected(rows)]
    order = {kind: place for place, kind in enumerate(RowKind)}
    return tuple(
        sorted(groups, key=lambda one: (order[one.row_kind], one.patient_id, str(one.on_date), str(one.measure)))
    )


def rows_of(snapshot: Snapshot, kind: RowKind, row_ids: Sequence[str]) -> pd.DataFrame:
    """Rows of one kind by their ids, with `topic` (what rows share that speak of one thing) and the name of the file."""
    natural = ", ".join(f"coalesce(cast(k.{name} as varchar), chr(30))" for name in TOPIC[kind])
    asked = pd.DataFrame({"row_id": pd.Series(list(dict.fromkeys(row_ids)), dtype="str")})
    with snapshot.cursor() as cursor:
        cursor.register("asked_row", asked)
        return plain_frame(
            cursor.execute(f"""
            select k.*, {content(kind)} as content, concat_ws({BETWEEN}, {natural}{series(kind)}) as topic, coalesce(r.file_name, '') as file
            from {row_table(kind)} k
            join asked_row a on a.row_id = k.row_id
            left join reading r on r.file_id = k.file_id and r.mapping = k.mapping
            order by k.row_id
        """)
        )


def contradicting(kind: RowKind, chosen: dict[str, Any], rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of the rows that cannot stand beside the chosen one, as `store/sql/row_standing.sql` has it."""
    return [row for row in rows if row["row_id"] != chosen["row_id"] and _contradict(kind, chosen, row)]


def set_aside_items(kind: RowKind, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a settlement keeps of rows that it sets aside, enough to know them again."""
    names = ("record_key", "content", "patient_id", "file_id", "line")
    return [{**{name: row[name] for name in names}, "signature": signature(kind)} for row in rows]


def _connected(rows: list[dict]) -> list[list[dict]]:
    """Rows that share a record or a topic, directly or through others."""
    home = list(range(len(rows)))

    def root(place: int) -> int:
        while home[place] != place:
            place = home[place]
        return place

    first: dict[tuple, int] = {}
    for place, row in enumerate(rows):
        for key in (("record", row["record_key"]), ("topic", row["patient_id"], row["topic"])):
            home[root(place)] = root(first.setdefault(key, place))
    together: dict[int, list[dict]] = {}
    for place, row in enumerate(rows):
        together.setdefault(root(place), []).append(row)
    return list(together.values())


def _group(kind: RowKind, rows: list[dict]) -> ConflictGroup:
    differs = tuple(
        name
        for name in ("patient_id", *KIND_COLUMNS[kind])
        if len({repr(row[name]) for row in rows if _tells(kind, name, row[name])}) > 1
    )
    first = rows[0]
    measures = {row.get("measure") for row in rows}
    return ConflictGroup(
        kind, first["patient_id"], first.get("measure") if len(measures) == 1 else None,
        first[_DAY[kind]] if kind in _DAY else None, tuple(as_conflict_row(kind, row) for row in rows), differs,
    )  # fmt: skip


def as_conflict_row(kind: RowKind, row: dict) -> ConflictRow:
    """A row of `rows_of` for a screen."""
    said = {name: row[name] for name in KIND_COLUMNS[kind] if name not in HIDDEN and not _is_absent(row[name])}
    return ConflictRow(row["row_id"], row["patient_id"], said, row["file"], int(row["line"]), int(row["batch_id"]))


def _contradict(kind: RowKind, one: dict, other: dict) -> bool:
    if kind in SILENT:
        shared = [name for name in SILENT[kind] if _tells(kind, name, one[name]) and _tells(kind, name, other[name])]
        return one["topic"] != other["topic"] or any(repr(one[name]) != repr(other[name]) for name in shared)
    if one["record_key"] == other["record_key"]:
        return one["content"] != other["content"]
    return repr(one[FACT[kind]]) != repr(other[FACT[kind]])


def _tells(kind: RowKind, name: str, value: Any) -> bool:
    if kind not in SILENT:
        return True
    return not _is_absent(value) and value != NOT_SAID.get(name)


def _is_absent(value: Any) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and value != value)
