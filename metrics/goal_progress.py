"""Is a goal met, on its way, or stalled? Only scores of the goal's own measure, in its unit, can say so.

A goal is *met* while the latest score is at least as good as the target. Short of it, the change since the goal was set
decides: *progressing* where it leads towards the target by at least the measurement error (where that is not known, the
meaningful change; where neither is known, by any amount, and the answer says so), *further away* the other way round, else
*stalled*. The score that a goal starts from is the nearest one to the day it was set, from 28 days before to 7 days after: the
span of a usual intake window. That span and the use of the error are the clinic's own rules; no source defines progress
towards a patient's goal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from domain.measure import TOLERANCE, Better, Measure
from metrics.measurement_error import measurement_error
from metrics.verdict import forms_differ

START_DAYS_BEFORE, START_DAYS_AFTER = 28, 7


class GoalState(StrEnum):
    MET = "met"
    PROGRESSING = "progressing"
    STALLED = "stalled"
    AWAY = "further away"
    CANNOT_TELL = "cannot tell"
    DROPPED = "dropped"


NO_TARGET = "no measurable target was set"
IN_CONFLICT = "sources differ on the target"
NOT_KNOWN = "the measure is not one of this clinic's"
OTHER_UNIT = "the target is in another unit than the measure"
NO_SCORE = "the measure has not been done since the goal was set"
NO_START = "there is no score from when the goal was set"
FORM_CHANGED = "the two scores come from different forms"
NO_DIRECTION = "neither direction of this measure is good in itself, and there is no score from when the goal was set"


@dataclass(frozen=True)
class ScoreSeen:
    """One score behind a goal, in the measure's unit."""

    observation_id: str
    value: float
    on_date: date
    form: str | None = None
    standard_error: float | None = None


@dataclass(frozen=True)
class GoalProgress:
    """One goal and how it stands. `recorded` is the status in the source ('open', 'met', 'dropped').

    `moved` is the change since the goal was set, positive towards the target, and `needed` what counts as movement, on
    `basis`; `share` of the way that is behind (0 at the start, 1 at the target), None where start and target coincide.
    `reached_on`: first day on which a score since then was as good as the target. `why_not` is one clause, empty unless the
    state cannot be told; a goal met or dropped by the record alone has no scores.
    """

    goal_id: str
    text: str
    state: GoalState
    recorded: str
    measure: Measure | None = None
    target: float | None = None
    start: ScoreSeen | None = None
    now: ScoreSeen | None = None
    moved: float | None = None
    needed: float | None = None
    basis: str = ""
    needed_verified: bool | None = None
    share: float | None = None
    reached_on: date | None = None
    set_on: date | None = None
    due_on: date | None = None
    checkpoint: str | None = None
    is_overdue: bool = False
    origin: str = "loaded"
    why_not: str = ""

    @property
    def is_measurable(self) -> bool:
        return self.measure is not None and self.target is not None

    @property
    def rows(self) -> tuple[str, ...]:
        """Ids of the rows that the state rests on, the goal first."""
        seen = dict.fromkeys(score.observation_id for score in (self.start, self.now) if score is not None)
        return (self.goal_id, *seen)


def goal_progress(
    goals: pd.DataFrame,
    observations: pd.DataFrame,
    measures: Mapping[str, Measure],
    as_of: date,
    *,
    since: date | None = None,
) -> tuple[GoalProgress, ...]:
    """How each goal stands on `as_of`: those that can still be reached first, by due day; dropped ones last.

    Args:
        goals: rows of one patient as `store.readers.read_goals` gives them; `origin` where goals were typed in, too.
        observations: the patient's, as `read_observations`; only used, routine scores up to `as_of` count.
        since: leave out goals set more than `START_DAYS_BEFORE` days before this day, such as those of an earlier episode.
    """
    seen = _scores(observations, as_of)
    told = [_progress(row, seen, measures, as_of) for row in goals.itertuples() if _is_set(row, since, as_of)]
    order = list(GoalState)
    rank = {state: order.index(state) for state in GoalState} | dict.fromkeys(
        (GoalState.PROGRESSING, GoalState.STALLED, GoalState.AWAY, GoalState.CANNOT_TELL), -1
    )
    return tuple(sorted(told, key=lambda one: (rank[one.state], one.due_on or date.max, one.text, one.goal_id)))


def _is_set(row, since: date | None, as_of: date) -> bool:
    if row.set_on is None:
        return True
    return row.set_on <= as_of and (since is None or (since - row.set_on).days <= START_DAYS_BEFORE)


def _scores(observations: pd.DataFrame, as_of: date) -> dict[str, list[ScoreSeen]]:
    """By measure, what counts as a score, by day; of one day the latest time."""
    found: dict[str, list[ScoreSeen]] = {}
    rows = observations[(observations["standing"] == "used") & observations["value"].notna()]
    for row in sorted(rows.itertuples(), key=lambda r: (r.on_date, r.at_time or "", r.observation_id)):
        if row.on_date <= as_of and (row.occasion or "routine") == "routine":
            error = None if pd.isna(row.standard_error) else float(row.standard_error)
            score = ScoreSeen(row.observation_id, float(row.value), row.on_date, row.form, error)
            found.setdefault(row.measure, []).append(score)
    return found


def _progress(row, seen, measures: Mapping[str, Measure], as_of: date) -> GoalProgress:
    facts = _facts(row, measures, as_of)
    recorded, measure, target = facts["recorded"], facts["measure"], facts["target"]
    if recorded == "dropped":
        return GoalProgress(state=GoalState.DROPPED, **facts)
    why_not = _obstacle(row, measure, target)
    if why_not or measure is None or target is None:
        state = GoalState.MET if recorded == "met" else GoalState.CANNOT_TELL
        return GoalProgress(state=state, why_not="" if state is GoalState.MET else why_not, **facts)
    own = seen.get(measure.code, [])
    start = _start(own, row.set_on)
    later = [score for score in own if _is_later(score, start, row.set_on)]
    return _measured(facts, measure, target, start, later)


def _facts(row, measures: Mapping[str, Measure], as_of: date) -> dict:
    due_on = row.due_on
    return {
        "goal_id": row.goal_id,
        "text": row.text or "",
        "recorded": row.status or "open",
        "measure": measures.get(row.measure) if row.measure else None,
        "target": None if pd.isna(row.target) else float(row.target),
        "set_on": row.set_on,
        "due_on": due_on,
        "checkpoint": row.checkpoint,
        "is_overdue": due_on is not None and due_on < as_of and (row.status or "open") == "open",
        "origin": getattr(row, "origin", None) or "loaded",
    }


def _obstacle(row, measure: Measure | None, target: float | None) -> str:
    if row.measure and measure is None:
        return NOT_KNOWN
    if target is None:
        return IN_CONFLICT if row.in_conflict else NO_TARGET
    return OTHER_UNIT if measure is not None and row.unit and row.unit != measure.unit else ""


def _start(own: list[ScoreSeen], set_on: date | None) -> ScoreSeen | None:
    """The score nearest to the day on which the goal was set; of two equally near the earlier."""
    if set_on is None:
        return None
    near = [s for s in own if -START_DAYS_BEFORE <= (s.on_date - set_on).days <= START_DAYS_AFTER]
    return min(near, key=lambda s: (abs((s.on_date - set_on).days), s.on_date), default=None)


def _is_later(score: ScoreSeen, start: ScoreSeen | None, set_on: date | None) -> bool:
    if start is not None:
        return score.on_date > start.on_date
    return set_on is None or score.on_date > set_on


def _measured(
    facts: dict, measure: Measure, target: float, start: ScoreSeen | None, later: list[ScoreSeen]
) -> GoalProgress:
    upwards = _leads_upwards(measure, target, start)
    now = later[-1] if later else None
    if upwards is None or now is None:
        return GoalProgress(state=GoalState.CANNOT_TELL, start=start, why_not=NO_SCORE if now is None else NO_DIRECTION, **facts)  # fmt: skip
    reached = [score for score in later if _is_reached(score.value, target, upwards)]
    known = {**facts, "start": start, "now": now, "reached_on": reached[0].on_date if reached else None}
    if start is not None and not forms_differ(start.form, now.form):
        known |= _movement(measure, target, start, now, upwards)
    if _is_reached(now.value, target, upwards):
        return GoalProgress(state=GoalState.MET, **{**known, "is_overdue": False})
    if "moved" not in known:
        return GoalProgress(state=GoalState.CANNOT_TELL, why_not=FORM_CHANGED if start else NO_START, **known)
    return GoalProgress(state=_state(known["moved"], known["needed"]), **known)


def _leads_upwards(measure: Measure, target: float, start: ScoreSeen | None) -> bool | None:
    """Towards higher scores? Where neither direction is good in itself, the start tells."""
    if measure.judged:
        return measure.better is Better.HIGHER
    return None if start is None or start.value == target else target > start.value


def _is_reached(value: float, target: float, upwards: bool) -> bool:
    return value >= target - TOLERANCE if upwards else value <= target + TOLERANCE


def _movement(measure: Measure, target: float, start: ScoreSeen, now: ScoreSeen, upwards: bool) -> dict:
    sign = 1 if upwards else -1
    way = sign * (target - start.value)
    moved = sign * (now.value - start.value)
    needed, basis, verified = _needed(measure, start, now)
    share = moved / way if way > TOLERANCE else None
    return {"moved": moved, "needed": needed, "basis": basis, "needed_verified": verified, "share": share}


def _needed(measure: Measure, start: ScoreSeen, now: ScoreSeen) -> tuple[float | None, str, bool | None]:
    error = measurement_error(measure, start.standard_error, now.standard_error)
    if error.value is not None:
        return error.value, "measurement error", error.verified
    rule = measure.meaningful_change
    amount = float(rule.at(start.value)) if rule is not None and measure.needs_baseline else float("nan")
    if rule is not None and amount == amount:
        return amount, "meaningful change", rule.verified
    return None, "neither measurement error nor meaningful change is known", None


def _state(moved: float, needed: float | None) -> GoalState:
    least = needed if needed is not None else TOLERANCE
    if moved >= max(least - TOLERANCE, TOLERANCE):
        return GoalState.PROGRESSING
    return GoalState.AWAY if moved <= -max(least - TOLERANCE, TOLERANCE) else GoalState.STALLED
