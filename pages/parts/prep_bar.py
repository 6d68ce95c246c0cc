"""The bar above a preparation: back to Today, the checkpoint, the visits before and after, the whole record."""

import streamlit as st

from pages.parts import patient_chooser, reading
from pages.parts.chosen_patient import chosen_patient, open_patient, prepare
from pages.parts.coded import choose_coded
from pages.parts.prep_case import Case, read_case

CHECKPOINT = "checkpoint"


def way_back() -> None:
    if st.button("Today", icon=":material/chevron_left:", type="tertiary", key="back_to_today"):
        from pages.parts.screens import open_first  # the screens know this module

        open_first()


def choose_checkpoint(suggested: Case) -> Case:
    """The case at the checkpoint chosen, of those that have opened; the one that the day suggests unless another is chosen."""
    course, default = suggested.plain_course, suggested.plain_course.pointed_at
    opened = [code for code, window in course.windows.items() if window.opens_on <= suggested.today or code == default]
    if default is None or not opened:
        return suggested
    chosen = choose_coded("Checkpoint", CHECKPOINT, opened, course.label, default, 150, hides_label=True)
    return suggested if chosen == default else read_case(suggested.key.patient_id, suggested.key.episode_id, chosen)


def ways_on() -> None:
    """The visit before and after on today's list, the whole record, somebody else."""
    patient_chooser.steps_between_visits()
    if st.button("Whole record", icon=":material/person:", type="tertiary", key="whole_record"):
        open_patient(chosen_patient() or "")
    patient_chooser.find_another(prepare)


def clinician_today(patient_id: str) -> str:
    """Who sees the patient today; nothing where nobody does."""
    day = reading.today()
    visits = reading.attempt("worklist", from_day=day, to_day=day).answer
    if visits is None:
        return ""
    codes = visits.loc[visits["patient_id"] == patient_id, "clinician"].dropna()
    return reading.clinic().name_of("clinicians", codes.iloc[0]) if len(codes) else ""
