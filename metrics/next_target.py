"""Which one target should patient and team agree on for the next checkpoint?

It is set on a function measure and taken from where the middle half of similar past patients stood by then. What happened to
others is no forecast: the target is a proposal to talk about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from domain.measure import TOLERANCE, Better, Measure
from metrics.expected_course import BandPoint
from metrics.goal_progress import GoalProgress, GoalState
from metrics.measure_reading import MeasureReading
from metrics.patient_summary import FUNCTION
from metrics.verdict import Word

OPEN = (GoalState.PROGRESSING, GoalState.STALLED, GoalState.AWAY, GoalState.CANNOT_TELL)


class TargetRule(StrEnum):
    """How a target was found."""

    BACK = "back into the expected range"
    GOAL = "the goal lies within the expected range"
    MEDIAN = "the middle of the expected range"
    EDGE = "the better edge of the expected range"
    HOLD = "the score is beyond the expected range already"


@dataclass(frozen=True)
class TargetFacts:
    """A target for `checkpoint` on one measure, in its unit, and the band of similar past patients that it was taken from.
    `goal`: the goal whose target it is, where it is one's."""

    measure: Measure
    now: float
    target: float
    checkpoint: str
    band: BandPoint
    rule: TargetRule
    goal: GoalProgress | None = None


def next_target(
    readings: Mapping[str, MeasureReading], checkpoint: str, following: str, goals: Sequence[GoalProgress] = ()
) -> TargetFacts | None:
    """A target on one function measure that has a score at `checkpoint` and an expected range at `following`: that of an open
    goal, else the first that has not improved, else the first. None where there is no such measure.

    Who is below the range (its middle half) aims at its nearer edge. Else the amount is the goal's own target where that is
    better than the score and the middle half got that far; else the middle of the range, else its better edge, as soon as it is
    better than the score; else the score is held.
    """
    choices = [one for one in readings.values() if _can_be_target(one, checkpoint, following)]
    if not choices:
        return None
    wished = {g.measure.code: g for g in reversed(goals) if g.measure and g.state in OPEN and g.recorded == "open"}
    chosen = min(choices, key=lambda r: (r.measure.code not in wished, _has_improved(r), choices.index(r)))
    measure, now, band = chosen.measure, chosen.change.now.value, chosen.expected.at(following)
    if now is None or band is None:
        return None
    goal = wished.get(measure.code)
    target, rule = _amount(measure, now, band, goal.target if goal else None)
    return TargetFacts(measure, now, target, following, band, rule, goal if rule is TargetRule.GOAL else None)


def _can_be_target(reading: MeasureReading, checkpoint: str, following: str) -> bool:
    measure, now = reading.measure, reading.change.now
    band = reading.expected.at(following)
    is_function = measure.construct in FUNCTION and measure.judged and measure.needs_baseline
    is_known = now.checkpoint == checkpoint and now.value is not None
    return is_function and is_known and band is not None and band.has_band


def _has_improved(reading: MeasureReading) -> bool:
    return reading.change.verdict.word is Word.IMPROVED and not reading.at_intake


def _amount(measure: Measure, now: float, band: BandPoint, wished: float | None) -> tuple[float, TargetRule]:
    ends = (band.low50, band.high50) if measure.better is Better.HIGHER else (band.high50, band.low50)
    near, edge = ends
    if near is None or edge is None or band.median is None:
        raise ValueError(f"{measure.code} has no expected range at {band.checkpoint}")
    if _is_better(measure, _on_the_scale(measure, near), now):
        return _on_the_scale(measure, near), TargetRule.BACK
    if wished is not None and _is_better(measure, wished, now) and not _is_better(measure, wished, edge):
        return wished, TargetRule.GOAL
    for value, rule in ((band.median, TargetRule.MEDIAN), (edge, TargetRule.EDGE)):
        stepped = _on_the_scale(measure, value)
        if _is_better(measure, stepped, now):
            return stepped, rule
    return now, TargetRule.HOLD


def _is_better(measure: Measure, one: float, other: float) -> bool:
    return float(measure.improvement(other, one)) > TOLERANCE


def _on_the_scale(measure: Measure, value: float) -> float:
    """The nearest value that the scale can give."""
    steps = float(np.floor((value - measure.lowest) / measure.step + 0.5))
    stepped = measure.lowest + steps * measure.step
    return round(min(stepped, measure.highest) if measure.highest is not None else stepped, 6)
