"""Limits and rules of control charts against numbers that others printed. Each says where it was read."""

from datetime import date

import numpy as np
import pytest

from domain.measure import Better
from metrics.control_chart import Assurance, MonthValue, Reading, Rule, Stretch, assurance_of, rules_of
from metrics.control_chart_p import p_chart
from metrics.control_chart_xmr import xmr_chart, xmr_limits

OUTLIER = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
SEED_123 = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285, -0.44566197,
    1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716, 0.70135590, -0.47279141,
]  # fmt: skip
"""R: set.seed(123); rnorm(20), the data of NHSRplotthedots' own test of its limits."""


def months(values, totals=None):
    dates = [date(2020 + i // 12, i % 12 + 1, 1) for i in range(len(values))]
    if totals is None:
        return [MonthValue(day, float(value)) for day, value in zip(dates, values, strict=True)]
    return [
        MonthValue(day, value / total, None, value, total)
        for day, value, total in zip(dates, values, totals, strict=True)
    ]


def test_screened_limits_of_the_nhs_example():
    """NHSRplotthedots, vignette 'Deviations from Excel defaults': upper limit 4.6, mean 1.94, lower limit −0.72."""
    centre, low, high = xmr_limits(OUTLIER, screen_outliers=True)
    assert [round(x, 2) for x in (high, centre, low)] == [4.60, 1.94, -0.72]


def test_unscreened_limits_of_the_nhs_example():
    """The same vignette, as Excel computes it; its data are the vignette's, the upper limit of 6.95 is quoted at second hand."""
    assert round(xmr_limits(OUTLIER, screen_outliers=False)[2], 2) == 6.95


def test_limits_of_the_nhs_packages_own_snapshot():
    """NHSRplotthedots, tests/testthat/_snaps/ptd_spc_standard.md: mean 0.142, limits −3.01 and 3.29."""
    centre, low, high = xmr_limits(SEED_123)
    assert (round(centre, 3), round(low, 2), round(high, 2)) == (0.142, -3.01, 3.29)


def test_p_chart_of_the_ceramic_substrates():
    """Montgomery & Runger, Applied Statistics and Probability for Engineers, example 16-4, as opened on issuhub.com: 800
    defective in 20 samples of 100; centre 0.40, limits 0.25 and 0.55."""
    chart = p_chart(months([38, 42] * 10, [100] * 20))
    point = chart.points[0]
    assert [round(x, 2) for x in (point.centre, point.low, point.high)] == [0.40, 0.25, 0.55]


def test_p_chart_of_the_nist_wafers():
    """NIST/SEMATECH e-Handbook 6.3.3.2: 30 wafers of 50 chips, mean share .2313. The limits .4102 and .0524 are quoted from
    memory of that page, whose first part only could be opened; they follow from the formula."""
    spread = 3 * np.sqrt(0.2313 * (1 - 0.2313) / 50)
    counts = [11, 12] * 15
    counts[0] += 2
    chart = p_chart(months(counts, [50] * 30))
    assert chart.points[0].centre == pytest.approx(0.2313, abs=5e-5)
    assert chart.points[0].high == pytest.approx(0.2313 + spread, abs=1e-4)
    assert (round(chart.points[0].high, 3), round(chart.points[0].low, 3)) == (0.410, 0.052)


def side(values):
    """Rules of points given as positions: 0 the centre, ±1 the limits."""
    size = len(values)
    return rules_of(np.array(values, float), np.zeros(size), -np.ones(size), np.ones(size))


def flagged(values, rule):
    return [int(rule in rules) for rules in side(values)]


def test_seven_on_one_side_as_in_the_nhs_packages_tests():
    """test-ptd_calculate_point_type.R: six in a row are no signal; with eight, all eight are part of one."""
    assert flagged([0.1] * 6 + [-0.1], Rule.ONE_SIDE) == [0] * 7
    assert flagged([0.1] * 8 + [-0.1], Rule.ONE_SIDE) == [1] * 8 + [0]
    assert flagged([-0.1] * 8 + [0.1], Rule.ONE_SIDE) == [1] * 8 + [0]


def test_a_trend_of_seven_as_in_the_nhs_packages_tests():
    """test-ptd_calculate_point_type.R: 1:6 no, 1 2 3 3 4 5 6 no, 1:7 yes, 7:1 yes, also between other points."""
    assert flagged(np.arange(1, 7) / 10, Rule.TREND) == [0] * 6
    assert flagged(np.array([1, 2, 3, 3, 4, 5, 6]) / 10, Rule.TREND) == [0] * 7
    assert flagged(np.arange(1, 8) / 10, Rule.TREND) == [1] * 7
    assert flagged(np.array([2, *range(1, 8), 3]) / 10, Rule.TREND) == [0] + [1] * 7 + [0]
    assert flagged(np.array([2, *range(7, 0, -1), 3]) / 10, Rule.TREND) == [0] + [1] * 7 + [0]


def test_two_of_three_as_in_the_nhs_packages_tests():
    """test-ptd_calculate_point_type.R: 1 0 1, 0 1 1 and 1 1 0 are signals of the near points; 1 0 0 1 is none."""
    near, calm = 0.9, 0.2
    assert flagged([near, calm, near], Rule.NEAR_LIMIT) == [1, 0, 1]
    assert flagged([calm, near, near], Rule.NEAR_LIMIT) == [0, 1, 1]
    assert flagged([near, calm, calm, near], Rule.NEAR_LIMIT) == [0, 0, 0, 0]
    assert flagged([near, calm, calm, near, near], Rule.NEAR_LIMIT) == [0, 0, 0, 1, 1]


def test_two_near_opposite_limits_are_no_signal():
    """test-ptd_spc_standard.R, 'on the same side of the mean' (bug 143): 1, −1, … then 5.5 and −5.5."""
    chart = xmr_chart(months([1, -1] * 7 + [5.5, -5.5]))
    assert [point.reading for point in chart.points[-2:]] == [Reading.COMMON_CAUSE] * 2


@pytest.mark.parametrize(
    ("target", "better", "expected"),
    [
        (9, Better.HIGHER, Assurance.FAILING),
        (9, Better.LOWER, Assurance.PASSING),
        (1, Better.HIGHER, Assurance.PASSING),
        (1, Better.LOWER, Assurance.FAILING),
        (5, Better.HIGHER, Assurance.HIT_AND_MISS),
        (8, Better.HIGHER, Assurance.HIT_AND_MISS),
        (None, Better.HIGHER, Assurance.NOT_KNOWN),
    ],
)
def test_assurance_as_the_nhs_package_computes_it(target, better, expected):
    """ptd_calculate_assurance_type.R: target above the upper limit, below the lower, else inconsistent."""
    assert assurance_of(Stretch(None, date(2025, 1, 1), 20, False, 5, 2, 8), target, better) is expected
