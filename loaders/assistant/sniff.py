"""What a delimited text or workbook looks like: encoding, delimiter, header row, decimal sign, and its first rows.

Nothing here decides how a file is read; it only makes a proposal that a person confirms.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.excel_file import Headers, read_header, read_top
from loaders.source_error import SourceError
from loaders.source_file import check_file
from loaders.unpacked import inner_name, open_unpacked

LOOKED_AT = 2_000
"""Rows below the header that are looked at."""
_MOST_BYTES = 4 * 1024**2
_MOST_TITLE_ROWS = 40
_DELIMITERS = (",", ";", "\t", "|")
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_COMMA_NUMBER = re.compile(r"[+-]?[0-9]+,[0-9]+")
_POINT_NUMBER = re.compile(r"[+-]?[0-9]+\.[0-9]+")


@dataclass(frozen=True)
class Look:
    """A file's physical form, its column names, and its first rows as stripped texts (all as wide as the header)."""

    format: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    header_row: int = 1
    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = "."
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    header_rows: int = 1

    def column(self, name: str) -> tuple[str, ...]:
        """The filled texts of a column."""
        place = self.header.index(name)
        return tuple(row[place] for row in self.rows if row[place])


def look_at(path: Path, sheet: str | None = None) -> Look:
    """The form of a file. Of a workbook with several sheets the first one with a table, unless `sheet` names another.

    Raises:
        SourceError: the file cannot be read, or no header with two columns or more is found in it.
    """
    check_file(path)
    if Path(inner_name(path)).suffix.lower() in _WORKBOOKS:
        return _look_at_workbook(path, sheet)
    if sheet is not None:
        raise SourceError(f"'{path}' is no workbook; it has no sheets.")
    return _look_at_text(path)


def _look_at_workbook(path: Path, sheet: str | None) -> Look:
    names, numbered = read_top(path, sheet, ".", str(path))
    for other in names[1:] if sheet is None else ():
        if _header_place([row for _, row in numbered]) is not None:
            break
        sheet, numbered = other, read_top(path, other, ".", str(path))[1]
    rows = [row for _, row in numbered]
    place = _header_place(rows)
    if place is None:
        raise _no_header(path)
    named = sheet or (names[0] if len(names) > 1 else None)
    header, below = _table(rows[place:])
    both = _with_the_row_above(path, named, header, numbered[place][0])
    first, many = (numbered[place][0] - 1, 2) if both else (numbered[place][0], 1)
    return Look("excel", both or header, below, header_row=first, sheet=named, sheets=tuple(names), header_rows=many)


def _with_the_row_above(path: Path, sheet: str | None, header: Sequence[str], row: int) -> tuple[str, ...] | None:
    """The names of two header rows together, where those of one name several columns alike and both tell them apart."""
    if row < 2 or not _is_ambiguous(header):
        return None
    both = tuple(read_header(path, sheet, Headers(row - 1, 2), str(path)))
    return both if len(both) == len(header) and not _is_ambiguous(both) else None


def _is_ambiguous(header: Sequence[str]) -> bool:
    named = [name for name in header if name]
    return len(set(named)) < len(named)


def _look_at_text(path: Path) -> Look:
    with open_unpacked(path) as stream:
        content = stream.read(_MOST_BYTES)
        whole = not stream.read(1)
    encoding = _encoding(content, whole)
    text = content.decode({"utf-8": "utf-8-sig"}.get(encoding, encoding), errors="ignore")
    if not whole:
        text = text[: text.rfind("\n") + 1] or text
    found = max((_parsed(text, delimiter) for delimiter in _DELIMITERS), key=_how_regular)
    place = _header_place(found.rows)
    if place is None:
        raise _no_header(path)
    header, below = _table(found.rows[place:])
    return Look(
        "csv", header, below, found.lines[place], encoding, found.delimiter, _decimal(below, found.delimiter)
    )  # fmt: skip


def _no_header(path: Path) -> SourceError:
    return SourceError(
        f"No table was found in '{path}': no row names two columns or more with rows of the same width below it."
    )


def _encoding(content: bytes, whole: bool) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content, final=whole)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


@dataclass(frozen=True)
class _Parsed:
    delimiter: str
    rows: list[list[str]]
    lines: list[int]


def _parsed(text: str, delimiter: str) -> _Parsed:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, lines = [], []
    start = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append([cell.strip() for cell in row])
                lines.append(start)
            start = reader.line_num + 1
            if len(rows) > LOOKED_AT + _MOST_TITLE_ROWS:
                break
    except csv.Error:
        pass
    return _Parsed(delimiter, rows, lines)


def _how_regular(parsed: _Parsed) -> tuple[float, int]:
    """Share of rows that have the commonest width, where that is more than one column; then that width."""
    widths = Counter(len(row) for row in parsed.rows)
    if not widths:
        return (0.0, 0)
    width, count = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1], pair[0]))
    return (count / len(parsed.rows), width) if width > 1 else (0.0, width)


def _header_place(rows: Sequence[Sequence[str]]) -> int | None:
    """The first row that could name columns: words in (nearly) every column in which the rows below hold anything."""
    if not rows:
        return None
    width = max(Counter(len(row) for row in rows).items(), key=lambda pair: (pair[0] > 1, pair[1]))[0]
    for place, row in enumerate(rows[:_MOST_TITLE_ROWS]):
        named = [cell for cell in row if cell]
        if len(row) == width > 1 and len(named) >= max(2, 0.6 * width) and not any(_is_number(cell) for cell in named):
            return place
    return None


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9][0-9.,]*", text) is not None


def _table(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    header = tuple(rows[0])
    same = [tuple(cell.strip() for cell in row) for row in rows[1 : LOOKED_AT + 1] if len(row) == len(header)]
    return header, tuple(same)


def _decimal(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    if delimiter == ",":
        return "."
    cells = [cell for row in rows for cell in row]
    commas = sum(_COMMA_NUMBER.fullmatch(cell) is not None for cell in cells)
    points = sum(_POINT_NUMBER.fullmatch(cell) is not None for cell in cells)
    return "," if commas > points else "."
