"""p chart: limits for shares of groups whose size varies from month to month."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.dated_change import DatedChange
from domain.measure import Better
from metrics.control_chart import (
    TRIAL_UNDER,
    Assurance,
    ControlChart,
    ControlPoint,
    MonthValue,
    Stretch,
    assurance_of,
    reading_of,
    rules_of,
    split_at_changes,
)
from metrics.control_chart_xmr import RANGE_LIMIT

D2 = 1.128
"""Mean moving range of two over the standard deviation."""


@dataclass(frozen=True)
class _Limits:
    """Before the cut at 0 and 1, which would bring the two-thirds lines nearer than they are."""

    centre: float
    low: np.ndarray
    high: np.ndarray


def p_chart(
    months: Sequence[MonthValue],
    *,
    better: Better = Better.HIGHER,
    changes: Sequence[DatedChange] = (),
    target: float | None = None,
    laney: bool = False,
    screen_outliers: bool = False,
) -> ControlChart:
    """p̄ ± 3√(p̄(1 − p̄)/nᵢ), cut at 0 and 1; p̄ = Σ counts / Σ totals of the stretch (Montgomery, p chart with varying n).

    `laney`: the p′ chart, whose limits are multiplied by σ_z, the mean moving range of the z-scores over 1.128: it
    allows for months that differ by more than chance (Laney 2002; as coded in qicharts2's qic.pp). `screen_outliers`
    concerns those ranges only. Months carry `count` and `total`; the limits in force are those of the last month.
    """
    stretches, points = [], []
    for change, rows in split_at_changes(months, changes):
        limits = _limits(rows, laney, screen_outliers)
        n_points = sum(row.value is not None for row in rows)
        centre, low, high = _last(rows, limits)
        why_not = "" if limits else "no month has a value"
        stretches.append(Stretch(change, rows[0].month, n_points, n_points < TRIAL_UNDER, centre, low, high, why_not))
        points += _points(rows, limits, better)
    last = stretches[-1] if stretches else None
    why_not = last.why_not if last else "there are no months"
    assurance = assurance_of(last, target, better) if last else Assurance.NOT_KNOWN
    return ControlChart(
        "p′" if laney else "p", tuple(points), tuple(stretches), laney and screen_outliers, target, assurance, why_not
    )


def _limits(rows: list[MonthValue], laney: bool, screen_outliers: bool) -> _Limits | None:
    shown = np.array([row.value is not None for row in rows])
    if not shown.any():
        return None
    count = np.array([row.count if there else 0 for row, there in zip(rows, shown, strict=True)], float)
    total = np.array([row.total if there else np.nan for row, there in zip(rows, shown, strict=True)], float)
    centre = float(count.sum() / np.nansum(total))
    spread = np.sqrt(centre * (1 - centre) / total)
    if laney:
        spread = spread * _between(np.where(shown, count / total, np.nan), centre, spread, screen_outliers)
    return _Limits(centre, centre - 3 * spread, centre + 3 * spread)


def _between(share: np.ndarray, centre: float, spread: np.ndarray, screen_outliers: bool) -> float:
    """σ_z; 1 where the shares leave nothing to measure it by."""
    if centre in (0.0, 1.0):
        return 1.0
    ranges = np.abs(np.diff((share - centre) / spread))
    ranges = ranges[~np.isnan(ranges)]
    if screen_outliers and ranges.any():
        ranges = ranges[ranges < RANGE_LIMIT * ranges.mean()]
    return float(ranges.mean()) / D2 if ranges.size else 1.0


def _last(rows: list[MonthValue], limits: _Limits | None) -> tuple[float | None, float | None, float | None]:
    """The lines of the last month with a value."""
    if limits is None:
        return None, None, None
    place = max(i for i, row in enumerate(rows) if row.value is not None)
    return limits.centre, _cut(limits.low[place]), _cut(limits.high[place])


def _points(rows: list[MonthValue], limits: _Limits | None, better: Better) -> list[ControlPoint]:
    if limits is None:
        return [
            ControlPoint(row.month, None, row.gap, row.total, None, None, None, (), reading_of(None, None, (), better))
            for row in rows
        ]
    values = np.array([np.nan if row.value is None else row.value for row in rows])
    rules = rules_of(values, np.full(values.size, limits.centre), limits.low, limits.high)
    return [
        ControlPoint(
            row.month, row.value, row.gap, row.total, limits.centre, _cut(low), _cut(high), broken,
            reading_of(row.value, limits.centre, broken, better),
        )
        for row, low, high, broken in zip(rows, limits.low, limits.high, rules, strict=True)
    ]  # fmt: skip


def _cut(value: float) -> float | None:
    return None if np.isnan(value) else float(np.clip(value, 0, 1))
