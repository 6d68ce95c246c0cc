"""Similar patients from arrays read once per program are those of the plain Python twin, and of the query one by one."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.asker import local_user
from access.door import Door
from domain.measures import MEASURES
from domain.similarity import Own, Traits, ladder
from store.past_courses import PastCourses
from store.similar_readers import read_similar, read_traits
from tests.small_clinic import day
from tests.twins.naive_similar import Clinic
from tests.twins.test_similar_twin import EXAMPLES, TABLES, clinics, loaded


def own_of(snapshot, patient_id, episode, measure, as_of) -> Own:
    traits = read_traits(snapshot, patient_id, episode["episode_id"], measure, as_of)
    assert isinstance(traits, Traits)
    return Own(patient_id, episode["episode_id"], episode["started"], traits)


@EXAMPLES
@given(clinics, st.sampled_from([30, 60, 90, 500]))
def test_similar_patients_are_who_the_rules_say(files, as_of):
    store = loaded(files)
    clinic = Clinic({name: store.rows(name) for name in TABLES}, day(as_of))
    past = PastCourses(store.snapshot(), "short", day(as_of))
    for code, own in ((code, own) for code in ("odi", "nrs_average") for own in clinic.episode):
        intake, episode = clinic.intake(code, own), clinic.episode[own]
        if intake is None or episode["program"] != "short":
            continue
        asked = own_of(store.snapshot(), episode["patient_id"], episode, code, day(as_of))
        counts = past.similar(asked, MEASURES[code]).counts
        rows = counts[counts["n"] > 0].itertuples()
        found = Counter({(r.checkpoint, r.rung, r.state, None if r.score != r.score else r.score): r.n for r in rows})
        assert found == clinic.similar(code, own, ladder(MEASURES[code], intake["value"]))
    store.close()


@pytest.fixture(scope="module")
def door(sample_clinic):
    return Door(sample_clinic, local_user(None))


def test_on_the_sample_clinic_they_are_those_of_the_query(door):
    today = door.clinic.clock.today()
    visits = door.worklist(today, today)
    compared = 0
    for visit in visits.dropna(subset="episode_id").itertuples():
        past = door.past_courses(visit.program, today)
        for code in door.clinic.program(visit.program).intake.measures[:4]:
            one = read_similar(door.snapshot, visit.patient_id, visit.episode_id, MEASURES[code], today)
            if one.traits.baseline is None:
                continue
            own = Own(visit.patient_id, visit.episode_id, visit.started, one.traits)
            other = past.similar(own, MEASURES[code])
            assert other.rungs == one.rungs
            assert lines(other.counts) == lines(one.counts)
            compared += int(one.counts["n"].sum())
    assert compared > 1000


def lines(counts) -> Counter:
    rows = counts.itertuples(index=False)
    return Counter(tuple(None if value != value else value for value in row) for row in rows)


def test_without_an_intake_score_nobody_is_similar(door):
    today = door.clinic.clock.today()
    own = Own("nobody", "nowhere", today, Traits("interdisciplinary", None))
    similar = door.past_courses("interdisciplinary", today).similar(own, MEASURES["odi"])
    assert similar.rungs == ()
    assert similar.counts.empty
