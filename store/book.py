"""The book of records: what was loaded, who the people are, and the key that hides record numbers.

SQLite with synchronous=FULL. Its rollback journal, not write-ahead logging: after each commit the one
file is whole, so a plain copy of the clinic folder is a backup; writes are few and short. It is the
only place where names, birth dates and record numbers are kept.
"""

import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from store.owner_only import keep_private

BOOK_NAME = "book.sqlite"
BUSY_SECONDS = 30.0

_TABLES = """
create table if not exists secret_key (name text primary key, value blob not null);
create table if not exists batch (
    batch_id integer primary key, loaded_at text not null,
    state text not null check (state in ('pending', 'published', 'abandoned', 'undone')), undone_at text,
    undone_after integer);
create table if not exists batch_file (
    batch_id integer not null references batch, position integer not null, file_id text not null, file_name text not null,
    suffix text not null, mapping text not null, mapping_hash text not null, mapping_text text not null, account text,
    origin text, loader_version text not null default '',
    primary key (batch_id, position));
create table if not exists identity (
    scheme text not null, number text not null, internal_id text not null unique, batch_id integer not null,
    primary key (scheme, number));
create table if not exists person (
    person_key text primary key, internal_id text not null, batch_id integer not null, name text, birth_date text);
"""


_UPGRADES = {
    ("batch_file", "origin"): "alter table batch_file add column origin text;",
    ("batch_file", "loader_version"): "alter table batch_file add column loader_version text not null default '';",
    ("batch", "undone_at"): """
        create table newer_batch (
            batch_id integer primary key, loaded_at text not null,
            state text not null check (state in ('pending', 'published', 'abandoned', 'undone')), undone_at text,
            undone_after integer);
        insert into newer_batch (batch_id, loaded_at, state) select batch_id, loaded_at, state from batch;
        drop table batch;
        alter table newer_batch rename to batch;
    """,
}
"""What a book lacks that an earlier version of Landings wrote: (table, column) → the statements that add it."""


@dataclass(frozen=True)
class FileEntry:
    """One file of a batch, enough to read it again."""

    file_id: str
    file_name: str
    suffix: str
    mapping: str
    mapping_hash: str
    mapping_text: str
    origin: str | None = None
    loader_version: str = ""


@dataclass(frozen=True)
class BatchEntry:
    """One load. `undone_at` and `undone_after` (the newest load at that time) say when it was undone, if it was."""

    batch_id: int
    loaded_at: str
    files: tuple[FileEntry, ...]
    undone_at: str | None = None
    undone_after: int | None = None


class Book:
    """One open connection to the book. Statements run in the transaction of `writing()`."""

    def __init__(self, folder: Path, create: bool = True):
        """Open the book; with `create=False` a clinic without a book has an empty one in memory."""
        path = Path(folder) / BOOK_NAME
        if create:
            keep_private(path)
        place = path if create or path.exists() else ":memory:"
        self._connection = sqlite3.connect(place, timeout=BUSY_SECONDS, isolation_level=None)
        self._connection.execute("pragma synchronous = full")
        if create or not path.exists():
            self._connection.execute("pragma journal_mode = delete")
            self._connection.executescript(f"begin immediate; {_TABLES} commit;")
        self._upgrade()

    def _upgrade(self) -> None:
        for (table, column), statements in _UPGRADES.items():
            if column not in self._columns(table):
                self._connection.executescript(f"begin immediate; {statements} commit;")

    def _columns(self, table: str) -> list[str]:
        return [row[1] for row in self._connection.execute(f"pragma table_info({table})")]

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_) -> None:
        self._connection.close()

    @contextmanager
    def writing(self):
        """All or nothing."""
        self._connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def record_key(self) -> bytes:
        """The clinic's random key for hiding record numbers, made on first use."""
        fresh = secrets.token_bytes(32)
        self._connection.execute("insert or ignore into secret_key values ('record', ?)", (fresh,))
        return self._connection.execute("select value from secret_key where name = 'record'").fetchone()[0]

    def internal_ids(self, scheme: str, numbers: Iterable[str], batch_id: int) -> dict[str, str]:
        """A random internal id for each number, issued where it is seen for the first time."""
        wanted = set(numbers)
        known = self._known_ids(scheme, wanted)
        issued = {number: secrets.token_hex(8) for number in sorted(wanted - known.keys())}
        rows = [(scheme, number, internal_id, batch_id) for number, internal_id in issued.items()]
        self._connection.executemany("insert into identity values (?, ?, ?, ?)", rows)
        return known | issued

    def known_ids(self, scheme: str, numbers: Iterable[str]) -> dict[str, str]:
        """The internal ids of those numbers that have one; none is issued."""
        return self._known_ids(scheme, set(numbers))

    def _known_ids(self, scheme: str, wanted: set[str]) -> dict[str, str]:
        rows = self._connection.execute("select number, internal_id from identity where scheme = ?", (scheme,))
        return {number: internal_id for number, internal_id in rows if number in wanted}

    def add_people(self, people: Sequence[tuple[str, str, int, str | None, str | None]]) -> None:
        """Append (person_key, internal_id, batch_id, name, birth_date); a row that is there stays."""
        self._connection.executemany("insert or ignore into person values (?, ?, ?, ?, ?)", people)

    def next_batch_id(self) -> int:
        return self._connection.execute("select coalesce(max(batch_id), 0) + 1 from batch").fetchone()[0]

    def open_batch(self, batch: BatchEntry) -> None:
        """Record a pending batch and the files it will hold."""
        self._connection.execute(
            "insert into batch (batch_id, loaded_at, state) values (?, ?, 'pending')", (batch.batch_id, batch.loaded_at)
        )
        for position, entry in enumerate(batch.files):
            values = (
                entry.file_id,
                entry.file_name,
                entry.suffix,
                entry.mapping,
                entry.mapping_hash,
                entry.mapping_text,
                entry.origin,
                entry.loader_version,
            )
            self._connection.execute(
                "insert into batch_file (batch_id, position, file_id, file_name, suffix, mapping, mapping_hash, mapping_text, origin, loader_version) "
                "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (batch.batch_id, position, *values),
            )

    def publish(self, batch_id: int, accounts: dict[int, str]) -> None:
        """Mark a batch published; `accounts` are JSON by position."""
        with self.writing():
            self._connection.execute("update batch set state = 'published' where batch_id = ?", (batch_id,))
            for position, account in accounts.items():
                self._connection.execute(
                    "update batch_file set account = ? where batch_id = ? and position = ?",
                    (account, batch_id, position),
                )

    def abandon(self, batch_id: int) -> None:
        with self.writing():
            self._connection.execute("update batch set state = 'abandoned' where batch_id = ?", (batch_id,))

    def files_of_nothing(self) -> list[tuple[str, str]]:
        """(file_id, suffix) of the files that only abandoned batches hold."""
        return self._connection.execute(
            "select distinct file_id, suffix from batch_file where file_id not in "
            "(select f.file_id from batch_file f join batch b using (batch_id) where b.state <> 'abandoned')"
        ).fetchall()

    def pending(self) -> list[int]:
        return [
            row[0] for row in self._connection.execute("select batch_id from batch where state = 'pending' order by 1")
        ]

    def undo(self, batch_ids: Iterable[int], undone_at: str, undone_after: int) -> None:
        """Mark published batches undone; one that is undone already stays as it is."""
        with self.writing():
            for batch_id in batch_ids:
                self._connection.execute(
                    "update batch set state = 'undone', undone_at = ?, undone_after = ? where batch_id = ? and state = 'published'",
                    (undone_at, undone_after, batch_id),
                )

    def published(self) -> list[BatchEntry]:
        """Published batches in the order in which they were loaded."""
        return [batch for batch in self.loads() if batch.undone_at is None]

    def loads(self) -> list[BatchEntry]:
        """Batches that were published, those undone since included, in the order in which they were loaded."""
        batches = self._connection.execute(
            "select batch_id, loaded_at, undone_at, undone_after from batch where state in ('published', 'undone') order by 1"
        ).fetchall()
        return [BatchEntry(number, at, self._files(number), *undone) for number, at, *undone in batches]

    def _files(self, batch_id: int) -> tuple[FileEntry, ...]:
        query = (
            "select file_id, file_name, suffix, mapping, mapping_hash, mapping_text, origin, loader_version from batch_file "
            "where batch_id = ? order by position"
        )
        return tuple(FileEntry(*row) for row in self._connection.execute(query, (batch_id,)))

    def batch_files(self) -> list[tuple]:
        """(batch_id, state, loaded_at, position, file_id, file_name, mapping, account JSON), newest batch first."""
        return self._connection.execute(
            "select b.batch_id, b.state, b.loaded_at, f.position, f.file_id, f.file_name, f.mapping, f.account "
            "from batch b join batch_file f using (batch_id) order by b.batch_id desc, f.position"
        ).fetchall()

    def people(self, person_keys: Iterable[str]) -> list[tuple]:
        """(internal_id, record number, name, birth date text) of the registrations under these keys."""
        found = []
        for chunk in _chunks(sorted(set(person_keys)), 500):
            marks = ", ".join("?" * len(chunk))
            found += self._connection.execute(
                "select p.internal_id, i.number, p.name, p.birth_date from person p "
                f"left join identity i on i.internal_id = p.internal_id where p.person_key in ({marks})",
                chunk,
            ).fetchall()
        return found


def _chunks(values: list, size: int) -> Iterable[list]:
    return (values[start : start + size] for start in range(0, len(values), size))
