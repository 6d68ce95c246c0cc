"""The Programs screen: verdicts only where the whole interval says so, case mix first, no number of a few people."""

import re
from datetime import date, timedelta

import pytest

from access.asker import Asker, Role, local_user
from access.door import Door
from domain.case_mix import Grouping
from domain.loaded import RowKind
from domain.scope import Scope
from metrics.comparison_statistics import Question, compared
from metrics.observed_minus_expected import NOT_ASSIGNED_BY_CHANCE
from store.writer import load
from tests.small_clinic import course_of_care, file_of, registration, score, write_clinic

CARDS = ("Who they were at intake", "Improvement beyond expected", "Share improved")


@pytest.fixture
def door(sample_clinic):
    return Door(sample_clinic, local_user(None))


def chain(door, by: Grouping, checkpoint: str, measure: str, **scope):
    clinic = door.clinic
    stop = next(c for p in clinic.programs for c in p.checkpoints if c.code == checkpoint)
    question = Question(clinic, by, Scope(**scope), clinic.clock.today(), stop, clinic.measures[measure])
    return question, compared(question, lambda name, **parameters: getattr(door, name)(**parameters))


def test_the_sentence_says_who_stands_out_how_many_were_seen_and_how_much_is_explained(
    sample_clinic, open_screen, door
):
    question, told = chain(door, Grouping.PROGRAM, "program_end", "chair_stand_30s")
    text = open_screen(sample_clinic, "programs").text
    model = told.plain.model
    due = model.n + model.missing + model.n_without_baseline
    assert (
        f"Of {due:,} patients due, {model.n:,} have both scores, {model.missing:,} were unseen at program end" in text
    )
    assert f"explains {round(100 * model.r_squared)}% of the differences between patients." in text
    sentence = text.partition("Patients were not assigned")[0]
    for group in told.plain.differences.groups:
        said = re.search(rf"{re.escape(question.name(group.group))} is (above|below) expected", sentence)
        assert bool(said) == (group.low > 0 or group.high < 0)
    assert NOT_ASSIGNED_BY_CHANCE in text


def test_the_case_mix_comes_first_then_the_differences_then_the_shares_and_nobody_is_ranked(sample_clinic, open_screen):
    text = open_screen(sample_clinic, "programs").text
    places = [text.index(card) for card in CARDS]
    assert places == sorted(places)
    assert not re.search(r"\b(rank|best|worst|top|league)\b", text.replace("Nobody is ranked", ""), re.IGNORECASE)


def test_groups_stand_in_the_clinics_own_order(sample_clinic, open_screen, door):
    text = open_screen(sample_clinic, "programs").text.partition("At intake ")[2]
    places = [text.index(program.name) for program in door.clinic.programs]
    assert places == sorted(places)


def test_each_card_says_how_it_is_counted_and_shows_its_figure_as_a_table(sample_clinic, open_screen):
    shown = open_screen(sample_clinic, "programs")
    assert [box.label for box in shown.app.expander].count("Show as table · CSV · SVG · PNG") == 2
    for word in ("Standardised difference.", "Interval.", "Limits.", "docs/explanation/fair-comparison.md"):
        assert word in shown.text


def test_weights_for_those_unseen_say_how_many_patients_they_are_worth(sample_clinic, open_screen):
    plain = open_screen(sample_clinic, "programs").text
    weighted = open_screen(sample_clinic, "programs", unseen="weighted")
    assert weighted.failures == []
    assert "Weighted for those unseen, on" in weighted.text
    assert "Weighted for those unseen, on" not in plain
    assert "the words are the same" in plain or "the words differ" in plain


@pytest.mark.parametrize("by", ["site", "clinician"])
@pytest.mark.parametrize("checkpoint", ["week_2", "month_12"])
def test_sites_and_clinicians_can_be_compared_at_any_checkpoint(by, checkpoint, sample_clinic, open_screen):
    shown = open_screen(sample_clinic, "programs", by=by, at=checkpoint)
    assert shown.failures == []
    assert f"{by.capitalize()}s compared" in shown.text


def test_every_measure_of_every_program_can_be_compared_on(sample_clinic, open_screen):
    shown = open_screen(sample_clinic, "programs", of_program="all", by="site")
    box = shown.app.selectbox(key="on")
    assert len(box.options) > 10
    assert "Global impression" not in " ".join(box.options)
    for code in ("nrs_average", "time_on_task", "pile_lumbar"):
        assert open_screen(sample_clinic, "programs", of_program="all", by="site", on=code).failures == []


def test_groups_that_are_all_small_get_their_counts_and_no_number(sample_clinic, open_screen, door):
    scope = {"program": "functional", "payer": "medicare"}
    _, told = chain(door, Grouping.CLINICIAN, "month_12", "odi", **scope)
    assert told.why_not
    shown = open_screen(
        sample_clinic, "programs", by="clinician", of_program="functional", of_payer="medicare", at="month_12", on="odi"
    )
    assert shown.failures == []
    assert "Disability (ODI): nothing to compare." in shown.text
    assert "Fewer than two clinicians have 20 patients with both scores." in shown.text
    results = shown.text.partition("Improvement beyond expected")[2]
    seen = sum(int(n) for n in re.findall(r"(\d+) of \d+ seen", results.partition("Share improved")[0]))
    assert seen == told.plain.model.n
    assert not [box for box in shown.app.expander if box.label.startswith("Show as table")]


def test_nobody_in_scope_is_said_and_breaks_nothing(sample_clinic, open_screen, monkeypatch):
    monkeypatch.setattr("pages.parts.reading.today", lambda: date(2030, 1, 1))
    shown = open_screen(sample_clinic, "programs", since="6_months")
    assert shown.failures == []
    assert "Nobody matches these filters." in shown.text
    assert "Nobody is due here yet." in shown.text


def test_a_fault_in_one_card_leaves_the_others_standing(sample_clinic, open_screen, monkeypatch):
    def broken(*_):
        raise ValueError("score 27 of Quentin Example")

    monkeypatch.setattr("pages.parts.comparison_cards.draw_funnel", broken)
    shown = open_screen(sample_clinic, "programs")
    assert [failure.strip() for failure in shown.failures] == ["Share improved did not load"]
    assert "Quentin" not in shown.text
    assert "similar to expected" in shown.text


def test_only_a_director_is_offered_clinicians(sample_clinic, open_screen, monkeypatch):
    def as_role(role):
        door = Door(sample_clinic, Asker(role.value, frozenset({role})))
        monkeypatch.setattr("pages.parts.reading.door", lambda: door)
        return open_screen(sample_clinic, "programs", by="clinician")

    director, clinician = as_role(Role.DIRECTOR), as_role(Role.CLINICIAN)
    assert director.failures == clinician.failures == []
    assert "Clinicians compared" in director.text
    assert "Clinicians compared" not in clinician.text
    assert "Programs compared" in clinician.text
    assert list(clinician.app.button_group(key="by").options[0:2]) != []
    assert len(clinician.app.button_group(key="by").options) == 2
    assert "of_clinician" not in [box.key for box in clinician.app.selectbox]


def test_a_code_that_the_clinic_does_not_know_is_taken_as_not_given(sample_clinic, open_screen):
    shown = open_screen(sample_clinic, "programs", by="ward", of_site="moon", at="week_99", on="pgic", unseen="guessed")
    assert shown.failures == []
    assert shown.text == open_screen(sample_clinic, "programs").text


def one_program_clinic(folder, n: int):
    """`n` patients of one program, all of whom improve."""
    clinic, names = write_clinic(folder), [f"P{i}" for i in range(n)]
    people, courses = registration(*names), [course_of_care(name) for name in names]
    scores = [score(name, 0, 40 + 2 * (i % 9)) for i, name in enumerate(names)]
    scores += [score(name, 28, 24 + 2 * (i % 7)) for i, name in enumerate(names)]
    files = [
        file_of(RowKind.PATIENT, people, folder=folder, name="people.csv", mapping="people"),
        file_of(RowKind.EPISODE, courses, folder=folder, name="courses.csv", mapping="courses"),
        file_of(RowKind.OBSERVATION, scores, folder=folder, name="scores.csv", mapping="scores"),
    ]
    load(folder, clinic, files)
    return folder


def test_a_clinic_with_one_program_is_told_that_there_is_nothing_to_compare(tmp_path, open_screen):
    shown = open_screen(one_program_clinic(tmp_path, 30), "programs")
    assert shown.failures == []
    assert "nothing to compare" in shown.text
    assert "There is one program only." in shown.text
    assert "Short program: 30 of 30 seen." in shown.text
    assert "Most unlike" not in shown.text


def test_last_months_are_counted_from_the_clinics_today(sample_clinic, open_screen, door):
    since = door.clinic.clock.today() - timedelta(days=365)
    _, told = chain(door, Grouping.PROGRAM, "program_end", "chair_stand_30s", started_from=since)
    text = open_screen(sample_clinic, "programs", since="12_months").text
    assert f"{told.plain.model.n:,} have both scores" in text
