"""The Patient screen: its parts by address, items, sources, what was known on a past day, all courses together."""

from datetime import datetime, timedelta

import pytest
import streamlit as st

from access.asker import local_user
from access.door import Door
from domain.entry import Decision, EntryKind
from domain.loaded import RowKind
from domain.packet_register import PacketDraft
from store.writer import load
from tests.similar_clinic import internal_id
from tests.small_clinic import course_of_care, day, file_of, flag, registration, score, write_clinic

FIRST_LOAD = datetime(2025, 11, 10, 8, 30)
ITEMS = '{"1": 3, "2": 0, "3": null, "10": 2}'


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """Loaded on the 10th; on the 14th the intake ODI of 40 is corrected to 60 and the end comes in. The clock: the 17th."""
    folder = tmp_path_factory.mktemp("patient") / "clinic"
    clinic = write_clinic(folder)

    def on(days, *files):
        load(folder, clinic.model_copy(update={"as_of": FIRST_LOAD + timedelta(days=days)}), list(files))

    def of(kind, rows, name, **more):
        return file_of(kind, rows, folder=folder, name=name, mapping=kind.value, **more)

    scores = [
        score("P1", 280, 40.0, record="a", version="1"),
        score("P1", 280, 7.0, "nrs_average"),
    ]
    on(
        0,
        of(RowKind.PATIENT, registration("P1", "P2"), "people.csv"),
        of(RowKind.EPISODE, [course_of_care("P1", 0, ended=day(28), how_ended="completed"), course_of_care("P1", 280)], "courses.csv"),
        of(RowKind.OBSERVATION, scores, "first.csv", flags=[flag("P1", 280, 1)]),
    )  # fmt: skip
    later = [
        score("P1", 280, 60.0, record="a", version="2"),
        score("P1", 308, 30.0, answers=ITEMS, score_status="scored"),
        score("P1", 0, 50.0),
    ]
    authorization = {
        "patient": "P1", "service": "97799", "level": "initial", "requested_on": day(270), "decided_on": day(275),
        "decision": "approved", "units_requested": 36.0, "units_approved": 24.0,
    }  # fmt: skip
    drug = {"patient": "P1", "drug": "gabapentin", "strength": "300 mg", "started": day(250), "status": "active"}
    on(
        4,
        of(RowKind.OBSERVATION, later, "second.csv"),
        of(RowKind.AUTHORIZATION, [authorization], "authorizations.csv"),
        of(RowKind.MEDICATION, [drug], "medicines.csv"),
    )
    return folder


@pytest.fixture
def opened(clinic, open_screen):
    def start(patient="P1", **state):
        shown = open_screen(clinic, "patient", chosen_patient=internal_id(clinic, patient), **state)
        assert shown.failures == []
        return shown

    return start


@pytest.fixture
def door(clinic) -> Door:
    return Door(clinic, local_user())


def test_the_course_comes_first(opened):
    text = opened().text
    assert "Progress at each checkpoint" in text
    assert "Medication list" not in text


@pytest.mark.parametrize(
    ("tab", "told"),
    [
        ("treatment", "Gabapentin 300 mg"),
        ("forms", "Forms at each checkpoint"),
        ("documents", "Authorizations"),
    ],
)
def test_each_part_of_the_record_has_its_code_in_the_address(opened, tab, told):
    shown = opened(tab=tab)
    assert told in shown.text
    assert dict(shown.app.query_params)["tab"] == tab


def test_an_unknown_part_shows_the_course(opened):
    assert "Progress at each checkpoint" in opened(tab="no_such_part").text


def test_a_change_opens_to_the_lines_of_its_numbers_their_loads_and_what_they_replaced(opened):
    text = opened().text
    assert "Intake 60%, from second.csv, line 2; load 2 of 14 Nov 2025 08:30" in text
    assert "Intake 60%, scored the number as its source gives it" in text
    assert "Intake 60%, replaced 40% (first.csv, line 2; load 1 of 10 Nov 2025 08:30): a newer version came" in text
    assert "End 30%, from second.csv, line 3" in text
    assert "End 30%, scored 10 items; answers 0–5." in text


def test_a_measure_is_enlarged_to_its_items_by_number(opened):
    text = opened(look_at="odi").text.partition("Answers")[2]
    assert "Item End 10 Nov 2025 1 3 2 0 3 – 10 2" in text
    assert "Item numbers and values only" in text


def test_a_measure_without_items_says_so(opened):
    assert "Its answers were not loaded" in opened(look_at="nrs_average").text


def test_forms_tell_the_score_and_its_day_or_why_there_is_none(opened):
    text = opened(tab="forms").text
    assert "Disability (ODI) 60%, 13 Oct 2025" in text
    assert "Average pain (0–10) 7/10, 13 Oct 2025 not done" in text


def test_the_safety_item_is_told_over_time(opened):
    assert "13 Oct 2025 1 the items in force" in opened(tab="forms").text


def test_authorizations_are_told_with_units_and_decision(opened):
    text = opened(tab="documents").text
    assert "97799 initial" in text
    assert "approved, 8 Oct 2025 24 of 36" in text


def test_packets_and_decisions_appear_with_who_and_when(opened, door, clinic):
    own = internal_id(clinic, "P1")
    assert "No packet yet." in opened(tab="documents").text
    row = door.save_draft(PacketDraft(own, "continuation", payer="medicare"))
    episode = door.episodes([own])["episode_id"].iloc[1]
    says = {"decision": Decision.EXTEND, "reason": "Standing is still short", "because_of": ["odi"]}
    door.record(EntryKind.DECISION, own, says, on_date=day(300), episode_id=episode, checkpoint="end")
    text = opened(tab="documents").text
    assert f"{row.packet_id}, version 1 continuation" in text
    assert "draft" in text
    assert "Decision: Extend, because of Oswestry Disability Index" in text
    assert "Standing is still short" in text


def look_back(opened, day_text, **state):
    """The address asks for a day."""
    shown = opened(**state)
    shown.app.query_params["known"] = day_text
    shown.app.run()
    assert shown.failures == []
    return shown


def test_a_past_day_tells_what_was_known_then_under_a_banner(opened):
    shown = look_back(opened, "2025-11-12")
    assert "As known on 12 Nov 2025, not today." in shown.text
    assert "40%" in shown.text.partition("Progress at each checkpoint")[2].partition("One measure")[0]
    assert "60%" not in shown.text
    assert "second.csv" not in shown.text


def test_a_past_day_after_the_correction_tells_the_correction(opened):
    shown = look_back(opened, "2025-11-15")
    assert "As known on 15 Nov 2025, not today." in shown.text
    assert "60%" in shown.text


def test_nothing_is_written_in_the_past(opened):
    shown = look_back(opened, "2025-11-15", tab="treatment")
    assert [button.label for button in shown.app.button if "Record" in button.label] == []


def test_before_the_first_load_nothing_was_known(opened):
    shown = look_back(opened, "2025-11-01")
    assert "Nothing had been loaded for this patient." in shown.text


@pytest.mark.parametrize("nonsense", ["2025-11-17", "2031-01-01", "yesterday", ""])
def test_what_is_no_past_day_is_today(opened, nonsense):
    shown = look_back(opened, nonsense)
    assert "not today." not in shown.text
    assert "60%" in shown.text


def test_the_way_back_leads_to_today(opened):
    shown = look_back(opened, "2025-11-12")
    shown.app.button(key="known_today").click().run()
    assert "not today." not in shown.text
    assert "known" not in shown.app.query_params


def test_all_courses_stand_on_one_axis_and_no_line_joins_them(opened):
    shown = opened(episode="all")
    assert "2 courses of care." in shown.text
    titles = shown.text
    assert (
        "Short program: Intake 50% on 6 Jan 2025. Short program: Intake 60% on 13 Oct 2025; End 30% on 10 Nov 2025"
        in titles
    )


def test_a_part_that_fails_leaves_the_others_standing_and_shows_no_score(opened, open_screen, clinic, monkeypatch):
    def broken(*_, **__):
        raise ValueError("ODI 60 of Synthetic P1")

    monkeypatch.setattr("pages.parts.patient_forms.form_table", broken)
    shown = open_screen(clinic, "patient", chosen_patient=internal_id(clinic, "P1"), tab="forms")
    assert shown.failures == [" Forms at each checkpoint did not load"]
    assert "in force" in shown.text
    assert "ODI 60 of" not in shown.text


def test_without_sources_the_changes_still_stand(open_screen, clinic, monkeypatch):
    def broken(*_, **__):
        raise ValueError("ODI 60 of Synthetic P1")

    st.cache_resource.clear()
    monkeypatch.setattr("pages.parts.record.score_origins", broken)
    shown = open_screen(clinic, "patient", chosen_patient=internal_id(clinic, "P1"))
    assert shown.failures == [" Where these numbers come from did not load"]
    assert "Meaningful change" in shown.text
    assert "ODI 60 of" not in shown.text
