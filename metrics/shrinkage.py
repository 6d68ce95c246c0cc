"""How much of a group's difference is likely to be its own, and how much the luck of few patients?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from domain.source import Source
from metrics.proportion import Z95

MORRIS_1983 = Source(
    title="Morris CN. Parametric empirical Bayes inference: theory and applications. J Am Stat Assoc 78:47–55", year=1983,
    verified=False, how="quoted from the R package pimeta (tau2h_eb)",
)  # fmt: skip
PAULE_MANDEL_1982 = Source(
    title="Paule RC, Mandel J. Consensus values and weighting factors. J Res Natl Bur Stand 87:377–385", year=1982,
    verified=False, how="equation as coded in the R package pimeta (tau2h_pm)",
)  # fmt: skip
LEAST_GROUPS = 3
NO_GROUPS = f"shrinking needs at least {LEAST_GROUPS} groups with an interval"


@dataclass(frozen=True)
class ShrunkenGroup:
    """`estimate` as given, `shrunken` towards the common mean with its 95 % interval. `own_share`: the weight that the
    group's own estimate kept, 0–1; small groups keep little."""

    group: str
    estimate: float
    standard_error: float
    shrunken: float
    low: float
    high: float
    own_share: float


@dataclass(frozen=True)
class Shrinkage:
    """Groups in the order given. `between_sd`: how much groups truly differ, beyond the luck of few patients (0: not at all that can be
    seen); `centre` the common mean. `why_not` says why nothing was shrunken."""

    groups: tuple[ShrunkenGroup, ...]
    centre: float | None
    between_sd: float | None
    why_not: str = ""


def shrinkage(
    names: Sequence[str], estimates: Sequence[float | None], standard_errors: Sequence[float | None]
) -> Shrinkage:
    """Empirical-Bayes estimates: centre + B(estimate − centre), B = τ²/(τ² + s²).

    τ² solves Σ(estimate − centre)²/(s² + τ²) = k − 1 (Paule & Mandel; the same as the empirical-Bayes estimator of Morris
    1983), centre with weights 1/(s² + τ²). Variance B·s² + (1 − B)²·Var(centre), τ² taken as known. Groups without an estimate or with
    a standard error of 0 are left out.
    """
    rows = [
        (name, float(y), float(s))
        for name, y, s in zip(names, estimates, standard_errors, strict=True)
        if y is not None and s is not None and s > 0
    ]
    if len(rows) < LEAST_GROUPS:
        return Shrinkage((), None, None, NO_GROUPS)
    y, s2 = np.array([row[1] for row in rows]), np.array([row[2] for row in rows]) ** 2
    tau2 = between_variance(y, s2)
    centre, variance = _centre(y, s2, tau2)
    own = tau2 / (tau2 + s2)
    shrunken = centre + own * (y - centre)
    reach = Z95 * np.sqrt(own * s2 + (1 - own) ** 2 * variance)
    groups = tuple(
        ShrunkenGroup(name, estimate, error, float(value), float(value - half), float(value + half), float(share))
        for (name, estimate, error), value, half, share in zip(rows, shrunken, reach, own, strict=True)
    )
    return Shrinkage(groups, centre, sqrt(tau2))


def between_variance(y: np.ndarray, s2: np.ndarray) -> float:
    """τ² by Paule & Mandel: 0 where the estimates differ no more than their standard errors explain."""

    def excess(tau2: float) -> float:
        weights = 1 / (s2 + tau2)
        mean = float((weights * y).sum() / weights.sum())
        return float((weights * (y - mean) ** 2).sum()) - (len(y) - 1)

    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, max(float(np.var(y)), float(s2.max()))
    while excess(high) > 0:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2


def _centre(y: np.ndarray, s2: np.ndarray, tau2: float) -> tuple[float, float]:
    weights = 1 / (s2 + tau2)
    return float((weights * y).sum() / weights.sum()), float(1 / weights.sum())
