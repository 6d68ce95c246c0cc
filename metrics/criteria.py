"""Is a criterion met by what the record holds? Met, not met or cannot tell, with the rows that show it.

What is not recorded, in conflict, or on another form is cannot tell, never met. A limit (at most so many) rests on the
events that are recorded; a policy that counts elsewhere too asks for an attested fact beside it. See
docs/explanation/criteria.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain import criterion_parts as parts
from domain.criterion import Criterion
from domain.criterion_parts import Part
from domain.entry import Decision
from domain.evidence import Evidence
from domain.outcome import Outcome, all_of, at_least, opposite
from domain.program_rule import ProgramRule
from metrics.criterion_attendance import find_attendance
from metrics.criterion_authorization import find_authorization
from metrics.criterion_blocks import find_blocks
from metrics.criterion_change import find_change, find_dose
from metrics.criterion_events import find_count, find_days_between
from metrics.criterion_facts import find_attested, find_pain_duration
from metrics.criterion_finding import Finding, ProofRow, cannot_tell, none_of, together, without_doubles
from metrics.criterion_goals import find_goal_progress, find_goals_assessed, find_goals_set
from metrics.criterion_scores import find_score
from metrics.criterion_work import find_work

__all__ = ["CriterionAnswer", "Outcome", "ProofRow", "RuleAnswer", "evaluate", "evaluate_all", "evaluate_rule"]


@dataclass(frozen=True)
class CriterionAnswer:
    """`sentence` says the answer and why. `proof`: the rows on which it rests. `nearest_miss`: 'ODI fell 9 of the 10 points
    required', None where nothing is missed by an amount. `to_collect`: what would settle it. `cautions`: what changes
    nothing but should be known. `findings`: the same part by part, where the criterion has several."""

    criterion: Criterion
    outcome: Outcome
    sentence: str
    proof: tuple[ProofRow, ...]
    nearest_miss: str | None
    to_collect: tuple[str, ...]
    cautions: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class RuleAnswer:
    """What a program's rule says at its checkpoint. `proposal` is None where the rule proposes nothing or cannot be told."""

    rule: ProgramRule
    outcome: Outcome
    answers: tuple[CriterionAnswer, ...]
    proposal: Decision | None
    sentence: str


UNTOLD = "Cannot tell: "
"""How the sentence of a criterion begins that cannot be told."""


def evaluate(criterion: Criterion, evidence: Evidence) -> CriterionAnswer:
    """The answer to one criterion."""
    found = find(criterion.part, evidence)
    return CriterionAnswer(
        criterion,
        found.outcome,
        _sentence(found),
        found.proof,
        found.miss,
        found.collect,
        found.cautions,
        found.findings,
    )


def evaluate_all(criteria: Iterable[Criterion], evidence: Evidence) -> tuple[CriterionAnswer, ...]:
    return tuple(evaluate(criterion, evidence) for criterion in criteria)


def evaluate_rule(rule: ProgramRule, evidence: Evidence) -> RuleAnswer:
    """All criteria of a program's rule together, and what the program then proposes."""
    answers = evaluate_all(rule.criteria, evidence)
    outcome = all_of(answer.outcome for answer in answers)
    met = sum(answer.outcome is Outcome.MET for answer in answers)
    open_ = sum(answer.outcome is Outcome.CANNOT_TELL for answer in answers)
    counted = f"{met} of {len(answers)} criteria met" + (f", {open_} cannot be told" if open_ else "")
    return RuleAnswer(rule, outcome, answers, rule.proposal(outcome), f"{rule.name}: {outcome} ({counted}).")


def _sentence(found: Finding) -> str:
    said = f"{found.says[:1].upper()}{found.says[1:]}"
    return f"{UNTOLD}{found.says}." if found.outcome is Outcome.CANNOT_TELL else f"{said}."


def find(part: Part, evidence: Evidence) -> Finding:
    """What one part is found to be.

    Raises KeyError for a measure that the clinic does not have; parsing refuses such a criterion.
    """
    return _FINDERS[type(part)](evidence, part)


def _all(evidence: Evidence, part: parts.AllOf) -> Finding:
    return _combined(len(part.parts), part.parts, evidence)


def _any(evidence: Evidence, part: parts.AnyOf) -> Finding:
    return _combined(1, part.parts, evidence)


def _at_least(evidence: Evidence, part: parts.AtLeast) -> Finding:
    return _combined(part.count, part.parts, evidence)


def _combined(count: int, parts: tuple[Part, ...], evidence: Evidence) -> Finding:
    """At least `count` of the parts; told by those that decide it, with the others' findings kept beside.

    Where it is open because of one alternative, what the other alternatives missed is told as well.
    """
    found = tuple(find(part, evidence) for part in parts)
    outcome = at_least(count, [one.outcome for one in found])
    deciding = [one for one in found if one.outcome is outcome]
    told = none_of(deciding) if outcome is Outcome.NOT_MET and count == 1 else together(outcome, deciding)
    missed = [one for one in found if one.outcome is Outcome.NOT_MET]
    if outcome is Outcome.CANNOT_TELL and missed:
        nearest = none_of(missed)
        proof = without_doubles([*told.proof, *nearest.proof])
        told = _with(
            told, says=f"{told.says}; besides, {nearest.says}", proof=proof, miss=nearest.miss, near=nearest.near
        )
    return _with(told, findings=found)


def _with(finding: Finding, **more: Any) -> Finding:
    return Finding(**{**{name: getattr(finding, name) for name in finding.__dataclass_fields__}, **more})


def _not(evidence: Evidence, part: parts.NotMet) -> Finding:
    found = find(part.part, evidence)
    return _with(found, outcome=opposite(found.outcome), miss=None, near=0.0)


def _unknown(evidence: Evidence, part: parts.Unknown) -> Finding:
    return cannot_tell(part.why, part.collect)


_FINDERS: Mapping[type, Callable[[Evidence, Any], Finding]] = {
    parts.Score: find_score,
    parts.Change: find_change,
    parts.BlockRelief: find_blocks,
    parts.EventCount: find_count,
    parts.DaysBetween: find_days_between,
    parts.PainDuration: find_pain_duration,
    parts.Attendance: find_attendance,
    parts.GoalsSet: find_goals_set,
    parts.GoalProgress: find_goal_progress,
    parts.GoalsAssessed: find_goals_assessed,
    parts.AuthorizationState: find_authorization,
    parts.Dose: find_dose,
    parts.WorkRestriction: find_work,
    parts.Attested: find_attested,
    parts.AllOf: _all,
    parts.AnyOf: _any,
    parts.AtLeast: _at_least,
    parts.NotMet: _not,
    parts.Unknown: _unknown,
}
