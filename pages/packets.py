"""What does this request to a payer need, what does the record prove, and what is missing before it is sent?"""

import streamlit as st

from access.door import StoreError
from charts.flags import Flag, FlagKind, draw_flag, draw_flags
from charts.markup import join
from charts.page_text import caption, lead, page_title
from charts.requirement_list import draw_progress, draw_requirements
from documents.frozen import NotFrozen
from documents.packet import Packet
from documents.packet_paper import paper_of
from documents.preview import draw_preview
from documents.request_kind import RequestKind
from documents.requests import REQUESTS
from domain.packet_register import PacketRow
from pages.parts import (
    enter_attestation,
    html,
    packet_case,
    packet_fields,
    packet_signing,
    packet_words,
    patient_chooser,
    people,
    prep_bar,
    reading,
)
from pages.parts.card import card
from pages.parts.chosen_patient import chosen_patient, open_patient, prepare, stay_with
from pages.parts.coded import choose_coded
from pages.parts.no_data import no_data_yet
from pages.parts.packet_case import AtWork

TITLE = "Insurer packet"
FIRST = "continuation"


def insurer_packets() -> None:
    if no_data_yet(TITLE):
        return
    patient_id = chosen_patient()
    if patient_id is None:
        html.show(page_title(TITLE))
        with card("chooser", "", width=640):
            patient_chooser.choose_patient(stay_with)
        return
    _bar(patient_id)
    opening = st.container(key="packet_opening")
    with st.container(key="two_43_57"):
        left, right = st.columns([1, 1.32], gap="medium")
    with left, card("packet_request", "Request"):
        kind = REQUESTS[
            choose_coded("Purpose", "request", list(REQUESTS), lambda code: REQUESTS[code].name, FIRST, 420)
        ]
        now = packet_case.at_work(patient_id, kind.code)
        _show(now, kind, opening, left, right)


def _bar(patient_id: str) -> None:
    """Back to the day, to the patient this is about, or on to somebody else."""
    with st.container(horizontal=True, vertical_alignment="center", key="packet_bar"):
        prep_bar.way_back()
        st.space("stretch")
        if st.button("Prepare", key="packet_prepare", icon=":material/assignment_ind:", type="tertiary"):
            prepare(patient_id)
        if st.button("Whole record", key="packet_record", icon=":material/person:", type="tertiary"):
            open_patient(patient_id)
        patient_chooser.find_another(stay_with)


def _show(now: AtWork, kind: RequestKind, opening, left, right) -> None:
    if now.row is not None and now.is_locked:
        return _show_signed(now, now.row, opening, left, right)
    evidence = packet_case.evidence_of(now.patient_id)
    fields = packet_fields.asked_for(now, kind, evidence)
    policy = packet_fields.choose_policy(now, kind, evidence, fields.get("period_from") or reading.today())
    drafted = packet_case.build(now, kind, policy, packet_fields.edits_of(now, fields), packet_case.stamp(now))
    with left, card("packet_statement", "Statement", "drafted from the record; edit freely"):
        fields["statement"] = packet_fields.statement_text(now, drafted.drafted)
        fields |= packet_fields.further_texts(now, kind)
        if drafted.appeal is not None:
            fields["rebuttal"] = packet_fields.rebuttals(now, drafted.appeal.points)
        edits = packet_fields.edits_of(now, fields)
        packet = packet_case.build(now, kind, policy, edits, packet_case.stamp(now))
        html.show(caption(packet_words.claims_in_short(packet.claims, packet.is_edited)))
        if packet.claims:
            html.show(draw_flags(packet_words.claim_flags(packet.claims)))
    with left:
        _requirements(packet)
    facts = packet_case.facts_asked(kind, policy)
    if facts:
        with left, card("packet_facts", "Facts that only people know", "attested with a day, for this record"):
            enter_attestation.show(now.patient_id, _episode_id(drafted), facts)
    with left, card("packet_signing", "Sign and send"):
        packet_signing.show(now, kind, policy, edits, packet)
    with right, card("packet_preview", ""):
        _preview(packet)
    with opening:
        _open(now, packet)


def _show_signed(now: AtWork, row: PacketRow, opening, left, right) -> None:
    """A locked version as it was frozen, whatever the record says by now."""
    try:
        packet = packet_case.as_signed(row)
    except (StoreError, NotFrozen) as error:
        with opening:
            html.show(join(page_title(TITLE), draw_flag(Flag(FlagKind.WORSE, str(error)))))
        with left, card("packet_signing", "Sign and send"):
            packet_signing.begin_next(now, row)
        return
    with left, card("packet_statement", "Statement", "as signed"):
        packet_fields.statement_text(now, packet.asking.edits.statement or packet.drafted)
    with left:
        _requirements(packet)
    with left, card("packet_signing", "Sign and send"):
        packet_signing.show_locked(now, row)
    with right, card("packet_preview", ""):
        _preview(packet)
    with opening:
        _open(now, packet)


def _open(now: AtWork, packet: Packet) -> None:
    person = people.person(now.patient_id)
    who = caption(f"{person.spoken_name} · {person.shown_record}")
    html.show(join(page_title(TITLE), who, lead(*packet_words.sentence(packet, now.row))))


def _requirements(packet: Packet) -> None:
    ready = packet.readiness
    with card("packet_contents", f"{ready.ready} of {ready.total} required items ready", packet.asking.setting.payer):
        html.show(
            join(
                draw_progress(ready.ready, ready.total), draw_requirements(packet_words.content_lines(packet.contents))
            )
        )
    if packet.policy is not None:
        with card("packet_criteria", "Criteria of the policy", packet_words.criteria_in_short(packet.criteria)):
            html.show(draw_requirements(packet_words.criterion_lines(packet.criteria)))


def _preview(packet: Packet) -> None:
    if packet.refusals:
        html.show(draw_flags(packet_words.refusal_flags(packet.refusals)))
        html.show(caption("No document is made rather than a wrong or a blank one."))
    else:
        html.show(draw_preview(paper_of(packet)))


def _episode_id(packet: Packet) -> str | None:
    episode = packet.asking.evidence.episode
    return episode.episode_id if episode else None
