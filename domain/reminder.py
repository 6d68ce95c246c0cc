"""What somebody has to see to: authorizations that end, appeals that fall due, packets that lie.

Computed for a day from rows of authorizations and the packet register; nothing here is stored, because it ages.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from domain.deadline import Deadline, DeadlineRule, Ground, appeal_deadline, decision_deadline
from domain.packet_register import PacketRow, PacketState, PayerDecision

SOON_DAYS = 14
"""How long before an authorization ends or an appeal falls due it is named, and how long after."""
NEARLY_USED = 0.8
"""The share of approved units from which an authorization counts as nearly used up."""
FOLLOW_UP_DAYS = 30
"""After how many days without a decision a packet is named where no rule says how long the payer may take."""


class ReminderKind(StrEnum):
    APPEAL_PASSED = "appeal_passed"
    APPEAL_DUE = "appeal_due"
    AUTHORIZATION_ENDED = "authorization_ended"
    AUTHORIZATION_ENDS = "authorization_ends"
    UNITS_NEARLY_USED = "units_nearly_used"
    DECISION_LATE = "decision_late"
    SIGNED_UNSENT = "signed_unsent"
    DRAFT_UNSENT = "draft_unsent"


@dataclass(frozen=True)
class Reminder:
    """`on_date` is the day it turns on: the end, the last day, the day a payer had to decide, the day something was saved.
    `days_left` until then, negative once it has passed, None for what has no last day. `what` is the service or request."""

    kind: ReminderKind
    patient_id: str
    payer: str | None
    what: str | None
    on_date: date
    days_left: int | None
    authorization_id: str | None = None
    packet_id: str | None = None
    deadline: Deadline | None = None
    units_used: float | None = None
    units_approved: float | None = None


PlanClassOf = Callable[[str | None], str | None]
"""The kind of plan of a payer's code, None where it is not known."""


def reminders(
    authorizations: Sequence[Any],
    packets: Sequence[PacketRow],
    rules: Sequence[DeadlineRule],
    plan_class_of: PlanClassOf,
    as_of: date,
    soon_days: int = SOON_DAYS,
) -> tuple[Reminder, ...]:
    """Everything that is due or lies, most pressing first.

    Args:
        authorizations: the newest request of each patient, payer and service: rows with authorization_id, patient_id, payer,
            service, level, requested_on, decided_on, decision, units_approved, units_used, valid_from, valid_to, deadline_on,
            is_under_way (the patient is in a program, or in none yet). Absent texts and days are None, numbers NaN.
        packets: every version of every packet.
        soon_days: how many days ahead to look; what has passed is named for SOON_DAYS.
    """
    found = [
        *(one for row in authorizations for one in _of_authorization(row, rules, plan_class_of, as_of, soon_days)),
        *(one for row in packets for one in _of_packet(row, packets, rules, plan_class_of, as_of, soon_days)),
    ]
    return tuple(sorted(_once(found), key=_urgency))


def _once(found: Iterable[Reminder]) -> list[Reminder]:
    """An authorization that stands both in a loaded list and in the register is named once."""
    seen, kept = set(), []
    for one in found:
        key = (one.kind, one.patient_id, one.payer, one.on_date)
        if one.kind not in (ReminderKind.DRAFT_UNSENT, ReminderKind.SIGNED_UNSENT) and key in seen:
            continue
        seen.add(key)
        kept.append(one)
    return kept


def _urgency(one: Reminder) -> tuple:
    is_open = one.days_left is None
    return is_open, one.on_date, list(ReminderKind).index(one.kind), one.patient_id, one.packet_id or ""


def _near(day: date, as_of: date, soon_days: int) -> bool:
    return -SOON_DAYS <= (day - as_of).days <= soon_days


def _of_authorization(row: Any, rules, plan_class_of: PlanClassOf, as_of: date, soon_days: int) -> Iterable[Reminder]:
    about: dict[str, Any] = {
        "patient_id": row.patient_id,
        "payer": row.payer,
        "what": row.service,
        "authorization_id": row.authorization_id,
    }
    is_decided = row.decided_on is not None and row.decided_on <= as_of
    decision = row.decision if is_decided else None
    if decision in (PayerDecision.APPROVED, PayerDecision.PARTLY) and row.is_under_way:
        yield from _running_out(row, about, as_of, soon_days)
    if decision in (PayerDecision.DENIED, PayerDecision.PARTLY):
        level = row.level or "initial"
        plan = plan_class_of(row.payer)
        deadline = appeal_deadline(rules, plan, level, row.decided_on, notice_deadline_on=row.deadline_on)
        yield from _appeal(deadline, about, as_of, soon_days)


def _running_out(row: Any, about: dict[str, Any], as_of: date, soon_days: int) -> Iterable[Reminder]:
    units: dict[str, Any] = {
        "units_used": _known(row.units_used),
        "units_approved": _known(row.units_approved),
    }
    has_ended = row.valid_to is not None and row.valid_to < as_of
    if row.valid_to is not None and _near(row.valid_to, as_of, soon_days):
        kind = ReminderKind.AUTHORIZATION_ENDED if has_ended else ReminderKind.AUTHORIZATION_ENDS
        yield Reminder(kind, on_date=row.valid_to, days_left=(row.valid_to - as_of).days, **about, **units)
    used, approved = units["units_used"], units["units_approved"]
    if not has_ended and used is not None and approved and used >= NEARLY_USED * approved - 1e-9:
        until = row.valid_to or as_of
        left = (row.valid_to - as_of).days if row.valid_to else None
        yield Reminder(ReminderKind.UNITS_NEARLY_USED, on_date=until, days_left=left, **about, **units)


def _known(amount: Any) -> float | None:
    return None if amount is None or amount != amount else float(amount)


def _appeal(deadline: Deadline, about: dict[str, Any], as_of: date, soon_days: int) -> Iterable[Reminder]:
    left = deadline.days_left(as_of)
    if deadline.on is not None and left is not None and _near(deadline.on, as_of, soon_days):
        kind = ReminderKind.APPEAL_PASSED if left < 0 else ReminderKind.APPEAL_DUE
        yield Reminder(kind, on_date=deadline.on, days_left=left, deadline=deadline, **about)


def _of_packet(
    row: PacketRow, packets, rules, plan_class_of: PlanClassOf, as_of: date, soon_days: int
) -> Iterable[Reminder]:
    draft = row.draft
    about: dict[str, Any] = {
        "patient_id": row.patient_id,
        "payer": draft.payer,
        "what": draft.request,
        "packet_id": row.packet_id,
    }
    plan = draft.plan_class or plan_class_of(draft.payer)
    if row.state is PacketState.DRAFT:
        deadline = _deadline_of_answered(row, packets, rules, plan_class_of)
        left = deadline.days_left(as_of) if deadline else None
        yield Reminder(
            ReminderKind.DRAFT_UNSENT, on_date=deadline.on if deadline and deadline.on else row.saved_at.date(),
            days_left=left, deadline=deadline, **about,
        )  # fmt: skip
    elif row.state is PacketState.SIGNED and row.signed_at is not None and not _has_later(row, packets):
        yield Reminder(ReminderKind.SIGNED_UNSENT, on_date=row.signed_at.date(), days_left=None, **about)
    elif row.state is PacketState.SENT and row.sent_on is not None:
        yield from _late_decision(row, rules, plan, about, as_of)
    elif row.state is PacketState.DECIDED and row.answer is not None:
        yield from _decided(row, packets, rules, plan, about, as_of, soon_days)


def _late_decision(row: PacketRow, rules, plan: str | None, about: dict[str, Any], as_of: date) -> Iterable[Reminder]:
    assert row.sent_on is not None
    clock = decision_deadline(rules, plan, row.draft.level, row.sent_on, is_urgent=row.draft.is_urgent)
    due = clock.on or row.sent_on + timedelta(days=FOLLOW_UP_DAYS)
    if due < as_of:
        yield Reminder(ReminderKind.DECISION_LATE, on_date=due, days_left=(due - as_of).days, deadline=clock, **about)


def _decided(
    row: PacketRow, packets, rules, plan: str | None, about: dict[str, Any], as_of: date, soon_days: int
) -> Iterable[Reminder]:
    answer = row.answer
    assert answer is not None
    if (
        answer.decision is not PayerDecision.DENIED
        and answer.valid_to is not None
        and _near(answer.valid_to, as_of, soon_days)
    ):
        left = (answer.valid_to - as_of).days
        kind = ReminderKind.AUTHORIZATION_ENDED if left < 0 else ReminderKind.AUTHORIZATION_ENDS
        yield Reminder(kind, on_date=answer.valid_to, days_left=left, units_approved=answer.units_approved, **about)
    is_answered = any(
        other.draft.answers == row.packet_id for other in packets if other.state is not PacketState.DISCARDED
    )
    if answer.decision is not PayerDecision.APPROVED and not is_answered:
        yield from _appeal(deadline_of(row, rules, plan), about, as_of, soon_days)


def open_deadline(
    row: PacketRow, packets: Sequence[PacketRow], rules: Sequence[DeadlineRule], plan_class_of: PlanClassOf
) -> Deadline | None:
    """The last day that a packet waits for, as it stands: of the appeal that a draft writes, of the payer's decision, of an
    appeal against it. None where nobody has to act in time."""
    plan = row.draft.plan_class or plan_class_of(row.draft.payer)
    if row.state is PacketState.DRAFT:
        return _deadline_of_answered(row, packets, rules, plan_class_of)
    if row.state is PacketState.SENT and row.sent_on is not None:
        return decision_deadline(rules, plan, row.draft.level, row.sent_on, is_urgent=row.draft.is_urgent)
    if (
        row.state is PacketState.DECIDED
        and row.answer is not None
        and row.answer.decision is not PayerDecision.APPROVED
    ):
        return deadline_of(row, rules, plan)
    return None


def listed_versions(packets: Sequence[PacketRow]) -> tuple[PacketRow, ...]:
    """Of every packet the versions that a register shows: the newest, and earlier ones that were sent."""
    newest = {row.packet_id: row.version for row in sorted(packets, key=lambda row: row.version)}
    return tuple(row for row in packets if row.version == newest[row.packet_id] or row.sent_on is not None)


def deadline_of(row: PacketRow, rules: Sequence[DeadlineRule], plan_class: str | None) -> Deadline:
    """Until when the decision on a packet may be appealed; unknown where it was not denied, in whole or in part."""
    if row.answer is None or row.answer.decision is PayerDecision.APPROVED:
        return Deadline(None, Ground.UNKNOWN)
    return appeal_deadline(
        rules, plan_class, row.draft.level, row.answer.decided_on, is_urgent=row.draft.is_urgent,
        notice_deadline_on=row.answer.notice_deadline_on,
    )  # fmt: skip


def _deadline_of_answered(row: PacketRow, packets, rules, plan_class_of: PlanClassOf) -> Deadline | None:
    """The deadline under which a draft of an appeal stands."""
    for other in packets:
        if other.packet_id == row.draft.answers and other.answer is not None:
            return deadline_of(other, rules, other.draft.plan_class or plan_class_of(other.draft.payer))
    return None


def _has_later(row: PacketRow, packets: Sequence[PacketRow]) -> bool:
    """A newer version of the packet was signed, so that this one need not be sent."""
    later = (other for other in packets if other.packet_id == row.packet_id and other.version > row.version)
    return any(other.is_locked for other in later)
