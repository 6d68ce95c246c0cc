"""How much should each observed patient count, so that they stand for all who were due?

Inverse-probability weights. They are no frequency weights: intervals need a robust variance.
"""

from dataclasses import dataclass

import numpy as np

from domain.source import Source
from metrics.comparison_design import Design

COLE_HERNAN_2008 = Source(
    title="Cole SR, Hernán MA. Constructing inverse probability weights for marginal structural models. "
    "Am J Epidemiol 168:656–664", year=2008, doi="10.1093/aje/kwn164", verified=True,
    how="abstract read: the four assumptions, and truncation as a trade of bias for precision; percentiles recalled",
)  # fmt: skip
TRUNCATED_AT = (0.01, 0.99)
LEAST_MISSING = 10
"""Fewer missing than this cannot teach who goes missing; everybody then counts once."""
_GUARD = 1e-6
"""A ridge small enough to change no digit that is shown, so that a trait with nobody missing does not run away."""


@dataclass(frozen=True)
class CensoringWeights:
    """`weights`: one per cell of the design, for its observed patients. `effective_n` = (Σw)²/Σw² of `n` observed of `n_due`;
    a group's own in `effective_by_group`. `lowest`, `highest` as used, `n_truncated` patients pulled to them.

    `coefficients`: of the logistic model of being observed, by name. `why_not` says why everybody counts once.
    """

    weights: np.ndarray
    n: int
    n_due: int
    effective_n: float
    effective_by_group: dict[str, float]
    lowest: float
    highest: float
    n_truncated: int
    coefficients: dict[str, float]
    why_not: str = ""


def censoring_weights(design: Design) -> CensoringWeights:
    """Stabilised, truncated weights: share observed in the group / probability of being observed given group and traits.

    The probability comes from a logistic model (equal to R's `glm`) of group, baseline band, age band, sex, pain duration
    and payer among those due with a baseline. It corrects for what these explain of who went missing, and nothing else.
    Weights are pulled to their 1st and 99th percentile among the observed.
    """
    n, n_due = int(design.n.sum()), int(design.n_due.sum())
    if n_due - n < LEAST_MISSING or n < LEAST_MISSING:
        few = "missing" if n_due - n < LEAST_MISSING else "observed"
        return _answer(design, np.ones(len(design.n)), 0, {}, f"fewer than {LEAST_MISSING} are {few}")
    names, columns, place = _columns(design)
    seen, due = (np.bincount(place, part, len(columns)) for part in (design.n, design.n_due))
    coefficients = logistic(columns, seen, due)
    probability = 1 / (1 + np.exp(-np.clip(columns @ coefficients, -30, 30)))
    raw = (_share_observed(design) / np.maximum(probability, 1e-9)[place]).astype(float)
    low, high = _percentiles(raw, design.n)
    n_truncated = int(design.n[(raw < low) | (raw > high)].sum())
    told = {name: float(value) for name, value in zip(names, coefficients, strict=True)}
    return _answer(design, np.clip(raw, low, high), n_truncated, told, "")


def _columns(design: Design) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Intercept, groups and baseline bands (all but the first), and the traits of the design, once for every row of the
    model in every group; and the place of each cell among these."""
    width = len(design.constant)
    group, row = (
        np.repeat(np.arange(len(design.group_names)), width),
        np.tile(np.arange(width), len(design.group_names)),
    )
    names, columns = ["intercept"], [np.ones(len(row))]
    for place, name in enumerate(design.group_names[1:], start=1):
        names.append(f"group: {name}")
        columns.append((group == place).astype(float))
    for band in sorted(set(design.band.tolist()))[1:]:
        names.append(f"baseline band {band}")
        columns.append((design.band[row] == band).astype(float))
    for place, name in enumerate(design.names):
        if not name.startswith("baseline"):
            names.append(name)
            columns.append(design.constant[row, place])
    return names, np.column_stack(columns), design.group * width + design.row


def logistic(columns: np.ndarray, successes: np.ndarray, trials: np.ndarray) -> np.ndarray:
    """Coefficients of a logistic model of grouped data, by Newton's method."""
    coefficients = np.zeros(columns.shape[1])
    guard = _GUARD * np.eye(columns.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(columns @ coefficients, -30, 30)))
        slope = columns.T @ (successes - trials * p) - _GUARD * coefficients
        curve = (columns * (trials * p * (1 - p))[:, None]).T @ columns + guard
        step = np.linalg.lstsq(curve, slope, rcond=1e-12)[0]
        coefficients = coefficients + np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-10:
            break
    return coefficients


def _share_observed(design: Design) -> np.ndarray:
    """Of each cell, the share observed in its group."""
    seen, due = (np.bincount(design.group, part, len(design.group_names)) for part in (design.n, design.n_due))
    return (seen / np.maximum(due, 1))[design.group]


def _percentiles(weights: np.ndarray, n: np.ndarray) -> tuple[float, float]:
    """Weights of the patients at the 1st and the 99th percentile."""
    order = np.argsort(weights)
    reached = np.cumsum(n[order])
    low, high = (np.searchsorted(reached, share * reached[-1] - 1e-9) for share in TRUNCATED_AT)
    return float(weights[order][low]), float(weights[order][high])


def _answer(
    design: Design, weights: np.ndarray, n_truncated: int, told: dict[str, float], why_not: str
) -> CensoringWeights:
    used = weights[design.n > 0]
    by_group = {
        name: _effective(weights, design.n, design.group == place) for place, name in enumerate(design.group_names)
    }
    return CensoringWeights(
        weights=weights,
        n=int(design.n.sum()),
        n_due=int(design.n_due.sum()),
        effective_n=_effective(weights, design.n, np.ones(len(weights), bool)),
        effective_by_group=by_group,
        lowest=float(used.min()) if len(used) else 1.0,
        highest=float(used.max()) if len(used) else 1.0,
        n_truncated=n_truncated,
        coefficients=told,
        why_not=why_not,
    )


def _effective(weights: np.ndarray, n: np.ndarray, where: np.ndarray) -> float:
    """(Σw)²/Σw² (Kish), over patients."""
    total, square = float((weights * n)[where].sum()), float((weights**2 * n)[where].sum())
    return total**2 / square if square > 0 else 0.0
