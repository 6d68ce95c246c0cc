"""A medication list as rows: what, how much, from when to when."""

from collections.abc import Iterable
from datetime import date

from charts import numbers
from charts.medication_lanes import amount_of, medicine_name
from charts.table import Column

COLUMNS = (Column("Medicine"), Column("Amount"), Column("From"), Column("To"), Column("Status"))


def medication_rows(medications: Iterable, today: date) -> list[list[str]]:
    """`medications`: rows of the store's reader of that name. Those that run today come first, then by their start."""
    listed = sorted(medications, key=lambda row: (not _runs(row, today), row.started or date.min, row.drug or ""))
    return [
        [
            medicine_name(row.drug) if row.drug else "not named",
            amount_of(row) or "–",
            numbers.day(row.started) if row.started else "not known",
            numbers.day(row.stopped) if row.stopped else "–",
            "two sources differ" if row.in_conflict else (row.status or "not said").replace("_", " "),
        ]
        for row in listed
    ]


def _runs(row, today: date) -> bool:
    return row.status not in ("stopped", "completed") and (row.stopped is None or row.stopped >= today)
