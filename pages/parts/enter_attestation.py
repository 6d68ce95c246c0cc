"""Facts that only people know and that a payer's criterion rests on: attested with a day and what the record says."""

from collections.abc import Sequence

import streamlit as st

from charts.page_text import caption
from domain.attestation import FACTS
from domain.entry import EntryKind
from pages.parts import entering, html

SLOT = "attested"


def show(patient_id: str, episode_id: str | None = None, codes: Sequence[str] | None = None) -> None:
    """The facts attested for this patient, each correctable, and the form for one more.

    `codes`: the facts that are asked for (those a policy needs), in this order; None offers every fact.
    """
    wanted = [code for code in (codes or FACTS) if code in FACTS]
    found = [entry for entry in entering.entries_of(patient_id, EntryKind.ATTESTATION) if entry.says["code"] in wanted]
    form = entering.typing(SLOT, patient_id, (episode_id, tuple(wanted)))
    entering.show_standing(form, patient_id, [entry for entry in found if entry != form.corrects])
    entering.show_heading(form, "", "Correct what was attested")
    if not wanted:
        return html.show(caption("Nothing needs to be attested here."))
    if form.corrects is not None:
        return _form(form, patient_id, episode_id, [form.corrects.says["code"]])
    with st.expander("Attest a fact", expanded=not found):
        _form(form, patient_id, episode_id, wanted)


def _form(form: entering.Typing, patient_id: str, episode_id: str | None, codes: Sequence[str]) -> None:
    code = st.selectbox(
        "Fact", list(codes), format_func=lambda one: FACTS[one].name, key=form.key("code"), disabled=len(codes) == 1
    )
    html.show(caption(FACTS[code].asks))
    with st.form(form.key("form"), border=False, enter_to_submit=False):
        holds = st.segmented_control(
            "Is it so?", [True, False], format_func=lambda yes: "It is so" if yes else "It is not so",
            default=form.was("holds"), key=form.key("holds"),
        )  # fmt: skip
        text = st.text_area("What the record says", form.was("text", ""), key=form.key("text"), height=90)
        on_date = entering.choose_day(form, "Established on")
        if st.form_submit_button("Attest", type="primary", key=form.key("save")):
            says = {"code": code, "holds": holds, "text": text}
            entering.save(form, EntryKind.ATTESTATION, patient_id, says, on_date=on_date, episode_id=episode_id)
