"""The expected course from the store: whose rows make it, and that it moves with them."""

from datetime import date

import numpy as np
import pytest

from domain.loaded import RowKind
from domain.measures import MEASURES
from metrics.course_calibration import leave_one_out_bands
from metrics.expected_course import expected_course
from store.clinic_folder import read_clinic
from store.readers import open_snapshot
from store.similar_readers import read_form_timing, read_similar, read_similar_rows
from store.snapshot import Snapshot
from tests.small_clinic import MemoryStore, course_of_care, day, file_of, registration, score, small_clinic

ODI = MEASURES["odi"]
PAST = [f"P{number}" for number in range(31)]
LATER = day(500)


class SmallClinic:
    """One new patient with an intake of 40, and 31 past ones who began at 40 and ended at 10, 11, … 40."""

    def __init__(self, **more_of_the_new_one):
        self.store = MemoryStore(small_clinic())
        patients = registration("NEW", *PAST)
        courses = [course_of_care("NEW", 300, **more_of_the_new_one), *map(course_of_care, PAST)]
        scores = [score("NEW", 300, 40.0), *(score(patient, 0, 40.0) for patient in PAST)]
        ends = [score(patient, 28, 10.0 + place, record=f"r{place}", version="1") for place, patient in enumerate(PAST)]
        self.load(RowKind.PATIENT, patients)
        self.load(RowKind.EPISODE, courses)
        self.load(RowKind.OBSERVATION, scores + ends)

    def load(self, kind, rows, name="file"):
        return self.store.load(file_of(kind, rows, name=f"{name}-{self.store.batches}.csv", mapping="source"))

    def band(self, as_of: date = LATER):
        (own,) = (e for e in self.store.rows("episode") if e["started"] == day(300))
        similar = read_similar(self.snapshot, own["patient_id"], own["episode_id"], ODI, as_of)
        return expected_course(ODI, similar.traits, similar.rungs, similar.counts).at("end")

    @property
    def snapshot(self):
        return Snapshot(1, None, None, "", self.store.connection)


def test_the_band_is_made_of_the_past_patients_rows():
    point = SmallClinic().band()
    assert (point.n, point.median) == (31, 25)
    assert point.scores == tuple((10.0 + place, 1) for place in range(31))


def test_changing_one_past_patients_row_moves_the_band():
    clinic = SmallClinic()
    before = clinic.band()
    clinic.load(RowKind.OBSERVATION, [score("P15", 28, 90.0, record="r15", version="2")], "correction")
    after = clinic.band()
    assert (before.median, after.median) == (25, 26)
    assert after.n == before.n
    assert (90.0, 1) in after.scores


def test_taking_one_past_score_back_leaves_the_patient_counted_as_missed():
    clinic = SmallClinic()
    clinic.load(RowKind.OBSERVATION, [score("P15", 28, 25.0, record="r15", version="2", retracted=True)], "withdrawn")
    point = clinic.band()
    assert (point.n, point.n_missed, point.n_left) == (30, 1, 0)


def test_the_patients_own_score_is_never_in_their_band():
    clinic = SmallClinic()
    before = clinic.band()
    clinic.load(RowKind.OBSERVATION, [score("NEW", 328, 0.0)], "own")
    assert clinic.band() == before
    clinic.load(RowKind.EPISODE, [course_of_care("NEW", 0)], "earlier")
    clinic.load(RowKind.OBSERVATION, [score("NEW", 0, 40.0), score("NEW", 28, 0.0)], "earlier scores")
    assert clinic.band() == before, "nor any earlier episode of the same person"


def test_a_checkpoint_that_has_not_closed_makes_no_band():
    """The past patients' last window closes on day 48 and counts from day 49."""
    clinic = SmallClinic()
    assert clinic.band(day(310)).n == 31
    (own,) = (e for e in clinic.store.rows("episode") if e["started"] == day(300))
    assert read_similar(clinic.snapshot, own["patient_id"], own["episode_id"], ODI, day(48)).traits.baseline is None
    rows = read_similar_rows(clinic.snapshot, "short", "odi", day(48))
    assert rows.empty
    assert len(read_similar_rows(clinic.snapshot, "short", "odi", day(49))) == 31


def test_a_trait_that_too_few_share_is_given_up():
    assert SmallClinic(payer="rare").band().matched_on == "intake within 5 (pain duration not recorded)"
    assert SmallClinic().band().matched_on == (
        "intake within 5, same sex, age within 10 years (payer, pain duration not recorded)"
    )


def test_somebody_far_away_at_intake_does_not_move_the_band():
    clinic = SmallClinic()
    before = clinic.band()
    clinic.load(RowKind.PATIENT, registration("FAR"))
    clinic.load(RowKind.EPISODE, [course_of_care("FAR")], "far")
    clinic.load(RowKind.OBSERVATION, [score("FAR", 0, 60.0), score("FAR", 28, 0.0)], "far scores")
    assert clinic.band() == before


def test_those_who_left_are_counted_apart():
    clinic = SmallClinic()
    clinic.load(RowKind.PATIENT, registration("GONE"))
    clinic.load(RowKind.EPISODE, [course_of_care("GONE", ended=day(20), how_ended="left")], "gone")
    clinic.load(RowKind.OBSERVATION, [score("GONE", 0, 40.0)], "gone scores")
    assert (clinic.band().n, clinic.band().n_left) == (31, 1)


def test_a_form_after_the_window_closed_is_told_from_none():
    clinic = SmallClinic()
    late = [course_of_care("LATE"), course_of_care("NEVER")]
    clinic.load(RowKind.PATIENT, registration("LATE", "NEVER"))
    clinic.load(RowKind.EPISODE, late, "two")
    clinic.load(RowKind.OBSERVATION, [score("LATE", 49, 30.0)], "late")
    timing = read_form_timing(clinic.snapshot, scope(), day(100))
    rows = timing[(timing["checkpoint"] == "end") & (timing["measure"] == "odi")]
    assert dict(zip(rows["state"], rows["n"], strict=True)) == {"filled": 31, "after closing": 1, "not filled": 1}


def scope():
    from domain.scope import Scope

    return Scope()


@pytest.mark.parametrize("code", ["odi", "promis_pi_tscore", "standing_tolerance"])
def test_on_the_sample_clinic_each_past_patient_gets_the_band_that_calibration_gives(sample_clinic, code):
    clinic, snapshot = read_clinic(sample_clinic), open_snapshot(sample_clinic)
    today, measure = clinic.clock.today(), MEASURES[code]
    rows = read_similar_rows(snapshot, "interdisciplinary", code, today)
    here = rows[rows["checkpoint"] == "program_end"]
    places = np.arange(0, len(here), max(1, len(here) // 12))
    together = leave_one_out_bands(measure, here, places)
    assert not np.isnan(together).all()
    for place, expected in zip(places, together, strict=True):
        row = here.iloc[place]
        similar = read_similar(snapshot, row["patient_id"], row["episode_id"], measure, today)
        point = expected_course(measure, similar.traits, similar.rungs, similar.counts).at("program_end")
        found = [point.low80, point.low50, point.median, point.high50, point.high80]
        np.testing.assert_allclose([np.nan if edge is None else edge for edge in found], expected)
    snapshot.close()
