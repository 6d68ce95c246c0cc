"""The share improved by at least x, for every x."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.measure import Better
from domain.measures import MEASURES
from metrics.proportion import wilson
from metrics.responder_curve import Band, responder_curve, sides
from metrics.responders import responder_rate


def test_every_improvement_that_occurs_is_a_point_and_the_share_falls(make):
    curve = responder_curve(make.scale(better=Better.LOWER), [50, 50, 50, 50], [50, 40, 40, 55])
    assert [(p.amount, p.observed.count) for p in curve.points] == [(-5, 4), (0, 3), (10, 2)]
    assert curve.points[1].observed == wilson(3, 4)


def test_a_missing_score_is_not_improved_by_any_amount(make):
    curve = responder_curve(make.scale(), [10, 10, 10, None, 10], [20, None, 5, 8, 30], is_due=[True] * 4 + [False])
    assert (curve.n, curve.missing, curve.due, curve.enrolled) == (2, 2, 4, 5)
    least = curve.points[0]
    assert (least.observed.share, least.of_due.share, least.of_enrolled.share) == (1, 0.5, 0.4)
    assert curve.points[-1].best_case == wilson(3, 4)


def test_between_two_amounts_the_larger_one_counts_and_beyond_the_last_nobody(make):
    curve = responder_curve(make.scale(), [10, 10], [12, 20])
    assert curve.at_least(5).amount == 10
    assert curve.at_least(10).observed.count == 1
    assert curve.at_least(11) is None


def test_the_simultaneous_band_is_wider_and_constant_before_it_is_cut(make):
    before, after = [50] * 100, np.arange(50, 150) % 60 + 20
    wide = responder_curve(make.scale(), before, after, band=Band.SIMULTANEOUS)
    narrow = responder_curve(make.scale(), before, after)
    middle = next(i for i, p in enumerate(wide.points) if 0.4 < p.observed.share < 0.6)
    a, b = wide.points[middle].observed, narrow.points[middle].observed
    assert a.high - a.low == pytest.approx(2 * np.sqrt(np.log(40) / 200))
    assert a.high - a.low > b.high - b.low


def test_the_simultaneous_band_holds_the_whole_curve_19_times_in_20():
    """400 cohorts of 40 from a known distribution; the band may be somewhat too wide, never too narrow."""
    chance = np.random.default_rng(11)
    covered = 0
    for _ in range(400):
        gain = chance.integers(-20, 41, 40)
        curve = responder_curve(MEASURES["odi"], np.full(40, 60.0), 60.0 - gain, band=Band.SIMULTANEOUS)
        covered += all(p.observed.low <= (41 - p.amount) / 61 <= p.observed.high for p in curve.points)
    assert covered / 400 >= 0.93


def test_scores_from_two_forms_and_ratings_tell_nothing(make):
    curve = responder_curve(make.scale(), [10, 20], [30, 30], form_changed=[True, False])
    assert (curve.n, curve.missing) == (1, 1)
    assert responder_curve(make.rating(), [None], [2]).why_not == "The score is itself a rating of change."
    assert responder_curve(make.scale(judged=False), [1], [2]).why_not.startswith("A change in either direction")
    assert responder_curve(make.scale(), [], []).why_not == "No patient has both scores."


def test_improved_neither_and_worse_add_up_to_all_who_were_judged(make):
    measure = make.scale(meaningful_change=make.points(10))
    rate = responder_rate(measure, [50, 50, 50, 50, None], [60, 55, 39, 70, 20])
    three = sides(rate)
    assert (three.improved, three.unclear, three.worse) == (wilson(2, 4), wilson(1, 4), wilson(1, 4))
    assert sides(responder_rate(make.scale(), [50], [60])).unclear is None


gains = st.lists(
    st.tuples(st.integers(0, 50), st.one_of(st.none(), st.integers(0, 50)), st.integers(0, 4)), max_size=20
)


@given(gains)
def test_weights_equal_repeated_patients_and_shares_never_rise(rows):
    before, after, n = ([row[i] for row in rows] for i in range(3))
    weighted = responder_curve(MEASURES["odi"], before, np.array(after, float), n)
    repeated = responder_curve(
        MEASURES["odi"], np.repeat(before, n), np.repeat(np.array(after, float), np.array(n, int))
    )
    assert weighted == repeated
    shares = [p.observed.share for p in weighted.points]
    assert shares == sorted(shares, reverse=True)


@given(gains)
def test_at_the_meaningful_change_the_curve_is_the_responder_rate(rows):
    """A measure whose rule is one amount in points, at any baseline."""
    measure = next(m for m in MEASURES.values() if m.meaningful_change and m.needs_baseline and m.judged
                   and len(m.meaningful_change.terms) == 1 and m.meaningful_change.terms[0].unit.value == "points")  # fmt: skip
    before, after, n = ([row[i] for row in rows] for i in range(3))
    after = np.array(after, float)
    curve, rate = responder_curve(measure, before, after, n), responder_rate(measure, before, after, n)
    point = curve.at_least(measure.meaningful_change.terms[0].amount)
    assert (0 if point is None else point.observed.count) == rate.n_improved
    if point:
        assert (point.of_due, point.observed) == (rate.of_due, rate.observed)
