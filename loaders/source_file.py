"""A source file on disk: whether it can be read at all, and which bytes it holds."""

import hashlib
from pathlib import Path

from loaders.source_error import SourceError
from loaders.unpacked import open_unpacked, read_unpacked

MOST_BYTES = 2 * 1024**3
"""Of a file that stands as it is."""
MOST_WHOLE = 512 * 1024**2
"""Of a text that is held in memory as a whole."""
MOST_STREAMED = 64 * 1024**3
"""Of a file that may be read piece by piece, such as a bulk export."""
_CHUNK = 1 << 20
_START = 4 << 20


def check_file(path: Path, most_bytes: int = MOST_BYTES) -> None:
    """Let a plain file pass.

    Raises:
        SourceError: it is missing, no plain file, empty or too large.
    """
    if not path.exists():
        raise SourceError(f"There is no file '{path}'.")
    if path.is_dir():
        raise SourceError(f"'{path}' is a folder, not a file.")
    if not path.is_file():
        raise SourceError(f"'{path}' is a pipe or a device, not a file.")
    try:
        size = path.stat().st_size
    except OSError as error:
        raise SourceError(f"'{path}' cannot be read: {error.strerror or error}.") from None
    if size > most_bytes:
        raise SourceError(f"'{path}' is larger than {most_bytes // 1024**3} GB; split it.")
    if not size:
        raise SourceError(f"'{path}' is empty.")


def read_bytes(path: Path, member: str | None = None) -> bytes:
    """The content of a file, unpacked where it is a .gz or a .zip (of which `member` names one file).

    Raises:
        SourceError: as `check_file` and `open_unpacked`; it is larger than `MOST_WHOLE`; or it holds nothing but white space.
    """
    check_file(path)
    content = read_unpacked(path, member, MOST_WHOLE)
    if not content or content.isspace():
        raise SourceError(f"'{path}' is empty.")
    return content


def read_start(path: Path, member: str | None = None) -> bytes:
    """The first 4 MB of the content of a file, unpacked as by `read_bytes`.

    Raises:
        SourceError: as `read_bytes`.
    """
    check_file(path, MOST_STREAMED)
    try:
        with open_unpacked(path, member) as stream:
            content = stream.read(_START)
    except OSError as error:
        raise SourceError(f"'{path}' cannot be read: {error.strerror or error}.") from None
    if not content or content.isspace():
        raise SourceError(f"'{path}' is empty.")
    return content


def file_hash(path: Path) -> str:
    """SHA-256 of the content, read piece by piece.

    Raises:
        SourceError: as `check_file`; or the file cannot be read.
    """
    check_file(path, MOST_STREAMED)
    digest = hashlib.sha256()
    try:
        with path.open("rb") as incoming:
            while piece := incoming.read(_CHUNK):
                digest.update(piece)
    except OSError as error:
        raise SourceError(f"'{path}' cannot be read: {error.strerror or error}.") from None
    return digest.hexdigest()
