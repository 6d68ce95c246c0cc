"""What waits for a registration, against a plain-loop twin, and the cases by name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.loaded import RowKind
from store.schema import row_table
from store.sql_file import sql
from tests.small_clinic import MemoryStore, file_of, registration, score, small_clinic

PEOPLE = ["P1", "P8", "P9"]


@pytest.fixture
def store():
    store = MemoryStore(small_clinic())
    yield store
    store.close()


def waiting(store):
    found = store.connection.execute(sql("waiting")).df().to_dict("records")
    return sorted((row["row_kind"], row["patient_id"], row["file_id"], int(row["line"])) for row in found)


def waiting_slowly(store):
    """Row by row: nobody registered, nothing newer of its record, and the record not withdrawn."""
    registered = {row["patient_id"] for row in store.rows("patient")}
    found = []
    for kind in RowKind:
        rows = store.rows(row_table(kind))
        for row in rows:
            record = [other for other in rows if other["record_key"] == row["record_key"]]
            newest = max(other["version"] or "" for other in record)
            speaking = [other for other in record if (other["version"] or "") == newest]
            if row["patient_id"] in registered or row not in speaking or any(one["retracted"] for one in speaking):
                continue
            found.append((kind.value, row["patient_id"], row["file_id"], int(row["line"])))
    return sorted(found)


def scores(*rows, name="scores.csv"):
    return file_of(RowKind.OBSERVATION, rows, name=name)


def test_a_row_that_withdraws_its_record_waits_for_nobody(store):
    store.load(scores(score("P9", 0, 40, record="7", retracted=True)))
    assert waiting(store) == waiting_slowly(store) == []


def test_a_row_whose_record_was_withdrawn_no_longer_waits(store):
    store.load(scores(score("P9", 0, 40, record="7", version="1"), score("P9", 0, 5, "nrs_average", record="8")))
    store.load(scores(score("P9", 0, 40, record="7", version="2", retracted=True), name="withdrawn.csv"))
    assert [row[3] for row in waiting(store)] == [3]
    assert waiting(store) == waiting_slowly(store)


def test_of_a_corrected_row_only_the_newest_version_waits(store):
    store.load(scores(score("P9", 0, 40, record="7", version="1")))
    store.load(scores(score("P9", 0, 44, record="7", version="2"), name="again.csv"))
    assert len(waiting(store)) == 1
    assert waiting(store) == waiting_slowly(store)


def test_a_withdrawn_registration_does_not_wait_for_itself_but_the_scores_do(store):
    store.load(file_of(RowKind.PATIENT, registration("P9", record="r", version="1"), name="people.csv"))
    store.load(scores(score("P9", 0, 40)))
    store.load(file_of(RowKind.PATIENT, registration("P9", record="r", version="2", retracted=True), name="gone.csv"))
    assert [row[0] for row in waiting(store)] == ["observation"]
    assert waiting(store) == waiting_slowly(store)


some_rows = st.lists(
    st.builds(
        lambda patient, record, version, retracted, value: score(
            patient, 0, value, record=record, version=version, retracted=retracted
        ),
        st.sampled_from(PEOPLE), st.sampled_from([None, "r1", "r2"]), st.sampled_from([None, "1", "2"]),
        st.sampled_from([False, False, True]), st.sampled_from([40.0, 44.0]),
    ),
    max_size=8,
)  # fmt: skip


@given(some_rows, st.booleans())
@settings(max_examples=40)
def test_any_rows_wait_as_the_twin_says(rows, comes_late):
    store = MemoryStore(small_clinic())
    people = file_of(RowKind.PATIENT, registration("P1"), name="people.csv", mapping="people")
    for loaded in (
        [scores(*rows[::2]), scores(*rows[1::2], name="b.csv")] if not comes_late else [scores(*rows), people]
    ):
        store.load(loaded)
    assert waiting(store) == waiting_slowly(store)
    store.close()
