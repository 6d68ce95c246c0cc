"""What should I know, say and decide with this patient at this checkpoint?"""

import streamlit as st

from charts import states
from charts.checkpoint_track import draw_checkpoint_track
from charts.markup import join
from charts.page_text import lead, page_title, person_strip
from pages.parts import (
    html,
    patient_chooser,
    patient_record,
    people,
    prep_bar,
    prep_brief,
    prep_cards,
    prep_decide,
    prep_words,
    read_ahead,
    reading,
)
from pages.parts.card import card
from pages.parts.chosen_patient import chosen_patient, stay_with
from pages.parts.no_data import no_data_yet
from pages.parts.prep_brief import Heading
from pages.parts.prep_case import Case, read_case


def reassessment_prep() -> None:
    if no_data_yet("Reassessment prep"):
        return
    patient_id = chosen_patient()
    if patient_id is None:
        html.show(page_title("Reassessment prep"))
        with card("chooser", "", width=640):
            patient_chooser.choose_patient(stay_with)
        return
    reading.door().authorize("course", patient_id)  # what was read ahead counts as opened from here on
    bar = st.container(horizontal=True, vertical_alignment="center", key="prep_bar")
    row = patient_record.choose_episode(list(reading.ask("episodes", patient_ids=(patient_id,)).itertuples()))
    with bar:
        prep_bar.way_back()
        case = None if row is None else prep_bar.choose_checkpoint(read_case(patient_id, row.episode_id, None))
        st.space("stretch")
        prep_bar.ways_on()
    if case is None:
        heading = _heading(patient_id, None, "Not enrolled in a program.")
        html.show(person_strip(heading.name, heading.facts, heading.second))
        html.show(states.empty("No episode yet.", "The preparation appears with the patient's first program."))
        return
    heading = _heading(patient_id, row, patient_record.second_line_of(row, case.plain_course.episode.gone))
    with bar:
        prep_brief.print_button(case, heading)
    _prepare(case, heading)
    read_ahead.read_visits_ahead(after=patient_id)


def _prepare(case: Case, heading: Heading) -> None:
    course = case.plain_course
    strip = person_strip(heading.name, heading.facts, heading.second, draw_checkpoint_track(course.steps))
    html.show(join(strip, lead(*prep_words.sentence(course))))
    with st.container(key="two_70_30"):
        left, right = st.columns([2.35, 1], gap="medium")
    with right:
        prep_cards.flags(case)
    with left:
        prep_cards.progress(case)
        prep_cards.lanes(case)
    with right:
        prep_cards.talking_points(case)
        prep_decide.rule_and_decision(case)
    with left:
        prep_cards.goals(case, below=lambda: prep_decide.one_more_goal(case))
        prep_decide.payer(case)


def _heading(patient_id: str, row, second: str) -> Heading:
    name = people.person(patient_id).spoken_name
    return Heading(name, patient_record.facts_of(patient_id, row), second, prep_bar.clinician_today(patient_id))
