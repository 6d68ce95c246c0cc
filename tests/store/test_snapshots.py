"""Readers always see one whole snapshot, and never wait for a writer."""

import json
import shutil
import threading
from datetime import date, datetime

import duckdb
import pytest

from domain.loaded import RowKind
from domain.scope import Scope
from store import readers
from store.book import Book
from store.errors import StoreError
from store.readers import current_number, open_snapshot
from store.shown_state import ShownState, read_shown_state
from store.snapshot_files import numbers_on_disk, snapshot_path, snapshots_folder
from store.writer import load, rebuild
from tests.small_clinic import (
    CLINIC_TOML,
    LOADED_AT,
    course_of_care,
    file_of,
    registration,
    score,
    small_clinic,
    write_clinic,
)


@pytest.fixture
def folder(tmp_path):
    write_clinic(tmp_path / "clinic")
    load_more(tmp_path / "clinic", "P1")
    return tmp_path / "clinic"


def load_more(folder, patient, **more):
    people = file_of(RowKind.PATIENT, registration(patient), folder=folder, name=f"{patient}.csv", mapping="people")
    courses = file_of(
        RowKind.EPISODE, [course_of_care(patient)], folder=folder, name=f"{patient}_course.csv", mapping="courses"
    )
    scores = file_of(
        RowKind.OBSERVATION, [score(patient, 0, 40)], folder=folder, name=f"{patient}_scores.csv", mapping="scores"
    )
    return load(folder, small_clinic(), [people, courses, scores], **more)


def patients_in(snapshot) -> int:
    return len(readers.read_patients(snapshot, Scope()))


def test_a_clinic_that_has_loaded_nothing_gives_empty_frames_with_every_column(tmp_path):
    write_clinic(tmp_path)
    snapshot = open_snapshot(tmp_path)
    day = date(2025, 1, 6)
    empty = [
        readers.read_worklist(snapshot, day, day), readers.read_checkpoints(snapshot), readers.read_patients(snapshot, Scope()),
        readers.read_people(tmp_path, snapshot, ["nobody"]), readers.find_people(tmp_path, snapshot, "no"),
        readers.read_course(snapshot, "nobody"), readers.read_courses(snapshot, []), readers.read_episodes(snapshot, []),
        readers.read_appointments(snapshot, "nobody"), readers.read_observations(snapshot, "nobody"),
        readers.read_events(snapshot, "nobody"), readers.read_flags(snapshot, []),
        readers.read_paired_scores(snapshot, Scope(), day, "end"), readers.read_checkpoint_counts(snapshot, Scope(), day),
        readers.read_leaving_reasons(snapshot, Scope(), day), readers.read_measure_counts(snapshot, Scope(), day),
        readers.read_mean_course(snapshot, Scope(), day, "odi"), readers.read_rejected(snapshot), readers.read_waiting(snapshot),
        readers.read_conflicts(snapshot), readers.read_source(snapshot, "none"), readers.read_batches(tmp_path),
    ]  # fmt: skip
    assert snapshot.number == 0
    assert [len(frame) for frame in empty] == [0] * len(empty)
    assert all(len(frame.columns) > 1 for frame in empty)
    assert not (tmp_path / "book.sqlite").exists()


def test_readers_name_the_columns_that_they_return(sample_clinic):
    snapshot = open_snapshot(sample_clinic)
    paired = readers.read_paired_scores(snapshot, Scope(), date(2025, 11, 17), "month_3")
    assert list(paired.columns) == [
        "measure", "baseline", "follow_up", "form_changed", "baseline_error", "follow_up_error", "is_closed", "is_excused", "n",
    ]  # fmt: skip
    assert str(paired["is_closed"].dtype) == "bool"
    counts = readers.read_checkpoint_counts(snapshot, Scope(), date(2025, 11, 17))
    assert list(counts["checkpoint"]) == ["intake", "week_2", "week_6", "program_end", "month_3", "month_6", "month_12"]
    assert (counts["enrolled"] == counts["excused"] + counts["not_yet"] + counts["due"]).all()
    assert (counts["due"] == counts["any_form"] + counts["missing_still_in"] + counts["missing_left"]).all()
    assert (counts["any_form"] >= counts["all_forms"]).all()


def test_safety_answers_come_with_their_state(sample_clinic):
    snapshot = open_snapshot(sample_clinic)
    everybody = list(readers.read_patients(snapshot, Scope())["patient_id"])
    answers = readers.read_flags(snapshot, everybody)
    assert list(answers.columns) == ["patient_id", "kind", "level", "on_date", "at_time", "basis", "state"]
    assert (answers[answers["state"] == "current"].groupby(["patient_id", "kind"]).size() == 1).all()
    assert answers.loc[answers["state"] == "current", "level"].notna().all()
    assert answers.loc[answers["state"] == "unknown", "level"].isna().all()
    assert {0, 1} <= set(answers["level"].dropna())


def test_a_store_with_other_columns_is_refused_with_the_way_out(folder):
    """An earlier version kept fewer columns of safety answers, and no zeros: only a rebuild can fill them in."""
    number = current_number(folder)
    with duckdb.connect(str(snapshot_path(folder, number))) as connection:
        connection.execute("alter table flag_row drop column basis")
    with pytest.raises(StoreError, match="python -m store rebuild"):
        open_snapshot(folder)
    with pytest.raises(StoreError, match="python -m store rebuild"):
        load_more(folder, "P2")
    assert current_number(folder) == number


def test_days_are_dates_and_absent_texts_are_none(folder):
    row = next(readers.read_patients(open_snapshot(folder), Scope()).itertuples())
    assert type(row.started) is date
    assert row.ended is None
    assert row.site is None


def test_a_reader_keeps_its_snapshot_until_it_takes_the_new_one(folder):
    old = open_snapshot(folder)
    load_more(folder, "P2")
    assert patients_in(old) == 1
    assert current_number(folder) == old.number + 1
    assert patients_in(open_snapshot(folder)) == 2


def test_an_old_snapshot_stays_readable_after_it_was_pruned(folder):
    old = open_snapshot(folder)
    for number in range(2, 6):
        load_more(folder, f"P{number}")
    assert not old.path.exists()
    assert patients_in(old) == 1
    assert numbers_on_disk(folder) == [5, 4, 3]


def test_readers_read_on_while_a_writer_writes(folder):
    stop, seen = threading.Event(), []

    def read_all_the_time():
        while not stop.is_set():
            seen.append(patients_in(open_snapshot(folder)))

    reader = threading.Thread(target=read_all_the_time)
    reader.start()
    try:
        for number in range(2, 6):
            load_more(folder, f"P{number}")
    finally:
        stop.set()
        reader.join()
    assert set(seen) <= {1, 2, 3, 4, 5}
    assert seen == sorted(seen)


def test_queries_from_many_threads_get_their_own_answers(folder):
    snapshot, wrong = open_snapshot(folder), []

    def ask(number):
        for _ in range(20):
            found = readers.read_courses(snapshot, [f"nobody{number}"])
            wrong.extend([number] if len(found) else [])
            if patients_in(snapshot) != 1:
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert wrong == []


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "not json",
        json.dumps({"number": 99, "published_at": "", "config_hash": ""}),
        "[]",
        "null",
        '{"number": "1", "published_at": "", "config_hash": ""}',
    ],
)
def test_a_damaged_pointer_falls_back_to_the_newest_whole_snapshot_and_the_next_load_mends_it(folder, damage):
    load_more(folder, "P2")
    pointer = snapshots_folder(folder) / "current.json"
    pointer.write_text(damage)
    assert patients_in(open_snapshot(folder)) == 2
    load_more(folder, "P3")
    assert json.loads(pointer.read_text())["number"] == open_snapshot(folder).number == 3


def test_a_missing_pointer_falls_back_to_the_newest_whole_snapshot(folder):
    (snapshots_folder(folder) / "current.json").unlink()
    assert patients_in(open_snapshot(folder)) == 1


def test_a_damaged_snapshot_is_passed_over_by_readers_and_refused_by_writers(folder):
    load_more(folder, "P2")
    snapshot_path(folder, 2).write_bytes(b"no database")
    assert patients_in(open_snapshot(folder)) == 1
    with pytest.raises(StoreError, match="rebuild"):
        load_more(folder, "P3")
    assert numbers_on_disk(folder) == [2, 1]


def test_readers_are_told_when_the_state_that_they_see_is_not_the_newest(folder):
    def shown():
        snapshot = open_snapshot(folder)
        return read_shown_state(folder, snapshot), snapshot.wanted

    newest = ShownState(True, datetime.fromisoformat(LOADED_AT))
    load_more(folder, "P2")
    assert shown() == (newest, 2)
    whole = snapshot_path(folder, 2).read_bytes()
    snapshot_path(folder, 2).write_bytes(b"no database")
    state = ShownState(False, datetime.fromisoformat(LOADED_AT), 1)
    assert shown() == (state, 2)
    snapshot_path(folder, 2).unlink()
    assert shown() == (state, 2)
    (snapshots_folder(folder) / "current.json").unlink()
    assert shown() == (state, 1)
    snapshot_path(folder, 2).write_bytes(whole)
    assert shown() == (newest, 2)


def test_a_clinic_that_has_loaded_nothing_shows_its_newest_state(tmp_path):
    write_clinic(tmp_path)
    assert read_shown_state(tmp_path, open_snapshot(tmp_path)) == ShownState(True)


def test_a_snapshot_that_lacks_a_published_load_is_not_built_upon(folder):
    load_more(folder, "P2")
    snapshot_path(folder, 2).unlink()
    with pytest.raises(StoreError, match="lacks loads"):
        load_more(folder, "P3")


def test_a_lost_book_is_refused_before_it_can_give_the_same_people_other_numbers(folder):
    (folder / "book.sqlite").unlink()
    with pytest.raises(StoreError, match=r"book\.sqlite is missing or older"):
        load_more(folder, "P2")
    with pytest.raises(StoreError, match=r"book\.sqlite is missing or older"):
        rebuild(folder, small_clinic(), lambda *_: None)
    assert numbers_on_disk(folder) == [1]


def test_a_book_restored_from_an_older_day_is_refused(folder):
    old = (folder / "book.sqlite").read_bytes()
    load_more(folder, "P2")
    (folder / "book.sqlite").write_bytes(old)
    with pytest.raises(StoreError, match=r"book\.sqlite is missing or older"):
        load_more(folder, "P3")
    assert numbers_on_disk(folder) == [2, 1]


def test_no_snapshot_that_opens_is_said_in_one_sentence(folder):
    snapshot_path(folder, 1).write_bytes(b"no database")
    with pytest.raises(StoreError, match="python -m store rebuild"):
        open_snapshot(folder)


def test_the_next_writer_removes_what_a_crashed_build_left(folder):
    left = [
        snapshots_folder(folder) / name
        for name in (".building-000002.duckdb", ".building-000002.duckdb.wal", "landings-000007.duckdb")
    ]
    [path.write_bytes(b"half a database") for path in left]
    load_more(folder, "P2")
    assert not any(path.exists() for path in left)
    assert patients_in(open_snapshot(folder)) == 2


def test_a_failure_while_building_leaves_the_store_as_it_was(folder):
    def fail(step):
        if step == "built":
            raise StoreError("no space left")

    with pytest.raises(StoreError):
        load_more(folder, "P2", step=fail)
    assert patients_in(open_snapshot(folder)) == 1
    load_more(folder, "P2")
    assert patients_in(open_snapshot(folder)) == 2
    with Book(folder) as book:
        assert [row[1] for row in book.batch_files()] == ["published"] * 3 + ["abandoned"] * 3 + ["published"] * 3


def test_a_snapshot_cannot_be_written_nor_reach_a_file(folder):
    cursor = open_snapshot(folder).cursor()
    for statement in (
        "delete from patient",
        "copy patient to '/tmp/landings_leak.csv'",
        "select * from read_text('/etc/hostname')",
        "set enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            cursor.execute(statement)


def test_the_same_files_again_publish_nothing(folder):
    accounts = load_more(folder, "P1")
    assert all(account.already_loaded and account.batch_id is None for account in accounts)
    assert current_number(folder) == 1


def test_a_changed_window_recomputes_everything_although_no_row_is_new(folder):
    before = open_snapshot(folder)
    wider = small_clinic(CLINIC_TOML.replace("closes_day = 7", "closes_day = 6"))
    accounts = load(folder, wider, [])
    after = open_snapshot(folder)
    assert accounts == []
    assert after.number == before.number + 1
    assert after.config_hash != before.config_hash
    close = "select max(closes_on) from checkpoint_window where checkpoint = 'intake'"
    assert (before.cursor().execute(close).fetchone()[0] - after.cursor().execute(close).fetchone()[0]).days == 1


def test_the_book_is_durable_and_a_whole_file_after_each_commit(folder):
    with Book(folder) as book:
        assert book._connection.execute("pragma synchronous").fetchone() == (2,)
        assert book._connection.execute("pragma journal_mode").fetchone() == ("delete",)


def test_a_copy_of_the_clinic_folder_is_a_backup(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    snapshot = open_snapshot(tmp_path / "copy")
    people = readers.read_people(tmp_path / "copy", snapshot)
    assert list(people["record_number"]) == ["P1"]
