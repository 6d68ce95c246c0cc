"""The Register screen: what waits, until when, what is done with a packet, and how payers decided."""

import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest

from access.asker import Asker, Role, local_user
from access.door import Door
from domain.loaded import RowKind
from domain.packet_register import PacketDraft, PacketState, PayerAnswer, PayerDecision
from store.writer import load
from tests.small_clinic import CLINIC_TOML, course_of_care, day, file_of, registration, write_clinic

TODAY = date(2025, 11, 17)
PAYERS = '[[payers]]\ncode = "plan"\nname = "Some plan"\nplan_class = "commercial"\n'


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loaded")
    clinic = write_clinic(folder, CLINIC_TOML.replace("[[programs]]", f"{PAYERS}[[programs]]", 1))
    asked = {
        "payer": "plan",
        "service": "program",
        "level": "initial",
        "requested_on": day(200),
        "decided_on": day(209),
    }
    rows = {
        RowKind.PATIENT: registration("P1"),
        RowKind.EPISODE: [course_of_care("P1")],
        RowKind.AUTHORIZATION: [{"patient": "P1", **asked, "decision": "denied", "record": "r1"}],
    }
    load(
        folder, clinic, [file_of(k, some, folder=folder, name=f"{k}.csv", mapping=k.value) for k, some in rows.items()]
    )
    return folder


@pytest.fixture
def door(loaded, tmp_path) -> Door:
    return Door(shutil.copytree(loaded, tmp_path / "clinic"), local_user())


@pytest.fixture
def draft(door) -> PacketDraft:
    return PacketDraft(door.find_people("P1")["patient_id"].iloc[0], "continuation", "plan", service="program")


def sent(door, draft):
    row = door.save_draft(draft)
    door.sign_packet(row.packet_id, 1, {"packet.pdf": b"synthetic"})
    return door.mark_sent(row.packet_id, 1, TODAY, "fax")


def open_packet(shown, row):
    shown.app.session_state["register_chosen"] = f"{row.packet_id}.{row.version}"
    shown.app.run()
    assert shown.failures == []
    return shown


def widget(widgets, label: str):
    (found,) = [one for one in widgets if one.label == label]
    return found


def press(shown, label: str):
    next(button for button in shown.app.button if button.label == label).click()
    shown.app.run()
    assert shown.failures == []
    return shown


def test_without_a_packet_the_screen_says_where_one_begins(door, open_screen):
    shown = open_screen(door.folder, "register")
    assert shown.failures == []
    assert "No packet waits." in shown.text
    assert "A packet begins on the Insurer packet screen." in shown.text


def test_every_waiting_packet_is_listed_with_its_person_and_state(door, draft, open_screen):
    first, second = door.save_draft(draft), sent(door, draft)
    text = open_screen(door.folder, "register").text
    assert "2 packets wait: 1 draft and 1 without a decision." in text
    for row in (first, second):
        assert f"{row.packet_id} v1 Synthetic P1" in text
    assert "Draft, saved 17 Nov 2025" in text
    assert "Sent 17 Nov 2025 by fax 2 Dec 2025, in 15 days" in text


def test_a_version_that_was_sent_stays_listed_beside_the_draft_of_the_next(door, draft, open_screen):
    row = sent(door, draft)
    door.save_draft(draft, row.packet_id)
    text = open_screen(door.folder, "register").text
    assert f"{row.packet_id} v1" in text
    assert f"{row.packet_id} v2" in text


def test_a_signed_packet_is_marked_as_sent(door, draft, open_screen):
    row = door.save_draft(draft)
    door.sign_packet(row.packet_id, 1, {"packet.pdf": b"synthetic"})
    shown = open_packet(open_screen(door.folder, "register"), row)
    widget(shown.app.text_input, "How").set_value("portal")
    press(shown, "Mark as sent")
    now = door.packet(row.packet_id)
    assert (now.state, now.sent_on, now.sent_how) == (PacketState.SENT, TODAY, "portal")
    assert "Marked as sent." in shown.text


def test_a_denial_needs_the_payers_own_words(door, draft, open_screen):
    row = sent(door, draft)
    shown = open_packet(open_screen(door.folder, "register"), row)
    widget(shown.app.get("button_group"), "The payer's decision").set_value(PayerDecision.DENIED)
    press(shown, "Record decision")
    assert "Copy the payer's reason word for word" in shown.text
    assert door.packet(row.packet_id).state is PacketState.SENT
    widget(shown.app.text_area, "The payer's reason, word for word").set_value("No functional gain.")
    press(shown, "Record decision")
    assert door.packet(row.packet_id).answer == PayerAnswer(PayerDecision.DENIED, TODAY, "No functional gain.")


def test_the_last_day_for_an_appeal_is_told_with_what_it_rests_on_and_the_notice_governs(door, draft, open_screen):
    row = sent(door, draft)
    door.record_payer_decision(row.packet_id, 1, PayerAnswer(PayerDecision.DENIED, TODAY, "No gain"))
    shown = open_screen(door.folder, "register", packets_shown="decided")
    text = open_packet(shown, row).text
    assert "Last day for an appeal: 16 May 2026, in 180 days" in text
    assert "By rule, 180 days" in text
    assert "not read at its source" in text
    widget(shown.app.date_input, "Last day it names for an appeal").set_value(TODAY + timedelta(days=20))
    text = press(shown, "Record decision").text
    assert "Last day for an appeal: 7 Dec 2025, in 20 days The day stands on the notice, which governs." in text


def test_a_draft_is_given_up_and_leaves_the_waiting_list(door, draft, open_screen):
    row = door.save_draft(draft)
    shown = open_packet(open_screen(door.folder, "register"), row)
    widget(shown.app.text_input, "Why?").set_value("Payer changed")
    press(shown, "Give it up")
    assert door.packet(row.packet_id).state is PacketState.DISCARDED
    assert "No packet waits." in shown.text


def test_payers_are_counted_from_one_source_at_a_time(door, draft, open_screen):
    sent(door, draft)
    shown = open_screen(door.folder, "register", asked="any")
    assert "0 of 1 first requests were approved as asked" in shown.text
    assert "Some plan 0 of 1 0 1 – 0 n 1" in shown.text
    own = open_screen(door.folder, "register", counted_from="register", asked="any").text
    assert "No first request has been decided in this time." in own
    assert "Some plan 0 of 0 0 0 – 1" in own


def test_a_director_sees_how_payers_decide_and_no_packet(door, draft, open_screen, monkeypatch):
    sent(door, draft)
    director = Asker("director", frozenset({Role.DIRECTOR}))
    monkeypatch.setattr("pages.parts.reading.local_user", lambda host: director)
    shown = open_screen(door.folder, "register", asked="any")
    assert shown.failures == []
    assert "Synthetic P1" not in shown.text
    assert "0 of 1 first requests" in shown.text


def test_every_rule_in_force_is_shown_with_its_source(door, open_screen):
    text = open_screen(door.folder, "register").text
    for rule in door.deadline_rules():
        assert rule.source.title in text
    assert "Unverified." in text


def test_a_clinics_own_rule_counts(door, draft, open_screen):
    own = door.folder / "deadlines"
    own.mkdir()
    (own / "plan.toml").write_text(
        '[[rules]]\ncode = "commercial_internal"\nplan_class = "commercial"\nact = "appeal"\nafter = ["initial"]\n'
        'file = "appeal"\ndays = 30\nsource = "Letter of the plan"\nverified = true\n'
    )
    row = sent(door, replace(draft, units_requested=10))
    door.record_payer_decision(row.packet_id, 1, PayerAnswer(PayerDecision.DENIED, TODAY, "No gain"))
    text = open_screen(door.folder, "register", packets_shown="decided").text
    assert "17 Dec 2025, in 30 days" in text
