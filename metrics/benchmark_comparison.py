"""Is this group above, below or like a benchmark, as far as its numbers can tell?"""

from dataclasses import dataclass
from enum import StrEnum

from domain.benchmark import NO_SOURCE, Benchmark, BenchmarkKind, Statistic
from domain.measure import Better, Measure
from metrics.mean_interval import MeanInterval
from metrics.proportion import Proportion

NO_INTERVAL = "the group's number has no interval"


class GroupWord(StrEnum):
    ABOVE = "above"
    BELOW = "below"
    SIMILAR = "similar"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True)
class BenchmarkComparison:
    """The group's `estimate` with its 95 % interval (`low`, `high`) and `n` people, held against `benchmark`.

    `word` is ABOVE or BELOW only where the whole interval lies on one side of the benchmark, else SIMILAR; NOT_COMPARED,
    with `why_not`, where there is no source, no interval or too few people. `is_better`: for a target, whether that side is
    the good one; None for a norm, which describes others and asks for nothing. `draw`: may stand in a chart.
    """

    benchmark: Benchmark
    n: int
    estimate: float | None
    low: float | None
    high: float | None
    word: GroupWord
    is_better: bool | None
    why_not: str = ""

    @property
    def draw(self) -> bool:
        return self.benchmark.is_sourced

    @property
    def text(self) -> str:
        """'above the norm', 'similar to the target (or too few to tell)', 'not compared: …'"""
        if self.word is GroupWord.NOT_COMPARED:
            return f"{self.word.value}: {self.why_not}"
        if self.word is GroupWord.SIMILAR:
            return f"similar to the {self.benchmark.kind.value}, or too few to tell"
        return f"{self.word.value} the {self.benchmark.kind.value}"


def mean_against_benchmark(
    benchmark: Benchmark, group: MeanInterval, measure: Measure, *, percentage_from: int
) -> BenchmarkComparison:
    """A mean score, or a mean improvement (positive is better), in the measure's unit.

    Raises ValueError where the benchmark is of something else.
    """
    if benchmark.statistic.is_share or benchmark.measure != measure.code:
        raise ValueError(f"'{benchmark.name}' is no benchmark of a mean of {measure.code}")
    is_change = benchmark.statistic is Statistic.MEAN_IMPROVEMENT
    above_is_better = is_change or measure.better is Better.HIGHER
    return _compared(benchmark, group.n, (group.mean, group.low, group.high), above_is_better, percentage_from)


def share_against_benchmark(benchmark: Benchmark, group: Proportion, *, percentage_from: int) -> BenchmarkComparison:
    """A responder share or a completeness, 0–1. Raises ValueError where the benchmark is of a mean."""
    if not benchmark.statistic.is_share:
        raise ValueError(f"'{benchmark.name}' is no benchmark of a share")
    return _compared(benchmark, group.total, (group.share, group.low, group.high), True, percentage_from)


def _compared(
    benchmark: Benchmark, n: int, numbers: tuple, above_is_better: bool, percentage_from: int
) -> BenchmarkComparison:
    estimate, low, high = numbers
    why_not = _why_not(benchmark, n, low, percentage_from)
    if n < percentage_from:
        estimate = low = high = None
    word = GroupWord.NOT_COMPARED if why_not else _word(benchmark.value, low, high)
    sided = word in (GroupWord.ABOVE, GroupWord.BELOW) and benchmark.kind is BenchmarkKind.TARGET
    is_better = (word is GroupWord.ABOVE) == above_is_better if sided else None
    return BenchmarkComparison(benchmark, n, estimate, low, high, word, is_better, why_not)


def _word(value: float, low: float, high: float) -> GroupWord:
    if low > value:
        return GroupWord.ABOVE
    return GroupWord.BELOW if high < value else GroupWord.SIMILAR


def _why_not(benchmark: Benchmark, n: int, low: float | None, percentage_from: int) -> str:
    if not benchmark.is_sourced:
        return NO_SOURCE
    if n < percentage_from:
        return f"fewer than {percentage_from} people"
    return "" if low is not None else NO_INTERVAL
