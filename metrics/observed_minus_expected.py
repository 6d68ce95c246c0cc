"""Did the patients of a unit improve more or less than such patients did on the whole?

No ranks: units stand in alphabetical order, and an interval that holds 0 says *as expected*. Several units are asked at
once, so the intervals hold for all of them together; or one unit in twenty would stand out for nothing.
"""

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from domain.case_mix import NOT_RECORDED
from metrics.comparison_design import Design
from metrics.expected_change import ExpectedChange

NOT_ASSIGNED_BY_CHANCE = (
    "Patients were not assigned to units by chance. What remains after adjusting for what is recorded at intake may come "
    "from what is not recorded, and is no proof that one unit treats better than another."
)


@dataclass(frozen=True)
class UnitDifference:
    """One unit's mean improvement, that expected of its patients, and the difference, in the measure's unit.

    `n` with both scores, `missing` of those due with a baseline. `low`, `high`: interval of the difference, 95 % for all
    units together, the expected taken as given; None below the caller's limit. `effective_n` is below `n` where weights differ.
    """

    unit: str
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
    """All units, in alphabetical order. `is_weighted`: patients count by inverse-probability weights."""

    measure: str
    units: tuple[UnitDifference, ...]
    is_weighted: bool
    caution: str = NOT_ASSIGNED_BY_CHANCE


def observed_minus_expected(
    design: Design, model: ExpectedChange, weights: np.ndarray | None = None, *, interval_from: int = 2
) -> ObservedMinusExpected:
    """Mean residual per unit with its t interval from the unit's own residuals, at level 1 − 0.05/k for k units with an
    interval (Bonferroni); no interval from fewer than `interval_from` patients (`clinic.percentage_from`).

    `weights`, one per cell: the residuals' weighted mean, with the sandwich variance Σw²(r − r̄)²/(Σw)² · n/(n − 1) and
    t on (Σw)²/Σw² − 1 degrees of freedom. `model` should have been fitted with the same weights.
    """
    w = np.ones(len(design.n)) if weights is None else np.asarray(weights, float)
    total, square = _residual_sums(design, model)
    names = sorted({*design.unit_names, *design.without_baseline}, key=lambda name: (name == NOT_RECORDED, name))
    units = [_unit(design, name, w, total, square) for name in names]
    asked = sum(_has_interval(unit, interval_from) for unit in units)
    told = tuple(_with_interval(unit, asked) if _has_interval(unit, interval_from) else unit for unit in units)
    return ObservedMinusExpected(design.measure, told, weights is not None)


def _residual_sums(design: Design, model: ExpectedChange) -> tuple[np.ndarray, np.ndarray]:
    """Σr and Σr² per cell, r = g − a − e·b with a, e the expected improvement of the cell as a line in the baseline."""
    coefficients = np.array([term.coefficient for term in model.terms]) if model.terms else np.zeros(len(design.names))
    a = ((model.intercept or 0.0) + design.constant @ coefficients)[design.row]
    e = (design.slope @ coefficients)[design.row]
    n, b, bb, g, gg, bg = design.n, design.b, design.bb, design.g, design.gg, design.bg
    square = gg + n * a**2 + e**2 * bb - 2 * a * g - 2 * e * bg + 2 * a * e * b
    return g - n * a - e * b, square


def _unit(design: Design, name: str, w: np.ndarray, total: np.ndarray, square: np.ndarray) -> UnitDifference:
    mine = design.unit == (design.unit_names.index(name) if name in design.unit_names else -1)
    n, weighted = int(design.n[mine].sum()), float((w * design.n)[mine].sum())
    counts = (name, n, int(design.n_due[mine].sum()) - n, design.without_baseline.get(name, 0))
    if weighted <= 0:
        return UnitDifference(*counts, None, None, None, None, None, None, 0.0)
    observed = float((w * design.g)[mine].sum()) / weighted
    difference = float((w * total)[mine].sum()) / weighted
    effective = weighted**2 / float((w**2 * design.n)[mine].sum())
    error = None
    if n > 1:
        spread = (w**2 * (square - 2 * difference * total + design.n * difference**2))[mine].sum()
        error = sqrt(max(0.0, float(spread)) * n / (n - 1)) / weighted
    return UnitDifference(*counts, observed, observed - difference, difference, None, None, error, effective)


def _has_interval(unit: UnitDifference, interval_from: int) -> bool:
    return unit.standard_error is not None and unit.n >= max(2, interval_from) and unit.effective_n > 1 + 1e-9


def _with_interval(unit: UnitDifference, asked: int) -> UnitDifference:
    from scipy.special import stdtrit  # slow to import, so only where it is used

    assert unit.difference is not None
    assert unit.standard_error is not None
    reach = float(stdtrit(unit.effective_n - 1, 1 - 0.025 / asked)) * unit.standard_error
    return replace(unit, low=unit.difference - reach, high=unit.difference + reach)
