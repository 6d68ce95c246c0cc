"""A share carries its count, its total and its interval, and never a percentage from too few."""

import pytest

from metrics.proportion import NOBODY, wilson


def test_a_share_carries_its_count_and_total():
    answer = wilson(12, 40)
    assert (answer.count, answer.total, answer.share) == (12, 40, 0.3)


def test_nobody_has_no_share_rather_than_zero_percent():
    assert wilson(0, 0) == NOBODY
    assert (NOBODY.share, NOBODY.low, NOBODY.high) == (None, None, None)
    assert NOBODY.percent(1) is None


def test_none_of_many_is_zero_with_an_upper_bound():
    answer = wilson(0, 20)
    assert (answer.share, answer.low) == (0.0, 0.0)
    assert answer.high > 0.1


def test_all_of_many_is_one_with_a_lower_bound():
    answer = wilson(20, 20)
    assert (answer.share, answer.high) == (1.0, 1.0)
    assert answer.low < 0.9


@pytest.mark.parametrize(("count", "total"), [(-1, 10), (11, 10), (1, 0)])
def test_an_impossible_count_is_refused(count, total):
    with pytest.raises(ValueError, match="not a share"):
        wilson(count, total)


@pytest.mark.parametrize(("total", "percent"), [(19, None), (20, 50), (200, 50)])
def test_no_percentage_below_the_limit(total, percent):
    assert wilson(total // 2, total if total != 19 else 19).percent(20) == percent


def test_no_percentage_interval_below_the_limit_either():
    assert wilson(9, 19).percent_interval(20) is None
    low, high = wilson(10, 20).percent_interval(20)
    assert low < 50 < high


def test_below_the_limit_the_words_are_the_counts_alone():
    assert wilson(3, 12).wording(20) == "3 of 12"
    assert wilson(12, 40).wording(20) == "12 of 40 (30%)"
    assert wilson(1234, 5678).wording(20) == "1,234 of 5,678 (22%)"


@pytest.mark.parametrize(("count", "total", "percent"), [(1, 200, 1), (29, 200, 15), (1, 3000, 0), (57, 200, 29)])
def test_percent_is_rounded_half_up(count, total, percent):
    assert wilson(count, total).percent(20) == percent
