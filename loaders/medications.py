"""What a patient is prescribed or takes: medication lists, kept as written for `domain.opioid` to read."""

import numpy as np

from domain.clinic import Clinic
from domain.loaded import RowKind
from loaders.dates import earlier
from loaders.fields import MEDICATION_STATUSES
from loaders.lines import Lines
from loaders.parts import Parts, settle

_AS_WRITTEN = ("drug", "strength", "dose", "dose_unit", "per_day", "daily_amount", "route", "form", "indication")


def read_medications(lines: Lines, clinic: Clinic) -> Parts:
    """One row per line of a list. A line entered in error withdraws its record."""
    lines.reject_empty()
    patients = lines.patients()
    lines.require("drug", "The name of the medicine")
    statuses = lines.codes("status", "The status", known=MEDICATION_STATUSES)
    records = lines.records()
    columns = {
        "patient": patients,
        **{field: lines.free_text(field) for field in _AS_WRITTEN},
        "as_needed": _truths(lines),
        "basis": lines.codes("basis", "The basis"),
        "started": lines.days("started", "The first day", future=True),
        "stopped": lines.days("stopped", "The last day", future=True),
        "status": statuses,
        "days_supply": _amount(lines, "days_supply", "The days of supply"),
        "quantity": _amount(lines, "quantity", "The quantity dispensed"),
        **records,
        "retracted": records["retracted"] | (statuses == "entered_in_error"),
    }
    early = earlier(columns["stopped"], columns["started"])
    lines.reject(early, "stopped", "bad_date", "The medicine stops before it starts.")
    return settle(RowKind.MEDICATION, columns, lines.ledger, lines.lines)


def _truths(lines: Lines) -> np.ndarray:
    said = lines.codes("as_needed", "The mark 'as needed'")
    return np.array([None if code is None else code == "true" for code in said], dtype=object)


def _amount(lines: Lines, field: str, what: str) -> np.ndarray:
    numbers = lines.numbers(field, what)
    with np.errstate(invalid="ignore"):
        lines.reject(numbers < 0, field, "out_of_range", f"{what} cannot be negative.")
    return numbers
