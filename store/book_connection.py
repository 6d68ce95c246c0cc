"""Short transactions in the book of records, for the parts of it that have tables of their own."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from store.book import BOOK_NAME, BUSY_SECONDS, Book
from store.errors import StoreBusy, StoreError


@contextmanager
def writing_book(folder: Path, tables: str) -> Iterator[sqlite3.Connection]:
    """One transaction, all or nothing, durable when it is left. `tables` creates those that are not there yet.

    Raises:
        StoreBusy: somebody else kept the book for too long; nothing was written.
        StoreError: the book cannot be written; nothing was written.
    """
    path = Path(folder) / BOOK_NAME
    if not path.exists():
        with Book(folder):
            pass  # the first thing written must not leave half a book
    with closing(_connect(path)) as connection:
        try:
            connection.execute("pragma synchronous = full")
            connection.executescript(tables)
            connection.execute("begin immediate")
        except sqlite3.Error as error:
            raise _told(error) from None
        try:
            yield connection
            connection.execute("commit")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("rollback")
            if isinstance(error, sqlite3.OperationalError):
                raise _told(error) from None
            raise


def _connect(path: Path) -> sqlite3.Connection:
    try:
        return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    except sqlite3.Error as error:
        raise _told(error) from None


def _told(error: sqlite3.Error) -> StoreError:
    if "locked" in str(error) or "busy" in str(error):
        return StoreBusy("The book of records is being written by somebody else. Nothing was saved; try again.")
    return StoreError(f"The book of records cannot be written ({type(error).__name__}). Nothing was saved.")


def rows_of_book(folder: Path, table: str, query: str, parameters: Sequence | dict = ()) -> list[tuple]:
    """The answer of one query; no rows where the book or the table is not there yet."""
    path = Path(folder) / BOOK_NAME
    if not path.exists():
        return []
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
        there = connection.execute("select count(*) from sqlite_master where name = ?", (table,)).fetchone()[0]
        return connection.execute(query, parameters).fetchall() if there else []
