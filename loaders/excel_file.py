"""A worksheet as a table of text, read in a child process that a hostile workbook can only hurt itself in."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

from loaders.source_error import SourceError
from loaders.table import Table, TableBuilder

MOST_UNPACKED_BYTES = 300 * 1024**2
SECONDS_TO_READ = 120

_CHILD = Path(__file__).with_name("excel_cells.py")


def read_excel(
    path: Path, sheet: str | None, header_row: int, decimal: str, wanted: Iterable[str], file_name: str
) -> Table:
    """The wanted columns of a sheet, all as text; a line is a spreadsheet row. Empty rows are skipped.

    Date and time cells come in ISO form, numbers without exponent and with `decimal` as their sign.
    A formula counts with the value that was saved beside it.

    Raises:
        SourceError: no workbook, no such sheet, too large, no header, or a wanted column is missing.
    """
    first_row, rows = _sheet_rows(path, sheet, decimal, file_name)
    header, below = _split(first_row, rows, header_row)
    if not header:
        raise SourceError(f"{file_name}, row {header_row}: there is no header row that can be read.")
    builder = TableBuilder(header, wanted, file_name)
    builder.add([line for line, _ in below], [row for _, row in below])
    return builder.table()


def read_header(path: Path, sheet: str | None, header_row: int, file_name: str) -> list[str]:
    """The column names of a sheet; empty where there are none."""
    first_row, rows = _sheet_rows(path, sheet, ".", file_name)
    return [name.strip() for name in _split(first_row, rows, header_row)[0]]


def _split(first_row: int, rows: list[list[str]], header_row: int) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """(header, rows below it that are not empty, each with its number)."""
    numbered = [
        (line, row) for line, row in enumerate(rows, start=first_row) if line >= header_row and any(map(str.strip, row))
    ]
    if not numbered or numbered[0][0] != header_row:
        return [], []
    return numbered[0][1], numbered[1:]


def _sheet_rows(path: Path, sheet: str | None, decimal: str, file_name: str) -> tuple[int, list[list[str]]]:
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
    return found["first_row"], found["rows"]


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
