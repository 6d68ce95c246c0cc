"""An obviously synthetic program and courses for the picture tests."""

from dataclasses import replace

import pytest

from charts.course import Course, CoursePoint
from charts.time_axis import Stop, TimeAxis
from domain.measures import MEASURES
from domain.program import CheckpointKind, CheckpointStatus
from metrics.verdict import change_verdict

STOPS = (
    Stop("intake", "Intake", 0, CheckpointKind.INTAKE),
    Stop("week_2", "wk 2", 14),
    Stop("week_6", "wk 6", 42),
    Stop("program_end", "end", 84, CheckpointKind.COMPLETION),
    Stop("month_3", "3 mo", 175, CheckpointKind.FOLLOW_UP),
    Stop("month_6", "6 mo", 266, CheckpointKind.FOLLOW_UP),
    Stop("month_12", "12 mo", 449, CheckpointKind.FOLLOW_UP),
)
MISSED = "missed"


def course_of(code: str, *scores: float | None, current: str = "week_6", conflict: str = "", **changes) -> Course:
    """A course with one score per stop, None where it was missed; the verdict as the metrics give it."""
    measure = changes.pop("measure", MEASURES[code])
    points = tuple(_point(stop.code, score, conflict) for stop, score in zip(STOPS, scores, strict=False))
    now = next((p.value for p in points if p.checkpoint == current), None)
    verdict = None if current == "intake" else change_verdict(measure, scores[0], now, in_conflict=conflict == current)
    return replace(Course(measure, points, current, verdict), **changes)


def _point(checkpoint: str, score: float | None, conflict: str) -> CoursePoint:
    status = CheckpointStatus.MISSED if score is None else CheckpointStatus.DONE
    return CoursePoint(checkpoint, status, score, in_conflict=checkpoint == conflict)


@pytest.fixture
def in_program() -> TimeAxis:
    return TimeAxis(STOPS[:4])


@pytest.fixture
def whole_axis() -> TimeAxis:
    return TimeAxis(STOPS)


@pytest.fixture
def make_course():
    return course_of
