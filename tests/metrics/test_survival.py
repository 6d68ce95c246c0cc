"""Kaplan–Meier, restricted mean, log-rank and interval censoring, on cohorts small enough to check by hand."""

import numpy as np
import pytest

from metrics.survival import kaplan_meier
from metrics.survival_intervals import turnbull
from metrics.survival_mean import restricted_mean, restricted_mean_difference
from metrics.survival_test import NO_EVENTS, ONE_GROUP, log_rank


def test_four_people_by_hand():
    """Events on days 1 and 3, one leaves on day 2: 3/4, then half of that."""
    curve = kaplan_meier([1, 2, 3, 4], [True, False, True, False])
    assert curve.survival.tolist() == [0.75, 0.75, 0.375, 0.375]
    assert curve.at_risk.tolist() == [4, 3, 2, 1]
    assert (curve.n, curve.n_events) == (4, 2)


def test_on_one_day_the_event_comes_before_the_end_of_a_watch():
    assert kaplan_meier([5, 5], [True, False]).survival.tolist() == [0.5]


def test_a_weight_stands_for_that_many_people():
    one = kaplan_meier([7, 9], [True, False], [3, 2])
    other = kaplan_meier([7, 7, 7, 9, 9], [True] * 3 + [False] * 2)
    assert one.survival.tolist() == other.survival.tolist()
    assert one.low[0] == other.low[0]


def test_nobody_gives_an_answer_that_says_so():
    curve = kaplan_meier([], [])
    assert (curve.n, curve.median.day, curve.last_day) == (0, None, None)
    assert curve.had_event_by(30).share is None
    assert restricted_mean(curve, 90).why_not
    assert restricted_mean_difference([], [], [], [], horizon=9).why_not
    assert turnbull([], []).had_event_by(3) is None


def test_a_median_that_half_never_reach_is_not_known():
    assert kaplan_meier([1, 2, 3], [True, False, False]).median.day is None


def test_nothing_is_said_of_days_on_which_nobody_was_watched():
    curve = kaplan_meier([10, 20], [True, False])
    assert curve.had_event_by(20).share == 0.5
    assert curve.had_event_by(21).share is None


def test_everybody_with_the_event_is_known_for_ever_after():
    assert kaplan_meier([10, 20], [True, True]).had_event_by(400).share == 1.0


def test_a_horizon_beyond_the_watch_is_shortened_and_says_so():
    answer = restricted_mean(kaplan_meier([10, 20], [True, False]), 90)
    assert (answer.horizon, answer.shortened, answer.mean) == (20, True, 15.0)


def test_the_same_curve_twice_differs_by_nothing():
    days, event = [3, 8, 8, 20], [True, False, True, False]
    answer = restricted_mean_difference(days, event, days, event, horizon=15)
    assert (answer.difference, answer.se) == (0.0, 0.0)


def test_one_group_cannot_be_compared():
    assert log_rank({"a": ([1], [True]), "b": ([], [])}).why_not == ONE_GROUP
    assert log_rank({"a": ([1], [False]), "b": ([2], [False])}).why_not == NO_EVENTS


def test_an_event_between_two_visits_is_spread_no_further():
    answer = turnbull([0, 14, 42], [14, 42, np.inf])
    assert answer.had_event_by(14) == pytest.approx((1 / 3, 1 / 3))
    assert answer.had_event_by(30) == pytest.approx((1 / 3, 2 / 3))
    assert answer.had_event_by(42) == pytest.approx((2 / 3, 2 / 3))
    assert answer.median == (14, 42)


def test_an_interval_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="later than it begins"):
        turnbull([5], [5])


def test_half_a_person_is_refused():
    with pytest.raises(ValueError, match="whole numbers"):
        kaplan_meier([1], [True], [0.5])
