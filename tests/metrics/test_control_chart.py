"""Charts of monthly shares: gaps, small months, changes, trial limits, and what a signal is called."""

from datetime import date

import pandas as pd
import pytest

from domain.dated_change import DatedChange
from domain.measure import Better
from metrics.control_chart import Gap, MonthValue, Reading, Rule
from metrics.control_chart_months import month_values
from metrics.control_chart_p import p_chart
from metrics.control_chart_xmr import NO_RANGES, xmr_chart, xmr_limits


def month(number: int) -> date:
    return date(2024 + number // 12, number % 12 + 1, 1)


def series(*values) -> list[MonthValue]:
    return [MonthValue(month(i), value) for i, value in enumerate(values)]


def counts(*rows) -> pd.DataFrame:
    return pd.DataFrame([{"month": month(i), "improved": k, "judged": n} for i, k, n in rows])


def test_a_month_without_patients_is_a_gap_and_not_a_zero():
    values = month_values(counts((0, 10, 40), (2, 12, 40)), "improved", "judged", limit=20)
    assert [(v.value, v.gap) for v in values] == [(0.25, None), (None, Gap.NOBODY), (0.3, None)]


def test_a_small_month_is_suppressed_with_its_counts():
    values = month_values(counts((0, 10, 40), (1, 3, 19), (2, 12, 40)), "improved", "judged", limit=20)
    assert values[1] == MonthValue(month(1), None, Gap.SUPPRESSED)


def test_a_suppressed_month_moves_no_limit():
    with_small = month_values(counts((0, 10, 40), (1, 12, 40), (2, 0, 19)), "improved", "judged", limit=20)
    without = month_values(counts((0, 10, 40), (1, 12, 40)), "improved", "judged", limit=20)
    assert p_chart(with_small).stretches[0].centre == p_chart(without).stretches[0].centre
    assert xmr_chart(with_small).stretches[0].high == xmr_chart(without).stretches[0].high


def test_a_gap_has_no_moving_range_with_its_neighbours():
    """Only 2 → 4 and 9 → 10 are ranges: their mean is 1.5."""
    centre, low, _ = xmr_limits([2, 4, None, 9, 10])
    assert (centre, round(centre - low, 3)) == (6.25, round(2.66 * 1.5, 3))


def test_a_gap_breaks_a_run():
    values = [1.0] * 6 + [None] + [1.0] + [0.0] * 7
    rules = [point.rules for point in xmr_chart(series(*values)).points[:8]]
    assert not any(Rule.ONE_SIDE in broken for broken in rules)


def test_equal_months_give_no_signal():
    assert xmr_chart(series(*[0.3] * 20)).signals == ()


def test_limits_from_fewer_than_twelve_points_are_trial_limits():
    assert xmr_chart(series(*[0.3, 0.4] * 5 + [0.3])).is_trial
    assert not xmr_chart(series(*[0.3, 0.4] * 6)).is_trial


def test_limits_are_recalculated_at_a_dated_named_change_only():
    before, after = [0.3, 0.4] * 6, [0.6, 0.7] * 6
    change = DatedChange(date(2025, 1, 15), "Forms by text message")
    plain, stepped = xmr_chart(series(*before, *after)), xmr_chart(series(*before, *after), changes=[change])
    assert len(plain.stretches) == 1
    assert [round(s.centre, 2) for s in stepped.stretches] == [0.35, 0.65]
    assert (stepped.stretches[1].change, stepped.stretches[1].from_month) == (change, date(2025, 1, 1))
    assert plain.signals
    assert not stepped.signals


def test_a_change_without_a_name_is_refused():
    with pytest.raises(ValueError, match="needs a name"):
        DatedChange(date(2025, 1, 1), " ")


def test_a_run_does_not_reach_across_a_change():
    values = [0.3, 0.4] * 3 + [0.45] * 4 + [0.45] * 4 + [0.3, 0.2] * 3
    change = DatedChange(month(10), "New program")
    points = xmr_chart(series(*values), changes=[change]).points
    assert not any(Rule.ONE_SIDE in point.rules for point in points[6:14])


@pytest.mark.parametrize(
    ("better", "expected"), [(Better.HIGHER, Reading.IMPROVEMENT), (Better.LOWER, Reading.CONCERN)]
)
def test_a_signal_is_read_by_its_side_and_the_direction(better, expected):
    chart = xmr_chart(series(*[0.3, 0.32] * 8, 0.9), better=better)
    assert (chart.points[-1].rules[0], chart.points[-1].reading) == (Rule.OUTSIDE_LIMITS, expected)


def test_a_p_chart_is_wider_where_fewer_stand_behind_a_month():
    values = month_values(counts((0, 10, 40), (1, 100, 400)), "improved", "judged", limit=20)
    small, large = p_chart(values).points
    assert small.high - small.low > large.high - large.low


def test_p_prime_widens_where_months_differ_by_more_than_chance():
    values = month_values(counts(*[(i, 400 + 200 * (i % 2), 1000) for i in range(14)]), "improved", "judged", limit=20)
    plain, laney = p_chart(values), p_chart(values, laney=True)
    assert all(Rule.OUTSIDE_LIMITS in point.rules for point in plain.points)
    assert not any(Rule.OUTSIDE_LIMITS in point.rules for point in laney.points)


def test_nothing_to_draw_says_so():
    assert xmr_chart([]).why_not
    assert p_chart([]).why_not
    assert xmr_chart(series(0.3, None, 0.4)).why_not == NO_RANGES
    assert xmr_chart(series(0.3)).points[0].low is None
    assert month_values(counts(), "improved", "judged", limit=20) == ()
