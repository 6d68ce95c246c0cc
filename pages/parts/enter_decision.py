"""The decision at a checkpoint: what was decided, because of which measures, and why."""

from collections.abc import Sequence

import streamlit as st

from charts.entry_words import DECISIONS
from domain.entry import Decision, EntryKind
from pages.parts import entering

SLOT = "decision"


def show(patient_id: str, episode_id: str, checkpoint: str, measures: Sequence[str]) -> None:
    """The decisions recorded at this checkpoint, each correctable, and the form for one more.

    `measures`: codes that may be named as the reason, in the order in which they are offered.
    """
    recorded = entering.entries_of(patient_id, EntryKind.DECISION, episode_id)
    recorded = [entry for entry in recorded if entry.checkpoint == checkpoint]
    form = entering.typing(SLOT, patient_id, (episode_id, checkpoint))
    if form.corrects is None:
        entering.show_standing(form, patient_id, recorded)
    entering.show_heading(form, "", "Correct the decision")
    if form.corrects is not None:
        return _form(form, patient_id, episode_id, checkpoint, measures)
    if not recorded:
        return _form(form, patient_id, episode_id, checkpoint, measures)
    with st.expander("Record another decision"):
        _form(form, patient_id, episode_id, checkpoint, measures)


def _form(form: entering.Typing, patient_id: str, episode_id: str, checkpoint: str, measures: Sequence[str]) -> None:
    named = form.was("because_of", [])
    with st.form(form.key("form"), border=False, enter_to_submit=False):
        chosen = st.segmented_control(
            "Decision", list(Decision), format_func=lambda one: DECISIONS[one], key=form.key("decision"),
            default=Decision(form.was("decision")) if form.corrects else None, wrap=True,
        )  # fmt: skip
        because = st.multiselect(
            "Because of", list(dict.fromkeys([*measures, *named])), default=named, format_func=entering.name_of,
            key=form.key("because"), placeholder="Measures, if any",
        )  # fmt: skip
        reason = st.text_area("Reason", form.was("reason", ""), key=form.key("reason"), height=90)
        on_date = entering.choose_day(form, "Decided on")
        if st.form_submit_button("Record decision", type="primary", key=form.key("save")):
            says = {"decision": chosen.value if chosen else None, "because_of": because, "reason": reason}
            about = {"on_date": on_date, "episode_id": episode_id, "checkpoint": checkpoint}
            entering.save(form, EntryKind.DECISION, patient_id, says, **about)
