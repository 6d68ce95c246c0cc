from datetime import date, timedelta

import numpy as np
import pytest

from metrics.activity_pattern import activity_pattern

START = date(2025, 1, 6)


def daily(n: int) -> list[date]:
    return [START + timedelta(days=i) for i in range(n)]


def drawn(spread: float, n: int, seed: int) -> list[float]:
    return list(4000 + np.random.default_rng(seed).normal(0, spread, n))


def test_activity_that_settles_is_steadier_than_in_the_first_weeks(make):
    answer = activity_pattern(make.scale(), daily(84), drawn(1500, 28, 1) + drawn(900, 28, 2) + drawn(300, 28, 3))
    assert (answer.word, answer.ratio < 0.4, answer.high < 1) == ("steadier", True, True)
    assert "no diagnosis" in answer.sentence()


def test_activity_that_swings_more_is_more_uneven(make):
    assert activity_pattern(make.scale(), daily(56), drawn(300, 28, 1) + drawn(1500, 28, 2)).word == "more uneven"


def test_a_slow_rise_is_not_unevenness(make):
    answer = activity_pattern(make.scale(), daily(56), [3000 + 50 * i + 100 * (i % 2) for i in range(56)])
    assert answer.latest.unevenness < answer.first.unevenness


def test_a_trough_after_every_peak_is_counted_beside_the_troughs_after_other_days(make):
    """Eight ordinary days, a day at double, a day at a tenth."""
    rhythm = [4000.0] * 5 + [8000.0, 400.0]
    window = activity_pattern(make.scale(), daily(56), rhythm * 8).latest
    assert (window.peaks, window.troughs) == (4, 4)
    assert (window.after_peaks.count, window.after_peaks.total) == (3, 3)
    assert window.after_others.share < 0.5


def test_a_peak_whose_next_days_are_unknown_is_not_counted_as_followed_by_none(make):
    values = ([4000.0] * 5 + [8000.0, 400.0]) * 8
    values[28 + 13] = None
    window = activity_pattern(make.scale(), daily(56), values).latest
    assert (window.peaks, window.after_peaks.count, window.after_peaks.total) == (4, 2, 2)


@pytest.mark.parametrize(
    ("n", "skip", "reason"),
    [(40, 1, "fewer than two windows"), (60, 2, "pairs of neighbouring days"), (0, 1, "0 days")],
)
def test_too_few_days_give_no_comparison(make, n, skip, reason):
    answer = activity_pattern(make.scale(), daily(n)[::skip], drawn(500, n, 1)[::skip])
    assert reason in answer.why_not
    assert (answer.ratio, answer.low, answer.word) == (None, None, "cannot tell")


def test_an_idle_start_has_no_ratio(make):
    answer = activity_pattern(make.scale(), daily(56), [0.0] * 28 + drawn(300, 28, 1))
    assert "not above 0" in answer.why_not


def test_first_weeks_that_do_not_vary_have_no_ratio(make):
    answer = activity_pattern(make.scale(), daily(56), [4000.0] * 28 + drawn(300, 28, 1))
    assert "do not vary" in answer.why_not


def test_the_interval_covers_an_unchanged_pattern_about_as_often_as_it_says(make):
    """120 pairs of equal four-week windows with skewed days; a 95 % interval may miss a few more than 5 %."""
    rng = np.random.default_rng(5)
    answers = [activity_pattern(make.scale(), daily(56), rng.gamma(6, 700, 56)) for _ in range(120)]
    assert np.mean([a.low <= 1 <= a.high for a in answers]) >= 0.88
