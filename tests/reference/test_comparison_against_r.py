"""The fair comparison: our numbers against R's. R's output is kept beside this file and asked again where R is there."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from domain.measures import MEASURES
from metrics.case_mix import case_mix
from metrics.censoring_weights import censoring_weights
from metrics.comparison_design import baseline_cuts, comparison_design
from metrics.expected_change import expected_change, moments, ridge, squared_error
from metrics.funnel import funnel_of_shares, over_dispersion
from metrics.observed_minus_expected import observed_minus_expected
from metrics.shrinkage import shrinkage
from tests.reference.comparison_patients import cells_of

HERE = Path(__file__).parent
ODI = MEASURES["odi"]
CUTS = (32.0, 40.0, 48.0, 56.0)
COUNTS, TOTALS = [14, 40, 22, 9, 61, 35, 18, 27], [50, 90, 40, 45, 110, 120, 35, 60]


def numbers(text: str) -> dict[str, list[float]]:
    return {name: [float(v) for v in values] for name, *values in (line.split() for line in text.splitlines())}


R = numbers((HERE / "comparison_expected_from_r.txt").read_text(encoding="utf-8"))


def close(expected, digits: float = 1e-8):
    return pytest.approx(expected, rel=digits, abs=digits)


@pytest.fixture(scope="module")
def patients() -> pd.DataFrame:
    return pd.read_csv(HERE / "comparison_patients.csv")


@pytest.fixture(scope="module")
def design(patients):
    return comparison_design(ODI, cells_of(patients, CUTS), CUTS)


def native(design, intercept: float, coefficients: np.ndarray) -> list[float]:
    """The intercept at a baseline of 0 and the slope of the first piece, as R writes them."""
    return [intercept - design.centre * float(coefficients[0]), *coefficients]


def test_r_still_gives_the_numbers_that_are_kept_here():
    if shutil.which("Rscript") is None:
        pytest.skip("R IS NOT INSTALLED: the numbers kept from R 4.2.2 were used, R itself was not asked")
    command = ["Rscript", HERE / "comparison.R", HERE / "comparison_patients.csv"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    now = numbers(run.stdout)
    assert now.keys() == R.keys()
    for name, values in R.items():
        assert now[name] == close(values, 1e-7), name


def test_the_cuts_part_the_patients_into_fifths(patients):
    counts = patients["b"].value_counts()
    fifths = np.quantile(patients["b"], [0.2, 0.4, 0.6, 0.8], method="inverted_cdf")
    assert baseline_cuts(counts.index, counts.to_numpy()) == tuple(fifths)


def test_without_a_penalty_the_sums_give_the_coefficients_of_lm(design):
    sums = moments(design)
    intercept, coefficients = ridge(sums, 0.0)
    assert native(design, intercept, coefficients) == close(R["lm"], 1e-6)
    assert squared_error(sums, intercept, coefficients) == close(R["lm/rss"][0], 1e-8)


@pytest.mark.parametrize("penalty", ["0.5", "20", "300"])
def test_with_a_penalty_they_give_those_of_lm_ridge(design, penalty):
    assert native(design, *ridge(moments(design), float(penalty))) == close(R[f"ridge/{penalty}"], 1e-7)


def test_the_share_explained_in_patients_left_out_is_that_of_eight_refits(design):
    assert expected_change(design, penalties=[0.1]).r_squared == close(R["cv"][0], 1e-8)


def test_observed_minus_expected_is_the_t_interval_of_each_groups_residuals(design):
    answer = observed_minus_expected(design, expected_change(design, penalties=[0.1]))
    for group in answer.groups:
        assert [group.n, group.observed, group.difference, group.low, group.high] == close(R[f"group/{group.group}"])


def test_the_chance_of_being_observed_is_that_of_glm(design):
    assert list(censoring_weights(design).coefficients.values()) == close(R["glm"], 1e-5)


def test_weights_are_stabilised_truncated_and_worth_so_many_patients(design):
    answer = censoring_weights(design)
    assert [answer.lowest, answer.highest, answer.effective_n] == close(R["weights"], 1e-5)


def test_the_weighted_difference_has_a_sandwich_interval(design):
    weights = censoring_weights(design).weights
    answer = observed_minus_expected(design, expected_change(design, penalties=[0.1]), weights)
    for group in answer.groups:
        found = [group.difference, group.standard_error, group.effective_n, group.low, group.high]
        assert found == close(R[f"weighted/{group.group}"], 1e-5)


def test_shrinking_equals_paule_mandel_and_a_normal_posterior():
    """The 13 BCG trials; metafor gives tau² 0.3181 and mean −0.7150 for its methods PM and EB (recalled)."""
    names = [str(i) for i in range(13)]
    answer = shrinkage(names, R["bcg/y"], R["bcg/se"])
    tau2, centre, _ = R["bcg/tau2"]
    assert [answer.between_sd**2, answer.centre] == close([tau2, centre])
    assert [group.shrunken for group in answer.groups] == close(R["bcg/shrunken"])
    assert answer.groups[0].shrunken == close(R["bcg/posterior"][0])
    assert round(tau2, 4) == 0.3181


def test_a_funnel_is_over_dispersed_as_funnelplotr_computes_it():
    answer = funnel_of_shares([str(i) for i in range(8)], COUNTS, TOTALS)
    target, phi, tau2 = R["funnel/od"]
    assert [answer.target, answer.dispersion, answer.between_sd**2] == close([target, phi, tau2])
    errors = 1 / (2 * np.sqrt(np.array(TOTALS)))
    adjusted = np.array(R["funnel/z"]) * errors / np.sqrt(errors**2 + tau2)
    assert [point.z for point in answer.points] == close(list(adjusted))
    at_60 = next(limits for limits in answer.limits if limits.n == 60)
    assert [at_60.low_95, at_60.high_95, at_60.low_998, at_60.high_998] == close(R["funnel/limits60"])
    assert over_dispersion(np.array(R["funnel/z"]), errors) == close((phi, tau2))


def test_standardised_differences_are_those_of_the_formula(patients):
    told = patients.assign(age=50.0, months=20.0)
    keys = ["grp", "sex", "age_band", "pain_band", "payer"]
    mix = told.groupby(keys).agg(n=("b", "size")).reset_index()
    for name in ("n_age", "age_total", "age_total_sq", "n_months", "months_total", "months_total_sq"):
        mix[name] = mix["n"]
    told["bb"] = told["b"] ** 2
    scores = told.groupby("grp").agg(n_due=("b", "size"), n=("b", "size"), total=("b", "sum"), total_sq=("bb", "sum"))
    answer = case_mix(mix, scores.reset_index().assign(measure="odi"), [ODI])
    assert answer.row("odi").cells[0].difference == close(R["smd/b"][0])
    assert answer.row("Payer", "medicaid").cells[0].difference == close(R["smd/medicaid"][0])
