"""A time axis of days for a dense series: even, from its first day to its last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from charts.numbers import MONTHS

LEFT, RIGHT = 1.0, 92.0
"""Percent of the width at which the axis starts and ends; the rest is room for the last level."""
SPACINGS = (1, 2, 7, 14, 28, 56, 91, 182, 364, 728)
MOST_TICKS = 6


@dataclass(frozen=True)
class DayAxis:
    first: date
    last: date

    @property
    def n_days(self) -> int:
        return (self.last - self.first).days

    def position(self, day: date) -> float:
        """Percent of the width; a day off the axis is put at the nearer end."""
        share = (day - self.first).days / max(1, self.n_days)
        return LEFT + min(1.0, max(0.0, share)) * (RIGHT - LEFT)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def ticks(self) -> tuple[date, ...]:
        """At most six days, evenly apart from the first on."""
        spacing = next((s for s in SPACINGS if self.n_days / s < MOST_TICKS), max(1, self.n_days))
        return tuple(self.first + timedelta(days=d) for d in range(0, self.n_days + 1, spacing))


def tick_labels(ticks: Sequence[date]) -> list[str]:
    """'6 Oct 2025', '20 Oct', '3 Jan 2026': the year where it begins."""
    years = [None, *(day.year for day in ticks)]
    return [
        f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if day.year != before else "")
        for day, before in zip(ticks, years, strict=False)
    ]
