"""Three indices of reliable change, on a scale where lower is better: r 0.8, comparison group mean 50 and SD 10."""

from math import sqrt

import pytest

from domain.measure import Better
from metrics.population import Population, own_referrals
from metrics.reliable_change import (
    IS_A_RATING,
    NO_ERROR,
    NO_GROUP,
    NO_RELIABILITY,
    NO_SCORES,
    NOT_JUDGED,
    Method,
    Reliable,
    reliable_change,
)

GROUP = Population("made-up patients", 50, 10, 100, None, True)


@pytest.fixture
def measure(make):
    return make.scale(better=Better.LOWER, measurement_error=make.error(reliability=0.8))


@pytest.mark.parametrize(
    ("method", "index"),
    [
        (Method.JACOBSON_TRUAX, 20 / (10 * sqrt(2 * 0.2))),  # from 70, 70 is expected
        (Method.EDWARDS_NUNNALLY, 16 / (10 * sqrt(0.2))),  # 0.8·(70 − 50) + 50 = 66 is expected
        (Method.GULLIKSEN_LORD_NOVICK, 16 / (10 * sqrt(1 - 0.64))),
    ],
)
def test_each_method_by_its_formula(measure, method, index):
    answer = reliable_change(measure, 70, 50, method, population=GROUP)
    assert answer.index == pytest.approx(index)
    assert answer.word is Reliable.IMPROVED


def test_regression_to_the_mean_explains_part_of_a_fall_from_a_high_score(measure):
    expected = {method: reliable_change(measure, 90, 76, method, population=GROUP).expected for method in Method}
    assert list(expected.values()) == [90, 82, 82]


def test_the_same_fall_is_reliable_or_not_by_whether_regression_is_allowed_for(make):
    measure = make.scale(better=Better.LOWER, measurement_error=make.error(reliability=0.5))
    plain = reliable_change(measure, 90, 70, population=GROUP)
    allowed = reliable_change(measure, 90, 70, Method.GULLIKSEN_LORD_NOVICK, population=GROUP)
    assert (plain.word, allowed.word) == (Reliable.IMPROVED, Reliable.UNCHANGED)


def test_the_limits_hold_the_scores_that_need_no_true_change(measure):
    answer = reliable_change(measure, 70, 60, Method.GULLIKSEN_LORD_NOVICK, population=GROUP)
    assert (answer.low, answer.high) == (
        pytest.approx(66 - 1.96 * 6, abs=0.001),
        pytest.approx(66 + 1.96 * 6, abs=0.001),
    )
    assert answer.word is Reliable.UNCHANGED


def test_the_published_error_goes_before_reliability(make):
    measure = make.scale(measurement_error=make.error(mdc95=19.6, reliability=0.8))
    assert reliable_change(measure, 50, 60, population=GROUP).index == pytest.approx(1.0, abs=1e-4)


def test_without_its_own_sd_reliability_takes_the_groups(measure):
    answer = reliable_change(measure, 70, 50, population=GROUP)
    assert "reliability 0.8" in answer.basis
    assert "made-up patients" in answer.basis


def test_reliability_in_the_group_follows_from_a_published_error(make):
    """1 − SEM²/SD² with SEM = MDC95/(1.96·√2): 1.96·√2·5 is an SEM of 5, and 1 − 25/100 = 0.75."""
    measure = make.scale(measurement_error=make.error(mdc95=1.959963984540054 * sqrt(2) * 5))
    answer = reliable_change(measure, 70, 65, Method.EDWARDS_NUNNALLY, population=GROUP)
    assert answer.expected == pytest.approx(50 + 0.75 * 20)


@pytest.mark.parametrize(
    ("scores", "why_not"), [((None, 50), NO_SCORES), ((50, None), NO_SCORES), ((50, float("nan")), NO_SCORES)]
)
def test_a_missing_score_cannot_be_told(measure, scores, why_not):
    answer = reliable_change(measure, *scores, population=GROUP)
    assert (answer.word, answer.why_not, answer.index) == (Reliable.CANNOT_TELL, why_not, None)


def test_what_is_missing_is_said(make, measure):
    assert reliable_change(make.scale(), 1, 2).why_not == NO_ERROR
    assert reliable_change(measure, 1, 2, Method.EDWARDS_NUNNALLY).why_not == NO_GROUP
    assert reliable_change(make.scale(), 1, 2, Method.EDWARDS_NUNNALLY, population=GROUP).why_not == NO_RELIABILITY
    assert reliable_change(make.rating(), 1, 2).why_not == IS_A_RATING
    assert reliable_change(make.scale(judged=False), 1, 2).why_not == NOT_JUDGED


def test_an_error_larger_than_the_groups_spread_gives_no_reliability(make):
    measure = make.scale(measurement_error=make.error(mdc95=100))
    assert reliable_change(measure, 1, 2, Method.EDWARDS_NUNNALLY, population=GROUP).why_not == NO_RELIABILITY


def test_an_unverified_figure_leaves_the_answer_unverified(make):
    measure = make.scale(measurement_error=make.error(verified=False, reliability=0.8))
    assert not reliable_change(measure, 70, 50, population=GROUP).verified


def test_the_clinics_own_intake_scores_make_a_group_from_thirty_on():
    scores = [40.0, 60.0] * 15
    group = own_referrals(len(scores), sum(scores), sum(s * s for s in scores))
    assert (group.mean, group.n) == (50, 30)
    assert group.sd == pytest.approx(10.171, abs=0.001)
    assert own_referrals(29, 1450.0, 75_400.0) is None
    assert own_referrals(30, 1500.0, 75_000.0) is None, "no spread, no yardstick"
