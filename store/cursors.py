"""Where each pull from a server ended, and what is known of the records there; part of the book of records.

`known` holds the source's own record numbers, which are identifiers: they stand nowhere but in the book.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from store.book import BOOK_NAME, BUSY_SECONDS, Book

_TABLES = """
create table if not exists pull_cursor (
    source text primary key, pull_id text not null, cursor text not null, moved_at text not null);
create table if not exists pulled_record (
    source text not null, record text not null, parts text not null, primary key (source, record));
"""


@dataclass(frozen=True)
class Cursor:
    """`asked_from` is what the source needs to ask for news only; `pull_id` names the pull that ended there."""

    pull_id: str
    asked_from: dict[str, Any]
    moved_at: str


def read_cursor(folder: Path, source: str) -> Cursor | None:
    """Where the last whole pull of a source ended; None before the first."""
    rows = _rows(folder, "select pull_id, cursor, moved_at from pull_cursor where source = ?", source)
    return Cursor(rows[0][0], json.loads(rows[0][1]), rows[0][2]) if rows else None


def read_known(folder: Path, source: str) -> dict[str, Any]:
    """What the pulls of a source have brought: its record → whatever the source keeps of it."""
    rows = _rows(folder, "select record, parts from pulled_record where source = ? order by record", source)
    return {record: json.loads(parts) for record, parts in rows}


def move_cursor(
    folder: Path, source: str, pull_id: str, asked_from: dict[str, Any], changes: Mapping[str, Any]
) -> None:
    """A pull has ended and is published: the next one begins at `asked_from`. All or nothing.

    Args:
        changes: what to keep of each record from now on; None forgets it.
    """
    with _writing(folder) as connection:
        connection.execute(
            "insert or replace into pull_cursor values (?, ?, ?, ?)",
            (source, pull_id, json.dumps(asked_from), datetime.now(UTC).isoformat()),
        )
        gone = [(source, record) for record, parts in changes.items() if parts is None]
        kept = [(source, record, json.dumps(parts)) for record, parts in changes.items() if parts is not None]
        connection.executemany("delete from pulled_record where source = ? and record = ?", gone)
        connection.executemany("insert or replace into pulled_record values (?, ?, ?)", kept)


def _rows(folder: Path, query: str, source: str) -> list[tuple]:
    path = Path(folder) / BOOK_NAME
    if not path.exists():
        return []
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
        there = connection.execute("select count(*) from sqlite_master where name in ('pull_cursor', 'pulled_record')")
        return connection.execute(query, (source,)).fetchall() if there.fetchone()[0] == 2 else []


@contextmanager
def _writing(folder: Path) -> Iterator[sqlite3.Connection]:
    with Book(folder):
        pass  # a first pull that brought nothing must not leave half a book
    with closing(sqlite3.connect(Path(folder) / BOOK_NAME, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        connection.execute("pragma synchronous = full")
        connection.executescript(_TABLES)
        connection.execute("begin immediate")
        try:
            yield connection
        except BaseException:
            connection.execute("rollback")
            raise
        connection.execute("commit")
