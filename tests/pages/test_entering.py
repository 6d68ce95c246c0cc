"""Forms of entries: what is typed is recorded once, corrected, withdrawn; what is wrong is said and nothing is lost."""

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from access.asker import local_user
from access.door import Door
from domain.entry import EntryKind
from domain.loaded import RowKind
from store.writer import load
from tests.pages.conftest import Screen
from tests.small_clinic import course_of_care, file_of, registration, score, write_clinic


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loaded")
    clinic = write_clinic(folder)
    rows = {
        RowKind.PATIENT: registration("P1"),
        RowKind.EPISODE: [course_of_care("P1")],
        RowKind.OBSERVATION: [score("P1", 0, 30), score("P1", 28, 60)],
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


@pytest.fixture
def episode(door, patient) -> str:
    return door.episodes([patient])["episode_id"].iloc[0]


@pytest.fixture
def form(door, monkeypatch):
    """Call it with what a page would write; the form as it stands on a page of its own."""
    monkeypatch.setenv("LANDINGS_CLINIC", str(door.folder))
    monkeypatch.setattr("pages.parts.reading.visitor_address", lambda: None)

    def start(call: str) -> AppTest:
        module = call.split(".")[0]
        app = AppTest.from_string(f"from pages.parts import {module}\n{call}", default_timeout=30).run()
        assert not app.exception
        return app

    return start


def by_label(widgets, label: str):
    (found,) = [widget for widget in widgets if widget.label == label]
    return found


def press(app: AppTest, label: str, which: int = 0) -> AppTest:
    [button for button in app.button if button.label == label][which].click()
    app.run()
    assert not app.exception
    return app


def text(app: AppTest) -> str:
    return Screen(app).text


def kept(door, patient, kind: EntryKind) -> list:
    return [entry for entry in door.entries(patient) if entry.kind is kind]


def decision_form(form, patient, episode) -> AppTest:
    return form(f"enter_decision.show({patient!r}, {episode!r}, 'middle', ['odi', 'nrs_average'])")


def decide(app: AppTest, decision: str, reason: str, *because: str) -> AppTest:
    by_label(app.get("button_group"), "Decision").set_value(decision)
    by_label(app.multiselect, "Because of").set_value(list(because))
    by_label(app.text_area, "Reason").set_value(reason)
    return press(app, "Record decision")


def test_a_decision_is_recorded_with_its_reason_and_the_measures_behind_it(form, door, patient, episode):
    app = decide(decision_form(form, patient, episode), "change_plan", "Function is worse", "odi")
    (entry,) = kept(door, patient, EntryKind.DECISION)
    assert (entry.says["decision"], entry.says["because_of"], entry.checkpoint) == ("change_plan", ["odi"], "middle")
    assert (entry.episode_id, entry.on_date, entry.made_by) == (episode, door.clinic.clock.today(), "local user")
    assert "Change plan, because of" in text(app)
    assert "Recorded by local user, 17 Nov 2025 08:30" in text(app)


def test_a_decision_without_a_reason_is_refused_in_a_sentence_and_what_was_typed_stays(form, door, patient, episode):
    app = decide(decision_form(form, patient, episode), "continue", " ")
    assert "Give the reason" in text(app)
    assert "What you typed is still here." in text(app)
    by_label(app.text_area, "Reason").set_value("On course")
    press(app, "Record decision")
    assert [entry.says["reason"] for entry in kept(door, patient, EntryKind.DECISION)] == ["On course"]


def test_a_decision_is_corrected_and_its_former_version_stays_readable(form, door, patient, episode):
    app = decide(decision_form(form, patient, episode), "continue", "On course")
    press(app, "Correct")
    assert by_label(app.text_area, "Reason").value == "On course"
    decide(app, "change_plan", "Sleep first")
    (entry,) = kept(door, patient, EntryKind.DECISION)
    assert (entry.says["decision"], entry.replaces is not None) == ("change_plan", True)
    assert "corrected once" in text(app)
    assert "On course" in text(app)


def test_a_correction_can_be_given_up(form, door, patient, episode):
    app = decide(decision_form(form, patient, episode), "continue", "On course")
    press(press(app, "Correct"), "Leave as it was")
    assert len(door.entry_history(patient)) == 1
    assert not [widget for widget in app.button if widget.label == "Leave as it was"]


def test_a_decision_is_withdrawn_with_a_reason(form, door, patient, episode):
    app = decide(decision_form(form, patient, episode), "continue", "On course")
    press(app, "Withdraw it")
    assert "why it is withdrawn" in text(app)
    by_label(app.text_input, "Why is it withdrawn?").set_value("Typed for somebody else")
    press(app, "Withdraw it")
    assert kept(door, patient, EntryKind.DECISION) == []
    assert len(door.entry_history(patient)) == 2
    assert "Withdrawn." in text(app)


def test_somebody_who_corrected_it_meanwhile_is_named(form, door, patient, episode):
    app = decide(decision_form(form, patient, episode), "continue", "On course")
    press(app, "Correct")
    (entry,) = kept(door, patient, EntryKind.DECISION)
    says = {"decision": "stop", "reason": "Moved away"}
    door.record(
        EntryKind.DECISION,
        patient,
        says,
        on_date=entry.on_date,
        episode_id=episode,
        checkpoint="middle",
        replaces=entry.entry_id,
    )
    decide(app, "continue", "Another reason")
    assert [one.says["reason"] for one in kept(door, patient, EntryKind.DECISION)] == ["Moved away"]
    assert "Meanwhile local user corrected this entry" in text(app)
    assert "Moved away" in text(press(app, "Leave as it was"))


def test_a_goal_is_recorded_and_then_met(form, door, patient, episode):
    app = form(f"enter_goal.show({patient!r}, {episode!r}, [('end', 'End')], ['odi'])")
    by_label(app.text_input, "Goal in the patient's words").set_value("Cook a meal")
    by_label(app.selectbox, "On the measure").set_value("odi")
    by_label(app.number_input, "Target").set_value(20.0)
    by_label(app.selectbox, "Due at").set_value("end")
    press(app, "Record goal")
    goals = door.goals(patient)
    assert goals[["text", "measure", "target", "checkpoint", "status"]].to_numpy().tolist() == [
        ["Cook a meal", "odi", 20.0, "end", "open"]
    ]
    press(app, "Correct")
    by_label(app.selectbox, "It is").set_value("met")
    press(app, "Record goal")
    assert door.goals(patient)["status"].tolist() == ["met"]
    assert "Cook a meal" in text(app)


def test_a_target_outside_the_scale_is_refused(form, door, patient, episode):
    app = form(f"enter_goal.show({patient!r}, {episode!r}, [], ['odi'])")
    by_label(app.selectbox, "On the measure").set_value("odi")
    by_label(app.number_input, "Target").set_value(400.0)
    press(app, "Record goal")
    assert "outside the scale" in text(app)
    assert len(door.goals(patient)) == 0


def test_measures_are_named_once_for_an_episode_and_the_list_is_corrected(form, door, patient, episode):
    app = form(f"enter_goal.show_named_measures({patient!r}, {episode!r}, ['odi', 'nrs_average'])")
    app.multiselect[0].set_value(["odi"])
    press(app, "Record")
    assert kept(door, patient, EntryKind.NAMED_MEASURES)[0].says == {"measures": ["odi"]}
    assert not [widget for widget in app.button if widget.label == "Record"]
    press(app, "Correct")
    app.multiselect[0].set_value(["odi", "nrs_average"])
    press(app, "Record")
    assert kept(door, patient, EntryKind.NAMED_MEASURES)[0].says == {"measures": ["odi", "nrs_average"]}


def test_a_note_keeps_its_lines_and_shows_markup_as_text(form, door, patient, episode):
    app = form(f"enter_note.show({patient!r}, {episode!r})")
    by_label(app.text_area, "Note").set_value("First line\n<img src=x onerror=alert(1)>\n**bold**")
    press(app, "Record note")
    (entry,) = kept(door, patient, EntryKind.NOTE)
    assert entry.says["text"].count("\n") == 2
    drawn = " ".join(block.value for block in app.markdown)
    assert "<img" not in drawn
    assert "&lt;img src=x" in drawn


def test_a_flare_is_an_event_and_can_end_later(form, door, patient, episode):
    app = form(f"enter_note.show({patient!r}, {episode!r})")
    by_label(app.text_input, "What is known of it").set_value("After the flight")
    press(app, "Record flare")
    assert door.events(patient)[["kind", "detail"]].to_numpy().tolist() == [["flare", "After the flight"]]
    press(app, "Correct")
    by_label(app.date_input, "Ended on, if it is over").set_value(door.clinic.clock.today())
    press(app, "Record flare")
    assert kept(door, patient, EntryKind.FLARE)[0].says["ended_on"] == "2025-11-17"


def test_a_fact_is_attested_only_when_somebody_says_whether_it_is_so(form, door, patient, episode):
    app = form(f"enter_attestation.show({patient!r}, {episode!r}, ['imaging', 'physician_order'])")
    by_label(app.text_area, "What the record says").set_value("MRI of 3 Nov, L4/5")
    press(app, "Attest")
    assert "so or not" in text(app)
    by_label(app.get("button_group"), "Is it so?").set_value(True)
    press(app, "Attest")
    (entry,) = kept(door, patient, EntryKind.ATTESTATION)
    assert entry.says == {"code": "imaging", "holds": True, "text": "MRI of 3 Nov, L4/5"}
    assert "So: imaging that agrees with the findings is on file" in text(app)


def test_a_form_begins_anew_for_another_place(form, door, patient, episode):
    app = decision_form(form, patient, episode)
    before = [widget.key for widget in app.text_area]
    app.run()
    assert [widget.key for widget in app.text_area] == before
    assert all(patient not in key and episode not in key for key in before)


def test_saving_the_same_form_twice_records_one_entry(form, door, patient, episode):
    app = decision_form(form, patient, episode)
    entry_id = app.session_state["typing_decision"]["entry_id"]
    about = {"on_date": door.clinic.clock.today(), "episode_id": episode, "checkpoint": "middle", "entry_id": entry_id}
    says = {"decision": "continue", "because_of": [], "reason": "On course"}
    door.record(EntryKind.DECISION, patient, says, **about)
    decide(app, "continue", "On course")
    assert len(door.entry_history(patient)) == 1
