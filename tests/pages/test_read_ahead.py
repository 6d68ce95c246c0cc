"""Reading ahead: what is computed before it is asked for is the same, is kept once, and counts as opened only when shown."""

import pytest

from access.ahead import ReadingAhead
from access.asker import AccessRefused, Asker, Role, local_user
from access.door import Door
from pages.parts import read_ahead, reading
from pages.parts.prep_case import Case, CaseKey, case_at
from store.audit import read_trail
from store.audit_queue import flush_openings


@pytest.fixture
def ahead(own_sample_clinic):
    reading._kept.clear()
    return ReadingAhead(own_sample_clinic, local_user(None))


@pytest.fixture
def visits(ahead):
    day = ahead.clinic.clock.today()
    return ahead.worklist(day, day)


def openings(folder) -> list:
    flush_openings(folder)
    return [deed for deed in read_trail(folder) if deed.patient_id is not None]


def test_what_is_read_ahead_is_what_the_page_computes(ahead, visits):
    day, visit = ahead.clinic.clock.today(), next(visits.itertuples())
    read_ahead.read_one(ahead, visit.patient_id, day)
    kept = case_at(ahead, CaseKey(visit.patient_id, visit.episode_id, None, day))
    fresh = Case(ahead, CaseKey(visit.patient_id, visit.episode_id, None, day))
    assert "panels" in vars(kept)
    assert (kept.panels, kept.points, kept.flags) == (fresh.panels, fresh.points, fresh.flags)
    assert case_at(ahead, CaseKey(visit.patient_id, visit.episode_id, None, day)) is kept


def test_reading_ahead_opens_no_record_and_showing_it_does(ahead, visits, own_sample_clinic):
    patient_id = visits["patient_id"].iloc[0]
    read_ahead.read_one(ahead, patient_id, ahead.clinic.clock.today())
    assert [one for one in openings(own_sample_clinic) if one.patient_id == patient_id] == []
    Door(own_sample_clinic, local_user(None)).authorize("course", patient_id)
    assert len([one for one in openings(own_sample_clinic) if one.patient_id == patient_id]) == 1


def test_whoever_may_not_see_a_record_cannot_read_it_ahead(own_sample_clinic, visits):
    director = ReadingAhead(own_sample_clinic, Asker("director", frozenset({Role.DIRECTOR})))
    for ask in (director.course, director.observations, director.goals):
        with pytest.raises(AccessRefused):
            ask(visits["patient_id"].iloc[0])


def test_nothing_is_recorded_through_it(ahead, visits):
    with pytest.raises(AccessRefused):
        ahead.record("note", visits["patient_id"].iloc[0], {"text": "x"})


def test_everybody_on_the_list_is_read_once_and_a_fault_stops_nobody(ahead, visits, monkeypatch):
    read = []

    def one(door, patient_id, today):
        read.append(patient_id)
        if len(read) == 1:
            raise ValueError("made up")

    monkeypatch.setattr(read_ahead, "read_one", one)
    line = read_ahead.Ahead(ahead, ahead.clinic.clock.today())
    patients = list(visits["patient_id"])
    line.want(patients)
    line.finish()
    line.want(patients)
    line.finish()
    assert read == patients


def test_whoever_comes_next_is_read_first(ahead, visits, monkeypatch):
    order = []
    monkeypatch.setattr(read_ahead, "read_one", lambda door, patient_id, today: order.append(patient_id))
    monkeypatch.setattr(reading, "ahead", lambda: ahead)
    monkeypatch.setattr(reading, "today", ahead.clinic.clock.today)
    patients = list(dict.fromkeys(visits["patient_id"]))
    read_ahead.visits_ahead(after=patients[2]).finish()
    assert order[:2] == patients[3:5]
    assert sorted(order) == sorted(patients)


def test_a_case_holds_no_name_birth_date_or_record_number(ahead, visits, own_sample_clinic):
    day, visit = ahead.clinic.clock.today(), next(visits.itertuples())
    case = Case(ahead, CaseKey(visit.patient_id, visit.episode_id, None, day))
    for part in case.PARTS:
        getattr(case, part)
    held = repr(vars(case))
    person = next(Door(own_sample_clinic, local_user(None)).people((visit.patient_id,)).itertuples())
    for secret in (person.name, person.record_number, str(person.birth_date)):
        assert secret not in held
