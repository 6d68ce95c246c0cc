"""How many patients stand at the ends of a scale, where it cannot show that they got better or worse?"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from domain.measure import TOLERANCE, Measure
from domain.source import Source
from metrics.proportion import Proportion, wilson
from metrics.scale_end import best_and_worst

NOTABLE_SHARE = 0.15
"""Above this a floor or ceiling effect is called present."""

NOTABLE_SOURCE = Source(
    title="Quality criteria were proposed for measurement properties of health status questionnaires (Terwee)",
    year=2007,
    doi="10.1016/j.jclinepi.2006.03.012",
    verified=False,
    how="abstract read; the 15 % itself was read where others apply it (PMC10100612, table 2)",
)

IS_A_RATING = "a rating of change is not followed along its scale"
NOT_JUDGED = "neither direction of this measure is good in itself, so that no end of it is the best"
NO_SCORES = "nobody has a score here"


@dataclass(frozen=True)
class FloorCeiling:
    """Shares of the `n` scores at one checkpoint, by counts of people; `n_missing` have none.

    `at_best`, `at_worst`: at the end of the scale (None where it has no such end). `no_room_to_improve`,
    `no_room_to_worsen`: nearer to the end than the meaningful change, those at the end included (None where no such end or
    no meaningful change is known). `why_not` is one plain clause, empty where there is an answer.
    """

    measure: str
    n: int
    n_missing: int
    at_best: Proportion | None
    at_worst: Proportion | None
    no_room_to_improve: Proportion | None
    no_room_to_worsen: Proportion | None
    why_not: str = ""

    @property
    def is_notable(self) -> bool:
        """More than 15 % stand at one end (Terwee 2007)."""
        shares = [p.share for p in (self.at_best, self.at_worst) if p is not None and p.share is not None]
        return any(share > NOTABLE_SHARE for share in shares)

    def is_notable_from(self, limit: int) -> bool | None:
        """`is_notable`, told only of at least `limit` people (`clinic.percentage_from`); None of fewer, or of no scale."""
        return None if self.n < limit or self.why_not else self.is_notable


def notable_at_either(ends: Iterable["FloorCeiling | None"], limit: int) -> bool | None:
    """Whether more than 15 % stand at one end at any of several checkpoints; None where that can be told of none."""
    told = [one.is_notable_from(limit) for one in ends if one is not None]
    return None if all(answer is None for answer in told) else any(told)


def floor_ceiling(measure: Measure, scores, weights=None, *, forms=None) -> FloorCeiling:
    """Floor and ceiling of one measure.

    `scores`: in the measure's unit, NaN missing; `weights`: how many people have each (whole numbers, default 1); `forms`:
    the form of each score, because a short form's ends are its own. Intervals: Wilson 95 %.
    """
    values = np.asarray(scores, float)
    n = np.ones(values.shape, int) if weights is None else np.asarray(weights).astype(int)
    seen = ~np.isnan(values)
    total, missing = int(n[seen].sum()), int(n[~seen].sum())
    if not measure.needs_baseline or not measure.judged:
        why_not = NOT_JUDGED if measure.needs_baseline else IS_A_RATING
        return FloorCeiling(measure.code, total, missing, None, None, None, None, why_not)
    best, worst = _ends(measure, values, forms)
    to_best, to_worst = np.abs(best - values), np.abs(values - worst)
    least, least_worse = _meaningful(measure, values)

    def share(which: np.ndarray, known: np.ndarray) -> Proportion | None:
        return wilson(int(n[seen & which].sum()), total) if total and known[seen].any() else None

    with np.errstate(invalid="ignore"):
        return FloorCeiling(
            measure.code,
            total,
            missing,
            at_best=share(to_best <= TOLERANCE, ~np.isnan(best)),
            at_worst=share(to_worst <= TOLERANCE, ~np.isnan(worst)),
            no_room_to_improve=share(to_best < least - TOLERANCE, ~np.isnan(best) & ~np.isnan(least)),
            no_room_to_worsen=share(to_worst < least_worse - TOLERANCE, ~np.isnan(worst) & ~np.isnan(least_worse)),
            why_not="" if total else NO_SCORES,
        )


def _ends(measure: Measure, values: np.ndarray, forms) -> tuple[np.ndarray, np.ndarray]:
    stated = [form if isinstance(form, str) else None for form in ([None] * values.size if forms is None else forms)]
    ends = {form: best_and_worst(measure, form) for form in set(stated)}
    pairs = np.array([[np.nan if end is None else end for end in ends[form]] for form in stated], float).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _meaningful(measure: Measure, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rule = measure.meaningful_change
    if rule is not None:
        return rule.at(values), rule.worsening_at(values)
    error = measure.measurement_error.mdc95 if measure.measurement_error else None
    unknown = np.full(values.shape, np.nan if error is None else error)
    return unknown, unknown
