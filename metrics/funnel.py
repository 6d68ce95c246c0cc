"""Which groups lie outside what chance, and ordinary differences between groups, would allow for their size?

A funnel plot's numbers: points and control limits. It flags for a closer look; it ranks nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import asin, pi, sin, sqrt

import numpy as np

from domain.source import Source
from metrics.proportion import Z95

SPIEGELHALTER_2005 = Source(
    title="Spiegelhalter DJ. Funnel plots for comparing institutional performance. Stat Med 24:1185–1202", year=2005,
    doi="10.1002/sim.1970", verified=True,
    how="summary read; transformation, winsorising, φ and τ² as coded in the R package FunnelPlotR (od_adjustment.R)",
)  # fmt: skip
Z998 = 3.090232306167813
"""99.9 % point of the standard normal distribution: limits that 99.8 % stay within."""
WINSORISED = 0.1
LEAST_GROUPS = 5
"""Fewest groups from which over-dispersion is estimated; with fewer the limits are those of chance alone."""


class Place(StrEnum):
    INSIDE = "within the 95 % limits"
    ABOVE_95 = "above the 95 % limit"
    BELOW_95 = "below the 95 % limit"
    ABOVE_998 = "above the 99.8 % limit"
    BELOW_998 = "below the 99.8 % limit"


@dataclass(frozen=True)
class Limits:
    """Control limits for one size of group, on the scale of the plot."""

    n: float
    low_998: float
    low_95: float
    high_95: float
    high_998: float


@dataclass(frozen=True)
class FunnelPoint:
    """One group: its size, its value, its distance from the target in standard errors that hold over-dispersion."""

    group: str
    n: float
    value: float
    z: float
    place: Place


@dataclass(frozen=True)
class Funnel:
    """Points in the order given, limits over a range of sizes, and the target.

    `dispersion`: φ, the mean squared z after winsorising (1: chance alone); `between_sd`: τ, added to every
    standard error, on the scale in which z is taken (arcsine of the root for shares). `why_not`: no points, and why.
    """

    points: tuple[FunnelPoint, ...]
    limits: tuple[Limits, ...]
    target: float | None
    dispersion: float | None
    between_sd: float
    why_not: str = ""


def funnel_of_shares(
    groups: Sequence[str], counts: Sequence[int], totals: Sequence[int], *, target: float | None = None
) -> Funnel:
    """Shares `counts`/`totals` against `target` (default: the share of all together), groups of nobody left out.

    On the scale asin√p, where the standard error is 1/(2√n): z = (asin√p − asin√target)·2√n.
    """
    rows = [
        (group, int(count), int(total)) for group, count, total in zip(groups, counts, totals, strict=True) if total > 0
    ]
    if not rows:
        return Funnel((), (), None, None, 0.0, "nobody was observed")
    n = np.array([total for *_, total in rows], float)
    shares = np.array([count for _, count, _ in rows]) / n
    middle = float((shares * n).sum() / n.sum()) if target is None else target
    centre = asin(sqrt(middle))
    z = (np.arcsin(np.sqrt(shares)) - centre) * 2 * np.sqrt(n)

    def limit(size: float, z_point: float, tau2: float) -> float:
        angle = centre + z_point * sqrt(1 / (4 * size) + tau2)
        return sin(min(max(angle, 0.0), pi / 2)) ** 2

    return _funnel([group for group, *_ in rows], n, shares, z, 1 / (2 * np.sqrt(n)), middle, limit)


def funnel_of_means(
    groups: Sequence[str], means: Sequence[float | None], sds: Sequence[float | None], ns: Sequence[int], *, target: float | None = None
) -> Funnel:  # fmt: skip
    """Means against `target` (default: the mean of all; 0 for observed minus expected), with one pooled SD, so that the limits depend on size alone. Groups of fewer
    than 2 are left out."""
    rows = [
        (group, float(mean), float(sd), int(n))
        for group, mean, sd, n in zip(groups, means, sds, ns, strict=True)
        if mean is not None and sd is not None and n >= 2
    ]
    if not rows:
        return Funnel((), (), None, None, 0.0, "no group has two patients")
    n = np.array([row[3] for row in rows], float)
    values, sds_known = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    sd = sqrt(float(((n - 1) * sds_known**2).sum() / (n - 1).sum()))
    if sd <= 0:
        return Funnel((), (), None, None, 0.0, "the values do not vary")
    middle = float((values * n).sum() / n.sum()) if target is None else target

    def limit(size: float, z_point: float, tau2: float) -> float:
        return middle + z_point * sqrt(sd**2 / size + tau2)

    errors = sd / np.sqrt(n)
    return _funnel([row[0] for row in rows], n, values, (values - middle) / errors, errors, middle, limit)


def _funnel(groups, n, values, z, errors, target, limit) -> Funnel:
    dispersion, tau2 = over_dispersion(z, errors)
    adjusted = z * errors / np.sqrt(errors**2 + tau2)
    points = tuple(
        FunnelPoint(group, float(size), float(value), float(score), _place(score))
        for group, size, value, score in zip(groups, n, values, adjusted, strict=True)
    )
    ends = (-Z998, -Z95, Z95, Z998)
    sizes = np.unique(np.concatenate([np.linspace(max(2.0, n.min() / 2), n.max() * 1.1, 60), n]))
    limits = tuple(Limits(float(size), *(limit(size, end, tau2) for end in ends)) for size in sizes)
    return Funnel(points, limits, target, dispersion, sqrt(tau2))


def over_dispersion(z: np.ndarray, errors: np.ndarray) -> tuple[float | None, float]:
    """φ and τ²: how much more groups differ than chance explains, additive, after 10 % winsorising at each end.

    φ = Σz²/k of the winsorised z; τ² = max(0, (kφ − (k − 1)) / (Σw − Σw²/Σw)), w = 1/error². (None, 0) below 5 groups.
    """
    k = len(z)
    if k < LEAST_GROUPS:
        return None, 0.0
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    phi = float((np.clip(z, low, high) ** 2).mean())
    weights = 1 / np.asarray(errors, float) ** 2
    room = float(weights.sum() - (weights**2).sum() / weights.sum())
    return phi, max(0.0, (k * phi - (k - 1)) / room) if room > 0 else 0.0


def _place(z: float) -> Place:
    if abs(z) <= Z95:
        return Place.INSIDE
    if abs(z) <= Z998:
        return Place.ABOVE_95 if z > 0 else Place.BELOW_95
    return Place.ABOVE_998 if z > 0 else Place.BELOW_998
