"""Everything the Patient screen says about one person, read once."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from charts import numbers
from charts.flags import Flag
from pages.parts import attention, reading
from pages.parts.episode_course import EXCUSED, EpisodeCourse, episode_course, episode_of
from pages.parts.patient_words import changes_since_intake
from pages.parts.people import person

SEXES = {"female": "F", "male": "M"}


@dataclass(frozen=True)
class PatientRecord:
    """`course` is None for somebody without an episode. `scores` are the rows behind it, `events` all of the patient's.
    `nothing_to_flag` says what was looked at, for a page without a flag."""

    name: str
    facts: str
    second_line: str
    course: EpisodeCourse | None
    flags: tuple[Flag, ...]
    nothing_to_flag: str
    events: tuple
    scores: pd.DataFrame


def read_record(patient_id: str) -> PatientRecord:
    """The record of one patient; where they enrolled again, of the episode chosen on the page (the latest)."""
    episodes = reading.ask("episodes", patient_ids=(patient_id,))
    row = choose_episode(list(episodes.itertuples()))
    scores = reading.ask("course", patient_id=patient_id)
    course = None
    if row is not None:
        clinic = reading.clinic()
        episode = episode_of(row, clinic.program(row.program), reading.today(), clinic.measures)
        course = episode_course(episode, scores, reading.ask("observations", patient_id=patient_id))
    answers = reading.ask("flags", patient_ids=(patient_id,))
    return PatientRecord(
        name=person(patient_id).spoken_name,
        facts=facts_of(patient_id, row),
        second_line=second_line_of(row, course.episode.gone if course else "") if row is not None else "",
        course=course,
        flags=(*attention.safety_flags(answers), *_flags(course), *attention.earlier_positive(answers)),
        nothing_to_flag=attention.nothing_to_flag(course, _checkpoint(course), answers) if course else "",
        events=tuple(reading.ask("events", patient_id=patient_id).itertuples()),
        scores=scores,
    )


def choose_episode(rows: list):
    """The latest episode, or with several the one chosen."""
    if len(rows) < 2:
        return rows[0] if rows else None
    labels = [f"{reading.clinic().name_of('programs', r.program)}, from {numbers.day(r.started)}" for r in rows]
    newest = len(rows) - 1
    chosen = st.segmented_control(
        "Episode", range(len(rows)), default=newest, format_func=lambda i: labels[i], key="episode", required=True
    )
    return rows[newest if chosen is None else min(chosen, newest)]


def _flags(course: EpisodeCourse | None) -> list[Flag]:
    if course is None:
        return []
    return [
        *attention.gone_flags(course),
        *attention.worse_flags(course),
        *attention.split_flags(changes_since_intake(course)),
        *attention.missing_flags(course, _checkpoint(course)),
        *attention.conflict_flags(course),
    ]


def _checkpoint(course: EpisodeCourse) -> str | None:
    """The checkpoint whose forms are asked about: the open one, else the last that closed."""
    return course.open_checkpoint or course.latest_closed


def facts_of(patient_id: str, row) -> str:
    """'52 F · record ··4821 · visit 10:40 today with Dr. A. Okafor'."""
    known = person(patient_id)
    sex = SEXES.get(row.sex or "", "") if row is not None else ""
    parts = [" ".join(filter(None, [known.age(reading.today()), sex])), known.shown_record, _visit_today(patient_id)]
    return " · ".join(filter(None, parts))


def _visit_today(patient_id: str) -> str:
    day = reading.today()
    visits = reading.ask("worklist", from_day=day, to_day=day)
    own = list(visits[visits["patient_id"] == patient_id].itertuples())
    if not own:
        return ""
    return f"visit {own[0].at_time} today with {reading.clinic().name_of('clinicians', own[0].clinician)}"


def second_line_of(row, gone: str) -> str:
    """Program, site, payer, and how long the episode has lasted."""
    clinic = reading.clinic()
    names = [
        clinic.name_of("programs", row.program),
        clinic.name_of("sites", row.site),
        clinic.name_of("payers", row.payer),
    ]
    ended = row.ended
    span = (
        f"since {numbers.day(row.started)}" if ended is None else f"{numbers.day(row.started)} to {numbers.day(ended)}"
    )
    how = f" ({row.how_ended})" if row.how_ended and row.how_ended not in EXCUSED else ""
    return " · ".join(filter(None, [*names, span + how, gone]))
