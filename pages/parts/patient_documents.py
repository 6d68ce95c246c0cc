"""The documents tab: packets of this patient, authorizations, and what was decided and attested, by whom."""

import streamlit as st

from charts import entry_words, states
from charts.authorization_table import AUTHORIZATION_COLUMNS, PACKET_COLUMNS, authorization_rows, packet_rows
from charts.entry_list import draw_entry
from charts.markup import join
from charts.table import draw_table
from domain.entry import EntryKind
from pages.parts import entering, html, reading
from pages.parts.card import card
from pages.parts.chosen_patient import write_packet
from pages.parts.record import Record

TOLD = (EntryKind.DECISION, EntryKind.ATTESTATION, EntryKind.SETTLEMENT)


def show(record: Record) -> None:
    patient_id, clinic = record.key.patient_id, record.clinic
    if not record.is_past:
        with card("packets", "Packets", "what was asked of a payer, and how it decided"):
            packets = reading.ask("patient_packets", patient_id=patient_id)
            if packets:
                rows = packet_rows(packets, lambda code: clinic.name_of("payers", code))
                html.show(draw_table(PACKET_COLUMNS, rows, "Packets of this patient"))
            else:
                html.show(states.empty("No packet yet.", "One that is drafted for this patient appears here."))
            if st.button("Write a packet", key="write_packet", icon=":material/description:"):
                write_packet(patient_id)
    with card("authorizations", "Authorizations", "as loaded, and as recorded in the register"):
        found = list(record.ask("authorizations", patient_id=patient_id).itertuples())
        if found:
            rows = authorization_rows(found, lambda code: clinic.name_of("payers", code))
            html.show(draw_table(AUTHORIZATION_COLUMNS, rows, "Authorizations of this patient"))
        else:
            html.show(states.empty("No authorization is known.", "Requests and decisions of payers appear here."))
    with card("decisions", "Decisions and attested facts", "who, and when"):
        told = [entry for entry in record.ask("entries", patient_id=patient_id) if entry.kind in TOLD]
        if told:
            html.show(join(*[_entry(entry) for entry in reversed(told)]))
        else:
            html.show(states.empty("Nothing is recorded yet.", "Decisions are recorded in the preparation of a visit."))


def _entry(entry):
    kind = entry_words.KINDS[entry.kind]
    head = f"{kind[:1].upper()}{kind[1:]}: {entry_words.headline(entry, entering.name_of)}"
    return draw_entry(head, entry_words.body(entry), entry_words.second_line(entry))
