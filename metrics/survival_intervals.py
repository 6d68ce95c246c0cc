"""When did the event come, if all that is known is between which two visits?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from metrics.survival import whole_weights

TOLERANCE = 1e-6
"""How far the steepest ascent of the mean log-likelihood may be from flat (Gentleman & Geyer's condition)."""
MOST_ROUNDS = 20_000


@dataclass(frozen=True)
class IntervalCensored:
    """Turnbull's estimate: how much probability lies in each stretch (`after`, `upto`] of days.

    `upto` is infinite for the share not seen to have the event. Within a stretch nothing is known about when. `n`
    people; `converged` by the condition of the maximum. No interval is given: its usual forms do not hold here.
    """

    after: np.ndarray
    upto: np.ndarray
    share: np.ndarray
    n: int
    converged: bool

    def had_event_by(self, day: float) -> tuple[float, float] | None:
        """Least and greatest share with the event by `day` that the data allow; None when nobody was watched."""
        if self.n == 0:
            return None
        least = min(1.0, float(self.share[self.upto <= day].sum()))
        return least, min(1.0, least + float(self.share[(self.after < day) & (self.upto > day)].sum()))

    @property
    def median(self) -> tuple[float, float] | None:
        """The stretch in which one half is reached; None where it is not."""
        if self.n == 0:
            return None
        place = int(np.searchsorted(np.cumsum(self.share), 0.5 - 1e-9))
        if place >= self.share.size or np.isinf(self.upto[place]):
            return None
        return float(self.after[place]), float(self.upto[place])


def turnbull(after: ArrayLike, by: ArrayLike, weights: ArrayLike | None = None) -> IntervalCensored:
    """Nonparametric maximum likelihood for events known to lie in (`after`, `by`] (days).

    `by` infinite or NaN: no event by day `after`. `weights`: how many people (whole numbers, default 1). Self-consistency
    steps (Turnbull 1976), two of them extrapolated (squared, Varadhan & Roland 2008), until no stretch could raise the
    mean log-likelihood by more than 1e-6 per unit of probability. Equal to R's survfit(Surv(type = "interval2")).
    Raises ValueError where `by` is not later than `after`.
    """
    left = np.asarray(after, float)
    right = np.where(np.isnan(np.asarray(by, float)), np.inf, np.asarray(by, float))
    if (right <= left).any():
        raise ValueError("an interval must end later than it begins")
    n = whole_weights(weights, left.size)
    left, right, n = left[n > 0], right[n > 0], n[n > 0]
    if not n.size:
        return IntervalCensored(*(np.array([]),) * 3, 0, True)
    starts, ends = innermost(left, right)
    first = np.searchsorted(starts, left)
    last = np.searchsorted(ends, right, side="right")
    share, converged = _maximum(first, last, n / n.sum(), starts.size)
    share = np.where(share < 1e-8, 0.0, share)
    return IntervalCensored(starts, ends, share / share.sum(), int(n.sum()), converged)


def innermost(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Stretches from a left end to the next right end with no other end between: only they can hold probability."""
    ends = np.concatenate([np.unique(right), np.unique(left)])
    is_left = np.concatenate([np.zeros(np.unique(right).size, bool), np.ones(np.unique(left).size, bool)])
    order = np.lexsort((is_left, ends))
    ends, is_left = ends[order], is_left[order]
    pairs = np.flatnonzero(is_left[:-1] & ~is_left[1:])
    return ends[pairs], ends[pairs + 1]


def _maximum(first: np.ndarray, last: np.ndarray, n: np.ndarray, size: int) -> tuple[np.ndarray, bool]:
    share = np.full(size, 1 / size)
    for _ in range(MOST_ROUNDS):
        gain = _gain(share, first, last, n)
        if gain.max() <= 1 + TOLERANCE:
            return share, True
        once = share * gain
        twice = once * _gain(once, first, last, n)
        share = _leap(share, once, twice, first, last, n)
    return share, False


def _gain(share: np.ndarray, first: np.ndarray, last: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Derivative of the mean log-likelihood by each stretch's share; 1 or less everywhere at the maximum."""
    total = np.concatenate([[0.0], np.cumsum(share)])
    each = n / np.maximum(total[last] - total[first], 1e-300)
    steps = np.bincount(first, each, share.size + 1) - np.bincount(last, each, share.size + 1)
    return np.cumsum(steps)[:-1]


def _leap(share, once, twice, first, last, n) -> np.ndarray:
    """The squared extrapolation where it is allowed and not worse, else the two plain steps."""
    change, bend = once - share, twice - 2 * once + share
    size = np.sqrt((bend**2).sum())
    if size == 0:
        return twice
    length = max(1.0, float(np.sqrt((change**2).sum()) / size))
    leapt = np.maximum(share + 2 * length * change + length**2 * bend, 0.01 * twice)
    leapt = leapt / leapt.sum()
    leapt = leapt * _gain(leapt, first, last, n)
    return leapt if _fit(leapt, first, last, n) >= _fit(twice, first, last, n) else twice


def _fit(share: np.ndarray, first: np.ndarray, last: np.ndarray, n: np.ndarray) -> float:
    total = np.concatenate([[0.0], np.cumsum(share)])
    return float((n * np.log(np.maximum(total[last] - total[first], 1e-300))).sum())
