"""Each measure of an episode is told at its latest score, and nothing older is put in the place of a doubt."""

from datetime import date

import pandas as pd
import pytest

from metrics.episode_changes import episode_changes, latest_checkpoint
from metrics.verdict import IN_CONFLICT, NO_SCORE, Word

WEEKS = {"intake": date(2025, 1, 6), "week_2": date(2025, 1, 20), "week_6": date(2025, 2, 17)}
TODAY = date(2025, 3, 1)


@pytest.fixture
def measures(make):
    return {"up": make.scale(code="up", meaningful_change=make.points(10)), "other": make.scale(code="other")}


def row(checkpoint, value, measure="up", **more):
    due = WEEKS[checkpoint]
    return {
        "measure": measure, "checkpoint": checkpoint, "value": value, "form": None, "standard_error": None,
        "in_conflict": False, "is_due": True, "on_date": None if value is None else due, "opens_on": due, "due_on": due,
        "closes_on": due, "ordinal": list(WEEKS).index(checkpoint), **more,
    }  # fmt: skip


def told(measures, *rows, today=TODAY):
    return episode_changes(pd.DataFrame(rows), measures, "intake", today)


def test_the_latest_score_is_compared_with_intake(measures):
    (change,) = told(measures, row("intake", 40), row("week_2", 45), row("week_6", 55))
    assert (change.now.checkpoint, change.verdict.change, change.verdict.word) == ("week_6", 15, Word.IMPROVED)


def test_a_checkpoint_without_score_leaves_the_earlier_score_with_its_date(measures):
    (change,) = told(measures, row("intake", 40), row("week_2", 45), row("week_6", None))
    assert (change.now.checkpoint, change.now.on_date) == ("week_2", WEEKS["week_2"])


def test_a_conflict_is_not_replaced_by_an_older_score(measures):
    (change,) = told(measures, row("intake", 40), row("week_2", 45), row("week_6", None, in_conflict=True))
    assert change.verdict.why_not == IN_CONFLICT


def test_a_measure_never_scored_since_intake_says_so(measures):
    (change,) = told(measures, row("intake", 40), row("week_2", None), row("week_6", None))
    assert (change.now.checkpoint, change.verdict.why_not) == ("week_6", NO_SCORE)


def test_what_was_scored_after_the_day_asked_about_is_not_known_on_it(measures):
    (change,) = told(measures, row("intake", 40), row("week_2", 45), row("week_6", 55), today=date(2025, 2, 1))
    assert (change.now.checkpoint, change.verdict.sustained) == ("week_2", None)


def test_before_a_checkpoint_opens_nothing_has_changed(measures):
    assert told(measures, row("intake", 40), row("week_2", None), today=date(2025, 1, 7)) == ()


def test_measures_come_in_the_order_of_the_registry(measures):
    rows = [row("intake", 1, "other"), row("week_2", 2, "other"), row("intake", 40), row("week_2", 45)]
    assert [change.measure.code for change in told(measures, *rows)] == ["up", "other"]


def test_the_latest_checkpoint_goes_by_the_day_of_the_score():
    rows = [row("intake", 40), row("week_2", 45, on_date=date(2025, 3, 1)), row("week_6", 50)]
    assert latest_checkpoint(pd.DataFrame(rows)) == "week_2"
    assert latest_checkpoint(pd.DataFrame([row("intake", None)])) is None
