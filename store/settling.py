"""Before anything is written: what a crash left is put right, and what the current snapshot has read is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from domain.loaded import Loaded
from store.account import Account
from store.archive import drop_copies
from store.book import BOOK_NAME, Book
from store.building import utc_now
from store.errors import OUTDATED, StoreError
from store.schema import is_outdated
from store.snapshot_files import (
    Pointer,
    connect_to_read,
    find_current,
    is_whole,
    newest_whole,
    numbers_on_disk,
    read_pointer,
    remove_leftovers,
    snapshot_path,
    write_pointer,
)

_REBUILD = "Run: python -m store rebuild"
_FOREIGN = (
    "book.sqlite is missing or older than the snapshots: it does not know all loads that they hold. "
    "Restore the book that belongs to them; nothing was changed."
)


def has_nothing(folder: Path) -> bool:
    """Whether nothing was ever loaded: there is neither a book nor a snapshot."""
    return not (Path(folder) / BOOK_NAME).exists() and not numbers_on_disk(folder)


def open_book(folder: Path) -> Book:
    """The clinic's book, to be written; a new one only where there are no snapshots that a lost one belongs to.

    Raises:
        StoreError: the book is missing, and the snapshots are not.
    """
    if not (Path(folder) / BOOK_NAME).exists() and numbers_on_disk(folder):
        raise StoreError(_FOREIGN)
    return Book(folder)


def settle(folder: Path, book: Book, is_rebuild: bool = False) -> int:
    """Put right what a crash left, and return the number of the current snapshot.

    A pending batch that the current snapshot lists was published; any other never happened.

    Raises:
        StoreError: the book does not know a batch of the snapshot. Or: the snapshot is damaged, was written with other
            columns, or lacks a batch that the book knows as published; a rebuild mends that, so it goes on.
    """
    current = find_current(folder)
    if current and not is_whole(snapshot_path(folder, current)):
        if not is_rebuild:
            raise StoreError(f"Snapshot {current} is damaged. {_REBUILD}")
        current = newest_whole(folder)
    else:
        remove_leftovers(folder, current)
    if current and not is_rebuild and _is_outdated(folder, current):
        raise StoreError(OUTDATED)
    listed = _listed_accounts(folder, current)
    _refuse_a_foreign_book(book, listed.keys())
    for batch_id in book.pending():
        book.publish(batch_id, listed[batch_id]) if batch_id in listed else book.abandon(batch_id)
    drop_copies(folder, book.files_of_nothing())
    undone = _undone_in(folder, current)
    for batch_id, (at, after) in undone.items():
        book.undo([batch_id], at, after)
    if not is_rebuild and {batch.batch_id for batch in book.published()} - listed.keys():
        raise StoreError(f"The newest whole snapshot lacks loads that were published. {_REBUILD}")
    if not is_rebuild and {batch.batch_id for batch in book.loads() if batch.undone_at} - undone.keys():
        raise StoreError(f"The newest whole snapshot still holds loads that were undone. {_REBUILD}")
    pointer = read_pointer(folder)
    if current and (pointer is None or pointer.number != current):
        write_pointer(folder, Pointer(current, utc_now(), known_readings(folder, current).config_hash))
    return current


def _refuse_a_foreign_book(book: Book, listed: Iterable[int]) -> None:
    """A snapshot holds only what its book recorded; more means that the book was lost, or restored from an older day."""
    recorded = {batch.batch_id for batch in book.loads()} | set(book.pending())
    if set(listed) - recorded:
        raise StoreError(_FOREIGN)


@dataclass(frozen=True)
class Known:
    """What the current snapshot has read: (file_id, mapping) → (mapping_hash, digest, account)."""

    config_hash: str
    readings: dict[tuple[str, str], tuple[str, str, Account]]


def known_readings(folder: Path, current: int) -> Known:
    if not current:
        return Known("", {})
    with connect_to_read(snapshot_path(folder, current)) as connection:
        config = connection.execute("select config_hash from configuration").fetchone()
        rows = connection.execute("select file_id, mapping, mapping_hash, digest, account from reading").fetchall()
    return Known(config[0] if config else "", {(r[0], r[1]): (r[2], r[3], Account.from_json(r[4])) for r in rows})


def _listed_accounts(folder: Path, current: int) -> dict[int, dict[int, str]]:
    if not current:
        return {}
    with connect_to_read(snapshot_path(folder, current)) as connection:
        listed: dict[int, dict[int, str]] = {
            row[0]: {} for row in connection.execute("select batch_id from batch").fetchall()
        }
        for batch_id, position, account in connection.execute(
            "select batch_id, position, account from reading"
        ).fetchall():
            listed[batch_id][position] = account
    return listed


def _undone_in(folder: Path, current: int) -> dict[int, tuple[str, int]]:
    """Loads that the current snapshot has taken back: batch_id → (undone_at, undone_after). An outdated one knows of none."""
    if not current or _is_outdated(folder, current):
        return {}
    with connect_to_read(snapshot_path(folder, current)) as connection:
        rows = connection.execute(
            "select batch_id, undone_at, undone_after from batch where undone_at is not null order by 1"
        ).fetchall()
    return {batch_id: (at, after) for batch_id, at, after in rows}


def _is_outdated(folder: Path, current: int) -> bool:
    with connect_to_read(snapshot_path(folder, current)) as connection:
        return is_outdated(connection)


def reading_key(loaded: Loaded) -> tuple[str, str]:
    return loaded.file_hash, loaded.mapping_name
