"""Who need not be seen: the dead, and those who withdrew consent in the course of the episode.

Two episodes of one patient, day 0 to 28 and day 100 to 128; the last window of each closes 20 days after its end.
"""

import pytest

from domain.loaded import RowKind
from domain.scope import Scope
from store.sql_file import sql
from tests.small_clinic import MemoryStore, course_of_care, day, file_of, registration, score, small_clinic

AS_OF = day(200)


def counts(**person) -> dict[str, tuple[int, int]]:
    """Checkpoint → (excused, due), over both episodes."""
    store = store_with(**person)
    return {row["checkpoint"]: (row["excused"], row["due"]) for row in asked(store, "checkpoint_counts")}


def store_with(**person) -> MemoryStore:
    store = MemoryStore(small_clinic())
    scores = [score("P1", on, value) for on, value in ((0, 40), (28, 30), (100, 50), (128, 20))]
    store.load(
        file_of(RowKind.PATIENT, registration("P1", **person), name="people.csv"),
        file_of(RowKind.EPISODE, [course_of_care("P1", 0), course_of_care("P1", 100)], name="courses.csv"),
        file_of(RowKind.OBSERVATION, scores, name="scores.csv"),
    )
    return store


def asked(store, name, **more) -> list[dict]:
    found = store.connection.execute(sql(name), {**Scope().parameters(), "as_of": AS_OF, **more})
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_nobody_is_excused_without_a_reason():
    assert counts() == {"intake": (0, 2), "middle": (0, 2), "end": (0, 2)}


def test_withdrawing_consent_excuses_from_that_day_on_in_the_same_episode_only():
    assert counts(withdrew_on=day(10)) == {"intake": (0, 2), "middle": (1, 1), "end": (1, 1)}


@pytest.mark.parametrize("on", [60, 99])
def test_who_withdrew_between_the_episodes_is_excused_in_neither(on):
    assert counts(withdrew_on=day(on)) == {"intake": (0, 2), "middle": (0, 2), "end": (0, 2)}


def test_withdrawing_on_the_day_of_the_start_counts_for_the_new_episode():
    assert counts(withdrew_on=day(100)) == {"intake": (1, 1), "middle": (1, 1), "end": (1, 1)}


def test_death_excuses_from_every_later_window():
    assert counts(died_on=day(10)) == {"intake": (1, 1), "middle": (2, 0), "end": (2, 0)}


def test_every_cohort_question_excuses_alike():
    store = store_with(withdrew_on=day(10))
    pairs = [row for row in asked(store, "paired_scores", checkpoint="end") if row["measure"] == "odi"]
    assert {(row["baseline"], row["follow_up"], row["is_closed"], row["is_excused"]) for row in pairs} == {
        (40, 30, False, True),
        (50, 20, True, False),
    }
    (odi,) = [row for row in asked(store, "measure_counts") if (row["checkpoint"], row["measure"]) == ("end", "odi")]
    assert (odi["enrolled"], odi["due"], odi["observed"]) == (2, 1, 1)
    (end,) = [row for row in asked(store, "mean_course", measure="odi") if row["checkpoint"] == "end"]
    assert (end["n"], end["total"]) == (1, 20)
