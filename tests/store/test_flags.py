"""Which answer to the safety item is in force: the standing rules of records, told cautiously."""

from datetime import date
from itertools import permutations

import pandas as pd
import pytest

from domain.loaded import RowKind
from store.sql_file import sql
from tests.small_clinic import MemoryStore, day, file_of, flag, registration, small_clinic


@pytest.fixture
def store():
    store = MemoryStore(small_clinic())
    store.load(file_of(RowKind.PATIENT, registration("P1", "P2"), name="people.csv"))
    yield store
    store.close()


def answers(*flags: dict, name: str = "forms.csv", **more):
    return file_of(RowKind.OBSERVATION, [], name=name, flags=flags, content=more.pop("content", name), **more)


def told(store, patient: str = "P1") -> list[tuple]:
    """(state, level, day) of each answer that stands, oldest first."""
    asked = pd.DataFrame({"patient_id": [store.book.internal_ids("patient", [patient], 0)[patient]]})
    store.connection.register("asked_patient", asked)
    rows = store.connection.execute(sql("flags"))
    names = [column[0] for column in rows.description]
    found = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
    return [(row["state"], row["level"], row["on_date"]) for row in found]


def test_a_later_0_takes_over_from_a_positive_answer_which_is_still_told(store):
    store.load(answers(flag("P1", 0, 2), flag("P1", 14, 0)))
    assert told(store) == [("earlier", 2, day(0)), ("current", 0, day(14))]


def test_a_later_0_ends_an_unknown_answer(store):
    store.load(answers(flag("P1", 0, None), flag("P1", 14, 0)))
    assert told(store) == [("earlier", None, day(0)), ("current", 0, day(14))]


def test_an_unknown_answer_after_a_known_one_is_in_force_beside_it(store):
    store.load(answers(flag("P1", 0, 2), flag("P1", 14, None)))
    assert told(store) == [("current", 2, day(0)), ("unknown", None, day(14))]


def test_a_total_gives_way_to_a_form_with_items_of_the_same_day(store):
    store.load(answers(flag("P1", 0, None, basis="total", at_time="17:00"), name="totals.csv", mapping="totals"))
    assert told(store) == [("unknown", None, day(0))]
    store.load(answers(flag("P1", 0, 0, at_time="08:00")))
    assert told(store) == [("current", 0, day(0)), ("earlier", None, day(0))]


def test_a_total_and_a_form_without_a_time_are_one_answer_the_known_one(store):
    store.load(
        answers(flag("P1", 0, None, basis="total"), name="totals.csv", mapping="totals"), answers(flag("P1", 0, 0))
    )
    assert told(store) == [("current", 0, day(0))]


def test_a_total_does_not_hide_that_the_item_was_left_blank(store):
    store.load(
        answers(flag("P1", 0, None, basis="total"), name="totals.csv", mapping="totals"), answers(flag("P1", 0, None))
    )
    assert told(store) == [("unknown", None, day(0))]


def test_of_one_day_the_latest_time_counts(store):
    store.load(answers(flag("P1", 0, 2, at_time="08:00"), flag("P1", 0, 0, at_time="17:00")))
    assert told(store) == [("earlier", 2, day(0)), ("current", 0, day(0))]


def test_an_answer_without_a_time_may_be_the_latest_of_its_day(store):
    store.load(answers(flag("P1", 0, 2), flag("P1", 0, 0, at_time="17:00")))
    assert ("current", 2, day(0)) in told(store)


def test_a_form_left_blank_later_on_the_day_is_unknown(store):
    store.load(answers(flag("P1", 0, 0, at_time="08:00"), flag("P1", 0, None, at_time="17:00")))
    assert told(store) == [("current", 0, day(0)), ("unknown", None, day(0))]


CORRECTED = [
    answers(flag("P1", 0, 2, record="7", version="1"), name="first.csv"),
    answers(flag("P1", 0, 0, record="7", version="2"), name="second.csv"),
]


@pytest.mark.parametrize("order", list(permutations(CORRECTED)))
def test_a_corrected_answer_is_no_longer_positive_whichever_version_came_first(store, order):
    for file in order:
        store.load(file)
    assert told(store) == [("current", 0, day(0))]


def test_a_correction_may_take_the_knowledge_away(store):
    store.load(answers(flag("P1", 0, 0, record="7", version="1"), flag("P1", 0, None, record="7", version="2")))
    assert told(store) == [("unknown", None, day(0))]


def test_a_correction_may_move_an_answer_to_another_day_or_patient(store):
    store.load(answers(flag("P1", 0, 2, record="7", version="1"), flag("P1", 3, 2, record="7", version="2")))
    assert told(store) == [("current", 2, day(3))]
    store.load(answers(flag("P2", 3, 2, record="7", version="3"), name="moved.csv"))
    assert (told(store), told(store, "P2")) == ([], [("current", 2, day(3))])


def test_a_retracted_answer_is_gone(store):
    store.load(answers(flag("P1", 0, 2, record="7"), flag("P1", 14, 0, record="8")))
    store.load(answers(flag("P1", 0, None, record="7", retracted=True), name="withdrawn.csv"))
    assert told(store) == [("current", 0, day(14))]


def test_one_number_of_two_sources_is_two_records(store):
    store.load(answers(flag("P1", 0, 2, record="7"), mapping="portal"))
    store.load(answers(flag("P1", 14, 0, record="7", version="2"), name="lab.csv", mapping="lab"))
    assert told(store) == [("earlier", 2, day(0)), ("current", 0, day(14))]


@pytest.mark.parametrize("record", ["7", None])
@pytest.mark.parametrize(("levels", "stands"), [((0, 2), 2), ((0, None), None), ((None, 1), 1), ((0, None, 3), 3)])
def test_of_answers_in_conflict_the_most_cautious_stands(store, levels, stands, record):
    for number, level in enumerate(levels):
        store.load(answers(flag("P1", 0, level, record=record), name=f"{number}.csv"))
    assert told(store) == [("unknown" if stands is None else "current", stands, day(0))]


def test_two_records_that_disagree_about_one_day_are_in_conflict_too(store):
    store.load(answers(flag("P1", 0, 2, record="7"), flag("P1", 0, 0, record="8")))
    assert told(store) == [("current", 2, day(0))]


def test_a_record_that_states_two_days_under_one_version_is_positive_on_both(store):
    store.load(answers(flag("P1", 0, 2, record="7"), flag("P1", 14, 0, record="7")))
    assert told(store) == [("earlier", 2, day(0)), ("current", 2, day(14))]


def test_a_file_read_under_another_mapping_replaces_its_answers(store):
    store.load(answers(flag("P1", 0, 2)))
    store.load(answers(flag("P1", 0, 0), mapping_hash="2"))
    assert told(store) == [("current", 0, day(0))]


def test_an_answer_that_another_file_holds_too_survives_the_replacement(store):
    store.load(answers(flag("P1", 0, 2)), answers(flag("P1", 0, 2), name="other.csv"))
    store.load(answers(mapping_hash="2"))
    assert told(store) == [("current", 2, day(0))]


def test_an_undated_positive_answer_counts_until_one_from_after_its_load(store):
    store.load(answers(flag("P1", None, 2), flag("P1", 14, 0)))  # the small clinic loads on 17 November 2025
    assert told(store) == [("earlier", 0, day(14)), ("current", 2, None)]
    store.load(answers(flag("P1", 320, 0), name="later.csv"))
    assert day(320) > date(2025, 11, 17)
    assert told(store)[-1] == ("current", 0, day(320))


def test_an_undated_0_ends_nothing(store):
    store.load(answers(flag("P1", 0, 2), flag("P1", None, 0)))
    assert ("current", 2, day(0)) in told(store)


def test_answers_of_somebody_unregistered_are_told_once_asked_for(store):
    store.load(answers(flag("P9", 0, 2)))
    assert told(store, "P9") == [("current", 2, day(0))]


def test_no_record_number_stands_in_the_store(store):
    store.load(answers(flag("P1", 0, 2, record="MRN-4711", version="1")))
    (row,) = store.rows("flag_row")
    assert "MRN-4711" not in repr(row)
    assert len(row["record_key"]) == 20
