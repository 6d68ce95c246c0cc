"""What fails leaves nothing behind: no copy in the archive, no empty book."""

import duckdb
import pytest

from domain.loaded import RowKind
from store import writer
from store.archive import archived_path
from store.errors import StoreError
from store.writer import load, rebuild, undo
from tests.small_clinic import file_of, registration, small_clinic, write_clinic


@pytest.fixture
def folder(tmp_path):
    write_clinic(tmp_path / "clinic")
    return tmp_path / "clinic"


def people(folder, *numbers, name="people.csv"):
    return file_of(RowKind.PATIENT, registration(*numbers), folder=folder, name=name, mapping="people")


def copies(folder) -> list[str]:
    return sorted(path.name for path in (folder / "archive").glob("*")) if (folder / "archive").exists() else []


def fail(*_):
    raise duckdb.OutOfMemoryException("no room")


def test_a_load_that_fails_leaves_no_copy_of_its_file(folder, monkeypatch):
    monkeypatch.setattr(writer, "enter", fail)
    with pytest.raises(duckdb.Error):
        load(folder, small_clinic(), [people(folder, "P1")])
    assert copies(folder) == []


def test_a_file_that_an_earlier_load_brought_keeps_its_copy_when_a_later_one_fails(folder, monkeypatch):
    first = people(folder, "P1")
    load(folder, small_clinic(), [first])
    kept = copies(folder)
    again = type(first)(**{**vars(first), "mapping_name": "other"})
    monkeypatch.setattr(writer, "enter", fail)
    with pytest.raises(duckdb.Error):
        load(folder, small_clinic(), [again, people(folder, "P2", name="more.csv")])
    assert copies(folder) == kept == [archived_path(folder, first.file_hash, ".csv").name]


def test_a_load_that_was_killed_leaves_a_copy_only_until_the_next_one(folder):
    class Killed(BaseException):
        pass

    def kill(step):
        if step == "archived":
            (folder / "archive" / ".arriving-ab").write_text("half")
            raise Killed

    killed = people(folder, "P1")
    with pytest.raises(Killed):
        load(folder, small_clinic(), [killed], step=kill)
    other = people(folder, "P2", name="more.csv")
    load(folder, small_clinic(), [other])
    assert copies(folder) == [archived_path(folder, other.file_hash, ".csv").name]


def test_a_file_that_failed_can_be_loaded_later_and_is_then_kept(folder, monkeypatch):
    file = people(folder, "P1")
    monkeypatch.setattr(writer, "enter", fail)
    with pytest.raises(duckdb.Error):
        load(folder, small_clinic(), [file])
    monkeypatch.undo()
    load(folder, small_clinic(), [file])
    load(folder, small_clinic(), [people(folder, "P2", name="more.csv")])
    assert archived_path(folder, file.file_hash, ".csv").exists()


def test_a_failure_after_the_new_snapshot_is_in_place_loses_no_copy(folder):
    def fail_late(step):
        if step == "pointed":
            raise OSError("too late to matter")

    file = people(folder, "P1")
    with pytest.raises(OSError, match="too late"):
        load(folder, small_clinic(), [file], step=fail_late)
    assert archived_path(folder, file.file_hash, ".csv").exists()
    (account,) = load(folder, small_clinic(), [file])
    assert account.already_loaded


def test_undoing_and_rebuilding_where_nothing_was_loaded_leave_the_folder_as_it_is(folder):
    before = sorted(folder.rglob("*"))
    with pytest.raises(StoreError, match="There is no load 7: nothing has been loaded yet"):
        undo(folder, small_clinic(), [7])
    with pytest.raises(StoreError, match="there is nothing to rebuild"):
        rebuild(folder, small_clinic(), fail)
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("act", [lambda folder: load(folder, small_clinic(), []), lambda folder: undo(folder, small_clinic(), [1]),
                                 lambda folder: rebuild(folder, small_clinic(), fail)])  # fmt: skip
def test_no_new_book_is_begun_beside_the_snapshots_of_a_lost_one(folder, act):
    load(folder, small_clinic(), [people(folder, "P1")])
    (folder / "book.sqlite").unlink()
    with pytest.raises(StoreError, match="Restore the book that belongs to them"):
        act(folder)
    assert not (folder / "book.sqlite").exists()
