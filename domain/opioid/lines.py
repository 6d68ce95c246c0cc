"""A medication list made comparable: one row per ingredient, with its dose per day and its days.

Rules (told to the reader in `docs/explanation/opioid-dose.md`):
- A line counts on every day from `start` to `stop`, both included. Without a stop it runs on.
- Dose per day = strength × quantity (units per dose) × frequency (doses per day); a range counts as
  the most that it allows. A patch counts by the mcg per hour of the patches worn, whatever the change interval.
- What cannot be read makes the dose unknown (NaN), with the reason. Nothing becomes 0.
- A line that repeats another in every column counts once. Different lines add up.
Not a dosing tool.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd

from domain.opioid.medicine import MEDICINES, ingredients_named, route_named
from domain.opioid.strength import Strength, doses_per_day, quantity_of, says_as_needed, strength_of

LINE_COLUMNS = (
    "patient", "drug", "strength", "unit", "route", "quantity", "frequency", "daily_amount", "start", "stop", "as_needed", "basis", "indication",
)  # fmt: skip
"""What a medication list may say; `patient` and `drug` are needed. `daily_amount` (in `unit`, per day, or the mcg/h
worn) replaces strength × quantity × frequency. Without the column, `quantity` is one unit a dose, `as_needed` no,
`basis` prescribed, and without `start` every line is current."""


class Basis(StrEnum):
    """Whose dose it is; the two are never added up."""

    PRESCRIBED = "prescribed"
    TAKEN = "taken"


class ListError(ValueError):
    """The medication list lacks a column that it needs; one plain sentence."""


NO_DAY = -(2**31)
"""Stands for a first day that is not known, or that the list does not give."""
OPEN_END = 2**31
"""Stands for the last day of a line that has no stop."""

NO_BASIS = "it does not say whether it is prescribed or taken"

_YES = frozenset(("yes", "y", "true", "1", "1.0", "prn", "as needed", "as_needed"))


def ingredient_lines(medicines: pd.DataFrame) -> pd.DataFrame:
    """One row per ingredient of each line.

    Args:
        medicines: columns of `LINE_COLUMNS`; dates as `datetime.date`, time stamps or None, never text.

    Returns:
        `line` (position in the list, from 0), `patient`, `drug` (generic name; as written where not known),
        `route` (None: not stated or not known), `group` and `pain_class` (None: drug not known), `amount` (mg per
        day; where `by_hour`, mcg per hour), `why_unknown` (empty where the amount is known), `as_needed`, `basis`
        (None: not stated), `indication`, `first` and `last` (days since 1970-01-01, `NO_DAY`, `OPEN_END`),
        `fault` (why the days are not known; else empty).

    Raises:
        ListError: a needed column is missing.
    """
    listed, given = _without_repeats(medicines), frozenset(medicines.columns)
    names = _each(listed["drug"], ingredients_named)
    per_line = pd.DataFrame({
        "patient": listed["patient"], "route": _column(_each(listed["route"], route_named)), **_doses(listed, given),
        "as_needed": _as_needed(listed), "basis": _bases(listed, given), "indication": listed["indication"].map(_plain), **_days(listed, given),
    })  # fmt: skip
    per_line.insert(0, "line", listed.index)
    parts = pd.DataFrame(
        [
            (place, ordinal, len(found), drug)
            for place, found in enumerate(names)
            for ordinal, drug in enumerate(found or ("",))
        ],
        columns=["place", "ordinal", "count", "drug"],
    )
    rows = per_line.iloc[parts["place"]].reset_index(drop=True).assign(drug=parts["drug"].astype(object))
    return _with_amounts(_with_classes(rows), parts)


def repeated_lines(medicines: pd.DataFrame) -> int:
    """How many lines repeat another one in every column, and so are not counted again."""
    return len(medicines) - len(_without_repeats(medicines))


def _without_repeats(medicines: pd.DataFrame) -> pd.DataFrame:
    for name in ("patient", "drug"):
        if name not in medicines:
            raise ListError(f"The medication list has no column '{name}'.")
    listed = medicines.reset_index(drop=True).astype(object)
    listed = listed.where(listed.notna(), None)
    listed = listed[~listed.astype(str).duplicated()]
    return listed.reindex(columns=list(LINE_COLUMNS)).astype(object)


def _each(column: pd.Series, read: Callable) -> list:
    """`read` of every cell, worked out once per distinct content."""
    codes, distinct = pd.factorize(column, use_na_sentinel=False)
    found = [read(content) for content in distinct]
    return [found[code] for code in codes]


def _column(values: list) -> np.ndarray:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def _plain(value: object) -> str:
    return " ".join(str(value).lower().split()) if value is not None and value == value else ""


# Dose


def _doses(listed: pd.DataFrame, given: frozenset[str]) -> dict[str, np.ndarray]:
    """Per line: `strength` (of one unit, or of the day where the amount per day is given) and `units` a day."""
    by_day = listed["daily_amount"].map(_plain) != ""
    amount = listed["strength"].where(~by_day, listed["daily_amount"])
    pairs = pd.Series(
        _column(list(zip(amount.map(_plain), listed["unit"].map(_plain), strict=True))),
        index=listed.index,
        dtype=object,
    )
    strength = _column(_each(pairs, lambda pair: strength_of(*pair)))
    by_hour = np.array([s is not None and s.by_hour for s in strength], dtype=bool)
    quantity = _quantities(listed, strength) if "quantity" in given else np.ones(len(listed))
    frequency = np.where(by_hour, 1.0, np.array(_each(listed["frequency"], doses_per_day), dtype=float))
    none_taken = ((quantity == 0) | (frequency == 0)) & ~by_day | (
        by_day & (pd.to_numeric(amount, errors="coerce") == 0)
    )
    none_taken = none_taken.to_numpy(dtype=bool)
    units = np.where(by_day, 1.0, np.where(none_taken, 0.0, quantity * frequency))
    return {
        "strength": strength, "units": units, "by_hour": by_hour, "none_taken": none_taken,
        "why_unknown": _why(listed, strength, by_day.to_numpy(dtype=bool), quantity, frequency),
    }  # fmt: skip


def _quantities(listed: pd.DataFrame, strength: np.ndarray) -> np.ndarray:
    read = _each(listed["quantity"], quantity_of)
    return np.array(
        [np.nan if q is None or not q.fits(s) else q.most for q, s in zip(read, strength, strict=True)], dtype=float
    )


def _why(
    listed: pd.DataFrame, strength: np.ndarray, by_day: np.ndarray, quantity: np.ndarray, frequency: np.ndarray
) -> np.ndarray:
    why = np.full(len(listed), "", dtype=object)
    why[np.isnan(frequency) & ~by_day] = "the doses per day are not stated or cannot be read"
    why[np.isnan(quantity) & ~by_day] = (
        "the quantity per dose is not stated, cannot be read or does not fit the strength"
    )
    unread = np.array([s is None for s in strength], dtype=bool)
    why[unread] = "the strength with its unit is not stated or cannot be read"
    why[unread & by_day] = "the amount per day with its unit cannot be read"
    why[unread & ~by_day & (listed["strength"].map(_plain) == "").to_numpy(dtype=bool)] = "the dose is not stated"
    return why


def _with_classes(rows: pd.DataFrame) -> pd.DataFrame:
    known = [MEDICINES.get(drug) for drug in rows["drug"]]
    return rows.assign(
        group=_column([m and m.group for m in known]), pain_class=_column([m and m.pain_class for m in known])
    )


def _with_amounts(rows: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """The dose per day of each ingredient; a combination needs as many strengths as ingredients."""
    one = np.full(len(rows), np.nan)
    why = rows["why_unknown"].to_numpy(dtype=object).copy()
    for row, (strength, ordinal, count) in enumerate(
        zip(rows["strength"], parts["ordinal"], parts["count"], strict=True)
    ):
        if isinstance(strength, Strength) and len(strength.amounts) == count:
            one[row] = strength.amounts[ordinal]
        elif isinstance(strength, Strength):
            why[row] = why[row] or f"{len(strength.amounts)} strengths are stated for {count} ingredients"
    none_taken = rows["none_taken"].to_numpy(dtype=bool)
    amount = np.where(none_taken, 0.0, one * rows["units"].to_numpy(dtype=float))
    why = np.where(np.isnan(amount), why, "")
    why[(rows["fault"] != "").to_numpy()] = rows["fault"][rows["fault"] != ""]
    amount = np.where(rows["fault"] != "", np.nan, amount)
    return rows.drop(columns=["strength", "units", "none_taken"]).assign(amount=amount, why_unknown=why)


# What else a line says


def _as_needed(listed: pd.DataFrame) -> np.ndarray:
    stated = listed["as_needed"].map(_plain).isin(_YES)
    return stated.to_numpy(dtype=bool) | np.array(_each(listed["frequency"], says_as_needed), dtype=bool)


def _bases(listed: pd.DataFrame, given: frozenset[str]) -> np.ndarray:
    if "basis" not in given:
        return np.full(len(listed), Basis.PRESCRIBED.value, dtype=object)
    known = {basis.value: basis.value for basis in Basis}
    return _column([known.get(_plain(text)) for text in listed["basis"]])


def _days(listed: pd.DataFrame, given: frozenset[str]) -> dict[str, np.ndarray]:
    first, last = (np.array(_each(listed[name], day_number), dtype=np.int64) for name in ("start", "stop"))
    is_blank = {name: (listed[name].map(_plain) == "").to_numpy(dtype=bool) for name in ("start", "stop")}
    fault = np.full(len(listed), "", dtype=object)
    if "start" in given:
        fault[first == NO_DAY] = "the start is not stated or is no date"
    fault[(last == NO_DAY) & ~is_blank["stop"]] = "the stop is no date"
    last = np.where(last == NO_DAY, OPEN_END, last)
    backwards = (first != NO_DAY) & (last < first)
    fault[backwards] = "it stops before it starts"
    first, last = np.where(backwards, last, first), np.where(backwards, first, last)
    fault[pd.isna(_bases(listed, given))] = NO_BASIS
    return {"first": first, "last": last, "fault": fault}


def day_number(value: object) -> int:
    """Days since 1970-01-01; `NO_DAY` for anything that is no date (text is none, its format would be guessed)."""
    return (
        (pd.Timestamp(value).normalize() - pd.Timestamp(0)).days
        if isinstance(value, date) and value == value
        else NO_DAY
    )
