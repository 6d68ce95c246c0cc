"""Our numbers against numbers that others published. Each expected value names where it was read."""

import numpy as np
import pytest

from domain.measure import Better, Construct, Licence, LicenceClass, Measure, MeasurementError
from domain.measures import MEASURES
from domain.source import Source
from metrics.measurement_error import measurement_error
from metrics.paired_change import paired_change
from metrics.proportion import wilson

MADE_UP = Source(title="Made up for this test")


def scale(**facts) -> Measure:
    plain = {"code": "plain", "name": "Plain", "short_name": "Plain", "construct": Construct.MOOD, "unit": "points"}
    plain |= {"better": Better.LOWER, "lowest": 0, "highest": 100, "step": 1}
    return Measure(**plain, licence=Licence(LicenceClass.FREE, "", MADE_UP, True), **facts)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_of_newcombe_1998(count, total, low, high):
    """R. G. Newcombe, Statistics in Medicine 1998;17:857–872, table I, method 3. The paper itself could not be
    opened; its table was read as quoted, with the same digits, in the test suites of several public libraries."""
    answer = wilson(count, total)
    assert (answer.low, answer.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_d_z_of_the_movie_ratings_in_lakens_2013():
    """D. Lakens, Front Psychol 2013;4:863: data and d_z = 1.50 as kept in the tests of the R package apa."""
    answer = paired_change(scale(), [9, 7, 8, 9, 8, 9, 9, 10, 9, 9], [9, 6, 7, 8, 7, 9, 8, 8, 8, 7])
    assert round(answer.effect("SRM").value, 2) == 1.50


def scores_with(mean_1, sd_1, mean_2, sd_2, r, n):
    """Two lists of scores with exactly these means, standard deviations and correlation."""
    basis = np.linalg.qr(np.column_stack([np.ones(n), np.arange(n), np.arange(n) ** 2]))[0] * np.sqrt(n - 1)
    u, v = basis[:, 1], basis[:, 2]
    return mean_1 + sd_1 * u, mean_2 + sd_2 * (r * u + np.sqrt(1 - r**2) * v)


def test_d_av_d_z_and_t_of_the_belief_scores_in_the_r_package_mote():
    """MOTE, examples of d.dep.t.avg, d.dep.t.rm and d.dep.t.diff.t: n 7, M 5.571 and 4.429, SD 1.988 and 2.878,
    r 0.68; t = 1.43, d_av = 0.47, d_z = 0.54."""
    before, after = scores_with(5.571, 1.988, 4.429, 2.878, 0.68, 7)
    answer = paired_change(scale(), before, after)
    assert round(answer.effect("d_av").value, 2) == 0.47
    assert round(answer.effect("SRM").value, 2) == 0.54
    assert round(answer.effect("SRM").value * np.sqrt(7), 2) == 1.43


def test_the_paired_interval_of_students_sleep_data():
    """Student 1908, extra sleep under two drugs, as in R's data set 'sleep': t.test gives a mean difference of 1.58 h,
    95 % interval 0.70 to 2.46."""
    drug_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    drug_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    answer = paired_change(scale(), drug_2, drug_1)
    assert [round(x, 2) for x in (answer.mean_improvement, answer.low, answer.high)] == [1.58, 0.70, 2.46]


def test_the_reliable_change_of_the_piers_harris_worked_example():
    """University of Arizona open textbook (wodrichseas), appendix E, table A.3.1: a standard error of measurement of
    3.07 gives 8.51 points at 95 %. SD·√(1 − r) is that standard error."""
    fact = MeasurementError(MADE_UP, True, "example", reliability=0.0, sd=3.07)
    assert measurement_error(scale(measurement_error=fact)).value == pytest.approx(8.51, abs=0.005)


def test_the_errors_of_promis_pain_interference_4a_lie_where_its_table_says():
    """Mid-range standard errors of form 4a are 1.8–1.9 T: 1.96·√(SE₁² + SE₂²) is 5.0–5.3 T."""
    promis = MEASURES["promis_pi_tscore"]
    assert round(measurement_error(promis, 1.8, 1.8).value, 1) == 5.0
    assert round(measurement_error(promis, 1.9, 1.9).value, 1) == 5.3
