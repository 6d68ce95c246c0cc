"""A payer's dated set of criteria for one service. Two versions may stand side by side; the date of service decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from domain.criterion import Criterion
from domain.plan_class import PlanClass
from domain.source import Source
from domain.written import day

if TYPE_CHECKING:
    from domain.clinic import Clinic


@dataclass(frozen=True)
class Policy:
    """One version of a policy. `code` is shared by its versions. `effective_from` None: not known since when;
    `effective_to` None: until further notice (the last day, included, where it is known).

    `read_on`: the day on which the product's makers, or the clinic, last read the source. `verified`: the policy's own text
    was read, for every criterion. `jurisdiction` '' where it is not bound to one. `request` names the kind of request that
    it answers, a key of `REQUESTS`. `notes` are limits that no criterion can hold.
    """

    code: str
    name: str
    payer: str
    plan_class: PlanClass
    service: str
    request: str
    jurisdiction: str
    effective_from: date | None
    effective_to: date | None
    source: Source
    read_on: date | None
    verified: bool
    criteria: tuple[Criterion, ...]
    notes: str = ""

    def overlaps(self, other: "Policy") -> bool:
        """Is there a day on which both are in effect?"""
        first = max(self.effective_from or date.min, other.effective_from or date.min)
        return first <= min(self.effective_to or date.max, other.effective_to or date.max)

    def covers(self, on: date) -> bool:
        """Was this version in effect on the date of service, as far as its dates are known?"""
        begun = self.effective_from is None or self.effective_from <= on
        return begun and (self.effective_to is None or on <= self.effective_to)

    @property
    def version(self) -> str:
        """What a page prints beside the code: 'effective from 19 Jun 2022'."""
        until = f" to {day(self.effective_to)}" if self.effective_to else ""
        since = (
            "effective date not known" if self.effective_from is None else f"effective from {day(self.effective_from)}"
        )
        return f"{since},{until}" if until and self.effective_from is None else f"{since}{until}"


REQUESTS = {
    "program_authorization": "authorization of a program",
    "continuation": "continuation of a program",
    "therapy_continuation": "continuation of therapy",
    "first_injection": "first injection",
    "repeat_injection": "repeat injection",
    "block_to_ablation": "ablation after diagnostic blocks",
    "repeat_ablation": "repeat ablation",
    "trial": "trial of a stimulator",
    "trial_to_implant": "implant after a trial",
}
"""Kinds of request that a policy may answer, and what a sentence calls each."""


def in_force(shipped: Iterable[Policy], own: Iterable[Policy]) -> tuple[Policy, ...]:
    """The product's policies and a clinic's own; an own version stands in place of a shipped one that it overlaps."""
    mine = tuple(own)
    kept = (one for one in shipped if not any(one.code == other.code and one.overlaps(other) for other in mine))
    return (*kept, *mine)


def policy_for(policies: Iterable[Policy], code: str, on: date) -> Policy | None:
    """The version of the policy `code` that was in effect on the date of service; None where there is none."""
    return next((policy for policy in policies if policy.code == code and policy.covers(on)), None)


def policies(clinic: "Clinic") -> tuple[Policy, ...]:
    """Every policy of a clinic: the product's and its own."""
    return clinic.policies
