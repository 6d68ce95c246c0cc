"""What the program's rule and the payer's policy ask at this checkpoint, answered from the record as it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from access.ahead import ReadingAhead
from access.door import Door
from access.evidence import read_evidence
from domain.clinic import Clinic
from domain.evidence import Evidence
from domain.outcome import Outcome
from domain.policy import Policy, policy_for
from domain.program import CheckpointKind
from metrics.criteria import CriterionAnswer, RuleAnswer, evaluate_all, evaluate_rule
from pages.parts import reading
from pages.parts.episode_course import EpisodeCourse

AUTHORIZATION, CONTINUATION = "program_authorization", "continuation"


@dataclass(frozen=True)
class Readiness:
    """One policy, criterion by criterion."""

    policy: Policy
    answers: tuple[CriterionAnswer, ...]

    @property
    def ready(self) -> int:
        return sum(answer.outcome is Outcome.MET for answer in self.answers)

    @property
    def to_collect(self) -> tuple[str, ...]:
        """What would settle the criteria that cannot be told, each once."""
        open_ = [answer for answer in self.answers if answer.outcome is Outcome.CANNOT_TELL]
        return tuple(dict.fromkeys(wanted for answer in open_ for wanted in answer.to_collect))


class _Kept:
    """A door whose answers are those that the page has asked for already."""

    def __init__(self, door: ReadingAhead):
        self._door = door
        self.clinic = door.clinic

    def episodes(self, patient_ids) -> Any:
        return reading.ask_at(self._door, "episodes", patient_ids=tuple(patient_ids))

    def entries(self, patient_id: str, known_at=None) -> Any:
        return reading.ask_at(self._door, "entries", patient_id=patient_id)

    def __getattr__(self, question: str) -> Any:
        return lambda patient_id: reading.ask_at(self._door, question, patient_id=patient_id)


def evidence_of(door: ReadingAhead, patient_id: str, episode_id: str) -> Evidence:
    """All that is known of the patient today, as criteria read it."""
    return read_evidence(cast(Door, _Kept(door)), patient_id, episode_id=episode_id)


def rules_at(course: EpisodeCourse, evidence: Evidence) -> tuple[RuleAnswer, ...]:
    """The answers to the program's rules at the checkpoint that the page is about."""
    asked = course.pointed_at
    rules = course.episode.program.checkpoint(asked).rules if asked else ()
    return tuple(evaluate_rule(rule, evidence) for rule in rules)


def request_at(course: EpisodeCourse) -> str | None:
    """What a payer would be asked for at this checkpoint; None where the program is over."""
    asked = course.pointed_at
    kind = course.episode.program.checkpoint(asked).kind if asked else CheckpointKind.INTAKE
    if kind is CheckpointKind.FOLLOW_UP or course.episode.excused_on or course.episode.left_on:
        return None
    return AUTHORIZATION if kind is CheckpointKind.INTAKE else CONTINUATION


def readiness(clinic: Clinic, request: str, evidence: Evidence, today: date) -> tuple[Readiness, ...]:
    """The policies of the patient's payer for this request, in force today."""
    return tuple(
        Readiness(policy, evaluate_all(policy.criteria, evidence))
        for policy in _asked(clinic, request, evidence, today)
    )


def _asked(clinic: Clinic, request: str, evidence: Evidence, today: date) -> Iterable[Policy]:
    code = evidence.episode.payer if evidence.episode else None
    payer = next((one for one in clinic.payers if one.code == code), None)
    found = (policy_for(clinic.policies, policy, today) for policy in (payer.policies if payer else ()))
    return [policy for policy in found if policy is not None and policy.request == request]
