"""Criteria one by one, goals one by one: word, glyph and colour; what is behind each; hostile text stays text."""

import datetime as dt
from dataclasses import replace

import pytest

from charts.goal_list import draw_goals, goal_detail
from charts.rule_list import MOST_ROWS, draw_rule, short_reason
from domain.criterion import Criterion
from domain.criterion_parts import Unknown
from domain.measures import MEASURES
from domain.outcome import Outcome
from domain.source import Source
from metrics.criteria import CriterionAnswer
from metrics.criterion_finding import ProofRow
from metrics.goal_progress import GoalProgress, GoalState, ScoreSeen

SOURCE = Source(title="Made up for this test", year=2000)
DAY = dt.date(2025, 1, 6)


def answer(outcome, **changes) -> CriterionAnswer:
    criterion = Criterion("c", "At least 75 % attended", Unknown("made up"), SOURCE, verified=True, where="part 2")
    plain = CriterionAnswer(criterion, outcome, "9 of 12 sessions attended.", (), None, ())
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("outcome", "glyph", "word", "style"),
    [(Outcome.MET, "✓", "Met", "chip-better"), (Outcome.NOT_MET, "!", "Not met", "chip-worse"),
     (Outcome.CANNOT_TELL, "?", "Cannot tell", "chip-missing")],
)  # fmt: skip
def test_an_answer_is_a_word_a_glyph_and_a_colour(outcome, glyph, word, style):
    drawn = draw_rule([answer(outcome)])
    assert [part for part in (f">{glyph}<", f"{word}<", style) if part not in drawn] == []


def test_what_was_nearly_met_says_by_how_much_and_what_cannot_be_told_what_would_settle_it():
    assert (
        short_reason(answer(Outcome.NOT_MET, nearest_miss="ODI fell 9 of the 10 points"))
        == "Nearest: ODI fell 9 of the 10 points"
    )
    assert short_reason(answer(Outcome.CANNOT_TELL, to_collect=("Do the ODI.", "Ask."))) == "Do the ODI."
    assert short_reason(answer(Outcome.MET)) == short_reason(answer(Outcome.NOT_MET)) == ""


def test_a_line_opens_to_the_sentence_the_rows_and_the_source():
    row = ProofRow("observation", "O1", DAY, "ODI 36%")
    drawn = draw_rule([answer(Outcome.MET, proof=(row,), cautions=("the error is not known",))])
    expected = ("9 of 12 sessions attended.", "6 Jan 2025: ODI 36%", "Note: the error is not known.", "part 2")
    assert [part for part in expected if part not in drawn] == []
    assert "unverified" not in drawn


def test_a_day_that_a_row_says_is_not_said_twice():
    row = ProofRow("observation", "O1", DAY, "ODI 36% on 6 Jan 2025")
    assert draw_rule([answer(Outcome.MET, proof=(row,))]).count("6 Jan 2025") == 1


def test_of_many_rows_the_others_are_counted():
    rows = tuple(ProofRow("event", f"E{i}", DAY, f"session {i}") for i in range(20))
    assert f"and {20 - MOST_ROWS} more rows" in draw_rule([answer(Outcome.MET, proof=rows)])


def test_a_passage_that_nobody_read_is_marked_unverified():
    unread = answer(Outcome.MET)
    unread = replace(unread, criterion=replace(unread.criterion, verified=False))
    assert draw_rule([unread], tells_verified=True).count("unverified") == 2


def test_hostile_text_is_shown_as_text():
    hostile = answer(Outcome.MET, sentence="<script>alert(1)</script>")
    assert "<script>" not in draw_rule([hostile])
    assert "<script>" not in draw_goals([GoalProgress("G", "<script>alert(1)</script>", GoalState.MET, "met")])


ODI = MEASURES["odi"]
START, NOW = ScoreSeen("O0", 50, DAY), ScoreSeen("O1", 38, DAY + dt.timedelta(days=42))


def goal(state, **changes) -> GoalProgress:
    plain = GoalProgress(
        "G", "Bend", state, "open", measure=ODI, target=20, start=START, now=NOW, moved=12, needed=12,
        basis="measurement error", needed_verified=True, share=0.4, set_on=DAY,
    )  # fmt: skip
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (goal(GoalState.PROGRESSING), "40% of the way, by at least the measurement error (12 points)."),
        (goal(GoalState.STALLED, moved=4), "No change beyond the measurement error (12 points)."),
        (goal(GoalState.AWAY, moved=-14, share=-0.5), "Away from the target, by at least the measurement error (12 points)."),
        (goal(GoalState.MET), "Disability (ODI) is 38%, from 50; the target is 20%."),
        (goal(GoalState.CANNOT_TELL, now=None, moved=None, why_not="the measure has not been done since"), "The measure has not been done since."),
        (goal(GoalState.STALLED, moved=4, reached_on=DAY), "It was reached on 6 Jan 2025."),
        (goal(GoalState.STALLED, moved=4, recorded="met"), "The record still says met."),
        (goal(GoalState.MET, now=None, measure=None), "Recorded as met; no score says so."),
        (goal(GoalState.PROGRESSING, needed=None, basis="neither is known"), "40% of the way; neither is known."),
        (goal(GoalState.PROGRESSING, needed_verified=False), "(12 points, unverified)"),
        (goal(GoalState.STALLED, moved=4, origin="typed", due_on=DAY, is_overdue=True), "Set 6 Jan 2025, typed in, was due 6 Jan 2025."),
    ],
)  # fmt: skip
def test_a_goal_says_where_it_stands_and_why(told, said):
    assert said in goal_detail(told)
