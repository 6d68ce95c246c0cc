"""The audit trail: who did what with whose record, and when. Append-only, each row holding the SHA-256 of the one before.

A write and its row are one transaction. What was merely opened is written by a thread a moment later, many rows at once,
because a durable commit takes longer than opening a record may: see `store.audit_queue`. Patients stand under their
internal id, never a name.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from store.book_connection import rows_of_book

AUDIT_TABLES = """
create table if not exists audit (
    position integer primary key autoincrement, at text not null, who text not null, action text not null, patient_id text,
    about text not null, previous text not null, hash text not null);
create index if not exists audit_patient on audit (patient_id);
create trigger if not exists audit_stays before update on audit begin select raise(abort, 'the audit trail is not changed'); end;
create trigger if not exists audit_remains before delete on audit begin select raise(abort, 'the audit trail is not shortened'); end;
"""
_BEGINNING = "0" * 64
_COLUMNS = "position, at, who, action, patient_id, about, previous, hash"


@dataclass(frozen=True)
class Deed:
    """What somebody did. `about` names an entry or a packet; `at` is ISO text in UTC."""

    who: str
    action: str
    patient_id: str | None = None
    about: str = ""
    at: str = ""


@dataclass(frozen=True)
class AuditRow:
    position: int
    at: str
    who: str
    action: str
    patient_id: str | None
    about: str
    previous: str
    hash: str


@dataclass(frozen=True)
class TrailCheck:
    """Whether the trail is whole. `fault` says in one sentence where it is not; `head` is the newest hash. `open_ends` counts
    programs that noted openings and did not say that they ended: they run still, or were cut off."""

    rows: int
    head: str
    fault: str | None
    open_ends: int


def deed_now(who: str, action: str, patient_id: str | None = None, about: str = "") -> Deed:
    """A deed of this moment, by the machine's clock also where the clinic's stands still."""
    return Deed(who, action, patient_id, about, datetime.now(UTC).isoformat(timespec="milliseconds"))


def append_deeds(book: sqlite3.Connection, deeds: Iterable[Deed]) -> None:
    """Append to the trail, inside the writer's own transaction."""
    last = book.execute("select position, hash from audit order by position desc limit 1").fetchone()
    position, previous = last or (0, _BEGINNING)
    for deed in deeds:
        position += 1
        row = (position, deed.at, deed.who, deed.action, deed.patient_id, deed.about, previous)
        previous = _hash(row)
        book.execute(f"insert into audit ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)", (*row, previous))


def read_trail(folder: Path, patient_id: str | None = None, who: str | None = None) -> Iterator[AuditRow]:
    """The trail, oldest first: all of it, or what concerns one patient or one person."""
    query = (
        f"select {_COLUMNS} from audit where (:patient is null or patient_id = :patient) and (:who is null or who = :who) "
        "order by position"
    )
    yield from (AuditRow(*row) for row in rows_of_book(folder, "audit", query, {"patient": patient_id, "who": who}))


def verify_trail(folder: Path, expected: str | None = None) -> TrailCheck:
    """Compute every hash anew.

    `expected` is a newest hash that was noted down before: it must still be in the trail. Without one, a trail whose end was
    cut off with some skill, or that was written anew as a whole, is not noticed.
    """
    # asked first: rows that are written meanwhile are only more
    written = rows_of_book(folder, "audit", "select seq from sqlite_sequence where name = 'audit'")
    previous, count, found, fault = _BEGINNING, 0, expected is None, None
    begun: set[str] = set()
    for row in read_trail(folder):
        count += 1
        fault = fault or _fault(row, count, previous)
        previous, found = row.hash, found or row.hash == expected
        begun = (
            (begun | {row.about}) if row.action == STARTED else (begun - {row.about}) if row.action == ENDED else begun
        )
    if fault is None and written and count < written[0][0]:
        fault = f"Rows are missing at the end: {written[0][0]} were written, {count} are there."
    if fault is None and not found:
        fault = "The hash that was noted down is not in the trail: its end was cut off, or it was written anew."
    return TrailCheck(count, previous, fault, len(begun))


STARTED, ENDED = "began to note openings", "ended in order"
"""Said by each program that notes openings, with a random number that pairs the two."""


def _fault(row: AuditRow, place: int, previous: str) -> str | None:
    if row.position != place:
        return f"A row is missing before row {row.position}."
    if row.previous != previous:
        return f"Row {row.position} does not follow the row before it."
    if _hash((row.position, row.at, row.who, row.action, row.patient_id, row.about, row.previous)) != row.hash:
        return f"Row {row.position} was changed."
    return None


def _hash(row: tuple) -> str:
    return hashlib.sha256(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
