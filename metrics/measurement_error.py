"""How large must one person's change be before measurement error alone is an unlikely explanation?"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from domain.measure import Measure, MeasurementError
from domain.source import Source
from metrics.proportion import Z95

NOT_PUBLISHED = "no measurement error is known for this measure"
NO_STANDARD_ERROR = "the standard error of a score is not recorded"


@dataclass(frozen=True)
class ErrorOfChange:
    """E, the smallest change beyond 95 % measurement error.

    `value` in the measure's unit, None where unknown. `basis` says in words what E was made from, or why
    it is unknown. `verified`: the published figure behind it was read at its source.
    """

    value: float | None
    basis: str
    verified: bool
    source: Source | None = None


def measurement_error(
    measure: Measure, error_before: float | None = None, error_after: float | None = None
) -> ErrorOfChange:
    """E of one change. `error_before`, `error_after`: standard errors of the two scores (PROMIS), in the measure's unit.

    - a standard error per score: 1.96·√(SE₁² + SE₂²), where both are known;
    - a published MDC95, as it is;
    - reliability r and SD: 1.96·SD·√(2(1 − r)), the reliable change index of Jacobson & Truax 1991 solved for
      the change (J Consult Clin Psychol 59:12–19);
    - else unknown.
    """
    fact = measure.measurement_error
    if fact is None:
        return ErrorOfChange(None, NOT_PUBLISHED, False)
    pair = np.array([error_before, error_after], float)
    value = float(errors_of_change(measure, pair[:1], pair[1:])[0])
    if np.isnan(value):
        return ErrorOfChange(None, NO_STANDARD_ERROR if fact.per_score else (fact.note or NOT_PUBLISHED), False)
    by_score = fact.per_score and not np.isnan(pair).any()
    return ErrorOfChange(value, _basis(fact, by_score), fact.verified, fact.source)


def errors_of_change(measure: Measure, error_before, error_after) -> np.ndarray:
    """E for each pair of scores; two arrays of one shape in, the same shape out, NaN where unknown."""
    before, after = np.asarray(error_before, float), np.asarray(error_after, float)
    fact = measure.measurement_error
    constant = np.full(before.shape, _constant_error(fact))
    if fact is None or not fact.per_score:
        return constant
    per_score = Z95 * np.sqrt(before**2 + after**2)
    return np.where(np.isnan(per_score), constant, per_score)


def _constant_error(fact: MeasurementError | None) -> float:
    if fact is None:
        return np.nan
    if fact.mdc95 is not None:
        return fact.mdc95
    if fact.reliability is not None and fact.sd is not None:
        return Z95 * fact.sd * sqrt(2 * (1 - fact.reliability))
    return np.nan


def _basis(fact: MeasurementError, by_score: bool) -> str:
    if by_score:
        return f"1.96·√(SE₁² + SE₂²) from the standard errors of the two scores; {fact.source.label}"
    if fact.mdc95 is not None:
        return f"MDC95 {fact.mdc95:g} in {fact.population}; {fact.source.label}"
    return (
        f"reliable change index, 1.96·SD·√(2(1 − r)) with r {fact.reliability:g} and SD {fact.sd:g} "
        f"in {fact.population}; {fact.source.label}"
    )
