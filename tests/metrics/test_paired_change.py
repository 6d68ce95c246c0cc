"""The mean change of the patients with both scores."""

import pandas as pd
import pytest

from domain.measure import Better
from metrics.paired_change import paired_change, paired_changes


def test_only_patients_with_both_scores_are_compared_and_the_others_counted(make):
    answer = paired_change(make.scale(), [10, 20, 30, None], [14, 26, None, 50])
    assert (answer.n, answer.missing) == (2, 2)
    assert (answer.mean_before, answer.mean_after, answer.mean_improvement) == (15, 20, 5)


def test_a_lower_score_is_an_improvement_where_lower_is_better(make):
    answer = paired_change(make.scale(better=Better.LOWER), [10, 20], [14, 26])
    assert answer.mean_improvement == -5
    assert (answer.mean_before, answer.mean_after) == (15, 20)


def test_those_not_due_are_neither_compared_nor_missing(make):
    answer = paired_change(make.scale(), [10, 20, 30], [14, 26, None], is_due=[True, False, False])
    assert (answer.n, answer.missing) == (1, 0)


def test_one_patient_has_a_mean_but_no_interval_and_no_effect(make):
    answer = paired_change(make.scale(), [10], [14])
    assert (answer.n, answer.mean_improvement, answer.low, answer.high) == (1, 4, None, None)
    assert [effect.value for effect in answer.standardised] == [None, None]


def test_nobody_has_no_mean(make):
    answer = paired_change(make.scale(), [], [])
    assert (answer.n, answer.missing, answer.mean_improvement, answer.low) == (0, 0, None, None)


def test_everybody_changing_alike_has_no_standardised_response_mean(make):
    answer = paired_change(make.scale(), [10, 20, 30], [15, 25, 35])
    assert (answer.low, answer.mean_improvement, answer.high) == (5, 5, 5)
    assert answer.effect("SRM").value is None
    assert answer.effect("d_av").value == pytest.approx(0.5)


def test_each_effect_is_named_and_says_its_formula_and_source(make):
    answer = paired_change(make.scale(), [10, 20, 30], [15, 26, 30])
    assert [effect.name for effect in answer.standardised] == ["SRM", "d_av"]
    assert all(effect.formula and effect.source.title for effect in answer.standardised)


def test_a_rating_of_change_has_no_paired_change(make):
    with pytest.raises(ValueError, match="rating of change"):
        paired_change(make.rating(), [1], [2])


def test_a_frame_of_several_measures_gives_one_answer_each_except_for_ratings(make):
    frame = pd.DataFrame(
        {"measure": ["plain", "plain", "plain", "rating"], "baseline": [10.0, 20.0, 30.0, None]}
        | {"follow_up": [14.0, 28.0, 90.0, 1.0], "is_closed": True, "n": [1, 3, 1, 1]}
        | {"form_changed": [False, False, True, False]}
    )
    answers = paired_changes([make.rating(), make.scale()], frame)
    assert list(answers) == ["plain"]
    assert (answers["plain"].n, answers["plain"].missing, answers["plain"].mean_improvement) == (4, 1, 7)
