"""How is this patient doing, on every measure, at every checkpoint?"""

import streamlit as st

from charts import states
from charts.checkpoint_track import draw_checkpoint_track
from charts.course_groups import draw_course_groups
from charts.event_lanes import Happening, draw_event_lanes, lanes_of
from charts.flags import draw_flags
from charts.markup import join
from charts.numbers import day
from charts.page_text import caption, lead, page_title, person_strip
from metrics.measure_reading import MeasureReading
from pages.parts import (
    band_check,
    block_card,
    change_table,
    day_card,
    how_counted,
    html,
    patient_chooser,
    patient_reading,
    patient_record,
    patient_words,
    provenance,
)
from pages.parts.card import card
from pages.parts.chosen_patient import chosen_patient
from pages.parts.coming import what_comes_next
from pages.parts.no_data import no_data_yet


def patient() -> None:
    if no_data_yet("Patient"):
        return
    patient_id = chosen_patient()
    if patient_id is None:
        html.show(page_title("Patient"))
        with card("chooser", "", width=640):
            patient_chooser.choose_patient()
        return
    with st.container(horizontal=True, vertical_alignment="center", key="patient_bar"):
        patient_chooser.steps_between_visits()
        st.space("stretch")
        patient_chooser.find_another()
    record = patient_record.read_record(patient_id)
    if record.course is None:
        html.show(person_strip(record.name, record.facts, "Not enrolled in a program."))
        html.show(states.empty("No episode yet.", "The course appears with the patient's first program."))
        return
    course = record.course
    strip = person_strip(record.name, record.facts, record.second_line, draw_checkpoint_track(course.steps))
    html.show(join(strip, lead(*patient_words.sentence(course))))
    with st.container(key="two_70_30"):
        left, right = st.columns([2.35, 1], gap="medium")
    with right, card("flags", "Check before you go in", str(len(record.flags)) if record.flags else ""):
        html.show(draw_flags(record.flags) if record.flags else caption(record.nothing_to_flag))
    with right, card("coming", "What comes next"):
        html.show(join(*[caption(line) for line in what_comes_next(course, patient_id)]))
    readings: dict[str, MeasureReading] = {}
    with left:
        with card("course", "Progress at each checkpoint", patient_words.forms_in(course)):
            readings = patient_reading.read_measures(patient_id, course, record.scores)
            banded = patient_reading.with_bands(course, readings)
            if course.current:
                html.show(draw_course_groups(banded.courses, course.axis))
                how_counted.popover(band_check.RULES, key="how_patient")
            else:
                html.show(_nothing_yet(course))
        with card("lanes", "What was done, on the same weeks", "filled dot attended · open dot missed"):
            _lanes(record)
    if course.current:
        with card("changes", "Change since intake", "each line opens to what decided it"):
            change_table.show(course, readings)
            band_check.show(course, readings)
            provenance.show(record)
    day_card.show(patient_id)
    block_card.show(patient_id)


def _nothing_yet(course):
    opened = course.open_checkpoint
    until = f"{course.label(opened)} is open until {day(course.windows[opened].closes_on)}." if opened else ""
    return states.empty("No form is in yet.", until)


def _lanes(record) -> None:
    episode, course = record.course.episode, record.course
    happenings = [Happening(e.kind, episode.day_of(e.on_date), e.detail or "") for e in record.events]
    lanes = lanes_of(happenings, until_day=episode.day_of(episode.ended or episode.today))
    if lanes:
        html.show(draw_event_lanes(lanes, course.axis, course.current, episode.day_of(episode.today)))
    else:
        html.show(states.empty("Nothing recorded yet.", "Sessions, procedures and changes of medication appear here."))
