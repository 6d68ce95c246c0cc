"""The loaded files themselves, kept by content hash, so that any number can be followed to its line."""

import hashlib
import os
from pathlib import Path

from store.errors import StoreError
from store.snapshot_files import sync_folder

_CHUNK = 1 << 20


def archived_path(folder: Path, file_id: str, suffix: str) -> Path:
    return Path(folder) / "archive" / f"{file_id}{suffix}"


def archive_file(folder: Path, source: Path, file_id: str) -> None:
    """Keep a durable copy of `source` under its SHA-256.

    Raises:
        StoreError: the file is gone, or no longer holds what was read from it.
    """
    target = archived_path(folder, file_id, source.suffix.lower())
    if target.exists():
        return
    target.parent.mkdir(exist_ok=True)
    fresh = target.with_name(f".arriving-{file_id}")
    try:
        found = _copy(source, fresh)
    except FileNotFoundError:
        raise StoreError(f"'{source.name}' disappeared while it was being loaded.") from None
    if found != file_id:
        fresh.unlink()
        raise StoreError(f"'{source.name}' changed while it was being loaded. Load it again.")
    os.replace(fresh, target)
    sync_folder(target.parent)


def _copy(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as incoming, target.open("wb") as outgoing:
        while chunk := incoming.read(_CHUNK):
            digest.update(chunk)
            outgoing.write(chunk)
        outgoing.flush()
        os.fsync(outgoing.fileno())
    return digest.hexdigest()
