"""On Imports the names of medicines that nobody knows are listed with what they cost, and the clinic can say what they are."""

import tomllib

import pytest

from domain.clinic import parse_clinic
from domain.loaded import RowKind
from domain.measures import MEASURES
from pages.parts.unknown_medicines import declaration
from store.writer import load
from tests.small_clinic import CLINIC_TOML, course_of_care, day, file_of, registration, score, write_clinic


def listed(drug: str) -> dict:
    return {
        "patient": "P1", "drug": drug, "strength": "5 mg", "dose": "1", "dose_unit": "tablet", "per_day": "tid", "route": "oral",
        "started": day(0), "stopped": None,
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    clinic = write_clinic(tmp_path)
    rows = {
        RowKind.PATIENT: registration("P1"),
        RowKind.EPISODE: [course_of_care("P1")],
        RowKind.OBSERVATION: [score("P1", 0, 40)],
        RowKind.MEDICATION: [listed("oxycodone"), listed("Vitamin D3 5 mg")],
    }
    load(
        tmp_path,
        clinic,
        [file_of(k, some, folder=tmp_path, name=f"{k}.csv", mapping=k.value) for k, some in rows.items()],
    )
    return tmp_path


def press(screen, label: str):
    next(button for button in screen.app.button if button.label == label).click()
    screen.app.run()
    return screen


def test_a_name_stands_with_its_rows_people_and_weeks(open_screen, folder):
    """From 6 January to the clinic's 17 November 2025, a Monday, 45 weeks are over."""
    screen = open_screen(folder, "imports")
    assert screen.failures == []
    assert "Names of medicines that nobody knows" in screen.text
    assert "vitamin d3 1 1 45" in screen.text


def test_once_the_clinic_says_what_a_name_is_the_card_goes_and_the_doses_come(open_screen, folder):
    screen = open_screen(folder, "imports")
    (folder / "clinic.toml").write_text(CLINIC_TOML.lstrip() + '\n[medicines]\nnot_opioids = ["vitamin d3"]\n')
    press(screen, "Bring up to date")
    assert screen.failures == []
    assert "1 name now known; the doses are computed anew." in screen.text
    assert "vitamin d3" not in screen.text
    screen.app.run()
    assert "Names of medicines that nobody knows" not in screen.text


def test_a_wrong_declaration_is_told_and_changes_nothing(open_screen, folder):
    screen = open_screen(folder, "imports")
    (folder / "clinic.toml").write_text(CLINIC_TOML.lstrip() + '\n[medicines]\nnot_opioids = ["oxycodone"]\n')
    press(screen, "Bring up to date")
    assert screen.failures == []
    assert "'oxycodone' is an opioid" in screen.text
    assert "Nothing was changed." in screen.text


def test_nothing_new_in_the_file_is_said(open_screen, folder):
    screen = press(open_screen(folder, "imports"), "Bring up to date")
    assert "clinic.toml says nothing new of these names." in screen.text


def test_a_clinic_without_a_medication_list_has_no_such_card(open_screen, tmp_path):
    load(tmp_path, write_clinic(tmp_path), [file_of(RowKind.PATIENT, registration("P1"), folder=tmp_path)])
    assert "Names of medicines that nobody knows" not in open_screen(tmp_path, "imports").text


def test_the_lines_for_clinic_toml_are_toml_and_declare_nothing_by_themselves():
    names = ["vitamin d3", 'said "so"', "back\\slash"]
    text = declaration(names)
    assert tomllib.loads(text) == {"medicines": {"not_opioids": [], "names": {}}}
    taken = text.replace("# ", "").split("\n[medicines.names]")[0]
    assert tomllib.loads(taken)["medicines"]["not_opioids"] == names
    parse_clinic(CLINIC_TOML + "\n" + taken, "clinic.toml", frozenset(MEASURES))
