"""The store built anew from the archive: every load again, in order, and every load that was undone taken back again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from domain.clinic import Clinic
from domain.loaded import Loaded
from store import standing
from store.account import Account
from store.archive import archived_path
from store.arrival import identify, reading_digest
from store.book import BatchEntry, Book, FileEntry
from store.building import Progress, config_hash, enter, open_building, publish_built, seal, silent, take_back
from store.errors import StoreError
from store.settlement import carry_over
from store.settling import has_nothing, open_book, settle
from store.snapshot_files import prune, start_building
from store.writer_lock import WAIT_SECONDS, writer_lock

ReadAgain = Callable[[Path, FileEntry, Clinic], Loaded]
"""Reads an archived file with its recorded mapping."""


def rebuild(
    folder: Path,
    clinic: Clinic,
    read_again: ReadAgain,
    progress: Progress | None = None,
    *,
    on_wait: Callable[[str], None] | None = None,
    wait_seconds: float = WAIT_SECONDS,
) -> list[Account]:
    """Build the store anew from the archived files and their recorded mappings, batch by batch, and publish it.

    Each batch is read as on the day on which it was loaded, so the same configuration gives the same store.

    Raises:
        StoreBusy: another writer did not finish within `wait_seconds`.
        StoreError: an archived file cannot be read again; the store is as it was.
    """
    folder, progress = Path(folder), progress or silent
    if has_nothing(folder):
        raise StoreError("Nothing has been loaded yet; there is nothing to rebuild.")
    with writer_lock(folder, on_wait, wait_seconds), open_book(folder) as book:
        current = settle(folder, book, is_rebuild=True)
        number, path = start_building(folder, current, from_nothing=True)
        batches, accounts = book.loads(), []
        with open_building(path) as connection:
            standing.write_configuration(connection, clinic, config_hash(clinic))
            for done, batch in enumerate(batches):
                progress(done / len(batches), "Reading the archived files again")
                carry_over(connection, folder, batch.batch_id - 1)
                replayed = _replay(connection, folder, clinic, book, batch, read_again)
                accounts += replayed if batch.undone_at is None else []
                for undone in _undone_after(batches, batch.batch_id):
                    take_back(connection, [undone.batch_id], str(undone.undone_at), batch.batch_id, False)
            if carry_over(connection, folder):
                enter(connection, None, [], False, silent)
            seal(connection)
        publish_built(folder, number, path, clinic, [batch.batch_id for batch in batches], silent)
        prune(folder, number)
        progress(1.0, "Published")
        return accounts


def _undone_after(batches: list[BatchEntry], newest: int) -> list[BatchEntry]:
    """Loads that were undone when batch `newest` was the last one, in the order of undoing."""
    found = [batch for batch in batches if batch.undone_after == newest]
    return sorted(found, key=lambda batch: (datetime.fromisoformat(str(batch.undone_at)), -batch.batch_id))


def _replay(
    connection, folder: Path, clinic: Clinic, book: Book, batch: BatchEntry, read_again: ReadAgain
) -> list[Account]:
    """One recorded batch again, on the day on which it was loaded."""
    then = clinic.model_copy(update={"as_of": datetime.fromisoformat(batch.loaded_at).replace(tzinfo=None)})
    key = book.record_key()
    arrivals = []
    for entry in batch.files:
        loaded = read_again(archived_path(folder, entry.file_id, entry.suffix), entry, then)
        if loaded.file_hash != entry.file_id:
            raise StoreError(f"The archived copy of '{entry.file_name}' is damaged; restore the archive from a backup.")
        loaded = replace(loaded, file_name=entry.file_name, origin=entry.origin)
        with book.writing():
            arrivals.append(identify(loaded, reading_digest(loaded, key), book, key, batch.batch_id))
    return enter(connection, batch, arrivals, False, silent)
