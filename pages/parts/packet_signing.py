"""Saving, signing and taking home a packet. A signed version is frozen and locked; a later change begins the next one."""

import hashlib

import streamlit as st

from access.asker import AccessRefused
from access.door import StoreError
from charts.flags import Flag, FlagKind, draw_flag, draw_flags
from charts.page_text import caption
from documents.appeal import Appeal
from documents.asking import Edits
from documents.frozen import frozen_files, packet_files
from documents.packet import Packet, PacketNotMade
from documents.request_kind import RequestKind
from domain.packet_register import PacketRefused, PacketRow
from domain.policy import Policy
from pages.parts import html, packet_case, packet_words, reading
from pages.parts.packet_case import AtWork

KINDS = {".pdf": ("PDF", "application/pdf"), ".docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"), ".csv": ("Evidence", "text/csv"), ".txt": ("Policy", "text/plain")}  # fmt: skip
MADE, REVIEWED = "packet_files_made", "packet_record_reviewed"
CHANGED = "The record or the policy changed since you reviewed it. Look at it again, then sign."


def show(now: AtWork, kind: RequestKind, policy: Policy | None, edits: Edits, packet: Packet) -> None:
    html.show(caption(packet_words.saved_line(now.row)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button("Save draft", key=now.key("save"), icon=":material/save:"):
            _try(lambda: packet_case.keep(now, _save(now, kind, policy, edits, packet.appeal)))
        if not packet.refusals and st.button("Draft files", key=now.key("make"), icon=":material/description:"):
            st.session_state[MADE] = (now.form, packet_files(packet))
    _offer_made(now)
    _sign(now, kind, policy, edits, packet)


def _sign(now: AtWork, kind: RequestKind, policy: Policy | None, edits: Edits, packet: Packet) -> None:
    first = packet.asking.setting.clinician
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Clinician who signs", first, key=now.key("signed_by"), max_chars=200)
        role = st.text_input("Role", placeholder="Such as MD", key=now.key("signed_role"), max_chars=100, width=140)
    reviewed = _reviewed(now, packet)
    ready = reviewed and bool(name.strip()) and not packet.refusals
    pressed = st.button(
        "Sign and create PDF", type="primary", key=now.key("sign"), disabled=not ready, shortcut="Ctrl+Enter",
        icon=":material/lock:", help="Freezes this version with its evidence; it cannot be changed afterwards.",
    )  # fmt: skip
    if pressed and ready:
        _try(lambda: _freeze(now, kind, policy, edits, packet, name.strip(), role.strip()))
    if not ready:
        html.show(caption(_why_not(packet, reviewed, name)))


def _reviewed(now: AtWork, packet: Packet) -> bool:
    """Has the clinician reviewed this very record? A row that was loaded, withdrawn or attested since takes the tick away."""
    state = packet_case.record_state(packet)
    reviewed = st.checkbox(
        "I have reviewed this packet and it matches the record.", key=now.key(f"reviewed_{state[:16]}")
    )
    if reviewed:
        st.session_state[REVIEWED] = (now.form, state)
    elif (before := st.session_state.get(REVIEWED)) and before[0] == now.form and before[1] != state:
        html.show(draw_flag(Flag(FlagKind.MISSING, CHANGED)))
    return reviewed


def _why_not(packet: Packet, reviewed: bool, name: str) -> str:
    if packet.refusals:
        return "It can be signed once it can be made."
    return "It can be signed once a clinician is named and has reviewed it." if not (reviewed and name.strip()) else ""


def _freeze(
    now: AtWork, kind: RequestKind, policy: Policy | None, edits: Edits, packet: Packet, name: str, role: str
) -> None:
    row = _save(now, kind, policy, edits, packet.appeal)
    packet_case.keep(now, row)
    numbered = packet_case.AtWork(now.patient_id, now.request, now.form, row, now.begun_with)
    made = packet_case.build(
        numbered, kind, policy, edits, packet_case.stamp(numbered, signed_by=name, signed_role=role)
    )
    if packet_case.record_state(made) != packet_case.record_state(packet):
        raise PacketRefused(CHANGED)
    signed = reading.door().sign_packet(row.packet_id, row.version, frozen_files(made), seen=row.step)
    packet_case.begin(now.patient_id, now.request, signed)


def _save(now: AtWork, kind: RequestKind, policy: Policy | None, edits: Edits, appeal: Appeal | None):
    """The draft in the register; saved only where something changed since."""
    draft = packet_case.draft_of(now, kind, policy, edits, appeal)
    if now.row is not None and now.row.draft == draft:
        return now.row
    packet_id, seen = (now.row.packet_id, now.row.step) if now.row else (None, None)
    return reading.door().save_draft(draft, packet_id, seen)


def show_locked(now: AtWork, row: PacketRow) -> None:
    """The frozen files of a signed version, and the way to the next one."""
    html.show(caption(packet_words.saved_line(row)))
    try:
        files = reading.door().packet_files(row.packet_id, row.version)
    except StoreError as error:
        html.show(draw_flag(Flag(FlagKind.WORSE, str(error))))
    else:
        _offer({name: files[name] for name in files if name.startswith(("packet.", "annex", "policy"))}, now)
    begin_next(now, row)


def begin_next(now: AtWork, row: PacketRow) -> None:
    if st.button("Begin the next version", key=now.key("next"), icon=":material/edit_document:"):
        begun = reading.door().save_draft(row.draft, row.packet_id, row.step)
        packet_case.begin(now.patient_id, now.request, begun)
        st.rerun()


def _offer_made(now: AtWork) -> None:
    form, files = st.session_state.get(MADE, (None, {}))
    if form == now.form:
        html.show(caption("As they were when you asked for them; marked as a draft on each page."))
        _offer(files, now)


def _offer(files: dict[str, bytes], now: AtWork) -> None:
    """Named by content: no name of a person, and no two downloads that a browser could mix up."""
    with st.container(horizontal=True):
        for name, content in files.items():
            suffix = name[name.rindex(".") :]
            label, kind = KINDS[suffix]
            st.download_button(
                label, content, f"packet-{hashlib.sha256(content).hexdigest()[:16]}{suffix}", kind, key=now.key(f"get{suffix}"),
                icon=":material/download:", on_click="ignore",
            )  # fmt: skip


def _try(work) -> None:
    """Do it and draw anew, or say in one sentence why not; what was typed stays."""
    try:
        work()
    except PacketNotMade as error:
        html.show(draw_flags(packet_words.refusal_flags(error.refusals)))
    except (PacketRefused, StoreError, AccessRefused) as error:
        html.show(draw_flag(Flag(FlagKind.MISSING, str(error), "What you typed is kept.")))
    else:
        st.rerun()
