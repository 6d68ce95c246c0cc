"""One sheet of a workbook as text, printed as JSON. Runs as a child process with limited memory.

A small workbook can claim billions of cells, and reading it would take the whole process down; so
this file is run by `excel_file` on its own, and imports nothing of ours.

Usage: python excel_cells.py WORKBOOK SHEET DECIMAL ('' for the first sheet)
"""

import json
import sys
from datetime import date, datetime, time, timedelta

MOST_CELLS = 20_000_000
MEMORY_BYTES = 3 * 1024**3


def cell_text(cell: object, decimal: str) -> str:
    """A cell as text: whole numbers without a point, others with the file's decimal sign, dates in ISO form."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
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
    """{'first_row': 1-based, 'rows': [[text]]}, or {'fault': sentence part}."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(path)
        names = workbook.sheet_names
        if sheet_name and sheet_name not in names:
            return {"fault": f"has no sheet '{sheet_name}', which the mapping names"}
        if not names:
            return {"fault": "has no sheet"}
        sheet = workbook.get_sheet_by_name(sheet_name or names[0])
    except (CalamineError, OSError):
        return {"fault": "is no workbook that can be read (damaged, protected by a password, or another format)"}
    if sheet.height * sheet.width > MOST_CELLS:
        return {"fault": f"has more than {MOST_CELLS} cells; at most so many are read"}
    first_row = (sheet.start or (0, 0))[0] + 1
    rows = [[cell_text(cell, decimal) for cell in row] for row in sheet.to_python(skip_empty_area=True)]
    return {"first_row": first_row, "rows": rows}


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    _limit_memory()
    json.dump(read_sheet(*sys.argv[1:4]), sys.stdout)
