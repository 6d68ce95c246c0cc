"""A worksheet as a table of text, read in a child process that a hostile workbook can only hurt itself in."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from loaders.source_error import SourceError
from loaders.table import Table, TableBuilder

MOST_UNPACKED_BYTES = 300 * 1024**2
SECONDS_TO_READ = 120

_CHILD = Path(__file__).with_name("excel_cells.py")


@dataclass(frozen=True)
class Headers:
    """Which spreadsheet rows name the columns: `rows` of them from `first`. Several are joined by ' / ', from above."""

    first: int = 1
    rows: int = 1

    @property
    def last(self) -> int:
        return self.first + self.rows - 1


@dataclass(frozen=True)
class _Sheet:
    """`first_row` is the number of the first of `rows`; `merged` as `excel_cells.read_sheet` gives it."""

    first_row: int
    rows: list[list[str]]
    merged: list[list[int]]
    names: list[str]


def read_excel(
    path: Path, sheet: str | None, headers: Headers, decimal: str, wanted: Iterable[str], file_name: str
) -> Table:
    """The wanted columns of a sheet, all as text; a line is a spreadsheet row. Empty rows are skipped.

    Date and time cells come in ISO form, numbers without exponent and with `decimal` as their sign, percentages with
    their sign. A formula counts with the value that was saved beside it. A merged cell names every column that it spans;
    below the header it stands for every row that it spans, in its first column only.

    Raises:
        SourceError: no workbook, no such sheet, too large, no header, or a wanted column is missing.
    """
    header, below = _split(_read_sheet(path, sheet, decimal, file_name), headers)
    header_row = headers.first
    if not header:
        raise SourceError(f"{file_name}, row {header_row}: there is no header row that can be read.")
    builder = TableBuilder(header, wanted, file_name)
    builder.add([line for line, _ in below], [row for _, row in below])
    return builder.table()


def read_header(path: Path, sheet: str | None, headers: Headers, file_name: str) -> list[str]:
    """The column names of a sheet; empty where there are none."""
    return [name.strip() for name in _split(_read_sheet(path, sheet, ".", file_name), headers)[0]]


def read_top(
    path: Path, sheet: str | None, decimal: str, file_name: str
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """(names of the sheets, rows of one sheet that are not empty, each with its number), merged cells filled in as below a
    header."""
    found = _read_sheet(path, sheet, decimal, file_name)
    return found.names, _numbered(found, 0)


def _split(sheet: _Sheet, headers: Headers) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """(column names, rows below them that are not empty, each with its number)."""
    numbered = _numbered(sheet, headers.last)
    if headers.first not in [line for line, _ in numbered]:
        return [], []
    parts = [row for line, row in numbered if headers.first <= line <= headers.last]
    names = [" / ".join(dict.fromkeys(filter(None, map(str.strip, column)))) for column in zip(*parts, strict=True)]
    return names, [(line, row) for line, row in numbered if line > headers.last]


def _numbered(sheet: _Sheet, last_header: int) -> list[tuple[int, list[str]]]:
    """Rows that are not empty with their numbers, merged cells filled in."""
    rows = dict(enumerate(sheet.rows, start=sheet.first_row))
    for top, left, bottom, right in sheet.merged:
        if top not in rows or not 0 <= left < len(rows[top]):
            continue
        across = right if bottom <= last_header else left
        for line in range(top, min(bottom, sheet.first_row + len(sheet.rows) - 1) + 1):
            for column in range(left, min(across, len(rows[line]) - 1) + 1):
                rows[line][column] = rows[top][left]
    return [(line, row) for line, row in rows.items() if any(map(str.strip, row))]


def _read_sheet(path: Path, sheet: str | None, decimal: str, file_name: str) -> _Sheet:
    _refuse_bomb(path, file_name)
    command = [sys.executable, "-I", str(_CHILD), str(path), sheet or "", decimal]
    try:
        child = subprocess.run(command, capture_output=True, timeout=SECONDS_TO_READ, check=False)
    except subprocess.TimeoutExpired:
        raise SourceError(f"{file_name} took longer than {SECONDS_TO_READ} seconds to read.") from None
    if child.returncode != 0:
        raise SourceError(f"{file_name} could not be read: the workbook is damaged or too large.")
    found = json.loads(child.stdout)
    if "fault" in found:
        raise SourceError(f"{file_name} {found['fault']}.")
    return _Sheet(found["first_row"], found["rows"], found["merged"], found["sheets"])


def _refuse_bomb(path: Path, file_name: str) -> None:
    """A kilobyte can unpack to gigabytes; the sizes stand in the file's own list of contents."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as packed:
        size = sum(entry.file_size for entry in packed.infolist())
    if size > MOST_UNPACKED_BYTES:
        raise SourceError(
            f"{file_name} unpacks to {size // 1024**2} MB; at most {MOST_UNPACKED_BYTES // 1024**2} MB are read."
        )
