"""The weekly opioid dose that follows from a medication list, for monitoring; not a dosing tool.

A day counts as known only where every line that may be an opioid is counted: a line of unknown dose or days, a name that is
not known, an opioid without a factor and a line on which sources contradict each other all leave the week without a value.
"""

from datetime import date

import numpy as np
import pandas as pd

from domain.medication import counted_rows, medicine_lines
from domain.opioid.factor_table import DEFAULT_TABLE
from domain.opioid.lines import Basis, day_number, ingredient_lines
from domain.opioid.local_names import NO_NAMES, LocalNames
from domain.opioid.medicine import OPIOID
from domain.opioid.series import NAME_UNKNOWN, DayStatus, DoseSeries, dose_series
from domain.opioid.spans import dates

DOSE_TABLE = DEFAULT_TABLE
"""The factor table of derived doses; their `form`. One table for all, so that no trend mixes two."""
DOSE_MEASURE = "mme_day"
DOSE_MODE = "medication list"

WEEK_COLUMNS = ("patient_id", "on_date", "value", "medication_id", "listed_on")
DOUBT_COLUMNS = ("drug", "route", "first_day", "last_day", "reason")
_CONFLICTING = "sources contradict each other on this line, so its dose and days are not known"
_SAID = ("strength", "dose", "dose_unit", "per_day", "daily_amount", "started", "stopped")
_MONDAY = 4  # 1970-01-05, as a day number


def weekly_doses(
    medications: pd.DataFrame, until: date, table: str = DOSE_TABLE, names: LocalNames = NO_NAMES
) -> pd.DataFrame:
    """Mean prescribed dose of each ISO week that is over by `until`, of everybody on a medication list.

    A person's first week begins with their first opioid line. A week in which no opioid is listed any more is 0.

    Args:
        medications: rows as `store.readers.read_medications` gives them, of any number of patients.
        until: the day to which the lists are known.
        names: what the clinic's own names mean.

    Returns:
        One row per week and line that it rests on, with `WEEK_COLUMNS`: `on_date` is the week's Sunday, `value` mg oral
        morphine equivalent per day, `listed_on` the first day of the line (None: not stated). A week of 0 rests on the
        lines that ended last.
    """
    rows = medications.sort_values("medication_id", kind="stable", ignore_index=True)
    series = _series(rows, until, table, names)
    weeks = _weeks(series, day_number(until))
    if weeks.empty:
        return pd.DataFrame(columns=list(WEEK_COLUMNS))
    found = _with_lines(weeks, _opioid_lines(rows, until, names))
    named = counted_rows(rows)["medication_id"].to_numpy(dtype=object)
    frame = pd.DataFrame({
        "patient_id": found["patient"], "on_date": dates(_MONDAY + found["week"].to_numpy() * 7 + 6), "value": found["value"],
        "medication_id": named[found["line"].to_numpy(dtype=np.int64)],
        "listed_on": counted_rows(rows)["started"].to_numpy(dtype=object)[found["line"].to_numpy(dtype=np.int64)],
    })  # fmt: skip
    order = ["patient_id", "on_date", "medication_id"]
    return frame[list(WEEK_COLUMNS)].drop_duplicates(order).sort_values(order, kind="stable", ignore_index=True)


def dose_doubts(
    medications: pd.DataFrame, until: date, table: str = DOSE_TABLE, names: LocalNames = NO_NAMES
) -> pd.DataFrame:
    """Why weeks of one patient's list have no dose, or may be wrong: `DOUBT_COLUMNS`, one row per line and reason.

    `first_day` and `last_day` are None where not known or open.
    """
    series = _series(medications.sort_values("medication_id", kind="stable", ignore_index=True), until, table, names)
    found = pd.concat([series.doubts, series.left_out], ignore_index=True)
    conflicting = medications.loc[_in_conflict(medications), ["drug", "route"]].assign(
        first_day=None, last_day=None, reason=_CONFLICTING
    )
    frames = [frame[list(DOUBT_COLUMNS)].astype(object) for frame in (found, conflicting) if len(frame)]
    if not frames:
        return pd.DataFrame(columns=list(DOUBT_COLUMNS), dtype=object)
    every = pd.concat(frames, ignore_index=True)
    return every.where(every.notna(), None).drop_duplicates(ignore_index=True)


def weeks_of_unknown_names(
    medications: pd.DataFrame, until: date, table: str = DOSE_TABLE, names: LocalNames = NO_NAMES
) -> pd.DataFrame:
    """The weeks that have no dose while a name that nobody knows is listed: `patient_id`, `name`, `week` (weeks since the
    Monday of 1970-01-05), one row each. Rows as for `weekly_doses`; only weeks that are over, from the first opioid line on.
    """
    series = _series(medications.sort_values("medication_id", kind="stable", ignore_index=True), until, table, names)
    began = {patient: day_number(day) for patient, day in series.spans.groupby("patient")["first_day"].min().items()}
    end, found = day_number(until), set()
    nameless = series.doubts[series.doubts["reason"] == NAME_UNKNOWN]
    for row in nameless[nameless["patient"].isin(began)].itertuples():
        first, last = max(_day_or(row.first_day, 0), began[row.patient]), min(_day_or(row.last_day, end), end)
        if first <= last:
            found |= {
                (row.patient, row.drug, week) for week in range((first - _MONDAY) // 7, (last - _MONDAY) // 7 + 1)
            }
    over = sorted(one for one in found if _MONDAY + one[2] * 7 + 6 <= end)
    return pd.DataFrame(over, columns=["patient_id", "name", "week"])


def _day_or(day: object, else_: int) -> int:
    return day_number(day) if isinstance(day, date) else else_


def _series(rows: pd.DataFrame, until: date, table: str, names: LocalNames) -> DoseSeries:
    return dose_series(_lines(rows, names), table, until=until, basis=Basis.PRESCRIBED)


def _lines(rows: pd.DataFrame, names: LocalNames) -> pd.DataFrame:
    """As `medicine_lines`; a line in conflict is of unknown dose on all days, for its stop may be what is contested."""
    contested = _in_conflict(rows)
    unsettled = rows.astype(object)
    unsettled.loc[contested, list(_SAID)] = None
    unsettled.loc[contested, "status"] = "stopped"  # without a day: a stop that is no date
    return medicine_lines(unsettled, names)


def _in_conflict(rows: pd.DataFrame) -> pd.Series:
    return rows["in_conflict"].fillna(False).astype(bool)


def _opioid_lines(rows: pd.DataFrame, until: date, names: LocalNames) -> pd.DataFrame:
    """`patient`, `line` (place in the list), `first` and `last` (day numbers, clipped to `until`) of each opioid line."""
    lines = ingredient_lines(_lines(rows, names))
    own = lines[(lines["group"] == OPIOID) & (lines["basis"] == Basis.PRESCRIBED.value)]
    end = day_number(until)
    own = own.assign(last=own["last"].clip(upper=end))[["patient", "line", "first", "last"]]
    return own[own["first"] <= own["last"]].drop_duplicates(ignore_index=True)


def _weeks(series: DoseSeries, end: int) -> pd.DataFrame:
    """`patient`, `week` (weeks since the Monday of 1970-01-05), `value`; only whole weeks known on all their days."""
    spans = series.spans.reset_index(drop=True)
    known = (
        spans["status"].isin([DayStatus.COMPLETE.value, DayStatus.NONE_LISTED.value])
        & (spans["left_out"] == "")
        & (spans["unknown_names"] == 0)
    )
    first, last = (
        np.array([day_number(day) for day in spans[name]], dtype=np.int64) for name in ("first_day", "last_day")
    )
    place, week = _exploded(first, last)
    days = np.minimum(last[place], _MONDAY + week * 7 + 6) - np.maximum(first[place], _MONDAY + week * 7) + 1
    pieces = pd.DataFrame({
        "patient": spans["patient"].to_numpy(dtype=object)[place], "week": week, "days": days,
        "amount": np.nan_to_num(spans["total"].to_numpy(dtype=float))[place] * days, "unknown": ~known.to_numpy()[place],
    })  # fmt: skip
    summed = pieces.groupby(["patient", "week"], sort=True).agg(
        days=("days", "sum"), amount=("amount", "sum"), unknown=("unknown", "max")
    ).reset_index()  # fmt: skip
    over = summed[~summed["unknown"].astype(bool) & (_MONDAY + summed["week"] * 7 + 6 <= end)]
    return over.assign(value=over["amount"] / over["days"])[["patient", "week", "value"]].reset_index(drop=True)


def _exploded(first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(place, week) for each week that each stretch of days touches."""
    begin, count = (first - _MONDAY) // 7, (last - _MONDAY) // 7 - (first - _MONDAY) // 7 + 1
    place = np.repeat(np.arange(len(first)), count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return place, begin[place] + within


def _with_lines(weeks: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Each week with the lines in force in it; where there is none, with those that ended last before it."""
    # a line without a first day would begin with the calendar
    earliest = _MONDAY + int(weeks["week"].min()) * 7
    reaching = lines[lines["last"] >= earliest].assign(first=lambda rows: rows["first"].clip(lower=earliest))
    place, week = _exploded(reaching["first"].to_numpy(dtype=np.int64), reaching["last"].to_numpy(dtype=np.int64))
    in_force = reaching.iloc[place][["patient", "line"]].assign(week=week)
    same = weeks.astype({"patient": lines["patient"].dtype})
    found = same.merge(in_force, on=["patient", "week"], how="left")
    empty = found[found["line"].isna()][["patient", "week", "value"]]
    if empty.empty:
        return found
    wanted = empty.assign(before=_MONDAY + empty["week"] * 7).sort_values("before", kind="stable")
    ended = lines[["patient", "last"]].sort_values("last", kind="stable")
    latest = pd.merge_asof(
        wanted, ended, left_on="before", right_on="last", by="patient", allow_exact_matches=False
    ).merge(lines[["patient", "last", "line"]], on=["patient", "last"])
    return pd.concat([found[found["line"].notna()], latest[["patient", "week", "value", "line"]]], ignore_index=True)
