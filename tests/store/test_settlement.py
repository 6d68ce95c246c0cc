"""A conflict that somebody settled: in force at once, through rebuilds and undone loads, and withdrawn at will."""

import shutil
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from access import settling
from access.asker import local_user
from access.door import Door
from domain.entry import EntryKind, EntryRefused
from domain.loaded import RowKind
from store.entries import append_entry
from store.readers import open_snapshot
from store.schema import ROW_TABLES, STANDING_TABLES
from store.settlement import is_carried_over
from store.snapshot_files import find_current
from store.writer import load, rebuild, undo
from store.writer_lock import writer_lock
from tests.small_clinic import contents, course_of_care, file_of, registration, score, write_clinic

MONDAY = datetime(2025, 11, 17, 8, 30)
AT = MONDAY.replace(tzinfo=ZoneInfo("America/Chicago"))


def files_of(folder):
    people = file_of(RowKind.PATIENT, registration("P1"), folder=folder, name="people.csv", mapping="people")
    courses = file_of(RowKind.EPISODE, [course_of_care("P1")], folder=folder, name="courses.csv", mapping="courses")
    one = file_of(RowKind.OBSERVATION, [score("P1", 0, 40)], folder=folder, name="one.csv", mapping="one")
    other = file_of(RowKind.OBSERVATION, [score("P1", 0, 44)], folder=folder, name="other.csv", mapping="other")
    return [people, courses, one], [other]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Two sources that state two scores of one day."""
    folder = tmp_path_factory.mktemp("loaded")
    clinic = write_clinic(folder)
    for files in files_of(folder):
        load(folder, clinic, files)
    return folder


@pytest.fixture
def folder(loaded, tmp_path):
    return shutil.copytree(loaded, tmp_path / "clinic")


@pytest.fixture
def door(folder) -> Door:
    return Door(folder, local_user())


def later(door: Door, days: int) -> Door:
    """The same door on a later day."""
    door.clinic = door.clinic.model_copy(update={"as_of": MONDAY + timedelta(days=days)})
    return door


def patient_of(door) -> str:
    return door.find_people("P1")["patient_id"].iloc[0]


def standing(door) -> list[tuple]:
    rows = door.observations(patient_of(door))
    return sorted(zip(rows["value"], rows["standing"], strict=True))


def baseline(door):
    course = door.course(patient_of(door))
    (row,) = course[(course["checkpoint"] == "intake") & (course["measure"] == "odi")].itertuples()
    return None if row.value != row.value else row.value, row.in_conflict


def settle(door, value: float | None, reason: str = "Read from the paper form", **about):
    (group,) = door.conflict_groups()
    stands = next((row.row_id for row in group.rows if row.says["value"] == value), None)
    return door.settle_conflict(group.row_kind, [row.row_id for row in group.rows], stands, reason, **about)


SETTLED = [(40, "set_aside"), (44, "used")]
OPEN = [(40, "conflict"), (44, "conflict")]


def test_the_chosen_score_stands_at_once_and_says_who_decided(door):
    assert (standing(door), baseline(door)) == (OPEN, (None, True))
    before = door.current_number()
    entry = settle(door, 44)
    assert (standing(door), baseline(door)) == (SETTLED, (44, False))
    assert door.current_number() == before + 1
    assert len(door.conflicts()) == 0
    (told,) = door.settlements()
    assert (told.entry, told.is_in_force, told.has_lost_its_row) == (entry, True, False)
    assert (entry.made_by, entry.made_at, entry.says["reason"]) == ("local user", AT, "Read from the paper form")
    assert [row.says["value"] for row in told.rows] == [44, 40]


def test_nothing_that_was_loaded_is_changed(door):
    before = contents(door.snapshot.connection, tuple(ROW_TABLES))
    settle(door, 44)
    assert contents(door.snapshot.connection, tuple(ROW_TABLES)) == before


def test_that_none_stands_leaves_no_score(door):
    settle(door, None, "The form cannot be read")
    assert standing(door) == [(40, "set_aside"), (44, "set_aside")]
    assert baseline(door) == (None, False)


def test_a_settlement_is_withdrawn_and_the_conflict_is_open_again(door):
    entry = settle(door, 44)
    door.withdraw(entry.patient_id, entry.entry_id, "The form was another patient's")
    assert standing(door) == OPEN
    assert door.settlements() == ()


def test_a_settlement_is_corrected_to_the_other_row(door):
    entry = settle(door, 44)
    (told,) = door.settlements()
    rows = [row.row_id for row in told.rows]
    door.settle_conflict(told.row_kind, rows, rows[1], "Typed the wrong way round", replaces=entry.entry_id)
    assert standing(door) == [(40, "used"), (44, "set_aside")]


def test_a_reason_and_known_rows_are_needed(door):
    with pytest.raises(EntryRefused, match="reason"):
        settle(door, 44, " ")
    (group,) = door.conflict_groups()
    ids = [row.row_id for row in group.rows]
    with pytest.raises(EntryRefused, match="no longer in the store"):
        door.settle_conflict(group.row_kind, [*ids, "elsewhere"], ids[0], "x")
    with pytest.raises(EntryRefused, match="not among"):
        door.settle_conflict(group.row_kind, ids[:1], ids[1], "x")
    with pytest.raises(EntryRefused, match="do not contradict"):
        door.settle_conflict(group.row_kind, ids[:1], ids[0], "x")
    assert standing(door) == OPEN
    assert door.entry_history(patient_of(door)) == ()


def test_a_person_cannot_be_set_aside_altogether(door, folder):
    twice = [{**registration("P1")[0], "sex": "male"}]
    load(folder, door.clinic, [file_of(RowKind.PATIENT, twice, folder=folder, name="again.csv", mapping="again")])
    group = next(one for one in door.conflict_groups() if one.row_kind is RowKind.PATIENT)
    assert group.differs == ("sex",)
    ids = [row.row_id for row in group.rows]
    with pytest.raises(EntryRefused, match="has to stand"):
        door.settle_conflict(group.row_kind, ids, None, "x")
    male = next(row.row_id for row in group.rows if row.says["sex"] == "male")
    door.settle_conflict(group.row_kind, ids, male, "Asked at the visit")
    assert door.episodes([patient_of(door)])["sex"].tolist() == ["male"]


def test_a_rebuild_gives_the_same_store(door, folder):
    settle(door, 44)
    compared = (*ROW_TABLES, *STANDING_TABLES, "set_aside")
    before = contents(door.snapshot.connection, compared)
    every = {loaded.file_hash: loaded for files in files_of(folder) for loaded in files}
    rebuild(folder, door.clinic, lambda path, entry, clinic: every[entry.file_id])
    assert contents(door.snapshot.connection, compared) == before
    assert standing(door) == SETTLED


def test_a_settlement_outlives_the_undoing_of_other_loads_and_says_when_its_row_is_gone(door, folder):
    settle(door, 44)
    undo(folder, door.clinic, [2])
    assert standing(door) == [(40, "set_aside")]
    (told,) = door.settlements()
    assert (told.has_lost_its_row, told.is_in_force) == (True, True)
    door.withdraw(told.entry.patient_id, told.entry.entry_id, "What was chosen is gone")
    assert standing(door) == [(40, "used")]


def test_what_was_set_aside_comes_back_set_aside_with_its_load(door, folder):
    settle(door, 40)
    undo(folder, door.clinic, [2])
    assert standing(door) == [(40, "used")]
    load(folder, door.clinic, files_of(folder)[1])
    assert standing(door) == [(40, "used"), (44, "set_aside")]


def test_a_past_day_knows_the_conflict_as_it_was_then(door):
    settle(later(door, 5), 44)
    patient = patient_of(door)

    def then(days):
        rows = door.as_known(patient, AT + timedelta(days=days)).observations
        return sorted(zip(rows["value"], rows["standing"], strict=True))

    assert then(1) == OPEN
    assert then(5) == SETTLED
    (told,) = door.settlements()
    later(door, 9).withdraw(patient, told.entry.entry_id, "Was wrong")
    assert (then(7), then(9)) == (SETTLED, OPEN)


def test_while_a_load_is_running_the_decision_is_kept_and_takes_effect_with_the_next_writer(door, folder, monkeypatch):
    monkeypatch.setattr(settling, "WAIT_SECONDS", 0.2)
    with writer_lock(folder):
        settle(door, 44)
        assert standing(door) == OPEN
        assert [told.is_in_force for told in door.settlements()] == [False]
    load(folder, door.clinic, files_of(folder)[0])
    assert standing(door) == SETTLED
    assert [told.is_in_force for told in door.settlements()] == [True]


def test_a_settlement_whose_program_died_before_the_store_followed_is_settled_by_the_next_writer(
    door, folder, monkeypatch
):
    monkeypatch.setattr(settling, "bring_up_to_date", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        settle(door, 44)
    monkeypatch.undo()
    assert not is_carried_over(folder, find_current(folder))
    settling.bring_up_to_date(folder, door.clinic)
    assert standing(door) == SETTLED
    before = door.current_number()
    settling.bring_up_to_date(folder, door.clinic)
    assert door.current_number() == before


def test_settling_twice_with_one_click_settles_once(door):
    entry = settle(door, 44, entry_id="form1")
    rows, stands = entry.says["rows"], entry.says["stands"]
    assert (
        door.settle_conflict(RowKind.OBSERVATION, rows, stands, "Read from the paper form", entry_id="form1") == entry
    )
    assert len(door.entry_history(entry.patient_id)) == 1


def test_other_patients_are_left_as_they_were(folder):
    clinic = Door(folder, local_user()).clinic
    more = file_of(RowKind.PATIENT, registration("P2"), folder=folder, name="two.csv", mapping="people")
    scores = [score("P2", 0, 10), score("P2", 0, 12, mode="other")]
    two = file_of(RowKind.OBSERVATION, scores, folder=folder, name="scores.csv", mapping="scores")
    load(folder, clinic, [more, two])
    door = Door(folder, local_user())
    mine = next(group for group in door.conflict_groups() if {row.says["value"] for row in group.rows} == {40, 44})
    door.settle_conflict(mine.row_kind, [row.row_id for row in mine.rows], mine.rows[0].row_id, "Read from the form")
    assert [sorted(row.says["value"] for row in group.rows) for group in door.conflict_groups()] == [[10, 12]]


def test_an_entry_of_this_kind_is_not_recorded_past_its_rows(door):
    with pytest.raises(EntryRefused, match="on its own rows"):
        door.record(EntryKind.SETTLEMENT, patient_of(door), {"reason": "x"})


def test_a_snapshot_lists_who_set_aside_what_and_until_when(door, folder):
    entry = settle(door, 44)
    snapshot = open_snapshot(folder)
    query = "select row_kind, patient_id, entry_id, since_at, until_at from set_aside"
    assert snapshot.cursor().execute(query).fetchall() == [
        ("observation", entry.patient_id, entry.entry_id, entry.made_at.isoformat(), None)
    ]
    snapshot.close()


def test_a_settlement_made_under_another_way_of_hashing_is_found_by_its_place(door, folder):
    entry = settle(door, 44)
    door.withdraw(entry.patient_id, entry.entry_id, "to be made as an older program would")
    items = [{**item, "content": "0" * 20, "signature": "older"} for item in entry.says["set_aside"]]
    append_entry(
        folder,
        type(entry)(**{**vars(entry), "entry_id": "older", "says": {**entry.says, "set_aside": items}, "root": ""}),
    )
    settling.bring_up_to_date(folder, door.clinic)
    assert standing(door) == SETTLED
