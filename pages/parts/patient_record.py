"""Who somebody is, and which of their courses of care is looked at: the strip above every screen about one patient."""

import streamlit as st

from charts import numbers
from pages.parts import reading
from pages.parts.coded import forget, switch_coded
from pages.parts.episode_course import EXCUSED
from pages.parts.people import person

SEXES = {"female": "F", "male": "M"}


EVERY = "all"
"""The code of all courses of care together, where a screen offers them."""
_ASKED_OF = "episode_asked_of"


def choose_episode(rows: list, *, offers_all: bool = False):
    """The latest episode, or with several the one chosen, kept in the address by its place; None where all were chosen."""
    if len(rows) < 2:
        return rows[0] if rows else None
    _forget_another_persons(rows[0].patient_id)
    labels = {
        str(place): f"{reading.clinic().name_of('programs', r.program)}, from {numbers.day(r.started)}"
        for place, r in enumerate(rows, start=1)
    }
    newest = str(len(rows))
    offered = labels | ({EVERY: f"All {len(rows)} together"} if offers_all else {})
    chosen = switch_coded("Episode", "episode", list(offered), offered.__getitem__, newest)
    return None if chosen == EVERY else rows[int(chosen) - 1]


def _forget_another_persons(patient_id: str) -> None:
    """The place of an episode says nothing about the next patient's."""
    before = st.session_state.get(_ASKED_OF)
    if before not in (None, patient_id):
        forget("episode")
    st.session_state[_ASKED_OF] = patient_id


def facts_of(patient_id: str, row) -> str:
    """'52 F · record ··4821 · visit 10:40 today with Dr. A. Okafor'."""
    known = person(patient_id)
    sex = SEXES.get(row.sex or "", "") if row is not None else ""
    parts = [" ".join(filter(None, [known.age(reading.today()), sex])), known.shown_record, _visit_today(patient_id)]
    return " · ".join(filter(None, parts))


def _visit_today(patient_id: str) -> str:
    day = reading.today()
    visits = reading.attempt("worklist", from_day=day, to_day=day).answer
    own = [] if visits is None else list(visits[visits["patient_id"] == patient_id].itertuples())
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
