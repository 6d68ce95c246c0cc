"""Reassessment prep: one patient at one checkpoint, on the sample clinic."""

import re

import pytest

from access.asker import Asker, Role, local_user
from access.door import Door
from domain.entry import Decision, EntryKind
from domain.measures import MEASURES
from domain.scope import Scope
from pages.parts import prep_case, reading
from tests.conftest import load_through_command_line


@pytest.fixture(scope="module")
def door(sample_clinic):
    return Door(sample_clinic, local_user(None))


@pytest.fixture(scope="module")
def visits(door):
    day = door.clinic.clock.today()
    return door.worklist(day, day)


@pytest.fixture
def prepared(sample_clinic, open_screen, door, visits):
    """Call it with a part of a name on today's list."""

    def prepare(name: str, **state):
        people = door.people(tuple(visits["patient_id"]))
        (own,) = people[people["name"].str.contains(name)]["patient_id"]
        return open_screen(sample_clinic, "prep", chosen_patient=own, **state)

    return prepare


def card(text: str, title: str, following: str) -> str:
    """What stands between two headings."""
    return text.partition(title)[2].partition(following)[0]


def test_every_patient_of_today_can_be_prepared(sample_clinic, open_screen, visits):
    for patient_id in visits["patient_id"]:
        shown = open_screen(sample_clinic, "prep", chosen_patient=patient_id)
        assert shown.failures == []
        for heading in ("Check before you go in", "Talking points", "Program rule at", "Goals", "What was done"):
            assert heading in shown.text


def test_the_page_opens_at_the_checkpoint_of_todays_visit(prepared, visits, door):
    for visit in visits.itertuples():
        name = door.people((visit.patient_id,))["name"].iloc[0]
        shown = prepared(re.escape(name))
        assert shown.app.selectbox(key="checkpoint").value == visit.checkpoint


def test_function_stands_before_pain_and_pain_within_error_is_about_the_same(prepared):
    points = card(prepared("Marisol").text, "Talking points", "Program rule")
    assert "Function has improved: Disability (ODI) 36% (52 at intake)" in points
    assert "Pain is 6/10 (7 at intake). That is within measurement error: call it about the same." in points
    assert (
        points.index("Function has improved") < points.index("Pain is 6/10") < points.index("Insomnia (ISI) is worse")
    )
    assert "On record since then: Sleep program (CBT-I) added, 24 Oct 2025" in points
    assert "Agree one target for program end" in points


def test_a_goal_opens_the_talking_points(prepared):
    points = card(prepared("Colm").text, "Talking points", "Program rule")
    assert (
        points.strip()
        .removeprefix("draft, edit before use")
        .strip()
        .startswith("Start with the goal “Walk to the shop and back”")
    )


def test_the_dose_has_a_lane_with_its_numbers_and_names_its_table(prepared):
    text = prepared("Aisha").text
    lanes = card(text, "What was done, on the same weeks", "Goals")
    assert "Opioid dose" in lanes
    assert [dose for dose in ("120", "115", "80") if dose not in lanes] == []
    assert "factor table cdc_2022; for monitoring, not a dosing tool" in lanes


def test_the_rule_is_told_criterion_by_criterion_and_proposes_without_deciding(prepared):
    text = card(prepared("Colm").text, "Program rule at week 6", "Goals")
    assert "Response by week 6 ! Not met" in text
    assert "At least 75 % of the sessions so far were attended ✓ Met" in text
    assert "Nearest: Standing tolerance fell 16 min" in text
    assert "Rule suggests: change plan . The decision is yours; record it below." in text


def test_payer_readiness_counts_and_names_what_to_collect(prepared):
    text = card(prepared("Darius").text, "Payer readiness today", "zzz")
    assert re.search(r"\d of 8 criteria met · Interdisciplinary program: continuation", text)
    assert "The policy's text was not read at its source: unverified." in text
    assert "To collect before the patient leaves Fill in " in text
    assert "Disability (ODI)" in text


def test_after_the_program_nothing_is_asked_of_the_payer(prepared):
    assert "Payer readiness" not in prepared("Yara").text


def test_only_later_scores_give_no_change_and_no_talking_point_of_change(prepared):
    shown = prepared("Jamal")
    assert shown.failures == []
    assert "No intake score for" in shown.text
    points = card(shown.text, "Talking points", "Program rule")
    assert [
        word for word in ("improved", "worse", "the same") if word in points.replace("minimally improved", "")
    ] == []


def test_somebody_with_no_form_at_all_is_told_what_is_open(prepared):
    text = prepared("Ben").text
    assert "No score yet." in text
    assert "No form is in yet. Intake is open until" in text


def test_a_checkpoint_without_a_form_says_so_and_speaks_of_the_one_before(prepared):
    shown = prepared("Marisol", checkpoint="week_2")
    assert shown.app.selectbox(key="checkpoint").value == "week_2"
    assert "From intake to week 2" in shown.text


def test_another_checkpoint_stands_in_the_address_by_its_code(prepared):
    shown = prepared("Marisol")
    shown.app.selectbox(key="checkpoint").set_value("week_2").run()
    assert shown.app.query_params["checkpoint"] in ("week_2", ["week_2"])
    assert "Program rule at week 2" in shown.text


def test_a_bare_link_opens_the_chooser(sample_clinic, open_screen):
    shown = open_screen(sample_clinic, "prep")
    assert shown.app.text_input(key="patient_search").label == "Find a patient"


def test_somebody_without_an_episode_has_nothing_to_prepare(sample_clinic, open_screen, door):
    enrolled = set(door.patients(Scope())["patient_id"])
    registered = door.snapshot.cursor().execute("select patient_id from patient order by patient_id").fetchall()
    alone = next((own for (own,) in registered if own not in enrolled), None)
    if alone is None:
        pytest.skip("everybody in the sample clinic has an episode")
    shown = open_screen(sample_clinic, "prep", chosen_patient=alone)
    assert shown.failures == []
    assert "No episode yet." in shown.text


def test_somebody_who_enrolled_again_can_be_prepared_for_each_episode(sample_clinic, open_screen, door):
    episodes = door.patients(Scope()).groupby("patient_id").size()
    shown = open_screen(sample_clinic, "prep", chosen_patient=episodes[episodes > 1].index[0])
    assert shown.failures == []
    assert "Check before you go in" in shown.text


@pytest.mark.parametrize(
    ("part", "title"),
    [
        ("goal_progress", "Goals"), ("talking_points", "Talking points"), ("dose_course", "What was done, on the same weeks"),
    ],
)  # fmt: skip
def test_a_fault_in_one_card_leaves_the_others_standing(part, title, prepared, monkeypatch):
    def broken(*_given, **_more):
        raise ValueError("a score that nobody may see: 4711")

    prep_case._kept.clear()
    monkeypatch.setattr(prep_case, part, broken)
    shown = prepared("Marisol")
    prep_case._kept.clear()
    assert f"{title} did not load" in shown.text
    assert "4711" not in shown.text
    assert "Check before you go in 2" in shown.text
    assert "Disability (ODI)" in shown.text


def test_without_the_ranges_of_others_the_patients_own_panels_stand(prepared, monkeypatch):
    prep_case._kept.clear()
    reading._held.clear()
    monkeypatch.setattr(Door, "past_courses", lambda *_: 1 / 0)
    shown = prepared("Marisol")
    prep_case._kept.clear()
    assert [failure.strip() for failure in shown.failures if "expected range" in failure] == [
        "The expected range did not load"
    ]
    assert "Average pain" in card(shown.text, "Progress at each checkpoint", "What was done")


def test_who_may_not_see_records_sees_nothing_of_this_one(sample_clinic, open_screen, visits, door, monkeypatch):
    director = Asker("director", frozenset({Role.DIRECTOR}))
    monkeypatch.setattr("pages.parts.reading.local_user", lambda *_: director)
    shown = open_screen(sample_clinic, "prep", chosen_patient=visits["patient_id"].iloc[3])
    assert shown.failures != []
    name = door.people((visits["patient_id"].iloc[3],))["name"].iloc[0]
    assert name.split(",")[0] not in shown.text
    assert "Disability" not in shown.text


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.ADMINISTRATOR])
def test_who_cares_for_patients_can_prepare(role, sample_clinic, open_screen, visits, monkeypatch):
    monkeypatch.setattr("pages.parts.reading.local_user", lambda *_: Asker(str(role), frozenset({role})))
    assert open_screen(sample_clinic, "prep", chosen_patient=visits["patient_id"].iloc[3]).failures == []


def test_a_decision_is_recorded_with_its_reason_and_shown(own_sample_clinic, open_screen, visits):
    patient_id = visits["patient_id"].iloc[3]
    own = Door(own_sample_clinic, local_user(None))
    shown = open_screen(own_sample_clinic, "prep", chosen_patient=patient_id)
    button = next(one for one in shown.app.button if one.label == "Record decision")
    next(one for one in shown.app.text_area if one.label == "Reason").set_value("Function is better, sleep is not")
    next(one for one in shown.app.button_group if one.label == "Decision").set_value(Decision.CHANGE_PLAN)
    next(one for one in shown.app.multiselect if one.label == "Because of").set_value(["isi"])
    button.click().run()
    (entry,) = [one for one in own.entries(patient_id) if one.kind is EntryKind.DECISION]
    assert (entry.checkpoint, entry.says["decision"], entry.says["because_of"]) == ("week_6", "change_plan", ["isi"])
    assert "Function is better, sleep is not" in shown.text


def test_a_row_that_changes_changes_its_sentence_and_a_goal_that_is_dropped_goes(own_sample_clinic, open_screen):
    """Through the loaders: the same record, one revision later."""
    sources = own_sample_clinic / "sources"
    lines = (sources / "ehr_goals.csv").read_text().splitlines()
    door = Door(own_sample_clinic, local_user(None))
    day = door.clinic.clock.today()
    people = door.people(tuple(door.worklist(day, day)["patient_id"]))
    colm = people[people["name"].str.contains("Colm")].iloc[0]
    line = next(one for one in lines if colm["record_number"] in one and "walk_6min" in one)

    def said(revision: int, **changed: str) -> str:
        cells = dict(zip(lines[0].split(","), line.split(","), strict=True)) | changed | {"Rev": str(revision)}
        (sources / f"ehr_goals_{revision}.csv").write_text("\n".join([lines[0], ",".join(cells.values())]) + "\n")
        load_through_command_line(own_sample_clinic)
        return card(
            open_screen(own_sample_clinic, "prep", chosen_patient=colm["patient_id"]).text,
            "Talking points",
            "Program rule",
        )

    assert "the target is 260 m" in said(2, Target="260")
    assert ": reached." in said(3, Target="260")
    assert "Walk to the shop and back" not in said(4, Status="Dropped")
    assert MEASURES["walk_6min"].unit == "m"


def test_what_the_payer_would_ask_for_opens_the_packet_of_that_request(sample_clinic, open_screen, visits):
    """10:40 is at week 6 of a program that goes on: the request is its continuation."""
    patient_id = next(visits[visits["at_time"] == "10:40"].itertuples()).patient_id
    shown = open_screen(sample_clinic, "prep", chosen_patient=patient_id)
    assert "criteria met" in shown.text
    shown.app.button(key="write_packet").click().run()
    assert not shown.app.exception
