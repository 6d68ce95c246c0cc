"""Goals agreed with the patient, and the measures that were named at intake as those that matter."""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from charts.entry_words import GOAL_STATUSES
from domain.entry import EntryKind
from pages.parts import entering, reading

_FURTHEST = timedelta(days=3653)


def show(
    patient_id: str,
    episode_id: str,
    checkpoints: Sequence[tuple[str, str]],
    measures: Sequence[str],
    *,
    is_open: bool = True,
) -> None:
    """The goals typed in for this episode, each correctable, and the form for one more. Loaded goals are not among them.

    `checkpoints`: code and name of those at which a goal may fall due; `measures`: codes on which it may be set. `is_open`:
    show the form at once where no goal was typed in yet.
    """
    goals = entering.entries_of(patient_id, EntryKind.GOAL, episode_id)
    form = entering.typing("goal", patient_id, (episode_id,))
    entering.show_standing(form, patient_id, [goal for goal in goals if goal != form.corrects])
    entering.show_heading(form, "", "Correct the goal, or say what became of it")
    if form.corrects is not None:
        return _form(form, patient_id, episode_id, checkpoints, measures)
    with st.expander("Record a goal", expanded=is_open and not goals):
        _form(form, patient_id, episode_id, checkpoints, measures)


def show_named_measures(patient_id: str, episode_id: str, measures: Sequence[str]) -> None:
    """The measures that this patient and the team named; one list for an episode."""
    named = entering.entries_of(patient_id, EntryKind.NAMED_MEASURES, episode_id)
    form = entering.typing("named", patient_id, (episode_id,))
    if form.corrects is None:
        entering.show_standing(form, patient_id, named)
    entering.show_heading(form, "", "Correct the list")
    if named and form.corrects is None:
        return
    before = form.was("measures", [])
    with st.form(form.key("form"), border=False):
        chosen = st.multiselect(
            "Measures named for this patient", list(dict.fromkeys([*measures, *before])), default=before,
            format_func=entering.name_of, key=form.key("measures"), placeholder="Choose the ones that were agreed",
        )  # fmt: skip
        on_date = entering.choose_day(form, "Named on")
        if st.form_submit_button("Record", type="primary", key=form.key("save")):
            about = {"on_date": on_date, "episode_id": episode_id}
            entering.save(form, EntryKind.NAMED_MEASURES, patient_id, {"measures": chosen}, **about)


def _form(form: entering.Typing, patient_id, episode_id, checkpoints, measures) -> None:
    names, offered = dict(checkpoints), [None, *dict.fromkeys([*measures, *filter(None, [form.was("measure")])])]
    with st.form(form.key("form"), border=False, enter_to_submit=False):
        text = st.text_input("Goal in the patient's words", form.was("text", ""), key=form.key("text"), max_chars=500)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            measure = st.selectbox(
                "On the measure", offered, index=offered.index(form.was("measure")), key=form.key("measure"),
                format_func=lambda code: "No measure" if code is None else entering.name_of(code), width=260,
            )  # fmt: skip
            target = st.number_input("Target", value=form.was("target"), key=form.key("target"), width=130, step=None)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            due = st.selectbox(
                "Due at", [None, *names], index=_place(form.was("due_checkpoint"), names), key=form.key("due"),
                format_func=lambda code: "No checkpoint" if code is None else names[code], width=200,
            )  # fmt: skip
            due_on = _due_day(form)
            on_date = entering.choose_day(form, "Set on")
            status = st.selectbox(
                "It is", list(GOAL_STATUSES), index=list(GOAL_STATUSES).index(form.was("status", "open")),
                format_func=GOAL_STATUSES.__getitem__, key=form.key("status"), width=130,
            )  # fmt: skip
        if st.form_submit_button("Record goal", type="primary", key=form.key("save")):
            says = {
                "text": text, "measure": measure, "target": target, "due_checkpoint": due, "due_on": due_on, "status": status,
            }  # fmt: skip
            entering.save(form, EntryKind.GOAL, patient_id, says, on_date=on_date, episode_id=episode_id)


def _due_day(form: entering.Typing):
    today = reading.today()
    was = form.corrects.day("due_on") if form.corrects else None
    return st.date_input(
        "Or by the day", was, min_value=min(was or today, today - _FURTHEST), max_value=today + _FURTHEST,
        format=entering.DAY_FORMAT, key=form.key("due_on"), width=180,
    )  # fmt: skip


def _place(code: str | None, names: dict) -> int:
    return 0 if code not in names else 1 + list(names).index(code)
