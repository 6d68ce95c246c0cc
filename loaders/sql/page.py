"""Pages of a query's result: columns and rows as text in JSON, exact, with the highest value of the column to follow."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from domain.clinic import Clinic
from loaders.parts import Parts
from loaders.source_error import SourceError
from loaders.source_file import read_bytes
from loaders.sql.cells import Kept, day_where_midnight, number_where_stamp
from loaders.sql.mapping import SqlMapping
from loaders.table import Table, TableBuilder
from loaders.table_file import parts_of

_NUL = "\0"


def page_of(columns: list[str], rows: list[list[str]], highest: Kept | None) -> bytes:
    """A page. Equal rows make equal bytes."""
    return json.dumps({"columns": columns, "rows": rows, "highest": highest}, ensure_ascii=False).encode()


def highest_of(path: Path) -> Kept | None:
    """The highest value, on one page, of the column that the query follows."""
    return _read(path)["highest"]


def read_sql(path: Path, mapping: SqlMapping, clinic: Clinic, today: date) -> Parts:
    """Every row of a page as a candidate or a rejection; a line is the row's place on the page, from 1.

    Raises:
        SourceError: the file is no page of a query's result, or lacks a column that the mapping needs.
    """
    return parts_of(_typed(_table(path, mapping), mapping), mapping, clinic, today)


def looks_like_page(path: Path, mapping: SqlMapping) -> bool:
    """Whether a file is a page with every column that the mapping reads.

    Raises:
        SourceError: it is none.
    """
    return set(mapping.headers) <= set(_read(path)["columns"])


def _table(path: Path, mapping: SqlMapping) -> Table:
    page = _read(path)
    builder = TableBuilder(page["columns"], mapping.headers, str(path))
    whole = [(line, row) for line, row in enumerate(page["rows"], start=1) if not any(_NUL in cell for cell in row)]
    builder.add([line for line, _ in whole], [row for _, row in whole])
    for line in {*range(1, len(page["rows"]) + 1)} - {line for line, _ in whole}:
        builder.add_broken(line, "A cell holds a NUL character.")
    return builder.table()


def _typed(table: Table, mapping: SqlMapping) -> Table:
    """Time stamps as the mapping's table readers know them."""
    version = mapping.columns.get("version") if mapping.version_format == "number" else None
    cells = {
        name: texts.map(number_where_stamp if name == version else day_where_midnight).astype("str")
        for name, texts in table.cells.items()
    }
    return Table(pd.DataFrame(cells, index=table.cells.index), table.lines, table.broken)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(read_bytes(path))
        if _is_page(found):
            return found
    except (ValueError, RecursionError):
        pass
    raise SourceError(f"'{path}' is no page of a query's result.")


def _is_page(found: Any) -> bool:
    if not isinstance(found, dict) or found.keys() != {"columns", "rows", "highest"}:
        return False
    columns, rows = found["columns"], found["rows"]
    texts = isinstance(columns, list) and all(isinstance(name, str) for name in columns)
    return texts and isinstance(rows, list) and all(
        isinstance(row, list) and len(row) == len(columns) and all(isinstance(cell, str) for cell in row) for row in rows
    )  # fmt: skip
