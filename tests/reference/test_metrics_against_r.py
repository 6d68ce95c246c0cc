"""Our numbers against R's, to 10 digits. R's output is kept beside this file; where R is installed it is run again."""

import shutil
import subprocess
from pathlib import Path

import pytest

from domain.measure import Better, Construct, Licence, LicenceClass, Measure, MeasurementError
from domain.source import Source
from metrics.mean_interval import mean_interval, t_97_5
from metrics.measurement_error import measurement_error
from metrics.paired_change import paired_change
from metrics.proportion import wilson

HERE = Path(__file__).parent
MADE_UP = Source(title="Made up for this test")
SLEEP = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4], [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
MOVIES = [9, 7, 8, 9, 8, 9, 9, 10, 9, 9], [9, 6, 7, 8, 7, 9, 8, 8, 8, 7]
WALK = [412, 388, 501, 297, 450, 365, 520, 333]


def numbers(text: str) -> dict[str, list[float]]:
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {name: [float(value) for value in values] for name, *values in lines}


R = numbers((HERE / "metrics_expected_from_r.txt").read_text(encoding="utf-8"))


def scale(**facts) -> Measure:
    """A scale on which lower is better."""
    plain = {"code": "plain", "name": "Plain", "short_name": "Plain", "construct": Construct.MOOD, "unit": "points"}
    plain |= {"better": Better.LOWER, "lowest": 0, "highest": 100, "step": 1}
    return Measure(**plain, licence=Licence(LicenceClass.FREE, "", MADE_UP, True), **facts)


def close(expected):
    return pytest.approx(expected, rel=1e-10, abs=1e-10)


def test_r_still_gives_the_numbers_that_are_kept_here():
    if shutil.which("Rscript") is None:
        pytest.skip("R IS NOT INSTALLED: the numbers kept from R 4.2.2 were used, R itself was not asked")
    run = subprocess.run(["Rscript", HERE / "metrics.R"], capture_output=True, text=True, check=True, timeout=120)
    now = numbers(run.stdout)
    assert now.keys() == R.keys()
    for name, values in R.items():
        assert now[name] == close(values), name


@pytest.mark.parametrize("name", [name for name in R if name.startswith("wilson/")])
def test_wilson_equals_prop_test_without_continuity_correction(name):
    _, count, total = name.split("/")
    answer = wilson(int(count), int(total))
    assert [answer.low, answer.high] == close(R[name])


@pytest.mark.parametrize(("name", "scores"), [("paired/sleep", SLEEP), ("paired/movies", MOVIES)])
def test_paired_change_equals_the_paired_t_test(name, scores):
    answer = paired_change(scale(), *scores)
    assert [answer.mean_improvement, answer.low, answer.high, answer.sd_improvement] == close(R[name])


def test_frequency_weights_equal_the_t_test_on_repeated_rows():
    answer = paired_change(scale(), [7, 8, 5, 6], [4, 8, 5, 3], [3, 1, 4, 2])
    assert [answer.mean_improvement, answer.low, answer.high, answer.sd_improvement] == close(R["paired/weighted"])


@pytest.mark.parametrize(("name", "scores"), [("effects/sleep", SLEEP), ("effects/movies", MOVIES)])
def test_standardised_effects_equal_the_formulas_in_r(name, scores):
    answer = paired_change(scale(), *scores)
    assert [answer.effect("SRM").value, answer.effect("d_av").value] == close(R[name])


def test_the_mean_interval_equals_the_t_test_of_one_sample():
    answer = mean_interval(len(WALK), sum(WALK), sum(x * x for x in WALK))
    assert [answer.mean, answer.low, answer.high, answer.sd] == close(R["mean/walk"])


@pytest.mark.parametrize("name", [name for name in R if name.startswith("t/")])
def test_the_t_quantile_equals_qt(name):
    assert t_97_5(int(name.split("/")[1])) == close(R[name][0])


@pytest.mark.parametrize("name", [name for name in R if name.startswith("rci/")])
def test_the_reliable_change_index_equals_its_formula_in_r(name):
    _, sd, r = name.split("/")
    fact = MeasurementError(MADE_UP, True, "example", reliability=float(r), sd=float(sd))
    assert measurement_error(scale(measurement_error=fact)).value == close(R[name][0])


def test_two_standard_errors_equal_their_formula_in_r():
    fact = MeasurementError(MADE_UP, True, "example", per_score=True)
    answer = measurement_error(scale(measurement_error=fact), 1.8, 1.9)
    assert answer.value == close(R["promis/1.8/1.9"][0])
