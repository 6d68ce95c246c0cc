"""What becomes of each row, and that every account closes."""

import pytest

from domain.loaded import RowKind
from tests.small_clinic import MemoryStore, contents, course_of_care, day, file_of, registration, score, small_clinic


@pytest.fixture
def store():
    store = MemoryStore(small_clinic())
    store.load(file_of(RowKind.PATIENT, registration("P1", "P2"), name="people.csv"))
    yield store
    store.close()


def scores(*rows: dict, name: str = "scores.csv", **more):
    return file_of(RowKind.OBSERVATION, rows, name=name, **more)


def what_became(account) -> dict[str, int]:
    names = ("accepted", "corrected", "duplicates", "waiting", "rejected", "conflicts")
    return {name: getattr(account, name) for name in names if getattr(account, name)}


def standings(store) -> list[tuple]:
    return sorted((row["value"], row["standing"]) for row in store.rows("observation"))


def test_a_new_row_is_accepted(store):
    (account,) = store.load(scores(score("P1", 0, 40)))
    assert what_became(account) == {"accepted": 1}
    assert standings(store) == [(40.0, "used")]


def test_the_same_row_again_is_a_duplicate_and_its_place_is_remembered(store):
    store.load(scores(score("P1", 0, 40)))
    (account,) = store.load(scores(score("P1", 0, 40), name="again.csv"))
    assert what_became(account) == {"duplicates": 1}
    assert len(store.rows("observation_row")) == 1
    assert len(store.rows("sighting")) == 1


def test_the_same_row_twice_in_one_file_is_one_duplicate(store):
    (account,) = store.load(scores(score("P1", 0, 40), score("P1", 0, 40)))
    assert what_became(account) == {"accepted": 1, "duplicates": 1}


def test_a_higher_version_of_a_record_corrects_it_and_both_are_kept(store):
    store.load(scores(score("P1", 0, 40, record="7", version="1")))
    (account,) = store.load(scores(score("P1", 0, 42, record="7", version="2"), name="later.csv"))
    assert what_became(account) == {"corrected": 1}
    assert standings(store) == [(40.0, "superseded"), (42.0, "used")]


def test_the_highest_version_stands_even_when_it_came_first(store):
    store.load(scores(score("P1", 0, 42, record="7", version="2")))
    (account,) = store.load(scores(score("P1", 0, 40, record="7", version="1"), name="late.csv"))
    assert what_became(account) == {"corrected": 1}
    assert standings(store) == [(40.0, "superseded"), (42.0, "used")]


def test_the_same_content_under_a_newer_version_changes_nothing_but_orders_later_ones(store):
    store.load(scores(score("P1", 0, 40, record="7", version="1")))
    (account,) = store.load(scores(score("P1", 0, 40, record="7", version="3"), name="touched.csv"))
    assert what_became(account) == {"duplicates": 1}
    store.load(scores(score("P1", 0, 44, record="7", version="2"), name="between.csv"))
    assert standings(store) == [(40.0, "superseded"), (40.0, "used"), (44.0, "superseded")]


def test_two_values_without_a_version_are_a_conflict_and_neither_is_used(store):
    (account,) = store.load(scores(score("P1", 0, 40), score("P1", 0, 50)))
    assert what_became(account) == {"accepted": 2, "conflicts": 2}
    assert standings(store) == [(40.0, "conflict"), (50.0, "conflict")]


def test_a_record_with_two_contents_under_one_version_is_a_conflict(store):
    store.load(scores(score("P1", 0, 40, record="7", version="1")))
    (account,) = store.load(scores(score("P1", 0, 50, record="7", version="1"), name="other.csv"))
    assert what_became(account) == {"accepted": 1, "conflicts": 1}
    assert standings(store) == [(40.0, "conflict"), (50.0, "conflict")]


def test_a_record_that_states_two_dates_under_one_version_is_a_conflict(store):
    (account,) = store.load(
        scores(score("P1", 0, 40, record="7", version="1"), score("P1", 3, 40, record="7", version="1"))
    )
    assert what_became(account) == {"accepted": 2, "conflicts": 2}
    assert standings(store) == [(40.0, "conflict"), (40.0, "conflict")]


def test_two_records_that_state_the_same_score_are_kept_and_one_is_used(store):
    (account,) = store.load(scores(score("P1", 0, 40, record="7"), score("P1", 0, 40, record="8")))
    assert what_became(account) == {"accepted": 2}
    assert standings(store) == [(40.0, "superseded"), (40.0, "used")]


def test_two_records_that_state_different_scores_are_a_conflict(store):
    (account,) = store.load(scores(score("P1", 0, 40, record="7"), score("P1", 0, 50, record="8")))
    assert what_became(account) == {"accepted": 2, "conflicts": 2}


def test_two_times_of_one_day_are_two_measurements(store):
    (account,) = store.load(scores(score("P1", 0, 40, at_time="08:00"), score("P1", 0, 50, at_time="17:00")))
    assert what_became(account) == {"accepted": 2}
    assert standings(store) == [(40.0, "used"), (50.0, "used")]


def test_one_source_number_may_count_records_of_two_sources(store):
    store.load(scores(score("P1", 0, 40, record="7"), mapping="portal"))
    (account,) = store.load(scores(score("P2", 0, 50, record="7"), name="lab.csv", mapping="lab"))
    assert what_became(account) == {"accepted": 1}


def test_a_wide_record_number_counts_once_per_measure(store):
    (account,) = store.load(scores(score("P1", 0, 40, record="7"), score("P1", 0, 5, "nrs_average", record="7")))
    assert what_became(account) == {"accepted": 2}


def test_a_retraction_removes_the_record(store):
    store.load(scores(score("P1", 0, 40, record="7")))
    (account,) = store.load(scores(score("P1", 0, 40, record="7", retracted=True), name="withdrawn.csv"))
    assert what_became(account) == {"corrected": 1}
    assert standings(store) == [(40.0, "retracted"), (40.0, "retracted")]


def test_a_version_after_a_retraction_brings_the_record_back(store):
    store.load(scores(score("P1", 0, 40, record="7", version="2", retracted=True)))
    store.load(scores(score("P1", 0, 44, record="7", version="3"), name="back.csv"))
    assert standings(store) == [(40.0, "superseded"), (44.0, "used")]


def test_a_correction_may_move_a_record_to_another_patient(store):
    store.load(scores(score("P1", 0, 40, record="7", version="1")))
    store.load(scores(score("P2", 0, 40, record="7", version="2"), name="moved.csv"))
    used = [row["patient_id"] for row in store.rows("observation") if row["standing"] == "used"]
    assert used == [store.book.internal_ids("patient", ["P2"], 0)["P2"]]


def test_a_row_of_somebody_unregistered_waits_and_counts_when_the_registration_comes(store):
    (account,) = store.load(scores(score("P9", 0, 40)))
    assert what_became(account) == {"waiting": 1}
    assert standings(store) == []
    store.load(file_of(RowKind.PATIENT, registration("P9"), name="late.csv"))
    assert standings(store) == [(40.0, "used")]


def test_a_registration_in_the_same_batch_comes_in_time_whatever_the_order(store):
    waiting, _ = store.load(scores(score("P9", 0, 40)), file_of(RowKind.PATIENT, registration("P9"), name="late.csv"))
    assert what_became(waiting) == {"accepted": 1}


def test_rejected_rows_are_kept_and_counted(store):
    bad = {"line": 3, "column": "value", "code": "out_of_range", "reason": "110 is outside 0–100."}
    (account,) = store.load(scores(score("P1", 0, 40), rejected=[bad]))
    assert what_became(account) == {"accepted": 1, "rejected": 1}
    assert account.reasons == {"out_of_range": 1}
    assert store.rows("rejected_row")[0]["reason"] == "110 is outside 0–100."


def test_a_file_read_under_another_mapping_replaces_its_former_rows(store):
    store.load(scores(score("P1", 0, 40), score("P1", 7, 30), content="same bytes"))
    (account,) = store.load(scores(score("P1", 0, 40), score("P1", 7, 31), content="same bytes", mapping_hash="2"))
    assert what_became(account) == {"accepted": 1, "duplicates": 1}
    assert standings(store) == [(31.0, "used"), (40.0, "used")]


def test_a_row_that_another_file_holds_too_survives_the_replacement(store):
    store.load(scores(score("P1", 0, 40), content="first"))
    store.load(scores(score("P1", 0, 40), name="other.csv", content="second"))
    store.load(scores(score("P1", 0, 41), content="first", mapping_hash="2"))
    assert standings(store) == [(40.0, "conflict"), (41.0, "conflict")]
    assert {row["file_id"] for row in store.rows("observation_row") if row["value"] == 40} == {
        scores(content="second").file_hash
    }
    assert store.rows("sighting") == []


def test_a_person_in_conflict_stays_registered_without_the_disputed_field(store):
    (account,) = store.load(file_of(RowKind.PATIENT, registration("P1", sex="male"), name="other.csv"))
    assert what_became(account) == {"accepted": 1, "conflicts": 1}
    known = {row["patient_id"]: (row["sex"], row["birth_year"]) for row in store.rows("patient")}
    assert known[store.book.internal_ids("patient", ["P1"], 0)["P1"]] == (None, 1970)


def test_an_episode_in_conflict_stays_enrolled_without_the_disputed_field(store):
    store.load(
        file_of(RowKind.EPISODE, [course_of_care("P1", site="a", payer="x"), course_of_care("P1", site="b", payer="x")])
    )
    (episode,) = store.rows("episode")
    assert (episode["site"], episode["payer"], episode["started"]) == (None, "x", day(0))


def test_a_corrected_name_is_a_correction_although_the_name_is_not_in_the_snapshot(store):
    renamed = registration("P1", name="Synthetic Other")
    store.load(
        file_of(
            RowKind.PATIENT,
            [{**registration("P2")[0], "record": "P2", "version": "1"}],
            name="v1.csv",
            mapping="registry",
        )
    )
    (account,) = store.load(
        file_of(
            RowKind.PATIENT,
            [{**renamed[0], "patient": "P2", "record": "P2", "version": "2"}],
            name="v2.csv",
            mapping="registry",
        )
    )
    assert account.corrected == 1


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (RowKind.EPISODE, course_of_care("P1", 0), course_of_care("P2", 5)),
        (RowKind.EVENT, {"patient": "P1", "on_date": day(1), "kind": "flare"}, {"patient": "P2", "on_date": day(2), "kind": "flare"}),
        (RowKind.APPOINTMENT, {"patient": "P1", "on_date": day(1)}, {"patient": "P2", "on_date": day(2)}),
    ],
)  # fmt: skip
def test_a_record_that_names_two_patients_stands_alike_whichever_of_them_a_later_load_touches(store, kind, one, other):
    store.load(file_of(kind, [{**one, "record": "R1", "version": "1"}, {**other, "record": "R1", "version": "1"}]))
    store.load(file_of(RowKind.OBSERVATION, [score("P1", 3, 20)], name="scores.csv"))
    found = contents(store.connection, [kind.value])
    store.recompute()
    assert contents(store.connection, [kind.value]) == found


def test_an_episode_whose_record_names_two_patients_belongs_to_neither_registered_or_not(store):
    both = [course_of_care(patient, record="E1", version="1") for patient in ("P1", "P9")]
    (account,) = store.load(file_of(RowKind.EPISODE, both))
    assert what_became(account) == {"accepted": 1, "waiting": 1, "conflicts": 2}
    assert store.rows("episode") == []
    store.load(file_of(RowKind.PATIENT, registration("P9"), name="more.csv"))
    assert store.rows("episode") == []
