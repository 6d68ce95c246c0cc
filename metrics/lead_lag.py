"""In this patient's own days, does one measure go ahead of another?

An order in time is no cause: a third thing may come before both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import atanh, sqrt, tanh

import numpy as np

from domain.measure import Better, Measure
from domain.source import Source
from metrics.day_series import DaySeries, day_series

TANG_SANBORN_2014 = Source(
    title="Tang NKY, Sanborn AN. Better quality sleep promotes daytime physical activity in patients with chronic pain? "
    "PLoS One 9:e92158", year=2014, doi="10.1371/journal.pone.0092158", verified=True,
    how="abstract read: within persons, nights of better rated sleep were followed by more activity",
)  # fmt: skip
HAUGH_1976 = Source(
    title="Haugh LD. Checking the independence of two covariance-stationary time series: a univariate residual "
    "cross-correlation approach. J Am Stat Assoc 71:378–385", year=1976, verified=False, how="recalled",
)  # fmt: skip

NO_CAUSE = "An order in time is no cause."
LAGS = (-1, 0, 1, 2, 3)
LEAST_PAIRS = 60
"""Fewest pairs of days at every lag; with fewer only correlations above about 0.35 could be told from none."""


@dataclass(frozen=True)
class LagCorrelation:
    """The leader on one day with the follower `lag_days` later (negative: the follower comes first), over `n` pairs.

    `correlation` of what is left of both once weekday, trend and the day before are taken off, turned so that
    positive is *better goes with better* (higher, where neither direction is good in itself); `low` and `high`: its interval, 95 % for all lags together. `p`: two-sided,
    of this lag alone. `is_clear`: the interval leaves out 0.
    """

    lag_days: int
    n: int
    correlation: float
    low: float
    high: float
    p: float
    is_clear: bool


@dataclass(frozen=True)
class LeadLag:
    """Correlations at every lag, or `why_not`. `paired_days`: days on which both have a value; `missing`: days of
    the time that both cover on which one or the other is missing."""

    leader: str
    follower: str
    paired_days: int
    missing: int
    lags: tuple[LagCorrelation, ...]
    why_not: str = ""

    def sentence(self, leader: Measure, follower: Measure) -> str:
        """What the clear lags say, in words that claim no cause."""
        if self.why_not:
            return f"Lead and lag cannot be told: {self.why_not}."
        clear = [lag for lag in self.lags if lag.is_clear]
        if not clear:
            return f"No clear order in time between {leader.short_name} and {follower.short_name} ({self.paired_days} days)."
        said = "; ".join(_clause(lag, leader, follower) for lag in clear)
        return f"{said[0].upper()}{said[1:]}. {NO_CAUSE}"


def lead_lag(
    leader: Measure,
    leader_days: Sequence[date],
    leader_values: Sequence[float],
    follower: Measure,
    follower_days: Sequence[date],
    follower_values: Sequence[float],
    *,
    lags: Sequence[int] = LAGS,
    least_pairs: int = LEAST_PAIRS,
) -> LeadLag:
    """Cross-correlation of two daily series at each of `lags` days, after prewhitening.

    Each series is reduced to what its weekday, a straight trend and its own day before do not explain (least squares,
    equal to R's `lm`); under no relation the correlations of such residuals are about normal with variance 1/n
    (Haugh 1976). Intervals by Fisher's z, at level 1 − 0.05/number of lags (Bonferroni).
    A night is filed under its morning, so lag 0 is the day that follows it.
    """
    one, two = day_series(leader_days, leader_values), day_series(follower_days, follower_values)
    paired, missing = _overlap(one, two)
    if paired < least_pairs:
        why_not = f"{paired} days with both values are fewer than {least_pairs}"
        return LeadLag(leader.code, follower.code, paired, missing, (), why_not)
    rests = [_whitened(series) for series in (one, two)]
    if rests[0] is None or rests[1] is None:
        flat = leader if rests[0] is None else follower
        return LeadLag(leader.code, follower.code, paired, missing, (), f"{flat.short_name} hardly varies")
    pairs = [_pairs(one, rests[0], two, rests[1], lag) for lag in lags]
    fewest = min(len(pair[0]) for pair in pairs)
    if fewest < least_pairs:
        why_not = f"{fewest} pairs of days, each after a day with a value, are fewer than {least_pairs}"
        return LeadLag(leader.code, follower.code, paired, missing, (), why_not)
    turn = _turn(leader) * _turn(follower)
    found = [turn * float(np.corrcoef(*pair)[0, 1]) for pair in pairs]
    sizes = [len(pair[0]) for pair in pairs]
    return LeadLag(leader.code, follower.code, paired, missing, _answers(lags, sizes, found))


def _turn(measure: Measure) -> int:
    """1 where more counts as better, or where neither direction is good in itself."""
    return -1 if measure.judged and measure.better is Better.LOWER else 1


def _overlap(one: DaySeries, two: DaySeries) -> tuple[int, int]:
    both = np.intersect1d(one.ordinals, two.ordinals)
    if not len(both):
        return 0, 0
    start, end = max(one.ordinals[0], two.ordinals[0]), min(one.ordinals[-1], two.ordinals[-1])
    return len(both), int(end - start) + 1 - len(both)


def _whitened(series: DaySeries) -> np.ndarray | None:
    """What weekday, trend and the day before leave of each calendar day; NaN where either day is missing."""
    grid = series.on_grid()
    days = series.ordinals[0] + np.arange(len(grid))
    known = np.append(False, ~np.isnan(grid[1:]) & ~np.isnan(grid[:-1]))
    places = np.flatnonzero(known)
    weekdays = (days[places, None] % 7 == np.arange(7)).astype(float)
    weekdays = weekdays[:, weekdays.any(axis=0)]
    trend = (days[places] - days[0]) / len(grid)
    model = np.column_stack([weekdays, trend, grid[places - 1]])
    if len(places) <= model.shape[1] + 1:
        return None
    coefficients = np.linalg.lstsq(model, grid[places], rcond=None)[0]
    rest = grid[places] - model @ coefficients
    if float(rest.std()) <= 1e-9 * max(1.0, float(np.nanmax(np.abs(grid)))):
        return None
    left = np.full(len(grid), np.nan)
    left[places] = rest
    return left


def _pairs(one: DaySeries, first: np.ndarray, two: DaySeries, second: np.ndarray, lag: int):
    """Leader on day t beside the follower on day t + lag, where both are known."""
    shift = int(one.ordinals[0] + lag - two.ordinals[0])
    places = np.arange(len(first))
    inside = (places + shift >= 0) & (places + shift < len(second))
    x, y = first[places[inside]], second[places[inside] + shift]
    known = ~np.isnan(x) & ~np.isnan(y)
    return x[known], y[known]


def _answers(lags: Sequence[int], sizes: Sequence[int], found: Sequence[float]) -> tuple[LagCorrelation, ...]:
    from scipy.special import ndtr, ndtri  # slow to import, so only where it is used

    point = float(ndtri(1 - 0.025 / len(lags)))
    scores = [atanh(max(min(r, 1 - 1e-12), -1 + 1e-12)) * sqrt(n - 3) for r, n in zip(found, sizes, strict=True)]
    p_values = [2 * float(ndtr(-abs(z))) for z in scores]
    return tuple(
        LagCorrelation(lag, n, r, tanh((z - point) / sqrt(n - 3)), tanh((z + point) / sqrt(n - 3)), p, abs(z) > point)
        for lag, n, r, z, p in zip(lags, sizes, found, scores, p_values, strict=True)
    )


def _clause(lag: LagCorrelation, leader: Measure, follower: Measure) -> str:
    first, then = (leader, follower) if lag.lag_days >= 0 else (follower, leader)
    apart = abs(lag.lag_days)
    when = "on the same day" if apart == 0 else f"{apart} day{'s' if apart > 1 else ''} later"
    verb = "went with" if apart == 0 else "were followed by"
    return (
        f"days with {_more(first, True)} {first.short_name} {verb} {_more(then, lag.correlation > 0)} {then.short_name} "
        f"{when} (correlation {lag.correlation:.2f}, {lag.low:.2f} to {lag.high:.2f}, {lag.n} pairs)"
    )


def _more(measure: Measure, is_more: bool) -> str:
    if measure.judged:
        return "better" if is_more else "worse"
    return "higher" if is_more else "lower"
