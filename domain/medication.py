"""Medication rows of the store as the lines of a medication list that `domain.opioid` reads."""

import re

import pandas as pd

from domain.opioid.lines import LINE_COLUMNS
from domain.opioid.local_names import NO_NAMES, LocalNames

_MASS = re.compile(r"(mg|g|mcg|ug|µg|μg|milligrams?|grams?|micrograms?)(\s*/\s*(h|hr|hour))?", re.IGNORECASE)
_NOT_TAKEN = ("entered_in_error", "draft", "not_taken")
_OVER = ("stopped", "completed", "cancelled")


def medicine_lines(medications: pd.DataFrame, names: LocalNames = NO_NAMES) -> pd.DataFrame:
    """The rows that count, with the columns of `domain.opioid.lines.LINE_COLUMNS`; the clinic's own `names` in generic ones.

    A dose in mg, g or mcg, or that much an hour, replaces strength and quantity: it says by itself how much is taken at a time
    or goes on. Any other dose unit ('tablet', 'mL') stands beside the number. Rows whose status says that nothing is taken are left out. A medicine
    that is over, nobody says since when, has a stop that is no date, so that its dose is unknown and does not run on.
    """
    rows = counted_rows(medications)
    by_mass = rows["dose_unit"].map(_is_mass) & rows["dose"].notna()
    dose = rows["dose"].str.cat(rows["dose_unit"].fillna(""), sep=" ").str.strip()
    lines = {
        "patient": rows["patient_id"],
        "drug": names.read_each(rows["drug"]),
        "strength": rows["strength"].where(~by_mass, dose),
        "route": rows["route"],
        "quantity": dose.where(~by_mass, "1"),
        "frequency": rows["per_day"],
        "daily_amount": rows["daily_amount"],
        "start": rows["started"],
        "stop": rows["stopped"].mask(rows["stopped"].isna() & rows["status"].isin(_OVER), "not known"),
        "as_needed": rows["as_needed"].map(lambda needed: "yes" if pd.notna(needed) and needed else None),
        "basis": rows["basis"].where(rows["basis"].notna(), "prescribed"),
        "indication": rows["indication"],
    }
    frame = pd.DataFrame(lines, dtype=object).reindex(columns=list(LINE_COLUMNS)).astype(object)
    return frame.where(frame.notna(), None)


def counted_rows(medications: pd.DataFrame) -> pd.DataFrame:
    """The rows of which `medicine_lines` makes lines, in the same order."""
    return medications[~medications["status"].isin(_NOT_TAKEN)].reset_index(drop=True)


def _is_mass(unit: object) -> bool:
    return isinstance(unit, str) and _MASS.fullmatch(unit.strip()) is not None
