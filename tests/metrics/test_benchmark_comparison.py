"""A group verdict needs the whole interval clear of a sourced benchmark."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.benchmark import NO_SOURCE, Benchmark, BenchmarkKind, Statistic
from domain.measure import Better
from domain.source import RECALLED, Source
from metrics.benchmark_comparison import GroupWord, mean_against_benchmark, share_against_benchmark
from metrics.mean_interval import MeanInterval
from metrics.proportion import wilson
from tests.metrics.conftest import scale

SOURCE = Source("A made-up report", 2024)


def benchmark(value, statistic=Statistic.RESPONDERS, kind=BenchmarkKind.TARGET, source=SOURCE):
    measure = None if statistic is Statistic.COMPLETENESS else "plain"
    return Benchmark("made up", kind, measure, statistic, value, source, date(2024, 1, 1), "people")


def compared(count, total, value, **more):
    return share_against_benchmark(benchmark(value, **more), wilson(count, total), percentage_from=20)


def test_a_share_whose_interval_lies_above_the_target_is_above_it():
    """40 of 50: Wilson 0.67–0.89."""
    answer = compared(40, 50, 0.5)
    assert (answer.word, answer.is_better, answer.text) == (GroupWord.ABOVE, True, "above the target")


def test_an_interval_that_holds_the_target_is_similar_even_where_the_share_is_lower():
    answer = compared(24, 50, 0.5)
    assert (answer.word, answer.is_better, answer.text) == (
        GroupWord.SIMILAR,
        None,
        "similar to the target, or too few to tell",
    )


def test_without_a_source_none_is_drawn():
    for source in (None, RECALLED):
        answer = compared(40, 50, 0.5, source=source)
        assert (answer.word, answer.why_not, answer.draw) == (GroupWord.NOT_COMPARED, NO_SOURCE, False)


def test_few_people_are_not_compared_and_not_shown():
    answer = compared(15, 19, 0.5)
    assert (answer.word, answer.why_not, answer.estimate) == (GroupWord.NOT_COMPARED, "fewer than 20 people", None)


def test_nobody_is_not_compared():
    assert compared(0, 0, 0.5).word is GroupWord.NOT_COMPARED


def test_a_norm_is_neither_good_nor_bad():
    answer = compared(40, 50, 0.5, kind=BenchmarkKind.NORM)
    assert (answer.word, answer.is_better, answer.text) == (GroupWord.ABOVE, None, "above the norm")


@pytest.mark.parametrize(("better", "is_better"), [(Better.HIGHER, False), (Better.LOWER, True)])
def test_a_mean_below_its_target_is_good_where_lower_is_better(better, is_better):
    group = MeanInterval(60, 30.0, 10.0, 27.4, 32.6)
    answer = mean_against_benchmark(benchmark(35, Statistic.MEAN), group, scale(better=better), percentage_from=20)
    assert (answer.word, answer.is_better) == (GroupWord.BELOW, is_better)


def test_more_improvement_is_better_whatever_the_scale():
    group = MeanInterval(60, 12.0, 10.0, 9.4, 14.6)
    target = benchmark(5, Statistic.MEAN_IMPROVEMENT)
    assert mean_against_benchmark(target, group, scale(better=Better.LOWER), percentage_from=20).is_better


def test_a_mean_is_not_held_against_a_share():
    group = MeanInterval(60, 12.0, 10.0, 9.4, 14.6)
    with pytest.raises(ValueError, match="no benchmark of a mean"):
        mean_against_benchmark(benchmark(0.5), group, scale(), percentage_from=20)
    with pytest.raises(ValueError, match="no benchmark of a share"):
        share_against_benchmark(benchmark(5, Statistic.MEAN), wilson(1, 2), percentage_from=20)


@given(st.integers(0, 60), st.integers(20, 60), st.integers(0, 100))
def test_turning_a_share_and_its_benchmark_round_turns_the_word_round(count, total, percent):
    count = min(count, total)
    one, other = compared(count, total, percent / 100), compared(total - count, total, 1 - percent / 100)
    turned = {GroupWord.ABOVE: GroupWord.BELOW, GroupWord.BELOW: GroupWord.ABOVE}
    on_the_edge = min(abs(one.low - percent / 100), abs(one.high - percent / 100)) < 1e-9
    assert on_the_edge or other.word is turned.get(one.word, one.word)
