"""The writer: one batch of files becomes the next snapshot, or nothing changes.

In order: the book records a pending batch with the identities it needs; the files go to the archive; the next
snapshot is built beside the current one, verified and named current; the book marks the batch published.
Killed at any instant, the current snapshot is whole, and the next writer settles what was left.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from domain.clinic import Clinic
from domain.loaded import Loaded
from store import standing
from store.account import Account
from store.archive import archive_file
from store.arrival import Arrival, identify, reading_digest
from store.book import BatchEntry, Book, FileEntry
from store.building import (
    Progress,
    Step,
    config_hash,
    enter,
    open_building,
    publish_built,
    seal,
    silent,
    take_back,
)
from store.errors import StoreError
from store.rebuilding import rebuild
from store.settlement import carry_over, is_carried_over
from store.settling import Known, has_nothing, known_readings, open_book, reading_key, settle
from store.snapshot_files import prune, start_building
from store.withdrawal import Undone
from store.writer_lock import WAIT_SECONDS, writer_lock


def load(
    folder: Path,
    clinic: Clinic,
    loadeds: Sequence[Loaded],
    progress: Progress | None = None,
    *,
    on_wait: Callable[[str], None] | None = None,
    wait_seconds: float = WAIT_SECONDS,
    step: Step | None = None,
    keep_files: bool = True,
) -> list[Account]:
    """Load read files as one batch, all or nothing; one account per file, in the order given.

    A file that was read before with the same outcome changes nothing but a damaged copy of it in the archive; without
    any other, and with an unchanged configuration and no conflict settled since, no snapshot is published. `on_wait`
    hears that another writer is at work. Without `keep_files` nothing goes to the archive (for a rehearsal).

    Raises:
        StoreBusy: another writer did not finish within `wait_seconds`.
        StoreError: a file cannot be kept, or the new snapshot did not verify; the store is as it was.
    """
    folder, progress, step = Path(folder), progress or silent, step or silent
    with writer_lock(folder, on_wait, wait_seconds), open_book(folder) as book:
        current = settle(folder, book)
        known = known_readings(folder, current)
        digests = [reading_digest(loaded, book.record_key()) for loaded in loadeds]
        fresh = _fresh(loadeds, digests, known)
        if keep_files:
            _archive(folder, [loaded for index, loaded in enumerate(loadeds) if index not in fresh])
        if not fresh and known.config_hash == config_hash(clinic) and is_carried_over(folder, current):
            return [_repeated(loaded, known.readings) for loaded in loadeds]
        try:
            accounts = _load_fresh(
                folder, clinic, book, current, [(loadeds[i], digests[i]) for i in fresh], progress, step, keep_files
            )
        except Exception:
            with suppress(Exception):  # what failed is what must be told; the next writer settles the rest
                settle(folder, book)
            raise
        by_index = dict(zip(fresh, accounts, strict=True))
        readings = known.readings | {reading_key(loadeds[i]): ("", "", account) for i, account in by_index.items()}
        return [by_index.get(i) or _repeated(loaded, readings) for i, loaded in enumerate(loadeds)]


def undo(
    folder: Path,
    clinic: Clinic,
    batch_ids: Sequence[int],
    progress: Progress | None = None,
    *,
    on_wait: Callable[[str], None] | None = None,
    wait_seconds: float = WAIT_SECONDS,
    step: Step | None = None,
) -> list[Undone]:
    """Take loads back, all or nothing: the store is then what it would be if they had never been.

    Rows that another load holds too stay; what a load corrected stands as before; a reading that it replaced is in
    force again. The archived files, and the names in the book, stay.

    Raises:
        StoreBusy: another writer did not finish within `wait_seconds`.
        StoreError: there is no such load, or it is undone already; the store is as it was.
    """
    folder, progress, step = Path(folder), progress or silent, step or silent
    wanted = sorted(set(batch_ids), reverse=True)
    if has_nothing(folder):
        raise StoreError(f"There is no load {max(wanted, default=0)}: nothing has been loaded yet.")
    with writer_lock(folder, on_wait, wait_seconds), open_book(folder) as book:
        current = settle(folder, book)
        _refuse_what_cannot_be_undone(book, wanted)
        progress(0.0, "Taking the load back")
        changed = known_readings(folder, current).config_hash != config_hash(clinic)
        at, newest = clinic.clock.now().isoformat(), max(batch.batch_id for batch in book.loads())
        number, path = start_building(folder, current)
        with open_building(path) as connection:
            if changed:
                standing.write_configuration(connection, clinic, config_hash(clinic))
            carry_over(connection, folder)
            undone = take_back(connection, wanted, at, newest, changed)
            seal(connection)
        step("built")
        progress(0.9, "Verifying the new snapshot")
        publish_built(folder, number, path, clinic, [batch.batch_id for batch in book.loads()], step)
        book.undo(wanted, at, newest)
        step("published")
        prune(folder, number)
        progress(1.0, "Published")
        return undone[::-1]


def _refuse_what_cannot_be_undone(book: Book, batch_ids: list[int]) -> None:
    known = {batch.batch_id: batch for batch in book.loads()}
    for batch_id in batch_ids:
        if batch_id not in known:
            raise StoreError(f"There is no load {batch_id}; nothing was changed.")
        if known[batch_id].undone_at is not None:
            raise StoreError(
                f"Load {batch_id} was undone before, on {str(known[batch_id].undone_at)[:10]}; nothing was changed."
            )


def _fresh(loadeds: Sequence[Loaded], digests: list[str], known: Known) -> list[int]:
    """Indexes of the files that have not been read with this outcome before, nor earlier in the same call."""
    seen = {key: reading[:2] for key, reading in known.readings.items()}
    fresh = []
    for index, (loaded, digest) in enumerate(zip(loadeds, digests, strict=True)):
        if seen.get(reading_key(loaded)) != (loaded.mapping_hash, digest):
            seen[reading_key(loaded)] = (loaded.mapping_hash, digest)
            fresh.append(index)
    return fresh


def _repeated(loaded: Loaded, readings: dict) -> Account:
    """The account of a file that was loaded before: what was kept is now a duplicate."""
    former = readings[reading_key(loaded)][2]
    return replace(
        former, file=loaded.file_name, accepted=0, corrected=0, waiting=0, conflicts=0, withdrawn=0,
        duplicates=former.read - former.rejected, already_loaded=True, batch_id=None,
    )  # fmt: skip


def _load_fresh(
    folder, clinic, book, current, fresh, progress: Progress, step: Step, keep_files: bool
) -> list[Account]:
    progress(0.0, "Recording the batch")
    changed = known_readings(folder, current).config_hash != config_hash(clinic)
    batch, arrivals = _record_batch(book, clinic, fresh)
    step("recorded")
    if keep_files:
        _archive(folder, [loaded for loaded, _ in fresh])
    step("archived")
    number, path = start_building(folder, current)
    with open_building(path) as connection:
        if changed:
            standing.write_configuration(connection, clinic, config_hash(clinic))
        carry_over(connection, folder)
        accounts = enter(connection, batch, arrivals, changed, progress)
        seal(connection)
        listed = [row[0] for row in connection.execute("select batch_id from batch order by 1").fetchall()]
    step("built")
    progress(0.9, "Verifying the new snapshot")
    publish_built(folder, number, path, clinic, listed, step)
    if batch:
        book.publish(batch.batch_id, {position: account.to_json() for position, account in enumerate(accounts)})
    step("published")
    prune(folder, number)
    progress(1.0, "Published")
    return accounts


def _archive(folder: Path, loadeds: Sequence[Loaded]) -> None:
    for loaded in loadeds:
        archive_file(folder, _path(loaded), loaded.file_hash)


def _record_batch(book: Book, clinic: Clinic, fresh) -> tuple[BatchEntry | None, list[Arrival]]:
    """One transaction of the book: the pending batch, and everybody in it. None where only the configuration changed."""
    if not fresh:
        return None, []
    key = book.record_key()
    with book.writing():
        files = tuple(_file_entry(loaded) for loaded, _ in fresh)
        batch = BatchEntry(book.next_batch_id(), clinic.clock.now().isoformat(), files)
        book.open_batch(batch)
        return batch, [identify(loaded, digest, book, key, batch.batch_id) for loaded, digest in fresh]


def _file_entry(loaded: Loaded) -> FileEntry:
    return FileEntry(
        loaded.file_hash,
        loaded.file_name,
        _path(loaded).suffix.lower(),
        loaded.mapping_name,
        loaded.mapping_hash,
        loaded.mapping_text,
        loaded.origin,
        loaded.loader_version,
    )


def _path(loaded: Loaded) -> Path:
    if loaded.path is None:
        raise StoreError(f"'{loaded.file_name}' cannot be archived: nobody said where it lies.")
    return Path(loaded.path)


__all__ = ["Progress", "config_hash", "enter", "load", "rebuild", "settle", "take_back", "undo"]
