"""What one row leaves out disputes nothing that another one says."""

from datetime import date

import pytest

from domain.loaded import RowKind
from tests.small_clinic import MemoryStore, course_of_care, day, file_of, score, small_clinic


@pytest.fixture
def store():
    empty = MemoryStore(small_clinic())
    yield empty
    empty.close()


def load(store, kind, row, name):
    (account,) = store.load(file_of(kind, [row], name=f"{name}.csv", mapping=name))
    return account


def person(patient="P1", **said):
    return {"patient": patient, "name": "Synthetic P1", "birth_date": date(1970, 1, 1), "sex": "female", **said}


def told(store, table, *names):
    (row,) = store.rows(table)
    return tuple(row[name] for name in names)


@pytest.mark.parametrize(
    "lacks",
    [{"sex": None}, {"sex": "unknown"}, {"birth_date": None}, {"name": None}, {"sex": None, "birth_date": None}],
)
@pytest.mark.parametrize("poor_first", [True, False])
def test_a_registration_that_lacks_a_field_leaves_the_other_ones_word(store, lacks, poor_first):
    rows = [(person(**lacks), "poor"), (person(), "full")]
    accounts = [load(store, RowKind.PATIENT, *row) for row in (rows if poor_first else rows[::-1])]
    assert [account.conflicts for account in accounts] == [0, 0]
    assert told(store, "patient", "sex", "birth_year") == ("female", 1970)


def test_two_registrations_complete_each_other_in_any_order(store):
    load(store, RowKind.PATIENT, person(sex=None), "births")
    load(store, RowKind.PATIENT, person(birth_date=None, name=None, died_on=day(40)), "deaths")
    assert told(store, "patient", "sex", "birth_year", "died_on") == ("female", 1970, day(40))
    assert store.rows("conflict") == []


@pytest.mark.parametrize("other", [{"sex": "male"}, {"birth_date": date(1970, 1, 2)}, {"name": "Somebody Else"}])
def test_two_registrations_that_say_different_things_are_in_conflict(store, other):
    load(store, RowKind.PATIENT, person(), "clinic")
    account = load(store, RowKind.PATIENT, person(**other), "hospital")
    assert account.conflicts == 1
    assert len(store.rows("conflict")) == 2


def test_a_third_registration_without_the_disputed_field_settles_nothing(store):
    for place, sex in enumerate(["female", "male", None]):
        load(store, RowKind.PATIENT, person(sex=sex), f"source{place}")
    assert told(store, "patient", "sex", "birth_year") == (None, 1970)
    assert len(store.rows("conflict")) == 3


def test_a_name_in_other_letters_is_the_same_name(store):
    load(store, RowKind.PATIENT, person(), "clinic")
    assert load(store, RowKind.PATIENT, person(name="SYNTHETIC  p1"), "hospital").conflicts == 0


def test_the_name_shown_is_that_of_a_registration_that_has_one(store):
    load(store, RowKind.PATIENT, person(name=None, birth_date=None), "ids")
    load(store, RowKind.PATIENT, person(), "clinic")
    load(store, RowKind.PATIENT, person(name=None), "births")
    ((_, number, name, birth),) = store.book.people([row["person_key"] for row in store.rows("patient")])
    assert (number, name, birth) == ("P1", "Synthetic P1", "1970-01-01")


def test_an_episode_that_is_listed_again_with_its_end_has_ended(store):
    load(store, RowKind.PATIENT, person(), "people")
    load(store, RowKind.EPISODE, course_of_care("P1", site="north"), "january")
    load(store, RowKind.EPISODE, course_of_care("P1", ended=day(28), how_ended="completed"), "february")
    assert told(store, "episode", "site", "ended", "how_ended") == ("north", day(28), "completed")
    assert store.rows("conflict") == []


def test_two_ends_of_one_episode_are_a_conflict_and_the_other_fields_stand(store):
    load(store, RowKind.PATIENT, person(), "people")
    load(store, RowKind.EPISODE, course_of_care("P1", ended=day(20), payer="x"), "a")
    load(store, RowKind.EPISODE, course_of_care("P1", ended=day(28)), "b")
    assert told(store, "episode", "ended", "payer") == (None, "x")
    assert len(store.rows("conflict")) == 2


@pytest.mark.parametrize(
    ("kind", "table", "same", "one", "other"),
    [
        (RowKind.APPOINTMENT, "appointment", {"on_date": day(3), "at_time": "08:00"}, {"clinician": "c1"}, {"attendance": "attended"}),
        (RowKind.EVENT, "event", {"on_date": day(3), "kind": "care_plan_change", "detail": "x"}, {"measure": "odi"}, {"reason": "worse"}),
        (RowKind.GOAL, "goal", {"text": "walk", "set_on": day(0)}, {"target": 2.0}, {"status": "met"}),
        (RowKind.AUTHORIZATION, "payer_authorization", {"payer": "x", "service": "s", "level": "initial", "requested_on": day(0)},
         {"units_requested": 20.0}, {"decision": "approved"}),
    ],
)  # fmt: skip
def test_lists_of_the_clinic_complete_each_other_too(store, kind, table, same, one, other):
    load(store, RowKind.PATIENT, person(), "people")
    load(store, kind, {"patient": "P1", **same, **one}, "a")
    load(store, kind, {"patient": "P1", **same, **other}, "b")
    assert told(store, table, *one, *other) == (*one.values(), *other.values())
    assert store.rows("conflict") == []


@pytest.mark.parametrize(
    ("kind", "table", "same", "field", "first", "then"),
    [
        (RowKind.APPOINTMENT, "appointment", {"on_date": day(3)}, "attendance", "planned", "attended"),
        (RowKind.GOAL, "goal", {"text": "walk", "set_on": day(0)}, "status", "open", "met"),
        (RowKind.AUTHORIZATION, "payer_authorization", {"service": "s", "level": "initial", "requested_on": day(0)},
         "decision", "pending", "denied"),
    ],
)  # fmt: skip
def test_what_is_not_decided_yet_disputes_no_outcome(store, kind, table, same, field, first, then):
    load(store, RowKind.PATIENT, person(), "people")
    load(store, kind, {"patient": "P1", **same, field: first}, "january")
    assert told(store, table, field) == (first,)
    load(store, kind, {"patient": "P1", **same, field: then}, "february")
    assert told(store, table, field) == (then,)
    assert store.rows("conflict") == []


def test_one_record_that_names_what_it_is_about_in_one_row_only_is_still_in_conflict_with_itself(store):
    load(store, RowKind.PATIENT, person(), "people")
    goal = {"patient": "P1", "text": "walk", "record": "g1"}
    store.load(file_of(RowKind.GOAL, [{**goal, "set_on": day(0)}, goal], name="goals.csv", mapping="goals"))
    assert store.rows("goal") == []
    assert len(store.rows("conflict")) == 2


def test_a_newer_version_may_take_a_field_back(store):
    load(store, RowKind.PATIENT, person(), "people")
    load(store, RowKind.EPISODE, course_of_care("P1", ended=day(20), record="e1", version="1"), "courses")
    store.load(
        file_of(RowKind.EPISODE, [course_of_care("P1", record="e1", version="2")], name="later.csv", mapping="courses")
    )
    assert told(store, "episode", "ended") == (None,)


def test_of_scores_and_medicines_a_field_that_is_left_out_is_a_statement(store):
    """A medicine without a stop runs on, and a score without a form may be of another form."""
    load(store, RowKind.PATIENT, person(), "people")
    both = [score("P1", 0, 40, record="r", form="4a"), score("P1", 0, 40, record="r")]
    store.load(file_of(RowKind.OBSERVATION, both, name="scores.csv", mapping="scores"))
    assert {row["standing"] for row in store.rows("observation")} == {"conflict"}
