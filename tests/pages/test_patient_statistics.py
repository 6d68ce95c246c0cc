"""The Patient screen: expected band, gates, days, blocks, and what it says where there is nothing to say."""

import html
import re

import pytest
import streamlit as st

from access.asker import local_user
from access.door import Door
from pages.parts import reading
from tests.similar_clinic import PAST, internal_id, write_similar_clinic


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    return write_similar_clinic(tmp_path_factory.mktemp("similar") / "clinic")


@pytest.fixture
def opened(clinic, open_screen):
    def start(patient, folder=clinic, **state):
        shown = open_screen(folder, "patient", chosen_patient=internal_id(folder, patient), **state)
        assert shown.failures == []
        return shown

    return start


def drawn(shown) -> str:
    return " ".join(block.value for block in shown.app.markdown)


def titles(shown) -> list[str]:
    return [html.unescape(t) for t in re.findall(r"<title>(.*?)</title>", drawn(shown))]


def title_of(shown, name) -> str:
    return next(title for title in titles(shown) if title.startswith(name))


ODI = "Oswestry Disability Index, lower"


def test_the_panel_shows_the_band_of_similar_past_patients_and_who_they_are(opened):
    shown = opened("NOW-1")
    assert "40 similar past patients" in shown.text
    # 20, 21 … 59, definition 6: 29.25 and 49.75
    assert "Middle half of similar past patients: End 29–50%" in title_of(shown, ODI)
    assert 'class="band-half"' in drawn(shown)


def outlines(shown) -> list[str]:
    return re.findall(r'<polygon points="([^"]+)"', drawn(shown))


def test_changing_one_past_patient_moves_the_band_on_the_screen(opened, clinic, tmp_path):
    moved = write_similar_clinic(tmp_path / "moved", past={PAST[0]: 59.0, PAST[1]: 59.0})
    assert "End 31–" in title_of(opened("NOW-1", folder=moved), ODI)
    before, after = (outlines(opened("NOW-1", folder=folder)) for folder in (clinic, moved))
    assert before != after


def test_too_few_similar_patients_are_said_quietly(opened, tmp_path):
    folder = write_similar_clinic(tmp_path / "few", n_past=7)
    shown = opened("NOW-1", folder=folder)
    assert "no band at end: only 7 similar" in shown.text
    assert "No band : only 7 similar past patients (intake within 10)" in shown.text
    assert "<polygon" not in drawn(shown)


def test_the_pace_stands_beside_the_verdict_and_raises_no_alert(opened):
    shown = opened("NOW-1")
    panel = drawn(shown).partition("Disability (ODI)")[2][:1500]
    assert "Improved" in panel
    assert "as expected" in panel
    assert not any("behind" in flag for flag in re.findall(r'class="flag [^>]*>.*?</div></div>', drawn(shown)))


def test_each_change_opens_to_its_gates_index_and_class(opened):
    text = opened("NOW-1").text
    for said in (
        "Meaningful change",
        "Beyond measurement error",
        "Severity band crossed",
        "Room on the scale",
        "Reliably improved : index +",
        "Clinical significance",
        "better than 29.5 of 40 similar past patients",
    ):
        assert said in text


def test_function_up_and_pain_flat_is_a_flag_before_going_in(opened):
    text = opened("NOW-1").text
    assert "Function is better, pain shows no clear change" in text
    assert "Disability (ODI): better. Average pain (0–10): no clear change." in text


def test_days_show_landings_steps_and_what_came_before_and_after(opened):
    shown = opened("NOW-1", tab="treatment")
    assert "from 16 min to 46 min (better, error not known)" in shown.text
    assert "described, never called cause" in shown.text
    assert "what came after something is not shown to come from it" in shown.text
    assert "Facet joint injection, 14 Oct 2025" in shown.text
    assert 'class="landing-line"' in drawn(shown)
    assert "Level 46 min" in title_of(shown, "Standing tolerance")


def test_relief_after_each_block_is_told_score_by_score(opened):
    text = opened("NOW-1", tab="treatment").text
    assert "Relief after each block" in text
    assert "first 75% relief, best 75% relief, worst 50% relief" in text


def test_the_address_holds_the_code_of_a_measure_and_nothing_of_anybody(opened, clinic):
    shown = opened("NOW-1", tab="treatment", look_at="nrs_average")
    assert dict(shown.app.query_params) == {"series": "standing_tolerance", "tab": "treatment"}


def test_a_measure_in_the_address_that_the_patient_does_not_have_is_passed_over(opened):
    shown = opened("NOW-1", series="no_such_measure", tab="treatment")
    assert shown.app.selectbox(key="series").value == "standing_tolerance"


def test_what_is_kept_is_keyed_without_name_birth_date_or_record_number(opened, clinic, monkeypatch):
    keys, kept = [], reading._kept
    monkeypatch.setattr(reading, "_kept", lambda *given: keys.append(repr(given[1:])) or kept(*given))
    opened("NOW-1", tab="treatment")
    asked = " ".join(keys)
    assert "'observations'" in asked
    person = next(Door(clinic, local_user()).people((internal_id(clinic, "NOW-1"),)).itertuples())
    for secret in (person.name, person.record_number, str(person.birth_date), "1970"):
        assert secret not in asked


def test_without_an_intake_score_there_is_no_band_and_no_change(opened):
    shown = opened("NOW-2")
    assert "no band: no intake score" in shown.text
    assert "there is no score in the intake window" in shown.text
    assert "<polygon" not in drawn(shown)


def test_with_one_score_at_intake_the_band_ahead_is_drawn_and_nothing_is_judged(opened):
    shown = opened("NOW-3")
    assert "Intake is in; nothing has changed yet." in shown.text
    assert "40 similar past patients" in shown.text
    assert "Nothing has changed yet. The change of each measure appears with the next checkpoint." in shown.text
    assert "Day by day" not in shown.text


def test_somebody_without_a_program_has_a_page_that_says_so(opened):
    assert "Not enrolled in a program." in opened("NOW-4").text


def test_without_the_past_patients_the_own_numbers_still_stand(clinic, open_screen, monkeypatch):
    def broken(self, *_, **__):
        raise RuntimeError("a score of somebody")

    monkeypatch.setattr(Door, "past_courses", broken)
    st.cache_data.clear()
    st.cache_resource.clear()
    shown = open_screen(clinic, "patient", chosen_patient=internal_id(clinic, "NOW-1"))
    assert shown.text.count("The expected range did not load") == 1
    assert list(shown.app.exception) == []
    assert "30 percentage points better" in shown.text
    assert "No band : other patients were not looked at" in shown.text
    assert "no band: no intake score" not in shown.text
    assert 'class="course"' in drawn(shown)
    assert "a score of somebody" not in shown.text


def test_how_well_the_ranges_hold_is_told_on_asking(opened):
    shown = opened("NOW-1")
    assert "In the middle half" not in shown.text
    shown.app.toggle(key="band_check").set_value(True).run()
    assert shown.failures == []
    assert re.search(r"Disability \(ODI\) End 40 20 of 40 \(50%, 35–65\) 32 of 40 \(80%, 65–90\)", shown.text)


def test_what_the_grey_range_is_stands_one_click_away(opened):
    assert "behind alone is no alarm" in opened("NOW-1").text
