"""Ends of scales, late forms, and forms scored around blanks. Scale 0–100, higher is better, M 10."""

import numpy as np
import pandas as pd
import pytest

from domain.measure import Better
from domain.measures import MEASURES
from metrics.floor_ceiling import IS_A_RATING, NO_SCORES, NOT_JUDGED, floor_ceiling, notable_at_either
from metrics.form_quality import form_quality


@pytest.fixture
def measure(make):
    return make.scale(meaningful_change=make.points(10))


def test_shares_at_the_ends_and_within_m_of_them(measure):
    answer = floor_ceiling(measure, [0, 5, 50, 90, 91, 100, np.nan], [1, 2, 3, 4, 5, 6, 7])
    assert (answer.n, answer.n_missing) == (21, 7)
    shares = (answer.at_best, answer.at_worst, answer.no_room_to_improve, answer.no_room_to_worsen)
    assert [(p.count, p.total) for p in shares] == [(6, 21), (1, 21), (11, 21), (3, 21)]
    assert answer.is_notable


def test_the_best_end_is_the_low_one_where_lower_is_better(make):
    answer = floor_ceiling(make.scale(better=Better.LOWER), [0, 0, 50, 100])
    assert (answer.at_best.count, answer.at_worst.count) == (2, 1)
    assert answer.no_room_to_improve is None


def test_fifteen_percent_is_not_yet_notable(measure):
    assert not floor_ceiling(measure, [100, 50], [15, 85]).is_notable
    assert floor_ceiling(measure, [100, 50], [16, 84]).is_notable


def test_a_scale_without_an_upper_end_has_no_ceiling(make):
    answer = floor_ceiling(make.scale(highest=None, meaningful_change=make.points(10)), [0, 5, 500])
    assert (answer.at_best, answer.no_room_to_improve) == (None, None)
    assert (answer.at_worst.count, answer.no_room_to_worsen.count) == (1, 2)


def test_each_short_form_is_held_against_its_own_ends():
    answer = floor_ceiling(MEASURES["promis_pi_tscore"], [41.6, 41.6, 40.7], forms=["4a", "8a", "8a"])
    assert answer.at_best.count == 2


def test_nobody_and_nothing_to_follow_give_an_answer_that_says_so(measure, make):
    empty = floor_ceiling(measure, [])
    assert (empty.n, empty.at_best, empty.why_not, empty.is_notable) == (0, None, NO_SCORES, False)
    assert floor_ceiling(measure, [np.nan], [3]).n_missing == 3
    assert floor_ceiling(make.rating(), [1, 2]).why_not == IS_A_RATING


def test_a_dose_is_not_called_a_rating_of_change():
    assert floor_ceiling(MEASURES["mme_day"], [0, 60]).why_not == NOT_JUDGED


TIMING = pd.DataFrame(
    [
        ("end", "odi", "filled", -3.0, "scored", 10),
        ("end", "odi", "filled", 0.0, "prorated", 2),
        ("end", "odi", "filled", 4.0, "given", 8),
        ("end", "odi", "after closing", np.nan, None, 3),
        ("end", "odi", "not filled", np.nan, None, 7),
    ],
    columns=["checkpoint", "measure", "state", "days_from_due", "items", "n"],
)


class TestFormQuality:
    def test_late_prorated_and_after_closing_each_have_their_own_denominator(self):
        (answer,) = form_quality(TIMING)
        shares = (answer.filled, answer.after_closing, answer.late, answer.prorated)
        assert [(p.count, p.total) for p in shares] == [(20, 30), (3, 30), (8, 20), (2, 12)]
        assert (answer.due, answer.n_items_known, answer.median_days) == (30, 12, -1.5)

    def test_days_of_grace_are_not_late(self):
        assert form_quality(TIMING, grace_days=4)[0].late.count == 0
        assert form_quality(TIMING, grace_days=3)[0].late.count == 8

    def test_where_nobody_filled_there_is_no_share_of_the_filled(self):
        (answer,) = form_quality(TIMING.iloc[3:])
        assert (answer.late.share, answer.prorated.share, answer.median_days) == (None, None, None)

    def test_nothing_due_gives_no_rows(self):
        assert form_quality(TIMING.iloc[:0]) == ()


def test_notable_at_either_checkpoint_is_notable_and_too_few_say_nothing():
    many = floor_ceiling(MEASURES["gad7"], [0] * 10 + [9] * 30)
    few, none = floor_ceiling(MEASURES["gad7"], [0] * 5), floor_ceiling(MEASURES["gad7"], [9] * 40)
    assert notable_at_either((none, many), 20) is True
    assert notable_at_either((none, few, None), 20) is False
    assert notable_at_either((few, None), 20) is None
