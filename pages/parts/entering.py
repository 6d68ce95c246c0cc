"""What every form of an entry does: save once, keep what was typed when something is wrong, correct, withdraw.

A form is known by an id made when it is drawn, so that a second click saves nothing twice. Nothing is drawn while an entry
is being written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from access.asker import AccessRefused
from access.door import StoreError
from charts import entry_words
from charts.entry_list import draw_entry, said
from charts.flags import Flag, FlagKind, draw_flag
from domain.entry import Entry, EntryKind, EntryRefused, new_entry_id
from domain.packet_register import PacketRefused
from pages.parts import html, reading

DAY_FORMAT = "YYYY-MM-DD"
_LONGEST_BACK = timedelta(days=3653)


@dataclass(frozen=True)
class Typing:
    """A form at work: the id under which it will be saved, and the entry that it corrects."""

    slot: str
    entry_id: str
    corrects: Entry | None

    def key(self, name: str) -> str:
        return f"{self.slot}_{name}_{self.entry_id}"

    def was(self, name: str, otherwise: Any = None) -> Any:
        """What the corrected entry says, to be typed over."""
        return self.corrects.says.get(name, otherwise) if self.corrects else otherwise


def typing(slot: str, patient_id: str, place: tuple = ()) -> Typing:
    """The form of a slot. It begins anew for another patient or place, and once it was saved.

    An entry under correction stays so when somebody else replaces it meanwhile: saving then says who did.
    """
    state = st.session_state.get(_state(slot))
    if state is None or state["place"] != (patient_id, place):
        state = _begin(slot, patient_id, place)
    history = reading.ask("entry_history", patient_id=patient_id) if state["corrects"] else ()
    corrects = next((entry for entry in history if entry.entry_id == state["corrects"]), None)
    return Typing(slot, state["entry_id"], corrects)


def entries_of(patient_id: str, kind: EntryKind, episode_id: str | None = None) -> list[Entry]:
    """The entries of one kind that stand; with an episode only its own."""
    found = [entry for entry in reading.ask("entries", patient_id=patient_id) if entry.kind is kind]
    return [entry for entry in found if episode_id is None or entry.episode_id == episode_id]


def save(form: Typing, kind: EntryKind, patient_id: str, says: Mapping[str, Any], **about: Any) -> None:
    """Record what was typed, or say in one sentence why not; then what was typed stays."""
    replaces = form.corrects.entry_id if form.corrects else None
    about = {**about, "entry_id": form.entry_id, "replaces": replaces}
    attempt(form.slot, lambda: reading.door().record(kind, patient_id, says, **about))


def show_standing(form: Typing, patient_id: str, entries: Sequence[Entry]) -> None:
    """Entries that stand, each with its way to be corrected and withdrawn."""
    history = reading.ask("entry_history", patient_id=patient_id) if entries else ()
    for place, entry in enumerate(entries):
        corrections = sum(one.root == entry.root for one in history) - 1
        html.show(draw_entry(_headline(entry), entry_words.body(entry), entry_words.second_line(entry, corrections)))
        with st.container(horizontal=True, key=f"{form.slot}_ways_{place}"):
            _ways(form, patient_id, entry, place, [one for one in history if one.root == entry.root])


def show_heading(form: Typing, new: str, correction: str) -> None:
    """What the form below is for; a correction can be given up."""
    if message := st.session_state.pop(_message(form.slot), None):
        html.show(said(message))
    if form.corrects is None:
        return html.show(draw_entry(new, "", "")) if new else None
    with st.container(horizontal=True, vertical_alignment="center"):
        html.show(draw_entry(correction, "", "The former words stay readable."), width="content")
        if st.button("Leave as it was", key=form.key("leave"), type="tertiary"):
            _forget(form.slot)
            st.rerun()


def choose_day(form: Typing, label: str, name: str = "on_date") -> date | None:
    """A day that is not in the future: today unless something else was typed before."""
    today = reading.today()
    was = (form.corrects.on_date if form.corrects else None) or today
    return st.date_input(
        label, was, min_value=min(was, today - _LONGEST_BACK), max_value=max(was, today), format=DAY_FORMAT,
        key=form.key(name), width=180,
    )  # fmt: skip


def name_of(code: str) -> str:
    """The readable name of a measure; the code itself where the clinic has no such measure any more."""
    measure = reading.clinic().measures.get(code)
    return measure.name if measure else code


def _ways(form: Typing, patient_id: str, entry: Entry, place: int, chain: Sequence[Entry]) -> None:
    key = f"{form.slot}_{place}"
    if st.button("Correct", key=f"{key}_correct", type="tertiary", icon=":material/edit:"):
        st.session_state[_state(form.slot)] |= {"corrects": entry.entry_id, "entry_id": new_entry_id()}
        st.rerun()
    withdraw = st.popover("Withdraw", type="tertiary", icon=":material/undo:", key=f"{key}_withdraw")
    with withdraw, st.form(f"{key}_why_{entry.entry_id}", border=False):
        reason = st.text_input("Why is it withdrawn?", key=f"{key}_reason_{entry.entry_id}", max_chars=300)
        if st.form_submit_button("Withdraw it", key=f"{key}_sure_{entry.entry_id}"):
            about = (patient_id, entry.entry_id, reason, f"w{entry.entry_id}")
            attempt(form.slot, lambda: reading.door().withdraw(*about), "Withdrawn.")
    if len(chain) > 1:
        with st.popover("Former versions", type="tertiary", icon=":material/history:", key=f"{key}_former"):
            for former in reversed(chain[:-1]):
                words = entry_words.second_line(former)
                html.show(draw_entry(_headline(former), entry_words.body(former), words, is_past=True))


def _headline(entry: Entry) -> str:
    return entry_words.headline(entry, name_of)


def attempt(slot: str, act: Callable[[], object], done: str = "Recorded.") -> None:
    """Write something: say in one sentence why it cannot be, with what was typed still there; or that it is done, and
    draw the page anew with an empty form."""
    try:
        act()
    except (EntryRefused, PacketRefused, StoreError, AccessRefused) as error:
        html.show(draw_flag(Flag(FlagKind.NOTE, str(error), "What you typed is still here.")))
        return
    _forget(slot)
    st.session_state[_message(slot)] = done
    st.rerun()


def _begin(slot: str, patient_id: str, place: tuple) -> dict:
    state = {"place": (patient_id, place), "entry_id": new_entry_id(), "corrects": None}
    st.session_state[_state(slot)] = state
    return state


def _forget(slot: str) -> None:
    st.session_state.pop(_state(slot), None)


def _state(slot: str) -> str:
    return f"typing_{slot}"


def _message(slot: str) -> str:
    return f"typed_{slot}"
