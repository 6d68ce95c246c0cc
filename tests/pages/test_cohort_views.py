"""The four views of the cohort screen, on the sample clinic and where there is hardly anybody."""

import re
from datetime import timedelta

import pytest

from access.asker import local_user
from access.door import Door
from domain.loaded import RowKind
from domain.scope import Scope
from metrics.cohort_reading import cohort_at
from pages.cohort import VIEWS
from pages.parts.coded import literal
from store.writer import load
from tests.conftest import ROOT
from tests.small_clinic import FIRST_DAY, course_of_care, file_of, registration, score, small_clinic, write_clinic

PROGRAM = "interdisciplinary"


@pytest.fixture
def cohort(sample_clinic):
    door = Door(sample_clinic, local_user(None))
    return cohort_at(
        door.clinic, Scope(program=PROGRAM), "program_end", lambda name, **asked: getattr(door, name)(**asked)
    )


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("checkpoint", ["week_2", "program_end", "month_12"])
def test_every_view_runs_at_every_kind_of_checkpoint(view, checkpoint, sample_clinic, open_screen):
    shown = open_screen(sample_clinic, "cohort", view=view, checkpoint=checkpoint, program=PROGRAM)
    assert shown.failures == []
    assert not re.search(r"\bnan\b|: None", shown.text)


@pytest.mark.parametrize("measure", ["pgic", "nrs_average", "phq9"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_runs_for_a_rating_of_change_and_for_a_measure_where_lower_is_better(
    view, measure, sample_clinic, open_screen
):
    shown = open_screen(sample_clinic, "cohort", view=view, on=measure)
    assert shown.failures == []
    assert not re.search(r"\bnan\b", shown.text)


def test_the_average_course_says_the_modelled_improvement_and_that_of_those_seen(cohort, sample_clinic, open_screen):
    told = cohort.modelled(cohort.measures["odi"]).change("program_end")
    text = open_screen(sample_clinic, "cohort", program=PROGRAM).text
    assert f"improved by {told.improvement:.1f} points on average by program end, those who left counted" in text
    assert f"95% interval {told.low:.1f}–{told.high:.1f}" in text
    assert f"The {told.n} seen at both improved by {told.paired.mean:.1f} points" in text


def test_the_tipping_point_names_how_much_worse_the_unseen_must_have_been(cohort, sample_clinic, open_screen):
    told = cohort.tipping(cohort.measures["odi"])
    said = f"The {told.n_unseen} of {told.n_due} due without a score of Disability (ODI) would have to have fared {told.covers_zero_at:.1f} points worse"
    assert said in open_screen(sample_clinic, "cohort", program=PROGRAM).text
    assert said in open_screen(sample_clinic, "cohort", program=PROGRAM, view="who_left").text


def test_each_view_asks_only_its_own_questions(sample_clinic, open_screen, monkeypatch):
    asked = []
    real = Door.authorize
    monkeypatch.setattr(
        Door, "authorize", lambda self, action, *more: (asked.append(action), real(self, action, *more))
    )
    open_screen(sample_clinic, "cohort", program=PROGRAM)
    assert not {"monthly_shares", "first_improvement", "early_response", "plan_changes", "who_left"} & set(asked)
    asked.clear()
    open_screen(sample_clinic, "cohort", program=PROGRAM, view="over_time")
    assert "monthly_shares" in asked
    assert not {"course_patterns", "lasting_scores", "early_response", "plan_changes"} & set(asked)


def test_a_month_with_too_few_patients_is_said_to_be_hidden_and_limits_to_be_trial(sample_clinic, open_screen):
    text = open_screen(sample_clinic, "cohort", program=PROGRAM, view="over_time").text
    assert "with fewer than 20 patients" in text
    assert "By quarter, because most months have fewer than 20 patients." in text
    assert "Trial limits: they rest on fewer than 12 points" in text


def test_the_early_checkpoint_and_the_follow_up_can_be_chosen(sample_clinic, open_screen):
    assert "change by week 2" in open_screen(sample_clinic, "cohort", view="checks", early="week_2").text.replace(
        "Change by", "change by"
    )
    assert "due at 6 months" in open_screen(sample_clinic, "cohort", later="month_6").text


def _loaded(folder, patients: int, ended: bool = True):
    """A clinic of some patients who all have an intake score and, with `ended`, one at the end."""
    write_clinic(folder)
    names = [f"p{number}" for number in range(patients)]
    rows = [score(name, 0, 40 + 2 * place) for place, name in enumerate(names)]
    rows += [score(name, 28, 30 + 2 * place) for place, name in enumerate(names)] if ended else []
    files = (
        file_of(RowKind.PATIENT, registration(*names), folder=folder, name="patients.csv"),
        file_of(RowKind.EPISODE, [course_of_care(name) for name in names], folder=folder, name="episodes.csv"),
        file_of(RowKind.OBSERVATION, rows, folder=folder, name="scores.csv"),
    )
    load(folder, small_clinic(), list(files))
    return folder


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("patients", [1, 2, 5])
def test_a_handful_of_patients_gives_words_and_no_percentage(view, patients, tmp_path, open_screen):
    shown = open_screen(_loaded(tmp_path / "clinic", patients), "cohort", view=view)
    assert shown.failures == []
    assert re.findall(r"\d ?%(?! interval)", shown.text.partition("Look at")[2].partition("How this")[0]) == []
    assert not re.search(r"\bnan\b|\binf\b|: None", shown.text)


@pytest.mark.parametrize("view", VIEWS)
def test_a_checkpoint_that_nobody_reached_is_said_to_be_so(view, tmp_path, open_screen):
    shown = open_screen(_loaded(tmp_path / "clinic", 3, ended=False), "cohort", view=view)
    assert shown.failures == []
    assert not re.search(r"\bnan\b", shown.text)


def test_the_clock_of_the_small_clinic_stands_after_its_last_window():
    assert FIRST_DAY + timedelta(days=48) < small_clinic().clock.today()


def test_every_page_named_beside_a_card_exists():
    named = re.findall(r"docs/explanation/[a-z-]+\.md", (ROOT / "pages/parts/cohort_counted.py").read_text())
    assert len(named) > 9
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_a_choice_that_does_not_exist_falls_back_to_the_usual_one(sample_clinic, open_screen):
    shown = open_screen(sample_clinic, "cohort", program="atlantis", view="nothing", on="no_such_measure")
    assert shown.failures == []
    assert "Interdisciplinary 12-week, program end" in shown.text


def test_names_are_shown_as_they_are_where_labels_are_markdown():
    assert literal("3 *months* [x](y)") == r"3 \*months\* \[x\]\(y\)"
