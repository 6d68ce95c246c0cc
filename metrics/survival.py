"""How many have not had the event yet, day by day, when some were watched for longer than others?"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from metrics.proportion import Z95

HALF_WIDTH = np.sqrt(np.finfo(float).eps)
"""Slack at a survival of exactly one half, as in R's survival package."""


@dataclass(frozen=True)
class SurvivalCurve:
    """Kaplan–Meier estimate of the share without the event.

    One entry per distinct day on which somebody had the event or left the watch, in order: `day`, `at_risk` (before
    that day's events), `events`, `censored`, `survival` (share without the event after that day), `low` and `high`
    (95 %; NaN where not defined). `n` people, `n_events` events. Empty arrays when nobody was watched.
    """

    day: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray
    censored: np.ndarray
    survival: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def n(self) -> int:
        return int(self.at_risk[0]) if len(self.day) else 0

    @property
    def n_events(self) -> int:
        return int(self.events.sum())

    @property
    def last_day(self) -> float | None:
        """The last day on which anybody was watched; beyond it nothing is known unless the event reached everybody."""
        return float(self.day[-1]) if len(self.day) else None

    @cached_property
    def median(self) -> "MedianDay":
        """The first day by which at least half had the event, with its 95 % interval."""
        return MedianDay(*(_half(self.day, curve) for curve in (self.survival, self.low, self.high)))

    def had_event_by(self, day: float) -> "EventShare":
        """Share with the event by `day` and its interval; nothing beyond the last day watched while somebody remains."""
        place = int(np.searchsorted(self.day, day, side="right")) - 1
        if not len(self.day) or (day > self.day[-1] and self.survival[-1] > 0):
            return EventShare(None, None, None, 0)
        remaining = int(self.at_risk[self.day >= day][0]) if (self.day >= day).any() else 0
        if place < 0:
            return EventShare(0.0, None, None, remaining)
        low, high = 1 - self.high[place], 1 - self.low[place]
        known = not np.isnan(low)
        return EventShare(
            float(1 - self.survival[place]), float(low) if known else None, float(high) if known else None, remaining
        )


@dataclass(frozen=True)
class MedianDay:
    """`day` is None where fewer than half had the event; an end of the interval is None where it is not reached."""

    day: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class EventShare:
    """Share (0–1) with the event by a day; `at_risk` were still watched then. None: not known."""

    share: float | None
    low: float | None
    high: float | None
    at_risk: int


def kaplan_meier(days: ArrayLike, is_event: ArrayLike, weights: ArrayLike | None = None) -> SurvivalCurve:
    """Kaplan–Meier curve with Greenwood's variance and the log(−log) interval.

    Sequences of one length: the day of the event or of the end of the watch, which of the two, and how many people
    (whole numbers, default 1). On one day events come before the ends of watches. S = Π(1 − d/n);
    var(log S) = Σ d/(n(n − d)) (Greenwood 1926); interval S^exp(±z·√var(log S)/log S), which stays inside 0–1: equal
    to R's survfit(conf.type = "log-log"). Raises ValueError for a negative or broken weight.
    """
    day, events, censored = event_table(days, is_event, weights)
    leaving = events + censored
    at_risk = leaving[::-1].cumsum()[::-1]
    survival = np.cumprod(1 - _ratio(events, at_risk))
    spread = Z95 * np.sqrt(np.cumsum(hazard_variance(events, at_risk)))
    with np.errstate(divide="ignore", invalid="ignore"):
        log_survival = np.log(survival)
        low = np.exp(log_survival * np.exp(-spread / log_survival))
        high = np.exp(log_survival * np.exp(spread / log_survival))
    certain, gone = survival == 1, survival <= 0
    low, high = np.where(certain, 1.0, low), np.where(certain, 1.0, high)
    low, high = np.where(gone, np.nan, low), np.where(gone, np.nan, high)
    return SurvivalCurve(day, at_risk, events, censored, survival, low, high)


def event_table(days, is_event, weights=None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distinct days in order, and how many had the event and how many left the watch on each."""
    when = np.asarray(days, float)
    n = whole_weights(weights, when.size)
    happened = np.asarray(is_event, bool)
    day, place = np.unique(when[n > 0], return_inverse=True)
    events = np.bincount(place, (n * happened)[n > 0], day.size)
    return day, events, np.bincount(place, (n * ~happened)[n > 0], day.size)


def whole_weights(weights, size: int) -> np.ndarray:
    """Frequency weights as floats; ones where None. Raises ValueError unless whole and not negative."""
    n = np.ones(size) if weights is None else np.asarray(weights, float)
    if (n < 0).any() or (n != np.round(n)).any():
        raise ValueError("frequency weights count people: whole numbers, none negative")
    return n


def hazard_variance(events: np.ndarray, at_risk: np.ndarray) -> np.ndarray:
    """d/(n(n − d)) of each day, the terms of Greenwood's sum; 0 on the day that leaves nobody."""
    left = at_risk - events
    return np.where(left > 0, _ratio(events, at_risk * left), 0.0)


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    return np.divide(top, bottom, out=np.zeros_like(top, dtype=float), where=bottom > 0)


def _half(day: np.ndarray, curve: np.ndarray) -> float | None:
    """First day on which a curve is at or under one half; the middle of the stretch where it stands exactly there."""
    under = ~np.isnan(curve) & (curve < 0.5 + HALF_WIDTH)
    if not under.any():
        return None
    days, values = day[under], curve[under]
    later = np.flatnonzero(values < values[0])
    if abs(values[0] - 0.5) < HALF_WIDTH and later.size:
        return float((days[0] + days[later[0]]) / 2)
    return float(days[0])
