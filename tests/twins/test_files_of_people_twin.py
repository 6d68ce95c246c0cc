"""Which files hold something of some people, against a plain loop."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.loaded import RowKind
from store.schema import row_table
from tests.small_clinic import MemoryStore, file_of, flag, registration, score, small_clinic

PEOPLE = ["P1", "P2", "P3"]


def files_slowly(store, people):
    ids = set(people)
    held = {(row["file_id"], row["mapping"]) for row in store.rows("flag_row") if row["patient_id"] in ids}
    for kind in RowKind:
        mine = [row for row in store.rows(row_table(kind)) if row["patient_id"] in ids]
        held |= {(row["file_id"], row["mapping"]) for row in mine}
        names = {row["row_id"] for row in mine}
        seen = [row for row in store.rows("sighting") if row["row_kind"] == kind.value and row["row_id"] in names]
        held |= {(row["file_id"], row["mapping"]) for row in seen}
    return sorted(held)


some_scores = st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(0, 2)), max_size=4)


@given(st.lists(some_scores, min_size=1, max_size=4), st.lists(st.sampled_from(PEOPLE), unique=True))
@settings(max_examples=40)
def test_the_files_of_some_people_are_those_that_a_loop_finds(files, people):
    store = MemoryStore(small_clinic())
    store.load(
        file_of(RowKind.PATIENT, registration("P1"), name="people.csv", flags=[flag("P2", 0, 1)]),
        *(
            file_of(RowKind.OBSERVATION, [score(who, on, 40) for who, on in rows], name=f"{n}.csv")
            for n, rows in enumerate(files)
        ),
    )
    ids = store.book.known_ids("patient", people)
    asked = pd.DataFrame({"patient_id": sorted(ids.values())}, dtype=object)
    found = store.snapshot().ask("files_of_people", person=asked)
    assert sorted(zip(found["file_id"], found["mapping"], strict=True)) == files_slowly(store, ids.values())
    store.close()


def test_asking_for_ids_issues_none():
    store = MemoryStore(small_clinic())
    assert store.book.known_ids("patient", ["nobody"]) == {}
    assert store.book.known_ids("patient", ["nobody"]) == {}
    store.close()
