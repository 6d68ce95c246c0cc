"""XmR chart: limits from how much one month differs from the next."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from domain.dated_change import DatedChange
from domain.measure import Better
from metrics.control_chart import (
    TRIAL_UNDER,
    ControlChart,
    ControlPoint,
    MonthValue,
    Stretch,
    assurance_of,
    reading_of,
    rules_of,
    split_at_changes,
)

PER_MEAN_RANGE = 2.66
"""3 / 1.128: three standard deviations from the mean moving range of two (d₂ = 1.128)."""
RANGE_LIMIT = 3.267
"""Upper limit of a moving range over their mean (D₄ for two)."""
NO_RANGES = "no two months in a row have a value"


def xmr_chart(
    months: Sequence[MonthValue],
    *,
    better: Better = Better.HIGHER,
    changes: Sequence[DatedChange] = (),
    target: float | None = None,
    screen_outliers: bool = True,
) -> ControlChart:
    """Mean ± 2.66 mean moving ranges, stretch by stretch.

    A moving range is the difference of two months in a row; a gap has none with its neighbours. `screen_outliers`
    leaves out, once, the ranges of 3.267 times their mean or more (Nelson 1982), as NHSRplotthedots does; False keeps all,
    as the Excel tools of Making Data Count do. Only `changes` begin a new stretch. Limits are not cut at 0 and 1.
    """
    stretches, points = [], []
    for change, rows in split_at_changes(months, changes):
        stretch = _stretch(change, rows, screen_outliers)
        stretches.append(stretch)
        points += _points(rows, stretch, better)
    last = stretches[-1] if stretches else None
    why_not = "" if last and last.low is not None else (last.why_not if last else "there are no months")
    return ControlChart(
        "XmR", tuple(points), tuple(stretches), screen_outliers, target, assurance_of(last, target, better), why_not
    )


def xmr_limits(values: Sequence[float | None], *, screen_outliers: bool = True) -> tuple[float, float, float] | None:
    """Centre, lower and upper limit of one stretch of values in order, None for gaps; None without a moving range."""
    series = np.array([np.nan if value is None else value for value in values], float)
    ranges = np.abs(np.diff(series))
    ranges = ranges[~np.isnan(ranges)]
    if not ranges.size:
        return None
    if screen_outliers and ranges.any():
        ranges = ranges[ranges < RANGE_LIMIT * ranges.mean()]
    centre, reach = float(np.nanmean(series)), PER_MEAN_RANGE * float(ranges.mean())
    return centre, centre - reach, centre + reach


def _stretch(change: DatedChange | None, rows: list[MonthValue], screen_outliers: bool) -> Stretch:
    first: date = rows[0].month
    n_points = sum(row.value is not None for row in rows)
    limits = xmr_limits([row.value for row in rows], screen_outliers=screen_outliers)
    if limits is None:
        return Stretch(change, first, n_points, True, None, None, None, NO_RANGES)
    return Stretch(change, first, n_points, n_points < TRIAL_UNDER, *limits)


def _points(rows: list[MonthValue], stretch: Stretch, better: Better) -> list[ControlPoint]:
    values = np.array([np.nan if row.value is None else row.value for row in rows])
    if stretch.centre is None or stretch.low is None or stretch.high is None:
        rules: list[tuple] = [()] * len(rows)
    else:
        lines = (np.full(values.size, line) for line in (stretch.centre, stretch.low, stretch.high))
        rules = rules_of(values, *lines)
    return [
        ControlPoint(
            row.month, row.value, row.gap, row.total, stretch.centre, stretch.low, stretch.high, broken,
            reading_of(row.value, stretch.centre, broken, better),
        )
        for row, broken in zip(rows, rules, strict=True)
    ]  # fmt: skip
