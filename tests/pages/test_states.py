"""Each question of each screen fails in turn: the parts that need its answer say so, the others stand, and nothing of the error is shown."""

import re
from itertools import product

import pytest
import streamlit as st

from access.asker import local_user
from access.door import Door
from domain.loaded import RowKind
from domain.scope import Scope
from pages.cohort import VIEWS
from pages.parts import fault
from pages.patient import TABS
from store.writer import load
from tests.small_clinic import CLINIC_TOML, course_of_care, file_of, registration, score, small_clinic, write_clinic

SECRET = "score 27 of Quentin Example, record 90210"
SECRET_WORDS = ("Quentin", "90210", "Traceback")
RIGHTS = {"compare_clinicians", "load", "shown_state"}
"""Asked for, but no questions: what follows from them is drawn or not."""
SUBJECT = {"course", "episodes", "people"}
"""Without them there is nobody to speak of: a page about one patient fails as a whole, as the frame says it."""
MAY_GO = {
    # the list's own heading tells how many close, and mending is offered only for rows that are known to be rejected
    ("today", "closing_checkpoints"): 1,
    ("imports", "rejected"): 1,
}
SCREENS = (
    [("today", {}), ("prep", {}), ("programs", {}), ("packets", {}), ("register", {}), ("imports", {}), ("quality", {})]
    + [("patient", {"tab": tab}) for tab in TABS]
    + [("cohort", {"view": view, "program": "interdisciplinary"}) for view in VIEWS]
)


@pytest.fixture(autouse=True)
def nothing_is_read_ahead(monkeypatch):
    """No thread goes on reading beside the next run, nor when the tests are over."""
    monkeypatch.setattr("pages.parts.read_ahead.visits_ahead", lambda after=None: None)


@pytest.fixture
def asked(monkeypatch):
    """The questions that were asked; the one put into `failing` has no answer."""

    class Asked(list):
        failing = None

    found, real = Asked(), Door.authorize

    def authorize(door, action, *more):
        found.append(action)
        if action == found.failing:
            raise ValueError(SECRET)
        return real(door, action, *more)

    monkeypatch.setattr(Door, "authorize", authorize)
    return found


@pytest.fixture
def somebody(sample_clinic):
    door = Door(sample_clinic, local_user(None))
    day = door.clinic.clock.today()
    visits = door.worklist(day, day)
    return visits[visits["at_time"] == "10:40"]["patient_id"].iloc[0]


def headings(shown) -> list[str]:
    marks = " ".join(block.value for block in shown.app.markdown)
    return re.findall(r'class="(?:h2|title)"[^>]*>([^<]*)', marks)


@pytest.mark.parametrize(
    ("screen", "state"), SCREENS, ids=[" ".join([name, *state.values()]) for name, state in SCREENS]
)
def test_a_question_without_an_answer_fells_only_the_parts_that_need_it(
    screen, state, sample_clinic, open_screen, asked, somebody, caplog
):
    def opened():
        st.cache_data.clear()
        st.cache_resource.clear()
        asked.clear()
        about = {"chosen_patient": somebody} if screen in ("prep", "patient", "packets") else {}
        return open_screen(sample_clinic, screen, **about, **state)

    fault.keep_scores_out_of_logs()  # as the server does
    good = opened()
    assert good.failures == []
    known = SUBJECT | {"worklist"} if screen == "patient" and state["tab"] != "course" else set()
    for question in dict.fromkeys(asked[:]):
        if question in RIGHTS | known:
            continue
        asked.failing = question
        shown = opened()
        told = [one.value for one in shown.app.exception]
        assert not any(word in shown.text + " ".join(told) + caplog.text for word in SECRET_WORDS), question
        if screen in ("prep", "patient") and question in SUBJECT:
            assert told, question
            continue
        assert told == [], question
        if question == "worklist" and screen in ("prep", "patient"):
            continue  # only the hour of the visit and the steps to others hang on it
        assert "did not load" in shown.text, question
        assert re.search(r"Reference E-[0-9A-F]{4}\.", shown.text), question
        lost = [one for one in headings(good) if one not in headings(shown)]
        if screen == "packets":  # a packet made of half a record would be wrong
            assert "Request did not load" in shown.text
        else:
            assert len(lost) <= MAY_GO.get((screen, question), 0), (question, lost)


@pytest.fixture
def handful(tmp_path):
    """Seven patients with a score at intake and at the end."""
    folder = tmp_path / "clinic"
    write_clinic(folder)
    names = [f"p{number}" for number in range(7)]
    rows = [score(name, day, value + place) for place, name in enumerate(names) for day, value in ((0, 40), (28, 20))]
    files = [
        file_of(RowKind.PATIENT, registration(*names), folder=folder, name="patients.csv"),
        file_of(RowKind.EPISODE, [course_of_care(name) for name in names], folder=folder, name="episodes.csv"),
        file_of(RowKind.OBSERVATION, rows, folder=folder, name="scores.csv"),
    ]
    load(folder, small_clinic(), files)
    return folder


@pytest.mark.parametrize("screen", ["today", "programs", "register", "imports"])
def test_of_a_handful_of_patients_no_share_is_told(screen, handful, open_screen):
    """The views of the cohort: tests/pages/test_cohort_views.py. Data quality counts forms, of which seven people owe many."""
    shown = open_screen(handful, screen)
    assert shown.failures == []
    text = re.sub(r"(?:95|99\.8) ?%", "", shown.text)  # intervals and limits of chance are no shares
    assert re.findall(r".{60}\d ?%", text) == []


def buttons(shown) -> dict:
    return {one.label: one for one in shown.app.button}


def test_where_nobody_is_due_yet_one_click_leads_to_an_earlier_checkpoint(tmp_path, open_screen):
    folder = tmp_path / "clinic"
    clinic = write_clinic(folder, CLINIC_TOML.replace("as_of = 2025-11-17", "as_of = 2025-01-30"))
    files = [
        file_of(RowKind.PATIENT, registration("p1"), folder=folder, name="patients.csv"),
        file_of(RowKind.EPISODE, [course_of_care("p1")], folder=folder, name="episodes.csv"),
        file_of(RowKind.OBSERVATION, [score("p1", 0, 6, "nrs_average")], folder=folder, name="scores.csv"),
    ]
    load(folder, clinic, files)
    shown = open_screen(folder, "cohort")
    assert "Nobody is due here yet." in shown.text
    buttons(shown)["Show middle"].click().run()
    assert shown.failures == []
    assert "Short program, middle" in shown.text


def test_where_a_filter_leaves_nobody_one_click_takes_it_away(sample_clinic, open_screen):
    door = Door(sample_clinic, local_user(None))
    clinic, day = door.clinic, door.clinic.clock.today()
    payers, colleagues, sites = (
        [one.code for one in rows] for rows in (clinic.payers, clinic.clinicians, clinic.sites)
    )
    scopes = (Scope(clinic.programs[-1].code, *rest) for rest in product(sites, payers, colleagues))
    scope = next(scope for scope in scopes if not len(door.checkpoint_counts(scope, day)))
    chosen = {"program": scope.program, "site": scope.site, "payer": scope.payer, "clinician": scope.clinician}
    shown = open_screen(sample_clinic, "cohort", **chosen)
    assert "Nobody matches these filters." in shown.text
    assert {"Show all sites", "Show all payers"} <= buttons(shown).keys()
    buttons(shown)["Show all payers"].click().run()
    assert shown.failures == []
    assert {name: shown.app.session_state[name] for name in chosen} == chosen | {"payer": "all"}


def test_visits_that_a_filter_hides_come_back_with_one_click(open_screen, sample_clinic):
    shown = open_screen(sample_clinic, "today", show=["Safety flag", "Worse"])
    assert "No visit matches these filters." in shown.text
    buttons(shown)["Show all visits"].click().run()
    assert shown.failures == []
    assert "No visit matches these filters." not in shown.text
