"""Did the patients of a group improve more or less than such patients did on the whole?

No ranks: groups stand in alphabetical order, and an interval that holds 0 says *as expected*. Several groups are asked at
once, so the intervals hold for all of them together; or one group in twenty would stand out for nothing.
"""

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from domain.case_mix import NOT_RECORDED
from metrics.comparison_design import Design
from metrics.expected_change import ExpectedChange

NOT_ASSIGNED_BY_CHANCE = (
    "Patients were not assigned to groups by chance. What remains after adjusting for what is recorded at intake may come "
    "from what is not recorded, and is no proof that one group treats better than another."
)


@dataclass(frozen=True)
class GroupDifference:
    """One group's mean improvement, that expected of its patients, and the difference, in the measure's unit.

    `n` with both scores, `missing` of those due with a baseline. `low`, `high`: interval of the difference, 95 % for all
    groups together, the expected taken as given; None below the caller's limit. `effective_n` is below `n` where weights differ.
    """

    group: str
    n: int
    missing: int
    without_baseline: int
    observed: float | None
    expected: float | None
    difference: float | None
    low: float | None
    high: float | None
    standard_error: float | None
    effective_n: float

    @property
    def word(self) -> str:
        """'more than expected', 'less than expected', 'as expected', or 'cannot tell'."""
        if self.low is None or self.high is None:
            return "cannot tell"
        if self.low > 0:
            return "more than expected"
        return "less than expected" if self.high < 0 else "as expected"


@dataclass(frozen=True)
class ObservedMinusExpected:
    """All groups, in alphabetical order. `is_weighted`: patients count by inverse-probability weights."""

    measure: str
    groups: tuple[GroupDifference, ...]
    is_weighted: bool
    caution: str = NOT_ASSIGNED_BY_CHANCE


def observed_minus_expected(
    design: Design, model: ExpectedChange, weights: np.ndarray | None = None, *, interval_from: int = 2
) -> ObservedMinusExpected:
    """Mean residual per group with its t interval from the group's own residuals, at level 1 − 0.05/k for k groups with an
    interval (Bonferroni); no interval from fewer than `interval_from` patients (`clinic.percentage_from`).

    `weights`, one per cell: the residuals' weighted mean, with the sandwich variance Σw²(r − r̄)²/(Σw)² · n/(n − 1) and
    t on (Σw)²/Σw² − 1 degrees of freedom. `model` should have been fitted with the same weights.
    """
    w = np.ones(len(design.n)) if weights is None else np.asarray(weights, float)
    total, square = _residual_sums(design, model)
    names = sorted({*design.group_names, *design.without_baseline}, key=lambda name: (name == NOT_RECORDED, name))
    groups = [_group(design, name, w, total, square) for name in names]
    asked = sum(_has_interval(group, interval_from) for group in groups)
    told = tuple(_with_interval(group, asked) if _has_interval(group, interval_from) else group for group in groups)
    return ObservedMinusExpected(design.measure, told, weights is not None)


def _residual_sums(design: Design, model: ExpectedChange) -> tuple[np.ndarray, np.ndarray]:
    """Σr and Σr² per cell, r = g − a − e·b with a, e the expected improvement of the cell as a line in the baseline."""
    coefficients = np.array([term.coefficient for term in model.terms]) if model.terms else np.zeros(len(design.names))
    a = ((model.intercept or 0.0) + design.constant @ coefficients)[design.row]
    e = (design.slope @ coefficients)[design.row]
    n, b, bb, g, gg, bg = design.n, design.b, design.bb, design.g, design.gg, design.bg
    square = gg + n * a**2 + e**2 * bb - 2 * a * g - 2 * e * bg + 2 * a * e * b
    return g - n * a - e * b, square


def _group(design: Design, name: str, w: np.ndarray, total: np.ndarray, square: np.ndarray) -> GroupDifference:
    mine = design.group == (design.group_names.index(name) if name in design.group_names else -1)
    n, weighted = int(design.n[mine].sum()), float((w * design.n)[mine].sum())
    counts = (name, n, int(design.n_due[mine].sum()) - n, design.without_baseline.get(name, 0))
    if weighted <= 0:
        return GroupDifference(*counts, None, None, None, None, None, None, 0.0)
    observed = float((w * design.g)[mine].sum()) / weighted
    difference = float((w * total)[mine].sum()) / weighted
    effective = weighted**2 / float((w**2 * design.n)[mine].sum())
    error = None
    if n > 1:
        spread = (w**2 * (square - 2 * difference * total + design.n * difference**2))[mine].sum()
        error = sqrt(max(0.0, float(spread)) * n / (n - 1)) / weighted
    return GroupDifference(*counts, observed, observed - difference, difference, None, None, error, effective)


def _has_interval(group: GroupDifference, interval_from: int) -> bool:
    return group.standard_error is not None and group.n >= max(2, interval_from) and group.effective_n > 1 + 1e-9


def _with_interval(group: GroupDifference, asked: int) -> GroupDifference:
    from scipy.special import stdtrit  # slow to import, so only where it is used

    assert group.difference is not None
    assert group.standard_error is not None
    reach = float(stdtrit(group.effective_n - 1, 1 - 0.025 / asked)) * group.standard_error
    return replace(group, low=group.difference - reach, high=group.difference + reach)
