"""From the checkpoint scores of an episode to one change, and what is known of the checkpoint after it."""

from datetime import date

import pandas as pd
import pytest

from metrics.checkpoint_change import ScoreAt, change_at, scores_at
from metrics.gates import Later
from metrics.verdict import FORM_CHANGED, IN_CONFLICT, NO_BASELINE, Word

TODAY, PAST, AHEAD = date(2025, 6, 1), date(2025, 5, 1), date(2025, 7, 1)


@pytest.fixture
def measure(make):
    return make.scale(meaningful_change=make.points(10))


def scores(*values, closes=(PAST, PAST, AHEAD), **more):
    """Intake, middle and end."""
    codes = ("intake", "middle", "end")
    return [ScoreAt(c, v, closes_on=on, **more) for c, v, on in zip(codes, values, closes, strict=False)]


def change(measure, own, at="middle", **more):
    return change_at(measure, own, "intake", at, today=TODAY, **more)


def test_the_change_runs_from_intake_to_the_checkpoint_asked_for(measure):
    told = change(measure, scores(40, 55, 50))
    assert (told.baseline, told.now.value, told.verdict.change, told.verdict.word) == (40, 55, 15, Word.IMPROVED)
    assert told.verdict.sustained


def test_the_first_score_is_no_baseline_where_intake_is_missing(measure):
    told = change(measure, scores(None, 50, 55), "end")
    assert (told.verdict.word, told.verdict.why_not) == (Word.CANNOT_TELL, NO_BASELINE)


def test_a_conflict_at_intake_blocks_the_change(measure):
    own = scores(40, 55)
    own[0] = ScoreAt("intake", None, in_conflict=True)
    assert change(measure, own).verdict.why_not == IN_CONFLICT


def test_two_forms_are_not_compared(measure):
    own = [ScoreAt("intake", 40, form="4a"), ScoreAt("middle", 55, form="8a")]
    assert change(measure, own).verdict.why_not == FORM_CHANGED


@pytest.mark.parametrize(
    ("values", "closes", "more", "later"),
    [
        ((40, 55, None), (PAST, PAST, AHEAD), {}, Later.STILL_TO_COME),
        ((40, 55, None), (PAST, PAST, PAST), {}, Later.MISSED),
        ((40, 55), (PAST, PAST), {}, Later.NONE_PLANNED),
        ((40, 55, None), (PAST, PAST, AHEAD), {"is_excused": True}, Later.NONE_PLANNED),
    ],
)
def test_what_is_known_of_the_next_checkpoint(measure, values, closes, more, later):
    assert change(measure, scores(*values, closes=closes), **more).later is later


def test_a_checkpoint_where_the_measure_is_not_due_is_refused(measure):
    with pytest.raises(ValueError, match="not due at month_3"):
        change(measure, scores(40, 55), "month_3")


def test_rows_are_put_in_order_of_their_due_day():
    row = {"form": None, "standard_error": float("nan"), "in_conflict": False, "is_due": True, "on_date": None}
    rows = pd.DataFrame(
        [
            {**row, "checkpoint": "late", "value": float("nan"), "due_on": AHEAD, "closes_on": AHEAD, "ordinal": 1},
            {**row, "checkpoint": "early", "value": 4.0, "due_on": PAST, "closes_on": PAST, "ordinal": 2},
        ]
    )
    assert [(s.checkpoint, s.value, s.standard_error) for s in scores_at(rows)] == [
        ("early", 4.0, None),
        ("late", None, None),
    ]
