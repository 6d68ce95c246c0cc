"""A clinic small enough to write down in a test, and its files without a loader."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd

from domain.clinic import Clinic, parse_clinic
from domain.loaded import Loaded, RowKind
from domain.measures import MEASURES
from domain.rows import FLAG_COLUMNS, REJECTED_COLUMNS, columns_of
from store import standing, writer
from store.account import Account
from store.arrival import identify, reading_digest
from store.book import BatchEntry, Book
from store.schema import TABLES, create_tables
from store.snapshot import Snapshot
from store.withdrawal import Undone

FIRST_DAY = date(2025, 1, 6)
LOADED_AT = "2025-11-17T08:30:00-06:00"

CLINIC_TOML = """
name = "Small clinic"
time_zone = "America/Chicago"
as_of = 2025-11-17T08:30:00
[[programs]]
code = "short"
name = "Short program"
weeks = 4
measures = ["odi", "nrs_average"]
[[programs.checkpoints]]
code = "intake"
name = "Intake"
kind = "intake"
due_day = 0
opens_day = -14
closes_day = 7
[[programs.checkpoints]]
code = "middle"
name = "Middle"
kind = "reassessment"
due_day = 14
opens_day = 8
closes_day = 20
measures = ["nrs_average"]
occasions = ["routine", "before_block"]
[[programs.checkpoints]]
code = "end"
name = "End"
kind = "completion"
anchor = "end"
due_day = 0
opens_day = -6
closes_day = 20
also = ["pgic"]
"""


def write_clinic(folder: Path, text: str = CLINIC_TOML) -> Clinic:
    """A clinic folder with nothing but its clinic.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "clinic.toml").write_text(text)
    return small_clinic(text)


def small_clinic(text: str = CLINIC_TOML) -> Clinic:
    return parse_clinic(text, "clinic.toml", frozenset(MEASURES))


def day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def file_of(
    kind: RowKind,
    rows: Sequence[dict],
    *,
    folder: Path | None = None,
    name: str = "file.csv",
    mapping: str = "source",
    mapping_hash: str = "1",
    rejected: Sequence[dict] = (),
    flags: Sequence[dict] = (),
    content: str | None = None,
) -> Loaded:
    """A read file. Lines are numbered from 2; `content` stands for its bytes (default: the rows as text)."""
    body = content if content is not None else repr((name, rows, rejected))
    path = (folder / name) if folder else Path(name)
    if folder:
        path.write_text(body)
    numbered = [{"retracted": False, "line": line, **row} for line, row in enumerate(rows, start=2)]
    frame = pd.DataFrame(numbered, columns=list(columns_of(kind)), dtype=object)
    return Loaded(
        name, hashlib.sha256(body.encode()).hexdigest(), mapping, mapping_hash, len(rows) + len(rejected), len(rows) + len(rejected),
        {kind: frame}, pd.DataFrame(list(rejected), columns=list(REJECTED_COLUMNS)), pd.DataFrame(list(flags), columns=list(FLAG_COLUMNS), dtype=object),
        path=path, mapping_text="",
    )  # fmt: skip


def registration(*patients: str, **more) -> list[dict]:
    return [
        {"patient": patient, "name": f"Synthetic {patient}", "birth_date": date(1970, 1, 1), "sex": "female", **more}
        for patient in patients
    ]


def course_of_care(patient: str, started: int = 0, **more) -> dict:
    return {"patient": patient, "program": "short", "started": day(started), "planned_end": day(started + 28), **more}


def score(patient: str, on: int, value: float, measure: str = "odi", **more) -> dict:
    return {"patient": patient, "measure": measure, "value": value, "on_date": day(on), "occasion": "routine", **more}


def flag(patient: str, on: int | None, level: int | None, **more) -> dict:
    """A safety answer as a loader hands it over; `on` None: its date cannot be read."""
    on_date = None if on is None else day(on)
    return {
        "patient": patient,
        "kind": "phq9_item9",
        "level": level,
        "on_date": on_date,
        "basis": "items",
        "line": 2,
        **more,
    }


class MemoryStore:
    """The store's rules without its files: batches entered one by one into a database in memory."""

    def __init__(self, clinic: Clinic, book: Book | None = None):
        self.clinic = clinic
        self.book = book or Book(Path("/nowhere"), create=False)
        self.connection = duckdb.connect(":memory:")
        create_tables(self.connection)
        standing.write_configuration(self.connection, clinic, writer.config_hash(clinic))
        self.batches = 0

    def load(self, *loadeds: Loaded, batch_id: int | None = None, at: str = LOADED_AT) -> list[Account]:
        self.batches = batch_id or self.batches + 1
        key = self.book.record_key()
        batch = BatchEntry(self.batches, at, ())
        arrivals = [identify(loaded, reading_digest(loaded, key), self.book, key, self.batches) for loaded in loadeds]
        return writer.enter(self.connection, batch, arrivals, False, lambda *_: None)

    def undo(self, *batch_ids: int, at: str = LOADED_AT) -> list[Undone]:
        return writer.take_back(self.connection, batch_ids, at, self.batches, False)

    def snapshot(self) -> Snapshot:
        return Snapshot(0, None, None, "", self.connection)

    def recompute(self) -> None:
        standing.refresh(self.connection, everybody=True)

    def rows(self, table: str) -> list[dict]:
        cursor = self.connection.execute(f"select * from {table}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def close(self) -> None:
        self.connection.close()


def contents(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[str] = tuple(TABLES), without: Sequence[str] = ()
) -> dict[str, list]:
    """Every row of every table in an order of their own, without some columns."""
    found = {}
    for table in tables:
        columns = [f'"{name}"' for name in TABLES[table] if name not in without]
        rows = connection.execute(f"select {', '.join(columns)} from {table}").fetchall()
        found[table] = sorted(rows, key=repr)
    return found
