"""What is said to this patient: goal first, function before pain, "about the same" inside error, one target, at most five."""

import pytest

from metrics.next_target import TargetRule
from metrics.talking_points import MOST, PointKind
from metrics.verdict import Word
from tests.talking import course_rows, event_rows, goal_rows, points_of, say, texts

# In the registry: ODI, meaningful change 10 points, measurement error 12; average pain, 2 points or 30 % and 2.8; ISI 6 points.
RANGE = {"odi": range(20, 63)}
WALK_GOAL = {"text": "Walk to the shop", "measure": "walk_6min", "target": 400.0, "unit": "m"}


def kinds(points) -> list[PointKind]:
    return [point.kind for point in points]


def test_the_goal_comes_first_then_function_then_pain_then_what_is_worse_and_the_target_last():
    rows = course_rows(
        odi=(52, 36, None),
        nrs_average=(7, 6, None),
        isi=(13, 19, None),
        walk_6min=(310, 392, None),
        pgic=(None, 3, None),
    )
    points = points_of(rows, goals=goal_rows(WALK_GOAL), past=RANGE)
    assert kinds(points) == [PointKind.GOAL, PointKind.FUNCTION, PointKind.PAIN, PointKind.WORSE, PointKind.TARGET]


def test_there_are_never_more_than_five_and_the_target_is_among_them():
    rows = course_rows(
        odi=(52, 36, None), nrs_average=(7, 6, None), isi=(13, 19, None), mme_day=(90, 60, None), pgic=(None, 3, None)
    )
    points = points_of(rows, goals=goal_rows({"text": "Sleep through"}), past=RANGE)
    assert len(points) == MOST
    assert points[-1].kind is PointKind.TARGET
    without = points_of(rows, goals=goal_rows({"text": "Sleep through"}), following=None)
    assert len(without) == MOST
    assert PointKind.DOSE in kinds(without)


def test_pain_inside_measurement_error_is_about_the_same():
    (said,) = say(points_of(course_rows(nrs_average=(7, 6, None))))
    assert said.text == "Pain is 6/10 (7 at intake). That is within measurement error: call it about the same."
    assert said.basis == "Average pain (0–10), meaningful change 2.1 points, error 2.8 points"


def test_pain_that_stayed_where_it_was_is_said_to_be_as_at_intake():
    """A change of nothing needs no measurement error to be called the same."""
    (text,) = texts(course_rows(nrs_average=(6, 6, None)))
    assert text == "Pain is 6/10, as at intake."


def test_a_change_with_unknown_error_is_not_called_the_same():
    (text,) = texts(course_rows(isi=(13, 15, None), walk_6min=(300, 310, None)))
    assert text == "No clear change in function: 6-minute walk 310 m (300 at intake)."


def test_function_that_improved_is_told_with_its_scores():
    text = texts(course_rows(odi=(52, 36, None)))[0]
    assert text == "Function has improved: Disability (ODI) 36% (52 at intake)."


def test_function_that_went_both_ways_names_one_of_each_the_worse_first():
    text = texts(course_rows(odi=(40, 60, None), walk_6min=(300, 400, None)))[0]
    assert text.startswith("Function went both ways, 1 improved and 1 worse of 2: Disability (ODI) 60%")
    assert "6-minute walk 400 m (300 at intake)" in text


def test_a_measure_that_is_not_due_here_is_not_part_of_function():
    rows = course_rows(odi=(52, 36, None))
    rows.loc[rows["checkpoint"] == "week_6", "is_due"] = False
    assert points_of(rows, past={}) == ()


def test_what_got_worse_is_told_with_the_score_before_and_what_the_record_holds_between():
    rows = course_rows(isi=(13, 15, 22))
    events = event_rows(
        ("flare", 41, "Before the last score"), ("medication_change", 50, "Amitriptyline stopped"),
        ("session_missed", 55, "A session"), ("flare", 60, "Long drive"), ("procedure", 85, "After the score"),
    )  # fmt: skip
    (point,) = points_of(rows, at="end", events=events, following=None)
    assert (point.kind, point.facts.since, point.facts.before) == (PointKind.WORSE, "week_6", 15)
    assert [event.detail for event in point.facts.between] == ["Amitriptyline stopped", "Long drive"]
    assert point.rows == ("isi@intake", "isi@end", "isi@week_6", "Amitriptyline stopped", "Long drive")


def test_of_several_that_got_worse_a_verified_one_is_named_and_the_others_counted():
    rows = course_rows(isi=(13, 22, None), phq9=(5, 18, None), pcs=(10, 40, None))
    worse = [point for point in points_of(rows) if point.kind is PointKind.WORSE]
    assert worse[0].facts.change.verdict.may_alert
    assert worse[0].facts.others == 2


def test_one_that_is_beyond_error_is_named_before_one_within_it():
    rows = course_rows(pseq=(26, 15, None), isi=(13, 22, None))  # PSEQ: 11 points worse, its error is 11.5
    (point,) = points_of(rows)
    assert point.facts.change.measure.code == "isi"


def test_pain_and_function_that_got_worse_are_not_told_twice():
    points = points_of(course_rows(odi=(30, 60, None), nrs_average=(3, 9, None)))
    assert kinds(points) == [PointKind.FUNCTION, PointKind.PAIN]
    assert {change.verdict.word for point in points for change in point.facts.named} == {Word.WORSE}


def test_the_dose_is_stated_and_not_judged():
    (said,) = say(points_of(course_rows(mme_day=(90, 60, None))))
    assert said.text == "The opioid dose is 60 mg/day (90 at intake)."
    assert "not judged" in said.basis


def test_the_patients_own_rating_is_told_in_its_category():
    (said,) = say(points_of(course_rows(pgic=(None, 2, None))))
    assert said.text == "Asked for the change overall, the patient chose “much improved”."


def test_the_target_names_the_measure_the_checkpoint_and_who_the_range_rests_on():
    rows = course_rows(odi=(52, 46, None))
    said = say(points_of(rows, past=RANGE))[-1]
    assert said.text == "Agree one target for program end: Disability (ODI) 42% (46 now)."
    assert said.basis == (
        "Expected range then 30–52%, middle half of 43 similar past patients. "
        "From now this is less than a meaningful change (10 points)"
    )


def test_a_goal_on_the_way_of_the_range_is_the_target_and_stands_among_its_rows():
    goal = {"goal_id": "g", "text": "Bend", "measure": "odi", "target": 34.0, "unit": "%"}
    point = points_of(course_rows(odi=(52, 46, None)), goals=goal_rows(goal), past=RANGE)[-1]
    assert (point.facts.rule, point.facts.target, point.rows) == (TargetRule.GOAL, 34.0, ("odi@week_6", "g"))


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        (WALK_GOAL, "Start with the goal “Walk to the shop”: on its way. 6-minute walk is 392 m, from 310; the target is 400 m."),
        ({**WALK_GOAL, "target": 390.0}, "Start with the goal “Walk to the shop”: reached. 6-minute walk is 392 m, from 310; the target is 390 m."),
        ({**WALK_GOAL, "measure": "standing_tolerance", "unit": "min", "target": 40.0}, "Start with the goal “Walk to the shop”. Progress cannot be told: the measure has not been done since the goal was set. Standing tolerance was 15 min when it was set; the target is 40 min."),
        ({"text": "Sleep through"}, "Start with the goal “Sleep through”. It has no measurable target: ask how it goes, and agree one."),
        ({"text": "Sleep through", "status": "met"}, "Start with the goal “Sleep through”: recorded as met. Ask what comes next."),
        ({**WALK_GOAL, "text": ""}, "Start with the goal “6-minute walk 400 m”: on its way. 6-minute walk is 392 m, from 310; the target is 400 m."),
    ],
)  # fmt: skip
def test_the_goal_is_told_by_where_its_scores_stand(goal, said):
    rows = course_rows(walk_6min=(310, 392, None), standing_tolerance=(15, None, None))
    assert texts(rows, goals=goal_rows(goal))[0] == said


def test_a_measurable_goal_under_way_goes_before_one_that_is_met_and_before_words():
    goals = goal_rows(
        {"goal_id": "words", "text": "Sleep through"},
        {**WALK_GOAL, "goal_id": "met", "text": "Met", "target": 350.0},
        {**WALK_GOAL, "goal_id": "open", "text": "Open"},
    )
    assert points_of(course_rows(walk_6min=(310, 392, None)), goals=goals)[0].facts.text == "Open"


def test_a_dropped_goal_is_not_brought_up():
    assert points_of(course_rows(odi=(52, None, None)), goals=goal_rows({"text": "Gone", "status": "dropped"})) == ()


def test_without_an_intake_score_nothing_is_said_of_change():
    assert points_of(course_rows(odi=(None, 36, None), nrs_average=(None, 6, None)), past=RANGE) == ()


def test_at_intake_there_is_a_target_and_nothing_else_to_tell():
    points = points_of(course_rows(odi=(52, None, None)), at="intake", past=RANGE)
    assert kinds(points) == [PointKind.TARGET]
