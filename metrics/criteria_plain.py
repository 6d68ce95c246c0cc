"""Answers to criteria as plain values that JSON can hold."""

from collections.abc import Iterable
from typing import Any

from domain.policy import Policy
from metrics.criteria import CriterionAnswer, RuleAnswer
from metrics.plain_answer import plain_answer


def plain_criteria(answers: Iterable[CriterionAnswer]) -> list[dict[str, Any]]:
    """Code, text, source and its verified flag, outcome, sentence, proof rows, nearest miss, what to collect."""
    return [_plain(answer) for answer in answers]


def _plain(answer: CriterionAnswer) -> dict[str, Any]:
    criterion = answer.criterion
    told = plain_answer(answer, frozenset({"criterion", "findings"}))
    about = {"code": criterion.code, "text": criterion.text, "verified": criterion.verified, "where": criterion.where}
    return {**about, "source": plain_answer(criterion.source), **told}


def plain_policy(policy: Policy, answers: Iterable[CriterionAnswer]) -> dict[str, Any]:
    """The policy's facts, and its answers."""
    return {"policy": plain_answer(policy, frozenset({"criteria"})), "answers": plain_criteria(answers)}


def plain_rule(told: RuleAnswer) -> dict[str, Any]:
    rule = {"code": told.rule.code, "name": told.rule.name, "outcome": told.outcome.value, "sentence": told.sentence}
    proposal = told.proposal.value if told.proposal else None
    return {**rule, "proposal": proposal, "answers": plain_criteria(told.answers)}
