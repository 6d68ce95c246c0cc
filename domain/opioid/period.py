"""A period of daily doses in a few figures. For monitoring; not a dosing tool."""

from datetime import date

import numpy as np
import pandas as pd

from domain.opioid.series import DoseSeries, span_lengths


def period_total(series: DoseSeries, first: date, last: date) -> pd.DataFrame:
    """Cumulative dose, mean per day and highest day of each person from `first` to `last`, both included.

    Returns:
        By `patient`: `days` wanted, `known_days` (complete or none listed), `cumulative` (mg) and `mean` (mg/day), both NaN
        unless every day is known, and `highest` known day.
    """
    within = series.spans[(series.spans["last_day"] >= first) & (series.spans["first_day"] <= last)]
    clipped = within.assign(
        first_day=within["first_day"].clip(lower=first), last_day=within["last_day"].clip(upper=last)
    )
    length = span_lengths(clipped)
    known = clipped["total"].notna()
    table = clipped.assign(known_days=np.where(known, length, 0), cumulative=clipped["total"].fillna(0) * length)
    found = table.groupby("patient", sort=False).agg(
        known_days=("known_days", "sum"), cumulative=("cumulative", "sum"), highest=("total", "max")
    )
    days = (last - first).days + 1
    whole = found["known_days"] == days
    cumulative = found["cumulative"].where(whole)
    columns = {
        "days": days,
        "known_days": found["known_days"],
        "cumulative": cumulative,
        "mean": cumulative / days,
        "highest": found["highest"],
    }
    return pd.DataFrame(columns).reset_index()


def crossings(series: DoseSeries, levels: tuple[float, ...] = (50.0, 90.0)) -> pd.DataFrame:
    """Where a person's dose came to a level or fell below it: `patient`, `on_date`, `level`, `rose`, `before`, `after`.

    50 mg/day is where CDC 2022 (recommendation 4) asks to pause and reassess; 90 was named in 2016 and is no limit in 2022.
    Unknown days are passed over: the crossing stands on the first known day after it.
    """
    known = series.spans[series.spans["total"].notna()]
    before = known.groupby("patient", sort=False)["total"].shift()
    found = []
    for level in levels:
        was, is_ = before >= level, known["total"] >= level
        at = before.notna() & (was != is_)
        found.append(pd.DataFrame({
            "patient": known["patient"][at], "on_date": known["first_day"][at], "level": level, "rose": is_[at],
            "before": before[at], "after": known["total"][at],
        }))  # fmt: skip
    return pd.concat(found).sort_values(["patient", "on_date", "level"], kind="stable", ignore_index=True)
