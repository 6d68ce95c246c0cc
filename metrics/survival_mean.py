"""How many days without the event, on average, within a stated horizon?"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from metrics.proportion import Z95
from metrics.survival import SurvivalCurve, hazard_variance, kaplan_meier, whole_weights

NOBODY = "nobody was watched"


@dataclass(frozen=True)
class RestrictedMean:
    """Mean days without the event within the first `horizon` days, with its standard error and 95 % interval.

    `horizon` is the asked one, or the last day watched where that comes earlier and somebody was still without
    the event (`shortened`). All numbers are None when nobody was watched; `why_not` says so.
    """

    horizon: float | None
    shortened: bool
    n: int
    mean: float | None
    se: float | None
    low: float | None
    high: float | None
    why_not: str = ""


@dataclass(frozen=True)
class RestrictedMeanDifference:
    """Restricted mean of the first minus that of the second, in the same `n` people; negative: the first came sooner."""

    horizon: float | None
    shortened: bool
    n: int
    first: float | None
    second: float | None
    difference: float | None
    se: float | None
    low: float | None
    high: float | None
    why_not: str = ""


def restricted_mean(curve: SurvivalCurve, horizon: float) -> RestrictedMean:
    """Area under the survival curve up to `horizon` days.

    Variance Σ A(t)²·d/(n(n − d)) over the event days t, A(t) the area from t to the horizon; equal to
    R's print(survfit, rmean = horizon). Interval ± 1.96·SE, cut at 0 and at the horizon.
    """
    if curve.n == 0:
        return RestrictedMean(None, False, 0, None, None, None, None, NOBODY)
    until = reachable_horizon(curve, horizon)
    mean, ahead = _areas(curve, until)
    se = sqrt(float((ahead**2 * hazard_variance(curve.events, curve.at_risk)).sum()))
    low, high = max(0.0, mean - Z95 * se), min(until, mean + Z95 * se)
    return RestrictedMean(until, until < horizon, curve.n, mean, se, low, high)


def restricted_mean_difference(
    first_days: ArrayLike,
    first_is_event: ArrayLike,
    second_days: ArrayLike,
    second_is_event: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    horizon: float,
) -> RestrictedMeanDifference:
    """Difference of two restricted means in the same people, e.g. function against pain.

    Sequences of one length, one entry per group of equal people (`weights` of them). The curves are not independent,
    so each person's influence on either mean is subtracted first: SE² = Σ(ψ₁ − ψ₂)²/n², the infinitesimal jackknife
    (R: residuals(survfit, type = "rmst")). With one curve alone this is Greenwood's variance exactly.
    """
    n = whole_weights(weights, np.size(first_days))
    if n.sum() == 0:
        return RestrictedMeanDifference(None, False, 0, *(None,) * 6, why_not=NOBODY)
    people = [(np.asarray(first_days, float), first_is_event), (np.asarray(second_days, float), second_is_event)]
    curves = [kaplan_meier(days, event, n) for days, event in people]
    until = min(reachable_horizon(curve, horizon) for curve in curves)
    one, two = (_areas(curve, until)[0] for curve in curves)
    pull = [_influence(c, days, event, until) for c, (days, event) in zip(curves, people, strict=True)]
    se = sqrt(float((n * (pull[0] - pull[1]) ** 2).sum())) / float(n.sum())
    gap = one - two
    return RestrictedMeanDifference(
        until, until < horizon, int(n.sum()), one, two, gap, se, gap - Z95 * se, gap + Z95 * se
    )


def reachable_horizon(curve: SurvivalCurve, horizon: float) -> float:
    """`horizon`, or the last day watched where the curve ends sooner above 0."""
    ends_above = curve.survival[-1] > 0
    return min(horizon, float(curve.day[-1])) if ends_above else horizon


def _areas(curve: SurvivalCurve, until: float) -> tuple[float, np.ndarray]:
    """Area under the curve from 0 to `until`, and from each day of the curve to `until` (0 beyond it)."""
    edges = np.concatenate([[0.0], np.minimum(curve.day, until), [until]])
    widths = np.clip(np.diff(edges), 0, None)
    pieces = widths * np.concatenate([[1.0], curve.survival])
    ahead = pieces[::-1].cumsum()[::-1]
    return float(ahead[0]), np.where(curve.day <= until, ahead[1:], 0.0)


def _influence(curve: SurvivalCurve, days: np.ndarray, is_event, until: float) -> np.ndarray:
    """ψ of each entry: −Σ_t A(t)·n/(n_t − d_t)·(dN(t) − Y(t)·d_t/n_t)."""
    _, ahead = _areas(curve, until)
    left = curve.at_risk - curve.events
    weight = np.where(left > 0, ahead * curve.n / np.where(left > 0, left, 1), 0.0)
    spent = np.cumsum(weight * curve.events / curve.at_risk)
    place = np.searchsorted(curve.day, days)
    place = np.minimum(place, curve.day.size - 1)
    return spent[place] - np.where(np.asarray(is_event, bool), weight[place], 0.0)
