"""Every screen on the sample clinic says what the readers give, and on an empty clinic that there is nothing yet."""

import re
from datetime import timedelta

import pytest

from access.asker import local_user
from access.door import Door
from charts.reminder_words import fact
from domain.measures import MEASURES
from domain.scope import Scope
from metrics.completeness import completeness
from metrics.responders import responder_rates
from pages.parts.wording import in_letters, sentence_start
from tests.pages.conftest import NEED_ROWS, SCREENS


@pytest.fixture
def door(sample_clinic):
    return Door(sample_clinic, local_user(None))


@pytest.fixture
def day(door):
    return door.clinic.clock.today()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_runs_on_the_sample_clinic(screen, sample_clinic, open_screen):
    assert open_screen(sample_clinic, screen).failures == []


@pytest.mark.parametrize("screen", NEED_ROWS)
def test_a_screen_on_an_empty_clinic_says_so_and_names_the_command(screen, empty_clinic, open_screen):
    shown = open_screen(empty_clinic, screen)
    assert shown.failures == []
    assert "No data yet." in shown.text
    assert "python -m loaders load" in shown.text


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_shows_nothing_to_a_visitor_from_another_machine(screen, sample_clinic, open_screen):
    shown = open_screen(sample_clinic, screen, visitor="192.0.2.7")
    assert shown.failures != []
    assert shown.text.strip() == ""


def test_today_counts_the_visits_and_names_each_of_them(sample_clinic, open_screen, door, day):
    visits = door.worklist(day, day)
    text = open_screen(sample_clinic, "today").text
    assert len(visits) > 0
    assert f"{len(visits)} visits," in text
    for person in door.people(tuple(visits["patient_id"])).itertuples():
        assert person.name in text
        assert person.record_number not in text


def test_today_flags_a_positive_answer_to_item_9(sample_clinic, open_screen, door, day):
    patients = tuple(door.worklist(day, day)["patient_id"])
    answers = door.flags(patients).sort_values("on_date").dropna(subset="level").groupby("patient_id").last()
    positive = answers[answers["level"] > 0]
    text = open_screen(sample_clinic, "today").text
    assert len(positive) > 0
    assert text.count("PHQ-9 item 9 positive") == len(positive)
    assert f"{in_letters(len(positive))} with a safety flag" in text or "PHQ-9 item 9 unknown" in text


def test_today_counts_as_complete_only_rows_whose_forms_are_all_in(sample_clinic, open_screen, door, day):
    shown = open_screen(sample_clinic, "today")
    drawn = " ".join(block.value for block in shown.app.markdown)
    rows = [tuple(map(int, pair)) for pair in re.findall(r'class="wl-forms">(\d+) of (\d+)<', drawn)]
    del rows[len(door.worklist(day, day)) :]  # the visits come first, then the checkpoints that close soon
    complete = sum(done == due for done, due in rows)
    assert 0 < complete < len(rows)
    assert f"Visits with all forms in {complete} of {len(rows)} " in shown.text


def test_today_lists_the_checkpoints_that_close_within_a_week_soonest_first(sample_clinic, open_screen, door, day):
    closing = door.closing_checkpoints(day, day + timedelta(days=6))
    shown = open_screen(sample_clinic, "today")
    assert f"Closing within a week {len(closing)} " in shown.text
    assert f"8 of {len(closing)} checkpoints, the soonest first." in shown.text
    more = open_screen(sample_clinic, "today", chase_shown=50)
    listed = more.text[more.text.index("forms that are due are not in") :]
    names = door.people(tuple(closing["patient_id"])).set_index("patient_id")["name"]
    places = [listed.index(names[patient_id]) for patient_id in closing["patient_id"].drop_duplicates()]
    assert places == sorted(places)


def test_only_checkpoints_without_a_visit_are_listed_when_asked_for(sample_clinic, open_screen, door, day):
    closing = door.closing_checkpoints(day, day + timedelta(days=6))
    shown = open_screen(sample_clinic, "today", chase_only=["No visit booked"], chase_shown=50)
    assert 0 < closing["next_visit_on"].isna().sum() < len(closing)
    assert shown.text.count("no visit booked by then") == closing["next_visit_on"].isna().sum()


def test_today_names_what_is_due_on_paper_the_most_pressing_first(sample_clinic, open_screen, door, day):
    due = door.reminders(day)
    shown = open_screen(sample_clinic, "today", paperwork_shown=50).text
    assert len(due) > 0
    names = door.people(tuple({one.patient_id for one in due})).set_index("patient_id")["name"]
    listed = shown[shown.index("authorizations, appeals and packets") :]
    first = due[0]
    assert listed.index(names[first.patient_id]) < listed.index(fact(first)) + len(fact(first))
    assert all(fact(one) in listed for one in due)


def test_a_link_to_the_patient_screen_without_a_choice_opens_the_chooser(sample_clinic, open_screen):
    shown = open_screen(sample_clinic, "patient")
    assert shown.app.text_input(key="patient_search").label == "Find a patient"
    assert "Type at least" in shown.text


def test_a_patient_is_found_by_a_part_of_the_name(sample_clinic, open_screen, door, day):
    wanted = next(door.people(tuple(door.worklist(day, day)["patient_id"])).itertuples())
    shown = open_screen(sample_clinic, "patient", patient_search=wanted.name[:6])
    assert wanted.name in shown.text


def test_the_patient_screen_shows_every_measure_of_the_course(sample_clinic, open_screen, door, day):
    for patient_id in door.worklist(day, day)["patient_id"].head(4):
        shown = open_screen(sample_clinic, "patient", chosen_patient=patient_id)
        assert shown.failures == []
        scores = door.course(patient_id)
        latest = scores[scores["started"] == scores["started"].max()]
        if latest["value"].notna().any():
            assert [m for m in latest["measure"].unique() if MEASURES[m].short_name not in shown.text] == []
        else:
            assert "No form is in yet." in shown.text


def test_the_patient_screen_masks_the_record_number(sample_clinic, open_screen, door, day):
    patient_id = door.worklist(day, day)["patient_id"].iloc[0]
    number = next(door.people((patient_id,)).itertuples()).record_number
    text = open_screen(sample_clinic, "patient", chosen_patient=patient_id).text
    assert number not in text
    assert number[-4:] in text


def test_a_number_can_be_followed_to_its_file_and_line(sample_clinic, open_screen, door, day):
    patient_id = door.worklist(day, day)["patient_id"].iloc[0]
    scores = door.course(patient_id).dropna(subset="value")
    score, names = next(scores.itertuples()), door.file_names()
    place = f"{names[score.file_id]}, line {int(score.line):,}; load {int(score.batch_id)} of"
    assert place in open_screen(sample_clinic, "patient", chosen_patient=patient_id, tab="forms").text
    assert place in open_screen(sample_clinic, "patient", chosen_patient=patient_id).text


def test_somebody_who_enrolled_again_can_be_seen_in_each_episode(sample_clinic, open_screen, door):
    episodes = door.patients(Scope()).groupby("patient_id").size()
    twice = episodes[episodes > 1].index[0]
    shown = open_screen(sample_clinic, "patient", chosen_patient=twice)
    assert shown.failures == []
    assert len(shown.app.button_group(key="episode").options) == episodes[twice] + 1
    together = open_screen(sample_clinic, "patient", chosen_patient=twice, episode="all")
    assert together.failures == []
    assert f"{episodes[twice]} courses of care." in together.text


def test_the_cohort_screen_says_how_many_improved_of_how_many(sample_clinic, open_screen, door, day):
    program = door.clinic.programs[0]
    pairs = door.paired_scores(Scope(program=program.code), day, "program_end")
    rate = responder_rates([MEASURES["odi"]], pairs)["odi"]
    text = open_screen(sample_clinic, "cohort").text
    assert f"{program.name}, program end" in text
    assert f"{rate.observed.count} of {rate.observed.total}" in text
    assert f"{rate.of_due.count} of {rate.of_due.total}" in text
    assert f"{rate.of_enrolled.count} of {rate.of_enrolled.total}" in text


def test_the_cohort_screen_says_who_is_still_in_the_data(sample_clinic, open_screen, door, day):
    seen = completeness(door.checkpoint_counts(Scope(program=door.clinic.programs[0].code), day))
    here = next(row for row in seen if row.checkpoint == "program_end")
    text = open_screen(sample_clinic, "cohort").text
    assert f"{here.due} due" in text
    assert f"{here.enrolled} enrolled" in text


def test_the_cohort_screen_names_death_and_withdrawal_among_the_reasons(sample_clinic, open_screen, door, day):
    enrolled = door.patients(Scope())
    ended = enrolled[enrolled["how_ended"].isin(["died", "withdrew"]) & (enrolled["ended"] <= day)]
    reasons = door.leaving_reasons(Scope(), day).dropna(subset="why_left").set_index("why_left")["n"]
    assert reasons.reindex(["died", "consent withdrawn"]).sum() == len(ended) > 0
    text = open_screen(sample_clinic, "cohort", program="all").text
    assert [reason for reason, n in reasons.items() if f"{sentence_start(reason)} {n}" not in text] == []


def test_a_small_cohort_gets_no_percentage(sample_clinic, open_screen, door, day):
    limit = door.clinic.percentage_from
    small = next(
        scope for scope in _scopes(door) if _somebody_seen(door, scope, day) and _enrolled(door, scope, day) < limit
    )
    filters = {"program": small.program, "site": small.site, "payer": small.payer, "clinician": small.clinician}
    shown = open_screen(sample_clinic, "cohort", **filters)
    assert shown.failures == []
    assert "Too few to show a percentage." in shown.text
    assert "Patients who improved meaningfully" in shown.text
    responders = shown.text.partition("Patients who improved meaningfully")[2].partition("Average course")[0]
    assert "of" in responders
    assert re.findall(r"\(\d+ ?%\)", responders) == []  # '3 of 12', never '3 of 12 (25%)'


def _scopes(door):
    clinic = door.clinic
    for program in clinic.programs:
        for payer in clinic.payers:
            for clinician in clinic.clinicians:
                for site in clinic.sites:
                    yield Scope(program.code, site.code, payer.code, clinician.code)


def _at_program_end(door, scope, day):
    counts = door.measure_counts(scope, day)
    return counts[counts["checkpoint"] == "program_end"]


def _somebody_seen(door, scope, day) -> bool:
    return bool((_at_program_end(door, scope, day)["observed"] > 0).any())


def _enrolled(door, scope, day) -> int:
    return int(_at_program_end(door, scope, day)["enrolled"].max())


def test_the_imports_screen_shows_every_account_and_every_rejected_row(sample_clinic, open_screen, door):
    text = open_screen(sample_clinic, "imports").text
    for row in door.batches().itertuples():
        assert row.file in text
        assert f"{row.read:,} {row.accepted:,} {row.corrected:,}" in text
        assert row.read == row.accepted + row.corrected + row.duplicates + row.waiting + row.rejected
    for row in door.rejected().head(60).itertuples():
        assert f"{row.file} {row.line}" in text
        assert " ".join(row.reason.split()) in text
