"""The change that unreliability alone would bring."""

import numpy as np
import pytest
from scipy import stats

from domain.measure import Better, Norm
from domain.source import Source
from metrics.regression_to_mean import Reference, Reliability, own_referrals, published, regression_to_mean

MADE_UP = Source(title="Made up for this test")
NORM = Reference("made-up norm", 50.0, 10.0, MADE_UP, True)


def r(value):
    return Reliability(value, "made up", MADE_UP, True)


def test_a_group_that_starts_worse_than_the_reference_is_expected_to_improve(make):
    answer = regression_to_mean(make.scale(better=Better.LOWER), [60, 70], [55, 60], NORM, reliability=r(0.8))
    assert answer.expected.mean == pytest.approx(0.2 * 15)
    assert answer.observed.mean == 7.5
    assert answer.beyond.mean == pytest.approx(4.5)


def test_a_group_that_starts_better_than_the_reference_is_expected_to_get_worse(make):
    answer = regression_to_mean(make.scale(), [60, 70], [60, 70], NORM, reliability=r(0.8))
    assert answer.expected.mean == pytest.approx(-3)
    assert answer.beyond.mean == pytest.approx(3)


def test_a_perfect_measure_and_a_typical_group_do_not_regress(make):
    assert regression_to_mean(make.scale(), [60, 70], [60, 70], NORM, reliability=r(1)).expected.mean == 0
    assert regression_to_mean(make.scale(), [40, 60], [60, 70], NORM, reliability=r(0.5)).expected.mean == 0


def test_the_reliability_comes_from_the_measure_or_from_its_standard_error(make):
    published_one = make.scale(measurement_error=make.error(reliability=0.83, sd=9.0))
    assert regression_to_mean(published_one, [60], [60], NORM).reliability.value == 0.83
    from_sem = make.scale(measurement_error=make.error(mdc95=1.96 * np.sqrt(2) * 3))
    assert regression_to_mean(from_sem, [60], [60], NORM).reliability.value == pytest.approx(1 - 0.09)


@pytest.mark.parametrize(
    ("reference", "reliability", "why"),
    [(None, 0.8, "No reference mean"), (NORM, None, "No reliability"), (NORM, 1.2, "does not lie between")],
)
def test_without_a_reference_or_a_reliability_it_is_not_computed(make, reference, reliability, why):
    answer = regression_to_mean(
        make.scale(), [60], [60], reference, reliability=None if reliability is None else r(reliability)
    )
    assert why in answer.why_not
    assert (answer.expected.mean, answer.beyond.mean) == (None, None)


def test_ratings_unjudged_measures_and_empty_cohorts_say_why_not(make):
    assert regression_to_mean(make.rating(), [None], [1], NORM, reliability=r(0.8)).why_not.startswith(
        "The score is itself"
    )
    assert regression_to_mean(make.scale(judged=False), [1], [1], NORM, reliability=r(0.8)).why_not.startswith(
        "A change in"
    )
    assert regression_to_mean(make.scale(), [], [], NORM, reliability=r(0.8)).why_not == "No patient has both scores."


def test_a_clinics_own_mean_brings_its_uncertainty_into_the_interval(make):
    own = own_referrals("all referrals", [40, 50, 60, None], [10, 20, 10, 5])
    assert (own.mean, own.n) == (50, 40)
    known = Reference(own.name, own.mean, own.sd, own.source, True)
    scores = [60, 70, 65, 58], [55, 60, 66, 50]
    wide, narrow = (regression_to_mean(make.scale(), *scores, ref, reliability=r(0.7)) for ref in (own, known))
    assert wide.expected.mean == narrow.expected.mean
    assert wide.beyond.high - wide.beyond.low > narrow.beyond.high - narrow.beyond.low
    assert own_referrals("nobody", [None]) is None


def test_a_published_norm_can_be_the_reference():
    assert published(Norm("people", 50.0, 10.0, MADE_UP, True)) == Reference("people", 50.0, 10.0, MADE_UP, True)


def test_weights_of_n_equal_n_patients(make):
    weighted = regression_to_mean(make.scale(), [60, 40], [65, 50], NORM, reliability=r(0.7), weights=[3, 2])
    repeated = regression_to_mean(make.scale(), [60, 60, 60, 40, 40], [65, 65, 65, 50, 50], NORM, reliability=r(0.7))
    assert weighted.beyond.low == pytest.approx(repeated.beyond.low)


def test_it_is_the_effect_of_selection_of_barnett_2005(make):
    """Equation 1: (1 − ρ)·σ·φ(z)/(1 − Φ(z)), z = (cut − μ)/σ, on people of mean 60 and SD 15 with scores of 70 or more."""
    chance, rho = np.random.default_rng(2), 0.6
    true = chance.normal(60, 15 * np.sqrt(rho), 400_000)
    first, second = (true + chance.normal(0, 15 * np.sqrt(1 - rho), true.size) for _ in range(2))
    kept = first >= 70
    reference = Reference("everybody", 60.0, 15.0, MADE_UP, True)
    answer = regression_to_mean(
        make.scale(better=Better.LOWER), first[kept], second[kept], reference, reliability=r(rho)
    )
    z = (70 - 60) / 15
    equation_1 = (1 - rho) * 15 * stats.norm.pdf(z) / stats.norm.sf(z)
    assert answer.expected.mean == pytest.approx(equation_1, rel=0.01)
    assert answer.observed.mean == pytest.approx(equation_1, rel=0.02)
    assert answer.beyond.low < 0 < answer.beyond.high
