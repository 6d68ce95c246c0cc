"""A payer's dated set of criteria for one service. Two versions may stand side by side; the date of service decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.criterion import Criterion
from domain.plan_class import PlanClass
from domain.source import Source


@dataclass(frozen=True)
class Policy:
    """One version of a policy. `code` is shared by its versions. `effective_from` None: not known since when;
    `effective_to` None: until further notice (the last day, included, where it is known).

    `read_on`: the day on which the product's makers, or the clinic, last read the source. `verified`: the policy's own text
    was read, for every criterion. `jurisdiction` '' where it is not bound to one. `request` names the kind of request that
    it answers, see `REQUESTS`. `notes` are limits that no criterion can hold.
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

    def covers(self, day: date) -> bool:
        """Was this version in effect on the date of service, as far as its dates are known?"""
        begun = self.effective_from is None or self.effective_from <= day
        return begun and (self.effective_to is None or day <= self.effective_to)

    @property
    def version(self) -> str:
        """What a page prints beside the code: 'effective from 19 Jun 2022'."""
        if self.effective_from is None:
            return "effective date not known"
        until = f" to {self.effective_to:%-d %b %Y}" if self.effective_to else ""
        return f"effective from {self.effective_from:%-d %b %Y}{until}"


REQUESTS = (
    "program_authorization", "continuation", "therapy_continuation", "repeat_injection", "first_injection",
    "block_to_ablation", "repeat_ablation", "trial", "trial_to_implant",
)  # fmt: skip
"""Kinds of request that a policy may answer."""


def policy_for(policies: Iterable[Policy], code: str, on: date) -> Policy | None:
    """The version of the policy `code` that was in effect on the date of service; None where there is none."""
    return next((policy for policy in policies if policy.code == code and policy.covers(on)), None)
