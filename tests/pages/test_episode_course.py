"""From the rows of an episode to its course: which checkpoint the page speaks of, what is missing, who left."""

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest

from domain.clinic import parse_clinic
from domain.measures import MEASURES
from domain.program import CheckpointStatus
from metrics.verdict import Word
from pages.parts.attention import missing_at, missing_flags
from pages.parts.episode_course import Episode, episode_course, episode_of

CLINIC = """
name = "Test clinic"
time_zone = "UTC"
[[programs]]
code = "course"
name = "Course"
weeks = 12
measures = ["odi", "isi"]
[[programs.checkpoints]]
code = "intake"
name = "Intake"
kind = "intake"
due_day = 0
opens_day = -7
closes_day = 7
[[programs.checkpoints]]
code = "week_6"
name = "Week 6"
kind = "reassessment"
due_day = 42
opens_day = 32
closes_day = 52
[[programs.checkpoints]]
code = "week_12"
name = "Week 12"
kind = "completion"
due_day = 84
opens_day = 74
closes_day = 94
"""
START = dt.date(2025, 1, 1)
ORDER = ("intake", "week_6", "week_12")
DUE = {"intake": 0, "week_6": 42, "week_12": 84}


@pytest.fixture
def program():
    return parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES)).programs[0]


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def rows(**scores):
    """odi=(52, 36, None): the score at each checkpoint."""
    lines = []
    for measure, values in scores.items():
        for ordinal, (code, value) in enumerate(zip(ORDER, values, strict=True)):
            due = DUE[code]
            first = -7 if code == "intake" else due - 10
            lines.append(
                {
                    "episode_id": "e",
                    "checkpoint": code,
                    "measure": measure,
                    "is_due": True,
                    "ordinal": ordinal,
                    "opens_on": day(first),
                    "due_on": day(due),
                    "closes_on": day(due + (7 if code == "intake" else 10)),
                    "observation_id": None,
                    "on_date": day(due) if value is not None else None,
                    "value": value,
                    "form": None,
                    "standard_error": None,
                    "in_conflict": False,
                }
            )
    return pd.DataFrame(lines).astype({"value": "float64", "standard_error": "float64"})


def course(program, on_day: int, frame, ended: int | None = None, how_ended: str | None = None):
    episode = Episode("e", program, START, None if ended is None else day(ended), how_ended, None, day(on_day))
    return episode_course(episode, frame)


def test_the_page_speaks_of_the_latest_checkpoint_with_a_score(program):
    seen = course(program, 60, rows(odi=(52, 36, None), isi=(20, 14, None)))
    assert seen.current == "week_6"
    assert seen.verdicts["odi"].word is Word.IMPROVED  # 16 points, the meaningful change is 10 or 30 %


def test_a_measure_left_out_at_that_checkpoint_cannot_be_told_there(program):
    seen = course(program, 60, rows(odi=(52, 36, None), isi=(20, None, None)))
    assert seen.verdicts["isi"].word is Word.CANNOT_TELL
    assert missing_at(seen, "week_6") == ["isi"]
    assert seen.done_of_due("week_6") == (1, 2)


def test_without_a_score_at_intake_there_is_no_change(program):
    seen = course(program, 60, rows(odi=(None, 36, None)))
    assert seen.verdicts["odi"].word is Word.CANNOT_TELL


def test_at_intake_nothing_has_changed_yet(program):
    assert course(program, 3, rows(odi=(52, None, None))).verdicts == {}


def test_a_checkpoint_to_come_is_not_missing(program):
    steps = course(program, 60, rows(odi=(52, 36, None))).steps
    assert [step.status for step in steps] == [CheckpointStatus.DONE, CheckpointStatus.DONE, CheckpointStatus.UPCOMING]


def test_who_left_early_is_shown_as_left_and_not_as_careless(program):
    steps = course(program, 120, rows(odi=(52, None, None)), ended=20, how_ended="left").steps
    assert [step.status for step in steps][1:] == [CheckpointStatus.LEFT, CheckpointStatus.LEFT]


def test_who_died_owes_no_form(program):
    steps = course(program, 120, rows(odi=(52, None, None)), ended=20, how_ended="died").steps
    assert [step.status for step in steps][1:] == [CheckpointStatus.NOT_DUE, CheckpointStatus.NOT_DUE]


def test_a_score_of_another_course_of_care_is_not_outside_every_window(program):
    """Somebody who enrolled again: the intake of the second course is no stray score of the first."""
    both = rows(odi=(52, 36, None)).assign(observation_id=["a", "b", None])
    later = rows(odi=(44, None, None)).assign(episode_id="f", observation_id=["c", None, None])
    seen = pd.DataFrame(
        [(name, "odi", day(when), value, "used", "routine") for name, when, value in [("a", 0, 52), ("b", 42, 36), ("c", 200, 44), ("d", 90, 40)]],
        columns=["observation_id", "measure", "on_date", "value", "standing", "occasion"],
    )  # fmt: skip
    episode = Episode("e", program, START, day(84), "completed", None, day(300))
    (told,) = episode_course(episode, pd.concat([both, later], ignore_index=True), seen).courses
    assert [score.value for score in told.outside] == [40]


@pytest.mark.parametrize(("withdrew_on", "excused_on"), [(-1, None), (0, 0), (20, 20)])
def test_a_withdrawal_before_the_episode_excuses_from_nothing_in_it(program, withdrew_on, excused_on):
    row = SimpleNamespace(
        episode_id="e", started=START, ended=None, how_ended=None, died_on=None, withdrew_on=day(withdrew_on)
    )
    assert episode_of(row, program, day(120)).excused_on == (None if excused_on is None else day(excused_on))


def test_of_two_open_checkpoints_the_page_takes_the_one_due_nearest(program):
    frame = rows(odi=(52, 36, None))
    frame.loc[frame["checkpoint"] == "week_6", "closes_on"] = day(90)
    assert course(program, 80, frame).open_checkpoint == "week_12"


def test_nobody_has_a_current_checkpoint_before_the_first_score(program):
    seen = course(program, 3, rows(odi=(None, None, None)))
    assert seen.current is None
    assert seen.open_checkpoint == "intake"


def test_the_page_speaks_of_the_score_with_the_latest_date_whatever_the_order_of_the_checkpoints(program):
    """The program ended after three weeks, so its end was seen before week 6."""
    frame = rows(odi=(52, 40, 36))
    end = frame["checkpoint"] == "week_12"
    frame.loc[end, ["opens_on", "due_on", "closes_on", "on_date"]] = [day(15), day(21), day(30), day(21)]
    seen = course(program, 60, frame, ended=21, how_ended="completed")
    assert seen.current == "week_6"
    assert seen.verdicts["odi"].change == -12
    assert [stop.code for stop in seen.stops] == ["intake", "week_12", "week_6"]


@pytest.mark.parametrize("how_ended", ["died", "withdrew"])
def test_nothing_is_due_at_a_checkpoint_that_closes_on_or_after_death_or_withdrawal(program, how_ended):
    """Week 6 closes on day 52."""
    frame = rows(odi=(52, None, None), isi=(20, None, None))
    excused = course(program, 70, frame, ended=52, how_ended=how_ended)
    assert missing_flags(excused, excused.latest_closed) == []
    assert excused.done_of_due("week_6") == (0, 0)
    later = course(program, 70, frame, ended=53, how_ended=how_ended)
    assert [flag.fact for flag in missing_flags(later, later.latest_closed)] == ["None of 2 forms at week 6 is in."]


def test_who_left_still_owes_the_forms(program):
    left = course(program, 70, rows(odi=(52, None, None)), ended=20, how_ended="left")
    assert left.done_of_due("week_6") == (0, 1)
    assert len(missing_flags(left, "week_6")) == 1


def test_a_page_asked_for_a_checkpoint_speaks_of_it_though_later_scores_are_there(program):
    episode = Episode("e", program, START, None, None, None, day(90))
    frame = rows(odi=(52, 36, 20), isi=(20, None, 8))
    seen = episode_course(episode, frame, asked="week_6")
    assert seen.current == seen.pointed_at == "week_6"
    assert seen.course("odi").now.value == 36
    assert seen.verdicts["isi"].word is Word.CANNOT_TELL


def test_a_checkpoint_without_any_score_is_pointed_at_while_the_page_speaks_of_the_one_before(program):
    episode = Episode("e", program, START, None, None, None, day(80))
    seen = episode_course(episode, rows(odi=(52, 36, None)), asked="week_12")
    assert seen.current == "week_6"
    assert [step.label for step in seen.steps if step.is_current] == ["Week 12"]


def test_a_checkpoint_that_is_not_of_this_program_is_not_asked_for(program):
    episode = Episode("e", program, START, None, None, None, day(60))
    assert episode_course(episode, rows(odi=(52, 36, None)), asked="month_9").current == "week_6"
