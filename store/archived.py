"""Which archived files the store rests on now, and through which mapping each was read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from store.account import Account
from store.archive import archived_path
from store.book import Book
from store.snapshot import open_snapshot


@dataclass(frozen=True)
class Reading:
    """One file as it was read. `path` is its copy in the archive; `rejected` counts rows that were not taken;
    `mapping_text` is the mapping as it was recorded then; `reasons` counts the rejected rows by code."""

    path: Path
    file_id: str
    file_name: str
    mapping: str
    mapping_hash: str
    origin: str | None
    rejected: int
    mapping_text: str = ""
    reasons: dict[str, int] = field(default_factory=dict)


def files_of_people(folder: Path, numbers: Iterable[str]) -> set[tuple[str, str]]:
    """(file_id, mapping) of every reading in force that holds something of the people of these record numbers.

    Raises:
        StoreError: no snapshot can be opened.
    """
    with Book(folder, create=False) as book:
        ids = book.known_ids("patient", numbers)
    if not ids:
        return set()
    snapshot = open_snapshot(folder)
    try:
        found = snapshot.ask("files_of_people", person=pd.DataFrame({"patient_id": sorted(ids.values())}))
    finally:
        snapshot.close()
    return set(zip(found["file_id"], found["mapping"], strict=True))


def readings_in_force(folder: Path) -> list[Reading]:
    """Every reading in force, in the order of its load and its place in it.

    Raises:
        StoreError: no snapshot can be opened.
    """
    snapshot = open_snapshot(folder)
    try:
        with snapshot.cursor() as cursor:
            rows = cursor.execute(
                "select file_id, file_name, mapping, mapping_hash, origin, account from reading order by batch_id, position"
            ).fetchall()
    finally:
        snapshot.close()
    with Book(folder, create=False) as book:
        entries = [entry for batch in book.loads() for entry in batch.files]
        suffixes = {entry.file_id: entry.suffix for entry in entries}
        texts = {(entry.file_id, entry.mapping): entry.mapping_text for entry in entries}
    return [
        Reading(archived_path(folder, file_id, suffixes.get(file_id, "")), file_id, name, mapping, digest, origin,
                account.rejected, texts.get((file_id, mapping), ""), account.reasons)
        for file_id, name, mapping, digest, origin, told in rows
        for account in [Account.from_json(told)]
    ]  # fmt: skip
