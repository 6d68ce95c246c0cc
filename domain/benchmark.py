"""Numbers from elsewhere to hold a group against: norms (what others look like) and targets (what is aimed at).

`[[benchmarks]]` in clinic.toml adds a clinic's own. A benchmark without a source is kept, and never drawn.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from domain.measure import Measure, NormGroup
from domain.source import RECALLED, Source

NO_SOURCE = "this benchmark has no source"


class BenchmarkKind(StrEnum):
    NORM = "norm"
    TARGET = "target"


class Statistic(StrEnum):
    MEAN = "mean score"
    MEAN_IMPROVEMENT = "mean improvement"
    RESPONDERS = "responder share"
    COMPLETENESS = "completeness"

    @property
    def is_share(self) -> bool:
        return self in (Statistic.RESPONDERS, Statistic.COMPLETENESS)


@dataclass(frozen=True)
class Benchmark:
    """One number with what it is a number of.

    `value`: 0–1 for shares, else in the measure's unit. `measure` is None for completeness. `checkpoint`: where it
    applies; None means intake for a mean score, any checkpoint for the rest. `as_of`: the day it was valid, where known.
    """

    name: str
    kind: BenchmarkKind
    measure: str | None
    statistic: Statistic
    value: float
    source: Source | None
    as_of: date | None = None
    population: str = ""
    checkpoint: str | None = None

    @property
    def is_sourced(self) -> bool:
        """Somebody else can look it up; a number recalled from memory cannot be."""
        return self.source is not None and self.source != RECALLED

    @property
    def label(self) -> str:
        """'norm: ePPOC adult referrals, n=13,343'"""
        return f"{self.kind.value}: {self.name}"


def registry_norms(measures: Iterable[Measure]) -> tuple[Benchmark, ...]:
    """The published means of people in care for pain that the measures carry, such as ePPOC's at referral: norms of
    how patients arrive, not of how they should do."""
    return tuple(
        Benchmark(
            norm.population, BenchmarkKind.NORM, measure.code, Statistic.MEAN, norm.mean, norm.source,
            date(norm.source.year, 1, 1) if norm.source.year else None, norm.population,
        )
        for measure in measures for norm in measure.norms if norm.group is NormGroup.IN_CARE
    )  # fmt: skip


class _SourceTable(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Annotated[str, Field(min_length=10, max_length=300)]
    year: Annotated[int, Field(strict=True, ge=1900, le=2100)] | None = None
    doi: str = ""
    url: str = ""
    verified: bool = False
    how: str = ""

    @model_validator(mode="after")
    def reading_is_told(self):
        if self.verified and not self.how.strip():
            raise ValueError("verified = true needs 'how': what was read, by whom")
        return self


class BenchmarkTable(BaseModel):
    """One `[[benchmarks]]` entry as written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: BenchmarkKind
    statistic: Statistic
    value: Annotated[float, Field(strict=True, allow_inf_nan=False)]
    measure: str | None = None
    checkpoint: str | None = None
    population: str = ""
    as_of: Annotated[date, Field(strict=True)] | None = None
    source: _SourceTable | None = None

    @model_validator(mode="after")
    def fits_its_statistic(self):
        if self.statistic is Statistic.COMPLETENESS and self.measure is not None:
            raise ValueError("completeness is of all forms together; leave 'measure' out")
        if self.statistic is not Statistic.COMPLETENESS and self.measure is None:
            raise ValueError(f"a {self.statistic.value} needs 'measure'")
        if self.statistic.is_share and not 0 <= self.value <= 1:
            raise ValueError("a share lies between 0 and 1; write 0.5 for 50 %")
        if self.kind is BenchmarkKind.NORM and not self.population.strip():
            raise ValueError("a norm needs 'population': whom it describes")
        return self


def benchmark_of(table: BenchmarkTable, measures: Iterable[Measure], checkpoints: Iterable[str]) -> Benchmark:
    """The benchmark that an entry declares. Raises ValueError, naming the entry, where it names what does not exist."""
    known = {measure.code: measure for measure in measures}
    if table.measure is not None and table.measure not in known:
        raise ValueError(f"benchmark '{table.name}' names an unknown measure '{table.measure}'")
    if table.checkpoint is not None and table.checkpoint not in set(checkpoints):
        raise ValueError(f"benchmark '{table.name}' names a checkpoint '{table.checkpoint}' that no program has")
    if table.measure is not None:
        _fits(table, known[table.measure])
    source = Source(**table.source.model_dump()) if table.source else None
    facts = {key: getattr(table, key) for key in ("as_of", "population", "checkpoint")}
    return Benchmark(table.name, table.kind, table.measure, table.statistic, table.value, source, **facts)


def _fits(table: BenchmarkTable, measure: Measure) -> None:
    highest = float("inf") if measure.highest is None else measure.highest
    if table.statistic is Statistic.MEAN and not measure.lowest <= table.value <= highest:
        raise ValueError(
            f"benchmark '{table.name}': {table.value:g} is no score of {measure.code} "
            f"({measure.lowest:g} to {highest:g})"
        )
    if table.statistic is Statistic.MEAN_IMPROVEMENT and not measure.needs_baseline:
        raise ValueError(f"benchmark '{table.name}': {measure.code} is itself a rating of change")
