"""Which of a patient's measures were taken often enough to be looked at day by day, and from which source?

A diary and a device are different series, never mixed and never averaged (`domain/daily.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from domain.daily import DAILY, SERIES
from domain.measure import Measure
from metrics.staircase import DENSE_DAYS, LANDING_OF_WEEKS

LEAST_VALUES = 3 * LANDING_OF_WEEKS
"""Fewest values of a series that is not recorded as daily; with fewer there can be no steps."""


@dataclass(frozen=True)
class DenseSeries:
    """One series of one measure, oldest first: `days` and `values` (the measure's unit).

    `source`: 'diary', or the make of device; '' where none is stated. `is_daily`: one value a day or night, against
    weekly values or forms filled often. `n_in_conflict`: days with two values of which neither is used. `others`: what
    else recorded the measure day by day, with its number of days.
    """

    measure: Measure
    days: tuple[date, ...]
    values: tuple[float, ...]
    source: str = ""
    is_daily: bool = False
    n_in_conflict: int = 0
    others: tuple[tuple[str, int], ...] = ()


def dense_series(
    observations: pd.DataFrame, measures: Mapping[str, Measure], order: Sequence[str] = SERIES
) -> tuple[DenseSeries, ...]:
    """The dense series of one patient, in the order of `measures`.

    `observations`: measure, value, on_date, occasion, standing, form, mode; only those in use count. A measure with
    values of the occasion daily is read from those alone, from the source with most days (of equals the one that comes
    first in `order`). Any other measure needs at least nine routine values, half of them at most ten days apart.
    """
    known = observations[observations["standing"].isin(["used", "conflict"]) & observations["on_date"].notna()]
    found = [_series(measures[code], own, order) for code, own in known.groupby("measure") if code in measures]
    rank = {code: place for place, code in enumerate(measures)}
    return tuple(sorted((one for one in found if one), key=lambda one: rank[one.measure.code]))


def _series(measure: Measure, rows: pd.DataFrame, order: Sequence[str]) -> DenseSeries | None:
    daily = rows[rows["occasion"] == DAILY]
    if len(daily):
        return _daily(measure, daily, order)
    own = rows[rows["occasion"].isna() | (rows["occasion"] == "routine")]
    used = own[(own["standing"] == "used") & own["value"].notna()]
    days = np.unique([day.toordinal() for day in used["on_date"]])
    if len(days) < LEAST_VALUES or np.median(np.diff(days)) > DENSE_DAYS:
        return None
    return _of(measure, own, "", False, ())


def _daily(measure: Measure, rows: pd.DataFrame, order: Sequence[str]) -> DenseSeries | None:
    sources = rows["form"].where(rows["form"].notna() & (rows["form"] != ""), rows["mode"]).fillna("")
    used = (rows["standing"] == "used") & rows["value"].notna()
    days = rows[used].groupby(sources[used])["on_date"].nunique().to_dict()
    if not days:
        return None
    rank = {name: place for place, name in enumerate(order)}
    by_days = sorted(days, key=lambda name: (-days[name], rank.get(name, len(rank)), name))
    others = tuple((name, int(days[name])) for name in by_days[1:])
    return _of(measure, rows[sources == by_days[0]], str(by_days[0]), True, others)


def _of(measure: Measure, rows: pd.DataFrame, source: str, is_daily: bool, others) -> DenseSeries:
    used = rows[(rows["standing"] == "used") & rows["value"].notna()].sort_values("on_date", kind="stable")
    in_conflict = rows.loc[rows["standing"] == "conflict", "on_date"].nunique()
    return DenseSeries(
        measure, tuple(used["on_date"]), tuple(map(float, used["value"])), source, is_daily, int(in_conflict), others
    )
