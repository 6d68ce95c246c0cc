"""The loaded files themselves, kept by content hash, so that any number can be followed to its line."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from store.errors import StoreError
from store.owner_only import keep_private
from store.snapshot_files import sync_folder

_CHUNK = 1 << 20
_ARRIVING = ".arriving-"


def archived_path(folder: Path, file_id: str, suffix: str) -> Path:
    return Path(folder) / "archive" / f"{file_id}{suffix}"


def archive_file(folder: Path, source: Path, file_id: str) -> None:
    """Keep a durable copy of `source` under its SHA-256, in place of one that was damaged. Only the owner may read it.

    Raises:
        StoreError: the file is gone, or no longer holds what was read from it.
    """
    target = archived_path(folder, file_id, source.suffix.lower())
    keep_private(target.parent, is_folder=True)
    if target.exists() and hash_of(target) == file_id:
        return
    fresh = target.with_name(f"{_ARRIVING}{file_id}")
    try:
        found = _copy(source, fresh)
    except FileNotFoundError:
        raise StoreError(f"'{source.name}' disappeared while it was being loaded.") from None
    if found != file_id:
        fresh.unlink()
        raise StoreError(f"'{source.name}' changed while it was being loaded. Load it again.")
    os.replace(fresh, target)
    sync_folder(target.parent)


def drop_copies(folder: Path, files: Iterable[tuple[str, str]]) -> None:
    """Remove the copies of files (file_id, suffix) that no load holds, and whatever a killed copy left. For the one writer."""
    place = Path(folder) / "archive"
    for path in (*(archived_path(folder, *file) for file in files), *place.glob(f"{_ARRIVING}*")):
        path.unlink(missing_ok=True)


def hash_of(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as incoming:
        while chunk := incoming.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _copy(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    keep_private(target)
    with source.open("rb") as incoming, target.open("wb") as outgoing:
        while chunk := incoming.read(_CHUNK):
            digest.update(chunk)
            outgoing.write(chunk)
        outgoing.flush()
        os.fsync(outgoing.fileno())
    return digest.hexdigest()
