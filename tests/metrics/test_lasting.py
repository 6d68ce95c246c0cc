"""End against follow-up on the same patients."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from domain.measure import Better
from domain.measures import MEASURES
from metrics.lasting import lasting, lasting_of_measures
from metrics.proportion import wilson


@pytest.fixture
def pain(make):
    """0–100, lower is better, 10 points matter."""
    return make.scale(better=Better.LOWER, meaningful_change=make.points(10))


def test_who_improved_and_still_does_is_counted_among_those_seen_again(pain):
    answer = lasting(pain, [50, 50, 50, 50, 50], [40, 40, 40, 49, 49], [40, 45, None, 30, 49])
    assert answer.still_improved == wilson(1, 2)
    assert (answer.n_lost, answer.worst_case, answer.best_case) == (1, wilson(1, 3), wilson(2, 3))
    assert answer.late == wilson(1, 2)


def test_the_difference_since_the_end_is_a_paired_t_interval(pain):
    end, later = [40, 42, 38, 50, 30], [42, 45, 36, 58, 33]
    answer = lasting(pain, [50] * 5, end, later)
    low, high = stats.ttest_rel(end, later).confidence_interval()
    assert (answer.kept.mean, answer.kept.low, answer.kept.high) == pytest.approx((-2.8, low, high))
    assert (answer.mean_at_end, answer.mean_later) == (40, 42.8)
    assert answer.gain_at_end.mean - answer.gain_later.mean == pytest.approx(2.8)


def test_only_those_due_later_count_and_the_unseen_are_missing(pain):
    answer = lasting(pain, [50] * 4, [40, 40, None, 40], [40, None, 40, 40], is_due=[True, True, True, False])
    assert (answer.due, answer.n, answer.n_missing) == (3, 1, 2)


def test_without_baseline_the_end_is_still_compared_but_nobody_is_called_improved(pain):
    answer = lasting(pain, [None, 50], [40, 40], [30, 40])
    assert (answer.n, answer.n_with_baseline) == (2, 1)
    assert answer.still_improved == wilson(1, 1)


def test_scores_from_two_forms_are_missing(pain):
    answer = lasting(pain, [50, 50], [40, 40], [40, 40], form_changed=[True, False])
    assert (answer.n, answer.n_missing, answer.still_improved) == (1, 1, wilson(1, 1))


def test_a_measure_without_a_rule_has_means_but_no_shares(make):
    answer = lasting(make.scale(), [50], [60], [65])
    assert answer.kept.mean == 5
    assert (answer.still_improved.share, answer.why_not) == (None, "No meaningful change is known for this measure.")
    assert lasting(make.scale(judged=False), [50], [60], [65]).why_not.startswith("A change in either direction")


def test_nobody_gives_empty_answers(pain):
    answer = lasting(pain, [], [], [])
    assert (answer.n, answer.kept.mean, answer.still_improved.share) == (0, None, None)


def test_a_frame_of_several_measures_gives_one_answer_each_except_for_ratings(make, pain):
    rows = pd.DataFrame({
        "measure": ["plain", "rating"], "baseline": [50.0, None], "at_end": [40.0, 2.0], "follow_up": [40.0, 2.0],
        "form_changed": False, "is_closed": True, "n": [3, 1],
    })  # fmt: skip
    answers = lasting_of_measures([make.rating(), pain], rows)
    assert list(answers) == ["plain"]
    assert answers["plain"].still_improved == wilson(3, 3)


scores = st.one_of(st.none(), st.integers(0, 50).map(lambda x: 2.0 * x))


@given(st.lists(st.tuples(scores, scores, scores, st.integers(0, 3)), max_size=15))
def test_weights_of_n_equal_n_patients_and_the_bounds_hold_the_share(rows):
    measure = MEASURES["odi"]
    columns = [np.array([row[i] for row in rows], float) for i in range(3)]
    n = np.array([row[3] for row in rows], int)
    weighted = lasting(measure, *columns, n)
    repeated = lasting(measure, *(np.repeat(column, n) for column in columns))
    assert (weighted.n, weighted.still_improved, weighted.late, weighted.n_lost) == (
        repeated.n, repeated.still_improved, repeated.late, repeated.n_lost,
    )  # fmt: skip
    assert weighted.kept.mean == pytest.approx(repeated.kept.mean)
    if weighted.still_improved.share is not None:
        assert weighted.worst_case.share <= weighted.still_improved.share <= weighted.best_case.share
