"""On a past day only the episodes that had begun by then have enrolled anybody.

Three episodes: one from day 0, one from day 30, one from day 100; the questions are asked on day 60.
"""

import pytest
from pandas.testing import assert_frame_equal

from domain.case_mix import Grouping
from domain.loaded import RowKind
from domain.scope import Scope
from store import comparison_readers, over_time_readers, readers, similar_readers
from tests.small_clinic import MemoryStore, course_of_care, day, file_of, registration, score, small_clinic

THEN = day(60)


@pytest.fixture(scope="module")
def snapshot():
    store = MemoryStore(small_clinic())
    started = {"P1": 0, "P2": 30, "P3": 100}
    store.load(
        file_of(RowKind.PATIENT, registration(*started), name="people.csv"),
        file_of(RowKind.EPISODE, [course_of_care(*one) for one in started.items()], name="courses.csv"),
        file_of(RowKind.OBSERVATION, [score(who, on, 40) for who, on in started.items()], name="scores.csv"),
    )
    return store.snapshot()


def test_a_scope_on_a_day_ends_with_that_day_unless_it_ends_before():
    assert Scope().begun_by(THEN) == Scope(started_to=THEN)
    assert Scope(started_to=day(10)).begun_by(THEN) == Scope(started_to=day(10))
    assert Scope(started_to=day(90)).parameters_on(THEN)["started_to"] == THEN


def test_a_measure_counts_nobody_as_enrolled_before_the_episode_begins(snapshot):
    counts = readers.read_measure_counts(snapshot, Scope(), THEN)
    assert set(counts["enrolled"]) == {2}
    assert set(readers.read_measure_counts(snapshot, Scope(), day(200))["enrolled"]) == {3}


def test_a_checkpoint_counts_nobody_as_enrolled_before_the_episode_begins(snapshot):
    assert set(readers.read_checkpoint_counts(snapshot, Scope(), THEN)["enrolled"]) == {2}


ASKED = [
    readers.read_measure_counts,
    readers.read_checkpoint_counts,
    readers.read_leaving_reasons,
    lambda *asked: readers.read_paired_scores(*asked, "end"),
    lambda *asked: readers.read_mean_course(*asked, "odi"),
    over_time_readers.read_starting_scores,
    over_time_readers.read_monthly_completeness,
    similar_readers.read_intake_sums,
    similar_readers.read_form_timing,
    lambda *asked: comparison_readers.read_case_mix_baselines(*asked, Grouping.PROGRAM),
]


@pytest.mark.parametrize("read", ASKED)
def test_every_question_about_a_past_day_is_one_about_the_episodes_begun(snapshot, read):
    found, begun = read(snapshot, Scope(), THEN), read(snapshot, Scope(started_to=THEN), THEN)
    assert_frame_equal(found, begun)
