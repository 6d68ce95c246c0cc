"""What must hold for the chart of any series."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.measure import Better
from metrics.control_chart import Assurance, MonthValue, Reading
from metrics.control_chart_p import p_chart
from metrics.control_chart_xmr import xmr_chart

values = st.lists(st.one_of(st.none(), st.integers(0, 40)), min_size=2, max_size=30)
shares = st.lists(st.tuples(st.integers(0, 30), st.integers(30, 90)), min_size=2, max_size=24)
OTHER = {Reading.IMPROVEMENT: Reading.CONCERN, Reading.CONCERN: Reading.IMPROVEMENT}
OPPOSITE = {Assurance.PASSING: Assurance.FAILING, Assurance.FAILING: Assurance.PASSING}


def series(numbers):
    return [
        MonthValue(date(2020 + i // 12, i % 12 + 1, 1), None if x is None else float(x)) for i, x in enumerate(numbers)
    ]


def p_months(rows):
    return [MonthValue(date(2020 + i // 12, i % 12 + 1, 1), k / n, None, k, n) for i, (k, n) in enumerate(rows)]


@given(values, st.integers(-50, 50), st.booleans())
def test_adding_a_constant_moves_the_limits_and_no_rule(numbers, by, screen):
    one = xmr_chart(series(numbers), screen_outliers=screen, target=20)
    other = xmr_chart(series([None if x is None else x + by for x in numbers]), screen_outliers=screen, target=20 + by)
    assert [p.rules for p in one.points] == [p.rules for p in other.points]
    assert one.assurance is other.assurance
    if one.stretches[0].low is not None:
        assert other.stretches[0].low == pytest.approx(one.stretches[0].low + by)


@given(values)
def test_a_mirror_keeps_every_rule_and_turns_every_reading(numbers):
    one = xmr_chart(series(numbers), target=12)
    mirrored = [None if x is None else -x for x in numbers]
    other, turned = (
        xmr_chart(series(mirrored), target=-12),
        xmr_chart(series(mirrored), better=Better.LOWER, target=-12),
    )
    assert [p.rules for p in one.points] == [p.rules for p in other.points]
    assert [OTHER.get(p.reading, p.reading) for p in one.points] == [p.reading for p in other.points]
    assert [p.reading for p in one.points] == [p.reading for p in turned.points]
    assert other.assurance is OPPOSITE.get(one.assurance, one.assurance)
    assert turned.assurance is one.assurance


@given(values)
def test_screening_never_widens_limits(numbers):
    plain, screened = (xmr_chart(series(numbers), screen_outliers=choice).stretches[0] for choice in (False, True))
    if plain.high is not None:
        assert screened.high <= plain.high + 1e-9


@given(shares)
def test_turning_successes_into_failures_mirrors_a_p_chart(rows):
    one, other = p_chart(p_months(rows)), p_chart(p_months([(n - k, n) for k, n in rows]))
    assert [p.rules for p in one.points] == [p.rules for p in other.points]
    for a, b in zip(one.points, other.points, strict=True):
        assert (a.low, a.high) == (pytest.approx(1 - b.high, abs=1e-9), pytest.approx(1 - b.low, abs=1e-9))


@given(shares, st.booleans())
def test_the_limits_of_a_share_stay_between_0_and_1(rows, laney):
    for point in p_chart(p_months(rows), laney=laney).points:
        assert 0 <= point.low <= point.centre <= point.high <= 1
