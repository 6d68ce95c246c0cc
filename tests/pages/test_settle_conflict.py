"""Settling a conflict on the Imports screen."""

import shutil

import pytest

from access import settling
from access.asker import Asker, Role, local_user
from access.door import Door
from domain.loaded import RowKind
from store.writer import load
from store.writer_lock import writer_lock
from tests.small_clinic import course_of_care, file_of, registration, score, write_clinic


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loaded")
    clinic = write_clinic(folder)
    rows = {
        RowKind.PATIENT: registration("P1"),
        RowKind.EPISODE: [course_of_care("P1")],
        RowKind.OBSERVATION: [score("P1", 0, 40, record="a"), score("P1", 0, 44, record="b")],
    }
    load(
        folder, clinic, [file_of(k, some, folder=folder, name=f"{k}.csv", mapping=k.value) for k, some in rows.items()]
    )
    return folder


@pytest.fixture
def door(loaded, tmp_path) -> Door:
    return Door(shutil.copytree(loaded, tmp_path / "clinic"), local_user())


def fill(shown, value: int | None, reason: str):
    (radio,) = [widget for widget in shown.app.radio if widget.label == "Which row stands?"]
    row = next((number for number, text in enumerate(rows_of(shown)) if value is not None and str(value) in text), None)
    radio.set_value(radio.options[-1] if value is None else radio.options[row])
    (why,) = [widget for widget in shown.app.text_input if widget.label == "Reason"]
    why.set_value(reason)
    return press(shown, "Settle")


def rows_of(shown) -> list[str]:
    drawn = next(
        block.value
        for block in shown.app.markdown
        if "Rows that contradict each other" in block.value and "<tbody" in block.value
    )
    return drawn.split("<tbody>")[1].split("</tr>")[:-1]


def press(shown, label: str):
    next(button for button in shown.app.button if button.label == label).click()
    shown.app.run()
    assert shown.failures == []
    return shown


def values(door) -> list[tuple]:
    rows = door.observations(door.find_people("P1")["patient_id"].iloc[0])
    return sorted(zip(rows["value"], rows["standing"], strict=True))


def test_the_row_that_was_chosen_stands_and_the_decision_is_listed(door, open_screen):
    shown = open_screen(door.folder, "imports")
    assert "They differ in score." in shown.text
    fill(shown, 44, "Read from the paper form")
    assert values(door) == [(40, "set_aside"), (44, "used")]
    assert "Settled." in shown.text
    assert "Stands: score 44%" in shown.text
    assert "Read from the paper form" in shown.text
    assert "Recorded by local user, 17 Nov 2025 08:30" in shown.text
    assert "No conflict." in shown.text


def test_without_a_choice_or_a_reason_nothing_is_settled(door, open_screen):
    shown = press(open_screen(door.folder, "imports"), "Settle")
    assert "Choose which row stands, or that none does." in shown.text
    fill(shown, None, " ")
    assert "Give the reason" in shown.text
    assert values(door) == [(40, "conflict"), (44, "conflict")]


def test_a_settlement_is_withdrawn_where_it_is_listed(door, open_screen):
    shown = fill(open_screen(door.folder, "imports"), 44, "Read from the paper form")
    (why,) = [widget for widget in shown.app.text_input if widget.label == "Why is it withdrawn?"]
    why.set_value("The wrong form")
    press(shown, "Withdraw it")
    assert values(door) == [(40, "conflict"), (44, "conflict")]
    assert "Which row stands?" in [widget.label for widget in shown.app.radio]


def test_while_a_load_is_running_the_screen_says_when_it_takes_effect(door, open_screen, monkeypatch):
    monkeypatch.setattr(settling, "WAIT_SECONDS", 0.1)
    shown = open_screen(door.folder, "imports")
    with writer_lock(door.folder):
        fill(shown, 44, "Read from the paper form")
    assert "It takes effect when the load that is running has ended." in shown.text
    assert [widget for widget in shown.app.radio if widget.label == "Which row stands?"] == []


def test_who_may_not_settle_is_told_who_may(door, open_screen, monkeypatch):
    director = Asker("director", frozenset({Role.DIRECTOR}))
    monkeypatch.setattr("pages.parts.reading.local_user", lambda host: director)
    shown = open_screen(door.folder, "imports")
    assert shown.failures == []
    assert "Conflicts are settled by clinicians and administrators." in shown.text
