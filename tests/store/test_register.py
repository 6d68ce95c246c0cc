"""The packet register: legal steps only, signed is locked, what was frozen is what is read."""

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.packet_register import PacketDraft, PacketRefused, PacketState, PayerAnswer, PayerDecision
from store.book import BOOK_NAME
from store.errors import StoreError
from store.frozen_files import frozen_folder
from store.register import (
    discard_draft,
    mark_sent,
    read_packet,
    read_packet_files,
    read_packet_versions,
    read_packets,
    read_patient_packets,
    record_payer_decision,
    save_draft,
    sign_packet,
)

NOON = datetime(2025, 11, 17, 12, tzinfo=UTC)
TODAY = NOON.date()
DRAFT = PacketDraft(
    "p1", "continuation", "commercial", "e1", service="interdisciplinary program", policy="generic_program",
    policy_version="2025-01-01", period_from=date(2025, 11, 17), period_to=date(2025, 12, 31), units_requested=20,
    content={"statement": "Stands 45 min (15 at intake).", "edited": [1, 3]},
)  # fmt: skip
FILES = {"packet.pdf": b"%PDF synthetic", "evidence.json": b'{"odi": 34}'}
DENIED = PayerAnswer(PayerDecision.DENIED, TODAY, "Not medically necessary: no functional gain.", reference="D-1")


def drafted(folder, draft=DRAFT, **more):
    return save_draft(folder, draft, "A. Clinician", NOON, **more)


def signed(folder, files=FILES):
    row = drafted(folder)
    return sign_packet(folder, row.packet_id, 1, files, "A. Clinician", NOON)


def sent(folder):
    row = signed(folder)
    return mark_sent(folder, row.packet_id, 1, TODAY, "fax", "B. Office", NOON)


def test_a_draft_is_read_as_it_was_saved(tmp_path):
    row = drafted(tmp_path)
    assert read_packets(tmp_path) == (row,)
    assert (row.draft, row.version, row.state, row.step) == (DRAFT, 1, PacketState.DRAFT, 1)
    assert (row.made_by, row.made_at) == ("A. Clinician", NOON)


def test_the_number_of_a_packet_tells_nothing_of_the_patient(tmp_path):
    numbers = {drafted(tmp_path).packet_id for _ in range(20)}
    assert len(numbers) == 20
    assert all("p1" not in number.lower() for number in numbers)


def test_a_clinic_without_packets_has_an_empty_register(tmp_path):
    assert read_packets(tmp_path) == ()
    assert read_patient_packets(tmp_path, "p1") == ()
    with pytest.raises(PacketRefused, match="no packet with this number"):
        read_packet(tmp_path, "P-1")


def test_a_draft_is_saved_again_in_place(tmp_path):
    row = drafted(tmp_path)
    later = drafted(tmp_path, replace(DRAFT, units_requested=12), packet_id=row.packet_id, seen=row.step)
    assert (later.version, later.draft.units_requested, later.made_at) == (1, 12, NOON)
    assert len(read_packets(tmp_path)) == 1


def test_two_editors_do_not_overwrite_each_other(tmp_path):
    row = drafted(tmp_path)
    save_draft(tmp_path, replace(DRAFT, units_requested=12), "B. Colleague", NOON, row.packet_id, row.step)
    with pytest.raises(PacketRefused, match=r"Meanwhile B\. Colleague changed this packet"):
        drafted(tmp_path, packet_id=row.packet_id, seen=row.step)
    with pytest.raises(PacketRefused, match=r"Meanwhile B\. Colleague changed this draft"):
        sign_packet(tmp_path, row.packet_id, 1, FILES, "A. Clinician", NOON, seen=row.step)


def test_a_packet_goes_from_draft_to_signed_to_sent_to_decided(tmp_path):
    row = sent(tmp_path)
    assert (row.state, row.sent_on, row.sent_how, row.sent_by) == (PacketState.SENT, TODAY, "fax", "B. Office")
    decided = record_payer_decision(tmp_path, row.packet_id, 1, DENIED, "B. Office", NOON)
    assert (decided.state, decided.answer, decided.answered_by) == (PacketState.DECIDED, DENIED, "B. Office")
    assert read_packet(tmp_path, row.packet_id) == decided


def test_no_step_is_left_out(tmp_path):
    row = drafted(tmp_path)
    with pytest.raises(PacketRefused, match="Only a signed version can be sent; this one is a draft"):
        mark_sent(tmp_path, row.packet_id, 1, TODAY, "fax", "B", NOON)
    with pytest.raises(PacketRefused, match="Only a version that was sent can be decided"):
        record_payer_decision(tmp_path, row.packet_id, 1, DENIED, "B", NOON)
    sign_packet(tmp_path, row.packet_id, 1, FILES, "A", NOON)
    with pytest.raises(PacketRefused, match="Only a version that was sent can be decided; this one is signed"):
        record_payer_decision(tmp_path, row.packet_id, 1, DENIED, "B", NOON)
    with pytest.raises(PacketRefused, match="Only a draft can be given up"):
        discard_draft(tmp_path, row.packet_id, 1, "not needed", "A", NOON)


def test_a_change_after_the_signature_begins_the_next_version(tmp_path):
    row = signed(tmp_path)
    later = drafted(tmp_path, replace(DRAFT, units_requested=8), packet_id=row.packet_id, seen=row.step)
    assert (later.version, later.state) == (2, PacketState.DRAFT)
    first, second = read_packet_versions(tmp_path, row.packet_id)
    assert (first.draft, first.hashes, first.state) == (DRAFT, row.hashes, PacketState.SIGNED)
    assert second == later
    assert read_packet_files(tmp_path, row.packet_id, 1) == FILES


def test_the_first_version_can_still_be_sent_and_decided_while_a_second_is_drafted(tmp_path):
    row = signed(tmp_path)
    drafted(tmp_path, packet_id=row.packet_id)
    mark_sent(tmp_path, row.packet_id, 1, TODAY, "portal", "B", NOON)
    first, second = read_packet_versions(tmp_path, row.packet_id)
    assert (first.state, second.state) == (PacketState.SENT, PacketState.DRAFT)
    assert read_packets(tmp_path)[0].version == 2


def test_what_was_signed_is_frozen_and_read_back(tmp_path):
    row = signed(tmp_path)
    assert read_packet_files(tmp_path, row.packet_id, 1) == FILES
    assert sorted(path.name for path in frozen_folder(tmp_path, row.packet_id, 1).iterdir()) == sorted(FILES)


def test_signing_twice_signs_once_and_other_files_are_refused(tmp_path):
    row = signed(tmp_path)
    assert sign_packet(tmp_path, row.packet_id, 1, FILES, "A. Clinician", NOON + timedelta(seconds=1)) == row
    with pytest.raises(PacketRefused, match="signed and locked"):
        sign_packet(tmp_path, row.packet_id, 1, {"packet.pdf": b"other"}, "A. Clinician", NOON)
    assert read_packet_files(tmp_path, row.packet_id, 1) == FILES


def test_nothing_is_signed_without_files_or_under_a_name_with_a_path(tmp_path):
    row = drafted(tmp_path)
    for files in ({}, {"../book.sqlite": b"x"}, {"a/b": b"x"}, {".hidden": b"x"}, {"": b"x"}):
        with pytest.raises(PacketRefused):
            sign_packet(tmp_path, row.packet_id, 1, files, "A", NOON)
    assert read_packet(tmp_path, row.packet_id).state is PacketState.DRAFT


def test_a_frozen_file_that_was_changed_or_lost_is_noticed(tmp_path):
    row = signed(tmp_path)
    place = frozen_folder(tmp_path, row.packet_id, 1)
    (place / "evidence.json").chmod(0o600)
    (place / "evidence.json").write_bytes(b'{"odi": 20}')
    with pytest.raises(StoreError, match="not as it was signed"):
        read_packet_files(tmp_path, row.packet_id, 1)
    (place / "evidence.json").unlink()
    with pytest.raises(StoreError, match="missing"):
        read_packet_files(tmp_path, row.packet_id, 1)


def test_a_signature_that_was_cut_off_leaves_a_draft_and_can_be_given_again(tmp_path, monkeypatch):
    row = drafted(tmp_path)
    monkeypatch.setattr("store.register._append", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        sign_packet(tmp_path, row.packet_id, 1, {"packet.pdf": b"first"}, "A", NOON)
    monkeypatch.undo()
    assert read_packet(tmp_path, row.packet_id).state is PacketState.DRAFT
    sign_packet(tmp_path, row.packet_id, 1, FILES, "A", NOON)
    assert read_packet_files(tmp_path, row.packet_id, 1) == FILES
    set_aside = list(frozen_folder(tmp_path, row.packet_id, 1).parent.glob("1.unsigned-*"))
    assert [(path / "packet.pdf").read_bytes() for path in set_aside] == [b"first"]


def test_no_step_of_the_register_can_be_changed_from_outside(tmp_path):
    row = signed(tmp_path)
    book = sqlite3.connect(tmp_path / BOOK_NAME)
    for statement in ("update packet_step set says = '{}'", "delete from packet_step"):
        with pytest.raises(sqlite3.IntegrityError, match="are not"):
            book.execute(statement)
    with pytest.raises(sqlite3.IntegrityError, match="locked"):
        book.execute(
            "insert into packet_step (packet_id, version, step, patient_id, says, made_by, made_at) values (?, 1, 'drafted', 'p1', ?, 'x', ?)",
            (row.packet_id, json.dumps({}), NOON.isoformat()),
        )
    book.close()


def test_days_that_contradict_each_other_are_refused(tmp_path):
    row = signed(tmp_path)
    number = row.packet_id
    with pytest.raises(PacketRefused, match="before it was signed"):
        mark_sent(tmp_path, number, 1, TODAY - timedelta(days=1), "", "B", NOON)
    with pytest.raises(PacketRefused, match="future"):
        mark_sent(tmp_path, number, 1, TODAY + timedelta(days=1), "", "B", NOON)
    mark_sent(tmp_path, number, 1, TODAY, "", "B", NOON)
    refused = [
        (replace(DENIED, decided_on=TODAY + timedelta(days=1)), "future"),
        (replace(DENIED, decided_on=TODAY - timedelta(days=1)), "before the packet was sent"),
        (replace(DENIED, reason="  "), "word for word"),
        (replace(DENIED, notice_deadline_on=TODAY - timedelta(days=1)), "before the date of the notice"),
        (replace(DENIED, valid_from=TODAY, valid_to=TODAY - timedelta(days=1)), "ends before it begins"),
        (replace(DENIED, units_approved=-1), "no units"),
    ]
    for answer, sentence in refused:
        with pytest.raises(PacketRefused, match=sentence):
            record_payer_decision(tmp_path, number, 1, answer, "B", NOON)


def test_a_decision_typed_wrongly_is_corrected_by_saying_it_again(tmp_path):
    row = sent(tmp_path)
    record_payer_decision(tmp_path, row.packet_id, 1, DENIED, "B", NOON)
    partly = PayerAnswer(PayerDecision.PARTLY, TODAY, "10 of 20 sessions", units_approved=10)
    assert record_payer_decision(tmp_path, row.packet_id, 1, partly, "B", NOON).answer == partly


def test_a_packet_keeps_its_patient(tmp_path):
    row = drafted(tmp_path)
    with pytest.raises(PacketRefused, match="keeps its patient"):
        drafted(tmp_path, replace(DRAFT, patient_id="p2"), packet_id=row.packet_id)
    assert read_patient_packets(tmp_path, "p2") == ()


def test_a_draft_that_was_given_up_stays_readable_and_a_later_one_is_the_next_version(tmp_path):
    row = drafted(tmp_path)
    gone = discard_draft(tmp_path, row.packet_id, 1, "payer changed", "A", NOON)
    assert (gone.state, gone.why_discarded) == (PacketState.DISCARDED, "payer changed")
    assert drafted(tmp_path, packet_id=row.packet_id).version == 2
