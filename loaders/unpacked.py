"""The bytes of a source file: as they are, or unpacked from gzip or from a zip with one file, within a bound.

Nothing is ever written to disk, so names and paths inside an archive have no effect.
"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO, cast

from loaders.source_error import SourceError

MOST_UNPACKED = 2 * 1024**3
MOST_MEMBERS = 10_000
PACKED = (".gz", ".zip")
_PIECE = 1 << 20
_NOT_CONTENT = ("__MACOSX/", ".")


@contextmanager
def open_unpacked(path: Path, member: str | None = None, most: int = MOST_UNPACKED) -> Iterator[IO[bytes]]:
    """A stream of the file's content. A name that ends in .gz or .zip says that it is packed.

    Args:
        path: the file.
        member: pattern of the name inside a zip; needed where it holds several files.
        most: bytes after which reading ends with an error.

    Raises:
        SourceError: the archive is damaged, encrypted, holds no such file or several, or unpacks to more than `most`.
    """
    suffix = path.suffix.lower()
    try:
        if suffix == ".gz":
            with gzip.open(path) as stream:
                yield cast(IO[bytes], _bounded(cast(IO[bytes], stream), path, most))
        elif suffix == ".zip":
            with zipfile.ZipFile(path) as packed, packed.open(_member(packed, path, member)) as stream:
                yield cast(IO[bytes], _bounded(stream, path, most))
        else:
            with path.open("rb") as stream:
                yield cast(IO[bytes], _bounded(stream, path, most))
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, EOFError):
        raise SourceError(f"'{path}' is a damaged archive.") from None
    except (NotImplementedError, RuntimeError):
        raise SourceError(f"'{path}' is protected by a password, or packed in a way that cannot be read.") from None
    except OSError as error:
        raise SourceError(f"'{path}' cannot be read: {error.strerror or error}.") from None


def read_unpacked(path: Path, member: str | None = None, most: int = MOST_UNPACKED) -> bytes:
    """The whole content.

    Raises:
        SourceError: as `open_unpacked`.
    """
    with open_unpacked(path, member, most) as stream:
        return stream.read()


def inner_name(path: Path, member: str | None = None) -> str:
    """The name of the file that is read, without .gz, or the one inside the zip: it tells the format.

    Raises:
        SourceError: as `open_unpacked`.
    """
    if path.suffix.lower() == ".gz":
        return path.stem
    if path.suffix.lower() != ".zip":
        return path.name
    try:
        with zipfile.ZipFile(path) as packed:
            return Path(_member(packed, path, member).filename).name
    except zipfile.BadZipFile:
        raise SourceError(f"'{path}' is a damaged archive.") from None


def _member(packed: zipfile.ZipFile, path: Path, wanted: str | None) -> zipfile.ZipInfo:
    entries = packed.infolist()
    if len(entries) > MOST_MEMBERS:
        raise SourceError(f"'{path}' holds {len(entries)} files; at most {MOST_MEMBERS} are looked through.")
    files = [entry for entry in entries if not entry.is_dir() and not entry.filename.startswith(_NOT_CONTENT)]
    if wanted is not None:
        files = [entry for entry in files if fnmatchcase(entry.filename, wanted)]
    if not files:
        raise SourceError(f"'{path}' holds no file" + (f" '{wanted}'." if wanted else "."))
    if len(files) > 1:
        raise SourceError(f"'{path}' holds {len(files)} files; say which one with member = \"PATTERN\" in the mapping.")
    return files[0]


class _Bounded(io.RawIOBase):
    """A stream that ends with an error where a bomb would go on."""

    def __init__(self, stream: IO[bytes], path: Path, most: int):
        self._stream, self._path, self._left, self._most = stream, path, most, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        piece = self._stream.read(len(buffer))
        self._left -= len(piece)
        if self._left < 0:
            packed = " when unpacked" if self._path.suffix.lower() in PACKED else ""
            raise SourceError(f"'{self._path}' is larger than {_size(self._most)}{packed}; split it.")
        buffer[: len(piece)] = piece
        return len(piece)


def _bounded(stream: IO[bytes], path: Path, most: int) -> io.BufferedReader:
    return io.BufferedReader(_Bounded(stream, path, most), _PIECE)


def _size(most: int) -> str:
    return (
        f"{most // 1024**3} GB" if most >= 1024**3 else f"{most // 1024**2} MB" if most >= 1024**2 else f"{most} bytes"
    )
