"""Notes, and flares with the days on which they began and ended."""

from datetime import timedelta

import streamlit as st

from domain.entry import EntryKind
from pages.parts import entering, reading


def show(patient_id: str, episode_id: str | None = None, checkpoint: str | None = None) -> None:
    """Notes and flares of the patient (of one episode, where it is named), each correctable, and a form for each."""
    notes, flares = st.tabs(["Notes", "Flares"])
    with notes:
        show_notes(patient_id, episode_id, checkpoint)
    with flares:
        show_flares(patient_id, episode_id)


def show_notes(patient_id: str, episode_id: str | None = None, checkpoint: str | None = None) -> None:
    found = entering.entries_of(patient_id, EntryKind.NOTE, episode_id)
    form = entering.typing("note", patient_id, (episode_id, checkpoint))
    entering.show_standing(form, patient_id, [entry for entry in found if entry != form.corrects])
    entering.show_heading(form, "", "Correct the note")
    with st.form(form.key("form"), border=False, enter_to_submit=False):
        text = st.text_area("Note", form.was("text", ""), key=form.key("text"), height=110)
        on_date = entering.choose_day(form, "Of the day")
        if st.form_submit_button("Record note", type="primary", key=form.key("save")):
            about = {"on_date": on_date, "episode_id": episode_id, "checkpoint": checkpoint}
            entering.save(form, EntryKind.NOTE, patient_id, {"text": text}, **about)


def show_flares(patient_id: str, episode_id: str | None = None) -> None:
    found = entering.entries_of(patient_id, EntryKind.FLARE, episode_id)
    form = entering.typing("flare", patient_id, (episode_id,))
    entering.show_standing(form, patient_id, [entry for entry in found if entry != form.corrects])
    entering.show_heading(form, "", "Correct the flare, or say when it ended")
    today = reading.today()
    with st.form(form.key("form"), border=False, enter_to_submit=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            began = entering.choose_day(form, "Began on")
            was = form.corrects.day("ended_on") if form.corrects else None
            ended = st.date_input(
                "Ended on, if it is over", was, min_value=today - timedelta(days=3653), max_value=today,
                format=entering.DAY_FORMAT, key=form.key("ended"), width=210,
            )  # fmt: skip
        text = st.text_input("What is known of it", form.was("text", ""), key=form.key("text"), max_chars=500)
        if st.form_submit_button("Record flare", type="primary", key=form.key("save")):
            says = {"text": text, "ended_on": ended}
            entering.save(form, EntryKind.FLARE, patient_id, says, on_date=began, episode_id=episode_id)
