"""A measure that the clinic defines itself travels from its file to a patient's course."""

import pytest
from typer.testing import CliRunner

from domain.scope import Scope
from loaders.__main__ import app
from store.clinic_folder import read_clinic
from store.readers import open_snapshot, read_course, read_paired_scores, read_patients
from store.writer import config_hash
from tests.domain.test_clinic_measure import CONFIDENCE, STAIRS

CLINIC = """
name = "Clinic with measures of its own"
time_zone = "America/Chicago"
as_of = 2025-06-30T09:00:00
[[programs]]
code = "stairs"
name = "Stairs"
weeks = 4
measures = ["stair_flights", "confidence4", "odi"]
[[programs.checkpoints]]
code = "intake"
name = "Intake"
kind = "intake"
due_day = 0
opens_day = -14
closes_day = 7
[[programs.checkpoints]]
code = "end"
name = "End"
kind = "completion"
anchor = "end"
due_day = 0
opens_day = -6
closes_day = 20
"""
FILES = {
    "clinic.toml": CLINIC,
    "measures/stairs.toml": STAIRS,
    "measures/confidence.toml": CONFIDENCE,
    "mappings/patients.toml": 'name = "patients"\nfiles = ["sources/patients.csv"]\nrows = "patients"\n[columns]\npatient = "id"\n',
    "mappings/episodes.toml": (
        'name = "episodes"\nfiles = ["sources/episodes.csv"]\nrows = "episodes"\n[columns]\nrecord = "no"\npatient = "id"\n'
        'started = "from"\nplanned_end = "to"\n[constants]\nprogram = "stairs"\n'
    ),
    "mappings/scores.toml": (
        'name = "scores"\nfiles = ["sources/scores.csv"]\nrows = "observations"\n[columns]\npatient = "id"\ndate = "day"\n'
        'measure = "test"\nvalue = "result"\n[values.measure]\nStairs = "stair_flights"\nODI = "odi"\n'
    ),
    "mappings/items.toml": (
        'name = "items"\nfiles = ["sources/items.csv"]\nrows = "observations"\nlayout = "wide"\nlevel = "items"\n[columns]\n'
        'patient = "id"\ndate = "day"\n[[forms]]\nmeasure = "confidence4"\nitems = ["a", "b", "c", "d"]\n'
    ),
    "sources/patients.csv": "id\n1\n",
    "sources/episodes.csv": "no,id,from,to\ne1,1,2025-03-03,2025-03-31\n",
    "sources/scores.csv": "id,day,test,result\n1,2025-03-03,Stairs,6\n1,2025-03-31,Stairs,11\n1,2025-03-03,ODI,40\n1,2025-03-10,Stairs,50\n1,2025-03-11,Stairs,6.5\n",
    "sources/items.csv": "id,day,a,b,c,d\n1,2025-03-03,8,2,8,8\n1,2025-03-31,9,,9,\n",
}


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / "clinic" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "clinic"


def load(folder):
    return CliRunner().invoke(app, ["load", "--clinic", str(folder)])


def test_scores_and_answers_of_own_measures_are_loaded_and_shown(folder):
    result = load(folder)
    assert result.exit_code == 0, result.output
    assert "50 is outside 0–40 for Flights of stairs climbed." in result.output
    assert "6.5 is no score of Flights of stairs climbed" in result.output
    assert "2 of 4 items are answered; Confidence in four tasks needs at least 3." in result.output
    snapshot = open_snapshot(folder)
    patient = read_patients(snapshot, Scope()).patient_id[0]
    course = read_course(snapshot, patient).set_index(["measure", "checkpoint"])["value"]
    assert course[("stair_flights", "intake")] == 6
    assert course[("stair_flights", "end")] == 11
    assert course[("confidence4", "intake")] == 8
    assert course[("odi", "intake")] == 40
    pairs = read_paired_scores(snapshot, Scope(), read_clinic(folder).clock.today(), "end").set_index("measure")
    assert (pairs.loc["stair_flights", "baseline"], pairs.loc["stair_flights", "follow_up"]) == (6, 11)


def test_a_wrong_measure_file_stops_the_load_with_one_sentence(folder):
    (folder / "measures" / "stairs.toml").write_text(STAIRS.replace('code = "stair_flights"', 'code = "peg"'))
    result = load(folder)
    assert result.exit_code == 2
    assert "code: 'peg' is a measure of the registry already; choose another code." in " ".join(result.output.split())
    assert not (folder / "snapshots").exists()


def test_changing_a_measure_reads_the_store_anew(folder):
    """The clinic's own measures are part of what the standing tables depend on."""
    before = config_hash(read_clinic(folder))
    (folder / "measures" / "stairs.toml").write_text(STAIRS.replace("highest = 40", "highest = 60"))
    assert config_hash(read_clinic(folder)) != before
