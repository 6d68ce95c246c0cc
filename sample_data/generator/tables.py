"""Source files as the exporting systems write them: cells, delimiters, encodings, a workbook. Byte for byte repeatable."""

import codecs
import os
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

_MARKS = {"utf-16-le": codecs.BOM_UTF16_LE}
"""Written by hand: "utf-16" would follow the machine's byte order."""
FIXED_TIME = datetime(2025, 11, 17, 6, 0, 0)


@dataclass
class Table:
    """One file before it is written. Rows are lists of cells; a faulty row may be too short or too long."""

    file_name: str
    header: list[str]
    rows: list[list] = field(default_factory=list)
    delimiter: str = ","
    encoding: str = "utf-8"
    newline: str = "\n"
    title: tuple[str, ...] = ()


def write(table: Table, folder: Path) -> None:
    content = workbook(table) if table.file_name.endswith(".xlsx") else text(table)
    (folder / table.file_name).write_bytes(content)


def text(table: Table) -> bytes:
    lines = [
        table.delimiter.join(_quoted(str("" if c is None else c), table.delimiter) for c in row)
        for row in [table.header, *table.rows]
    ]
    return _MARKS.get(table.encoding, b"") + (table.newline.join(lines) + table.newline).encode(table.encoding)


def _quoted(cell: str, delimiter: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if delimiter in cell or '"' in cell else cell


def workbook(table: Table) -> bytes:
    """An .xlsx with title rows above the header. Stored uncompressed, so that no zlib version changes a byte."""
    os.environ["OPENPYXL_LXML"] = "False"  # lxml, where installed, would write other bytes
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Functional tests"
    for line in table.title:
        sheet.append([line] if line else [])
    for row in [table.header, *table.rows]:
        sheet.append(row)
        for cell in sheet[sheet.max_row] if row is not table.header else ():
            if isinstance(cell.value, date):
                cell.number_format = "MM/DD/YYYY"
    buffer = BytesIO()
    book.save(buffer)
    return _without_clock(buffer)


def _without_clock(buffer: BytesIO) -> bytes:
    stamp, repacked = FIXED_TIME.isoformat() + "Z", BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(repacked, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(source.namelist(), key=lambda n: n != "[Content_Types].xml"):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp.encode(), content)
            target.writestr(zipfile.ZipInfo(name, FIXED_TIME.timetuple()[:6]), content)
    return repacked.getvalue()
