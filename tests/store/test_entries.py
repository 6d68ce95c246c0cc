"""Entries are appended and never changed; what stands follows from them."""

import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.entry import Entry, EntryKind, EntryRefused, new_entry_id
from store.book import BOOK_NAME
from store.entries import append_entry, entry_count, read_entries, read_entry_history

NOON = datetime(2025, 11, 17, 12, tzinfo=UTC)


def note(text: str, **more) -> Entry:
    made = {"entry_id": new_entry_id(), "patient_id": "p1", "made_by": "A. Clinician", "made_at": NOON, **more}
    return Entry(
        kind=EntryKind.NOTE, episode_id=None, checkpoint=None, on_date=date(2025, 11, 16), says={"text": text}, **made
    )


def texts(folder, known_at=None) -> list[str]:
    return [entry.says["text"] for entry in read_entries(folder, "p1", known_at)]


def test_an_entry_is_read_as_it_was_written(tmp_path):
    kept = append_entry(tmp_path, note("Slept badly: ≥ 3 nights"))
    assert read_entries(tmp_path, "p1") == (kept,)
    assert (kept.root, kept.made_at, kept.says) == (kept.entry_id, NOON, {"text": "Slept badly: ≥ 3 nights"})


def test_a_clinic_without_a_book_has_no_entries(tmp_path):
    assert read_entries(tmp_path, "p1") == ()
    assert entry_count(tmp_path) == 0


def test_a_second_click_records_nothing_twice(tmp_path):
    first = note("once")
    append_entry(tmp_path, first)
    append_entry(tmp_path, replace(first, made_at=NOON + timedelta(seconds=1)))
    assert texts(tmp_path) == ["once"]
    assert read_entries(tmp_path, "p1")[0].made_at == NOON


def test_a_form_that_was_saved_is_not_saved_with_other_words(tmp_path):
    first = append_entry(tmp_path, note("once"))
    with pytest.raises(EntryRefused, match="saved before, with other words"):
        append_entry(tmp_path, replace(first, says={"text": "twice"}))
    assert texts(tmp_path) == ["once"]


def test_a_correction_stands_in_place_of_what_it_corrects_and_both_stay_readable(tmp_path):
    first = append_entry(tmp_path, note("left knee"))
    other = append_entry(tmp_path, note("another note"))
    second = append_entry(tmp_path, note("right knee", replaces=first.entry_id))
    assert texts(tmp_path) == ["right knee", "another note"]
    assert second.root == first.entry_id
    assert [entry.entry_id for entry in read_entry_history(tmp_path, "p1")] == [
        first.entry_id,
        other.entry_id,
        second.entry_id,
    ]


def test_a_correction_of_a_correction_is_still_the_same_thing(tmp_path):
    first = append_entry(tmp_path, note("one"))
    second = append_entry(tmp_path, note("two", replaces=first.entry_id))
    append_entry(tmp_path, note("three", replaces=second.entry_id))
    assert [(e.says["text"], e.root) for e in read_entries(tmp_path, "p1")] == [("three", first.entry_id)]


def test_an_entry_that_was_withdrawn_does_not_stand_and_is_not_corrected(tmp_path):
    first = append_entry(tmp_path, note("wrong patient"))
    gone = note("", replaces=first.entry_id, is_withdrawal=True)
    append_entry(tmp_path, gone)
    assert texts(tmp_path) == []
    with pytest.raises(EntryRefused, match="was withdrawn"):
        append_entry(tmp_path, note("again", replaces=gone.entry_id))


def test_two_people_who_correct_the_same_entry_do_not_overwrite_each_other(tmp_path):
    first = append_entry(tmp_path, note("draft"))
    append_entry(tmp_path, note("by one", replaces=first.entry_id, made_by="B. Colleague"))
    with pytest.raises(EntryRefused, match=r"Meanwhile B\. Colleague corrected this entry"):
        append_entry(tmp_path, note("by the other", replaces=first.entry_id))
    assert texts(tmp_path) == ["by one"]


def test_a_correction_speaks_of_the_same_patient_and_kind(tmp_path):
    first = append_entry(tmp_path, note("mine"))
    with pytest.raises(EntryRefused, match="same patient"):
        append_entry(tmp_path, note("hers", replaces=first.entry_id, patient_id="p2"))
    with pytest.raises(EntryRefused, match="not in the book"):
        append_entry(tmp_path, note("nobody's", replaces="unknown"))


def test_a_past_day_knows_what_was_entered_by_then(tmp_path):
    first = append_entry(tmp_path, note("before"))
    append_entry(tmp_path, note("after", replaces=first.entry_id, made_at=NOON + timedelta(days=2)))
    assert texts(tmp_path, NOON + timedelta(days=1)) == ["before"]
    assert texts(tmp_path, NOON - timedelta(days=1)) == []
    assert texts(tmp_path, NOON + timedelta(days=3)) == ["after"]


@pytest.mark.parametrize("statement", ["update entry set says = '{}'", "delete from entry"])
def test_whoever_opens_the_book_cannot_change_or_remove_an_entry(tmp_path, statement):
    append_entry(tmp_path, note("stays"))
    connection = sqlite3.connect(tmp_path / BOOK_NAME)
    with pytest.raises(sqlite3.IntegrityError, match="entries are not"):
        connection.execute(statement)
    connection.close()
    assert texts(tmp_path) == ["stays"]


def test_entries_made_at_once_by_many_are_all_kept(tmp_path):
    append_entry(tmp_path, note("first"))
    threads = [threading.Thread(target=append_entry, args=(tmp_path, note(f"note {n}"))) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts(tmp_path)) == 13
    assert entry_count(tmp_path) == 13
