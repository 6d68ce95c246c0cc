"""Could this scale show a change from where the patient stands, or does its end hide one?"""

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from domain.measure import TOLERANCE, Better, Measure
from domain.scoring import score_ends


class End(StrEnum):
    BEST = "best"
    WORST = "worst"


class NeededRoom(StrEnum):
    """Which figure says how much room a change needs."""

    MEANINGFUL = "meaningful change"
    ERROR = "measurement error"


@dataclass(frozen=True)
class ScaleRoom:
    """Where baseline and follow-up stand on the scale, in the measure's unit.

    `room_to_improve`, `room_to_worsen`: from the baseline to the ends; None without baseline, or where the scale has no
    end on that side. `hides_improvement`, `hides_worsening`: that room is smaller than the meaningful change, so that
    one could not show (False where either is unknown). `baseline_at`, `follow_up_at`: the score stands at an end of the
    scale, where the true state may lie beyond it.
    """

    room_to_improve: float | None = None
    room_to_worsen: float | None = None
    hides_improvement: bool = False
    hides_worsening: bool = False
    baseline_at: End | None = None
    follow_up_at: End | None = None

    @property
    def is_clear(self) -> bool:
        """Nothing about the ends of the scale can explain the result."""
        return not (self.hides_improvement or self.hides_worsening or self.baseline_at or self.follow_up_at)


def scale_room(
    measure: Measure, baseline: float | None, follow_up: float | None = None, *, form: str | None = None
) -> ScaleRoom:
    """The room on the scale around one patient's scores (unit of the measure, None or NaN missing).

    A form that is scored by its own table has its own ends (`form`). Where no meaningful change is known, a published
    MDC95 stands in for it. A rating of change has no baseline and so no room.
    """
    if not measure.needs_baseline or not measure.judged:
        return ScaleRoom()
    before, after = _number(baseline), _number(follow_up)
    best, worst = best_and_worst(measure, form)
    to_improve, to_worsen = _distance(before, best), _distance(before, worst)
    least, least_worse = (None, None) if before is None else _amounts(measure, before)
    return ScaleRoom(
        room_to_improve=to_improve,
        room_to_worsen=to_worsen,
        hides_improvement=_is_less(to_improve, least),
        hides_worsening=_is_less(to_worsen, least_worse),
        baseline_at=_end_at(before, best, worst),
        follow_up_at=_end_at(after, best, worst),
    )


def best_and_worst(measure: Measure, form: str | None = None) -> tuple[float | None, float | None]:
    """The best and the worst possible score; None where the scale has no end there."""
    lowest, highest = score_ends(measure, form)
    return (highest, lowest) if measure.better is Better.HIGHER else (lowest, highest)


def counts_less_than_a_step(measure: Measure, amount: float | None) -> bool:
    """Whether an amount of change is smaller than what the scale can tell apart, so that any step at all reaches it."""
    return amount is not None and amount < measure.step - TOLERANCE


def share_says_little(measure: Measure, baseline: float | None) -> bool:
    """Whether a baseline is so near 0 that a percentage of it misleads: the meaningful change there is less than one step
    of the scale (30 % of 2 min), or more than the whole baseline (2 points of 1). Both figures are the registry's."""
    rule, before = measure.meaningful_change, _number(baseline)
    least = _number(rule.at(before)) if rule is not None and before else None
    if least is None or before is None:
        return False
    return counts_less_than_a_step(measure, least) or abs(before) < least - TOLERANCE


def needed_room(measure: Measure) -> NeededRoom | None:
    """The figure that `scale_room` holds the room against; None where there is none, and no room can be promised."""
    if measure.meaningful_change is not None:
        return NeededRoom.MEANINGFUL
    has_error = measure.measurement_error is not None and measure.measurement_error.mdc95 is not None
    return NeededRoom.ERROR if has_error else None


def _amounts(measure: Measure, baseline: float) -> tuple[float | None, float | None]:
    """The improvement and the worsening that would matter."""
    rule = measure.meaningful_change
    if rule is not None:
        return _number(rule.at(baseline)), _number(rule.worsening_at(baseline))
    error = measure.measurement_error.mdc95 if measure.measurement_error else None
    return error, error


def _distance(score: float | None, end: float | None) -> float | None:
    return None if score is None or end is None else abs(end - score)


def _is_less(room: float | None, needed: float | None) -> bool:
    return room is not None and needed is not None and room < needed - TOLERANCE


def _end_at(score: float | None, best: float | None, worst: float | None) -> End | None:
    if score is None:
        return None
    if best is not None and abs(score - best) <= TOLERANCE:
        return End.BEST
    return End.WORST if worst is not None and abs(score - worst) <= TOLERANCE else None


def _number(value) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
