"""What is worth saying to this patient at this checkpoint, each point with the rows of the record that it rests on?

At most five points, in this order: the patient's goal, function, pain, what else got worse, the opioid dose, the patient's own
rating, and last one target to agree on. A point is made of stored rows alone: without its rows there is no point, and with
other values it says something else. The words are in `charts/talking_words.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from domain.measure import Construct, Measure
from domain.medication_dose import DOSE_MEASURE
from metrics.goal_progress import GoalProgress, GoalState
from metrics.measure_reading import MeasureReading
from metrics.next_target import TargetFacts, next_target
from metrics.patient_summary import FUNCTION, PAIN
from metrics.verdict import Beyond, Verdict, Word

MOST = 5
"""More than a handful is a report, not a conversation."""
NAMED = 2
HAPPENED = ("medication_change", "procedure", "surgery", "flare", "care_plan_change")
"""Kinds of events that are named beside a worsening that followed them; that says what came before, not what caused it."""

SURE = (Beyond.YES, Beyond.NOT_KNOWN, None, Beyond.WITHIN_ERROR)
"""Which worsening to name before another, from the surest."""

Ids = Mapping[tuple[str, str], str]
"""Observation that fills (measure, checkpoint)."""


class PointKind(StrEnum):
    GOAL = "goal"
    FUNCTION = "function"
    PAIN = "pain"
    WORSE = "worse"
    DOSE = "dose"
    RATING = "rating"
    TARGET = "target"


@dataclass(frozen=True)
class ChangeFacts:
    """One measure since intake, in its unit. `baseline` is None for a rating that is itself a change."""

    measure: Measure
    baseline: float | None
    now: float
    verdict: Verdict


@dataclass(frozen=True)
class GroupFacts:
    """Measures of one group at this checkpoint: those named, and how many of all that could be told went which way."""

    named: tuple[ChangeFacts, ...]
    improved: int
    worse: int
    told: int


@dataclass(frozen=True)
class Happened:
    """An event between two scores."""

    kind: str
    detail: str
    on_date: date


@dataclass(frozen=True)
class WorseFacts:
    """A measure that got worse. `since` is the checkpoint of the score before this one, `before` that score; `others` how many
    more measures outside function and pain are worse."""

    change: ChangeFacts
    since: str
    before: float
    between: tuple[Happened, ...]
    others: int


Facts = GoalProgress | GroupFacts | ChangeFacts | WorseFacts | TargetFacts


@dataclass(frozen=True)
class TalkingPoint:
    """`rows`: ids of the goals, observations and events that the point is made of, never empty."""

    kind: PointKind
    facts: Facts
    rows: tuple[str, ...]


def talking_points(
    readings: Mapping[str, MeasureReading],
    ids: Ids,
    checkpoint: str,
    *,
    scores: Mapping[str, Sequence[tuple[str, float, date]]],
    goals: Sequence[GoalProgress] = (),
    events: pd.DataFrame | None = None,
    following: str | None = None,
) -> tuple[TalkingPoint, ...]:
    """The points at `checkpoint`, in the order in which to say them.

    Args:
        readings: by measure, in the order of the registry (function first).
        ids: the observation behind each score.
        scores: by measure, (checkpoint, value, day) of every score of the episode in order of the checkpoints' due days.
        goals: as `goal_progress` orders them.
        events: event_id, on_date, kind, detail.
        following: the next checkpoint, which a target is for; None where nothing is planned any more.
    """
    here = {code: one for code, one in readings.items() if _is_told(one, checkpoint)}
    said = [
        _goal(goals),
        _group(PointKind.FUNCTION, here, FUNCTION, ids),
        _group(PointKind.PAIN, here, PAIN, ids),
        _worse(here, ids, checkpoint, scores, events),
        _alone(PointKind.DOSE, here, ids),
        _alone(PointKind.RATING, here, ids),
    ]
    found = [point for point in said if point is not None]
    target = None if following is None else _target(readings, ids, checkpoint, following, goals)
    return (*found[: MOST - 1], target) if target else tuple(found[:MOST])


def score_ids(rows: pd.DataFrame) -> dict[tuple[str, str], str]:
    """The observation behind each checkpoint score: measure, checkpoint, observation_id of one episode."""
    known = rows[rows["observation_id"].notna()]
    return dict(zip(zip(known["measure"], known["checkpoint"], strict=True), known["observation_id"], strict=True))


def scores_in_order(rows: pd.DataFrame) -> dict[str, list[tuple[str, float, date]]]:
    """By measure, (checkpoint, value, day) of every score of one episode, in order of due days."""
    found: dict[str, list[tuple[str, float, date]]] = {}
    known = rows[rows["value"].notna()].sort_values(["due_on", "ordinal"], kind="stable")
    for row in known.itertuples():
        found.setdefault(row.measure, []).append((row.checkpoint, float(row.value), row.on_date))
    return found


def _is_told(reading: MeasureReading, checkpoint: str) -> bool:
    now = reading.change.now
    told = reading.change.verdict.word is not Word.CANNOT_TELL
    return now.checkpoint == checkpoint and now.value is not None and told and not reading.at_intake


def _facts(reading: MeasureReading) -> ChangeFacts:
    now = reading.change.now.value
    assert now is not None
    baseline = reading.change.baseline if reading.measure.needs_baseline else None
    return ChangeFacts(reading.measure, baseline, now, reading.change.verdict)


def _rows(reading: MeasureReading, ids: Ids) -> list[str]:
    """The score now, and the one at intake where the change counts from it."""
    code, change = reading.measure.code, reading.change
    places = [change.intake.checkpoint] if change.intake is not None and reading.measure.needs_baseline else []
    return [ids[code, place] for place in (*places, change.now.checkpoint) if (code, place) in ids]


def _point(kind: PointKind, facts: Facts, rows: Sequence[str]) -> TalkingPoint | None:
    return TalkingPoint(kind, facts, tuple(dict.fromkeys(rows))) if rows else None


# The goal


def _goal(goals: Sequence[GoalProgress]) -> TalkingPoint | None:
    """One goal to start with: a measurable one that is under way, then one that is met, then one in words alone."""
    wished = [goal for goal in goals if goal.state is not GoalState.DROPPED and (goal.text or goal.is_measurable)]
    chosen = min(wished, key=lambda goal: (_place(goal), wished.index(goal)), default=None)
    return None if chosen is None else _point(PointKind.GOAL, chosen, chosen.rows)


def _place(goal: GoalProgress) -> int:
    if goal.state in (GoalState.PROGRESSING, GoalState.STALLED, GoalState.AWAY):
        return 0
    return (1 if goal.now is not None else 3) if goal.state is GoalState.MET else 2


# Function, pain, what else got worse


def _group(
    kind: PointKind, here: Mapping[str, MeasureReading], constructs: frozenset[Construct], ids: Ids
) -> TalkingPoint | None:
    told = [r for r in here.values() if r.measure.construct in constructs and r.measure.judged and r.change.now.is_due]
    if not told:
        return None
    improved = [r for r in told if r.change.verdict.word is Word.IMPROVED]
    worse = [r for r in told if r.change.verdict.word is Word.WORSE]
    flat = [r for r in told if r.change.verdict.word is Word.NO_CLEAR_CHANGE]
    named = [worse[0], improved[0]] if worse and improved else (worse or improved or flat[:1])[:NAMED]
    facts = GroupFacts(tuple(_facts(r) for r in named), len(improved), len(worse), len(told))
    return _point(kind, facts, [row for r in named for row in _rows(r, ids)])


def _worse(here, ids: Ids, checkpoint: str, scores, events: pd.DataFrame | None) -> TalkingPoint | None:
    """The worsening outside function and pain that can be relied on most, and what happened since the score before."""
    worse = [
        r
        for r in here.values()
        if r.change.verdict.word is Word.WORSE
        and r.measure.construct not in FUNCTION | PAIN
        and r.measure.needs_baseline
    ]
    if not worse:
        return None
    chosen = min(
        worse, key=lambda r: (not r.change.verdict.may_alert, SURE.index(r.change.verdict.beyond), worse.index(r))
    )
    code = chosen.measure.code
    own = list(scores.get(code, ()))
    place = next((i for i, (at, _, _) in enumerate(own) if at == checkpoint), 0)
    if place == 0:
        return None
    since, before, before_on = own[place - 1]
    between, event_ids = _between(events, before_on, own[place][2])
    facts = WorseFacts(_facts(chosen), since, before, between, len(worse) - 1)
    rows = [*_rows(chosen, ids), *([ids[code, since]] if (code, since) in ids else []), *event_ids]
    return _point(PointKind.WORSE, facts, rows)


def _between(events: pd.DataFrame | None, after: date, until: date) -> tuple[tuple[Happened, ...], list[str]]:
    """The last events of interest after one score and up to the next, oldest first, with their ids."""
    if events is None or events.empty:
        return (), []
    found = [
        row
        for row in events.itertuples()
        if row.kind in HAPPENED and row.on_date and after < row.on_date <= until and row.detail
    ]
    found = sorted(found, key=lambda row: (row.on_date, row.event_id))[-NAMED:]
    return tuple(Happened(row.kind, row.detail, row.on_date) for row in found), [row.event_id for row in found]


def _alone(kind: PointKind, here: Mapping[str, MeasureReading], ids: Ids) -> TalkingPoint | None:
    """The opioid dose, which is stated and not judged; or the patient's own rating of the change."""
    rated = (r for r in here.values() if r.measure.construct is Construct.GLOBAL_CHANGE)
    found = here.get(DOSE_MEASURE) if kind is PointKind.DOSE else next(rated, None)
    return None if found is None else _point(kind, _facts(found), _rows(found, ids))


# One target


def _target(
    readings: Mapping[str, MeasureReading], ids: Ids, checkpoint: str, following: str, goals: Sequence[GoalProgress]
) -> TalkingPoint | None:
    facts = next_target(readings, checkpoint, following, goals)
    own = ids.get((facts.measure.code, checkpoint)) if facts else None
    if facts is None or own is None:
        return None
    return TalkingPoint(PointKind.TARGET, facts, (own, *([facts.goal.goal_id] if facts.goal else [])))
