"""Standardised mean changes, and when there are none."""

import numpy as np
import pytest

from domain.measure import Better
from domain.measures import MEASURES
from metrics.effect_size import effect_sizes, hedges_correction

NAMES = ["SRM", "d_av", "d_p", "d_rm", "d_b"]


def test_every_effect_is_named_and_says_its_formula_interval_and_source(make):
    answer = effect_sizes(make.scale(), [10, 20, 30, 25], [15, 26, 30, 40])
    assert [e.name for e in answer.effects] == NAMES
    assert all(e.formula and e.interval and e.source.title for e in answer.effects)
    assert all(e.low < e.value < e.high for e in answer.effects)


def test_equal_spread_makes_every_effect_but_d_z_the_same(make):
    before = np.array([10.0, 20, 30, 40, 50])
    answer = effect_sizes(make.scale(), before, before[[1, 0, 2, 4, 3]] + 5)
    values = [answer.effect(name).value for name in NAMES[1:]]
    assert values == pytest.approx([values[0]] * 4)


def test_a_worse_group_has_negative_effects_in_either_direction_of_the_scale(make):
    worse = effect_sizes(make.scale(better=Better.LOWER), [10, 20, 30, 25], [15, 26, 30, 40])
    better = effect_sizes(make.scale(), [10, 20, 30, 25], [15, 26, 30, 40])
    for name in NAMES:
        assert worse.effect(name).value == pytest.approx(-better.effect(name).value)
        assert worse.effect(name).low == pytest.approx(-better.effect(name).high, rel=1e-5)


def test_those_due_without_a_score_are_missing_and_those_not_due_are_nobody(make):
    answer = effect_sizes(make.scale(), [10, 20, 30, 5], [15, None, 40, 8], is_due=[True, True, True, False])
    assert (answer.n, answer.missing) == (2, 1)


def test_weights_of_n_equal_n_patients(make):
    weighted = effect_sizes(make.scale(), [10, 20, 30], [15, 22, 41], [3, 2, 4])
    repeated = effect_sizes(make.scale(), np.repeat([10, 20, 30], [3, 2, 4]), np.repeat([15, 22, 41], [3, 2, 4]))
    for name in NAMES:
        one, other = weighted.effect(name), repeated.effect(name)
        assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [([], [], "No patient has both scores."), ([1], [2], "One patient alone has no standard deviation."),
     ([5, 5, 5], [5, 5, 5], "The scores do not vary.")],
)  # fmt: skip
def test_nothing_to_standardise_by_is_said_in_a_sentence(make, before, after, why):
    answer = effect_sizes(make.scale(), before, after)
    assert answer.why_not == why
    assert all(e.value is None and e.low is None for e in answer.effects)


def test_everybody_changing_alike_has_no_d_z_but_the_others(make):
    answer = effect_sizes(make.scale(), [0.1, 0.2, 0.3], [0.4, 0.5, 0.6])
    assert answer.effect("SRM").value is None
    assert answer.effect("d_av").value == pytest.approx(3)
    assert answer.effect("d_av").low is None


def test_two_patients_have_an_effect_but_no_correction(make):
    answer = effect_sizes(make.scale(), [10, 20], [15, 22])
    assert answer.effect("SRM").value is not None
    assert answer.effect("SRM").unbiased is None
    assert hedges_correction(1) == 0
    assert answer.effect("d_rm").value is None


def test_a_perfect_correlation_has_no_d_rm_however_its_digits_round():
    for before, after, weights in (([0.0, 1.0], [0.0, 3.0], [1, 4]), ([0, 1, 1, 1, 1], [0, 3, 3, 3, 3], None)):
        assert effect_sizes(MEASURES["nrs_average"], before, after, weights).effect("d_rm").value is None
