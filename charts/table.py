"""A short table as HTML rows, readable by keyboard and screen reader; for up to about 60 rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from charts.markup import Markup, element

LONGEST_UNBROKEN = 12
"""Letters of a cell that stands on one line however narrow the screen: a date is as long."""


@dataclass(frozen=True)
class Column:
    title: str
    is_number: bool = False


def draw_table(columns: Sequence[Column], rows: Sequence[Sequence[str]], name: str) -> Markup:
    """`rows` hold written text, one cell per column; `name` is read aloud before the table.

    Raises:
        ValueError: a row has another number of cells than there are columns.
    """
    head = element("tr", *[element("th", c.title, scope="col", class_=_style(c)) for c in columns])
    body = [
        element("tr", *[element("td", cell, class_=_style(c, cell)) for c, cell in zip(columns, row, strict=True)])
        for row in rows
    ]
    table = element("table", element("thead", head), element("tbody", *body), class_="table", aria_label=name)
    return element("div", table, class_="table-frame", tabindex=0, role="group", aria_label=name)


def _style(column: Column, cell: str | None = None) -> str | None:
    if column.is_number:
        return "number"
    return "short" if cell is not None and len(cell) <= LONGEST_UNBROKEN else None
