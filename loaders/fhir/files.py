"""The bytes of a FHIR file, piece by piece: plain, gzip or zip; one JSON document, or one per line.

Nothing here grows with the file: a piece holds whole lines up to `PIECE` bytes, and a line or document beyond
`MOST_DOCUMENT` is refused.
"""

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from loaders.fhir.elements import Fault, parse
from loaders.source_error import SourceError

PIECE = 32 * 1024**2
MOST_DOCUMENT = 128 * 1024**2
MOST_UNPACKED = 32 * 1024**3
MOST_MEMBERS = 10_000
_FREE = 256 * 1024**2
_MOST_RATIO = 200
"""JSON packs about 10 to 40 times; what packs more than 200 times is made to fill a disk."""

_NAMES = (".json", ".ndjson", ".jsonl")
_LOOKED_AT = 20
_START = 4 * 1024**2


@dataclass(frozen=True)
class Piece:
    """Whole lines. `first` is the number of the first one; `too_long` where the piece stands for one line beyond measure."""

    content: bytes
    first: int
    count: int
    too_long: bool = False


@dataclass(frozen=True)
class Member:
    """One text inside a file: the file itself, or a file in a zip."""

    name: str
    open: Callable[[], IO[bytes]]
    is_lines: bool


@contextmanager
def members_of(path: Path) -> Iterator[list[Member]]:
    """The texts of a file, in the order of their names.

    Raises:
        SourceError: it is damaged, or a zip holds too much or nothing that is FHIR.
    """
    with _openers_of(path) as openers:
        yield [_looked_at(name, open_it, path) for name, open_it in openers]


def first_kinds(path: Path) -> set[str]:
    """The kind of the first resource of each text in a file of one resource per line; a bulk export has one kind per file.

    Raises:
        SourceError: as `members_of`.
    """
    found = set()
    with _openers_of(path) as openers:
        for _, open_it in openers:
            with open_it() as stream:
                start = _without_mark(stream.read(_START)).lstrip()
            line, end, _ = start.partition(b"\n")
            if end or len(start) < _START:
                found.add(_kind(line))
    return found - {""}


@contextmanager
def _openers_of(path: Path) -> Iterator[list[tuple[str, Callable[[], IO[bytes]]]]]:
    with _damage_told(path):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield [(info.filename, _opener(archive, info, path)) for info in _inside(archive, path)]
        elif _is_gzip(path):
            size = path.stat().st_size
            yield [(path.name, lambda: _Bounded(_unpacked(path), size, path))]  # type: ignore[list-item,return-value]
        else:
            yield [(path.name, lambda: path.open("rb"))]


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(f"'{path}' is a damaged or protected archive ({type(error).__name__}).") from None
    except OSError as error:
        raise SourceError(f"'{path}' cannot be read: {error.strerror or error}.") from None


def is_packed(path: Path) -> bool:
    """Whether the size of the file says nothing of how much is in it."""
    return zipfile.is_zipfile(path) or _is_gzip(path)


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _unpacked(path: Path) -> IO[bytes]:
    return gzip.GzipFile(path, "rb")  # type: ignore[return-value]


def _inside(archive: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    found = [info for info in archive.infolist() if not info.is_dir() and info.filename.lower().endswith(_NAMES)]
    if not found:
        raise SourceError(f"'{path}' is a zip without any .json or .ndjson file in it.")
    if len(found) > MOST_MEMBERS:
        raise SourceError(f"'{path}' holds {len(found)} files; at most {MOST_MEMBERS} are read.")
    return sorted(found, key=lambda info: info.filename)


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> Callable[[], IO[bytes]]:
    return lambda: _Bounded(archive.open(info), info.compress_size, path)  # type: ignore[return-value]


class _Bounded:
    """A stream that unpacks no more than an honest file would."""

    def __init__(self, stream: IO[bytes], packed: int, path: Path):
        self._stream, self._path = stream, path
        self._left = min(MOST_UNPACKED, max(_FREE, packed * _MOST_RATIO))

    def read(self, size: int) -> bytes:
        content = self._stream.read(size)
        self._left -= len(content)
        if self._left < 0:
            raise SourceError(f"'{self._path}' unpacks to far more than it holds; it is not read.")
        return content

    def __enter__(self) -> "_Bounded":
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


def _looked_at(name: str, open_it: Callable[[], IO[bytes]], path: Path) -> Member:
    """Whether a text is one document per line: one of its first lines is a whole resource."""
    with open_it() as stream:
        start = _without_mark(stream.read(PIECE))
        if start.lstrip()[:1] == b"[":
            return Member(name, open_it, False)
        if not start.strip() and len(start) < PIECE:
            return Member(name, open_it, True)
        lines = [line for line in start.split(b"\n", _LOOKED_AT)[:_LOOKED_AT] if line.strip()]
        whole = len(start) < PIECE or len(lines) > 1
        return Member(name, open_it, whole and any(_is_resource(line) for line in lines))


def _is_resource(line: bytes) -> bool:
    return bool(_kind(line))


def _kind(line: bytes) -> str:
    """The resourceType of a line; empty where it is no resource."""
    try:
        found = parse(line.decode())
    except (Fault, UnicodeDecodeError):
        return ""
    if not isinstance(found, dict) or "resourceType" not in found:
        return ""
    return found["resourceType"] if isinstance(found["resourceType"], str) and found["resourceType"] else "?"


def _without_mark(content: bytes) -> bytes:
    return content.removeprefix(b"\xef\xbb\xbf")


def document_in(member: Member, path: Path) -> str:
    """The whole text of a member that is one document.

    Raises:
        SourceError: it is too large for one document, or not UTF-8.
    """
    with member.open() as stream:
        content = _without_mark(stream.read(MOST_DOCUMENT + 1))
    if len(content) > MOST_DOCUMENT:
        raise SourceError(
            f"'{path}' holds one JSON document of more than {MOST_DOCUMENT // 1024**2} MB; export it as NDJSON, one resource per line."
        )
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise SourceError(f"'{path}' is not UTF-8 text (at byte {error.start + 1}).") from None


def pieces_of(member: Member) -> Iterator[Piece]:
    """All lines of a member in pieces of whole lines."""
    rest, first, started = b"", 1, False
    with member.open() as stream:
        while content := stream.read(PIECE):
            content = content if started else _without_mark(content)
            started = True
            cut = content.rfind(b"\n") + 1
            if not cut and len(rest) + len(content) > MOST_DOCUMENT:
                rest = _after_long_line(stream)
                yield Piece(b"", first, 1, too_long=True)
                first += 1
                continue
            if not cut:
                rest += content
                continue
            whole, rest = rest + content[:cut], content[cut:]
            count = whole.count(b"\n")
            yield Piece(whole, first, count)
            first += count
    if rest:
        yield Piece(rest, first, 1)


def _after_long_line(stream: IO[bytes]) -> bytes:
    """Skips to the end of the line; what was read beyond it."""
    while content := stream.read(PIECE):
        end = content.find(b"\n")
        if end >= 0:
            return content[end + 1 :]
    return b""
