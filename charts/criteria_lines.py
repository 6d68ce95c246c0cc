"""Answers to criteria as lines of text, for a terminal."""

from collections.abc import Iterator
from textwrap import wrap

from domain.criterion import Criterion
from domain.outcome import Outcome
from domain.policy import REQUESTS, Policy
from domain.source import CLINIC_RULE
from domain.written import day
from metrics.criteria import CriterionAnswer, RuleAnswer

MARKS = {Outcome.MET: "✓ met", Outcome.NOT_MET: "✗ not met", Outcome.CANNOT_TELL: "? cannot tell"}
UNVERIFIED = "unverified: its source was not read"
WIDTH, INDENT = 110, "    "


def policy_lines(policy: Policy, answers: tuple[CriterionAnswer, ...]) -> Iterator[str]:
    """A policy criterion by criterion: outcome, requirement with its source, why, rows, what to collect."""
    yield f"{policy.name} ({policy.code}), {policy.version}; {REQUESTS[policy.request]}"
    yield f"Source: {policy.source.label}{'' if policy.verified else f' [{UNVERIFIED}]'}"
    if policy.notes:
        yield from _wrapped(policy.notes, "")
    yield counted(answers)
    for answer in answers:
        yield ""
        yield from answer_lines(answer)


def rule_lines(told: RuleAnswer) -> Iterator[str]:
    """A program's rule: its sentence, what it proposes, and its criteria."""
    yield told.sentence
    proposed = "nothing" if told.proposal is None else told.proposal.value.replace("_", " ")
    yield f"Rule suggests: {proposed}. The decision is the team's."
    for answer in told.answers:
        yield ""
        yield from answer_lines(answer)


def counted(answers: tuple[CriterionAnswer, ...]) -> str:
    """'3 of 8 criteria met, 4 cannot be told, 1 not met.'"""
    outcomes = [answer.outcome for answer in answers]
    met, unknown = outcomes.count(Outcome.MET), outcomes.count(Outcome.CANNOT_TELL)
    missed = len(outcomes) - met - unknown
    return f"{met} of {len(outcomes)} criteria met, {unknown} cannot be told, {missed} not met."


def answer_lines(answer: CriterionAnswer) -> Iterator[str]:
    criterion = answer.criterion
    yield f"{MARKS[answer.outcome]}: {criterion.text}"
    yield from _wrapped(f"Source: {_cited(criterion)}")
    yield from _wrapped(answer.sentence)
    if answer.nearest_miss:
        yield from _wrapped(f"Nearest: {answer.nearest_miss}.")
    for caution in answer.cautions:
        yield from _wrapped(f"Note: {caution}.")
    for text in answer.to_collect:
        yield from _wrapped(f"To collect: {text}")
    rows = answer.proof[:6]
    for row in rows:
        dated = f" ({day(row.on_date)})" if row.on_date and day(row.on_date) not in row.says else ""
        yield from _wrapped(f"· {row.says}{dated}  [{row.table} {row.row_id}]")
    if len(answer.proof) > len(rows):
        yield f"{INDENT}· and {len(answer.proof) - len(rows)} more rows"


def _cited(criterion: Criterion) -> str:
    where = f", {criterion.where}" if criterion.where else ""
    doubt = "" if criterion.verified or criterion.source == CLINIC_RULE else f" [{UNVERIFIED}]"
    return f"{criterion.source.label}{where}{doubt}"


def _wrapped(text: str, indent: str = INDENT) -> list[str]:
    return wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
