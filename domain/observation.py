"""Accepting scored rows: each one is usable, or says in one sentence why it is not.

Which fractions are scores. A measure with `whole_steps` (a rating, a count, a sum that needs every
item) has only whole steps, so a 6.5 on a 0–10 rating is rejected. Sums that may be prorated
(PHQ-9 10.125), means and converted lengths lie between the steps and are accepted within range.
"""

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
import pandas as pd

from domain.measure import TOLERANCE, Measure
from domain.measures import MEASURES
from domain.scoring import score_ends
from domain.unit import unit_that_fits

Registry = Mapping[str, Measure]


def check_observations(rows: pd.DataFrame, today: date, measures: Registry = MEASURES) -> pd.DataFrame:
    """What is wrong with each scored row, if anything.

    Args:
        rows: columns `patient`, `measure`, `value` (the measure's own unit), `on_date` (dates), and
            `form` where the measure has short forms.
        today: the clinic's own today; a later date is in the future.
        measures: those of the clinic, by code.

    Returns:
        One row per row, same index: `code` and `reason`, both None where the row is accepted. The
        first fault found is given, in this order: no_patient, unknown_measure, bad_date,
        future_date, bad_number, out_of_range, off_step. A reason names measure, value and range,
        never a patient.
    """
    found = pd.DataFrame({"code": None, "reason": None}, index=rows.index, dtype=object)
    _check_scores(found, rows, measures)
    _check_dates(found, rows["on_date"], today)
    _check_measures(found, rows["measure"], measures)
    _mark(found, _blank(rows["patient"]), "no_patient", "The row names no patient.")
    return found


Say = Callable[[object], str]


def _mark(found: pd.DataFrame, faulty, code: str, reason: str | Say, about: pd.Series | None = None) -> None:
    """Write a fault over what was found before: the checks run from the last to the first in rank."""
    places = np.flatnonzero(np.asarray(faulty, dtype=bool))
    if isinstance(reason, str) or about is None:
        sentences = [reason] * len(places)
    else:
        sentences = [reason(value) for value in about.iloc[places]]
    found.iloc[places, 0] = code
    found.iloc[places, 1] = np.array(sentences, dtype=object)


def _blank(column: pd.Series) -> pd.Series:
    return column.isna() | (column.astype(str).str.strip() == "")


def _check_measures(found: pd.DataFrame, codes: pd.Series, measures: Registry) -> None:
    _mark(found, codes.isin(_PANELS), "unknown_measure", _panel_reason, codes)
    _mark(found, ~codes.isin(list(measures)), "unknown_measure", lambda code: f"There is no measure '{code}'.", codes)
    _mark(found, _blank(codes), "unknown_measure", "The row names no measure.")


_PANELS = frozenset(code for code, measure in MEASURES.items() if measure.panel)


def _panel_reason(code: object) -> str:
    return f"{MEASURES[str(code)].name} has no score of its own; send the scores of its domains."


def _check_dates(found: pd.DataFrame, column: pd.Series, today: date) -> None:
    days = _days(column)
    _mark(found, days > pd.Timestamp(today), "future_date", lambda day: f"{day:%Y-%m-%d} lies in the future.", days)
    _mark(found, days.isna(), "bad_date", "The row has no date.")


def _days(column: pd.Series) -> pd.Series:
    """Dates as time stamps; text is no date here, because its format would have to be guessed."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.dt.normalize()
    is_day = column.map(lambda day: isinstance(day, date)).astype(bool)
    return pd.to_datetime(column.where(is_day), errors="coerce").dt.normalize()


def _check_scores(found: pd.DataFrame, rows: pd.DataFrame, measures: Registry) -> None:
    values = pd.to_numeric(rows["value"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    forms = (
        rows["form"].where(rows["form"].notna(), None)
        if "form" in rows
        else pd.Series(None, index=rows.index, dtype=object)
    )
    place = pd.Series(np.arange(len(rows)))
    for (code, form), here in place.groupby([rows["measure"].to_numpy(), forms.to_numpy()], dropna=False):
        if code in measures:
            stated = form if isinstance(form, str) else None
            _check_values(found, here.to_numpy(), values[here], measures[code], stated)


def _check_values(
    found: pd.DataFrame, places: np.ndarray, values: np.ndarray, measure: Measure, form: str | None
) -> None:
    lowest, highest = score_ends(measure, form)
    top = np.inf if highest is None else highest
    finite = np.isfinite(values)
    faults = (
        ("off_step", finite & measure.whole_steps & _off_step(values, measure), _off_step_reason),
        ("out_of_range", finite & ((values < lowest - TOLERANCE) | (values > top + TOLERANCE)), _out_of_range_reason),
        ("bad_number", ~finite, _bad_number_reason),
    )
    for code, faulty, reason_of in faults:
        reasons = [reason_of(value, measure, form) for value in values[faulty].tolist()]
        found.iloc[places[faulty], 0] = code
        found.iloc[places[faulty], 1] = np.array(reasons, dtype=object)


def _off_step(values: np.ndarray, measure: Measure) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        steps = (values - measure.lowest) / measure.step
        return np.abs(steps - np.rint(steps)) > TOLERANCE


def _bad_number_reason(value: float, measure: Measure, form: str | None) -> str:
    return f"The score for {measure.name} is missing or is no number."


def _out_of_range_reason(value: float, measure: Measure, form: str | None) -> str:
    lowest, highest = score_ends(measure, form)
    name = (
        f"{measure.name}, form {form}"
        if form and (lowest, highest) != (measure.lowest, measure.highest)
        else measure.name
    )
    unit = f" {measure.unit}" if measure.physical_unit else ""
    if highest is None:
        return f"{value:g} is below {lowest:g}{unit}, the least possible for {name}."
    hint = unit_that_fits(value, measure)
    return f"{value:g} is outside {lowest:g}–{highest:g}{unit} for {name}{'. ' + hint if hint else '.'}"


def _off_step_reason(value: float, measure: Measure, form: str | None) -> str:
    lowest, highest = score_ends(measure, form)
    return f"{value:g} is no score of {measure.name}: scores go in steps of {measure.step:g} from {lowest:g} to {highest:g}."
