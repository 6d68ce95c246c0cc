"""One file may hold rows of several kinds; goals, authorizations and medications stand like everything else."""

import sqlite3

import pytest

from domain.loaded import RowKind
from store.book import BOOK_NAME, Book
from store.readers import (
    open_snapshot,
    read_authorizations,
    read_batches,
    read_goals,
    read_medications,
    read_source,
    read_waiting,
)
from store.writer import load
from tests.small_clinic import (
    MemoryStore,
    course_of_care,
    day,
    file_of,
    registration,
    score,
    small_clinic,
    write_clinic,
)


@pytest.fixture
def store():
    with_people = MemoryStore(small_clinic())
    with_people.load(file_of(RowKind.PATIENT, registration("P1", "P2"), name="people.csv", mapping="people"))
    yield with_people
    with_people.close()


def goal(text="Walk to the shop", **more):
    return {"patient": "P1", "text": text, "measure": "walk_6min", "target": 400, "unit": "m", "set_on": day(1), **more}


def request(**more):
    return {"patient": "P1", "payer": "x", "service": "97545", "level": "initial", "requested_on": day(0), **more}


def medicine(drug="oxycodone", **more):
    line = {"drug": drug, "strength": "5 mg", "dose": "1", "dose_unit": "tablet", "per_day": "3", "route": "oral"}
    return {"patient": "P1", **line, "started": day(0), **more}


def bundle(*kinds, name="bundle.json", **more):
    """One file with rows of several kinds."""
    first, *others = (file_of(kind, rows, name=name, mapping="bundle", **more) for kind, rows in kinds)
    for other in others:
        first.rows.update(other.rows)
    read = sum(map(len, first.rows.values()))
    return type(first)(**{**vars(first), "rows_read": read, "lines_read": read})


def test_one_file_registers_its_people_and_brings_their_scores(store):
    loaded = bundle(
        (RowKind.PATIENT, registration("P7")),
        (RowKind.EPISODE, [course_of_care("P7")]),
        (RowKind.OBSERVATION, [score("P7", 0, 40), score("P8", 0, 40)]),
    )
    (account,) = store.load(loaded)
    assert (account.read, account.accepted, account.waiting) == (4, 3, 1)
    assert len(store.rows("observation")) == 1
    assert len(store.rows("episode")) == 1


def test_a_file_read_again_takes_back_the_kinds_it_no_longer_holds(store):
    both = bundle((RowKind.OBSERVATION, [score("P1", 0, 40)]), (RowKind.GOAL, [goal()]), content="same")
    store.load(both)
    assert len(store.rows("goal")) == 1
    store.load(bundle((RowKind.OBSERVATION, [score("P1", 0, 40)]), content="same", mapping_hash="2"))
    assert store.rows("goal") == []
    assert store.rows("goal_row") == []
    assert len(store.rows("observation")) == 1


def test_a_kind_that_another_file_holds_too_stays_when_one_file_no_longer_holds_it(store):
    store.load(bundle((RowKind.GOAL, [goal()]), content="first"))
    store.load(file_of(RowKind.GOAL, [goal()], name="goals.csv", mapping="goals"))
    store.load(bundle((RowKind.OBSERVATION, [score("P1", 0, 40)]), content="first", mapping_hash="2"))
    (standing,) = store.rows("goal")
    (row,) = store.rows("goal_row")
    assert standing["file_id"] == row["file_id"] == file_of(RowKind.GOAL, [goal()], name="goals.csv").file_hash


def test_rows_of_every_new_kind_wait_for_their_patient(tmp_path):
    clinic = write_clinic(tmp_path)
    rows = {RowKind.GOAL: goal(), RowKind.AUTHORIZATION: request(), RowKind.MEDICATION: medicine()}
    loadeds = [
        file_of(kind, [{**row, "patient": "P9"}], folder=tmp_path, name=f"{kind}.csv", mapping=kind)
        for kind, row in rows.items()
    ]
    accounts = load(tmp_path, clinic, loadeds)
    assert [account.waiting for account in accounts] == [1, 1, 1]
    assert sorted(read_waiting(open_snapshot(tmp_path))["row_kind"]) == ["authorization", "goal", "medication"]


def test_the_readers_give_what_stands_with_its_place_in_the_source(tmp_path):
    clinic = write_clinic(tmp_path)
    loadeds = [file_of(RowKind.PATIENT, registration("P1"), folder=tmp_path, name="people.csv", mapping="people")]
    rows = {
        RowKind.GOAL: [goal(record="g1", version="1"), goal(record="g1", version="2", status="met")],
        RowKind.AUTHORIZATION: [request(record="a1", decision="approved", units_approved=80, reason="As asked")],
        RowKind.MEDICATION: [medicine(as_needed=True)],
    }
    loadeds += [
        file_of(kind, list_of, folder=tmp_path, name=f"{kind}.csv", mapping=kind) for kind, list_of in rows.items()
    ]
    load(tmp_path, clinic, loadeds)
    snapshot = open_snapshot(tmp_path)
    (patient_id,) = snapshot.cursor().execute("select patient_id from patient").fetchone()
    (found,) = read_goals(snapshot, patient_id).itertuples()
    assert (found.status, found.set_on, found.target, found.line, found.in_conflict) == ("met", day(1), 400, 3, False)
    (found,) = read_authorizations(snapshot, patient_id).itertuples()
    assert (found.decision, found.units_approved, found.reason, found.batch_id) == ("approved", 80, "As asked", 1)
    (found,) = read_medications(snapshot, patient_id).itertuples()
    assert (found.drug, found.strength, found.per_day, found.as_needed) == ("oxycodone", "5 mg", "3", True)


def test_two_sources_that_disagree_on_a_decision_leave_it_unknown(store):
    store.load(file_of(RowKind.AUTHORIZATION, [request(decision="approved")], name="a.csv", mapping="a"))
    store.load(file_of(RowKind.AUTHORIZATION, [request(decision="denied")], name="b.csv", mapping="b"))
    (found,) = store.rows("payer_authorization")
    assert (found["decision"], found["in_conflict"], found["level"]) == (None, True, "initial")


def test_lines_of_a_medication_list_that_differ_add_up_and_equal_ones_count_once(store):
    lines = [medicine(record="r1"), medicine(record="r2"), medicine(record="r3", per_day="1")]
    store.load(file_of(RowKind.MEDICATION, lines, name="list.csv", mapping="list"))
    assert sorted(row["per_day"] for row in store.rows("medication")) == ["1", "3"]
    assert store.rows("conflict") == []


def test_a_medicine_listed_again_with_a_stop_but_without_a_version_has_no_known_stop(store):
    store.load(file_of(RowKind.MEDICATION, [medicine()], name="january.csv", mapping="list"))
    store.load(file_of(RowKind.MEDICATION, [medicine(stopped=day(9))], name="february.csv", mapping="list"))
    (found,) = store.rows("medication")
    assert (found["stopped"], found["in_conflict"], found["per_day"]) == (None, True, "3")


def test_an_episode_knows_how_long_the_pain_had_lasted(store):
    store.load(file_of(RowKind.EPISODE, [course_of_care("P1", pain_months=30)], name="courses.csv", mapping="courses"))
    assert [row["pain_months"] for row in store.rows("episode")] == [30]


def test_a_value_can_be_followed_to_the_server_and_the_loader_it_came_through(tmp_path):
    clinic = write_clinic(tmp_path)
    people = file_of(RowKind.PATIENT, registration("P1"), folder=tmp_path, name="people.csv", mapping="people")
    page = file_of(RowKind.OBSERVATION, [score("P1", 0, 40)], folder=tmp_path, name="page.json", mapping="server")
    page = type(page)(**{**vars(page), "origin": "https://example.test/fhir/Observation", "loader_version": "7"})
    load(tmp_path, clinic, [people, page])
    snapshot = open_snapshot(tmp_path)
    (observation_id,) = snapshot.cursor().execute("select observation_id from observation").fetchone()
    (place,) = read_source(snapshot, observation_id).itertuples()
    assert (place.origin, place.loader_version) == ("https://example.test/fhir/Observation", "7")
    with Book(tmp_path) as book:
        (batch,) = book.published()
    assert [entry.origin for entry in batch.files] == [None, "https://example.test/fhir/Observation"]


OLDER_BOOK = """
create table batch (
    batch_id integer primary key, loaded_at text not null,
    state text not null check (state in ('pending', 'published', 'abandoned')));
create table batch_file (
    batch_id integer not null references batch, position integer not null, file_id text not null, file_name text not null,
    suffix text not null, mapping text not null, mapping_hash text not null, mapping_text text not null, account text,
    primary key (batch_id, position));
insert into batch values (1, '2025-01-01T08:00:00-06:00', 'published');
insert into batch_file values (1, 0, 'ab', 'people.csv', '.csv', 'people', 'h', 'name = "people"',
    '{"file": "people.csv", "read": 1, "accepted": 1, "corrected": 0, "duplicates": 0, "waiting": 0, "rejected": 0}');
"""


@pytest.mark.parametrize("create", [True, False])
def test_a_book_of_an_earlier_version_opens_with_what_it_recorded(tmp_path, create):
    with sqlite3.connect(tmp_path / BOOK_NAME) as connection:
        connection.executescript(OLDER_BOOK)
    with Book(tmp_path, create=create) as book:
        (batch,) = book.published()
        assert (batch.batch_id, batch.files[0].file_name, batch.files[0].origin) == (1, "people.csv", None)
        book._connection.execute("update batch set state = 'undone' where batch_id = 1")
    assert len(read_batches(tmp_path)) == 0
