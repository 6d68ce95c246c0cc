"""What the packet screen says of policies, denials, claims and states."""

from collections.abc import Iterable

from charts.flags import Flag, FlagKind
from charts.requirement_list import RequirementLine
from documents.claims import Claim
from documents.packet import Packet, Refusal
from documents.request_kind import ContentAnswer
from domain.outcome import Outcome
from domain.packet_register import PacketRow, PacketState
from domain.policy import Policy
from domain.written import day
from metrics.criteria import CriterionAnswer
from pages.parts.wording import count, listed

UNVERIFIED = "its text was not read at its source, and each page says so"
STATES = {
    PacketState.DRAFT: "Draft",
    PacketState.SIGNED: "Signed and locked",
    PacketState.SENT: "Sent",
    PacketState.DECIDED: "Decided",
    PacketState.DISCARDED: "Given up",
}


def policy_name(policy: Policy | None) -> str:
    return f"{policy.payer}: {policy.name}" if policy else "None on file"


def policy_line(policy: Policy) -> str:
    """'Effective from 1 Jan 2024; its text was not read at its source, and each page says so.'"""
    said = policy.version[:1].upper() + policy.version[1:]
    return f"{said}." if policy.verified else f"{said}; {UNVERIFIED}."


def denial_name(row: dict) -> str:
    """'Partly approved 3 Mar 2025: interdisciplinary program'."""
    word = "Denied" if row["decision"] == "denied" else "Partly approved"
    when = f" {day(row['decided_on'])}" if row["decided_on"] else ""
    return f"{word}{when}: {row['service'] or 'service not named'}"


def sentence(packet: Packet, row: PacketRow | None) -> tuple[str, str]:
    """The answer of the page, and what qualifies it."""
    ready = packet.readiness
    if row is not None and row.is_locked:
        return f"{STATES[row.state]}, version {row.version}.", "A later change begins the next version."
    head = f"{ready.ready} of {ready.total} ready."
    if packet.refusals:
        return head, "Cannot be made yet: " + " ".join(refusal.sentence for refusal in packet.refusals)
    return head, f"Needs {listed(list(ready.needs), 4)}." if ready.needs else "Nothing is missing but a signature."


def content_lines(answers: Iterable[ContentAnswer]) -> list[RequirementLine]:
    return [
        RequirementLine(
            answer.outcome,
            "ready" if answer.is_ready else "partly" if answer.is_part else "needed",
            answer.content.text,
            answer.says,
            "" if answer.is_ready else _acts(answer.collect),
        )
        for answer in answers
    ]


def _acts(sentences: Iterable[str], most: int = 3) -> str:
    """Whole sentences, one after another; how many more there are."""
    told = list(sentences)
    rest = f" {count(len(told) - most, 'more act')}." if len(told) > most else ""
    return " ".join(told[:most]) + rest


def criterion_lines(answers: Iterable[CriterionAnswer]) -> list[RequirementLine]:
    return [
        RequirementLine(
            answer.outcome,
            answer.outcome.value,
            answer.criterion.text,
            " ".join(filter(None, [answer.sentence, answer.nearest_miss or ""])),
            f"To settle it: {_acts(answer.to_collect)}" if answer.to_collect else "",
        )
        for answer in answers
    ]


def criteria_in_short(answers: Iterable[CriterionAnswer]) -> str:
    """'5 met, 1 not met, 3 cannot tell'."""
    found = [answer.outcome for answer in answers]
    return ", ".join(f"{found.count(outcome)} {outcome.value}" for outcome in Outcome)


def claim_flags(claims: Iterable[Claim]) -> list[Flag]:
    return [
        Flag(FlagKind.WORSE if claim.contradicts else FlagKind.NOTE, f"“{claim.text}”", claim.says) for claim in claims
    ]


def claims_in_short(claims: tuple[Claim, ...], is_edited: bool) -> str:
    if not is_edited:
        return "As drafted from the record."
    wrong = sum(claim.contradicts for claim in claims)
    if wrong:
        return f"Edited. {count(wrong, 'place contradicts', 'places contradict')} the record."
    return "Edited; the document says so. No number in it contradicts the record."


def refusal_flags(refusals: Iterable[Refusal]) -> list[Flag]:
    return [Flag(FlagKind.MISSING, refusal.sentence) for refusal in refusals]


def saved_line(row: PacketRow | None) -> str:
    """'Draft P-7K2…, saved 17 Nov 2025 by local user'."""
    if row is None:
        return "Not saved yet."
    who = f"saved {day(row.saved_at.date())} by {row.saved_by}"
    if row.state is PacketState.DRAFT:
        return f"Draft {row.packet_id}, version {row.version}, {who}."
    signed = f"signed {day(row.signed_at.date())} by {row.signed_by}" if row.signed_at else who
    return f"{row.packet_id}, version {row.version}: {STATES[row.state].lower()}, {signed}."
