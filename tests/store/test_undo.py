"""A load can be undone, a file can be read again: what the store, the book and a rebuild make of it."""

import dataclasses
import os
from datetime import datetime, timedelta

import pytest

from domain.loaded import Loaded, RowKind
from store import writer
from store.archive import archived_path
from store.as_known import read_as_known
from store.book import Book
from store.errors import StoreError
from store.readers import open_snapshot, read_batches
from store.schema import TABLES
from store.writer import load, rebuild, undo
from tests.small_clinic import MemoryStore, contents, course_of_care, file_of, flag, registration, score, small_clinic

NEEDS_MODES = pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")
MONDAY = datetime(2025, 11, 17, 8, 30)


def on(days: int):
    """The clinic on a later day."""
    return small_clinic().model_copy(update={"as_of": MONDAY + timedelta(days=days)})


@pytest.fixture
def folder(tmp_path):
    """Registrations on day 0, scores on day 1, a correction on day 2."""
    load(tmp_path, on(0), [people(tmp_path), courses(tmp_path)])
    load(tmp_path, on(1), [scores(tmp_path, score("P1", 0, 40, record="a", version="1"), name="first.csv")])
    later = [score("P1", 0, 44, record="a", version="2"), score("P9", 0, 10, record="b", version="1")]
    load(tmp_path, on(2), [scores(tmp_path, *later, name="second.csv", flags=[flag("P1", 0, 1)])])
    return tmp_path


def people(folder):
    return file_of(RowKind.PATIENT, registration("P1"), folder=folder, name="people.csv", mapping="people")


def courses(folder):
    return file_of(RowKind.EPISODE, [course_of_care("P1")], folder=folder, name="courses.csv", mapping="courses")


def scores(folder, *rows, name, **more) -> Loaded:
    return file_of(RowKind.OBSERVATION, rows, folder=folder, name=name, mapping="scores", **more)


def used(folder) -> list[float]:
    snapshot = open_snapshot(folder)
    rows = snapshot.cursor().execute("select value from observation where standing = 'used' order by 1").fetchall()
    snapshot.close()
    return [value for (value,) in rows]


def everything(folder, *without) -> dict:
    snapshot = open_snapshot(folder)
    found = contents(snapshot.connection, tuple(TABLES), without)
    snapshot.close()
    return found


def test_a_correction_is_taken_back_with_its_load(folder):
    assert used(folder) == [44]
    (undone,) = undo(folder, on(3), [3])
    assert used(folder) == [40]
    assert (undone.files, undone.withdrawn, undone.restored) == (("second.csv",), 2, ())
    snapshot = open_snapshot(folder)
    assert snapshot.cursor().execute("select count(*) from flag_row").fetchone() == (0,)


def test_several_loads_are_undone_at_once_old_ones_too(folder):
    undo(folder, on(3), [2, 3])
    assert used(folder) == []
    assert read_batches(folder)["batch_id"].tolist() == [1, 1]


def test_an_old_load_is_undone_under_a_newer_one(folder):
    undo(folder, on(3), [2])
    assert used(folder) == [44]
    snapshot = open_snapshot(folder)
    assert snapshot.cursor().execute("select count(*) from observation").fetchone() == (1,)


def test_the_file_of_an_undone_load_stays_in_the_archive_and_can_be_loaded_again(folder):
    before = used(folder)
    file = scores(
        folder,
        score("P1", 0, 44, record="a", version="2"),
        score("P9", 0, 10, record="b", version="1"),
        name="second.csv",
        flags=[flag("P1", 0, 1)],
    )
    undo(folder, on(3), [3])
    assert archived_path(folder, file.file_hash, ".csv").exists()
    (account,) = load(folder, on(4), [file])
    assert (account.already_loaded, account.corrected, account.waiting, account.batch_id) == (False, 1, 1, 4)
    assert used(folder) == before


@pytest.mark.parametrize(
    ("batch_ids", "said"), [([7], "There is no load 7"), ([2, 7], "There is no load 7"), ([0], "There is no load 0")]
)
def test_a_load_that_never_was_is_refused_and_nothing_is_undone(folder, batch_ids, said):
    with pytest.raises(StoreError, match=said):
        undo(folder, on(3), batch_ids)
    assert used(folder) == [44]


def test_a_load_that_is_undone_already_is_refused(folder):
    undo(folder, on(3), [3])
    with pytest.raises(StoreError, match=r"Load 3 was undone before, on 2025-11-20"):
        undo(folder, on(4), [3])


def test_undoing_brings_back_the_reading_that_the_load_had_replaced(folder):
    again = scores(folder, score("P1", 0, 41), name="first.csv", content="same", mapping_hash="2")
    load(folder, on(3), [scores(folder, score("P1", 0, 60, record="c"), name="first.csv", content="same")])
    load(folder, on(4), [dataclasses.replace(again)])
    (undone,) = undo(folder, on(5), [5])
    assert undone.restored == ("first.csv",)
    snapshot = open_snapshot(folder)
    held = snapshot.cursor().execute("select value, batch_id from observation_row order by 1").fetchall()
    assert held == [(10.0, 3), (40.0, 2), (44.0, 3), (60.0, 4)]


def read_again_of(*loadeds: Loaded):
    """Stands for the loaders: the archived file is known by its name."""
    known = {loaded.file_hash: loaded for loaded in loadeds}

    def read_again(path, entry, clinic):
        return dataclasses.replace(known[entry.file_id], path=path)

    return read_again


def test_a_rebuild_honours_what_was_undone_and_keeps_the_history(tmp_path):
    files = [
        people(tmp_path),
        courses(tmp_path),
        scores(tmp_path, score("P1", 0, 40, record="a", version="1"), name="first.csv"),
        scores(tmp_path, score("P1", 0, 44, record="a", version="2"), name="second.csv"),
    ]
    load(tmp_path, on(0), files[:2])
    load(tmp_path, on(1), files[2:3])
    load(tmp_path, on(2), files[3:])
    undo(tmp_path, on(3), [3])
    before = everything(tmp_path)
    accounts = rebuild(tmp_path, on(9), read_again_of(*files))
    assert len(accounts) == 3
    assert everything(tmp_path) == before
    assert used(tmp_path) == [40]


def test_what_was_known_on_a_day_tells_the_superseded_value_and_undone_loads_until_they_were_undone(folder):
    undo(folder, on(4), [3])
    snapshot = open_snapshot(folder)
    (patient_id,) = snapshot.cursor().execute("select patient_id from patient").fetchone()

    def known(days):
        moment = datetime.fromisoformat(on(days).clock.now().isoformat())
        found = read_as_known(snapshot, [patient_id], moment)
        values = dict(zip(found.observations["value"], found.observations["standing"], strict=True))
        intake = found.checkpoint_scores.query("checkpoint == 'intake' and measure == 'odi'")["value"]
        return values, intake.tolist()

    assert known(0)[0] == {}
    assert known(1) == ({40: "used"}, [40])
    assert known(2) == ({40: "superseded", 44: "used"}, [44])
    assert known(3) == ({40: "superseded", 44: "used"}, [44])
    assert known(4) == ({40: "used"}, [40])


@pytest.mark.parametrize("instant", ["built", "synced", "renamed", "pointed"])
def test_an_undoing_that_is_cut_short_happened_or_did_not(folder, instant):
    class Cut(Exception):
        pass

    def cut(step):
        if step == instant:
            raise Cut

    with pytest.raises(Cut):
        undo(folder, on(3), [3], step=cut)
    with Book(folder) as book:
        writer.settle(folder, book)
        undone = [batch.batch_id for batch in book.loads() if batch.undone_at]
    assert (undone, used(folder)) in (([3], [40]), ([], [44]))
    assert (undone == [3]) == (instant == "pointed")


def test_a_file_read_again_says_how_many_of_its_former_rows_no_longer_count(tmp_path):
    load(tmp_path, on(0), [people(tmp_path)])
    load(tmp_path, on(1), [scores(tmp_path, *(score("P1", i, 40) for i in range(3)), name="s.csv", content="same")])
    again = scores(tmp_path, score("P1", 0, 40), score("P1", 1, 42), name="s.csv", content="same", mapping_hash="2")
    (account,) = load(tmp_path, on(2), [again])
    assert (account.accepted, account.duplicates, account.withdrawn) == (1, 1, 2)
    assert read_batches(tmp_path)["withdrawn"].tolist() == [2, 0, 0]


def test_a_damaged_copy_in_the_archive_is_mended_by_loading_the_good_file_again(folder):
    file = people(folder)
    copy = archived_path(folder, file.file_hash, ".csv")
    good = copy.read_bytes()
    copy.write_bytes(good[::-1])
    (account,) = load(folder, on(3), [file])
    assert account.already_loaded
    assert copy.read_bytes() == good


def test_undoing_a_changed_mapping_tells_what_no_longer_counts_and_what_counts_again():
    """First reading: 40 and 42. Second: 42 and 44. Taking the second back loses 44 and brings 40 again; 42 always counts."""
    store = MemoryStore(small_clinic())
    store.load(file_of(RowKind.PATIENT, registration("P1"), name="people.csv"))
    first, second = (
        file_of(
            RowKind.OBSERVATION,
            [score("P1", at, 40 + 2 * at) for at in days],
            name="s.csv",
            content="s",
            mapping_hash=version,
        )
        for days, version in (((0, 1), "1"), ((1, 2), "2"))
    )
    store.load(first)
    (account,) = store.load(second)
    assert (account.accepted, account.duplicates, account.withdrawn) == (1, 1, 1)
    (undone,) = store.undo(3)
    assert (undone.withdrawn, undone.regained, undone.restored) == (1, 1, ("s.csv",))
    assert sorted(row["value"] for row in store.rows("observation")) == [40, 42]


@NEEDS_MODES
def test_only_the_owner_may_open_the_book_the_archive_and_the_snapshots(folder):
    made = [folder / "book.sqlite", *(folder / "archive").iterdir(), *(folder / "snapshots").iterdir()]
    assert {path.suffix for path in made} >= {".sqlite", ".csv", ".duckdb", ".json"}
    assert {path.name: path.stat().st_mode & 0o777 for path in made} == {path.name: 0o600 for path in made}
    assert [(folder / name).stat().st_mode & 0o777 for name in ("archive", "snapshots")] == [0o700, 0o700]


@NEEDS_MODES
def test_snapshots_that_everybody_could_read_are_closed_to_others_by_the_next_load(folder):
    (folder / "snapshots").chmod(0o755)
    (folder / "snapshots" / "current.json").chmod(0o644)
    load(folder, on(3), [scores(folder, score("P1", 0, 40), name="more.csv")])
    assert (folder / "snapshots").stat().st_mode & 0o777 == 0o700
    assert (folder / "snapshots" / "current.json").stat().st_mode & 0o777 == 0o600


@NEEDS_MODES
def test_a_book_that_everybody_could_read_is_closed_to_others_by_the_next_load(folder):
    (folder / "book.sqlite").chmod(0o644)
    load(folder, on(3), [people(folder)])
    assert (folder / "book.sqlite").stat().st_mode & 0o777 == 0o600
