"""Files and folders that only their owner may open, where the system has modes. They hold what patients said."""

import os
from contextlib import suppress
from pathlib import Path


def keep_private(path: Path, is_folder: bool = False) -> None:
    """Make a file or folder that only its owner may open; one that belongs to somebody else stays as it is."""
    mode = 0o700 if is_folder else 0o600
    if is_folder:
        path.mkdir(mode=mode, parents=True, exist_ok=True)
    else:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, mode))
    if path.stat().st_mode & 0o077:
        with suppress(PermissionError):
            path.chmod(mode)
