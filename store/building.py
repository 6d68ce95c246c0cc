"""What goes on inside a snapshot while it is built: rows in, standing tables brought up to date, accounts closed."""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from domain.clinic import Clinic
from domain.loaded import Loaded
from store import ledger, standing
from store.account import Account
from store.arrival import Arrival
from store.book import BatchEntry
from store.errors import StoreError
from store.schema import create_tables
from store.snapshot_files import Pointer, count_rows, publish, verify
from store.withdrawal import Undone, undo_batch

RULES_VERSION = "7"
"""Raise it when the meaning of `store/sql` changes, so that the next load recomputes everything."""

MEMORY_LIMIT = os.environ.get("LANDINGS_BUILD_MEMORY", "512MB")
"""What the database may hold in memory while a snapshot is built; the rest lies on disk beside it."""

Progress = Callable[[float, str], None]
"""Hears how far the writer is: a share from 0 to 1, and what it does."""

Step = Callable[[str], None]
"""Hears the name of each instant at which a crash would leave something else behind."""


def config_hash(clinic: Clinic) -> str:
    """Changes when anything changes that the standing tables depend on beside the rows."""
    measures = hashlib.sha256(repr(clinic.measures).encode()).hexdigest()
    return hashlib.sha256(f"{RULES_VERSION} {clinic.fingerprint} {measures}".encode()).hexdigest()


def open_building(path: Path) -> duckdb.DuckDBPyConnection:
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
    """Enter a batch's files and bring the standing tables up to date. All or nothing: what is built is named by nobody yet.

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


def take_back(connection, batch_ids: Sequence[int], at: str, newest: int, everybody: bool) -> list[Undone]:
    """Undo loads in the order given and bring the standing tables up to date, in one transaction."""
    connection.execute("begin")
    ledger.prepare(connection)
    undone = [undo_batch(connection, batch_id, at, newest) for batch_id in batch_ids]
    standing.refresh(connection, everybody)
    connection.execute("commit")
    return undone


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


def seal(connection) -> None:
    """Write the manifest and fold everything into the one file."""
    counts = count_rows(connection)
    connection.execute("delete from manifest")
    for name, rows in sorted(counts.items()):
        connection.execute("insert into manifest values (?, ?)", (name, rows))
    connection.execute("checkpoint")


def publish_built(folder: Path, number: int, path: Path, clinic: Clinic, expected: list[int], step: Step) -> None:
    if verify(path) != expected:
        raise StoreError(
            "The new snapshot did not verify: it lists other batches than were written. Nothing was loaded."
        )
    publish(folder, number, Pointer(number, utc_now(), config_hash(clinic)), step)


def utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def silent(*_) -> None:
    return None
