"""The packet register in words: what waits, what became of a packet, how payers decided."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from charts.deadline_words import until
from charts.numbers import day, number
from domain.packet_register import PacketRow, PacketState, PayerDecision
from domain.reminder import Reminder, ReminderKind
from metrics.payer_turnaround import PayerRecord, Turnaround

STATES = {
    PacketState.DRAFT: "Draft",
    PacketState.SIGNED: "Signed",
    PacketState.SENT: "Sent",
    PacketState.DECIDED: "Decided",
    PacketState.DISCARDED: "Given up",
}
DECISIONS = {
    PayerDecision.APPROVED: "Approved",
    PayerDecision.PARTLY: "Approved in part",
    PayerDecision.DENIED: "Denied",
}
APPEALS = (ReminderKind.APPEAL_DUE, ReminderKind.APPEAL_PASSED)
COUNTED = (
    ("First requests", "Requests at the first level that were decided. Approved means as asked; in part and denied are the "
     "others of them."),
    ("On appeal", "Peer-to-peer talks, reconsiderations, appeals and reviews that were decided: the share that brought an "
     "approval, in full or in part. One course of care may count several times."),
    ("Not decided", "Requests without a decision by today. They are in no share."),
    ("Days to decision", "From the request (from the day of sending, in the register) to the date of the decision, of first "
     "requests: median, with the number of decisions whose two days are known. Not told of fewer than 5."),
    ("Two sources", "A request may stand in the loaded lists and in this register. They are shown one at a time and never added."),
    ("Percentages", "None from fewer requests than the clinic's limit; with their 95% interval (Wilson)."),
)  # fmt: skip


def sentence(rows: Sequence[PacketRow], reminders: Sequence[Reminder]) -> tuple[str, str]:
    """What waits, and the next appeal that falls due."""
    counts = Counter(row.state for row in rows)
    parts = [
        _counted(counts[PacketState.DRAFT], "draft", "drafts"),
        _counted(counts[PacketState.SIGNED], "signed and not sent"),
        _counted(counts[PacketState.SENT], "without a decision"),
    ]
    told = [part for part in parts if part]
    waiting = sum(counts[state] for state in (PacketState.DRAFT, PacketState.SIGNED, PacketState.SENT))
    head = (
        f"{waiting} packet{'' if waiting == 1 else 's'} {'waits' if waiting == 1 else 'wait'}: {_listed(told)}."
        if told
        else "No packet waits."
    )
    return head, _next_appeal(reminders)


def state_line(row: PacketRow) -> str:
    """'Sent 3 Nov 2025 by fax', 'Denied 10 Nov 2025'."""
    if row.state is PacketState.DECIDED and row.answer is not None:
        return f"{DECISIONS[row.answer.decision]} {day(row.answer.decided_on)}"
    if row.state is PacketState.SENT and row.sent_on is not None:
        return f"Sent {day(row.sent_on)}{f' by {row.sent_how}' if row.sent_how else ''}"
    if row.state is PacketState.SIGNED and row.signed_at is not None:
        return f"Signed {day(row.signed_at.date())}"
    return f"{STATES[row.state]}, saved {day(row.saved_at.date())}"


def history(row: PacketRow) -> list[str]:
    """What happened to a version, in order, with who did it."""
    said = [f"Begun by {row.made_by}, {day(row.made_at.date())} {row.made_at:%H:%M}"]
    if row.state is PacketState.DISCARDED:
        return [
            *said,
            f"Given up by {row.saved_by}, {day(row.saved_at.date())}: {row.why_discarded or 'no reason given'}",
        ]
    if row.signed_at is not None:
        said.append(f"Signed by {row.signed_by}, {day(row.signed_at.date())} {row.signed_at:%H:%M}; locked")
    if row.sent_on is not None:
        said.append(f"Sent {day(row.sent_on)}{f' by {row.sent_how}' if row.sent_how else ''}, noted by {row.sent_by}")
    if row.answer is not None:
        said.append(
            f"{DECISIONS[row.answer.decision]} by the notice of {day(row.answer.decided_on)}, noted by {row.answered_by}"
        )
    return said


def answer_lines(row: PacketRow) -> list[str]:
    """What the payer granted, and until when."""
    answer = row.answer
    if answer is None:
        return []
    granted = f"{number(answer.units_approved)} units" if answer.units_approved is not None else ""
    asked = (
        f" of {number(row.draft.units_requested)} asked" if granted and row.draft.units_requested is not None else ""
    )
    said = [f"{granted}{asked}" if granted else "", period(answer.valid_from, answer.valid_to)]
    return [text for text in (*said, f"Reference {answer.reference}" if answer.reference else "") if text]


def period(first: date | None, last: date | None) -> str:
    """'17 Nov 2025 – 31 Dec 2025', 'from …', 'until …', ''."""
    if first and last:
        return f"{day(first)} – {day(last)}"
    return f"from {day(first)}" if first else f"until {day(last)}" if last else ""


def turnaround(told: Turnaround) -> str:
    """'9 days (7–14), n 23'; few are counted only."""
    if told.median is None or told.low is None or told.high is None:
        return f"n {told.n}" if told.n else "–"
    span = f" ({number(told.low, 0)}–{number(told.high, 0)})" if told.high > told.low else ""
    days = number(told.median, 1)
    return f"{days} {'day' if days == '1' else 'days'}{span}, n {told.n}"


def payer_finding(everybody: PayerRecord, limit: int) -> str:
    """One sentence over all payers."""
    if not everybody.first.total:
        return "No first request has been decided in this time."
    said = f"{everybody.first.wording(limit)} first requests were approved as asked, {everybody.first_partly} in part."
    if everybody.appeals.total:
        said += f" On appeal {everybody.appeals.wording(limit)} brought an approval."
    return said


def _next_appeal(reminders: Sequence[Reminder]) -> str:
    appeals = [one for one in reminders if one.kind in APPEALS]
    coming = sorted((one for one in appeals if (one.days_left or 0) >= 0), key=lambda one: one.on_date)
    passed = len(appeals) - len(coming)
    said = f"The next appeal falls due {until(coming[0].days_left or 0)}, {day(coming[0].on_date)}." if coming else ""
    late = (
        f"{passed} last day{'' if passed == 1 else 's'} for an appeal passed in the last two weeks." if passed else ""
    )
    return " ".join(part for part in (said, late) if part) or "No appeal falls due within two weeks."


def _counted(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 or many is None else many}" if count else ""


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
