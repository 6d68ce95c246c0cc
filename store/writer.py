"""The writer: one batch of files becomes the next snapshot, or nothing changes.

In order: the book records a pending batch with the identities it needs; the files go to the archive; the next
snapshot is built beside the current one, verified and named current; the book marks the batch published.
Killed at any instant, the current snapshot is whole, and the next writer settles what was left.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from domain.clinic import Clinic
from domain.loaded import Loaded
from store import ledger, standing
from store.account import Account
from store.archive import archive_file, archived_path
from store.arrival import Arrival, identify, reading_digest
from store.book import BatchEntry, Book, FileEntry
from store.errors import OUTDATED, StoreError
from store.schema import create_tables, is_outdated
from store.snapshot_files import (
    Pointer,
    connect_to_read,
    count_rows,
    find_current,
    is_whole,
    newest_whole,
    prune,
    publish,
    read_pointer,
    remove_leftovers,
    snapshot_path,
    start_building,
    verify,
    write_pointer,
)
from store.withdrawal import Undone, undo_batch
from store.writer_lock import WAIT_SECONDS, writer_lock

_REBUILD = "Run: python -m store rebuild"
RULES_VERSION = "5"
"""Raise it when the meaning of `store/sql` changes, so that the next load recomputes everything."""

MEMORY_LIMIT = "1GB"
"""What the database may hold in memory while a snapshot is built."""

Progress = Callable[[float, str], None]
"""Hears how far the writer is: a share from 0 to 1, and what it does."""

Step = Callable[[str], None]
"""Hears the name of each instant at which a crash would leave something else behind."""

ReadAgain = Callable[[Path, FileEntry, Clinic], Loaded]
"""Reads an archived file with its recorded mapping."""


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
    any other, and with an unchanged configuration, no snapshot is published. `on_wait` hears that another writer is at
    work. Without `keep_files` nothing goes to the archive (for a rehearsal).

    Raises:
        StoreBusy: another writer did not finish within `wait_seconds`.
        StoreError: a file cannot be kept, or the new snapshot did not verify; the store is as it was.
    """
    folder, progress, step = Path(folder), progress or _silent, step or _silent
    with writer_lock(folder, on_wait, wait_seconds), Book(folder) as book:
        current = settle(folder, book)
        known = _known(folder, current)
        digests = [reading_digest(loaded, book.record_key()) for loaded in loadeds]
        fresh = _fresh(loadeds, digests, known)
        if keep_files:
            _archive(folder, [loaded for index, loaded in enumerate(loadeds) if index not in fresh])
        if not fresh and known.config_hash == config_hash(clinic):
            return [_repeated(loaded, known.readings) for loaded in loadeds]
        accounts = _load_fresh(
            folder, clinic, book, current, [(loadeds[i], digests[i]) for i in fresh], progress, step, keep_files
        )
        by_index = dict(zip(fresh, accounts, strict=True))
        readings = known.readings | {_reading_key(loadeds[i]): ("", "", account) for i, account in by_index.items()}
        return [by_index.get(i) or _repeated(loaded, readings) for i, loaded in enumerate(loadeds)]


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
    folder, progress = Path(folder), progress or _silent
    with writer_lock(folder, on_wait, wait_seconds), Book(folder) as book:
        current = settle(folder, book, is_rebuild=True)
        number, path = start_building(folder, current, from_nothing=True)
        batches, accounts = book.loads(), []
        with _writing(path) as connection:
            standing.write_configuration(connection, clinic, config_hash(clinic))
            for done, batch in enumerate(batches):
                progress(done / len(batches), "Reading the archived files again")
                replayed = _replay(connection, folder, clinic, book, batch, read_again)
                accounts += replayed if batch.undone_at is None else []
                for undone in _undone_after(batches, batch.batch_id):
                    take_back(connection, [undone.batch_id], str(undone.undone_at), batch.batch_id, False)
            _seal(connection)
        _publish(folder, number, path, clinic, [batch.batch_id for batch in batches], _silent)
        prune(folder, number)
        progress(1.0, "Published")
        return accounts


def _undone_after(batches: list[BatchEntry], newest: int) -> list[BatchEntry]:
    """Loads that were undone when batch `newest` was the last one, in the order of undoing."""
    found = [batch for batch in batches if batch.undone_after == newest]
    return sorted(found, key=lambda batch: (datetime.fromisoformat(str(batch.undone_at)), -batch.batch_id))


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
    folder, progress, step = Path(folder), progress or _silent, step or _silent
    wanted = sorted(set(batch_ids), reverse=True)
    with writer_lock(folder, on_wait, wait_seconds), Book(folder) as book:
        current = settle(folder, book)
        _refuse_what_cannot_be_undone(book, wanted)
        progress(0.0, "Taking the load back")
        changed = _known(folder, current).config_hash != config_hash(clinic)
        at, newest = clinic.clock.now().isoformat(), max(batch.batch_id for batch in book.loads())
        number, path = start_building(folder, current)
        with _writing(path) as connection:
            if changed:
                standing.write_configuration(connection, clinic, config_hash(clinic))
            undone = take_back(connection, wanted, at, newest, changed)
            _seal(connection)
        step("built")
        progress(0.9, "Verifying the new snapshot")
        _publish(folder, number, path, clinic, [batch.batch_id for batch in book.loads()], step)
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


def take_back(connection, batch_ids: Sequence[int], at: str, newest: int, everybody: bool) -> list[Undone]:
    """Undo loads in the order given and bring the standing tables up to date, in one transaction."""
    connection.execute("begin")
    ledger.prepare(connection)
    undone = [undo_batch(connection, batch_id, at, newest) for batch_id in batch_ids]
    standing.refresh(connection, everybody)
    connection.execute("commit")
    return undone


def config_hash(clinic: Clinic) -> str:
    """Changes when anything changes that the standing tables depend on beside the rows."""
    measures = hashlib.sha256(repr(clinic.measures).encode()).hexdigest()
    return hashlib.sha256(f"{RULES_VERSION} {clinic.fingerprint} {measures}".encode()).hexdigest()


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
    undone = _undone_in(folder, current)
    for batch_id, (at, after) in undone.items():
        book.undo([batch_id], at, after)
    if not is_rebuild and {batch.batch_id for batch in book.published()} - listed.keys():
        raise StoreError(f"The newest whole snapshot lacks loads that were published. {_REBUILD}")
    if not is_rebuild and {batch.batch_id for batch in book.loads() if batch.undone_at} - undone.keys():
        raise StoreError(f"The newest whole snapshot still holds loads that were undone. {_REBUILD}")
    pointer = read_pointer(folder)
    if current and (pointer is None or pointer.number != current):
        write_pointer(folder, Pointer(current, _utc_now(), _known(folder, current).config_hash))
    return current


def _refuse_a_foreign_book(book: Book, listed: Iterable[int]) -> None:
    """A snapshot holds only what its book recorded; more means that the book was lost, or restored from an older day."""
    recorded = {batch.batch_id for batch in book.loads()} | set(book.pending())
    if set(listed) - recorded:
        raise StoreError(
            "book.sqlite is missing or older than the snapshots: it does not know all loads that they hold. "
            "Restore the book that belongs to them; nothing was changed."
        )


@dataclass(frozen=True)
class _Known:
    """What the current snapshot has read: (file_id, mapping) → (mapping_hash, digest, account)."""

    config_hash: str
    readings: dict[tuple[str, str], tuple[str, str, Account]]


def _known(folder: Path, current: int) -> _Known:
    if not current:
        return _Known("", {})
    with connect_to_read(snapshot_path(folder, current)) as connection:
        config = connection.execute("select config_hash from configuration").fetchone()
        rows = connection.execute("select file_id, mapping, mapping_hash, digest, account from reading").fetchall()
    return _Known(config[0] if config else "", {(r[0], r[1]): (r[2], r[3], Account.from_json(r[4])) for r in rows})


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


def _reading_key(loaded: Loaded) -> tuple[str, str]:
    return loaded.file_hash, loaded.mapping_name


def _fresh(loadeds: Sequence[Loaded], digests: list[str], known: _Known) -> list[int]:
    """Indexes of the files that have not been read with this outcome before, nor earlier in the same call."""
    seen = {key: reading[:2] for key, reading in known.readings.items()}
    fresh = []
    for index, (loaded, digest) in enumerate(zip(loadeds, digests, strict=True)):
        if seen.get(_reading_key(loaded)) != (loaded.mapping_hash, digest):
            seen[_reading_key(loaded)] = (loaded.mapping_hash, digest)
            fresh.append(index)
    return fresh


def _repeated(loaded: Loaded, readings: dict) -> Account:
    """The account of a file that was loaded before: what was kept is now a duplicate."""
    former = readings[_reading_key(loaded)][2]
    return replace(
        former, file=loaded.file_name, accepted=0, corrected=0, waiting=0, conflicts=0, withdrawn=0,
        duplicates=former.read - former.rejected, already_loaded=True, batch_id=None,
    )  # fmt: skip


def _load_fresh(
    folder, clinic, book, current, fresh, progress: Progress, step: Step, keep_files: bool
) -> list[Account]:
    progress(0.0, "Recording the batch")
    changed = _known(folder, current).config_hash != config_hash(clinic)
    batch, arrivals = _record_batch(book, clinic, fresh)
    step("recorded")
    if keep_files:
        _archive(folder, [loaded for loaded, _ in fresh])
    step("archived")
    number, path = start_building(folder, current)
    with _writing(path) as connection:
        if changed:
            standing.write_configuration(connection, clinic, config_hash(clinic))
        accounts = enter(connection, batch, arrivals, changed, progress)
        _seal(connection)
        listed = [row[0] for row in connection.execute("select batch_id from batch order by 1").fetchall()]
    step("built")
    progress(0.9, "Verifying the new snapshot")
    _publish(folder, number, path, clinic, listed, step)
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


def _writing(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection that builds a snapshot within bounded memory: what does not fit lies beside the file while it is built."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": f"{path}.spilled",
    }
    connection = duckdb.connect(str(path), config=config)
    connection.execute("set enable_progress_bar = false")
    create_tables(connection)
    return connection


def enter(
    connection, batch: BatchEntry | None, arrivals: list[Arrival], everybody: bool, progress: Progress
) -> list[Account]:
    """Enter a batch's files and bring the standing tables up to date, in one transaction.

    `batch` is None where only the configuration changed; `everybody` recomputes all patients, not only those touched.
    """
    connection.execute("begin")
    ledger.prepare(connection)
    withdrawn = _enter_files(connection, batch, arrivals, progress) if batch else []
    progress(0.6, "Matching scores to checkpoints")
    standing.refresh(connection, everybody)
    accounts = _close_accounts(connection, batch, arrivals, withdrawn) if batch else []
    connection.execute("commit")
    return accounts


def _enter_files(connection, batch: BatchEntry, arrivals: list[Arrival], progress: Progress) -> list[int]:
    """How many rows of a former reading of each file no longer count."""
    connection.execute("insert into batch (batch_id, loaded_at) values (?, ?)", (batch.batch_id, batch.loaded_at))
    withdrawn = []
    for position, arrival in enumerate(arrivals):
        progress(0.1 + 0.5 * position / len(arrivals), f"Entering {arrival.loaded.file_name}")
        withdrawn.append(ledger.add_file(connection, arrival, ledger.Place(batch.batch_id, position, batch.loaded_at)))
    return withdrawn


def _close_accounts(connection, batch: BatchEntry, arrivals: list[Arrival], withdrawn: list[int]) -> list[Account]:
    accounts = [
        replace(_account(connection, batch.batch_id, position, arrival), withdrawn=withdrawn[position])
        for position, arrival in enumerate(arrivals)
    ]
    for position, (arrival, account) in enumerate(zip(arrivals, accounts, strict=True)):
        _record_reading(connection, batch, position, arrival, account)
    return accounts


def _account(connection, batch_id: int, position: int, arrival: Arrival) -> Account:
    counts = dict(connection.execute(
        "with told as ("
        "select patient_id, fate, withdraws, 1 as n from fate where position = $position union all "
        "select patient_id, 'accepted', withdraws, n from fate_count where position = $position) "
        # a row that withdraws its record waits for nobody, not even where the registration itself was withdrawn
        "select case when t.fate <> 'duplicate' and not t.withdraws and p.patient_id is null then 'waiting' else t.fate end as became, sum(n)::bigint "
        "from told t left join patient p on p.patient_id = t.patient_id group by became",
        {"position": position},
    ).fetchall())  # fmt: skip
    conflicts = ledger.count_conflicts(connection, ledger.Place(batch_id, position, ""), arrival)
    loaded = arrival.loaded
    account = Account(
        loaded.file_name, loaded.rows_read, counts.get("accepted", 0), counts.get("corrected", 0), counts.get("duplicate", 0),
        counts.get("waiting", 0), len(loaded.rejected), conflicts, loaded.lines_read, _reasons(loaded), False, batch_id,
    )  # fmt: skip
    if not account.closes:
        raise StoreError(f"The account of '{loaded.file_name}' does not close; nothing was loaded.")
    return account


def _reasons(loaded: Loaded) -> dict[str, int]:
    return (
        {str(code): int(n) for code, n in sorted(loaded.rejected["code"].value_counts().items())}
        if len(loaded.rejected)
        else {}
    )


def _record_reading(connection, batch: BatchEntry, position: int, arrival: Arrival, account: Account) -> None:
    loaded = arrival.loaded
    connection.execute(
        "insert into reading values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            batch.batch_id,
            position,
            loaded.file_hash,
            loaded.file_name,
            loaded.mapping_name,
            loaded.mapping_hash,
            arrival.digest,
            account.to_json(),
            loaded.origin,
            loaded.loader_version,
            batch.loaded_at,
        ),
    )


def _seal(connection) -> None:
    """Write the manifest and fold everything into the one file."""
    counts = count_rows(connection)
    connection.execute("delete from manifest")
    for name, rows in sorted(counts.items()):
        connection.execute("insert into manifest values (?, ?)", (name, rows))
    connection.execute("checkpoint")


def _publish(folder: Path, number: int, path: Path, clinic: Clinic, expected: list[int], step: Step) -> None:
    if verify(path) != expected:
        raise StoreError(
            "The new snapshot did not verify: it lists other batches than were written. Nothing was loaded."
        )
    publish(folder, number, Pointer(number, _utc_now(), config_hash(clinic)), step)


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
    return enter(connection, batch, arrivals, False, _silent)


def _utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _silent(*_) -> None:
    return None


__all__ = ["Progress", "load", "rebuild", "settle", "undo"]
