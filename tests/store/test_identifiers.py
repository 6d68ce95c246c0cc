"""Names, birth dates and record numbers lie in the book of records and in the archived sources, nowhere else."""

from datetime import date

import pytest

from domain.loaded import RowKind
from store.readers import find_people, open_snapshot, read_people
from store.schema import TABLES
from store.writer import load
from tests.small_clinic import file_of, registration, score, small_clinic, write_clinic

CANARY = "Canary Testperson"
NUMBER = "MRN-CANARY-4711"
RECORD = "RECORD-CANARY-0815"


@pytest.fixture
def folder(tmp_path):
    write_clinic(tmp_path)
    people = registration(NUMBER, name=CANARY, birth_date=date(1961, 2, 3))
    loadeds = [
        file_of(RowKind.PATIENT, people, folder=tmp_path, name="people.csv", mapping="people"),
        file_of(
            RowKind.OBSERVATION,
            [score(NUMBER, 0, 40, record=RECORD)],
            folder=tmp_path,
            name="scores.csv",
            mapping="scores",
        ),
    ]
    load(tmp_path, small_clinic(), loadeds)
    return tmp_path


def test_a_snapshot_holds_no_identifier(folder):
    connection = open_snapshot(folder).connection
    words = [
        str(value)
        for table in TABLES
        for row in connection.execute(f"select * from {table}").fetchall()
        for value in row
    ]
    assert not [word for word in words if CANARY in word or NUMBER in word or RECORD in word or "1961-02-03" in word]
    raw = open_snapshot(folder).path.read_bytes()
    assert not any(secret.encode() in raw for secret in (CANARY, NUMBER, RECORD))


def test_the_names_of_files_hold_no_identifier(folder):
    assert not [path for path in folder.rglob("*") if "CANARY" in path.name.upper()]


def test_the_book_gives_the_name_back(folder):
    (person,) = read_people(folder, open_snapshot(folder)).itertuples()
    assert (person.name, person.record_number, person.birth_date) == (CANARY, NUMBER, date(1961, 2, 3))


@pytest.mark.parametrize(
    ("wanted", "found"), [("canary", 1), ("test CAN", 1), ("mrn-can", 1), ("4711", 0), ("nobody", 0), (" ", 0)]
)
def test_people_are_found_by_words_of_the_name_or_the_start_of_the_number(folder, wanted, found):
    assert len(find_people(folder, open_snapshot(folder), wanted)) == found


def test_two_clinics_give_one_record_number_different_keys(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    write_clinic(other)
    people = file_of(RowKind.PATIENT, registration(NUMBER), folder=other, name="people.csv", mapping="people")
    load(
        other,
        small_clinic(),
        [
            people,
            file_of(
                RowKind.OBSERVATION,
                [score(NUMBER, 0, 40, record=RECORD)],
                folder=other,
                name="scores.csv",
                mapping="scores",
            ),
        ],
    )
    keys = [
        open_snapshot(clinic).connection.execute("select record_key, patient_id from observation_row").fetchone()
        for clinic in (folder, other)
    ]
    assert keys[0][0] != keys[1][0]
    assert keys[0][1] != keys[1][1]
