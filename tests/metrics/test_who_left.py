"""Who left, compared with who stayed, at intake."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from domain.measure import Better
from metrics.proportion import wilson
from metrics.who_left import who_left

COLUMNS = ["kind", "name", "value", "level", "is_observed", "n"]


def rows(*entries) -> pd.DataFrame:
    return pd.DataFrame(list(entries), columns=COLUMNS)


def scores_of(stayed, left, name="plain"):
    """One row per patient, with a sex so that they are counted."""
    entries = [("score", name, value, None, True, 1) for value in stayed]
    entries += [("score", name, value, None, False, 1) for value in left]
    return [
        *entries,
        ("category", "sex", None, "female", True, len(stayed)),
        ("category", "sex", None, "female", False, len(left)),
    ]


def test_means_of_both_sides_are_given_with_their_t_intervals(make):
    stayed, left = [50.0, 60, 55, 70], [40.0, 42, 50]
    answer = who_left(rows(*scores_of(stayed, left)), {"plain": make.scale()})
    assert (answer.n_stayed, answer.n_left, answer.why_not) == (4, 3, "")
    (score,) = answer.numbers
    low, high = stats.ttest_1samp(left, 0).confidence_interval()
    assert (score.left.mean, score.left.low, score.left.high) == pytest.approx((44, low, high))
    spread = np.sqrt((np.var(stayed, ddof=1) + np.var(left, ddof=1)) / 2)
    assert score.difference.value == pytest.approx((44 - 58.75) / spread)
    assert score.difference.low < score.difference.value < score.difference.high


def test_it_says_whether_those_who_left_were_better_off(make):
    frame = rows(*scores_of([50.0, 60], [40.0, 42]))
    assert who_left(frame, {"plain": make.scale(better=Better.LOWER)}).numbers[0].left_better is True
    assert who_left(frame, {"plain": make.scale()}).numbers[0].left_better is False
    assert who_left(frame, {"plain": make.scale(judged=False)}).numbers[0].left_better is None


def test_unknown_values_are_counted_and_not_averaged(make):
    answer = who_left(rows(*scores_of([50.0, None, 60], [None, 40.0])), {"plain": make.scale()})
    (score,) = answer.numbers
    assert (score.stayed.n, score.stayed_unknown, score.left.n, score.left_unknown) == (2, 1, 1, 1)
    assert score.difference.value is None


def test_levels_are_shares_of_those_whose_level_is_known(make):
    frame = rows(
        ("category", "payer", None, "medicare", True, 30), ("category", "payer", None, "commercial", True, 10),
        ("category", "payer", None, "medicare", False, 10), ("category", "payer", None, "commercial", False, 10),
        ("category", "payer", None, None, False, 5),
    )  # fmt: skip
    answer = who_left(frame, {})
    commercial, medicare = answer.levels
    assert (answer.n_stayed, answer.n_left) == (40, 25)
    assert (medicare.stayed, medicare.left) == (wilson(30, 40), wilson(10, 20))
    expected = (0.5 - 0.75) / np.sqrt((0.75 * 0.25 + 0.25) / 2)
    assert medicare.difference.value == pytest.approx(expected)
    assert commercial.difference.value == pytest.approx(-expected)


def test_a_small_side_has_no_standardised_difference(make):
    frame = rows(*scores_of([50.0, 60, 55], [40.0, 42]))
    assert who_left(frame, {"plain": make.scale()}, interval_from=20).numbers[0].difference.value is None


@pytest.mark.parametrize(
    ("stayed", "left", "why"),
    [([], [], "Nobody is due there yet."), ([1.0], [], "Everybody who is due was seen."),
     ([], [1.0], "Nobody who is due was seen.")],
)  # fmt: skip
def test_an_empty_side_is_said_in_a_sentence(make, stayed, left, why):
    frame = rows(*scores_of(stayed, left)) if stayed or left else rows()
    answer = who_left(frame, {"plain": make.scale()})
    assert answer.why_not == why
    assert all(number.difference.value is None for number in answer.numbers)


def test_counts_of_n_equal_n_rows(make):
    one_by_one = who_left(rows(*scores_of([50.0] * 3 + [60.0] * 2, [40.0] * 4 + [45.0])), {"plain": make.scale()})
    counted = who_left(
        rows(("score", "plain", 50.0, None, True, 3), ("score", "plain", 60.0, None, True, 2),
             ("score", "plain", 40.0, None, False, 4), ("score", "plain", 45.0, None, False, 1),
             ("category", "sex", None, "female", True, 5), ("category", "sex", None, "female", False, 5)),
        {"plain": make.scale()},
    )  # fmt: skip
    assert counted.numbers[0].difference.value == pytest.approx(one_by_one.numbers[0].difference.value)
    assert counted.levels == one_by_one.levels


def test_scores_come_first_in_the_order_of_the_measures_then_traits(make):
    frame = rows(
        ("number", "age", 50.0, None, True, 1), ("score", "b", 1.0, None, True, 1), ("score", "a", 1.0, None, True, 1)
    )
    answer = who_left(frame, {"b": make.scale(code="b"), "a": make.scale(code="a")})
    assert [number.name for number in answer.numbers] == ["b", "a", "age"]
    assert [number.is_score for number in answer.numbers] == [True, True, False]


def test_the_interval_of_a_standardised_difference_holds_the_truth_19_times_in_20(make):
    chance = np.random.default_rng(4)
    covered = 0
    for _ in range(300):
        frame = rows(*scores_of(chance.normal(50, 10, 60), chance.normal(44, 10, 40)))
        found = who_left(frame, {"plain": make.scale()}).numbers[0].difference
        covered += found.low <= -0.6 <= found.high
    assert 0.92 <= covered / 300 <= 0.98
