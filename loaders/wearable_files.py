"""The files of a device's export: one file, or the members of its zip archive, opened within bounds."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from loaders.source_error import SourceError

MOST_MEMBERS = 200_000
"""An Apple export has a file per recorded route."""
MOST_STREAMED_BYTES = 20 * 1024**3
MOST_READ_BYTES = 256 * 1024**2
"""Of a member that is read whole (JSON, CSV). Streamed XML may be larger."""
MOST_RATIO = 1000
"""Deflate cannot pack tighter than about 1030 to 1; exports are packed 10 to 60 to 1."""
RATIO_FROM_BYTES = 64 * 1024**2
MOST_JSON_DEPTH = 200
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True)
class Member:
    """`name` is the path inside the archive, '' for a file that is no archive. `told` names it in a sentence."""

    name: str
    size: int
    told: str
    _path: Path

    @property
    def base_name(self) -> str:
        return self.name.rsplit("/", 1)[-1]

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The bytes, as a stream.

        Raises:
            SourceError: the archive is damaged.
        """
        try:
            if not self.name:
                with self._path.open("rb") as stream:
                    yield stream
            else:
                with zipfile.ZipFile(self._path) as archive, archive.open(self.name) as stream:
                    yield stream
        except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError) as error:
            raise SourceError(f"{self.told} cannot be unpacked: {error}.") from None
        except OSError as error:
            raise SourceError(f"{self.told} cannot be read: {error.strerror or error}.") from None

    def text(self) -> str:
        """The whole content as UTF-8 text.

        Raises:
            SourceError: it is empty, too large, or no UTF-8 text.
        """
        if self.size > MOST_READ_BYTES:
            raise SourceError(f"{self.told} is larger than {MOST_READ_BYTES // 1024**2} MB.")
        with self.open() as stream:
            content = stream.read(MOST_READ_BYTES + 1)
        if not content.strip():
            raise SourceError(f"{self.told} is empty.")
        if b"\0" in content:
            raise SourceError(f"{self.told} holds NUL bytes; it is no text.")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise SourceError(f"{self.told} is not UTF-8 text.") from None

    def json(self) -> Any:
        """The JSON value.

        Raises:
            SourceError: it is none, or nested too deeply.
        """
        text = self.text()
        if _depth(text) > MOST_JSON_DEPTH:
            raise SourceError(f"{self.told} is nested more than {MOST_JSON_DEPTH} levels deep.")
        try:
            return json.loads(text, parse_constant=lambda name: None)
        except (ValueError, RecursionError):
            raise SourceError(f"{self.told} is no JSON.") from None

    def table(self, delimiter: str = ",") -> list[tuple[int, list[str]]]:
        """(physical line, stripped cells) of each line of a CSV file; empty lines are there too, without cells.

        Raises:
            SourceError: it cannot be read as CSV.
        """
        reader = csv.reader(io.StringIO(self.text(), newline=""), delimiter=delimiter, strict=True)
        rows: list[tuple[int, list[str]]] = []
        line = 0
        try:
            for cells in reader:
                rows.append((line + 1, [cell.strip() for cell in cells]))
                line = reader.line_num
        except csv.Error as error:
            raise SourceError(f"{self.told}, line {line + 1}, is no CSV: {error}.") from None
        return rows


def members_of(path: Path) -> list[Member]:
    """The one file, or what a zip archive holds, in order of name.

    Raises:
        SourceError: the archive is damaged, encrypted or hostile (path names, sizes, a bomb).
    """
    if not zipfile.is_zipfile(path):
        return [Member("", path.stat().st_size, f"'{path}'", path)]
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, OSError) as error:
        raise SourceError(f"'{path}' cannot be unpacked: {error}.") from None
    _check_archive(entries, path)
    files = sorted((entry for entry in entries if not entry.is_dir()), key=lambda entry: entry.filename)
    return [Member(entry.filename, entry.file_size, f"A file in '{path}'", path) for entry in files]


def _check_archive(entries: list[zipfile.ZipInfo], path: Path) -> None:
    """The names in an archive are not repeated: they are often a person's."""
    if len(entries) > MOST_MEMBERS:
        raise SourceError(f"'{path}' holds {len(entries)} files; at most {MOST_MEMBERS} are read.")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise SourceError(f"'{path}' holds two files of one name.")
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if entry.filename.startswith(("/", "\\")) or ".." in parts or _DRIVE.match(entry.filename):
            raise SourceError(f"'{path}' holds a file whose name leads out of the archive; it is not read.")
        if entry.flag_bits & 1:
            raise SourceError(f"'{path}' is encrypted.")
        bomb = entry.file_size > RATIO_FROM_BYTES and entry.file_size > MOST_RATIO * max(1, entry.compress_size)
        if bomb or entry.file_size > MOST_STREAMED_BYTES:
            raise SourceError(f"'{path}' unpacks to far more than an export holds; it is not read.")


def _depth(text: str) -> int:
    """How deeply brackets nest, an upper bound: brackets inside strings are not told apart from others."""
    depth = deepest = 0
    for bracket in re.finditer(r'[\[{\]}]|"(?:[^"\\]|\\.)*+"', text):
        sign = bracket[0]
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest
