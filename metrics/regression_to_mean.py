"""How much of a change would the unreliability of the measure alone have brought?"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from domain.measure import Measure, Norm
from domain.source import CLINIC_RULE, Source
from metrics.mean_interval import MeanInterval, mean_interval, t_97_5

BARNETT_2005 = Source(
    title="Barnett AG, van der Pols JC, Dobson AJ. Regression to the mean: what it is and how to deal with it. "
    "Int J Epidemiol 34:215–220",
    year=2005,
    doi="10.1093/ije/dyh299",
    verified=True,
    how="abstract read; equation 1 as coded by the MRC Cognition and Brain Sciences Unit's statistics wiki (FAQ/RTM2)",
)
MDC_FACTOR = 1.96 * sqrt(2)


@dataclass(frozen=True)
class Reference:
    """The mean to which scores are expected to return, by name: the clinic's own referrals, or a published norm.

    In the measure's unit. `sd`: of that population, None where not known; `n`: patients behind the mean where it was itself
    estimated (a clinic's own), so that its uncertainty can be counted; None takes it as known.
    """

    name: str
    mean: float
    sd: float | None
    source: Source
    verified: bool
    n: int | None = None


def published(norm: Norm) -> Reference:
    """A published norm as reference."""
    return Reference(norm.population, norm.mean, norm.sd, norm.source, norm.verified)


def own_referrals(name: str, scores, weights=None) -> Reference | None:
    """The mean of a clinic's own intake scores (frequency weights allowed); None without a score."""
    values = np.asarray(scores, float)
    n = np.ones(values.shape) if weights is None else np.asarray(weights, float)
    known = ~np.isnan(values)
    answer = _interval(values[known], n[known])
    return None if answer.mean is None else Reference(name, answer.mean, answer.sd, CLINIC_RULE, True, answer.n)


@dataclass(frozen=True)
class Reliability:
    """Correlation of two measurements of unchanged people, 0–1, and where it is from."""

    value: float
    basis: str
    source: Source
    verified: bool


@dataclass(frozen=True)
class RegressionToMean:
    """Expected from unreliability alone, observed, and what is left, over the `n` patients with both scores.

    Mean improvements in the measure's unit with 95 % t intervals; positive is better. `expected` is positive where the
    group started worse than the reference, negative where it started better. `beyond` is the mean of each patient's
    improvement less what was expected of them, so that its interval knows that both come from the same baseline.
    `missing`: due, without one of the scores. `why_not` is a sentence where it is not computed; then all three are empty.
    """

    measure: str
    n: int
    missing: int
    reference: Reference | None
    reliability: Reliability | None
    mean_baseline: float | None
    expected: MeanInterval
    observed: MeanInterval
    beyond: MeanInterval
    why_not: str


EMPTY = MeanInterval(0, None, None, None, None)


def regression_to_mean(
    measure: Measure,
    baseline,
    follow_up,
    reference: Reference | None,
    *,
    reliability: Reliability | None = None,
    weights=None,
    is_due=None,
) -> RegressionToMean:
    """Expected regression to the mean (1 − r)·(baseline mean − reference mean), turned so that positive is better.

    For normal scores selected above or below a cut-off this is equation 1 of Barnett 2005, (1 − r)·σ·C(z); taken from the
    baseline mean itself it needs no cut-off. `reliability`: default what the measure's sources give. Sequences of one
    length, NaN or None missing; `weights`: frequency weights; `is_due` (default all). r is taken as known, the reference
    mean too unless it has an `n`.
    """
    before, after = np.asarray(baseline, float), np.asarray(follow_up, float)
    n = np.ones(before.shape) if weights is None else np.asarray(weights, float)
    due = np.ones(before.shape, bool) if is_due is None else np.asarray(is_due, bool)
    both = due & ~np.isnan(before) & ~np.isnan(after)
    size, missing = int(n[both].sum()), int(n[due & ~both].sum())
    known = reliability or reliability_of(measure, reference)
    why_not = _why_not(measure, size, reference, known)
    if why_not or reference is None or known is None:
        return RegressionToMean(measure.code, size, missing, reference, known, None, EMPTY, EMPTY, EMPTY, why_not)
    start, n = before[both], n[both]
    gain = measure.improvement(start, after[both])
    share = 1 - known.value
    pulled = share * measure.improvement(start, reference.mean)
    unsure = 0.0 if reference.n is None or reference.sd is None else (share * reference.sd) ** 2 / reference.n
    return RegressionToMean(
        measure=measure.code,
        n=size,
        missing=missing,
        reference=reference,
        reliability=known,
        mean_baseline=float(np.average(start, weights=n)),
        expected=_widened(_interval(pulled, n), unsure),
        observed=_interval(gain, n),
        beyond=_widened(_interval(gain - pulled, n), unsure),
        why_not="",
    )


def reliability_of(measure: Measure, reference: Reference | None) -> Reliability | None:
    """The published reliability of a measure, else 1 − SEM²/SD² with the reference's SD; None where neither is known."""
    fact = measure.measurement_error
    if fact is None:
        return None
    if fact.reliability is not None:
        return Reliability(fact.reliability, f"published reliability ({fact.population})", fact.source, fact.verified)
    if fact.mdc95 is not None and reference is not None and reference.sd:
        r = 1 - (fact.mdc95 / MDC_FACTOR / reference.sd) ** 2
        return Reliability(r, "1 − SEM²/SD², SEM from the published MDC95", fact.source, fact.verified)
    return None


def _why_not(measure: Measure, size: int, reference: Reference | None, known: Reliability | None) -> str:
    if not measure.needs_baseline:
        return "The score is itself a rating of change."
    if not measure.judged:
        return "A change in either direction is not good or bad in itself."
    if reference is None:
        return "No reference mean is named: neither a published norm nor the clinic's own referrals."
    if known is None:
        return "No reliability is known for this measure."
    if not 0 < known.value <= 1:
        return "The reliability does not lie between 0 and 1 in this population."
    return "" if size else "No patient has both scores."


def _widened(answer: MeanInterval, variance: float) -> MeanInterval:
    """The interval with the uncertainty of the reference mean added; degrees of freedom stay those of the patients."""
    if answer.sd is None or answer.mean is None or variance == 0:
        return answer
    reach = t_97_5(answer.n - 1) * sqrt(answer.sd**2 / answer.n + variance)
    return MeanInterval(answer.n, answer.mean, answer.sd, answer.mean - reach, answer.mean + reach)


def _interval(values: np.ndarray, n: np.ndarray) -> MeanInterval:
    """Mean interval of values that each stand for n equal ones; centred first, so that nothing cancels."""
    size = int(n.sum())
    centre = float(np.average(values, weights=n)) if size else 0.0
    rest = values - centre
    return mean_interval(size, float((n * rest).sum()), float((n * rest**2).sum())).shifted(centre)
