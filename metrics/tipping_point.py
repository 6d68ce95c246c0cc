"""How much worse must the unseen have fared for the improvement to vanish?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

from domain.measure import Measure
from domain.source import Source
from metrics.mean_interval import t_97_5
from metrics.proportion import Z95
from metrics.repeated_measures_course import FittedCourse, fit_course
from metrics.repeated_measures_design import BaselineRole
from metrics.repeated_measures_fit import NO_SPREAD
from metrics.repeated_measures_patterns import course_patterns

WHITE_2018 = Source(
    title="White IR, Carpenter J, Horton NJ. A mean score method for sensitivity analysis to departures from the missing at "
    "random assumption in randomised trials. Stat Sin 28:1985–2003",
    year=2018,
    doi="10.5705/ss.202016.0308",
    url="https://pmc.ncbi.nlm.nih.gov/articles/PMC6166859",
    verified=True,
    how="abstract and opening read; the pattern-mixture idea is theirs, the variance here is derived from the likelihood",
)
STEPS = 9
NODES = 20
"""Points of a baseline's distribution at which the meaningful change is taken."""


@dataclass(frozen=True)
class DeltaPoint:
    """If the unseen fared `delta` worse than the model expects (the measure's unit): mean improvement of everybody due.

    `share`: of all due, improved by the meaningful change, by the model and without interval; None where not known.
    """

    delta: float
    improvement: float
    low: float
    high: float
    share: float | None


@dataclass(frozen=True)
class TippingPoint:
    """The mean improvement at one checkpoint as a function of δ, and where it tips.

    `n_due` patients, `n_unseen` of them without a score at the checkpoint (`n_without` without any score at all).
    `covers_zero_at`: the smallest δ whose 95 % interval reaches 0; 0 where it does so already; None where no δ does, because
    nobody is unseen. `zero_at`: the δ at which the estimate itself is 0. `share_below_at`: the smallest δ at which the
    responder share falls under `share_target`; None without a target, or where it never does.
    `why_not` is a sentence where there is nothing to tip; `why_no_share` one where there is no share.
    """

    measure: str
    checkpoint: str
    n_due: int
    n_unseen: int
    n_without: int
    points: tuple[DeltaPoint, ...]
    covers_zero_at: float | None
    zero_at: float | None
    share_target: float | None
    share_below_at: float | None
    why_not: str
    why_no_share: str


def tipping_point(
    measure: Measure,
    sums: pd.DataFrame,
    *,
    baseline: str,
    checkpoint: str,
    n_improved: int | None = None,
    share_target: float | None = None,
    deltas: Sequence[float] | None = None,
) -> TippingPoint:
    """Delta adjustment of the repeated-measures model; all groups together, the baseline as one of the outcomes.

    `sums`: as for `repeated_measures`, of the patients due at `checkpoint` only; `n_improved`: observed responders there;
    `deltas`: in the measure's unit, 0 or more (default nine steps from 0 to one SD of the scores).

    Mean(δ) = mean of the model − δ·π, π the share of those due who were unseen there. Its variance is that of the model's
    mean, plus δ²π(1 − π)/n, less 2δ times the covariance of the two, from the influence of the unseen on the model's mean.
    Share(δ): in each pattern without the checkpoint, baselines and predicted scores are taken as normal, and the meaningful
    change is that of each baseline; who has no baseline counts as not improved.
    """
    everybody = course_patterns(sums).pooled()
    place = everybody.checkpoints.index(checkpoint) if checkpoint in everybody.checkpoints else None
    n_due = float(everybody.n.sum() + everybody.without.sum())
    n_seen = 0.0 if place is None else float(everybody.n[everybody.seen[:, place]].sum())
    course = fit_course(measure, everybody, baseline, BaselineRole.OUTCOME)
    why_not = _why_not(course, baseline, checkpoint)
    empty = TippingPoint(
        measure.code, checkpoint, int(n_due), int(n_due - n_seen), int(everybody.without.sum()), (), None, None, share_target,
        None, why_not, "",
    )  # fmt: skip
    return empty if why_not else _tipped(course, empty, n_improved, deltas)


def _why_not(course: FittedCourse, baseline: str, checkpoint: str) -> str:
    if not course.measure.needs_baseline:
        return "The score is itself a rating of change."
    if course.why_not:
        return course.why_not
    if baseline not in course.patterns.checkpoints or checkpoint not in course.patterns.checkpoints:
        return "No model: too few patients have scores at both checkpoints."
    return ""


@dataclass(frozen=True)
class _Line:
    """Improvement as a function of δ: value − δ·share, with variance a − 2bδ + cδ²."""

    value: float
    share: float
    a: float
    b: float
    c: float
    quantile: float

    def at(self, delta: float) -> tuple[float, float, float]:
        delta = float(delta)
        middle = self.value - delta * self.share
        reach = self.quantile * sqrt(max(0.0, self.a - 2 * self.b * delta + self.c * delta**2))
        return middle, middle - reach, middle + reach


def _tipped(
    course: FittedCourse, empty: TippingPoint, n_improved: int | None, deltas: Sequence[float] | None
) -> TippingPoint:
    place = course.patterns.checkpoints.index(empty.checkpoint)
    line = _line(course, place, empty)
    improved, why_no_share = _share(course, place, empty, n_improved)
    asked = np.linspace(0, course.scale, STEPS) if deltas is None else deltas
    points = tuple(DeltaPoint(float(d), *line.at(d), None if improved is None else improved(float(d))) for d in asked)
    target = empty.share_target
    below = None if improved is None or target is None else _first_delta(lambda d: improved(d) - target, course.scale)
    return TippingPoint(
        measure=empty.measure,
        checkpoint=empty.checkpoint,
        n_due=empty.n_due,
        n_unseen=empty.n_unseen,
        n_without=empty.n_without,
        points=points,
        covers_zero_at=_first_delta(lambda d: _clear_of_zero(line, d), course.scale) if line.share else _already(line),
        zero_at=line.value / line.share if line.share and line.value >= 0 else None,
        share_target=target,
        share_below_at=below,
        why_not="",
        why_no_share=why_no_share,
    )


def _line(course: FittedCourse, place: int, answer: TippingPoint) -> _Line:
    assert course.fitted is not None
    assert course.model is not None
    contrast = course.contrast((course.sign, 0, place), (-course.sign, 0, course.baseline))
    estimate = course.estimate(contrast)
    assert estimate is not None
    n, share = answer.n_due, answer.n_unseen / answer.n_due
    unseen = ~course.model.sums.seen[:, course.model.places.index(place)]
    together = float(course.fitted.influence[unseen].sum(axis=0) @ contrast) * course.scale / n
    df = estimate.degrees_of_freedom
    quantile = Z95 if np.isinf(df) else t_97_5(df)
    return _Line(estimate.value, share, estimate.standard_error**2, together, share * (1 - share) / n, quantile)


def _clear_of_zero(line: _Line, delta: float) -> float:
    """Positive while the interval lies above 0; an improvement that is negative or unsure at δ = 0 never does."""
    return line.at(delta)[1]


def _already(line: _Line) -> float | None:
    return None if line.at(0.0)[1] > 0 else 0.0


def _first_delta(positive, scale: float) -> float | None:
    """The smallest δ at which a falling function is no longer positive, to 1e-9 of the scale; None beyond 1000 SD."""
    if positive(0.0) <= 0:
        return 0.0
    high = scale
    while positive(high) > 0:
        high *= 2
        if high > 1000 * scale:
            return None
    low = 0.0
    while high - low > 1e-9 * scale:
        middle = (low + high) / 2
        low, high = (middle, high) if positive(middle) > 0 else (low, middle)
    return high


def _share(course: FittedCourse, place: int, answer: TippingPoint, n_improved: int | None):
    """Responder share as a function of δ, or None and a sentence."""
    rule = course.measure.meaningful_change
    if n_improved is None:
        return None, "The observed responders are not known."
    if rule is None or not course.measure.judged:
        return None, "No meaningful change is known for this measure."
    predicted = [part for part in _predicted(course, place) if part.n > 0]
    amounts = [rule.at(part.baseline) for part in predicted]

    def share(delta: float) -> float:
        expected = 0.0
        for part, amount in zip(predicted, amounts, strict=True):
            chance = _above(part.improvement - delta - amount, part.spread)
            expected += part.n * float(np.nansum(part.weight * np.where(np.isnan(amount), 0.0, chance)))
        return float((n_improved + expected) / answer.n_due)

    return share, ""


@dataclass(frozen=True)
class _Predicted:
    """What the model expects of `n` unseen patients of one pattern, at points of their baselines with a `weight` each."""

    n: float
    baseline: np.ndarray
    weight: np.ndarray
    improvement: np.ndarray
    spread: float


def _predicted(course: FittedCourse, place: int) -> list[_Predicted]:
    """Patterns with a baseline and without the checkpoint, the baselines in each taken as normal (Gauss–Hermite points).

    Within a pattern the predicted score is linear in the scores that were seen; given the baseline it varies by what the other
    seen scores add, and by what the model leaves open.
    """
    assert course.fitted is not None
    assert course.baseline is not None
    patterns = course.patterns.centred(course.centre, course.scale)
    sigma, means = course.fitted.sigma, course.fitted.theta
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    found = []
    for seen, n, sums, products in zip(patterns.seen, patterns.n, patterns.sums, patterns.products, strict=True):
        if seen[place] or not seen[course.baseline]:
            continue
        o = np.flatnonzero(seen)
        first = o == course.baseline
        slope = np.linalg.solve(sigma[np.ix_(o, o)], sigma[o, place])
        average = sums[o] / n
        between = products[np.ix_(o, o)] / n - np.outer(average, average)
        spread_0 = float(first @ between @ first)
        per_baseline = float(slope @ between @ first) / spread_0 if spread_0 > NO_SPREAD else 0.0
        start = average[first][0] + nodes * sqrt(max(0.0, spread_0))
        score = means[place] + slope @ (average - means[o]) + per_baseline * (start - average[first][0])
        open_ = sigma[place, place] - slope @ sigma[o, place]
        others = float(slope @ between @ slope) - per_baseline**2 * spread_0
        found.append(
            _Predicted(
                n=float(n),
                baseline=course.centre + course.scale * start,
                weight=weights / weights.sum(),
                improvement=course.sign * course.scale * (score - start),
                spread=course.scale * sqrt(max(0.0, open_ + others)),
            )
        )
    return found


def _above(distance: np.ndarray, spread: float) -> np.ndarray:
    """Chance that a normal value with this SD lies above 0 when its mean does so by `distance`."""
    from scipy.special import ndtr  # slow to import, so only where it is used

    return (distance >= 0).astype(float) if spread == 0 else ndtr(distance / spread)
