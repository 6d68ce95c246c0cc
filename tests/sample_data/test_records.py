"""Goals, authorizations and medication lists of the sample clinic, as they stand after its load."""

import pytest

from domain.scope import Scope
from sample_data.generator.setting import AS_OF
from store import readers
from store.dose_readers import read_dose_doubts
from store.snapshot import open_snapshot


@pytest.fixture(scope="module")
def snapshot(sample_clinic):
    return open_snapshot(sample_clinic)


def frame(snapshot, query):
    with snapshot.cursor() as cursor:
        return cursor.execute(query).df()


def test_goals_stand_in_words_and_on_measures_and_in_every_state(snapshot):
    goals = frame(snapshot, "select * from goal")
    assert set(goals["status"]) == {"open", "met", "dropped"}
    assert goals["measure"].isna().any()
    assert goals["measure"].notna().any()


def test_denials_give_the_payers_reason_and_a_deadline_and_some_are_overturned(snapshot):
    requests = frame(snapshot, "select * from payer_authorization")
    denied = requests[requests["decision"] == "denied"]
    assert denied["reason"].notna().all()
    assert denied["deadline_on"].notna().all()
    assert {"initial", "reconsideration", "appeal", "peer_to_peer"} == set(requests["level"])
    assert (requests[requests["level"] != "initial"]["decision"] == "approved").any()


def test_nothing_is_dated_after_the_clinics_day(snapshot):
    requests = frame(snapshot, "select max(decided_on) as last from payer_authorization")
    assert requests["last"].iloc[0].date() <= AS_OF


def test_doses_follow_from_lists_only_where_the_pharmacy_states_none(snapshot):
    doses = frame(snapshot, "select patient_id, mode, on_date from observation where measure = 'mme_day'")
    derived = doses[doses["mode"] == "medication list"]
    assert derived["patient_id"].nunique() >= 40
    assert not set(derived["patient_id"]) & set(doses[doses["mode"] != "medication list"]["patient_id"])
    assert derived["on_date"].max().date() <= AS_OF
    assert (derived["on_date"].dt.day_of_week == 6).all()


def test_lists_that_cannot_be_counted_say_why(snapshot):
    lists = frame(snapshot, "select distinct patient_id from medication where strength is null or drug = 'Percodol'")
    assert len(lists) >= 2
    for patient_id in lists["patient_id"]:
        assert len(read_dose_doubts(snapshot, patient_id))


def test_the_months_of_pain_are_known_for_most_episodes(snapshot):
    months = readers.read_patients(snapshot, Scope())["pain_months"]
    assert 0.88 <= months.notna().mean() <= 0.98
    assert months.min() >= 3
