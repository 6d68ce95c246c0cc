"""The tables of a snapshot: rows as they arrived, the tables that stand, and the clinic's checkpoints."""

from collections.abc import Iterable
from typing import Any

from domain.loaded import RowKind
from store.sql_file import sql

# Ids: row_id and record_key are 80-bit digests in hex, person_key a keyed one of name and birth date,
# name_key and birth_key of each by itself; patient_id and
# episode_id are random.
_ARRIVAL = {
    "row_id": "VARCHAR",
    "record_key": "VARCHAR",
    "version": "VARCHAR",
    "retracted": "BOOLEAN",
    "batch_id": "INTEGER",
    "file_id": "VARCHAR",
    "mapping": "VARCHAR",
    "line": "INTEGER",
    "patient_id": "VARCHAR",
}

KIND_COLUMNS: dict[RowKind, dict[str, str]] = {
    RowKind.PATIENT: {
        "sex": "VARCHAR", "birth_year": "INTEGER", "died_on": "DATE", "withdrew_on": "DATE", "person_key": "VARCHAR",
        "name_key": "VARCHAR", "birth_key": "VARCHAR",
    },
    RowKind.EPISODE: {
        "episode_id": "VARCHAR", "program": "VARCHAR", "started": "DATE", "planned_end": "DATE", "ended": "DATE",
        "how_ended": "VARCHAR", "why_left": "VARCHAR", "site": "VARCHAR", "payer": "VARCHAR", "clinician": "VARCHAR",
        "pain_months": "INTEGER",
    },
    RowKind.APPOINTMENT: {
        "on_date": "DATE", "at_time": "VARCHAR", "clinician": "VARCHAR", "site": "VARCHAR", "checkpoint": "VARCHAR",
        "attendance": "VARCHAR",
    },
    RowKind.EVENT: {
        "on_date": "DATE", "kind": "VARCHAR", "detail": "VARCHAR", "measure": "VARCHAR", "reason": "VARCHAR",
    },
    RowKind.OBSERVATION: {
        "measure": "VARCHAR", "value": "DOUBLE", "on_date": "DATE", "at_time": "VARCHAR",
        "utc_offset_minutes": "INTEGER", "occasion": "VARCHAR", "unit": "VARCHAR", "mode": "VARCHAR", "form": "VARCHAR",
        "standard_error": "DOUBLE", "score_status": "VARCHAR", "answers": "VARCHAR",
    },
    RowKind.GOAL: {
        "text": "VARCHAR", "measure": "VARCHAR", "target": "DOUBLE", "unit": "VARCHAR", "set_on": "DATE", "due_on": "DATE",
        "checkpoint": "VARCHAR", "status": "VARCHAR",
    },
    RowKind.AUTHORIZATION: {
        "payer": "VARCHAR", "service": "VARCHAR", "level": "VARCHAR", "requested_on": "DATE", "decided_on": "DATE",
        "decision": "VARCHAR", "units_requested": "DOUBLE", "units_approved": "DOUBLE", "units_used": "DOUBLE",
        "valid_from": "DATE", "valid_to": "DATE", "deadline_on": "DATE", "reason": "VARCHAR",
    },
    RowKind.MEDICATION: {
        "drug": "VARCHAR", "strength": "VARCHAR", "dose": "VARCHAR", "dose_unit": "VARCHAR", "per_day": "VARCHAR",
        "daily_amount": "VARCHAR", "route": "VARCHAR", "form": "VARCHAR", "as_needed": "BOOLEAN", "basis": "VARCHAR",
        "started": "DATE", "stopped": "DATE", "status": "VARCHAR", "days_supply": "DOUBLE", "quantity": "DOUBLE",
        "indication": "VARCHAR",
    },
}  # fmt: skip
"""What a row of each kind says, beyond where it came from. Names and birth dates stay in the book of records."""

NATURAL_KEY: dict[RowKind, tuple[str, ...]] = {
    RowKind.PATIENT: ("patient_id",),
    RowKind.EPISODE: ("patient_id", "program", "started"),
    RowKind.APPOINTMENT: ("patient_id", "on_date", "at_time"),
    RowKind.EVENT: ("patient_id", "on_date", "kind", "detail"),
    RowKind.OBSERVATION: ("patient_id", "measure", "on_date", "at_time", "occasion"),
    RowKind.GOAL: ("patient_id", "text", "measure", "set_on"),
    RowKind.AUTHORIZATION: ("patient_id", "payer", "service", "level", "requested_on"),
    RowKind.MEDICATION: (
        "patient_id", "drug", "strength", "dose", "dose_unit", "per_day", "daily_amount", "route", "form", "as_needed",
        "basis", "started",
    ),
}  # fmt: skip
"""What identifies a row where its source numbers no records."""

TOPIC: dict[RowKind, tuple[str, ...]] = NATURAL_KEY | {
    RowKind.MEDICATION: ("patient_id", *KIND_COLUMNS[RowKind.MEDICATION]),
}
"""What two records share that speak of one thing. Two lines of a medication list that differ anywhere add up."""

FACT: dict[RowKind, str] = dict.fromkeys(RowKind, "content") | {RowKind.OBSERVATION: "value"}
"""What two records with one natural key must agree on."""

_KEYS = ("patient_id", "person_key", "episode_id")
SILENT: dict[RowKind, tuple[str, ...]] = {
    kind: tuple(name for name in KIND_COLUMNS[kind] if name not in (*NATURAL_KEY[kind], *_KEYS))
    for kind in RowKind
    if kind not in (RowKind.OBSERVATION, RowKind.MEDICATION)
}
"""Fields that say nothing where they are absent: rows of these kinds are compared field by field, and one that leaves a
field out disputes nobody's word on it. Of a score or a medicine an absent field is a statement (another form, no stop)."""

NOT_SAID = {"sex": "unknown", "attendance": "planned", "status": "open", "decision": "pending"}
"""What stands in a silent field where a source says nothing, or nothing yet; it disputes nobody's word either."""


FLAG: dict[str, str] = {
    "patient_id": "VARCHAR", "kind": "VARCHAR", "level": "INTEGER", "on_date": "DATE", "at_time": "VARCHAR", "basis": "VARCHAR",
}  # fmt: skip
"""A safety answer. Every place where one stands is a row: they are few, and reading them settles which counts."""

FLAG_KEY = ("patient_id", "kind", "on_date", "at_time")
"""What identifies a safety answer where its source numbers no records."""


def row_table(kind: RowKind) -> str:
    return f"{kind.value}_row"


ROW_TABLES: dict[str, dict[str, str]] = {row_table(kind): _ARRIVAL | columns for kind, columns in KIND_COLUMNS.items()} | {
    "flag_row": {
        "record_key": "VARCHAR", "version": "VARCHAR", "retracted": "BOOLEAN", **FLAG,
        "batch_id": "INTEGER", "file_id": "VARCHAR", "mapping": "VARCHAR", "line": "INTEGER",
    },
    "rejected_row": {
        "batch_id": "INTEGER", "file_id": "VARCHAR", "mapping": "VARCHAR", "line": "INTEGER",
        "column": "VARCHAR", "code": "VARCHAR", "reason": "VARCHAR",
    },
    "sighting": {
        "row_kind": "VARCHAR", "row_id": "VARCHAR", "batch_id": "INTEGER", "file_id": "VARCHAR", "mapping": "VARCHAR",
        "line": "INTEGER",
    },
    "batch": {"batch_id": "INTEGER", "loaded_at": "VARCHAR", "undone_at": "VARCHAR", "undone_after": "INTEGER"},
    "reading": {
        "batch_id": "INTEGER", "position": "INTEGER", "file_id": "VARCHAR", "file_name": "VARCHAR", "mapping": "VARCHAR",
        "mapping_hash": "VARCHAR", "digest": "VARCHAR", "account": "VARCHAR", "origin": "VARCHAR", "loader_version": "VARCHAR",
        "since_at": "VARCHAR",
    },
}  # fmt: skip
"""Rows as they arrived. `sighting` says where a duplicate stood; `reading` is one file read through one mapping, in force
since `since_at`: the time of its load, or the time at which the load that had replaced it was undone."""

FORMER_TABLES: dict[str, dict[str, str]] = {
    f"former_{table}": ROW_TABLES[table] for table in (*map(row_table, RowKind), "flag_row", "rejected_row")
} | {"former_reading": {**ROW_TABLES["reading"], "until_at": "VARCHAR", "is_undone": "BOOLEAN"}}
"""What readings held that are no longer in force: every row at every place. `as_known` and `undo` read it; nothing else does."""

_OBSERVATION = {
    "observation_id": "VARCHAR", "patient_id": "VARCHAR", **KIND_COLUMNS[RowKind.OBSERVATION], "standing": "VARCHAR",
    "batch_id": "INTEGER", "file_id": "VARCHAR", "line": "INTEGER",
}  # fmt: skip

_PROVENANCE = {"in_conflict": "BOOLEAN", "batch_id": "INTEGER", "file_id": "VARCHAR", "line": "INTEGER"}

CHECKPOINT_SCORE = {
    "episode_id": "VARCHAR", "patient_id": "VARCHAR", "program": "VARCHAR", "checkpoint": "VARCHAR",
    "measure": "VARCHAR", "is_due": "BOOLEAN", "opens_on": "DATE", "due_on": "DATE", "closes_on": "DATE",
    "observation_id": "VARCHAR", "on_date": "DATE", "value": "DOUBLE", "form": "VARCHAR", "standard_error": "DOUBLE",
    "in_conflict": "BOOLEAN",
}  # fmt: skip
"""What a cell of a course says of itself; readers of single patients see no more."""

STANDING_TABLES: dict[str, dict[str, str]] = {
    "patient": {
        "patient_id": "VARCHAR", "sex": "VARCHAR", "birth_year": "INTEGER", "died_on": "DATE", "withdrew_on": "DATE",
        "person_key": "VARCHAR",
    },
    "event": {"event_id": "VARCHAR", "patient_id": "VARCHAR", **KIND_COLUMNS[RowKind.EVENT]},
    "appointment": {"appointment_id": "VARCHAR", "patient_id": "VARCHAR", **KIND_COLUMNS[RowKind.APPOINTMENT]},
    "observation_standing": {"observation_id": "VARCHAR", "patient_id": "VARCHAR", "standing": "VARCHAR"},
    "medication": {
        "medication_id": "VARCHAR", "patient_id": "VARCHAR", **KIND_COLUMNS[RowKind.MEDICATION], **_PROVENANCE,
    },
    "derived_observation": _OBSERVATION,
    "derived_from": {
        "observation_id": "VARCHAR", "patient_id": "VARCHAR", "row_id": "VARCHAR", "derivation": "VARCHAR",
    },
    "episode": {
        "episode_id": "VARCHAR", "patient_id": "VARCHAR",
        **{name: kind for name, kind in KIND_COLUMNS[RowKind.EPISODE].items() if name != "episode_id"},
        "first_session_on": "DATE",
    },
    "goal": {"goal_id": "VARCHAR", "patient_id": "VARCHAR", **KIND_COLUMNS[RowKind.GOAL], **_PROVENANCE},
    "payer_authorization": {
        "authorization_id": "VARCHAR", "patient_id": "VARCHAR", **KIND_COLUMNS[RowKind.AUTHORIZATION], **_PROVENANCE,
    },
    "conflict": {"row_kind": "VARCHAR", "row_id": "VARCHAR", "patient_id": "VARCHAR"},
    "checkpoint_window": {
        "episode_id": "VARCHAR", "patient_id": "VARCHAR", "program": "VARCHAR", "checkpoint": "VARCHAR",
        "opens_on": "DATE", "due_on": "DATE", "closes_on": "DATE",
    },
    "checkpoint_score": {
        **CHECKPOINT_SCORE,
        "baseline_on": "DATE", "baseline": "DOUBLE", "baseline_form": "VARCHAR", "baseline_error": "DOUBLE",
        "sex": "VARCHAR", "site": "VARCHAR", "payer": "VARCHAR", "clinician": "VARCHAR", "started": "DATE", "excused_on": "DATE",
    },
    "checkpoint_form": {
        "episode_id": "VARCHAR", "patient_id": "VARCHAR", "program": "VARCHAR", "checkpoint": "VARCHAR", "site": "VARCHAR",
        "payer": "VARCHAR", "clinician": "VARCHAR", "started": "DATE", "excused_on": "DATE", "left_on": "DATE",
        "closes_on": "DATE", "asked": "INTEGER", "filled": "INTEGER", "first_on": "DATE", "last_on": "DATE",
    },
}  # fmt: skip
"""What follows from the rows, patient by patient, in the order in which one is computed from the ones before.
`payer_authorization` is not called after its kind of row: that word is reserved in SQL. `observation_standing` names the
observations that are not simply used. `checkpoint_score` says again what stands elsewhere (its baseline, and whose score it is):
a question about everybody then reads the rows it counts and joins nothing."""

VIEWS: dict[str, dict[str, str]] = {"observation": _OBSERVATION}
"""What is read like a table and written nowhere a second time: `store/sql/<name>.sql`. Rows of observations are many."""

CLINIC_TABLES: dict[str, dict[str, str]] = {
    "configuration": {"config_hash": "VARCHAR"},
    "checkpoint": {
        "program": "VARCHAR", "checkpoint": "VARCHAR", "name": "VARCHAR", "ordinal": "INTEGER", "anchor": "VARCHAR",
        "kind": "VARCHAR", "due_day": "INTEGER", "opens_day": "INTEGER", "closes_day": "INTEGER",
        "due_day_from_start": "INTEGER",
    },
    "checkpoint_measure": {
        "program": "VARCHAR", "checkpoint": "VARCHAR", "measure": "VARCHAR", "needs_baseline": "BOOLEAN",
    },
    "checkpoint_occasion": {"program": "VARCHAR", "checkpoint": "VARCHAR", "occasion": "VARCHAR"},
    "weekly_measure": {"measure": "VARCHAR"},
    "daily_series": {"series": "VARCHAR", "place": "INTEGER"},
    "medicine_name": {"name": "VARCHAR", "means": "VARCHAR"},
}  # fmt: skip
"""What clinic.toml and the measures say, as the windows were computed from it."""

SETTLED_TABLES: dict[str, dict[str, str]] = {
    "set_aside": {
        "row_kind": "VARCHAR", "record_key": "VARCHAR", "content": "VARCHAR", "patient_id": "VARCHAR", "entry_id": "VARCHAR",
        "since_at": "VARCHAR", "until_at": "VARCHAR",
    },
}  # fmt: skip
"""What people decided about rows that contradict each other, carried over from the book of records: what a record says, by
its content, was set aside by an entry, in force from `since_at` to `until_at` (null: still). The rows themselves stay."""

MANIFEST = {"manifest": {"table_name": "VARCHAR", "row_count": "BIGINT"}}
"""Row counts as the writer left them: a snapshot verifies itself against these."""

TABLES = ROW_TABLES | FORMER_TABLES | STANDING_TABLES | CLINIC_TABLES | SETTLED_TABLES | MANIFEST | VIEWS


_HINTS = {"row_id": "uncompressed", "record_key": "uncompressed", "at_time": "uncompressed"} | dict.fromkeys(
    ("version", "file_id", "mapping", "patient_id", "measure", "occasion", "unit", "mode", "form", "score_status"),
    "dictionary",
)
"""How texts of the many observation rows are packed. Trying every way on every segment took longer than writing them."""


def create_tables(connection: Any) -> None:
    """Create every table and view that is not there yet."""
    for name, columns in TABLES.items():
        if name not in VIEWS:
            hints = _HINTS if name == row_table(RowKind.OBSERVATION) else {}
            connection.execute(f"create table if not exists {name} ({columns_ddl(columns, hints)})")
    for name in VIEWS:
        connection.execute(f"create view if not exists {name} as {sql(name)}")


def is_outdated(connection: Any) -> bool:
    """True where a table is missing, was written with other columns than these, or is a view now."""
    found = connection.execute("select table_name, column_name from information_schema.columns").fetchall()
    wanted = {(name, column) for name, columns in TABLES.items() for column in columns}
    tables = connection.execute(
        "select table_name from information_schema.tables where table_type = 'BASE TABLE'"
    ).fetchall()
    return not wanted <= set(found) or any(name in VIEWS for (name,) in tables)


def columns_ddl(columns: dict[str, str], hints: dict[str, str] | None = None) -> str:
    packed = {name: f" using compression {how}" for name, how in (hints or {}).items()}
    return ", ".join(f'"{name}" {kind}{packed.get(name, "")}' for name, kind in columns.items())


def quoted(names: Iterable[str]) -> str:
    """Column names for a select list."""
    return ", ".join(f'"{name}"' for name in names)
