"""One sheet of a workbook as text, printed as JSON. Runs as a child process with limited memory.

A small workbook can claim billions of cells, and reading it would take the whole process down; so
this file is run by `excel_file` on its own, and imports nothing of ours.

Usage: python excel_cells.py WORKBOOK SHEET DECIMAL ('' for the first sheet)
"""

import json
import re
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree

MOST_CELLS = 20_000_000
MOST_MERGED = 100_000
MEMORY_BYTES = 3 * 1024**3

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DOCUMENT = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BUILT_IN_PERCENT = ("9", "10")
"""0% and 0.00% (ECMA-376 part 1, 18.8.30)."""


def cell_text(cell: object, decimal: str, is_percent: bool = False) -> str:
    """A cell as text: whole numbers without a point, others with the file's decimal sign, dates in ISO form; a number that
    the sheet shows as a percentage with its sign ('85%' for 0.85)."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if is_percent and isinstance(cell, int | float):
        return f"{_number_text(round(cell * 100, 10)).replace('.', decimal)}%"
    if isinstance(cell, int | float):
        return _number_text(cell).replace(".", decimal)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, timedelta):
        return _span_text(cell)
    return str(cell)


def _number_text(number: float) -> str:
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.12f}".rstrip("0") if abs(number) < 1e-4 else repr(float(number))


def _span_text(span: timedelta) -> str:
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def read_sheet(path: str, sheet_name: str, decimal: str) -> dict:
    """{'first_row': 1-based, 'rows': [[text]], 'merged': [[top, left, bottom, right]], 'sheets': [name]}, or
    {'fault': sentence part}. Corners of merged cells count rows from 1 and columns as positions in `rows`."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(path)
        names = workbook.sheet_names
        if sheet_name and sheet_name not in names:
            return {"fault": f"has no sheet '{sheet_name}', which the mapping names"}
        if not names:
            return {"fault": "has no sheet"}
        sheet_name = sheet_name or names[0]
        sheet = workbook.get_sheet_by_name(sheet_name)
    except (CalamineError, OSError):
        return {"fault": "is no workbook that can be read (damaged, protected by a password, or another format)"}
    if sheet.height * sheet.width > MOST_CELLS:
        return {"fault": f"has more than {MOST_CELLS} cells; at most so many are read"}
    top, left = sheet.start or (0, 0)
    percent = percent_cells(path, sheet_name)
    rows = [
        [cell_text(cell, decimal, (row, column) in percent) for column, cell in enumerate(cells, start=left)]
        for row, cells in enumerate(sheet.to_python(skip_empty_area=True), start=top)
    ]
    return {"first_row": top + 1, "rows": rows, "merged": _merged(sheet, left), "sheets": names}


def _merged(sheet, left: int) -> list[list[int]]:
    ranges = (sheet.merged_cell_ranges or [])[:MOST_MERGED]
    return [[first[0] + 1, first[1] - left, last[0] + 1, last[1] - left] for first, last in ranges]


def percent_cells(path: str, sheet_name: str) -> set[tuple[int, int]]:
    """(row, column), from 0, of the cells whose number format is a percentage. Only xlsx and xlsm tell; others give none."""
    if not zipfile.is_zipfile(path):
        return set()
    try:
        with zipfile.ZipFile(path) as packed:
            styles = _percent_styles(packed)
            return _cells_of_style(packed, _sheet_file(packed, sheet_name), styles) if styles else set()
    except (KeyError, StopIteration, ValueError, ElementTree.ParseError, zipfile.BadZipFile):
        return set()


def _percent_styles(packed: zipfile.ZipFile) -> set[str]:
    """Cell styles, by their place in the list, whose format holds a percent sign that is no literal: one in quotation marks or
    after a backslash is a letter like any other, and one after _ or * is a width or a filling (ECMA-376 part 1, 18.8.31)."""
    root = ElementTree.fromstring(packed.read("xl/styles.xml"))
    own = {
        form.get("numFmtId")
        for form in root.iter(f"{_MAIN}numFmt")
        if "%" in re.sub(r'"[^"]*"|[\\_*].', "", form.get("formatCode", ""))
    }
    cell_styles = root.find(f"{_MAIN}cellXfs")
    found = [] if cell_styles is None else [style.get("numFmtId") for style in cell_styles]
    return {str(place) for place, form in enumerate(found) if form in own or form in _BUILT_IN_PERCENT}


def _sheet_file(packed: zipfile.ZipFile, sheet_name: str) -> str:
    book = ElementTree.fromstring(packed.read("xl/workbook.xml"))
    ids = {sheet.get("name"): sheet.get(f"{_DOCUMENT}id") for sheet in book.iter(f"{_MAIN}sheet")}
    links = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
    target = next(link.get("Target", "") for link in links if link.get("Id") == ids[sheet_name])
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _cells_of_style(packed: zipfile.ZipFile, name: str, styles: set[str]) -> set[tuple[int, int]]:
    found = set()
    with packed.open(name) as stream:
        for _, element in ElementTree.iterparse(stream):
            if element.tag == f"{_MAIN}c" and element.get("s") in styles:
                found.add(_place(element.get("r", "")))
            elif element.tag == f"{_MAIN}row":
                element.clear()
    return found


def _place(reference: str) -> tuple[int, int]:
    """(row, column), from 0, of a reference such as 'AB12'."""
    letters, digits = re.fullmatch(r"([A-Z]+)([0-9]+)", reference).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    _limit_memory()
    json.dump(read_sheet(*sys.argv[1:4]), sys.stdout)
