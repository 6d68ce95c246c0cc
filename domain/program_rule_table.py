"""A program's rules as written under its checkpoints in clinic.toml."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from domain.criterion import Criterion
from domain.criterion_table import CriterionTable, SourceTable, at_checkpoint
from domain.entry import Decision
from domain.measure import Measure
from domain.moment_table import Code, Table
from domain.policy_table import built_criteria
from domain.program_rule import ProgramRule


class RuleTable(Table):
    """`[[programs.checkpoints.rules]]`: its criteria must all be met. A criterion without source is the clinic's own."""

    code: Code
    name: Annotated[str, Field(min_length=3, max_length=200)]
    when_met: Decision | None = None
    when_not_met: Decision | None = None
    sources: Annotated[dict[Code, SourceTable], Field(default_factory=dict)]
    criteria: Annotated[tuple[CriterionTable, ...], Field(min_length=1)]


def built_rules(
    tables: Iterable[RuleTable],
    checkpoint: str,
    checkpoints: Iterable[str],
    measures: Mapping[str, Measure],
    text: str,
    file_name: str,
    place: tuple[str | int, ...],
) -> tuple[ProgramRule, ...]:
    """The rules of one checkpoint; `place` is where its tables stand. "here" becomes the checkpoint.

    Raises:
        PolicyError: a criterion cannot be evaluated in this clinic.
    """
    codes = (*checkpoints, "here")
    found = []
    for number, table in enumerate(tables):
        where = (*place, "rules", number)
        criteria = built_criteria(table.criteria, table.sources, measures, codes, text, file_name, where)
        placed = tuple(_placed(one, checkpoint) for one in criteria)
        found.append(ProgramRule(table.code, table.name, placed, table.when_met, table.when_not_met))
    return tuple(found)


def _placed(criterion: Criterion, checkpoint: str) -> Criterion:
    return replace(criterion, part=at_checkpoint(criterion.part, checkpoint))
