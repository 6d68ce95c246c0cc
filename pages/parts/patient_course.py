"""The course tab: every measure at every checkpoint, one of them enlarged, what changed and what decided it."""

import streamlit as st

from charts import entry_words, states
from charts.course_groups import draw_course_groups
from charts.markup import join
from charts.numbers import day
from charts.page_text import caption
from domain.entry import EntryKind
from pages.parts import (
    band_check,
    change_table,
    enter_goal,
    entering,
    fault,
    how_counted,
    html,
    measure_card,
    patient_pictures,
    patient_words,
    prep_cards,
    provenance,
)
from pages.parts.card import card
from pages.parts.coming import what_comes_next
from pages.parts.record import Record


def show(record: Record) -> None:
    record, error = _with_ranges(record)
    with st.container(key="two_70_30"):
        left, right = st.columns([2.35, 1], gap="medium")
    with right:
        prep_cards.flags(record)
        prep_cards.goals(record)
        with card("named", "Measures named at intake", "what matters to this patient"):
            _named(record)
        if not record.is_past:
            with card("coming", "What comes next"):
                lines = what_comes_next(record.plain_course, record.key.patient_id)
                html.show(join(*[caption(line) for line in lines]))
    with left, card("course", "Progress at each checkpoint", patient_words.forms_in(record.plain_course)):
        if error is not None:
            fault.show_fault(error, "The expected range")
        _progress(record)
    if record.plain_course.current:
        with card("measure", "One measure in detail", "every score, and the answers where the form has them"):
            measure_card.show(record)
        with card("changes", "Change since intake", "each line opens to what decided it and where it comes from"):
            _changes(record)


def _with_ranges(record: Record) -> tuple[Record, Exception | None]:
    """The record; where the ranges of other patients cannot be read, the patient's own numbers, and why."""
    try:
        _ = record.course
    except Exception as error:  # said in the card of the course
        return record.alone(), error
    return record, None


def _progress(record: Record) -> None:
    course = record.plain_course
    if course.current is None:
        opened = course.open_checkpoint
        until = f"{course.label(opened)} is open until {day(course.windows[opened].closes_on)}." if opened else ""
        html.show(states.empty("No form is in yet.", until))
        return
    html.show(draw_course_groups(record.course.courses, course.axis))
    how_counted.popover(band_check.RULES, key="how_patient")
    patient_pictures.offer_course(record.course)


def _named(record: Record) -> None:
    own, episode = record.key.patient_id, record.key.episode_id
    if record.is_past:
        named = [entry for entry in record.ask("entries", patient_id=own) if entry.kind is EntryKind.NAMED_MEASURES]
        said = [f"{entry_words.headline(entry, entering.name_of)}. {entry_words.second_line(entry)}" for entry in named]
        html.show(join(*[caption(line) for line in said or ["None had been named."]]))
        return
    offered = [one.measure.code for one in record.plain_course.courses]
    if entering.entries_of(own, EntryKind.NAMED_MEASURES, episode):
        enter_goal.show_named_measures(own, episode, offered)
        return
    html.show(caption("None is named yet."))
    with st.expander("Name them"):
        enter_goal.show_named_measures(own, episode, offered)


def _changes(record: Record) -> None:
    try:
        origins = provenance.origins_of_changes(record)
    except Exception as error:  # what changed stands without where it comes from
        fault.show_fault(error, "Where these numbers come from")
        origins = {}
    change_table.show(record.plain_course, record.readings, origins)
    if not record.is_past:
        band_check.show(record.plain_course, record.readings)
