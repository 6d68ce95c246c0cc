"""The audit trail: every write and opening is in it, and nothing of it can be changed unnoticed."""

import multiprocessing
import os
import signal
import sqlite3
import threading
import time
from datetime import UTC, date, datetime

import pytest
from click.testing import Result
from typer.testing import CliRunner

from domain.entry import Entry, EntryKind, EntryRefused, new_entry_id
from domain.packet_register import PacketDraft
from store import audit_queue
from store.__main__ import app
from store.audit import AUDIT_TABLES, append_deeds, deed_now, read_trail, verify_trail
from store.audit_queue import AuditQueue
from store.book import BOOK_NAME, Book
from store.book_connection import writing_book
from store.entries import append_entry
from store.errors import StoreError
from store.register import save_draft, sign_packet
from tests.small_clinic import CLINIC_TOML

NOON = datetime(2025, 11, 17, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    with Book(tmp_path):
        pass
    return tmp_path


def told(folder, patient_id=None) -> list[tuple]:
    return [(row.who, row.action, row.patient_id) for row in read_trail(folder, patient_id) if row.who != "program"]


def some_deeds(folder, count=5) -> None:
    with writing_book(folder, AUDIT_TABLES) as book:
        append_deeds(book, [deed_now("A. Clinician", "opened record", f"p{n}") for n in range(count)])


def forge(folder, statement: str) -> None:
    """What somebody does who has the file and knows how to take the triggers off."""
    connection = sqlite3.connect(folder / BOOK_NAME)
    for trigger in ("audit_stays", "audit_remains"):
        connection.execute(f"drop trigger {trigger}")
    connection.execute(statement)
    connection.commit()
    connection.close()


def note(text: str, **more) -> Entry:
    about = {"entry_id": new_entry_id(), "made_at": NOON, **more}
    return Entry(kind=EntryKind.NOTE, patient_id="p1", episode_id=None, checkpoint=None, on_date=date(2025, 11, 16),
                 says={"text": text}, made_by="A. Clinician", **about)  # fmt: skip


def test_every_write_is_in_the_trail_in_the_same_transaction(folder):
    first = append_entry(folder, note("one"))
    append_entry(folder, note("two", replaces=first.entry_id))
    packet = save_draft(folder, PacketDraft("p2", "continuation"), "B. Office", NOON)
    sign_packet(folder, packet.packet_id, 1, {"packet.pdf": b"x"}, "A. Clinician", NOON)
    assert told(folder) == [
        ("A. Clinician", "recorded note", "p1"),
        ("A. Clinician", "corrected note", "p1"),
        ("B. Office", "saved draft of packet", "p2"),
        ("A. Clinician", "signed packet", "p2"),
    ]
    assert verify_trail(folder).fault is None


def test_what_was_refused_or_repeated_leaves_no_row_of_a_write(folder):
    entry = append_entry(folder, note("one"))
    append_entry(folder, entry)
    with pytest.raises(EntryRefused):
        append_entry(folder, note("x", replaces="nothing"))
    assert len(told(folder)) == 1


def test_the_trail_holds_no_words_of_an_entry(folder):
    append_entry(folder, note("Canary McTestface slept badly"))
    assert "Canary" not in "".join(map(str, read_trail(folder)))


def test_a_whole_trail_is_found_whole(folder):
    some_deeds(folder)
    some_deeds(folder)
    found = verify_trail(folder)
    assert (found.rows, found.fault) == (10, None)
    assert found.head == [row.hash for row in read_trail(folder)][-1]


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("update audit set patient_id = 'p9' where position = 3", "Row 3 was changed"),
        ("update audit set at = '2020-01-01' where position = 1", "Row 1 was changed"),
        ("delete from audit where position = 2", "missing before row 3"),
        ("delete from audit where position >= 4", "missing at the end"),
        ("update audit set hash = previous where position = 5", "Row 5 was changed"),
    ],
)
def test_a_forged_trail_is_noticed(folder, statement, sentence):
    some_deeds(folder)
    forge(folder, statement)
    assert sentence in verify_trail(folder).fault


def test_a_hash_that_was_noted_down_shows_a_trail_that_was_written_anew(folder, tmp_path):
    some_deeds(folder)
    noted = verify_trail(folder).head
    some_deeds(folder, 1)
    assert verify_trail(folder, noted).fault is None
    assert "noted down" in verify_trail(folder, "0" * 64).fault


@pytest.mark.parametrize("statement", ["update audit set who = 'x'", "delete from audit"])
def test_whoever_opens_the_book_cannot_simply_change_the_trail(folder, statement):
    some_deeds(folder)
    connection = sqlite3.connect(folder / BOOK_NAME)
    with pytest.raises(sqlite3.IntegrityError, match="audit trail"):
        connection.execute(statement)
    connection.close()


def test_opening_a_record_does_not_wait_for_the_disk(folder):
    queue = AuditQueue(folder)
    began = time.perf_counter()
    for number in range(200):
        queue.note("A. Clinician", "opened record", f"p{number}")
    each = (time.perf_counter() - began) / 200
    queue.end()
    assert each < 0.003
    assert len(told(folder)) == 200
    assert verify_trail(folder) == verify_trail(folder)


def test_the_same_record_opened_again_at_once_is_one_opening(folder):
    queue = AuditQueue(folder)
    for _ in range(5):
        queue.note("A. Clinician", "opened record", "p1")
    queue.note("B. Colleague", "opened record", "p1")
    queue.end()
    assert told(folder) == [("A. Clinician", "opened record", "p1"), ("B. Colleague", "opened record", "p1")]


def test_openings_of_many_threads_make_one_whole_chain(folder):
    queue = AuditQueue(folder)

    def open_some(thread: int) -> None:
        for number in range(25):
            queue.note(f"person {thread}", "opened record", f"p{number}")
            if number % 10 == 0:
                queue.flush()

    threads = [threading.Thread(target=open_some, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    queue.end()
    assert len(told(folder)) == len(set(told(folder))) == 200
    assert verify_trail(folder).fault is None


def test_what_cannot_be_written_waits_and_after_too_long_closes_the_records(folder, monkeypatch):
    queue = AuditQueue(folder)
    monkeypatch.setattr(audit_queue, "writing_book", lambda *_: (_ for _ in ()).throw(StoreError("disk full")))
    queue.note("A. Clinician", "opened record", "p1")
    monkeypatch.setattr(audit_queue, "PATIENCE_SECONDS", 0.0)
    time.sleep(0.01)
    with pytest.raises(StoreError, match="no record is opened"):
        queue.note("A. Clinician", "opened record", "p2")
    monkeypatch.undo()
    queue.end()
    assert told(folder) == [("A. Clinician", "opened record", "p1")]


def open_and_die(folder) -> None:
    audit_queue.note_opening(folder, "A. Clinician", "opened record", "p1")
    audit_queue.flush_openings(folder)
    audit_queue.note_opening(folder, "A. Clinician", "opened record", "p2")
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_program_that_was_cut_off_shows_in_the_trail(folder):
    process = multiprocessing.get_context("fork").Process(target=open_and_die, args=(folder,))
    process.start()
    process.join()
    found = verify_trail(folder)
    assert told(folder)[0] == ("A. Clinician", "opened record", "p1")
    assert (found.fault, found.open_ends) == (None, 1)


def test_a_program_that_ended_in_order_leaves_nothing_open(folder):
    queue = AuditQueue(folder)
    queue.note("A. Clinician", "opened record", "p1")
    queue.end()
    assert verify_trail(folder).open_ends == 0


def test_a_clinic_that_has_loaded_nothing_gets_no_book_from_a_look(tmp_path):
    audit_queue.note_opening(tmp_path, "A. Clinician", "opened record", "p1")
    assert not (tmp_path / BOOK_NAME).exists()
    assert verify_trail(tmp_path).rows == 0


def test_a_clinic_folder_that_is_gone_is_not_made_anew_for_its_trail(folder):
    queue = AuditQueue(folder)
    (folder / BOOK_NAME).unlink()
    queue.note("A. Clinician", "opened record", "p1")
    queue.end()
    assert not (folder / BOOK_NAME).exists()


def command(*arguments) -> Result:
    return CliRunner().invoke(app, ["audit", *map(str, arguments)])


def test_the_command_line_shows_and_verifies_the_trail(folder):
    (folder / "clinic.toml").write_text(CLINIC_TOML)
    append_entry(folder, note("one"))
    shown = command("--clinic", folder)
    assert shown.output.split("\t")[1:4] == ["A. Clinician", "recorded note", "p1"]
    assert command("--clinic", folder, "--patient", "p2").output == ""
    assert "whole: 1 rows" in command("--clinic", folder, "--verify").output
    forge(folder, "update audit set who = 'somebody'")
    found = command("--clinic", folder, "--verify")
    assert (found.exit_code, found.output.splitlines()[0]) == (1, "NOT WHOLE. Row 1 was changed.")


def test_a_clinic_without_a_book_has_an_empty_and_whole_trail(tmp_path):
    (tmp_path / "clinic.toml").write_text(CLINIC_TOML)
    found = command("--clinic", tmp_path, "--verify")
    assert (found.exit_code, found.output.strip()) == (0, "The audit trail is whole: 0 rows.")
