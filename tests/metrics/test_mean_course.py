"""The group's mean at each checkpoint, from number, sum and sum of squares."""

import pandas as pd
import pytest

from metrics.mean_course import mean_course
from metrics.mean_interval import mean_interval


def sums(*scores, day=0):
    return len(scores), float(sum(scores)), float(sum(s * s for s in scores)), day


def frame(**checkpoints):
    rows = [(code, i, day, n, total, sq) for i, (code, (n, total, sq, day)) in enumerate(checkpoints.items())]
    return pd.DataFrame(rows, columns=["checkpoint", "ordinal", "due_day_from_start", "n", "total", "total_sq"])


def test_each_checkpoint_shows_its_own_n_and_mean():
    points = mean_course(frame(intake=sums(10, 20, 30), week_6=sums(30, 40, day=42)), interval_from=2)
    assert [(p.checkpoint, p.due_day, p.n, p.mean) for p in points] == [("intake", 0, 3, 20), ("week_6", 42, 2, 35)]


def test_checkpoints_come_in_order_whatever_the_order_of_rows():
    rows = frame(intake=sums(1, 2), week_6=sums(3, 4)).iloc[::-1]
    assert [p.checkpoint for p in mean_course(rows, interval_from=2)] == ["intake", "week_6"]


def test_no_interval_from_too_few_but_still_n_and_mean():
    (point,) = mean_course(frame(intake=sums(*range(19))), interval_from=20)
    assert (point.n, point.mean, point.low, point.high) == (19, 9, None, None)
    (point,) = mean_course(frame(intake=sums(*range(20))), interval_from=20)
    assert point.low < point.mean < point.high


def test_a_checkpoint_without_scores_has_n_zero_and_no_mean():
    empty = frame(intake=(0, None, None, 0))
    (point,) = mean_course(empty, interval_from=2)
    assert (point.n, point.mean, point.low) == (0, None, None)


def test_one_score_never_has_an_interval():
    (point,) = mean_course(frame(intake=sums(7)), interval_from=1)
    assert (point.mean, point.low) == (7, None)


def test_equal_scores_have_an_interval_of_no_width_even_after_rounding():
    answer = mean_interval(*sums(0.1, 0.1, 0.1)[:3])
    assert answer.sd == pytest.approx(0, abs=1e-8)
    assert answer.low == pytest.approx(0.1)


def test_a_due_day_that_is_not_known_stays_unknown():
    rows = frame(intake=sums(1, 2)).assign(due_day_from_start=[None])
    assert mean_course(rows, interval_from=2)[0].due_day is None
