"""The packet builder: drafted from the record, refused where the record contradicts, frozen when it is signed."""

import re
from datetime import date, timedelta

import pytest

from access.asker import local_user
from access.door import Door
from documents.requests import REQUESTS
from domain.entry import EntryKind
from domain.packet_register import PacketDraft, PacketState, PayerAnswer, PayerDecision
from domain.reminder import Reminder, ReminderKind
from pages.parts.paperwork import request_of


@pytest.fixture
def own_clinic(own_sample_clinic):
    """A copy of the loaded sample clinic that a test may write to."""
    return own_sample_clinic


@pytest.fixture
def door(own_clinic):
    return Door(own_clinic, local_user(None))


@pytest.fixture
def patient_id(door):
    """Whoever comes at 10:40: improved in function, at week 6."""
    day = door.clinic.clock.today()
    visits = door.worklist(day, day)
    return next(visits[visits["at_time"] == "10:40"].itertuples()).patient_id


@pytest.fixture
def open_packet(own_clinic, open_screen, patient_id):
    return lambda **state: open_screen(own_clinic, "packets", chosen_patient=patient_id, **state)


def field(shown, label):
    return next(one for one in (*shown.app.text_input, *shown.app.text_area) if one.label == label)


def reviewed(shown):
    return next(box for box in shown.app.checkbox if box.label.startswith("I have reviewed"))


def press(shown, label):
    next(button for button in shown.app.button if button.label == label).click().run()
    return shown


def test_the_screen_asks_for_a_patient_first(own_clinic, open_screen):
    assert open_screen(own_clinic, "packets").app.text_input(key="patient_search").label == "Find a patient"


@pytest.mark.parametrize("request_code", list(REQUESTS))
def test_each_request_is_drafted_or_says_why_not(open_packet, request_code):
    shown = open_packet(request=request_code)
    assert shown.failures == []
    assert re.search(r"\d+ of \d+ ready\.", shown.text)
    assert "Request" in shown.text


def test_the_statement_leads_with_function_and_stands_on_the_paper(open_packet):
    shown = open_packet(request="continuation")
    statement = field(shown, "What changed and why it matters").value
    assert statement.startswith("Function since intake")
    assert "Standing tolerance rose from 15 min at intake to 45 min" in statement
    assert statement.split("\n\n")[0][:60] in shown.text
    assert "As drafted from the record." in shown.text


def test_a_number_that_the_record_contradicts_is_shown_and_stops_the_document(open_packet):
    shown = open_packet(request="continuation")
    area = field(shown, "What changed and why it matters")
    area.set_value(area.value.replace("to 45 min", "to 90 min")).run()
    assert "Edited. 1 place contradicts the record." in shown.text or "places contradict the record." in shown.text
    assert "45 min" in shown.text
    assert "No document is made rather than a wrong or a blank one." in shown.text


def test_a_signed_packet_is_frozen_and_locked_and_a_change_begins_the_next_version(open_packet, door, patient_id):
    shown = open_packet(request="continuation")
    reviewed(shown).check().run()
    press(shown, "Sign and create PDF")
    assert shown.failures == []
    (row,) = door.patient_packets(patient_id)
    assert (row.state, row.version) == (PacketState.SIGNED, 1)
    files = door.packet_files(row.packet_id, 1)
    assert files["packet.pdf"].startswith(b"%PDF")
    assert "evidence.json" in files
    assert "Signed and locked, version 1." in shown.text
    assert field(shown, "What changed and why it matters").disabled
    press(shown, "Begin the next version")
    assert [(one.version, one.state) for one in door.packet_versions(row.packet_id)] == [
        (1, PacketState.SIGNED),
        (2, PacketState.DRAFT),
    ]


def test_what_changed_since_the_review_is_not_signed_unseen(open_packet, door, patient_id):
    """Somebody attests a fact in another session between the look and the signature: the tick is gone, nothing is signed."""
    shown = open_packet(request="continuation")
    reviewed(shown).check().run()
    says = {"code": "discharge_criteria", "holds": False, "text": "Nothing is left to train."}
    door.record(EntryKind.ATTESTATION, patient_id, says, on_date=door.clinic.clock.today())
    press(shown, "Sign and create PDF")
    assert shown.failures == []
    assert door.patient_packets(patient_id) == ()
    assert "The record or the policy changed since you reviewed it. Look at it again, then sign." in shown.text
    assert "Nothing is left to train." in shown.text
    reviewed(shown).check().run()
    field(shown, "Service asked for").set_value("weeks 9 to 12").run()
    assert reviewed(shown).value
    press(shown, "Sign and create PDF")
    assert [row.state for row in door.patient_packets(patient_id)] == [PacketState.SIGNED]


def test_a_signed_packet_is_shown_as_it_was_frozen(open_packet, own_clinic, door, patient_id):
    """The paper beside a locked version is that of its frozen files, whatever is known or attested by now."""
    shown = open_packet(request="continuation")
    assert "Signature:" in shown.text
    reviewed(shown).check().run()
    press(shown, "Sign and create PDF")
    (row,) = door.patient_packets(patient_id)
    assert f"Packet {row.packet_id} · signed" in shown.text
    assert "Signed electronically" in shown.text
    assert "Signature:" not in shown.text
    assert "Draft: still needed before it is sent" not in shown.text
    assert "Attest" not in [button.label for button in shown.app.button]

    frozen = own_clinic / "packets" / row.packet_id / "1" / "evidence.json"
    frozen.chmod(0o600)
    frozen.write_bytes(frozen.read_bytes() + b" ")
    again = open_packet(request="continuation")
    assert again.failures == []
    assert "Signed electronically" not in again.text
    assert "is not as it was signed" in again.text


def test_a_denial_recorded_in_the_register_is_appealed_point_by_point(
    open_packet, open_screen, own_clinic, door, patient_id
):
    """Recorded on Register, chosen on Insurer packet; once the appeal is begun, nobody is reminded to begin it."""
    today = door.clinic.clock.today()
    asked = door.save_draft(PacketDraft(patient_id, "continuation", "commercial", service="97799 program"))
    door.sign_packet(asked.packet_id, 1, {"packet.pdf": b"synthetic"})
    door.mark_sent(asked.packet_id, 1, today, "fax")
    reason = "No objective measures of function were submitted."
    notice = PayerAnswer(PayerDecision.DENIED, today, reason, notice_deadline_on=today + timedelta(days=10))
    door.record_payer_decision(asked.packet_id, 1, notice)
    own = [one for one in door.reminders(today) if one.packet_id == asked.packet_id]
    assert [one.kind for one in own] == [ReminderKind.APPEAL_DUE]

    shown = open_packet(request="appeal")
    assert shown.failures == []
    offered = next(one for one in shown.app.selectbox if one.label == "Decision appealed").options
    assert "Denied 17 Nov 2025: 97799 program" in [one.replace("\\", "") for one in offered]
    assert reason in shown.text
    assert "27 Nov 2025, as the notice says." in shown.text
    press(shown, "Save draft")
    (appeal,) = [row for row in door.patient_packets(patient_id) if row.draft.request == "appeal"]
    assert appeal.draft.answers == asked.packet_id
    assert appeal.draft.level == "appeal"
    assert appeal.draft.service == "97799 program"
    due = [(one.kind, one.on_date) for one in door.reminders(today) if one.patient_id == patient_id]
    assert (ReminderKind.APPEAL_DUE, notice.notice_deadline_on) not in due
    assert (ReminderKind.DRAFT_UNSENT, notice.notice_deadline_on) in due


def test_a_draft_is_found_again_in_another_session(open_packet, door, patient_id):
    shown = open_packet(request="continuation")
    field(shown, "Service asked for").set_value("Weeks 9–12").run()
    press(shown, "Save draft")
    (row,) = door.patient_packets(patient_id)
    assert (row.state, row.draft.service) == (PacketState.DRAFT, "Weeks 9–12")
    assert field(open_packet(request="continuation"), "Service asked for").value == "Weeks 9–12"


def test_the_packet_cannot_be_signed_without_review(open_packet):
    shown = open_packet(request="continuation")
    assert next(button for button in shown.app.button if button.label == "Sign and create PDF").disabled


def test_the_address_never_holds_who_it_is_about(open_packet, patient_id):
    shown = open_packet(request="continuation")
    assert patient_id not in str(shown.app.query_params)


def test_a_reminder_of_a_denial_opens_the_appeal_and_a_draft_its_own_request():
    def answered(kind, what):
        return request_of(Reminder(kind, "P", "payer", what, date(2025, 11, 25), 8))

    assert answered(ReminderKind.APPEAL_DUE, "97799 interdisciplinary program") == "appeal"
    assert answered(ReminderKind.APPEAL_PASSED, "continuation") == "appeal"
    assert answered(ReminderKind.DRAFT_UNSENT, "repeat_injection") == "repeat_injection"
    assert answered(ReminderKind.UNITS_NEARLY_USED, "97545 work hardening") == "continuation"
    assert answered(ReminderKind.AUTHORIZATION_ENDS, None) == "continuation"


@pytest.mark.parametrize("label", ["Today", "Prepare", "Whole record"])
def test_the_builder_leads_back_to_the_day_the_visit_and_the_record(open_packet, label):
    assert label in [button.label for button in open_packet().app.button]
