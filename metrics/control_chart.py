"""Is a monthly series changing, or only varying? The points, limits, rules and target of a control chart.

The four rules are those of the NHS programme Making Data Count, as coded in the R package NHSRplotthedots (files
ptd_spc_standard.R, ptd_calculate_point_type.R and ptd_calculate_assurance_type.R, read there).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from domain.dated_change import DatedChange
from domain.measure import Better

RUN = 7
"""Points of a run on one side of the mean, and of a trend."""
TRIAL_UNDER = 12
"""Limits from fewer points are trial limits."""
ON_THE_LINE = 1e-9
"""A value this near to a line lies on it: means of equal shares are not exactly equal to them in binary."""


class Rule(StrEnum):
    OUTSIDE_LIMITS = "outside the limits"
    ONE_SIDE = "seven points on one side of the mean"
    TREND = "seven points all rising or all falling"
    NEAR_LIMIT = "two of three points near a limit, on one side"


class Reading(StrEnum):
    COMMON_CAUSE = "no signal"
    IMPROVEMENT = "signal, on the better side of the mean"
    CONCERN = "signal, on the worse side of the mean"
    ON_THE_MEAN = "signal, on the mean"


class Assurance(StrEnum):
    PASSING = "consistently passing the target"
    FAILING = "consistently failing the target"
    HIT_AND_MISS = "hit and miss"
    NOT_KNOWN = "not known"


class Gap(StrEnum):
    """Why a month has no point."""

    NOBODY = "nobody due"
    SUPPRESSED = "too few people"


@dataclass(frozen=True)
class MonthValue:
    """One month of a series. `value` (0–1 for shares) is None where `gap` says why; `count` and `total` may be absent."""

    month: date
    value: float | None
    gap: Gap | None = None
    count: int | None = None
    total: int | None = None


@dataclass(frozen=True)
class ControlPoint:
    """A month with its centre and limits, and the rules that it is part of; a gap has no limits in an XmR chart's sense
    but keeps those of its stretch, so that lines are drawn through."""

    month: date
    value: float | None
    gap: Gap | None
    total: int | None
    centre: float | None
    low: float | None
    high: float | None
    rules: tuple[Rule, ...]
    reading: Reading


@dataclass(frozen=True)
class Stretch:
    """Months with one set of limits, from `change` (None: the first) on. `is_trial`: from fewer than 12 points."""

    change: DatedChange | None
    from_month: date
    n_points: int
    is_trial: bool
    centre: float | None
    low: float | None
    high: float | None
    why_not: str = ""


@dataclass(frozen=True)
class ControlChart:
    """A whole chart. `assurance` speaks of the last stretch; `screened`: outlying moving ranges were left out."""

    method: str
    points: tuple[ControlPoint, ...]
    stretches: tuple[Stretch, ...]
    screened: bool
    target: float | None
    assurance: Assurance
    why_not: str = ""

    @property
    def signals(self) -> tuple[ControlPoint, ...]:
        return tuple(point for point in self.points if point.rules)

    @property
    def is_trial(self) -> bool:
        """The limits in force now are trial limits."""
        return bool(self.stretches) and self.stretches[-1].is_trial


def split_at_changes(
    months: Sequence[MonthValue], changes: Sequence[DatedChange]
) -> list[tuple[DatedChange | None, list]]:
    """The months in stretches: a new one begins with the month of each dated, named change, and nowhere else."""
    pieces: list[tuple[DatedChange | None, list]] = [(None, [])]
    waiting = sorted(changes, key=lambda change: change.on)
    for month in sorted(months, key=lambda row: row.month):
        begun = [change for change in waiting if change.on.replace(day=1) <= month.month]
        if begun:
            pieces.append((begun[-1], []))
            waiting = [change for change in waiting if change not in begun]
        pieces[-1][1].append(month)
    return [(change, rows) for change, rows in pieces if rows]


def rules_of(values: np.ndarray, centre: np.ndarray, low: np.ndarray, high: np.ndarray) -> list[tuple[Rule, ...]]:
    """The rules that each point of one stretch is part of; NaN values are gaps, which break runs, trends and triples.

    - outside: strictly above `high` or below `low`;
    - one side: part of seven points in a row strictly on one side of the centre;
    - trend: part of seven points in a row, each strictly above (or each below) the one before;
    - near a limit: beyond two thirds of the way to a limit and not outside, one of at least two such among three
      points in a row that all lie on that side of the centre.
    """
    side = _signs(values - centre)
    outside = (_signs(values - high) > 0) | (_signs(values - low) < 0)
    near = ~outside & (_signs(np.abs(values - centre) - 2 / 3 * np.where(side > 0, high - centre, centre - low)) > 0)
    steps = _signs(np.diff(values))
    found = {
        Rule.OUTSIDE_LIMITS: outside,
        Rule.ONE_SIDE: _in_windows(side, RUN, lambda window: abs(window.sum()) == RUN),
        Rule.TREND: _trend(steps, values.size),
        Rule.NEAR_LIMIT: near & _two_of_three(near, side),
    }
    return [tuple(rule for rule, flags in found.items() if flags[i]) for i in range(values.size)]


def reading_of(value: float | None, centre: float | None, rules: tuple[Rule, ...], better: Better) -> Reading:
    """A signal is read by the side of the mean on which its point lies, as in NHSRplotthedots."""
    if not rules or value is None or centre is None:
        return Reading.COMMON_CAUSE
    if abs(value - centre) <= ON_THE_LINE:
        return Reading.ON_THE_MEAN
    is_better = (value > centre) == (better is Better.HIGHER)
    return Reading.IMPROVEMENT if is_better else Reading.CONCERN


def assurance_of(stretch: Stretch | None, target: float | None, better: Better) -> Assurance:
    """The target against the limits of the last stretch: outside them it is always or never met, inside it is chance."""
    if stretch is None or target is None or stretch.low is None or stretch.high is None:
        return Assurance.NOT_KNOWN
    if stretch.low <= target <= stretch.high:
        return Assurance.HIT_AND_MISS
    always_above = target < stretch.low
    return Assurance.PASSING if always_above == (better is Better.HIGHER) else Assurance.FAILING


def _signs(values: np.ndarray) -> np.ndarray:
    """−1, 0 or 1; 0 also for a gap."""
    known = np.nan_to_num(values)
    return np.where(np.abs(known) <= ON_THE_LINE, 0.0, np.sign(known))


def _in_windows(values: np.ndarray, width: int, holds) -> np.ndarray:
    """Which places belong to a window of `width` that holds."""
    flags = np.zeros(values.size, bool)
    for start in range(values.size - width + 1):
        if holds(values[start : start + width]):
            flags[start : start + width] = True
    return flags


def _trend(steps: np.ndarray, size: int) -> np.ndarray:
    flags = np.zeros(size, bool)
    for start in range(size - RUN + 1):
        if abs(steps[start : start + RUN - 1].sum()) == RUN - 1:
            flags[start : start + RUN] = True
    return flags


def _two_of_three(near: np.ndarray, side: np.ndarray) -> np.ndarray:
    flags = np.zeros(near.size, bool)
    for start in range(near.size - 2):
        window = slice(start, start + 3)
        if near[window].sum() >= 2 and abs(side[window].sum()) == 3:
            flags[window] = True
    return flags
