"""What is told of one dense series: steps, windows around what was done, evenness, lead and lag."""

from datetime import date, timedelta

import numpy as np

from domain.measures import MEASURES
from metrics.around_event import Happening
from metrics.day_by_day import day_by_day
from metrics.dense_series import DenseSeries

START = date(2025, 1, 6)


def daily(code, n=84, sd=3.0, level=30.0, seed=1):
    values = np.random.default_rng(seed).normal(level, sd, n)
    return DenseSeries(MEASURES[code], tuple(START + timedelta(days=i) for i in range(n)), tuple(values), "diary", True)


def on(day, kind="procedure", detail=""):
    return Happening(kind, START + timedelta(days=day), detail)


def test_procedures_and_medication_changes_get_a_window_and_the_rest_is_named_beside_them():
    told = day_by_day(daily("standing_tolerance"), [on(30), on(35, "flare"), on(50, "medication_change")])
    assert [one.happening.kind for one in told.around] == ["procedure", "medication_change"]
    assert [other.kind for other in told.around[0].also] == ["flare", "medication_change"]


def test_a_window_without_values_on_one_side_is_counted_and_not_shown():
    told = day_by_day(daily("standing_tolerance"), [on(-3), on(-400), on(30)])
    assert (len(told.around), told.n_without_values) == (1, 1)


def test_surgery_is_told_in_phases_with_the_prehabilitation_before_it():
    told = day_by_day(daily("standing_tolerance", 120), [on(20, "prehabilitation"), on(40, "surgery")])
    assert [part.phase.name for part in told.around[0].phases] == ["before", "prehabilitation", "recovery", "later"]


def test_evenness_is_told_of_daily_activity_only():
    assert day_by_day(daily("steps_day", level=5000, sd=500)).activity is not None
    assert day_by_day(daily("standing_tolerance")).activity is None


def test_the_night_leads_and_too_few_days_say_nothing():
    nights, steps = daily("sleep_efficiency", 90, level=80), daily("steps_day", 90, level=5000, sd=500, seed=2)
    (order,) = day_by_day(steps, others=(nights, steps)).orders
    assert (order.leader.code, order.follower.code) == ("sleep_efficiency", "steps_day")
    assert day_by_day(daily("steps_day", 40), others=(daily("sleep_efficiency", 40),)).orders == ()
