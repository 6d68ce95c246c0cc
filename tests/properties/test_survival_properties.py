"""What must hold for every set of people watched for an event."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from metrics.survival import hazard_variance, kaplan_meier
from metrics.survival_intervals import turnbull
from metrics.survival_mean import reachable_horizon, restricted_mean, restricted_mean_difference
from metrics.survival_test import log_rank

people = st.lists(st.tuples(st.integers(1, 30), st.booleans(), st.integers(0, 4)), min_size=1, max_size=15)
visits = st.lists(
    st.tuples(st.sampled_from([0, 14, 42, 84]), st.sampled_from([7, 28, 45, np.inf]), st.integers(0, 3)),
    min_size=1,
    max_size=12,
)


def columns(rows):
    return tuple(list(column) for column in zip(*rows, strict=True))


@given(people)
def test_weights_n_equal_n_repeated_people(rows):
    days, event, n = columns(rows)
    one, other = kaplan_meier(days, event, n), kaplan_meier(np.repeat(days, n), np.repeat(event, n))
    for name in ("day", "survival", "low", "high"):
        assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)


@given(people)
def test_a_curve_falls_and_lies_inside_its_interval(rows):
    curve = kaplan_meier(*columns(rows))
    assert (np.diff(curve.survival) <= 1e-12).all()
    known = ~np.isnan(curve.low)
    assert (curve.low[known] <= curve.survival[known] + 1e-12).all()
    assert (curve.high[known] >= curve.survival[known] - 1e-12).all()


@given(people)
def test_without_anybody_leaving_the_curve_is_the_plain_share(rows):
    days, _, n = columns(rows)
    assume(sum(n))
    curve = kaplan_meier(days, [True] * len(days), n)
    expected = [sum(m for d, m in zip(days, n, strict=True) if d > day) / sum(n) for day in curve.day]
    assert curve.survival == pytest.approx(expected)


@given(people, st.integers(2, 40))
def test_the_error_by_influence_is_greenwoods(rows, horizon):
    """Against a second measure on which everybody improves on day 1, the difference has the error of the first alone."""
    days, event, n = columns(rows)
    assume(sum(n))
    alone = restricted_mean(kaplan_meier(days, event, n), horizon)
    pair = restricted_mean_difference(days, event, [1] * len(days), [True] * len(days), n, horizon=horizon)
    assert pair.first == pytest.approx(alone.mean)
    assert pair.se == pytest.approx(alone.se, abs=1e-9)


@given(people, people)
def test_swapping_two_measures_turns_the_difference_round(one, other):
    size = min(len(one), len(other))
    (a, x, n), (b, y, _) = columns(one[:size]), columns(other[:size])
    there = restricted_mean_difference(a, x, b, y, n, horizon=20)
    back = restricted_mean_difference(b, y, a, x, n, horizon=20)
    assert (there.difference, there.se) == (None if back.difference is None else -back.difference, back.se)


@given(people, people)
def test_the_log_rank_test_has_no_first_group_and_expects_as_many_as_it_sees(one, other):
    there, back = log_rank({"a": columns(one), "b": columns(other)}), log_rank({"b": columns(other), "a": columns(one)})
    assert there.chi_square == (None if back.chi_square is None else pytest.approx(back.chi_square, abs=1e-9))
    assert sum(there.expected.values()) == pytest.approx(sum(there.observed.values()))


@given(visits)
def test_the_interval_censored_estimate_cannot_be_climbed_from(rows):
    """At the maximum no stretch has a slope of the mean log-likelihood above 1."""
    after, gap, n = columns(rows)
    assume(sum(n))
    upto = np.array(after) + np.array(gap)
    answer = turnbull(after, upto, n)
    assert answer.converged
    assert answer.share.sum() == pytest.approx(1)
    inside = (answer.after >= np.array(after)[:, None]) & (answer.upto <= upto[:, None])
    there = np.array(n) > 0
    inside = inside[there]
    slope = (np.array(n)[there] / (inside @ answer.share)) @ inside / sum(n)
    assert slope.max() <= 1 + 1e-5


@given(people)
def test_exact_days_make_turnbull_and_kaplan_meier_agree(rows):
    days, event, n = columns(rows)
    assume(sum(n))
    curve = kaplan_meier(days, event, n)
    # An event on a day lies in (just before it, it]; the watch of the others ends on it.
    after = [day - 0.5 if happened else day for day, happened in zip(days, event, strict=True)]
    answer = turnbull(after, [day if happened else np.inf for day, happened in zip(days, event, strict=True)], n)
    for day, survival in zip(curve.day, curve.survival, strict=True):
        least, most = answer.had_event_by(day)
        assert least - 1e-4 <= 1 - survival <= most + 1e-4


@given(people, st.integers(1, 40))
def test_the_restricted_mean_lies_between_0_and_its_horizon(rows, horizon):
    curve = kaplan_meier(*columns(rows))
    assume(curve.n)
    answer = restricted_mean(curve, horizon)
    assert 0 <= answer.low <= answer.mean <= answer.high <= answer.horizon + 1e-9
    assert answer.horizon == reachable_horizon(curve, horizon)
    assert (hazard_variance(curve.events, curve.at_risk) >= 0).all()
