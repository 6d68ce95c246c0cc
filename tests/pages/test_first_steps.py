"""What a clinic without data sees: three steps whose state is that of its folder, and a look at the sample clinic."""

import shutil
from pathlib import Path

import pytest

from access.asker import local_user
from access.door import Door
from pages.parts import reading, sample_visit

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"


@pytest.fixture
def opened(monkeypatch):
    """Addresses that a button led to."""
    went: list[str] = []
    monkeypatch.setattr("pages.parts.screens.open_at", went.append)
    monkeypatch.setattr("pages.parts.screens.open_first", lambda: went.append("first"))
    return went


def with_files(clinic: Path, *names: str) -> Path:
    """The mappings of the sample clinic, and of its sources those named."""
    shutil.copytree(SAMPLE / "mappings", clinic / "mappings")
    (clinic / "sources").mkdir()
    for name in names:
        shutil.copy(SAMPLE / "sources" / name, clinic / "sources")
    return clinic


def files_of(clinic: Path) -> set[str]:
    return {str(path.relative_to(clinic)) for path in clinic.rglob("*") if path.is_file()}


def buttons(shown) -> list[str]:
    return [one.label for one in shown.app.button]


def click(shown, label: str):
    next(one for one in shown.app.button if one.label == label).click().run()
    return shown


def test_a_clinic_that_is_only_declared_is_asked_for_a_mapping(empty_clinic, open_screen, opened):
    shown = open_screen(empty_clinic, "today")
    clinic = Door(empty_clinic, local_user(None)).clinic
    assert shown.failures == []
    assert f"{len(clinic.programs)} programs: {clinic.programs[0].name}" in shown.text
    assert "1 Describe your clinic ✓ Done" in shown.text
    assert "2 Say how your files are read → Next" in shown.text
    assert "3 Load your files · Later" in shown.text
    assert not [label for label in buttons(shown) if label.startswith("Load")]
    click(shown, "Map a file on the Imports screen")
    assert opened == ["imports"]


def test_with_mappings_and_no_file_the_next_step_is_to_put_files_there(empty_clinic, open_screen):
    shown = open_screen(with_files(empty_clinic), "today")
    assert "2 Say how your files are read ✓ Done" in shown.text
    assert "ehr_appointments reads sources/ehr_appointments*.csv" in shown.text
    assert "3 Load your files → Next No file lies where a mapping looks." in shown.text
    assert not [label for label in buttons(shown) if label.startswith("Load")]


def test_files_are_tried_without_a_trace_and_loaded_with_one(empty_clinic, open_screen, opened):
    clinic = with_files(empty_clinic, "ehr_patients.csv", "ehr_episodes.csv")
    before = files_of(clinic)
    shown = open_screen(clinic, "today")
    assert "ehr_patients.csv, read by ehr_patients ehr_episodes.csv, read by ehr_episodes" in shown.text
    click(shown, "Try it")
    assert shown.failures == []
    assert "rows would be kept" in shown.text
    assert files_of(clinic) == before
    click(shown, "Load 2 files")
    assert shown.failures == []
    assert opened == ["cohort"]
    batches = Door(clinic, local_user(None)).batches()
    assert set(batches["file"]) == {"ehr_patients.csv", "ehr_episodes.csv"}


def test_a_file_of_which_no_row_can_be_used_says_so_and_leads_nowhere(empty_clinic, open_screen, opened):
    clinic = with_files(empty_clinic, "ehr_patients.csv")
    source = clinic / "sources" / "ehr_patients.csv"
    head = source.read_text(encoding="utf-8-sig").splitlines()[0]
    source.write_text(head + "\n" + "," * head.count(",") + "\n", encoding="utf-8")
    shown = click(open_screen(clinic, "today"), "Load 1 file")
    assert shown.failures == []
    assert "0 of 1 rows were kept, 1 rejected." in shown.text
    assert opened == []


@pytest.mark.parametrize("text", ["name = ", 'name = "x"\nformat = "nothing"\n'])
def test_a_mapping_that_is_wrong_is_named_with_its_fault_and_nothing_is_offered_to_load(
    text, empty_clinic, open_screen
):
    clinic = with_files(empty_clinic, "ehr_patients.csv")
    (clinic / "mappings" / "broken.toml").write_text(text)
    shown = open_screen(clinic, "today")
    assert shown.failures == []
    assert "mappings/broken.toml" in shown.text
    assert str(clinic) not in shown.text
    assert "Nothing can be loaded until this is mended." in shown.text
    assert not [label for label in buttons(shown) if label.startswith("Load")]


def test_a_file_that_cannot_be_read_is_told_and_nothing_is_loaded(empty_clinic, open_screen, opened):
    clinic = with_files(empty_clinic)
    (clinic / "sources" / "physio_tests_1.xlsx").write_bytes(b"no workbook at all")
    before = files_of(clinic)
    shown = open_screen(clinic, "today")
    if "Load 1 file" in buttons(shown):
        click(shown, "Load 1 file")
    assert shown.failures == []
    assert "physio_tests_1.xlsx" in shown.text
    assert "Nothing" in shown.text
    assert str(clinic) not in shown.text
    assert files_of(clinic) == before
    assert opened == []


def test_the_sample_is_seen_by_this_session_alone_and_leaves_no_trace_in_the_clinic(empty_clinic, open_screen, opened):
    before = files_of(empty_clinic)
    shown = open_screen(empty_clinic, "today", chosen_patient="somebody")
    click(shown, "Look at the sample clinic")
    assert shown.failures == []
    assert opened == ["first"]
    visited = Path(shown.app.session_state[reading.VISITED])
    assert "chosen_patient" not in shown.app.session_state
    assert visited.stat().st_mode & 0o077 == 0
    assert Door(visited, local_user(None)).current_number() == 1
    shown.app.run()
    assert "No data yet." not in shown.text
    assert "visits" in shown.text
    assert files_of(empty_clinic) == before
    other = open_screen(empty_clinic, "today")
    assert "No data yet." in other.text


def test_where_the_sample_is_served_it_is_not_offered(empty_clinic, open_screen, monkeypatch):
    monkeypatch.setattr(sample_visit, "SAMPLE", empty_clinic)
    assert "Look at the sample clinic" not in buttons(open_screen(empty_clinic, "today"))


def test_a_sample_that_cannot_be_loaded_is_told_and_nothing_of_it_stays(
    empty_clinic, open_screen, monkeypatch, tmp_path
):
    monkeypatch.setattr(sample_visit, "_copies", [])
    monkeypatch.setattr(sample_visit, "load_all", lambda *_: 1 / 0)
    monkeypatch.setattr(sample_visit.tempfile, "mkdtemp", lambda prefix: str(tmp_path / "copy"))
    shown = open_screen(empty_clinic, "today")
    click(shown, "Look at the sample clinic")
    assert [one.strip() for one in shown.failures] == ["The sample clinic did not load"]
    assert not (tmp_path / "copy").exists()
    assert reading.VISITED not in shown.app.session_state
