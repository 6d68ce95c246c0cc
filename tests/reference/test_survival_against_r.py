"""Kaplan–Meier, restricted means, log-rank and Turnbull against R's survival package, on the data it carries."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from metrics.survival import kaplan_meier
from metrics.survival_intervals import turnbull
from metrics.survival_mean import restricted_mean, restricted_mean_difference
from metrics.survival_test import log_rank
from metrics.time_to_improvement import sign_test

HERE = Path(__file__).parent
AML_DAYS = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161, 5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45]
AML_EVENT = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]
"""Miller 1997, remission in acute myelogenous leukaemia: R's data set aml; the first 11 were maintained."""
WHEN = (10.5, 20, 30, 47, 60, 100, 150)


def numbers(text: str) -> dict[str, list[float]]:
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {name: [float(value) for value in values] for name, *values in lines}


R = numbers((HERE / "survival_expected_from_r.txt").read_text(encoding="utf-8"))


def close(expected, rel=1e-9):
    return pytest.approx(expected, rel=rel, abs=1e-10)


def test_r_still_gives_the_numbers_that_are_kept_here():
    if shutil.which("Rscript") is None:
        pytest.skip("R IS NOT INSTALLED: the numbers kept from R 4.2.2 were used, R itself was not asked")
    run = subprocess.run(["Rscript", HERE / "survival.R"], capture_output=True, text=True, check=False, timeout=120)
    if "there is no package" in run.stderr:
        pytest.skip("R HAS NO PACKAGE survival: the numbers kept from survival 3.5.3 were used")
    assert run.returncode == 0, run.stderr
    now = numbers(run.stdout)
    assert now.keys() == R.keys()
    for name, values in R.items():
        assert now[name] == close(values, rel=1e-6), name


@pytest.fixture
def aml():
    return kaplan_meier(AML_DAYS, AML_EVENT)


def test_the_curve_and_its_log_log_interval_equal_survfit(aml):
    at = aml.events > 0
    assert aml.day[at].tolist() == R["km/aml/day"]
    assert aml.survival[at] == close(R["km/aml/survival"])
    assert aml.low[at] == close(R["km/aml/low"])
    assert aml.high[at] == close(R["km/aml/high"])


def test_the_median_and_its_interval_equal_survfit(aml):
    assert [aml.median.day, aml.median.low, aml.median.high] == close(R["median/aml"])


def test_the_restricted_mean_and_its_error_equal_survfit(aml):
    horizon, mean, se = R["rmst/aml"]
    answer = restricted_mean(aml, horizon)
    assert [answer.mean, answer.se] == close([mean, se])


def test_the_log_rank_test_equals_survdiff():
    maintained, not_maintained = (AML_DAYS[:11], AML_EVENT[:11]), (AML_DAYS[11:], AML_EVENT[11:])
    answer = log_rank({"Maintained": maintained, "Nonmaintained": not_maintained})
    found = [answer.chi_square, answer.degrees, answer.p, *answer.expected.values()]
    assert found == close(R["logrank/aml"])


def test_the_published_log_rank_of_the_leukaemia_data():
    """survdiff's help page example in the survival package's documentation: chisq 3.4 on 1 degree of freedom, p = 0.07."""
    answer = log_rank({"1": (AML_DAYS[:11], AML_EVENT[:11]), "2": (AML_DAYS[11:], AML_EVENT[11:])})
    assert (round(answer.chi_square, 1), round(answer.p, 2)) == (3.4, 0.07)


def test_two_restricted_means_in_the_same_people_equal_the_influence_of_each_in_r():
    """Diabetic Retinopathy Study: 197 people, one eye treated by laser and the other not (R's data set retinopathy)."""
    one, two = (
        (R[f"paired/retinopathy/days_{eye}"], np.array(R[f"paired/retinopathy/event_{eye}"]) == 1) for eye in (1, 2)
    )
    answer = restricted_mean_difference(*one, *two, horizon=48)
    assert [answer.first, answer.second, answer.difference, answer.se] == close(R["paired/retinopathy"])


@pytest.mark.parametrize("name", ["odd", "visits"])
def test_the_interval_censored_estimate_equals_survfit_and_is_at_least_as_likely(name):
    after = np.array(R[f"turnbull/{name}/after"])
    upto = np.array([np.inf if day < 0 else day for day in R[f"turnbull/{name}/upto"]])
    answer = turnbull(after, upto)
    assert answer.converged
    inside = (answer.after >= after[:, None]) & (answer.upto <= upto[:, None])
    assert np.log(inside @ answer.share).sum() >= R[f"turnbull/{name}/loglik"][0] - 1e-6
    for day, survival in zip(WHEN, R[f"turnbull/{name}/survival"], strict=True):
        least, most = answer.had_event_by(day)
        assert least - 1e-4 <= 1 - survival <= most + 1e-4
        if most - least < 1e-6:
            assert 1 - survival == pytest.approx(least, abs=1e-4)


@pytest.mark.parametrize("name", [name for name in R if name.startswith("sign/")])
def test_the_sign_test_equals_binom_test(name):
    _, one, other = name.split("/")
    assert sign_test(int(one), int(other)) == close(R[name][0], rel=1e-8)
