"""Does the change at an early checkpoint tell how the program will end, and on which measure best?

Described, not promised: the same patients made the rule and are judged by it, and a change that shares its baseline
with the outcome agrees with it in part for that reason alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from domain.measure import Measure
from metrics.false_discovery import Dependence, adjusted_p
from metrics.proportion import NOBODY, Z95, Proportion, wilson
from metrics.survival import whole_weights

LEAST_EACH = 10
"""No claim about a measure with fewer people who improved by the end, or fewer who did not."""
ALPHA = 0.05
DECIMALS = 9
"""Changes are differences of decimal scores: 2.3 − 1.2 and 6.3 − 5.2 must tie although their binary forms differ."""


@dataclass(frozen=True)
class AreaUnderCurve:
    """Chance (0–1) that somebody with the outcome had the larger early change than somebody without; ties count half.

    `low`, `high`: DeLong 95 %; None where `auc` is exactly 0 or 1 (the variance is then 0 and says nothing) or either group
    has fewer than 2. `p`: Wilcoxon test of one half. All None where one group is empty.
    """

    n_with: int
    n_without: int
    auc: float | None
    se: float | None
    low: float | None
    high: float | None
    p: float | None


@dataclass(frozen=True)
class EarlyResponse:
    """One early measure as a sign of the outcome.

    `due` episodes due at the later checkpoint: `n` with both told, `missing_early` (no early change told), and
    `missing_later` (an early change, but no outcome). Shares compare *improved early* (by the meaningful change) with
    *improved later*; None-valued where the measure has no rule. `outcome_rate`: improved later among the `n`; the predictive
    values are to be read against it. `adjusted_p`: of `area.p`, among all measures looked at.
    """

    measure: str
    due: int
    n: int
    missing_early: int
    missing_later: int
    outcome_rate: Proportion
    sensitivity: Proportion
    specificity: Proportion
    positive_value: Proportion
    negative_value: Proportion
    area: AreaUnderCurve
    adjusted_p: float | None = None
    shares_baseline: bool = False
    why_not: str = ""

    @property
    def stands(self) -> bool:
        """Enough people, more than chance after all comparisons, and in the direction that makes sense."""
        told = not self.why_not and self.adjusted_p is not None and self.adjusted_p <= ALPHA
        return told and self.area.auc is not None and self.area.auc > 0.5


@dataclass(frozen=True)
class EarlyResponses:
    """Every early measure, best first by area where one stands, else in the registry's order.

    `best` is None unless a measure stands; `not_worse`: measures whose interval reaches the best one's area, so that
    they cannot be told apart from it by these numbers.
    """

    outcome: str
    measures: tuple[EarlyResponse, ...]
    best: str | None
    not_worse: tuple[str, ...]
    dependence: Dependence
    why_not: str = ""


def early_responses(
    measures: Iterable[Measure],
    rows: pd.DataFrame,
    outcome: str,
    *,
    percentage_from: int,
    dependence: Dependence = Dependence.ANY,
) -> EarlyResponses:
    """All measures of `rows`: measure, early_change, early_improved, later_improved (1, 0, NaN), n.

    Only measures with at least `percentage_from` people, 10 of them with and 10 without the outcome, enter the
    comparison; the p-values of those are adjusted for the false-discovery rate together.
    """
    groups = dict(list(rows.groupby("measure", sort=False)))
    answers = [
        replace(early_response(m, groups[m.code], percentage_from=percentage_from), shares_baseline=m.code == outcome)
        for m in measures
        if m.code in groups and m.judged
    ]
    tested = {a.measure: a.area.p for a in answers if not a.why_not and a.area.p is not None}
    adjusted = dict(zip(tested, adjusted_p(list(tested.values()), dependence), strict=True))
    answers = [replace(a, adjusted_p=adjusted.get(a.measure)) for a in answers]
    standing = sorted((a for a in answers if a.stands), key=lambda a: -(a.area.auc or 0))
    rest = [a for a in answers if not a.stands]
    best = standing[0] if standing else None
    near = tuple(
        a.measure
        for a in standing[1:]
        if best is not None and (a.area.high is None or a.area.high >= (best.area.auc or 0))
    )
    why_not = "" if best else ("no early measure stands out" if tested else "too few people to say")
    return EarlyResponses(outcome, (*standing, *rest), best.measure if best else None, near, dependence, why_not)


def early_response(measure: Measure, rows: pd.DataFrame, *, percentage_from: int = 2) -> EarlyResponse:
    """One measure; `rows` as in `early_responses`. Intervals: Wilson for shares, DeLong for the area."""
    n = whole_weights(rows["n"], len(rows))
    change, early, later = (rows[name].to_numpy(float) for name in ("early_change", "early_improved", "later_improved"))
    told, known = ~np.isnan(change), ~np.isnan(later)
    both = told & known
    ruled = both & ~np.isnan(early)

    def share(which: np.ndarray, among: np.ndarray) -> Proportion:
        total = int(n[among].sum())
        return wilson(int(n[among & which].sum()), total) if total else NOBODY

    improved, ended_well = early == 1, later == 1
    area = area_under_curve(change[both], ended_well[both], n[both])
    return EarlyResponse(
        measure=measure.code,
        due=int(n.sum()),
        n=int(n[both].sum()),
        missing_early=int(n[~told].sum()),
        missing_later=int(n[told & ~known].sum()),
        outcome_rate=share(ended_well, both),
        sensitivity=share(improved, ruled & ended_well),
        specificity=share(~improved, ruled & ~ended_well),
        positive_value=share(ended_well, ruled & improved),
        negative_value=share(~ended_well, ruled & ~improved),
        area=area,
        why_not=_why_not(area, percentage_from),
    )


def area_under_curve(scores: ArrayLike, is_positive: ArrayLike, weights: ArrayLike | None = None) -> AreaUnderCurve:
    """Area under the receiver operating curve with DeLong's variance, from counted scores.

    Sequences of one length: the score, whether the outcome came, how many people (default 1). With V the share of the
    other group that each person's score beats (ties half), var = S₁/n₁ + S₀/n₀ (DeLong, DeLong & Clarke-Pearson 1988);
    interval ± 1.96·SE cut at 0 and 1, equal to R's pROC::ci.auc. p: Wilcoxon rank sum, normal approximation with
    ties and without continuity correction, equal to R's wilcox.test(exact = FALSE, correct = FALSE).
    """
    value, positive = np.asarray(scores, float), np.asarray(is_positive, bool)
    n = whole_weights(weights, value.size)
    _, place = np.unique(np.round(value, DECIMALS), return_inverse=True)
    size = int(place.max()) + 1 if place.size else 0
    with_, without = (np.bincount(place, n * which, size) for which in (positive, ~positive))
    n1, n0 = float(with_.sum()), float(without.sum())
    if n1 == 0 or n0 == 0:
        return AreaUnderCurve(int(n1), int(n0), None, None, None, None, None)
    beaten = (np.cumsum(without) - without / 2) / n0
    beats = 1 - (np.cumsum(with_) - with_ / 2) / n1
    auc = float((with_ * beaten).sum() / n1)
    p = _rank_sum_p(auc, with_ + without, n1, n0)
    if min(n1, n0) < 2 or auc in (0.0, 1.0):
        return AreaUnderCurve(int(n1), int(n0), auc, None, None, None, p)
    se = sqrt(_variance(beaten, with_, auc) / n1 + _variance(beats, without, auc) / n0)
    return AreaUnderCurve(int(n1), int(n0), auc, se, max(0.0, auc - Z95 * se), min(1.0, auc + Z95 * se), p)


def _variance(values: np.ndarray, n: np.ndarray, mean: float) -> float:
    return float((n * (values - mean) ** 2).sum() / (n.sum() - 1))


def _rank_sum_p(auc: float, tied: np.ndarray, n1: float, n0: float) -> float:
    total = n1 + n0
    ties = float((tied**3 - tied).sum()) / (total * (total - 1))
    spread = sqrt(max(0.0, n1 * n0 / 12 * (total + 1 - ties)))
    if spread == 0:
        return 1.0
    from scipy.special import ndtr  # slow to import, so only where it is used

    return min(1.0, 2 * float(ndtr(-abs((auc - 0.5) * n1 * n0) / spread)))


def _why_not(area: AreaUnderCurve, percentage_from: int) -> str:
    total = area.n_with + area.n_without
    if total < percentage_from:
        return f"only {total} people have both an early change and an outcome"
    if min(area.n_with, area.n_without) < LEAST_EACH:
        return (
            f"{area.n_with} improved by the end and {area.n_without} did not; at least {LEAST_EACH} of each are needed"
        )
    return ""
