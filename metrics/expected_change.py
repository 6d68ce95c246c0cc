"""How much would a patient with this intake be expected to improve, going by everybody in scope?

Ridge regression of the improvement on the intake score (a broken line), age band, sex, pain duration and payer, fitted from
sums. It knows nothing of the group, so a group can be compared with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import sqrt

import numpy as np

from domain.case_mix import FOLDS
from domain.source import Source
from metrics.comparison_design import Design

HOERL_KENNARD_1970 = Source(
    title="Hoerl AE, Kennard RW. Ridge regression: biased estimation for nonorthogonal problems. Technometrics 12:55–67",
    year=1970, verified=False, how="recalled; the arithmetic is that of MASS::lm.ridge in R",
)  # fmt: skip
LEAST_OBSERVED = 50
"""Fewest patients with both scores; with fewer, every patient is expected to improve by the mean."""
PENALTIES = (0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 1e6)
"""Penalties that are tried, per patient; the last one leaves the mean."""


@dataclass(frozen=True)
class Term:
    """One column of the model: improvement per unit of the baseline, or against the most frequent level."""

    name: str
    coefficient: float


@dataclass(frozen=True)
class ExpectedChange:
    """The expected improvement, in the measure's unit, positive is better.

    `n` patients with both scores; `missing`: due with a baseline and without the later score; `n_without_baseline`
    cannot be expected anything of. `r_squared` is cross-validated: the share of the variance of unseen patients'
    improvement that is explained; about 0 or below means no better than the mean. None with `why_not`.
    """

    measure: str
    n: int
    missing: int
    n_without_baseline: int
    mean: float | None
    intercept: float | None
    terms: tuple[Term, ...]
    penalty: float | None
    r_squared: float | None
    residual_sd: float | None
    why_not: str = ""

    def sentence(self) -> str:
        """How far to trust it: 'Intake and traits explain 12 % of the differences in improvement (n 410, cross-validated).'"""
        if self.why_not or self.r_squared is None:
            return f"No model: {self.why_not}; everybody is expected to improve by the mean."
        percent = max(0, round(100 * self.r_squared))
        said = f"explain {percent} % of" if percent else "do not explain"
        return f"Intake and traits {said} the differences in improvement (n {self.n}, cross-validated)."


@dataclass(frozen=True)
class Moments:
    """Sums over patients, with weights: of rows of the model by themselves (`xx`) and with the improvement (`xg`)."""

    n: float
    x: np.ndarray
    xx: np.ndarray
    g: float
    gg: float
    xg: np.ndarray


def expected_change(
    design: Design, weights: np.ndarray | None = None, *, penalties: Sequence[float] = PENALTIES
) -> ExpectedChange:
    """Ridge regression, its penalty chosen by eight-fold cross-validation among `penalties` (per patient).

    `weights`: one per cell (default 1), for instance those of `censoring_weights`. Columns are centred and scaled to
    standard deviation 1 before the penalty, as MASS::lm.ridge does; the intercept has none.
    """
    n = int(design.n.sum())
    parts = fold_moments(design, weights)
    whole = _together(parts)
    mean = whole.g / whole.n if n else None
    why_not = _obstacle(design, n)
    if why_not or mean is None:
        sd = None if mean is None else sqrt(max(0.0, whole.gg / whole.n - mean**2))
        return _answer(design, n, mean, mean, (), None, None, sd, why_not)
    penalty, r_squared = _chosen(parts, penalties)
    intercept, coefficients = ridge(whole, penalty * whole.n)
    misfit = squared_error(whole, intercept, coefficients)
    terms = tuple(Term(name, float(value)) for name, value in zip(design.names, coefficients, strict=True))
    return _answer(design, n, mean, intercept, terms, penalty, r_squared, sqrt(max(0.0, misfit / whole.n)), "")


def _answer(
    design: Design, n: int, mean, intercept, terms, penalty, r_squared, residual_sd, why_not: str
) -> ExpectedChange:
    return ExpectedChange(
        measure=design.measure,
        n=n,
        missing=int(design.n_due.sum()) - n,
        n_without_baseline=design.n_without_baseline,
        mean=mean,
        intercept=intercept,
        terms=terms,
        penalty=penalty,
        r_squared=r_squared,
        residual_sd=residual_sd,
        why_not=why_not,
    )


def _obstacle(design: Design, n: int) -> str:
    if n == 0:
        return "nobody has both scores"
    if n < LEAST_OBSERVED:
        return f"{n} patients with both scores are fewer than {LEAST_OBSERVED}"
    held = np.unique(design.fold[design.n > 0])
    return "" if len(held) >= 3 else "the patients cannot be parted for cross-validation"


def moments(design: Design, weights: np.ndarray | None = None) -> Moments:
    """Sums over all patients, those of a cell times its weight (default 1)."""
    return _together(fold_moments(design, weights))


def fold_moments(design: Design, weights: np.ndarray | None = None) -> tuple[Moments, ...]:
    """`moments` of each fold: first the sums of every model row, then x = c + b·d gives Σxx' in closed form."""
    w = np.ones(len(design.n)) if weights is None else np.asarray(weights, float)
    width, place = len(design.constant), design.fold * len(design.constant) + design.row
    sums = [
        np.bincount(place, w * part, FOLDS * width).reshape(FOLDS, width)
        for part in (design.n, design.b, design.bb, design.g, design.gg, design.bg)
    ]
    return tuple(_moments(design, *(part[fold] for part in sums)) for fold in range(FOLDS))


def _moments(design: Design, n, b, bb, g, gg, bg) -> Moments:
    c, d = design.constant, design.slope
    mixed = (c * b[:, None]).T @ d
    return Moments(
        n=float(n.sum()),
        x=c.T @ n + d.T @ b,
        xx=(c * n[:, None]).T @ c + mixed + mixed.T + (d * bb[:, None]).T @ d,
        g=float(g.sum()),
        gg=float(gg.sum()),
        xg=c.T @ g + d.T @ bg,
    )


def _together(parts: Sequence[Moments]) -> Moments:
    first, *rest = parts
    for other in rest:
        first = Moments(*(getattr(first, f.name) + getattr(other, f.name) for f in fields(Moments)))
    return first


def ridge(sums: Moments, penalty: float) -> tuple[float, np.ndarray]:
    """Intercept and coefficients in native units; `penalty` is λ of MASS::lm.ridge. A column that does not vary gets 0."""
    means = sums.x / sums.n
    covariance = sums.xx / sums.n - np.outer(means, means)
    scale = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    varies = scale > 1e-9 * np.maximum(1.0, np.abs(means))
    towards = sums.xg / sums.n - means * sums.g / sums.n
    coefficients = np.zeros(len(means))
    if varies.any():
        s = scale[varies]
        correlation = covariance[np.ix_(varies, varies)] / np.outer(s, s)
        system = correlation + np.eye(len(s)) * penalty / sums.n
        coefficients[varies] = np.linalg.lstsq(system, towards[varies] / s, rcond=1e-12)[0] / s
    return sums.g / sums.n - float(means @ coefficients), coefficients


def squared_error(sums: Moments, intercept: float, coefficients: np.ndarray) -> float:
    """Σ (g − intercept − x'β)² from the sums."""
    fitted = 2 * intercept * float(sums.x @ coefficients) + sums.n * intercept**2
    fitted += float(coefficients @ sums.xx @ coefficients)
    return sums.gg - 2 * intercept * sums.g - 2 * float(sums.xg @ coefficients) + fitted


def _chosen(parts: Sequence[Moments], penalties: Sequence[float]) -> tuple[float, float]:
    """The penalty with the smallest error on patients left out, and the share of variance explained there."""
    errors, blank = np.zeros(len(penalties)), 0.0
    for fold, held in enumerate(parts):
        if held.n == 0:
            continue
        rest = _together([part for other, part in enumerate(parts) if other != fold])
        blank += squared_error(held, rest.g / rest.n, np.zeros(len(held.x)))
        for place, penalty in enumerate(penalties):
            errors[place] += squared_error(held, *ridge(rest, penalty * rest.n))
    best = int(np.argmin(errors))
    return penalties[best], 1 - float(errors[best]) / blank if blank > 0 else 0.0
