"""Time to first meaningful improvement, and which of two measures improved first."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.measure import Construct
from metrics.time_to_improvement import (
    NOBODY_WATCHED,
    function_and_pain,
    improved_first,
    improvement_by_program,
    sign_test,
    time_to_improvement,
    times_to_improvement,
)
from tests.metrics.conftest import points, scale

WALK = scale(code="walk", meaningful_change=points(10, verified=False))
PAIN = scale(code="pain", construct=Construct.PAIN_INTENSITY, meaningful_change=points(2))
NO = np.nan


def rows(*table, measure="walk") -> pd.DataFrame:
    return pd.DataFrame(table, columns=["program", "state", "after_day", "by_day", "n"]).assign(measure=measure)


COHORT = rows(
    ("a", "improved", 0, 14, 10),
    ("a", "improved", 14, 42, 20),
    ("a", "lost", 14, NO, 5),
    ("b", "improved", 0, 42, 10),
    ("b", "followed to the end", 180, NO, 30),
    ("b", "not yet due", 42, NO, 15),
    ("b", "excused", 0, NO, 2),
    ("b", "no baseline", NO, NO, 7),
    ("b", "no rule", NO, NO, 3),
)


def test_everybody_is_counted_once():
    answer = time_to_improvement(WALK, COHORT)
    assert (answer.n, answer.n_improved, answer.n_no_baseline, answer.n_no_rule) == (92, 40, 7, 3)
    assert answer.ended == {"not yet due": 15, "lost": 5, "excused": 2, "followed to the end": 30}
    assert answer.n == answer.n_improved + sum(answer.ended.values())


def test_an_improvement_counts_on_the_day_on_which_it_was_seen():
    """90 at risk on day 14 (2 were never seen): 10 improve; of the 75 left after the 5 lost, 30 on day 42."""
    curve = time_to_improvement(WALK, COHORT).curve
    assert curve.had_event_by(13).share == 0
    assert curve.had_event_by(14).share == pytest.approx(10 / 90)
    assert curve.had_event_by(42).share == pytest.approx(1 - 80 / 90 * 45 / 75)


def test_what_is_only_known_to_lie_between_two_checkpoints_keeps_both_ends():
    answer = time_to_improvement(WALK, rows(("a", "improved", 14, 42, 3), ("a", "followed to the end", 42, NO, 1)))
    assert answer.between.had_event_by(30) == pytest.approx((0, 0.75))
    assert answer.between.median == (14, 42)
    assert answer.curve.median.day == 42


def test_the_rule_stands_beside_its_number():
    answer = time_to_improvement(WALK, COHORT)
    assert (answer.threshold, answer.verified) == ("10", False)


def test_nobody_with_a_baseline_says_so():
    answer = time_to_improvement(WALK, rows(("a", "no baseline", NO, NO, 4)))
    assert (answer.n, answer.why_not) == (0, NOBODY_WATCHED)
    assert answer.restricted.mean is None
    assert time_to_improvement(WALK, rows()).n == 0


def test_measures_keep_the_registrys_order():
    both = pd.concat([COHORT.assign(measure="pain"), COHORT])
    assert list(times_to_improvement([WALK, PAIN], both)) == ["walk", "pain"]


def test_programs_are_separate_people_and_may_be_tested():
    curves, test = improvement_by_program(COHORT)
    assert set(curves) == {"a", "b"}
    assert test.degrees == 1
    assert test.p < 0.001


def test_function_and_pain_are_chosen_by_place():
    other = scale(code="other", meaningful_change=points(5))
    assert function_and_pain([WALK, other, PAIN], ["other", "pain", "walk"]) == (WALK, PAIN)
    assert function_and_pain([WALK, PAIN], ["walk"]) == (WALK, None)
    assert function_and_pain([scale(code="walk")], ["walk"]) == (None, None)


def pairs(*table) -> pd.DataFrame:
    return pd.DataFrame(table, columns=["first_after", "first_by", "second_after", "second_by", "n"])


PAIRS = pairs(
    (0, 14, 14, 42, 12),
    (14, 42, 0, 14, 3),
    (0, 14, 0, 14, 5),
    (90, NO, 90, NO, 8),
    (0, 42, 14, NO, 4),
    (0, 14, 90, NO, 6),
)


def test_who_improved_first_is_counted_from_the_checkpoints():
    answer = improved_first(WALK, PAIN, PAIRS)
    counts = (answer.n_first, answer.n_second, answer.n_together, answer.n_neither, answer.n_unclear)
    assert counts == (18, 3, 5, 8, 4)
    assert answer.n == sum(counts)
    assert (answer.first_share.count, answer.first_share.total) == (18, 21)


def test_the_sign_test_looks_at_those_with_one_first_only():
    assert improved_first(WALK, PAIN, PAIRS).p == sign_test(18, 3)
    assert sign_test(0, 0) is None
    assert sign_test(5, 0) == pytest.approx(2 / 32)


def test_a_measure_not_seen_when_the_other_improved_leaves_it_unclear():
    """The second was last seen on day 14, the first improved between then and day 42."""
    assert improved_first(WALK, PAIN, pairs((14, 42, 14, NO, 1))).n_unclear == 1


def test_no_pairs_say_so():
    answer = improved_first(WALK, PAIN, pairs())
    assert (answer.n, answer.why_not, answer.p, answer.first_share.share) == (0, NOBODY_WATCHED, None, None)
    assert answer.difference.difference is None


spell = st.tuples(st.sampled_from([0, 14, 42, 90]), st.sampled_from([NO, 10, 28, 48])).map(
    lambda x: (x[0], x[0] + x[1])
)
cohorts = st.lists(st.tuples(spell, spell, st.integers(0, 4)), max_size=10)


@given(cohorts)
def test_swapping_the_two_measures_swaps_their_counts(table):
    there = improved_first(WALK, PAIN, pairs(*[(*a, *b, n) for a, b, n in table]))
    back = improved_first(PAIN, WALK, pairs(*[(*b, *a, n) for a, b, n in table]))
    assert (there.n_first, there.n_second, there.n_unclear) == (back.n_second, back.n_first, back.n_unclear)
    assert there.p == back.p
    assert there.n == there.n_first + there.n_second + there.n_together + there.n_neither + there.n_unclear
