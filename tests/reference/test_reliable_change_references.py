"""Reliable change, cut-offs and bands against R and against numbers that others published.

R's output is kept beside this file; where R is installed it is run again. Each published number names where it was read.
"""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from domain.measure import Better, Construct, Licence, LicenceClass, Measure, MeasurementError, Norm, NormGroup
from domain.source import Source
from metrics.clinical_significance import clinical_change, cut_offs
from metrics.population import Population
from metrics.reliable_change import Method, Reliable, reliable_change
from metrics.weighted_quantile import weighted_quantiles

HERE = Path(__file__).parent
MADE_UP = Source(title="Made up for this test", verified=True)
SHARES = [0.10, 0.25, 0.50, 0.75, 0.90]


def numbers(text: str) -> dict[str, list[float]]:
    return {name: [float(value) for value in values] for name, *values in map(str.split, text.splitlines()) if values}


R = numbers((HERE / "reliable_change_expected_from_r.txt").read_text(encoding="utf-8"))


def scale(better=Better.LOWER, **facts) -> Measure:
    plain = {"code": "plain", "name": "Plain", "short_name": "Plain", "construct": Construct.MOOD, "unit": "points"}
    plain |= {"better": better, "lowest": 0, "highest": 100, "step": 1}
    return Measure(**plain, licence=Licence(LicenceClass.FREE, "", MADE_UP, True), **facts)


def reliability(r, sd=None) -> MeasurementError:
    return MeasurementError(MADE_UP, True, "example", reliability=r, sd=sd)


def close(expected):
    return pytest.approx(expected, rel=1e-10, abs=1e-10)


def test_r_still_gives_the_numbers_that_are_kept_here():
    if shutil.which("Rscript") is None:
        pytest.skip("R IS NOT INSTALLED: the numbers kept from R 4.2.2 were used, R itself was not asked")
    command = ["Rscript", HERE / "reliable_change.R"]
    now = numbers(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout)
    assert now.keys() == R.keys()
    for name, values in R.items():
        assert now[name] == close(values), name


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("jt", Method.JACOBSON_TRUAX),
        ("en", Method.EDWARDS_NUNNALLY),
        ("gln", Method.GULLIKSEN_LORD_NOVICK),
    ],
)
def test_each_index_equals_its_formula_in_r_on_the_cases_of_the_r_package(name, method):
    """Cases: tests/testthat/test-calc_rci_gln.R of clinicalsignificance. Lower is better, so our sign is turned."""
    group = Population("example", 5, 7, None, None, True)
    found = [
        -reliable_change(scale(measurement_error=reliability(0.80)), pre, 2, method, population=group).index
        for pre in (30, 20, 10, 8, 6, 4, 2)
    ]
    assert found == close(R[f"{name}/package"])


def test_the_client_by_whom_jacobson_and_truax_explain_the_index():
    """47.5 → 32.5, standard error of the difference 4.74, RC 3.16: the paper's numbers as quoted in the README of the R
    package ReliableTrendIndex; the paper's opening was read in a stored copy, this page of it was not. SD 7.5 and
    reliability 0.80 give that 4.74."""
    answer = reliable_change(scale(measurement_error=reliability(0.80, 7.5)), 47.5, 32.5)
    assert round(answer.index, 2) == 3.16
    assert round((answer.high - answer.expected) / 1.96, 2) == 4.74
    assert answer.word is Reliable.IMPROVED


def test_the_cut_off_of_the_depression_example_of_the_r_package():
    """clinicalsignificance, README: Beck Depression Inventory, clinical 35.48 (8.16), functional 8 (8): cut-off C 21.6."""
    norms = (
        Norm("clinical", 35.48, 8.16, MADE_UP, True, NormGroup.IN_CARE),
        Norm("functional", 8, 8, MADE_UP, True, NormGroup.GENERAL),
    )
    measure = scale(norms=norms, measurement_error=reliability(0.81, 8.16))
    cuts = cut_offs(measure)
    assert [cuts.a, cuts.b, cuts.c] == close(R["cutoff/bdi"])
    assert round(cuts.value, 1) == 21.6
    assert clinical_change(measure, 32, 12).outcome == "recovered", "the patient of the README's figure, 32 → 12"


def test_cut_offs_where_higher_is_better_equal_r():
    norms = (Norm("in care", 40, 7.5, MADE_UP, True, NormGroup.IN_CARE), Norm("all", 60, 7.5, MADE_UP, True, NormGroup.GENERAL))  # fmt: skip
    cuts = cut_offs(scale(Better.HIGHER, norms=norms))
    assert [cuts.a, cuts.b, cuts.c] == close(R["cutoff/jt"])


def test_a_band_equals_rs_quantile_of_definition_6():
    found = weighted_quantiles([412, 388, 501, 297, 450, 365, 520, 333], [1, 2, 1, 1, 3, 1, 1, 1], SHARES)
    assert list(found) == close(R["band/walk"])


WAITING = {
    43: 1, 45: 3, 46: 5, 47: 4, 48: 3, 49: 5, 50: 5, 51: 6, 52: 5, 53: 7, 54: 9, 55: 6, 56: 4, 57: 3,
    58: 4, 59: 7, 60: 6, 62: 4, 63: 3, 64: 4, 65: 3, 66: 2, 67: 1, 68: 1, 69: 2, 70: 4, 71: 5, 72: 1,
    73: 7, 74: 6, 75: 8, 76: 9, 77: 12, 78: 15, 79: 10, 80: 8, 81: 13, 82: 12, 83: 14, 84: 10, 85: 6, 86: 6,
    87: 2, 88: 6, 89: 3, 90: 6, 91: 1, 92: 1, 93: 2, 94: 1, 96: 1,
}  # fmt: skip
"""R's data set faithful, minutes between eruptions of Old Faithful, as a frequency table."""


def test_a_frequency_table_equals_rs_quantile_of_the_values_one_by_one():
    assert sum(WAITING.values()) == 272
    assert list(weighted_quantiles(list(WAITING), list(WAITING.values()), SHARES)) == close(R["band/faithful"])


@pytest.mark.parametrize("n", [29, 39])
def test_a_band_of_definition_6_holds_the_share_that_it_promises(n):
    """A new patient falls below the k-th of n others with probability k/(n + 1); simulated, standard error 0.002."""
    rng = np.random.default_rng(n)
    draws = rng.normal(size=(40_000, n + 1))
    edges = np.quantile(draws[:, 1:], [0.1, 0.9], axis=1, method="weibull")
    inside = (draws[:, 0] >= edges[0]) & (draws[:, 0] <= edges[1])
    assert inside.mean() == pytest.approx(R[f"holds/{n}"][0], abs=0.008)
    narrow = np.quantile(draws[:, 1:], [0.1, 0.9], axis=1)
    usual = (draws[:, 0] >= narrow[0]) & (draws[:, 0] <= narrow[1])
    assert usual.mean() < 0.78, "the usual definition 7 promises more than it holds"
