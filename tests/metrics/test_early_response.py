"""Does an early change tell the end? On cohorts small enough to count by hand."""

import numpy as np
import pandas as pd
import pytest

from metrics.early_response import area_under_curve, early_response, early_responses
from metrics.false_discovery import Dependence, adjusted_p
from tests.metrics.conftest import scale

ODI, PAIN = scale(code="odi"), scale(code="pain")


def rows(*table, measure="odi") -> pd.DataFrame:
    names = ["early_change", "early_improved", "later_improved", "n"]
    return pd.DataFrame(table, columns=names).assign(measure=measure)


CROSS = rows((12, 1, 1, 30), (12, 1, 0, 10), (2, 0, 1, 15), (2, 0, 0, 45), (np.nan, np.nan, 1, 7), (3, 0, np.nan, 5))
"""30 improved early and late, 10 early only, 15 late only, 45 neither; 7 without an early score, 5 without an end."""


def test_the_four_shares_of_a_cross_table():
    answer = early_response(ODI, CROSS)
    shares = (answer.sensitivity, answer.specificity, answer.positive_value, answer.negative_value)
    assert [(s.count, s.total) for s in shares] == [(30, 45), (45, 55), (30, 40), (45, 60)]
    assert (answer.outcome_rate.count, answer.outcome_rate.total) == (45, 100)


def test_everybody_due_is_accounted_for():
    answer = early_response(ODI, CROSS)
    assert (answer.due, answer.n, answer.missing_early, answer.missing_later) == (112, 100, 7, 5)


def test_ties_count_half_in_the_area():
    assert area_under_curve([1, 1], [True, False]).auc == 0.5
    assert area_under_curve([2, 1, 1], [True, True, False]).auc == 0.75


def test_a_perfect_area_has_no_interval():
    """Its DeLong variance is 0, which would promise certainty from a handful of people."""
    answer = area_under_curve([5, 6, 1, 2], [True, True, False, False])
    assert (answer.auc, answer.low, answer.high) == (1.0, None, None)


def test_one_group_alone_has_no_area():
    assert area_under_curve([1, 2], [True, True]).auc is None
    assert area_under_curve([], []).p is None


def test_few_people_give_no_claim():
    few = early_responses([ODI], rows((12, 1, 1, 9), (2, 0, 0, 40)), "odi", percentage_from=20)
    assert (few.best, few.why_not) == (None, "too few people to say")
    assert few.measures[0].why_not == "9 improved by the end and 40 did not; at least 10 of each are needed"
    assert few.measures[0].adjusted_p is None


def test_the_measure_that_stands_is_named_and_chance_is_not():
    chance = rows((1, 0, 1, 20), (2, 0, 1, 20), (1, 0, 0, 20), (2, 0, 0, 20), measure="pain")
    answer = early_responses([PAIN, ODI], pd.concat([CROSS, chance]), "odi", percentage_from=20)
    assert (answer.best, answer.not_worse) == ("odi", ())
    assert [a.measure for a in answer.measures] == ["odi", "pain"]
    assert answer.measures[0].shares_baseline
    assert not answer.measures[1].stands


def test_a_change_that_tells_the_opposite_is_not_the_best_sign():
    backwards = rows((2, 0, 1, 50), (12, 1, 0, 50))
    assert early_responses([ODI], backwards, "odi", percentage_from=20).best is None


def test_measures_that_cannot_be_told_apart_are_named_together():
    near = CROSS.assign(measure="pain", n=[29, 10, 16, 45, 7, 5])
    answer = early_responses([ODI, PAIN], pd.concat([CROSS, near]), "odi", percentage_from=20)
    assert (answer.best, answer.not_worse) == ("odi", ("pain",))


def test_a_measure_without_a_rule_has_an_area_and_no_shares():
    answer = early_response(ODI, CROSS.assign(early_improved=np.nan))
    assert answer.sensitivity.share is None
    assert answer.area.auc is not None


def test_any_dependence_is_the_stricter_rule():
    p = [0.01, 0.02, 0.03]
    strict, mild = adjusted_p(p, Dependence.ANY), adjusted_p(p, Dependence.POSITIVE)
    assert all(a >= b for a, b in zip(strict, mild, strict=True))


def test_no_comparison_needs_no_correction():
    assert adjusted_p([]) == []
    assert adjusted_p([0.03]) == [0.03]


def test_what_is_no_p_value_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjusted_p([1.2])


def test_changes_that_differ_only_in_binary_rounding_are_ties():
    """2.3 − 1.2 and 6.3 − 5.2 are the same change; of the four pairs two are won (against 0) and two are ties."""
    same = [2.3 - 1.2, 6.3 - 5.2]
    assert same[0] != same[1]
    answer = area_under_curve([*same, 1.1, 0.0], [True, False, True, False])
    assert answer.auc == pytest.approx((0.5 + 1 + 0.5 + 1) / 4)
    assert answer.p == pytest.approx(area_under_curve([1, 1, 1, 0], [True, False, True, False]).p)
