"""Laws of one patient's series, for series nobody thought of."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.measure import Better
from domain.measures import MEASURES
from metrics.activity_pattern import activity_pattern
from metrics.around_event import Happening, around_event
from metrics.block_relief import Reading, block_relief
from metrics.lead_lag import lead_lag
from metrics.staircase import staircase

WALK = MEASURES["standing_tolerance"]
START = date(2025, 1, 6)
FEW = settings(max_examples=25)

seeds = st.integers(0, 10_000)
lengths = st.integers(21, 120)


def daily(n: int) -> list[date]:
    return [START + timedelta(days=i) for i in range(n)]


def landings_of(answer) -> list[tuple]:
    return [(landing.from_day, landing.to_day, landing.n) for landing in answer.landings]


@FEW
@given(lengths, st.floats(-500, 500))
def test_a_series_that_does_not_change_has_no_step(n, level):
    assert staircase(WALK, daily(n), [level] * n).steps == ()


@FEW
@given(seeds, lengths, st.integers(-1000, 1000))
def test_adding_a_constant_moves_every_landing_and_no_step(seed, n, constant):
    rng = np.random.default_rng(seed)
    values = np.round(rng.normal(40, 4, n) + 15 * (np.arange(n) > n * rng.random()), 1)
    one, two = staircase(WALK, daily(n), values), staircase(WALK, daily(n), values + constant)
    assert landings_of(one) == landings_of(two)
    assert [x.level + constant for x in one.landings] == pytest.approx([x.level for x in two.landings])


@FEW
@given(seeds, st.integers(15, 45), st.sampled_from([-1, 1]))
def test_a_clear_planted_step_is_found_within_two_days(seed, place, way):
    values = np.random.default_rng(seed).normal(100, 3, 60) + way * 30 * (np.arange(60) >= place)
    answer = staircase(WALK, daily(60), values)
    assert min(abs((step.by - daily(60)[place]).days) for step in answer.steps) <= 2


@FEW
@given(seeds, lengths)
def test_landings_hold_every_day_once_and_levels_and_steps_agree(seed, n):
    values = np.random.default_rng(seed).normal(40, 4, n).cumsum()
    answer = staircase(WALK, daily(n), values)
    assert sum(landing.n for landing in answer.landings) == answer.n == n
    assert len(answer.steps) == len(answer.landings) - 1
    levels = [landing.level for landing in answer.landings]
    assert [step.change for step in answer.steps] == pytest.approx(np.diff(levels))


@FEW
@given(seeds, lengths)
def test_turning_the_scale_round_changes_no_improvement(seed, n):
    values = np.random.default_rng(seed).normal(40, 4, n).cumsum()
    turned = replace(WALK, better=Better.LOWER)
    one, two = staircase(WALK, daily(n), values), staircase(turned, daily(n), -values)
    assert [step.improvement for step in one.steps] == pytest.approx([step.improvement for step in two.steps])


@FEW
@given(seeds, st.floats(0.1, 50))
def test_unevenness_does_not_depend_on_the_unit(seed, factor):
    values = np.random.default_rng(seed).gamma(4, 1000, 80)
    one, two = activity_pattern(WALK, daily(80), values), activity_pattern(WALK, daily(80), values * factor)
    assert (one.ratio, one.low, one.high) == pytest.approx((two.ratio, two.low, two.high))


@FEW
@given(seeds, st.integers(1, 20), st.integers(1, 20))
def test_before_and_after_exchanged_turn_the_difference(seed, n_before, n_after):
    rng = np.random.default_rng(seed)
    before, after = rng.normal(50, 5, n_before), rng.normal(60, 5, n_after)
    on = START + timedelta(days=30)
    earlier = [on - timedelta(days=i + 1) for i in range(20)]
    later = [on + timedelta(days=i + 1) for i in range(20)]
    event = Happening("procedure", on)
    one = around_event(WALK, [*earlier[:n_before], *later[:n_after]], [*before, *after], event).differences[0]
    two = around_event(WALK, [*later[:n_before], *earlier[:n_after]], [*before, *after], event).differences[0]
    assert one.difference == pytest.approx(-two.difference)
    if one.low is not None:
        assert (one.low, one.high) == pytest.approx((-two.high, -two.low))


@given(st.integers(1, 100), st.integers(0, 100), st.integers(0, 100))
def test_relief_reaches_a_percent_exactly_where_whole_numbers_say_so(before, after, percent):
    pain = replace(MEASURES["nrs_average"], highest=10, step=0.1)
    rows = [(START, "09:00", "before_block", before / 10, None), (START, "10:00", "after_block", after / 10, None)]
    frame = pd.DataFrame(rows, columns=["on_date", "at_time", "occasion", "value", "form"])
    block = block_relief(pain, frame).blocks[0]
    assert block.reaches(percent, Reading.FIRST) is (100 * (before - after) >= percent * before)


@FEW
@given(seeds, st.floats(0.1, 10), st.floats(-100, 100))
def test_lead_and_lag_do_not_depend_on_units(seed, factor, shift):
    rng = np.random.default_rng(seed)
    one, two = rng.normal(size=90), rng.normal(size=90)
    plain = lead_lag(WALK, daily(90), one, WALK, daily(90), two)
    moved = lead_lag(WALK, daily(90), one * factor + shift, WALK, daily(90), two)
    assert [lag.correlation for lag in plain.lags] == pytest.approx([lag.correlation for lag in moved.lags], abs=1e-6)
