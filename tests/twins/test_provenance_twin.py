"""Where every number of a patient comes from, and all that was ever said in its place: against loops over what was loaded."""

from datetime import UTC, datetime, timedelta

from domain.loaded import RowKind
from store.provenance_readers import read_patient_sources, read_versions
from store.readers import read_source
from tests.small_clinic import MemoryStore, file_of, registration, score, small_clinic
from tests.twins.naive import same_rows
from tests.twins.test_history_twin import EXAMPLES, given, histories, lived

CLINIC = small_clinic()


def at(number: int) -> str:
    return (datetime(2025, 3, 1, tzinfo=UTC) + timedelta(days=number)).isoformat()


def scores(name: str, *rows: dict, mapping_hash: str = "1", content: str | None = None):
    return file_of(RowKind.OBSERVATION, rows, name=name, mapping="scores", mapping_hash=mapping_hash, content=content)


def loaded(*files) -> MemoryStore:
    store = MemoryStore(CLINIC)
    people = file_of(RowKind.PATIENT, registration("P1", "P2"), name="people.csv", mapping="people")
    for number, one in enumerate((people, *files)):
        store.load(one, at=at(number))
    return store


def patient_of(store: MemoryStore) -> str:
    return store.book.internal_ids("patient", ["P1"], 0)["P1"]


def versions(store: MemoryStore) -> list[tuple]:
    found = read_versions(store.snapshot(), patient_of(store))
    return [(row.value, row.file, row.standing, bool(row.is_undone)) for row in found.itertuples()]


def naive_sources(store: MemoryStore, patient_id: str) -> list[dict]:
    """Each observation's own places, one observation after the other."""
    found = []
    for row in store.rows("observation"):
        if row["patient_id"] == patient_id:
            places = read_source(store.snapshot(), row["observation_id"])
            found += [
                {"observation_id": row["observation_id"], "file": p.file, "line": p.line, "is_first": p.is_first}
                for p in places.itertuples()
            ]
    return found


@EXAMPLES
@given(histories())
def test_the_sources_of_a_patient_are_those_of_each_observation(history):
    store = lived(history)
    for patient_id in store.book.internal_ids("patient", ["P1", "P2"], 0).values():
        same_rows(
            naive_sources(store, patient_id), read_patient_sources(store.snapshot(), patient_id).to_dict("records")
        )
    store.close()


def naive_versions(store: MemoryStore, patient_id: str) -> list[dict]:
    """Every row that arrived about the patient, in force or not."""
    standing = {row["observation_id"]: row["standing"] for row in store.rows("observation")}
    ended = {}
    for row in store.rows("former_reading"):
        key = (row["file_id"], row["mapping"], row["batch_id"])
        until, is_undone = ended.get(key, ("", False))
        ended[key] = (max(until, row["until_at"]), is_undone or row["is_undone"])
    found = set()
    for table in ("observation_row", "former_observation_row"):
        for row in store.rows(table):
            if row["patient_id"] != patient_id:
                continue
            is_former = table.startswith("former")
            until, is_undone = ended[(row["file_id"], row["mapping"], row["batch_id"])] if is_former else (None, False)
            place = (row["row_id"], row["value"], row["file_id"], row["line"], row["batch_id"])
            found.add((*place, None if is_former else standing.get(row["row_id"]), until, is_undone))
    names = ("row_id", "value", "file_id", "line", "batch_id", "standing", "until_at", "is_undone")
    return [dict(zip(names, row, strict=True)) for row in found]


@EXAMPLES
@given(histories())
def test_the_versions_of_a_patients_scores_are_all_rows_that_arrived(history):
    store = lived(history)
    for patient_id in store.book.internal_ids("patient", ["P1", "P2"], 0).values():
        same_rows(naive_versions(store, patient_id), read_versions(store.snapshot(), patient_id).to_dict("records"))
    store.close()


def test_a_correction_leaves_the_value_that_it_replaced():
    first = scores("first.csv", score("P1", 0, 40, record="a", version="1"))
    second = scores("second.csv", score("P1", 0, 44, record="a", version="2"))
    store = loaded(first, second)
    assert versions(store) == [(40, "first.csv", "superseded", False), (44, "second.csv", "used", False)]


def test_a_file_read_again_leaves_what_its_former_reading_said():
    first = scores("s.csv", score("P1", 0, 40), content="same")
    again = scores("s.csv", score("P1", 0, 42), content="same", mapping_hash="2")
    assert versions(loaded(first, again)) == [(40, "s.csv", None, False), (42, "s.csv", "used", False)]


def test_a_load_that_was_undone_leaves_its_value_marked():
    store = loaded(scores("s.csv", score("P1", 0, 40)))
    store.undo(store.batches, at=at(9))
    assert versions(store) == [(40, "s.csv", None, True)]


def test_of_another_patient_nothing_is_told():
    store = loaded(scores("s.csv", score("P2", 0, 40)))
    assert len(read_versions(store.snapshot(), patient_of(store))) == 0
    assert len(read_patient_sources(store.snapshot(), patient_of(store))) == 0
