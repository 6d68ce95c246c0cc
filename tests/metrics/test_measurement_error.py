"""How E, the smallest change beyond measurement error, is found, and from what."""

import numpy as np
import pytest

from metrics.measurement_error import NO_STANDARD_ERROR, NOT_PUBLISHED, errors_of_change, measurement_error


def test_a_published_mdc95_is_taken_as_it_is(make):
    answer = measurement_error(make.scale(measurement_error=make.error(mdc95=12)))
    assert (answer.value, answer.verified) == (12, True)
    assert answer.basis.startswith("MDC95 12 in nobody")


def test_reliability_and_sd_give_the_reliable_change_index(make):
    answer = measurement_error(make.scale(measurement_error=make.error(reliability=0.75, sd=10)))
    assert answer.value == pytest.approx(1.96 * 10 * 0.5**0.5, rel=1e-4)
    assert "reliable change index" in answer.basis


def test_reliability_without_an_sd_leaves_the_error_unknown(make):
    assert measurement_error(make.scale(measurement_error=make.error(reliability=0.75))).value is None


def test_each_score_brings_its_own_standard_error(make):
    measure = make.scale(measurement_error=make.error(per_score=True))
    answer = measurement_error(measure, 3.0, 4.0)
    assert answer.value == pytest.approx(1.96 * 5.0, rel=1e-4)
    assert "standard errors of the two scores" in answer.basis


@pytest.mark.parametrize("errors", [(None, 2.0), (2.0, None), (None, None), (float("nan"), 2.0)])
def test_one_missing_standard_error_leaves_the_error_unknown(make, errors):
    answer = measurement_error(make.scale(measurement_error=make.error(per_score=True)), *errors)
    assert (answer.value, answer.basis) == (None, NO_STANDARD_ERROR)


def test_standard_errors_are_ignored_where_the_measure_does_not_use_them(make):
    assert measurement_error(make.scale(measurement_error=make.error(mdc95=12)), 1.0, 1.0).value == 12


def test_where_nothing_is_published_the_error_is_unknown_and_says_so(make):
    answer = measurement_error(make.scale())
    assert (answer.value, answer.basis, answer.verified) == (None, NOT_PUBLISHED, False)


def test_an_unverified_figure_stays_unverified(make):
    assert not measurement_error(make.scale(measurement_error=make.error(verified=False, mdc95=2))).verified


def test_lists_give_one_error_per_pair(make):
    measure = make.scale(measurement_error=make.error(per_score=True))
    errors = errors_of_change(measure, [3.0, np.nan], [4.0, 4.0])
    assert errors[0] == pytest.approx(9.8, abs=0.01)
    assert np.isnan(errors[1])
