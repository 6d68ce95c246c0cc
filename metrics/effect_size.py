"""How large is a mean change in standard deviations, and in which?"""

from dataclasses import dataclass
from math import exp, lgamma, log, sqrt

import numpy as np

from domain.measure import Measure
from domain.source import Source
from metrics.proportion import Z95

LAKENS_2013 = Source(
    title="Lakens D. Calculating and reporting effect sizes to facilitate cumulative science. Front Psychol 4:863",
    year=2013,
    doi="10.3389/fpsyg.2013.00863",
    url="https://pmc.ncbi.nlm.nih.gov/articles/PMC3840331",
    verified=True,
    how="abstract read; d_z and d_av as coded in the R package MOTE (d.dep.t.diff, d.dep.t.avg)",
)
ALGINA_KESELMAN_2003 = Source(
    title="Algina J, Keselman HJ. Approximate confidence intervals for effect sizes. Educ Psychol Meas 63:537–553",
    year=2003,
    verified=False,
    how="not opened; formula as quoted at webpower.psychstat.org and small-s.science",
)
BECKER_1988 = Source(
    title="Becker BJ. Synthesizing standardized mean-change measures. Br J Math Stat Psychol 41:257–278",
    year=1988,
    verified=False,
    how="not opened; formula and standard error (eq. 6) as coded in the R package effectsize (repeated_measures_d)",
)
HEDGES_1981 = Source(
    title="Hedges LV. Distribution theory for Glass's estimator of effect size. J Educ Stat 6:107–128",
    year=1981,
    verified=False,
    how="not opened; the exact gamma form equals hedges_g of the R package effectsize",
)

NONCENTRAL = "noncentral t"
NONCENTRAL_SCALED = "noncentral t, taking the ratio of the standard deviations as known (approximate)"
NORMAL = "normal, standard error √(2(1 − r)/n + d²/2n) (approximate)"


@dataclass(frozen=True)
class StandardisedEffect:
    """A mean improvement in standard deviations; which ones, `formula` says. None where the SD is 0 or n < 2.

    `unbiased` is `value` times Hedges' correction for small samples (n − 1 degrees of freedom), None below 3 patients. `low` and `high` are the
    95 % interval of `value`, made as `interval` says.
    """

    name: str
    value: float | None
    formula: str
    source: Source
    low: float | None = None
    high: float | None = None
    unbiased: float | None = None
    interval: str = ""


@dataclass(frozen=True)
class EffectSizes:
    """Standardised mean improvements of the `n` patients with both scores; `missing`: due, without one of the scores.

    `correlation` of the two scores: None below 3 patients or where a score does not vary. `why_not` is a sentence where
    nothing can be standardised; then every value is None.
    """

    measure: str
    n: int
    missing: int
    correlation: float | None
    effects: tuple[StandardisedEffect, ...]
    why_not: str

    def effect(self, name: str) -> StandardisedEffect:
        return next(e for e in self.effects if e.name == name)


@dataclass(frozen=True)
class PairedMoments:
    """What two scores of the same n patients come down to; SDs with n − 1, None below 2 patients."""

    n: int
    gain: float | None
    sd_gain: float | None
    sd_before: float | None
    sd_after: float | None

    @property
    def correlation(self) -> float | None:
        if self.n < 3 or not self.sd_before or not self.sd_after or self.sd_gain is None:
            return None
        return (self.sd_before**2 + self.sd_after**2 - self.sd_gain**2) / (2 * self.sd_before * self.sd_after)


def effect_sizes(measure: Measure, baseline, follow_up, weights=None, is_due=None) -> EffectSizes:
    """Five standardised effects, each with Hedges' correction and a 95 % interval.

    Sequences of one length; scores in the measure's unit, NaN or None missing; `weights`: frequency weights, how many equal
    episodes (default 1); `is_due` (default all): only those count, also as missing.
    Raises ValueError for a measure that needs no baseline.
    """
    before, after = np.asarray(baseline, float), np.asarray(follow_up, float)
    n = np.ones(before.shape) if weights is None else np.asarray(weights, float)
    due = np.ones(before.shape, bool) if is_due is None else np.asarray(is_due, bool)
    both = due & ~np.isnan(before) & ~np.isnan(after)
    moments = paired_moments(before[both], after[both], measure.improvement(before[both], after[both]), n[both])
    return EffectSizes(
        measure=measure.code,
        n=moments.n,
        missing=int(n[due & ~both].sum()),
        correlation=moments.correlation,
        effects=standardised_effects(moments),
        why_not=_why_not(moments),
    )


def paired_moments(before: np.ndarray, after: np.ndarray, gain: np.ndarray, n: np.ndarray) -> PairedMoments:
    """Moments of scores that each stand for n equal patients."""
    size = int(n.sum())
    if size == 0:
        return PairedMoments(0, None, None, None, None)
    mean = float(np.average(gain, weights=n))
    spreads = [_sd(values, n) if size > 1 else None for values in (gain, before, after)]
    return PairedMoments(size, mean, *spreads)


SAME_CORRELATION = 1e-9
"""A correlation as near to 1 is 1 up to rounding; d_rm is then not defined."""


def standardised_effects(m: PairedMoments) -> tuple[StandardisedEffect, ...]:
    """d_z (SRM), d_av, d_p, d_rm and d_b of one set of moments."""
    average, pooled = _of_both(m, lambda a, b: (a + b) / 2), _of_both(m, lambda a, b: sqrt((a**2 + b**2) / 2))
    r = m.correlation
    perfect = r is not None and 1 - r < SAME_CORRELATION
    within = None if r is None or m.sd_gain is None or perfect else m.sd_gain / sqrt(2 * (1 - r))
    return (
        _effect("SRM", "mean improvement / SD of the improvements (d_z)", LAKENS_2013, m, m.sd_gain, NONCENTRAL),
        _effect("d_av", "mean improvement / mean of the SDs before and after", LAKENS_2013, m, average, NONCENTRAL_SCALED),
        _effect(
            "d_p", "mean improvement / √(mean of the variances before and after)", ALGINA_KESELMAN_2003, m, pooled,
            NONCENTRAL_SCALED,
        ),
        _effect("d_rm", "d_z · √(2(1 − r)), r the correlation of the two scores", LAKENS_2013, m, within, NONCENTRAL_SCALED),
        _effect("d_b", "mean improvement / SD at baseline (Glass, Becker)", BECKER_1988, m, m.sd_before, NORMAL),
    )  # fmt: skip


def hedges_correction(degrees_of_freedom: float) -> float:
    """J(m) = Γ(m/2) / (√(m/2)·Γ((m − 1)/2)), which makes d unbiased (Hedges 1981). 1 degree of freedom: 0."""
    m = degrees_of_freedom
    return 0.0 if m <= 1 else exp(lgamma(m / 2) - log(m / 2) / 2 - lgamma((m - 1) / 2))


def noncentral_t_limits(t: float, degrees_of_freedom: float) -> tuple[float, float]:
    """The noncentralities of which t is the 97.5 % and the 2.5 % point."""
    from scipy.special import nctdtrinc  # slow to import, so only where it is used

    return float(nctdtrinc(degrees_of_freedom, 0.975, t)), float(nctdtrinc(degrees_of_freedom, 0.025, t))


def _effect(
    name: str, formula: str, source: Source, m: PairedMoments, sd: float | None, interval: str
) -> StandardisedEffect:
    if not sd or m.gain is None or m.sd_gain is None:
        return StandardisedEffect(name, None, formula, source)
    value = m.gain / sd
    low, high = _normal_limits(value, m) if interval is NORMAL else _noncentral_limits(m, sd)
    unbiased = value * hedges_correction(m.n - 1) if m.n > 2 else None
    return StandardisedEffect(name, value, formula, source, low, high, unbiased, interval)


def _noncentral_limits(m: PairedMoments, sd: float) -> tuple[float | None, float | None]:
    """Limits of the noncentrality of the paired t, times SD of the improvements / (sd·√n)."""
    if not m.sd_gain or m.gain is None:
        return None, None
    low, high = noncentral_t_limits(m.gain / m.sd_gain * sqrt(m.n), m.n - 1)
    scale = m.sd_gain / sd / sqrt(m.n)
    return low * scale, high * scale


def _normal_limits(value: float, m: PairedMoments) -> tuple[float | None, float | None]:
    if m.correlation is None:
        return None, None
    reach = Z95 * sqrt(2 * (1 - m.correlation) / m.n + value**2 / (2 * m.n))
    return value - reach, value + reach


def _of_both(m: PairedMoments, of) -> float | None:
    return None if m.sd_before is None or m.sd_after is None else of(m.sd_before, m.sd_after)


def _sd(values: np.ndarray, n: np.ndarray) -> float:
    mean = float(np.average(values, weights=n))
    sd = sqrt(float((n * (values - mean) ** 2).sum()) / (n.sum() - 1))
    return sd if sd > 1e-12 * abs(mean) else 0.0


def _why_not(m: PairedMoments) -> str:
    if m.n == 0:
        return "No patient has both scores."
    if m.n < 2:
        return "One patient alone has no standard deviation."
    return "" if m.sd_before or m.sd_after or m.sd_gain else "The scores do not vary."
