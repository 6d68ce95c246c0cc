"""The sample clinic after its load, as the screens will find it."""

from datetime import time, timedelta

import pytest

from domain.scope import Scope
from sample_data.generator.faults import FAULTS
from sample_data.generator.setting import AS_OF
from store import readers
from store.snapshot import open_snapshot


@pytest.fixture(scope="module")
def snapshot(sample_clinic):
    return open_snapshot(sample_clinic)


def test_the_worklist_of_the_day_has_twelve_visits_with_their_checkpoints(snapshot):
    worklist = readers.read_worklist(snapshot, AS_OF, AS_OF)
    assert len(worklist) == 12
    assert worklist["checkpoint"].notna().all()
    assert str(min(worklist["at_time"].astype(str)))[:5] == time(9, 0).isoformat("minutes")


def test_some_coming_visits_belong_to_nobody_enrolled_yet(snapshot):
    worklist = readers.read_worklist(snapshot, AS_OF, AS_OF + timedelta(days=14))
    assert 2 <= worklist["episode_id"].isna().sum() <= 6


def test_four_pairs_of_scores_contradict_each_other(snapshot):
    conflicts = readers.read_conflicts(snapshot)
    assert len(conflicts[conflicts["measure"] != "sleep_efficiency"]) == 8


def test_nights_that_the_diary_holds_twice_with_two_values_contradict_each_other(snapshot):
    """Two weeks of diary that overlap: six mornings stand in both."""
    conflicts = readers.read_conflicts(snapshot)
    nights = conflicts[conflicts["measure"] == "sleep_efficiency"]
    assert nights.groupby(["patient_id", "on_date"]).size().tolist() == [2] * 6


def test_rows_of_people_without_registration_wait(snapshot):
    assert len(readers.read_waiting(snapshot)) == sum(fault.expected == "waiting" for fault in FAULTS)


def test_the_rejection_ledger_holds_every_kind_of_fault(snapshot):
    rejected = set(readers.read_rejected(snapshot)["code"])
    assert {fault.expected for fault in FAULTS} - {"waiting", "duplicate"} <= rejected


def test_pain_responders_are_as_many_in_the_store_as_in_the_truth(snapshot, scores):
    """Corrections, retractions and faults move single patients, not the rate."""
    stored = (
        readers.read_paired_scores(snapshot, Scope(), AS_OF, "program_end")
        .query("measure == 'nrs_average' and is_closed")
        .dropna(subset=["baseline", "follow_up"])
    )
    truth = scores[scores["measure"] == "nrs_average"].dropna(subset=["intake", "program_end"])
    gain = stored["baseline"] - stored["follow_up"]
    responders = stored["n"][(gain >= 2) & (gain >= 0.3 * stored["baseline"] - 1e-9)].sum() / stored["n"].sum()

    assert stored["n"].sum() == pytest.approx(len(truth), abs=40)  # the truth also holds windows that are still open
    assert 0.25 <= responders <= 0.38
