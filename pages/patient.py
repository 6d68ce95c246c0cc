"""How is this patient doing, on every measure, at every checkpoint, and what stands behind each number?"""

from datetime import date

import streamlit as st

from charts import states
from charts.checkpoint_track import draw_checkpoint_track
from charts.markup import join
from charts.page_text import lead, page_title, person_strip
from pages.parts import (
    html,
    known_on,
    patient_chooser,
    patient_course,
    patient_documents,
    patient_forms,
    patient_history,
    patient_record,
    patient_treatment,
    patient_words,
    reading,
)
from pages.parts.card import card
from pages.parts.chosen_patient import chosen_patient, prepare, stay_with
from pages.parts.coded import switch_coded
from pages.parts.no_data import no_data_yet
from pages.parts.people import person
from pages.parts.record import known_then, read_record

TABS = {
    "course": ("Course", patient_course.show),
    "treatment": ("Treatment", patient_treatment.show),
    "forms": ("Forms", patient_forms.show),
    "documents": ("Documents", patient_documents.show),
}


def patient() -> None:
    if no_data_yet("Patient"):
        return
    patient_id = chosen_patient()
    if patient_id is None:
        html.show(page_title("Patient"))
        with card("chooser", "", width=640):
            patient_chooser.choose_patient(stay_with)
        return
    reading.door().authorize("course", patient_id)  # what was kept counts as opened from here on
    day = known_on.known_on()
    _bar(patient_id)
    if day is not None:
        known_on.show_banner(day)
    ask = reading.ask if day is None else _asker_of(patient_id, day)
    rows = list(ask("episodes", patient_ids=(patient_id,)).itertuples())
    row = patient_record.choose_episode(rows, offers_all=True)
    if not rows:
        _nobody_enrolled(patient_id, day)
    elif row is None:
        _all_courses(patient_id, rows, ask, day)
    else:
        _one_course(patient_id, row, day)


def _asker_of(patient_id: str, day: date):
    then = known_then(patient_id, day)
    return lambda question, **parameters: getattr(then, question)(**parameters)


def _bar(patient_id: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="patient_bar"):
        patient_chooser.steps_between_visits()
        st.space("stretch")
        known_on.choose_day()
        if st.button("Prepare", key="prepare_this", icon=":material/assignment_ind:"):
            prepare(patient_id)
        patient_chooser.find_another(stay_with)


def _nobody_enrolled(patient_id: str, day: date | None) -> None:
    said = "Not enrolled in a program." if day is None else "No program was known."
    html.show(person_strip(person(patient_id).spoken_name, patient_record.facts_of(patient_id, None), said))
    if day is None:
        html.show(states.empty("No episode yet.", "The course appears with the patient's first program."))
    else:
        html.show(
            states.empty(
                "Nothing had been loaded for this patient.", "The loads up to that day held no course of care."
            )
        )


def _all_courses(patient_id: str, rows: list, ask, day: date | None) -> None:
    said = f"{len(rows)} courses of care."
    html.show(person_strip(person(patient_id).spoken_name, patient_record.facts_of(patient_id, rows[-1]), said))
    scores, seen = ask("course", patient_id=patient_id), ask("observations", patient_id=patient_id)
    patient_history.show(rows, scores, seen, reading.clinic(), day or reading.today())


def _one_course(patient_id: str, row, day: date | None) -> None:
    record = read_record(patient_id, row.episode_id, day)
    course = record.plain_course
    second = patient_record.second_line_of(row, course.episode.gone)
    name, facts = person(patient_id).spoken_name, patient_record.facts_of(patient_id, row)
    strip = person_strip(name, facts, second, draw_checkpoint_track(course.steps))
    html.show(join(strip, lead(*patient_words.sentence(course))))
    tab = switch_coded("Part of the record", "tab", list(TABS), lambda code: TABS[code][0], "course", hides_label=True)
    _, show = TABS[tab]
    show(record)
