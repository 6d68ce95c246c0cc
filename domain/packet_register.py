"""The register of packets: what was asked of which payer, in which state it is, and how the payer decided.

draft → signed → sent → decided. A signed version is locked; a later change begins the next version of the same packet.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class PacketState(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"
    SENT = "sent"
    DECIDED = "decided"
    DISCARDED = "discarded"


class PayerDecision(StrEnum):
    APPROVED = "approved"
    PARTLY = "partly"
    DENIED = "denied"


LEVELS = ("initial", "peer_to_peer", "reconsideration", "appeal", "external_review")
"""Of a request, as in lists of authorizations that are loaded."""


@dataclass(frozen=True)
class PacketDraft:
    """What a draft asks, and `content`: what its author wrote or chose, as JSON can hold it.

    `request` is the code of a kind of request, `policy` and `policy_version` name the dated policy it is held against,
    `answers` is the packet whose denial it appeals. Period: first and last day asked for.
    """

    patient_id: str
    request: str
    payer: str | None = None
    episode_id: str | None = None
    service: str | None = None
    level: str = "initial"
    plan_class: str | None = None
    policy: str | None = None
    policy_version: str | None = None
    period_from: date | None = None
    period_to: date | None = None
    units_requested: float | None = None
    is_urgent: bool = False
    answers: str | None = None
    content: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PayerAnswer:
    """How the payer decided, in its own words. `decided_on` is the date of the notice; `notice_deadline_on` the last day for
    an appeal that the notice itself names, which governs."""

    decision: PayerDecision
    decided_on: date
    reason: str = ""
    units_approved: float | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    notice_deadline_on: date | None = None
    reference: str = ""


@dataclass(frozen=True)
class PacketRow:
    """One version of a packet as it stands. `step` counts what was done with the packet; who saves a draft says which step
    they saw. `hashes` holds the SHA-256 of each frozen file. Days and times are None until they come."""

    packet_id: str
    version: int
    state: PacketState
    draft: PacketDraft
    step: int
    made_by: str
    made_at: datetime
    saved_by: str
    saved_at: datetime
    signed_by: str | None = None
    signed_at: datetime | None = None
    hashes: Mapping[str, str] = field(default_factory=dict)
    sent_by: str | None = None
    sent_on: date | None = None
    sent_how: str = ""
    answer: PayerAnswer | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    why_discarded: str = ""

    @property
    def patient_id(self) -> str:
        return self.draft.patient_id

    @property
    def is_locked(self) -> bool:
        return self.state in (PacketState.SIGNED, PacketState.SENT, PacketState.DECIDED)

    @property
    def authorization_id(self) -> str:
        """Under which its decision stands among the authorizations that were loaded."""
        return f"{self.packet_id}.{self.version}"


def answered_packet(authorization_id: str) -> str | None:
    """The packet whose decision stands under this id; None for an authorization that was loaded."""
    packet_id, point, version = authorization_id.rpartition(".")
    return packet_id if point and packet_id.startswith("P-") and version.isdigit() else None


def draft_of_request(rows: Sequence[PacketRow], request: str) -> PacketRow | None:
    """Of one patient's packets, the one touched last first: the version of this request that is worked on, given up ones left out."""
    return next((row for row in rows if row.draft.request == request and row.state is not PacketState.DISCARDED), None)


class PacketRefused(ValueError):
    """This cannot be done with the packet as it is; the message is one sentence for the person who asked."""


def new_packet_id() -> str:
    """A random id that tells nothing of the patient; short enough to be read over the telephone."""
    letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    return "P-" + "".join(secrets.choice(letters) for _ in range(10))
