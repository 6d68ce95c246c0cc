"""Which score fills which checkpoint: the rules one by one.

The small clinic's program: intake due on day 0 (open −14 to 7), middle on day 14 (8 to 20), end on day 28 (22 to 48).
"""

import pytest

from domain.loaded import RowKind
from tests.small_clinic import CLINIC_TOML, MemoryStore, course_of_care, day, file_of, registration, score, small_clinic


def store_of(*scores: dict, courses=None, events=(), people=None, clinic=None) -> MemoryStore:
    store = MemoryStore(clinic or small_clinic())
    store.load(
        file_of(RowKind.PATIENT, people or registration("P1"), name="people.csv", mapping="people"),
        file_of(RowKind.EPISODE, courses or [course_of_care("P1")], name="courses.csv", mapping="courses"),
        file_of(RowKind.EVENT, list(events), name="events.csv", mapping="events"),
        file_of(RowKind.OBSERVATION, list(scores), name="scores.csv", mapping="scores"),
    )
    return store


def filled(store: MemoryStore, measure: str = "odi") -> dict[str, float]:
    """Checkpoint → score, of the checkpoints that have one."""
    return {
        row["checkpoint"]: row["value"]
        for row in store.rows("checkpoint_score")
        if row["measure"] == measure and row["value"] is not None
    }


def attended(on: int) -> dict:
    return {"patient": "P1", "on_date": day(on), "kind": "session_attended"}


def test_a_score_fills_the_checkpoint_whose_window_holds_its_date():
    assert filled(store_of(score("P1", -14, 40), score("P1", 48, 20))) == {"intake": 40, "end": 20}


@pytest.mark.parametrize("on", [-15, 21, 49])
def test_a_score_outside_every_window_fills_none(on):
    assert filled(store_of(score("P1", on, 40))) == {}


def test_every_due_measure_has_a_row_also_without_a_score():
    rows = {(row["checkpoint"], row["measure"]) for row in store_of().rows("checkpoint_score")}
    assert rows == {
        ("intake", "odi"),
        ("intake", "nrs_average"),
        ("middle", "nrs_average"),
        ("end", "odi"),
        ("end", "nrs_average"),
        ("end", "pgic"),
    }


def test_a_measure_that_is_not_due_has_a_row_where_it_was_observed():
    (row,) = [
        row
        for row in store_of(score("P1", 14, 40)).rows("checkpoint_score")
        if row["checkpoint"] == "middle" and row["measure"] == "odi"
    ]
    assert (row["value"], row["is_due"]) == (40, False)


def test_a_checkpoint_takes_the_score_nearest_its_due_day():
    assert filled(store_of(score("P1", -9, 40), score("P1", 2, 44), score("P1", 4, 48))) == {"intake": 44}


def test_of_two_scores_equally_near_it_takes_the_earlier():
    assert filled(store_of(score("P1", 3, 44), score("P1", -3, 40))) == {"intake": 40}


def test_of_two_scores_of_a_day_it_takes_the_earlier_time():
    assert filled(store_of(score("P1", 0, 44, at_time="17:00"), score("P1", 0, 40, at_time="08:00"))) == {"intake": 40}


def test_a_score_without_a_time_comes_before_those_with_one():
    assert filled(store_of(score("P1", 0, 44, at_time="08:00"), score("P1", 0, 40))) == {"intake": 40}


def test_the_intake_window_closes_at_the_first_session_and_that_day_still_counts():
    assert filled(store_of(score("P1", 3, 40), events=[attended(3)])) == {"intake": 40}
    assert filled(store_of(score("P1", 4, 40), events=[attended(3)])) == {}


def test_a_session_before_the_start_opens_nothing_and_closes_nothing():
    assert filled(store_of(score("P1", 4, 40), events=[attended(-2)])) == {"intake": 40}


def test_a_session_of_the_next_episode_is_not_the_first_of_this_one():
    episodes = store_of(courses=[course_of_care("P1", 0), course_of_care("P1", 60)], events=[attended(61)]).rows(
        "episode"
    )
    assert {row["started"]: row["first_session_on"] for row in episodes} == {day(0): None, day(60): day(61)}


def test_the_end_is_the_actual_one_where_it_is_known():
    early = course_of_care("P1", ended=day(14), how_ended="left")
    assert filled(store_of(score("P1", 34, 20), courses=[early])) == {"end": 20}
    assert filled(store_of(score("P1", 36, 20), courses=[early])) == {}


def test_where_two_windows_hold_the_day_the_nearest_due_day_wins():
    early = course_of_care("P1", ended=day(16), how_ended="left")
    scores = [score("P1", on, value, "nrs_average") for on, value in ((14, 4), (16, 6))]
    assert filled(store_of(*scores, courses=[early]), "nrs_average") == {"middle": 4, "end": 6}


def test_where_two_due_days_are_equally_near_the_earlier_wins():
    early = course_of_care("P1", ended=day(16), how_ended="left")
    assert filled(store_of(score("P1", 15, 5, "nrs_average"), courses=[early]), "nrs_average") == {"middle": 5}


def test_a_score_serves_one_episode_only():
    again = [course_of_care("P1", 0), course_of_care("P1", 30)]
    rows = store_of(score("P1", 29, 40), courses=again).rows("checkpoint_score")
    assert [(row["checkpoint"], row["due_on"]) for row in rows if row["value"] == 40] == [("end", day(28))]


def test_a_new_episode_has_an_intake_of_its_own():
    again = [course_of_care("P1", 0), course_of_care("P1", 100)]
    rows = store_of(score("P1", 0, 40), score("P1", 99, 30), courses=again).rows("checkpoint_score")
    assert {
        row["due_on"]: row["value"] for row in rows if row["checkpoint"] == "intake" and row["measure"] == "odi"
    } == {day(0): 40, day(100): 30}


def test_a_score_around_a_procedure_fills_no_checkpoint_unless_the_program_says_so():
    before_block = [score("P1", on, 4, "nrs_average", occasion="before_block") for on in (0, 14, 28)]
    assert filled(store_of(*before_block), "nrs_average") == {"middle": 4}


def test_a_conflict_that_would_be_chosen_leaves_the_score_unknown():
    rows = store_of(score("P1", 0, 40), score("P1", 0, 50), score("P1", 2, 44)).rows("checkpoint_score")
    (intake,) = [row for row in rows if row["checkpoint"] == "intake" and row["measure"] == "odi"]
    assert (intake["value"], intake["in_conflict"], intake["on_date"]) == (None, True, day(0))


def test_a_score_after_death_fills_nothing():
    assert filled(store_of(score("P1", 28, 40), people=registration("P1", died_on=day(27)))) == {}
    assert filled(store_of(score("P1", 27, 40), people=registration("P1", died_on=day(27)))) == {"end": 40}


def test_a_person_who_left_stays_due_later():
    left = course_of_care("P1", ended=day(5), how_ended="left")
    assert {row["checkpoint"] for row in store_of(courses=[left]).rows("checkpoint_score") if row["is_due"]} == {
        "intake",
        "middle",
        "end",
    }


def test_windows_follow_the_clinics_own_days():
    clinic = small_clinic(CLINIC_TOML.replace("closes_day = 7", "closes_day = 3"))
    assert filled(store_of(score("P1", 4, 40), clinic=clinic)) == {}
