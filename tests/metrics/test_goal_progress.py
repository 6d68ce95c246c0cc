"""Goals: met, progressing, stalled or further away, and only by scores of the goal's own measure and unit."""

import datetime as dt

import pandas as pd
import pytest

from domain.measures import MEASURES
from metrics.goal_progress import (
    FORM_CHANGED,
    IN_CONFLICT,
    NO_DIRECTION,
    NO_SCORE,
    NO_START,
    NO_TARGET,
    NOT_KNOWN,
    OTHER_UNIT,
    GoalState,
    goal_progress,
)

START = dt.date(2025, 1, 6)


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


GOAL = {
    "goal_id": "G1", "patient_id": "P", "text": "Cook a meal standing", "measure": "odi", "target": 20.0, "unit": "%",
    "set_on": day(2), "due_on": day(90), "checkpoint": "program_end", "status": "open", "in_conflict": False,
}  # fmt: skip
SCORE = {
    "observation_id": "O", "patient_id": "P", "measure": "odi", "value": 50.0, "on_date": day(0), "at_time": None,
    "occasion": "routine", "form": None, "standard_error": float("nan"), "standing": "used", "mode": None,
}  # fmt: skip


def goals(*changes: dict) -> pd.DataFrame:
    return pd.DataFrame([GOAL | change for change in changes or ({},)], columns=list(GOAL)).astype({"target": float})


def scores(*rows: tuple, **all_have) -> pd.DataFrame:
    """(value, day) or (value, day, changes)."""
    found = []
    for place, (value, on, *more) in enumerate(rows):
        changes = more[0] if more else {}
        found.append(SCORE | all_have | {"observation_id": f"O{place}", "value": value, "on_date": day(on)} | changes)
    return pd.DataFrame(found, columns=list(SCORE)).astype({"value": float})


def one(goal: dict | None = None, *rows: tuple, as_of: int = 60, **all_have):
    (told,) = goal_progress(goals(goal or {}), scores(*rows, **all_have), MEASURES, day(as_of))
    return told


# The ODI has a measurement error of 12 points in the registry: a smaller change is none.


def test_a_goal_is_met_while_the_latest_score_is_as_good_as_the_target():
    told = one({}, (50, 0), (20, 42))
    assert (told.state, told.reached_on, told.share) == (GoalState.MET, day(42), 1.0)


def test_a_change_towards_the_target_beyond_error_is_progress():
    told = one({}, (50, 0), (38, 42))
    assert (told.state, told.moved, told.needed, told.basis) == (GoalState.PROGRESSING, 12, 12, "measurement error")
    assert told.share == pytest.approx(12 / 30)


@pytest.mark.parametrize("now", [40, 50, 60])
def test_a_change_within_error_is_none_either_way(now):
    assert one({}, (50, 0), (now, 42)).state is GoalState.STALLED


def test_a_change_beyond_error_the_other_way_leads_further_away():
    assert one({}, (50, 0), (62, 42)).state is GoalState.AWAY


def test_a_goal_reached_and_lost_again_says_when_it_was_reached():
    told = one({}, (50, 0), (18, 42), (34, 55))
    assert (told.state, told.reached_on) == (GoalState.PROGRESSING, day(42))


def test_who_stood_at_the_target_when_the_goal_was_set_has_not_reached_it_since():
    told = one({}, (20, 0), (20, 42))
    assert (told.state, told.share) == (GoalState.MET, None)


def test_a_goal_without_a_measurable_target_says_so():
    told = one({"measure": None, "target": None, "unit": None}, (50, 0), (20, 42))
    assert (told.state, told.why_not, told.is_measurable) == (GoalState.CANNOT_TELL, NO_TARGET, False)


def test_on_a_measure_without_target_it_says_so_too():
    assert one({"target": None}, (50, 0), (20, 42)).why_not == NO_TARGET


def test_a_target_on_which_sources_differ_is_not_known():
    assert one({"target": None, "in_conflict": True}, (50, 0), (20, 42)).why_not == IN_CONFLICT


def test_words_alone_that_the_record_calls_met_are_met_by_the_record():
    told = one({"measure": None, "target": None, "unit": None, "status": "met"})
    assert (told.state, told.now, told.rows) == (GoalState.MET, None, ("G1",))


def test_a_score_has_the_last_word_over_the_record():
    assert one({"status": "met"}, (50, 0), (44, 42)).state is GoalState.STALLED


def test_a_dropped_goal_is_dropped_whatever_the_scores():
    assert one({"status": "dropped"}, (50, 0), (10, 42)).state is GoalState.DROPPED


def test_scores_of_another_measure_say_nothing():
    told = one({}, (50, 0), (10, 42, {"measure": "isi"}))
    assert (told.state, told.why_not) == (GoalState.CANNOT_TELL, NO_SCORE)


def test_a_target_in_another_unit_says_nothing():
    told = one({"unit": "points"}, (50, 0), (10, 42))
    assert (told.state, told.why_not) == (GoalState.CANNOT_TELL, OTHER_UNIT)


def test_a_measure_that_the_clinic_does_not_have_says_nothing():
    assert one({"measure": "no_such_measure"}, (50, 0)).why_not == NOT_KNOWN


def test_two_forms_tell_no_progress_but_a_target_that_is_reached_is_reached():
    assert one({}, (50, 0, {"form": "a"}), (38, 42, {"form": "b"})).why_not == FORM_CHANGED
    assert one({}, (50, 0, {"form": "a"}), (18, 42, {"form": "b"})).state is GoalState.MET


@pytest.mark.parametrize(("first", "found"), [(-26, 0), (-27, 1), (9, 0), (10, None)])
def test_a_goal_starts_from_the_score_nearest_to_its_day_within_the_usual_intake_window(first, found):
    """The goal was set on day 2: the window runs from day −26 to day 9."""
    rows = [(50, first), (38, 42)] if found != 1 else [(50, first), (48, 4), (38, 42)]
    told = one({}, *rows)
    if found is None:
        assert (told.state, told.why_not, told.start) == (GoalState.CANNOT_TELL, NO_START, None)
    else:
        assert told.start.observation_id == f"O{found}"


def test_what_was_seen_at_the_start_is_not_seen_since():
    assert one({}, (50, 0)).why_not == NO_SCORE


@pytest.mark.parametrize(
    "changes", [{"standing": "conflict"}, {"occasion": "before_block"}, {"occasion": "daily"}, {"on_date": day(61)}]
)
def test_a_score_that_does_not_count_does_not_meet_a_goal(changes):
    assert one({}, (50, 0), (10, 42, changes)).why_not == NO_SCORE


def test_a_dose_goal_takes_its_direction_from_where_it_started():
    dose = {"measure": "mme_day", "target": 50.0, "unit": MEASURES["mme_day"].unit, "text": "Halve the dose"}
    told = one(dose, (100, 0), (50, 42), measure="mme_day")
    assert (told.state, told.share) == (GoalState.MET, 1.0)
    assert one(dose, (50, 42), measure="mme_day").why_not == NO_DIRECTION


def test_without_error_and_without_meaningful_change_any_step_counts_and_that_is_said():
    dose = {"measure": "mme_day", "target": 50.0, "unit": MEASURES["mme_day"].unit}
    told = one(dose, (100, 0), (90, 42), measure="mme_day")
    assert (told.state, told.needed) == (GoalState.PROGRESSING, None)
    assert told.basis == "neither measurement error nor meaningful change is known"


def test_goals_of_an_earlier_episode_and_goals_not_set_yet_are_left_out():
    frame = goals({"goal_id": "old", "set_on": day(-40)}, {"goal_id": "new"}, {"goal_id": "later", "set_on": day(70)})
    told = goal_progress(frame, scores((50, 0)), MEASURES, day(60), since=START)
    assert [goal.goal_id for goal in told] == ["new"]


def test_those_that_can_still_be_reached_come_first_by_their_day():
    frame = goals(
        {"goal_id": "gone", "status": "dropped"},
        {"goal_id": "met", "target": 60.0},
        {"goal_id": "late", "due_on": day(120)},
        {"goal_id": "soon", "due_on": day(80)},
    )
    told = goal_progress(frame, scores((50, 0), (44, 42)), MEASURES, day(60))
    assert [goal.goal_id for goal in told] == ["soon", "late", "met", "gone"]


def test_an_open_goal_whose_day_is_past_is_overdue_unless_it_is_met():
    assert one({}, (50, 0), (40, 42), as_of=91).is_overdue
    assert not one({}, (50, 0), (20, 42), as_of=91).is_overdue


def test_the_rows_behind_a_state_are_the_goal_and_the_two_scores():
    assert one({}, (50, 0), (45, 30), (38, 42)).rows == ("G1", "O0", "O2")


def test_no_goals_and_no_scores_give_nothing():
    assert goal_progress(goals().iloc[:0], scores(), MEASURES, day(60)) == ()
