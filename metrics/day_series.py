"""One patient's values of one measure, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

BLOCK_DAYS = 3
"""Length of a resampled run of days: long enough for the tie between neighbours, short enough for four weeks of days."""


@dataclass(frozen=True)
class DaySeries:
    """One value per day, oldest first. `ordinals`: days as `date.toordinal` counts them; `values` in the measure's unit."""

    ordinals: np.ndarray
    values: np.ndarray

    def __len__(self) -> int:
        return len(self.values)

    def day(self, place: int) -> date:
        return date.fromordinal(int(self.ordinals[place]))

    def between(self, from_day: date, to_day: date) -> "DaySeries":
        """The days from `from_day` to `to_day`, both included."""
        inside = (self.ordinals >= from_day.toordinal()) & (self.ordinals <= to_day.toordinal())
        return DaySeries(self.ordinals[inside], self.values[inside])

    def on_grid(self) -> np.ndarray:
        """A value for every calendar day from the first to the last, NaN where there is none."""
        if not len(self):
            return np.empty(0)
        grid = np.full(int(self.ordinals[-1] - self.ordinals[0]) + 1, np.nan)
        grid[self.ordinals - self.ordinals[0]] = self.values
        return grid


def day_series(days: Sequence[date | None], values: Sequence[float | None]) -> DaySeries:
    """Values in order of their days; several of one day become their mean, missing and infinite ones are left out.

    Raises ValueError when the two are of different length.
    """
    numbers = pd.to_numeric(pd.Series(list(values), dtype=object), errors="coerce").to_numpy(float)
    dated = np.array([0 if day is None or pd.isna(day) else day.toordinal() for day in days], dtype=np.int64)
    if len(numbers) != len(dated):
        raise ValueError(f"{len(dated)} days and {len(numbers)} values")
    known = np.isfinite(numbers) & (dated > 0)
    ordinals, place = np.unique(dated[known], return_inverse=True)
    totals = np.bincount(place, weights=numbers[known], minlength=len(ordinals))
    return DaySeries(ordinals, totals / np.maximum(np.bincount(place, minlength=len(ordinals)), 1))


def block_places(n: int, times: int, rng: np.random.Generator, block: int = BLOCK_DAYS) -> np.ndarray:
    """Places of `times` circular-block bootstrap samples of n consecutive things; shape (times, n).

    Runs of `block`, drawn with replacement, the end joined to the start, and laid end to end: Politis & Romano 1992
    (unverified: recalled).
    """
    block = min(block, n)
    starts = rng.integers(0, n, size=(times, -(-n // block)))
    return ((starts[:, :, None] + np.arange(block)) % n).reshape(times, -1)[:, :n]
