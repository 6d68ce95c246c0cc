"""Do separate groups of people differ in when the event comes?"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from metrics.survival import event_table

ONE_GROUP = "only one group has anybody in it"
NO_EVENTS = "nobody had the event while more than one group was watched"


@dataclass(frozen=True)
class LogRank:
    """Log-rank test between independent groups.

    `observed` and `expected` events by group; `chi_square` with `degrees` of freedom and its `p`. They are None, and
    `why_not` says why, where there is nothing to compare. Not for two measures in the same people.
    """

    observed: dict[str, float]
    expected: dict[str, float]
    chi_square: float | None
    degrees: int
    p: float | None
    why_not: str = ""


def log_rank(groups: Mapping[str, tuple]) -> LogRank:
    """The test of Mantel 1966, equal to R's survdiff: `groups` by name, each (days, is_event, weights).

    χ² = (O − E)ᵀ V⁻ (O − E) with the hypergeometric covariance of each event day; k − 1 degrees of freedom.
    """
    names = [name for name, group in groups.items() if _size(group)]
    tables = {name: event_table(*groups[name]) for name in names}
    if len(names) < 2:
        return LogRank({}, {}, None, 0, None, ONE_GROUP)
    days = np.unique(np.concatenate([table[0] for table in tables.values()]))
    events = np.stack([_spread(days, *tables[name][:2]) for name in names])
    leaving = events + np.stack([_spread(days, tables[name][0], tables[name][2]) for name in names])
    at_risk = leaving[:, ::-1].cumsum(axis=1)[:, ::-1]
    expected, covariance = _moments(events, at_risk)
    observed = events.sum(axis=1)
    seen, due = (dict(zip(names, counts.tolist(), strict=True)) for counts in (observed, expected))
    if observed.sum() == 0 or np.linalg.matrix_rank(covariance) < 1:
        return LogRank(seen, due, None, 0, None, NO_EVENTS)
    from scipy.special import chdtrc  # slow to import, so only where it is used

    gap, degrees = (observed - expected)[:-1], len(names) - 1
    chi_square = float(gap @ np.linalg.pinv(covariance[:-1, :-1]) @ gap)
    return LogRank(seen, due, chi_square, degrees, float(chdtrc(degrees, chi_square)))


def _moments(events: np.ndarray, at_risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Expected events of each group and their covariance, both summed over days."""
    total, all_at_risk = events.sum(axis=0), at_risk.sum(axis=0)
    share = at_risk / all_at_risk
    scale = np.where(all_at_risk > 1, total * (all_at_risk - total) / np.maximum(all_at_risk - 1, 1), 0.0)
    expected = (share * total).sum(axis=1)
    return expected, np.diag((scale * share).sum(axis=1)) - (scale * share) @ share.T


def _spread(days: np.ndarray, own: np.ndarray, counts: np.ndarray) -> np.ndarray:
    placed = np.zeros(days.size)
    placed[np.searchsorted(days, own)] = counts
    return placed


def _size(group: tuple) -> float:
    days, weights = group[0], group[2] if len(group) > 2 else None
    return float(np.size(days) if weights is None else np.sum(weights))
