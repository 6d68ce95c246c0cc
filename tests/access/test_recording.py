"""What is typed in at the door: checked, signed with who and when, and seen where loaded rows are seen."""

import shutil
from datetime import date, timedelta

import pandas as pd
import pytest

from access.asker import local_user
from access.door import Door
from domain.entry import EntryKind, EntryRefused
from domain.loaded import RowKind
from domain.scope import Scope
from metrics.plan_change import plan_change_rate
from metrics.response_scores import response_scores
from store.writer import load
from tests.small_clinic import course_of_care, day, file_of, registration, score, write_clinic

TODAY = date(2025, 11, 17)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loaded")
    clinic = write_clinic(folder)
    goal = {"patient": "P1", "text": "Walk to the shop", "set_on": day(1), "status": "open"}
    rows = {
        RowKind.PATIENT: registration("P1", "P2"),
        RowKind.EPISODE: [course_of_care("P1"), course_of_care("P2")],
        RowKind.OBSERVATION: [score("P1", 0, 30), score("P1", 28, 60), score("P2", 0, 30), score("P2", 28, 60)],
        RowKind.GOAL: [goal],
        RowKind.EVENT: [{"patient": "P1", "on_date": day(3), "kind": "session_attended"}],
    }
    files = [file_of(kind, some, folder=folder, name=f"{kind}.csv", mapping=kind.value) for kind, some in rows.items()]
    load(folder, clinic, files)
    return folder


@pytest.fixture
def door(loaded, tmp_path) -> Door:
    return Door(shutil.copytree(loaded, tmp_path / "clinic"), local_user())


@pytest.fixture
def patient(door) -> str:
    return door.find_people("P1")["patient_id"].iloc[0]


def episode_of(door, patient) -> str:
    return door.episodes([patient])["episode_id"].iloc[0]


def test_an_entry_says_who_made_it_and_when(door, patient):
    entry = door.record(EntryKind.NOTE, patient, {"text": " Slept badly. "}, on_date=TODAY)
    assert (entry.made_by, entry.made_at, entry.says) == (
        "local user",
        door.clinic.clock.now(),
        {"text": "Slept badly."},
    )
    assert door.entries(patient) == (entry,)


def test_typed_goals_stand_beside_loaded_ones(door, patient):
    entry = door.record(
        EntryKind.GOAL, patient, {"measure": "odi", "target": 20, "due_checkpoint": "end"}, on_date=day(2)
    )
    goals = door.goals(patient)
    assert goals["origin"].tolist() == ["loaded", "typed"]
    typed = goals.iloc[1]
    assert (typed["goal_id"], typed["measure"], typed["target"], typed["unit"]) == (entry.root, "odi", 20.0, "%")
    assert (typed["set_on"], typed["checkpoint"], typed["status"], typed["made_by"]) == (
        day(2),
        "end",
        "open",
        "local user",
    )
    assert goals["line"].isna().tolist() == [False, True]


def test_a_goal_keeps_its_number_when_it_is_met(door, patient):
    first = door.record(EntryKind.GOAL, patient, {"text": "Stand at the stove"}, on_date=day(2))
    door.record(
        EntryKind.GOAL,
        patient,
        {"text": "Stand at the stove", "status": "met"},
        on_date=day(2),
        replaces=first.entry_id,
    )
    typed = door.goals(patient).query("origin == 'typed'")
    assert typed[["goal_id", "status"]].to_numpy().tolist() == [[first.entry_id, "met"]]


def test_a_flare_and_a_changed_plan_are_events_and_a_decision_to_continue_is_none(door, patient):
    door.record(EntryKind.FLARE, patient, {"text": "After the flight"}, on_date=day(20))
    decision = {"decision": "change_plan", "reason": "Sleep first", "because_of": ["odi", "nrs_average"]}
    door.record(EntryKind.DECISION, patient, decision, on_date=day(16), checkpoint="middle")
    door.record(EntryKind.DECISION, patient, {"decision": "continue", "reason": "On course"}, on_date=day(28))
    events = door.events(patient)
    assert events[["on_date", "kind", "measure", "origin"]].astype(object).where(
        events.notna(), None
    ).to_numpy().tolist() == [
        [day(3), "session_attended", None, "loaded"],
        [day(16), "care_plan_change", "nrs_average", "typed"],
        [day(16), "care_plan_change", "odi", "typed"],
        [day(20), "flare", None, "typed"],
    ]
    assert events["event_id"].is_unique


def plans(door) -> tuple[int, int]:
    starts = door.starting_scores(Scope(), TODAY)
    scores = response_scores(list(door.clinic.measures.values()), starts)
    flagged = plan_change_rate(door.plan_changes(Scope(), TODAY, scores)).flagged
    return flagged.changed.count, flagged.named.count


def test_a_decision_to_change_the_plan_because_of_a_measure_counts_as_a_change_of_plan(door, patient):
    assert plans(door) == (0, 0)
    decision = {"decision": "change_plan", "reason": "Function is worse", "because_of": ["odi"]}
    entry = door.record(EntryKind.DECISION, patient, decision, on_date=day(29), checkpoint="end")
    assert plans(door) == (1, 1)
    door.record(EntryKind.DECISION, patient, {**decision, "because_of": []}, on_date=day(29), replaces=entry.entry_id)
    assert plans(door) == (1, 0)
    door.withdraw(patient, door.entries(patient)[0].entry_id, "Recorded for somebody else")
    assert plans(door) == (0, 0)


def test_an_entry_belongs_to_a_registered_patient_and_their_own_course(door, patient):
    other = door.find_people("P2")["patient_id"].iloc[0]
    says = {"text": "x"}
    with pytest.raises(EntryRefused, match="not registered"):
        door.record(EntryKind.NOTE, "nobody", says, on_date=TODAY)
    with pytest.raises(EntryRefused, match="does not belong to the patient"):
        door.record(EntryKind.NOTE, patient, says, on_date=TODAY, episode_id=episode_of(door, other))
    with pytest.raises(EntryRefused, match="no such checkpoint"):
        door.record(EntryKind.NOTE, patient, says, on_date=TODAY, checkpoint="week_99")
    assert door.entries(patient) == ()


def test_nobody_withdraws_the_entry_of_another_patient(door, patient):
    other = door.find_people("P2")["patient_id"].iloc[0]
    entry = door.record(EntryKind.NOTE, other, {"text": "hers"}, on_date=TODAY)
    with pytest.raises(EntryRefused, match="not in the book"):
        door.withdraw(patient, entry.entry_id, "mistake")
    with pytest.raises(EntryRefused, match="few words"):
        door.withdraw(other, entry.entry_id, "  ")


REFUSED = [
    (EntryKind.NOTE, {"text": "  "}, TODAY, "empty"),
    (EntryKind.NOTE, {"text": "x"}, None, "which day"),
    (EntryKind.NOTE, {"text": "x"}, TODAY + timedelta(days=1), "future"),
    (EntryKind.NOTE, {"text": "x" * 4001}, TODAY, "4,001 characters"),
    (EntryKind.NOTE, {"text": "a\x00b"}, TODAY, "control characters"),
    (EntryKind.NOTE, {"text": "x", "mood": 3}, TODAY, "'mood'"),
    (EntryKind.GOAL, {}, TODAY, "in words, or choose the measure"),
    (EntryKind.GOAL, {"text": "x", "target": 3}, TODAY, "no measure"),
    (EntryKind.GOAL, {"measure": "odi", "target": 101}, TODAY, "outside the scale"),
    (EntryKind.GOAL, {"measure": "odi", "target": float("nan")}, TODAY, "not a number"),
    (EntryKind.GOAL, {"measure": "nothing"}, TODAY, "no measure 'nothing'"),
    (EntryKind.GOAL, {"text": "x", "due_on": TODAY - timedelta(days=1)}, TODAY, "due before it was set"),
    (EntryKind.GOAL, {"text": "x", "due_on": "soon"}, TODAY, "not a date"),
    (EntryKind.GOAL, {"text": "x", "due_checkpoint": "never"}, TODAY, "no checkpoint 'never'"),
    (EntryKind.GOAL, {"text": "x", "status": "won"}, TODAY, "open, met or dropped"),
    (EntryKind.GOAL, {"text": "x" * 501}, TODAY, "500 characters"),
    (EntryKind.DECISION, {"reason": "x"}, TODAY, "what was decided"),
    (EntryKind.DECISION, {"decision": "continue"}, TODAY, "reason"),
    (EntryKind.DECISION, {"decision": "give up", "reason": "x"}, TODAY, "not a decision"),
    (EntryKind.DECISION, {"decision": "continue", "reason": "x", "because_of": ["y"]}, TODAY, "no measure 'y'"),
    (EntryKind.FLARE, {}, None, "which day"),
    (EntryKind.FLARE, {"ended_on": TODAY - timedelta(days=3)}, TODAY, "ended before it began"),
    (EntryKind.FLARE, {"ended_on": TODAY + timedelta(days=3)}, TODAY, "ends in the future"),
    (EntryKind.NAMED_MEASURES, {"measures": []}, TODAY, "at least one"),
    (EntryKind.NAMED_MEASURES, {"measures": ["y"]}, TODAY, "no measure 'y'"),
    (EntryKind.ATTESTATION, {"text": "x"}, TODAY, "which fact"),
    (EntryKind.ATTESTATION, {"code": "imaging", "holds": "yes"}, TODAY, "so or not"),
    (
        EntryKind.SETTLEMENT,
        {"row_kind": "observation", "rows": ["a", "b"], "stands": "c", "reason": "x"},
        None,
        "on its own rows",
    ),
]


@pytest.mark.parametrize(("kind", "says", "on_date", "sentence"), REFUSED)
def test_what_is_missing_or_impossible_is_refused_in_one_sentence(door, patient, kind, says, on_date, sentence):
    with pytest.raises(EntryRefused, match=sentence) as refusal:
        door.record(kind, patient, says, on_date=on_date)
    assert patient not in str(refusal.value)
    assert door.entries(patient) == ()


def test_answers_that_tell_of_entries_are_asked_anew_after_each(door, patient):
    before = door.current_state()
    door.record(EntryKind.NOTE, patient, {"text": "x"}, on_date=TODAY)
    assert door.current_state() != before
    assert door.current_number() == 1


def test_a_past_day_shows_what_had_been_entered(door, patient):
    door.record(EntryKind.NOTE, patient, {"text": "x"}, on_date=day(3))
    now = door.clinic.clock.now()
    assert door.entries(patient, now - timedelta(seconds=1)) == ()
    assert len(door.entries(patient, now)) == 1


def test_frames_keep_their_columns_and_kinds_with_and_without_typed_rows(door, patient):
    without = door.goals(patient), door.events(patient)
    door.record(EntryKind.GOAL, patient, {"text": "x"}, on_date=TODAY)
    door.record(EntryKind.FLARE, patient, {}, on_date=TODAY)
    for before, after in zip(without, (door.goals(patient), door.events(patient)), strict=True):
        pd.testing.assert_series_equal(before.dtypes, after.dtypes)
