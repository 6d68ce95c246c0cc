"""Talking points from rows, as a page makes them: for the tests of what is said and of what it rests on."""

import datetime as dt

import pandas as pd

from charts.talking_words import Spoken, spoken_point
from domain.measures import MEASURES
from domain.similarity import Traits, ladder
from metrics.checkpoint_change import change_at, scores_at
from metrics.goal_progress import goal_progress
from metrics.measure_reading import MeasureReading, measure_reading
from metrics.talking_points import TalkingPoint, score_ids, scores_in_order, talking_points

START = dt.date(2025, 1, 6)
CHECKPOINTS = {"intake": 0, "week_6": 42, "end": 84}
NAMES = {"intake": "Intake", "week_6": "Week 6", "end": "Program end"}
GOAL_COLUMNS = (
    "goal_id", "patient_id", "text", "measure", "target", "unit", "set_on", "due_on", "checkpoint", "status", "in_conflict",
)  # fmt: skip


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def course_rows(**scores) -> pd.DataFrame:
    """odi=(52, 36, None): the score at each checkpoint; every row has an id of its own."""
    lines = [
        {
            "observation_id": f"{measure}@{code}" if value is not None else None, "measure": measure, "checkpoint": code,
            "is_due": True, "ordinal": ordinal, "due_on": day(CHECKPOINTS[code]), "opens_on": day(CHECKPOINTS[code] - 10),
            "closes_on": day(CHECKPOINTS[code] + 10), "on_date": day(CHECKPOINTS[code]) if value is not None else None,
            "value": value, "form": None, "standard_error": None, "in_conflict": False,
        }
        for measure, values in scores.items()
        for ordinal, (code, value) in enumerate(zip(CHECKPOINTS, values, strict=True))
    ]  # fmt: skip
    columns = [
        "observation_id", "measure", "checkpoint", "is_due", "ordinal", "due_on", "opens_on", "closes_on", "on_date", "value",
        "form", "standard_error", "in_conflict",
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=columns).astype({"value": "float64", "standard_error": "float64"})


def observations(rows: pd.DataFrame) -> pd.DataFrame:
    """The observations that fill the checkpoints."""
    seen = rows[rows["value"].notna()]
    return seen.assign(standing="used", at_time=None, occasion="routine")


def goal_rows(*goals: dict) -> pd.DataFrame:
    plain = {
        "goal_id": "goal", "patient_id": "P", "text": "", "measure": None, "target": float("nan"), "unit": None,
        "set_on": day(0), "due_on": day(84), "checkpoint": "end", "status": "open", "in_conflict": False,
    }  # fmt: skip
    return pd.DataFrame([plain | goal for goal in goals], columns=list(GOAL_COLUMNS)).astype({"target": float})


def event_rows(*events: tuple[str, int, str]) -> pd.DataFrame:
    """(kind, day, detail); the id of each is its detail."""
    lines = [(detail, day(on), kind, detail) for kind, on, detail in events]
    return pd.DataFrame(lines, columns=["event_id", "on_date", "kind", "detail"])


def similar(measure: str, scores: range) -> pd.DataFrame:
    columns = ["checkpoint", "ordinal", "due_day_from_start", "rung", "state", "score", "n"]
    return pd.DataFrame([("end", 2, 84, 1, "observed", float(score), 1) for score in scores], columns=columns)


def readings_of(rows: pd.DataFrame, at: str, past: dict[str, range]) -> dict[str, MeasureReading]:
    found = {}
    for code in (code for code in MEASURES if code in set(rows["measure"])):
        own, measure = rows[rows["measure"] == code], MEASURES[code]
        if at not in set(own["checkpoint"]):
            continue
        change = change_at(measure, scores_at(own), "intake", at)
        baseline = change.baseline
        rungs = ladder(measure, baseline) if baseline is not None else ()
        traits = Traits("course", baseline)
        found[code] = measure_reading(change, traits, rungs, similar(code, past.get(code, range(0))), intake="intake")
    return found


def points_of(rows, at="week_6", *, goals=None, events=None, past=None, following="end") -> tuple[TalkingPoint, ...]:
    frame = goal_rows() if goals is None else goals
    told = goal_progress(frame, observations(rows), MEASURES, day(CHECKPOINTS[at]))
    return talking_points(
        readings_of(rows, at, past or {}), score_ids(rows), at, scores=scores_in_order(rows), goals=told,
        events=event_rows() if events is None else events, following=following,
    )  # fmt: skip


def say(points) -> list[Spoken]:
    return [spoken_point(point, NAMES.__getitem__) for point in points]


def texts(rows, at="week_6", **more) -> list[str]:
    return [spoken.text for spoken in say(points_of(rows, at, **more))]
