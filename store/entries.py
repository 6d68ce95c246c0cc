"""Entries in the book of records: appended, never changed. Two triggers hold that whoever writes to the file.

Recording one is a transaction of milliseconds under SQLite's own lock; it does not wait for a load that is running.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from domain.entry import Entry, EntryKind, EntryRefused
from store.audit import AUDIT_TABLES, append_deeds, deed_now
from store.book_connection import rows_of_book, writing_book

_TABLES = """
create table if not exists entry (
    position integer primary key autoincrement, entry_id text not null unique, kind text not null, patient_id text not null,
    episode_id text, checkpoint text, on_date text, says text not null, made_by text not null, made_at text not null,
    replaces text references entry (entry_id), is_withdrawal integer not null, after_batch integer not null);
create index if not exists entry_patient on entry (patient_id);
create unique index if not exists entry_replaces on entry (replaces) where replaces is not null;
create trigger if not exists entry_stays before update on entry begin select raise(abort, 'entries are not changed'); end;
create trigger if not exists entry_remains before delete on entry begin select raise(abort, 'entries are not removed'); end;
"""
"""`after_batch` is the newest load that was published when the entry was made. An entry is replaced at most once."""

_COLUMNS = (
    "entry_id, kind, patient_id, episode_id, checkpoint, on_date, says, made_by, made_at, replaces, is_withdrawal"
)


def append_entry(folder: Path, entry: Entry) -> Entry:
    """Append one entry and return it as it is kept. The same entry a second time (a second click) changes nothing.

    Raises:
        EntryRefused: it replaces an entry that is not there, or that somebody has replaced meanwhile; or another entry
            has its id.
        StoreError: the book cannot be written.
    """
    with writing_book(folder, _TABLES + AUDIT_TABLES) as book:
        former = _find(book, entry.entry_id)
        if former is not None:
            return _the_same(former, entry)
        root = _root_of_replaced(book, entry) if entry.replaces else entry.entry_id
        book.execute(
            f"insert into entry ({_COLUMNS}, after_batch) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "(select coalesce(max(batch_id), 0) from batch where state in ('published', 'undone')))",
            _values(entry),
        )
        append_deeds(book, [deed_now(entry.made_by, _deed(entry), entry.patient_id, f"entry {entry.entry_id}")])
    return replace(entry, root=root)


def read_entries(folder: Path, patient_id: str, known_at: datetime | None = None) -> tuple[Entry, ...]:
    """The entries of one patient that stand, in the order in which they were first made; at `known_at`, those that stood
    then. One that was corrected is told by its correction, one that was withdrawn not at all."""
    return standing_entries(read_entry_history(folder, patient_id), known_at)


def read_entry_history(folder: Path, patient_id: str) -> tuple[Entry, ...]:
    """Every entry of one patient in the order of making, corrected and withdrawn ones and the withdrawals included."""
    return _with_roots(_ask(folder, "where patient_id = ?", (patient_id,)))


def read_entries_of_kind(folder: Path, kind: EntryKind) -> tuple[Entry, ...]:
    """Every entry of one kind, of all patients, in the order of making."""
    return _with_roots(_ask(folder, "where kind = ?", (kind.value,)))


def read_entry(folder: Path, entry_id: str) -> Entry | None:
    """One entry, None where there is no such one."""
    found = _ask(folder, "where patient_id = (select patient_id from entry where entry_id = ?)", (entry_id,))
    return next((entry for entry in _with_roots(found) if entry.entry_id == entry_id), None)


def entry_count(folder: Path) -> int:
    """How many entries were ever made; it grows with each."""
    rows = rows_of_book(folder, "entry", "select coalesce(max(position), 0) from entry")
    return rows[0][0] if rows else 0


def standing_entries(history: Sequence[Entry], known_at: datetime | None = None) -> tuple[Entry, ...]:
    """Of a history in the order of making, the entries that nothing had replaced or withdrawn at `known_at`."""
    moment = known_at if known_at is None or known_at.tzinfo else known_at.replace(tzinfo=UTC)
    known = [entry for entry in history if moment is None or entry.made_at <= moment]
    replaced = {entry.replaces for entry in known}
    place = {entry.entry_id: number for number, entry in enumerate(history)}
    found = [entry for entry in known if entry.entry_id not in replaced and not entry.is_withdrawal]
    return tuple(sorted(found, key=lambda entry: place[entry.root]))


def _ask(folder: Path, where: str, parameters: Sequence) -> list[Entry]:
    rows = rows_of_book(folder, "entry", f"select {_COLUMNS} from entry {where} order by position", parameters)
    return [_entry(row) for row in rows]


def _with_roots(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    roots: dict[str, str] = {}
    for entry in entries:
        roots[entry.entry_id] = roots.get(entry.replaces or "", entry.replaces or entry.entry_id)
    return tuple(replace(entry, root=roots[entry.entry_id]) for entry in entries)


def _find(book: sqlite3.Connection, entry_id: str) -> Entry | None:
    row = book.execute(f"select {_COLUMNS} from entry where entry_id = ?", (entry_id,)).fetchone()
    return replace(_entry(row), root=_root(book, entry_id)) if row else None


def _the_same(former: Entry, entry: Entry) -> Entry:
    """A second click repeats what was said; it may come a little later."""
    if replace(former, made_at=entry.made_at, root=entry.root) != entry:
        raise EntryRefused("This form was saved before, with other words. Open it anew to correct what it says.")
    return former


def _root_of_replaced(book: sqlite3.Connection, entry: Entry) -> str:
    former = _find(book, str(entry.replaces))
    if former is None:
        raise EntryRefused("The entry that is to be corrected is not in the book of records.")
    if (former.patient_id, former.kind) != (entry.patient_id, entry.kind):
        raise EntryRefused("A correction speaks of the same patient and is of the same kind as what it corrects.")
    if former.is_withdrawal:
        raise EntryRefused("This entry was withdrawn; make a new one in its place.")
    later = book.execute("select made_by, is_withdrawal from entry where replaces = ?", (former.entry_id,)).fetchone()
    if later is not None:
        done = "withdrew" if later[1] else "corrected"
        raise EntryRefused(f"Meanwhile {later[0]} {done} this entry. Look at it as it is now, then decide.")
    return former.root


def _deed(entry: Entry) -> str:
    done = "withdrew" if entry.is_withdrawal else "corrected" if entry.replaces else "recorded"
    return f"{done} {entry.kind.value.replace('_', ' ')}"


def _root(book: sqlite3.Connection, entry_id: str) -> str:
    return book.execute(
        "with recursive chain (entry_id, replaces) as ("
        "select entry_id, replaces from entry where entry_id = ? union all "
        "select e.entry_id, e.replaces from entry e join chain c on e.entry_id = c.replaces) "
        "select entry_id from chain where replaces is null",
        (entry_id,),
    ).fetchone()[0]


def _values(entry: Entry) -> tuple:
    return (
        entry.entry_id,
        entry.kind.value,
        entry.patient_id,
        entry.episode_id,
        entry.checkpoint,
        entry.on_date.isoformat() if entry.on_date else None,
        json.dumps(dict(entry.says), sort_keys=True, ensure_ascii=False),
        entry.made_by,
        entry.made_at.isoformat(),
        entry.replaces,
        int(entry.is_withdrawal),
    )


def _entry(row: Sequence) -> Entry:
    entry_id, kind, patient_id, episode_id, checkpoint, on_date, says, made_by, made_at, replaces, is_withdrawal = row
    day = date.fromisoformat(on_date) if on_date else None
    made = datetime.fromisoformat(made_at)
    return Entry(
        entry_id, EntryKind(kind), patient_id, episode_id, checkpoint, day, json.loads(says), made_by, made, replaces,
        bool(is_withdrawal),
    )  # fmt: skip
