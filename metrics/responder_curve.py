"""What share of the patients improved by at least x, for every x?"""

from dataclasses import dataclass
from enum import StrEnum
from math import log, sqrt

import numpy as np

from domain.measure import TOLERANCE, Measure
from metrics.proportion import Proportion, wilson
from metrics.responders import ResponderRate


class Band(StrEnum):
    """What the interval round the curve promises.

    - POINTWISE: Wilson at each amount. 95 % at any one amount chosen beforehand, less for the whole curve.
    - SIMULTANEOUS: Dvoretzky–Kiefer–Wolfowitz with Massart's constant. 95 % for the whole curve at once, so that any
      amount may be picked after looking; wider.
    """

    POINTWISE = "pointwise"
    SIMULTANEOUS = "simultaneous"


@dataclass(frozen=True)
class CurvePoint:
    """Those who improved by at least `amount` (the measure's unit; negative: got worse by no more than that).

    `observed`: among those with both scores; `of_due`, `of_enrolled`: among all due, all enrolled, a missing score counted as
    not improved by any amount; `best_case`: among all due, every missing score counted as improved by it.
    """

    amount: float
    observed: Proportion
    of_due: Proportion
    of_enrolled: Proportion
    best_case: Proportion


@dataclass(frozen=True)
class ResponderCurve:
    """One point for every improvement that occurs, from the smallest on; the share falls from point to point.

    Between two points the share is that of the larger amount. `n` have both scores; `missing`: due, without one of them
    (or with scores from two forms). `band` says what the intervals promise. `why_not`: a sentence where there is no curve.
    """

    measure: str
    n: int
    missing: int
    due: int
    enrolled: int
    band: Band
    points: tuple[CurvePoint, ...]
    why_not: str

    def at_least(self, amount: float) -> CurvePoint | None:
        """The share that improved by `amount` or more; None without a curve, and where nobody improved so much."""
        return next((point for point in self.points if point.amount >= amount - TOLERANCE), None)


@dataclass(frozen=True)
class Sides:
    """Improved, neither and worse by the meaningful change, among those observed and judged; they add up to all of them.

    `unclear` and `worse` are None where the measure has no rule for worse.
    """

    improved: Proportion
    unclear: Proportion | None
    worse: Proportion | None


def sides(rate: ResponderRate) -> Sides:
    """The three shares of one responder rate, each with its Wilson interval."""
    unclear = None if rate.n_unclear is None else wilson(rate.n_unclear, rate.observed.total)
    return Sides(rate.observed, unclear, rate.worse)


def responder_curve(
    measure: Measure,
    baseline,
    follow_up,
    weights=None,
    is_due=None,
    *,
    form_changed=None,
    band: Band = Band.POINTWISE,
) -> ResponderCurve:
    """The cumulative proportion of responders, as IMMPACT asks for beside any one cut-off.

    Sequences of one length; scores in the measure's unit, NaN or None missing; `weights`: frequency weights, whole numbers
    (default 1); `is_due` (default all); `form_changed`: the two scores come from different forms, so nothing can be told.
    Farrar, Dworkin & Max 2006 (PMID 16632085). Intervals: see `Band`; Massart 1990 for the constant, ε = √(ln(2/α)/2n).
    """
    before, after = np.asarray(baseline, float), np.asarray(follow_up, float)
    n = (np.ones(before.shape) if weights is None else np.asarray(weights, float)).astype(np.int64)
    due = np.ones(before.shape, bool) if is_due is None else np.asarray(is_due, bool)
    comparable = np.ones(before.shape, bool) if form_changed is None else ~np.asarray(form_changed, bool)
    enrolled, n_due = int(n.sum()), int(n[due].sum())
    if not measure.needs_baseline:
        return _no_curve(measure, n_due, enrolled, band, "The score is itself a rating of change.")
    if not measure.judged:
        return _no_curve(measure, n_due, enrolled, band, "A change in either direction is not good or bad in itself.")
    both = due & comparable & ~np.isnan(before) & ~np.isnan(after)
    amounts, at_least = _counts(measure.improvement(before[both], after[both]), n[both])
    if not len(amounts):
        return _no_curve(measure, n_due, enrolled, band, "No patient has both scores.")
    size = int(at_least[0])
    points = (_point(a, int(c), size, n_due, enrolled, band) for a, c in zip(amounts, at_least, strict=True))
    return ResponderCurve(measure.code, size, n_due - size, n_due, enrolled, band, tuple(points), "")


def _counts(gain: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each improvement that occurs and how many patients improved at least so much; 1e-9 apart is the same."""
    amounts, index = np.unique(np.round(gain[n > 0], 9), return_inverse=True)
    each = np.bincount(index.reshape(-1), weights=n[n > 0], minlength=len(amounts))
    return amounts + 0.0, np.cumsum(each[::-1])[::-1]


def _point(amount: float, count: int, size: int, due: int, enrolled: int, band: Band) -> CurvePoint:
    share = wilson if band is Band.POINTWISE else _massart
    return CurvePoint(
        float(amount), share(count, size), share(count, due), share(count, enrolled), share(count + due - size, due)
    )


def _massart(count: int, total: int) -> Proportion:
    """A share with the half-width that covers the whole curve with 95 %."""
    share, reach = count / total, sqrt(log(2 / 0.05) / (2 * total))
    return Proportion(count, total, share, max(0.0, share - reach), min(1.0, share + reach))


def _no_curve(measure: Measure, due: int, enrolled: int, band: Band, why_not: str) -> ResponderCurve:
    return ResponderCurve(measure.code, 0, due, due, enrolled, band, (), why_not)
