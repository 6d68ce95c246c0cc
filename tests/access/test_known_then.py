"""One patient's record as it was known on a past day, through the same questions as today's."""

from datetime import UTC, datetime, timedelta

import pytest

from access.asker import AccessRefused, Asker, local_user
from access.door import Door
from access.known_then import KnownThen
from domain.entry import EntryKind
from domain.loaded import RowKind
from store.writer import load
from tests.small_clinic import course_of_care, day, file_of, flag, registration, score, write_clinic

MONDAY = datetime(2025, 11, 17, 8, 30)


@pytest.fixture(scope="module")
def door(tmp_path_factory) -> Door:
    """On the 17th a registration and an intake score of 40; on the 18th its correction to 44, a session and an answer to item 9."""
    folder = tmp_path_factory.mktemp("known")
    clinic = write_clinic(folder)

    def on(days: int, *files):
        load(folder, clinic.model_copy(update={"as_of": MONDAY + timedelta(days=days)}), list(files))

    def of(kind, rows, name, **more):
        return file_of(kind, rows, folder=folder, name=name, mapping=kind.value, **more)

    on(
        0,
        of(RowKind.PATIENT, registration("P1", "P2"), "people.csv"),
        of(RowKind.EPISODE, [course_of_care("P1"), course_of_care("P2")], "courses.csv"),
        of(RowKind.OBSERVATION, [score("P1", 0, 40, record="a", version="1"), score("P2", 0, 12)], "first.csv"),
    )
    on(
        1,
        of(RowKind.OBSERVATION, [score("P1", 0, 44, record="a", version="2")], "second.csv", flags=[flag("P1", 0, 1)]),
        of(RowKind.EVENT, [{"patient": "P1", "on_date": day(3), "kind": "session_attended"}], "events.csv"),
    )
    return Door(folder, local_user())


@pytest.fixture
def patient(door) -> str:
    return door.find_people("P1")["patient_id"].iloc[0]


def then(door: Door, patient: str, days: int) -> KnownThen:
    return KnownThen(door, patient, datetime(2025, 11, 17, 23, tzinfo=UTC) + timedelta(days=days))


def intake(asked, patient: str) -> list[float]:
    course = asked.course(patient)
    return course[(course["checkpoint"] == "intake") & (course["measure"] == "odi")]["value"].dropna().tolist()


def test_a_score_that_was_corrected_later_is_told_as_it_was(door, patient):
    assert intake(then(door, patient, 0), patient) == [40]
    assert intake(then(door, patient, 1), patient) == [44] == intake(door, patient)


def test_before_the_first_load_nothing_is_known(door, patient):
    before = then(door, patient, -1)
    assert len(before.episodes([patient])) == 0
    assert len(before.observations(patient)) == 0
    assert len(before.flags([patient])) == 0


def test_what_was_done_and_answered_is_known_from_its_load_on(door, patient):
    first, second = then(door, patient, 0), then(door, patient, 1)
    assert (len(first.events(patient)), len(first.flags([patient]))) == (0, 0)
    assert (len(second.events(patient)), len(second.flags([patient]))) == (1, 1)


def test_the_source_of_a_past_score_is_the_file_of_then(door, patient):
    assert set(then(door, patient, 0).patient_sources(patient)["file"]) == {"first.csv"}
    assert set(then(door, patient, 1).versions(patient)["file"]) == {"first.csv", "second.csv"}


def test_what_was_typed_in_later_was_not_known(door, patient):
    made = door.record(EntryKind.GOAL, patient, {"text": "Walk to the shop"}, on_date=day(1)).made_at
    known = KnownThen(door, patient, made)
    assert known.goals(patient)["text"].tolist() == ["Walk to the shop"]
    assert KnownThen(door, patient, made - timedelta(seconds=1)).entries(patient) == ()


def test_nothing_is_told_of_anybody_else(door, patient):
    other = door.find_people("P2")["patient_id"].iloc[0]
    assert len(then(door, patient, 1).observations(other)) == 0


def test_who_may_not_see_the_past_may_not_open_it(door, patient):
    stranger = Door(door.folder, Asker("stranger", frozenset()))
    with pytest.raises(AccessRefused):
        then(stranger, patient, 1)


def test_it_writes_nothing():
    assert not hasattr(KnownThen, "record")
    assert not hasattr(KnownThen, "save_draft")
