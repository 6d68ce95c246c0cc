"""Measures that the clinic defines itself stand on the screens like any other."""

import pytest

from domain.scope import Scope
from loaders.choose import choose_jobs
from loaders.read import read_file
from store.clinic_folder import read_clinic
from store.readers import open_snapshot, read_patients
from store.writer import load
from tests.loaders.test_clinic_measure import FILES


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / "clinic" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    clinic = read_clinic(tmp_path / "clinic")
    jobs = choose_jobs(tmp_path / "clinic", [], measures=clinic.measures)
    load(tmp_path / "clinic", clinic, [read_file(path, mapping, clinic) for path, mapping in jobs])
    return tmp_path / "clinic"


@pytest.mark.parametrize("screen", ["today", "cohort", "imports"])
def test_a_screen_of_a_clinic_with_own_measures_does_not_fail(folder, open_screen, screen):
    assert not open_screen(folder, screen).failures


def test_the_cohort_counts_them(folder, open_screen):
    assert "Stairs" in open_screen(folder, "cohort").text


def test_the_patient_page_draws_them(folder, open_screen):
    patient = read_patients(open_snapshot(folder), Scope()).patient_id[0]
    screen = open_screen(folder, "patient", chosen_patient=patient)
    assert not screen.failures
    assert "Stairs" in screen.text
