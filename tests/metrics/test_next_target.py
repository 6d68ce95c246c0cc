"""One target from the expected range: back into it, the goal's own, its middle, its better edge, or hold."""

from dataclasses import replace

import pandas as pd
import pytest

from domain.measure import Better, Construct
from domain.similarity import Traits, ladder
from metrics.checkpoint_change import ScoreAt, change_at
from metrics.goal_progress import GoalProgress, GoalState
from metrics.measure_reading import measure_reading
from metrics.next_target import TargetRule, next_target

COLUMNS = ["checkpoint", "ordinal", "due_day_from_start", "rung", "state", "score", "n"]


def past(scores=range(40, 83), n=1):
    """At the end 43 similar patients with scores 40 to 82: by definition 6 the middle half is 50 to 72, the median 61."""
    return pd.DataFrame([("end", 2, 28, 1, "observed", float(score), n) for score in scores], columns=COLUMNS)


def reading(measure, now, scores=None, baseline=40.0):
    change = change_at(
        measure, (ScoreAt("intake", baseline), ScoreAt("middle", now), ScoreAt("end")), "intake", "middle"
    )
    counts = past() if scores is None else past(scores)
    return measure_reading(change, Traits("short", baseline), ladder(measure, baseline), counts, intake="intake")


def goal(measure, target, state=GoalState.PROGRESSING, recorded="open"):
    return GoalProgress("G", "Goal", state, recorded, measure=measure, target=target)


@pytest.fixture
def scale(make):
    return make.scale(meaningful_change=make.points(10))


def facts(measure, now, *goals, **more):
    return next_target({measure.code: reading(measure, now, **more)}, "middle", "end", goals)


@pytest.mark.parametrize(
    ("now", "target", "rule"),
    [(45, 50, TargetRule.BACK), (50, 61, TargetRule.MEDIAN), (60, 61, TargetRule.MEDIAN), (61, 72, TargetRule.EDGE),
     (71, 72, TargetRule.EDGE), (72, 72, TargetRule.HOLD), (90, 90, TargetRule.HOLD)],
)  # fmt: skip
def test_the_target_is_the_next_better_place_of_the_range(scale, now, target, rule):
    found = facts(scale, now)
    assert (found.target, found.rule, found.goal) == (target, rule, None)


@pytest.mark.parametrize("now", [45, 55, 65, 80])
def test_turning_the_scale_round_gives_the_mirrored_target(now, scale):
    turned = replace(scale, better=Better.LOWER)
    found = reading(turned, 100 - now, scores=[100 - one for one in range(40, 83)], baseline=60.0)
    mirrored = next_target({turned.code: found}, "middle", "end")
    assert (mirrored.target, mirrored.rule) == (100 - facts(scale, now).target, facts(scale, now).rule)


@pytest.mark.parametrize(("wished", "rule"), [(66, TargetRule.GOAL), (72, TargetRule.GOAL), (73, TargetRule.MEDIAN)])
def test_the_goals_own_target_is_taken_where_the_middle_half_got_that_far(scale, wished, rule):
    found = facts(scale, 52, goal(scale, wished))
    assert found.rule is rule
    assert (found.goal is not None) == (rule is TargetRule.GOAL)


@pytest.mark.parametrize(("state", "recorded"), [(GoalState.MET, "open"), (GoalState.DROPPED, "dropped"), (GoalState.STALLED, "met")])  # fmt: skip
def test_a_goal_that_is_over_sets_no_target(scale, state, recorded):
    assert facts(scale, 52, goal(scale, 66, state, recorded)).rule is TargetRule.MEDIAN


def test_who_is_below_the_range_aims_at_its_edge_before_any_goal(scale):
    assert facts(scale, 45, goal(scale, 66)).rule is TargetRule.BACK


def test_the_measure_of_an_open_goal_goes_first_then_one_that_has_not_improved(scale, make):
    other = make.scale(code="other", meaningful_change=make.points(10))
    readings = {"plain": reading(scale, 66), "other": reading(other, 41)}
    assert next_target(readings, "middle", "end").measure.code == "other"
    assert next_target(readings, "middle", "end", [goal(scale, 68)]).measure.code == "plain"


def test_a_target_is_a_value_that_the_scale_can_give(make):
    coarse = make.scale(step=5, meaningful_change=make.points(10))
    assert facts(coarse, 54, scores=range(42, 85)).target == 65  # the median is 63


def test_without_a_score_here_or_a_range_there_there_is_no_target(scale):
    assert facts(scale, None) is None
    assert facts(scale, 52, scores=range(40, 60)) is None
    assert next_target({"plain": reading(scale, 52)}, "middle", "later") is None
    assert next_target({}, "middle", "end") is None


def test_pain_is_no_target(make):
    pain = make.scale(construct=Construct.PAIN_INTENSITY, meaningful_change=make.points(10))
    assert facts(pain, 52) is None
