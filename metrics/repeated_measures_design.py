"""Which means does a repeated-measures model have, and how do its traits enter?"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from metrics.repeated_measures_fit import PatternSums
from metrics.repeated_measures_patterns import CoursePatterns


class BaselineRole(StrEnum):
    """How the baseline stands in the model.

    - OUTCOME: one of the outcomes, with a mean of its own in every group. Who has no later score still counts, and so
      does who has no baseline.
    - COMMON: one of the outcomes, with one mean for all groups (constrained longitudinal data analysis, Liang & Zeger
      2000): for groups that differ at baseline by chance only, as in a trial.
    - COVARIATE: explains the later scores, with a slope of its own at each checkpoint; patients without baseline or
      without any later score are left out.
    """

    OUTCOME = "outcome"
    COMMON = "common"
    COVARIATE = "covariate"


@dataclass(frozen=True)
class Model:
    """A design for `repeated_measures_fit.fit`: `sums`, `design` L, and where to find each mean.

    `places` (T',): which checkpoints are outcomes. `column[g, t]`: the θ that is the mean of group g at outcome t (at the
    mean baseline, where that is a covariate), −1 where the group has no score there. `slopes`: number of covariate slopes.
    """

    sums: PatternSums
    design: np.ndarray
    places: tuple[int, ...]
    column: np.ndarray
    slopes: int

    def contrast(self, *terms: tuple[float, int, int]) -> np.ndarray | None:
        """c of c'θ from (factor, group, outcome) terms; None where one of the means does not exist."""
        c = np.zeros(self.design.shape[1])
        for factor, group, outcome in terms:
            if self.column[group, outcome] < 0:
                return None
            c[self.column[group, outcome]] += factor
        return c


def outcome_model(patterns: CoursePatterns, common: int | None = None) -> Model:
    """Every checkpoint an outcome, one mean per group; at `common` one mean for all groups."""
    traits = patterns.by_group.T
    zz = patterns.n[:, None, None] * traits[:, :, None] * traits[:, None, :]
    zy = traits[:, :, None] * patterns.sums[:, None, :]
    column = np.where(patterns.filled > 0, 0, -1)
    if common is not None:
        column[:, common] = 0
    column = _numbered(column, common)
    sums = _merged(patterns.seen, patterns.n, zz, zy, patterns.products)
    return Model(sums, _design(column, 0), tuple(range(len(patterns.checkpoints))), column, 0)


def covariate_model(patterns: CoursePatterns, baseline: int, centre: float) -> Model:
    """The checkpoints after `baseline` as outcomes, the baseline less `centre` as covariate with a slope at each.

    `patterns` must hold the baseline and one more checkpoint in every row.
    """
    places = tuple(place for place in range(len(patterns.checkpoints)) if place != baseline)
    index = np.array(places)
    start, start_sq = patterns.sums[:, baseline], patterns.products[:, baseline, baseline]
    at_start = start - patterns.n * centre
    spread = start_sq - 2 * centre * start + patterns.n * centre**2
    groups = patterns.by_group.T
    top = np.concatenate(
        [patterns.n[:, None, None] * groups[:, :, None] * groups[:, None, :], (groups * at_start[:, None])[:, :, None]],
        2,
    )
    bottom = np.concatenate([groups * at_start[:, None], spread[:, None]], 1)[:, None, :]
    later = patterns.sums[:, index]
    zy = np.concatenate(
        [groups[:, :, None] * later[:, None, :], (patterns.products[:, baseline, index] - centre * later)[:, None, :]],
        1,
    )
    column = _numbered(np.where(patterns.filled[:, index] > 0, 0, -1), None)
    products = patterns.products[:, index][:, :, index]
    sums = _merged(patterns.seen[:, index], patterns.n, np.concatenate([top, bottom], 1), zy, products)
    return Model(sums, _design(column, len(places)), places, column, len(places))


def _numbered(column: np.ndarray, common: int | None) -> np.ndarray:
    """Columns counted through, checkpoint by checkpoint; the same one for all groups at `common`."""
    numbered, next_one = column.copy(), 0
    for t in range(column.shape[1]):
        for g in range(column.shape[0]):
            if column[g, t] < 0:
                continue
            numbered[g, t] = next_one
            next_one += t != common
        next_one += t == common
    return numbered


def _design(column: np.ndarray, slopes: int) -> np.ndarray:
    """L (T·q, m): row t·q + g; the slope, if there is one, is the last trait."""
    groups, outcomes = column.shape
    traits = groups + (1 if slopes else 0)
    means = int(column.max(initial=-1)) + 1
    design = np.zeros((outcomes * traits, means + slopes))
    for t in range(outcomes):
        for g in range(groups):
            if column[g, t] >= 0:
                design[t * traits + g, column[g, t]] = 1
        if slopes:
            design[t * traits + groups, means + t] = 1
    return design


def _merged(seen: np.ndarray, n: np.ndarray, zz: np.ndarray, zy: np.ndarray, yy: np.ndarray) -> PatternSums:
    """Rows of the same pattern added up over the groups."""
    masks, of = np.unique(seen, axis=0, return_inverse=True)
    to = (of.reshape(-1) == np.arange(len(masks))[:, None]).astype(float)
    both = masks[:, :, None] & masks[:, None, :]
    return PatternSums(
        seen=masks,
        n=to @ n,
        zz=np.einsum("pr,rab->pab", to, zz),
        zy=np.where(masks[:, None, :], np.einsum("pr,ras->pas", to, zy), 0.0),
        yy=np.where(both, np.einsum("pr,rst->pst", to, yy), 0.0),
    )
