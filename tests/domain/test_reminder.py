"""What is due or lies: from authorizations and from the register."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.deadline import Ground
from domain.deadline_table import shipped_deadlines
from domain.packet_register import PacketDraft, PacketRow, PacketState, PayerAnswer, PayerDecision
from domain.reminder import ReminderKind, reminders

TODAY = date(2025, 11, 17)
NOON = datetime(2025, 11, 1, 12, tzinfo=UTC)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@dataclass(frozen=True)
class Row:
    authorization_id: str = "a1"
    patient_id: str = "p1"
    payer: str | None = "plan"
    service: str | None = "program"
    level: str | None = "initial"
    requested_on: date | None = date(2025, 8, 1)
    decided_on: date | None = date(2025, 8, 10)
    decision: str | None = "approved"
    units_approved: float = 20.0
    units_used: float = 5.0
    valid_from: date | None = date(2025, 8, 20)
    valid_to: date | None = date(2026, 2, 1)
    deadline_on: date | None = None
    is_under_way: bool = True


def packet(state=PacketState.DRAFT, **more) -> PacketRow:
    about = {"packet_id": "P-1", "version": 1, "step": 1, "draft": PacketDraft("p1", "continuation", "plan"), **more}
    return PacketRow(state=state, made_by="A", made_at=NOON, saved_by="A", saved_at=NOON, **about)


def told(rows=(), packets=(), plan="commercial") -> list:
    found = reminders(rows, packets, shipped_deadlines(), lambda _: plan, TODAY)
    return [(one.kind, one.days_left) for one in found]


def test_an_authorization_that_runs_on_needs_nothing():
    assert told([Row()]) == []


@pytest.mark.parametrize(
    ("days", "kind"),
    [(14, "authorization_ends"), (0, "authorization_ends"), (-1, "authorization_ended"), (-14, "authorization_ended")],
)
def test_an_authorization_is_named_two_weeks_before_and_after_its_end(days, kind):
    assert told([Row(valid_to=TODAY + timedelta(days=days))]) == [(ReminderKind(kind), days)]
    assert told([Row(valid_to=TODAY + timedelta(days=15))]) == told([Row(valid_to=ago(15))]) == []


def test_who_looks_further_ahead_is_told_what_falls_due_by_then():
    ends, denied = (
        Row(valid_to=TODAY + timedelta(days=60)),
        Row("a2", "p2", decision="denied", deadline_on=TODAY + timedelta(days=60)),
    )
    for days, count in ((59, 0), (60, 2)):
        assert len(reminders([ends, denied], [], shipped_deadlines(), lambda _: "commercial", TODAY, days)) == count
    past = [Row(valid_to=ago(15)), Row("a2", "p2", decision="denied", deadline_on=ago(15))]
    assert reminders(past, [], shipped_deadlines(), lambda _: "commercial", TODAY, 60) == ()


def test_units_are_nearly_used_from_eight_of_ten_on_exactly():
    assert told([Row(units_used=15.9)]) == []
    assert told([Row(units_used=16.0)]) == [(ReminderKind.UNITS_NEARLY_USED, 76)]
    assert told([Row(units_used=float("nan"))]) == told([Row(units_approved=0.0)]) == []


def test_nobody_is_reminded_of_the_authorization_of_a_course_that_is_over():
    assert told([Row(valid_to=TODAY, units_used=20, is_under_way=False)]) == []


def test_an_appeal_is_named_around_its_last_day_as_the_list_gives_it():
    denied = Row(decision="denied", deadline_on=TODAY + timedelta(days=3))
    (one,) = reminders([denied], [], shipped_deadlines(), lambda _: "commercial", TODAY)
    assert (one.kind, one.days_left, one.deadline.ground) == (ReminderKind.APPEAL_DUE, 3, Ground.NOTICE)
    assert told([replace(denied, deadline_on=ago(2))]) == [(ReminderKind.APPEAL_PASSED, -2)]
    assert told([replace(denied, deadline_on=TODAY + timedelta(days=15))]) == []


def test_without_a_named_day_the_rule_of_the_plan_decides_and_an_unknown_one_is_silent():
    denied = Row(decision="denied", decided_on=ago(175))
    assert told([denied]) == [(ReminderKind.APPEAL_DUE, 5)]
    assert told([denied], plan="workers_comp") == told([denied], plan=None) == []


def test_a_decision_that_is_not_known_by_that_day_is_no_decision():
    assert told([Row(decision="denied", decided_on=None)]) == []
    assert told([Row(decision="denied", decided_on=TODAY + timedelta(days=1), deadline_on=TODAY)]) == []


def test_drafts_and_signed_packets_that_were_not_sent_are_named():
    assert told(packets=[packet()]) == [(ReminderKind.DRAFT_UNSENT, None)]
    assert told(packets=[packet(PacketState.SIGNED, signed_at=NOON)]) == [(ReminderKind.SIGNED_UNSENT, None)]
    assert told(packets=[packet(PacketState.DISCARDED)]) == []


def test_a_signed_version_need_not_be_sent_once_a_later_one_is_signed():
    first, second = packet(PacketState.SIGNED, signed_at=NOON), packet(PacketState.SIGNED, signed_at=NOON, version=2)
    assert told(packets=[first, second]) == [(ReminderKind.SIGNED_UNSENT, None)]
    assert told(packets=[first, packet(version=2)]) == [
        (ReminderKind.SIGNED_UNSENT, None),
        (ReminderKind.DRAFT_UNSENT, None),
    ]


def test_a_packet_is_named_when_the_payers_time_is_over_or_after_a_month_where_it_is_not_known():
    sent = packet(PacketState.SENT, sent_on=ago(20))
    assert told(packets=[sent]) == [(ReminderKind.DECISION_LATE, -5)]  # a first request: 15 days
    assert told(packets=[sent], plan=None) == []
    assert told(packets=[replace(sent, sent_on=ago(31))], plan=None) == [(ReminderKind.DECISION_LATE, -1)]
    urgent = replace(sent, sent_on=ago(4), draft=replace(sent.draft, is_urgent=True))
    assert told(packets=[urgent]) == [(ReminderKind.DECISION_LATE, -1)]


def denied_packet(**more) -> PacketRow:
    answer = PayerAnswer(PayerDecision.DENIED, ago(170), "No functional gain", **more)
    return packet(PacketState.DECIDED, sent_on=ago(180), answer=answer)


def test_a_denied_packet_is_named_when_its_appeal_falls_due_until_one_is_begun():
    assert told(packets=[denied_packet()]) == [(ReminderKind.APPEAL_DUE, 10)]
    assert told(packets=[denied_packet(notice_deadline_on=TODAY)]) == [(ReminderKind.APPEAL_DUE, 0)]
    appeal = packet(packet_id="P-2", draft=PacketDraft("p1", "appeal", "plan", answers="P-1"))
    assert told(packets=[denied_packet(), appeal]) == [(ReminderKind.DRAFT_UNSENT, 10)]
    assert told(packets=[denied_packet(), replace(appeal, state=PacketState.DISCARDED)]) == [
        (ReminderKind.APPEAL_DUE, 10)
    ]


def test_what_was_approved_is_named_when_it_ends_and_once_where_the_loaded_list_says_it_too():
    answer = PayerAnswer(PayerDecision.APPROVED, ago(60), valid_to=TODAY + timedelta(days=4))
    approved = packet(PacketState.DECIDED, sent_on=ago(80), answer=answer)
    assert told(packets=[approved]) == [(ReminderKind.AUTHORIZATION_ENDS, 4)]
    assert told([Row(valid_to=TODAY + timedelta(days=4))], [approved]) == [(ReminderKind.AUTHORIZATION_ENDS, 4)]


def test_the_most_pressing_comes_first_and_what_has_no_last_day_comes_last():
    rows = [
        Row(valid_to=TODAY + timedelta(days=9)),
        Row(patient_id="p2", decision="denied", deadline_on=TODAY + timedelta(days=2)),
    ]
    late = packet(PacketState.SENT, sent_on=ago(60))
    found = [kind for kind, _ in told(rows, [packet(packet_id="P-9"), late])]
    assert found == ["decision_late", "appeal_due", "authorization_ends", "draft_unsent"]
