"""Is one person's change more than an unreliable measure would give by itself, with and without regression to the mean?

Three indices; each is compared with ±1.96. X₁ baseline, X₂ follow-up, r reliability, M and SD of a comparison group.

| method | index | needs |
|---|---|---|
| Jacobson–Truax (JT) | (X₂ − X₁) / (SD·√(2(1 − r))) | E: a published MDC95, standard errors of both scores, or r and SD |
| Edwards–Nunnally (EN) | (X₂ − [r(X₁ − M) + M]) / (SD·√(1 − r)) | r, M and SD of one group |
| Gulliksen–Lord–Novick (GLN) | ((X₂ − M) − r(X₁ − M)) / (SD·√(1 − r²)) | r, M and SD of one group |

JT expects the next score where the first one was; EN and GLN expect it nearer the group's mean. EN allows for error in the
second score only (M and r taken as known), so its limits are narrower; GLN's √(1 − r²) is the error of predicting one
score from the other. Formulas as in the R package clinicalsignificance (R/calc_rci_jt.R, _en.R, _gln.R; code read), which
cites Jacobson & Truax 1991 (doi 10.1037/0022-006X.59.1.12), Speer 1992 (doi 10.1037/0022-006X.60.3.402; abstract
read) for EN, and Hsu 1989 (not read) for GLN.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np

from domain.measure import TOLERANCE, Better, Measure
from metrics.measurement_error import measurement_error
from metrics.population import Population
from metrics.proportion import Z95


class Method(StrEnum):
    JACOBSON_TRUAX = "Jacobson–Truax"
    EDWARDS_NUNNALLY = "Edwards–Nunnally"
    GULLIKSEN_LORD_NOVICK = "Gulliksen–Lord–Novick"


class Reliable(StrEnum):
    IMPROVED = "reliably improved"
    UNCHANGED = "no reliable change"
    DETERIORATED = "reliably deteriorated"
    CANNOT_TELL = "cannot tell"


NO_SCORES = "a baseline and a later score are both needed"
NOT_JUDGED = "neither direction of this measure is good in itself"
IS_A_RATING = "a rating of change has no baseline"
NO_ERROR = "neither a measurement error nor reliability with a standard deviation is known for this measure"
NO_GROUP = "no mean and standard deviation of a comparison group are known"
NO_RELIABILITY = "no reliability is known for this measure, and none follows from its measurement error"


@dataclass(frozen=True)
class Yardstick:
    """What an index is made of: a follow-up without true change is expected at `pull`·baseline + `offset`, give or take
    1.96·`error` (the measure's unit). `basis` says in words where the figures come from."""

    method: Method
    pull: float
    offset: float
    error: float
    basis: str
    verified: bool

    def expected(self, baseline):
        """The follow-up to expect without true change."""
        return self.pull * np.asarray(baseline, float) + self.offset

    def index(self, baseline, follow_up):
        """The index of each change, in the direction of the scale; NaN where a score is missing."""
        return (np.asarray(follow_up, float) - self.expected(baseline)) / self.error


@dataclass(frozen=True)
class ReliableChange:
    """One person's change against measurement error, by one method.

    `index`: positive is better, so that an improvement is reliable from 1.96. `expected`, `low`, `high`: where the
    follow-up would lie in 95 of 100 without true change, in the measure's unit. None where not known, and then
    `why_not` is one plain clause.
    """

    method: Method
    word: Reliable
    index: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    basis: str = ""
    verified: bool = False
    why_not: str = ""


def reliable_change(
    measure: Measure,
    baseline: float | None,
    follow_up: float | None,
    method: Method = Method.JACOBSON_TRUAX,
    *,
    population: Population | None = None,
    error_before: float | None = None,
    error_after: float | None = None,
) -> ReliableChange:
    """The reliable change of one person. Scores and standard errors in the measure's unit; None or NaN is missing.

    `population`: the group that the person is compared with (EN, GLN), and whose SD serves JT where the registry has a
    reliability without one.
    """
    why_not = obstacle(measure)
    if not why_not and (_missing(baseline) or _missing(follow_up)):
        why_not = NO_SCORES
    stick = None if why_not else yardstick(measure, method, population, error_before, error_after)
    if not isinstance(stick, Yardstick):
        return ReliableChange(method, Reliable.CANNOT_TELL, why_not=why_not or str(stick))
    assert baseline is not None
    index = float(stick.index(baseline, follow_up)) * _sign(measure)
    middle, reach = float(stick.expected(baseline)), Z95 * stick.error
    word = reliable_words(np.array([index]))[0]
    return ReliableChange(
        method, Reliable(word), index, middle, middle - reach, middle + reach, stick.basis, stick.verified
    )


def obstacle(measure: Measure) -> str:
    """Why a measure has no reliable change at all; empty where it has one."""
    if not measure.needs_baseline:
        return IS_A_RATING
    return "" if measure.judged else NOT_JUDGED


def yardstick(
    measure: Measure,
    method: Method,
    population: Population | None = None,
    error_before: float | None = None,
    error_after: float | None = None,
) -> Yardstick | str:
    """The figures behind an index, or one plain clause that says which are missing."""
    if method is Method.JACOBSON_TRUAX:
        return _jacobson_truax(measure, population, error_before, error_after)
    if population is None:
        return NO_GROUP
    known = _reliability(measure, population, error_before)
    if known is None:
        return NO_RELIABILITY
    r, basis, verified = known
    inside = 1 - r if method is Method.EDWARDS_NUNNALLY else 1 - r**2
    return Yardstick(
        method,
        pull=r,
        offset=(1 - r) * population.mean,
        error=population.sd * sqrt(inside),
        basis=f"{basis}; {population.label}",
        verified=verified and population.verified,
    )


def reliable_words(index: np.ndarray) -> np.ndarray:
    """The word of each index (positive is better); NaN gives 'cannot tell'."""
    return np.select(
        [np.isnan(index), index >= Z95 - TOLERANCE, index <= -Z95 + TOLERANCE],
        [Reliable.CANNOT_TELL.value, Reliable.IMPROVED.value, Reliable.DETERIORATED.value],
        default=Reliable.UNCHANGED.value,
    )


def _jacobson_truax(measure, population, error_before, error_after) -> Yardstick | str:
    error = measurement_error(measure, error_before, error_after)
    if error.value is not None:
        return Yardstick(Method.JACOBSON_TRUAX, 1.0, 0.0, error.value / Z95, error.basis, error.verified)
    fact = measure.measurement_error
    if population is None or fact is None or fact.reliability is None:
        return NO_ERROR
    return Yardstick(
        Method.JACOBSON_TRUAX, 1.0, 0.0, population.sd * sqrt(2 * (1 - fact.reliability)),
        f"reliability {fact.reliability:g} in {fact.population} ({fact.source.label}); {population.label}",
        fact.verified and population.verified,
    )  # fmt: skip


def _reliability(measure: Measure, population: Population, error_before) -> tuple[float, str, bool] | None:
    """Published; else 1 − SEM²/SD² from the standard error of measurement in the comparison group (the definition of
    reliability, as Hageman & Arrindell 1999 use it; read in the R package named above)."""
    fact = measure.measurement_error
    if fact is None:
        return None
    if fact.reliability is not None:
        return (
            fact.reliability,
            f"reliability {fact.reliability:g} in {fact.population} ({fact.source.label})",
            fact.verified,
        )
    if fact.per_score and not _missing(error_before):
        sem, where = float(error_before), "the standard error of the intake score"
    elif fact.mdc95 is not None:
        sem, where = fact.mdc95 / (Z95 * sqrt(2)), f"MDC95 {fact.mdc95:.4g} ({fact.source.label})"
    else:
        return None
    r = 1 - sem**2 / population.sd**2
    return (r, f"reliability {r:.2f} in this group, from {where}", fact.verified) if r > 0 else None


def _sign(measure: Measure) -> int:
    return 1 if measure.better is Better.HIGHER else -1


def _missing(value) -> bool:
    return value is None or bool(np.isnan(value))
