"""What a load would do: the whole of it, on a copy that is thrown away. The clinic folder is not written to."""

import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from domain.clinic import Clinic
from domain.loaded import Loaded
from store.account import Account
from store.book import BOOK_NAME, BUSY_SECONDS
from store.snapshot_files import POINTER_NAME, find_current, snapshot_path, snapshots_folder
from store.writer import Progress, load


def rehearse(
    folder: Path, clinic: Clinic, loadeds: Sequence[Loaded], progress: Progress | None = None
) -> list[Account]:
    """The accounts that `store.writer.load` would give now; nothing is changed, and no lock is taken.

    Raises:
        StoreError: the load would fail, for the reason that it says.
    """
    with tempfile.TemporaryDirectory(prefix="landings-rehearsal-") as place:
        stage = Path(place)
        _copy_snapshot(Path(folder), stage)
        _copy_book(Path(folder) / BOOK_NAME, stage / BOOK_NAME)
        accounts = load(stage, clinic, loadeds, progress, keep_files=False)
        return [replace(account, batch_id=None) for account in accounts]


def _copy_snapshot(folder: Path, stage: Path) -> None:
    current = find_current(folder)
    if not current:
        return
    snapshots_folder(stage).mkdir()
    shutil.copyfile(snapshot_path(folder, current), snapshot_path(stage, current))
    if (snapshots_folder(folder) / POINTER_NAME).exists():
        shutil.copyfile(snapshots_folder(folder) / POINTER_NAME, snapshots_folder(stage) / POINTER_NAME)


def _copy_book(book: Path, copy: Path) -> None:
    """Through SQLite, so that a writer at work leaves no half of a book behind."""
    if not book.exists():
        return
    with (
        closing(sqlite3.connect(f"{book.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
