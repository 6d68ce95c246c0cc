"""Everything that one comparison of groups says, for the screen and the command line alike.

What the rows are is asked of `ask`: the name of a question of the door, then its parameters by name. Nothing is read here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from domain.case_mix import NOT_RECORDED, Grouping
from domain.clinic import Clinic
from domain.measure import Measure
from domain.program import Checkpoint, CheckpointKind
from domain.scope import Scope
from metrics.case_mix import CaseMix
from metrics.comparison_design import baseline_cuts
from metrics.funnel import Funnel
from metrics.group_comparison import (
    GroupComparison,
    GroupShare,
    case_mix_together,
    funnel_of_groups,
    group_comparison,
    in_order,
    shares_improved,
)
from metrics.small_numbers import together

Ask = Callable[..., pd.DataFrame]


@dataclass(frozen=True)
class Question:
    """Who is compared (`by`), among whom (`scope`), at which checkpoint, on what. `scope` leaves open what is compared."""

    clinic: Clinic
    by: Grouping
    scope: Scope
    as_of: date
    checkpoint: Checkpoint
    measure: Measure

    @property
    def limit(self) -> int:
        return self.clinic.percentage_from

    def in_order(self, groups: Iterable[str]) -> list[str]:
        """The clinic's own order, never that of the results."""
        return in_order(groups, [row.code for row in getattr(self.clinic, f"{self.by}s")], self.limit)

    def name(self, group: str) -> str:
        """A group as a sentence says it."""
        if group == together(self.limit):
            return f"Those with fewer than {self.limit}"
        if group == NOT_RECORDED:
            return f"{self.by.capitalize()} not recorded"
        return self.clinic.name_of(f"{self.by}s", group)

    def when_programs_differ(self) -> str:
        """Programs reach their end after different times; a sentence says so, '' where they do not."""
        programs = [p for p in self.clinic.programs if self.scope.program in (None, p.code)]
        ending = [p for p in programs if self.checkpoint.code in {c.code for c in p.checkpoints}]
        if self.checkpoint.kind is not CheckpointKind.COMPLETION or len({p.weeks for p in ending}) < 2:
            return ""
        said = [f"{program.weeks} weeks in {program.name}" for program in ending]
        return f"{self.checkpoint.name} comes after {', '.join(said[:-1])} and {said[-1]}: a longer program has had more time."


def compared(question: Question, ask: Ask) -> GroupComparison:
    """Observed minus expected of every group. The baseline bands are the fifths of everybody in scope."""
    pairs = _pairs(question, ask, question.scope)
    mine = pairs[pairs["measure"] == question.measure.code]
    cuts = baseline_cuts(mine["baseline"], mine["n"])
    cells = ask(
        "comparison_cells",
        scope=question.scope,
        as_of=question.as_of,
        checkpoint=question.checkpoint.code,
        measure=question.measure.code,
        by=question.by,
        cuts=cuts,
    )
    return group_comparison(question.measure, cells, cuts, percentage_from=question.limit)


def case_mix_of(question: Question, ask: Ask) -> CaseMix:
    """Of every episode in scope that has begun, whether seen again or not."""
    return case_mix_together(
        ask("case_mix", scope=question.scope.begun_by(question.as_of), by=question.by),
        ask("case_mix_baselines", scope=question.scope, as_of=question.as_of, by=question.by),
        question.clinic.measures.values(),
        percentage_from=question.limit,
    )


def funnel_of(question: Question, told: GroupComparison, ask: Ask) -> tuple[tuple[GroupShare, ...], Funnel]:
    """Shares improved of the groups of `told`, in the clinic's order, and their funnel."""

    def pairs_of(group: str | None) -> pd.DataFrame:
        return _pairs(question, ask, question.scope if group is None else question.scope.with_(**{question.by: group}))

    found = shares_improved(question.measure, told.groups, told.put_together, pairs_of, percentage_from=question.limit)
    by_group = {row.group: row for row in found}
    shares = tuple(by_group[group] for group in question.in_order(by_group))
    return shares, funnel_of_groups(shares, percentage_from=question.limit)


def _pairs(question: Question, ask: Ask, scope: Scope) -> pd.DataFrame:
    return ask("paired_scores", scope=scope, as_of=question.as_of, checkpoint=question.checkpoint.code)


def comparable(clinic: Clinic, scope: Scope, checkpoint: str) -> list[str]:
    """Measures due there in any program of the scope whose improvement can be expected: with a baseline, and a direction
    that is better."""
    due = {m for asked in _due(clinic, scope, checkpoint) for m in asked}
    return [
        code for code, measure in clinic.measures.items() if code in due and measure.needs_baseline and measure.judged
    ]


def usual_measure(clinic: Clinic, scope: Scope, checkpoint: str) -> str | None:
    """The first comparable measure, function first, that every program with this checkpoint asks for; else the first."""
    codes, asked = comparable(clinic, scope, checkpoint), _due(clinic, scope, checkpoint)
    everywhere = [code for code in codes if all(code in measures for measures in asked)]
    return next(iter(everywhere or codes), None)


def _due(clinic: Clinic, scope: Scope, checkpoint: str) -> list[tuple[str, ...]]:
    """What each program of the scope that has the checkpoint asks for there."""
    programs = [p for p in clinic.programs if scope.program in (None, p.code)]
    return [c.measures for p in programs for c in p.checkpoints if c.code == checkpoint]
