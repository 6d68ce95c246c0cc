"""Every kind of request on patients of the sample clinic: made or refused by name, true to the record, the same when rebuilt."""

import io
import re
from dataclasses import replace

import pypdf
import pytest

from access.asker import local_user
from access.door import Door
from documents.__main__ import DoorRecords
from documents.canonical import read_canonical
from documents.claims import check
from documents.frozen import packet_files, rebuilt_from, thing_of
from documents.making import Asked, built_packet
from documents.packet import Packet
from documents.packet_paper import paper_of
from documents.requests import REQUESTS
from documents.sentence import row_ids
from documents.typst_paper import typeset
from domain.evidence import TABLES
from domain.scope import Scope

EACH = 8
"""Patients looked at for each request; chosen evenly over all of them, by record number."""


@pytest.fixture(scope="module")
def records(sample_clinic) -> DoorRecords:
    return DoorRecords(Door(sample_clinic, local_user()))


@pytest.fixture(scope="module")
def door(sample_clinic) -> Door:
    return Door(sample_clinic, local_user())


@pytest.fixture(scope="module")
def by_kind(door, records) -> dict[str, list[Packet]]:
    """Packets of patients with something to say for the request: blocks, injections and denials are few."""
    rows = door.patients(Scope())
    people = door.people(list(rows["patient_id"])).sort_values("record_number")
    ids = list(dict.fromkeys(people["patient_id"]))
    cursor = door.snapshot.cursor()
    few = {
        "repeat_injection": "select distinct patient_id from event where lower(detail) like '%epidural%'",
        "block_to_ablation": "select distinct patient_id from observation where occasion = 'before_block'",
        "appeal": "select distinct patient_id from payer_authorization where decision = 'denied'",
    }
    found = {}
    for code in REQUESTS:
        wanted = {row[0] for row in cursor.execute(few[code]).fetchall()} if code in few else set(ids)
        fitting = [one for one in ids if one in wanted]
        chosen = fitting[:: max(1, len(fitting) // EACH)][:EACH]
        found[code] = [built_packet(records, Asked(code), one) for one in chosen]
    return found


@pytest.mark.parametrize("code", REQUESTS)
def test_a_packet_is_made_or_each_gap_is_named(by_kind, code):
    for packet in by_kind[code]:
        if packet.refusals:
            assert all(refusal.sentence.endswith(".") and refusal.code for refusal in packet.refusals)
        else:
            assert typeset(paper_of(packet)).startswith(b"%PDF")


def test_some_of_each_common_kind_can_be_made(by_kind):
    made = {code: sum(not packet.refusals for packet in packets) for code, packets in by_kind.items()}
    for code in ("program_authorization", "continuation", "therapy_continuation", "repeat_injection", "appeal",
                 "primary_care_letter", "functional_gain"):  # fmt: skip
        assert made[code] > 0, code


@pytest.mark.parametrize("code", REQUESTS)
def test_every_sentence_rests_on_rows_of_the_record(by_kind, code):
    for packet in by_kind[code]:
        known = {table: row_ids(packet.asking.evidence, table) for table in TABLES}
        for sentence in (*packet.sentences, *packet.goals):
            assert sentence.proof
            assert all(row.row_id in known[row.table] for row in sentence.proof)


@pytest.mark.parametrize("code", REQUESTS)
def test_no_draft_says_what_its_own_check_would_flag(by_kind, code):
    for packet in by_kind[code]:
        text = "\n\n".join([packet.drafted, *(sentence.text for sentence in packet.fixed)])
        assert list(check(text, packet)) == []


@pytest.mark.parametrize("code", ["continuation", "repeat_injection", "appeal", "functional_gain"])
def test_a_packet_rebuilt_from_its_frozen_values_gives_the_same_bytes(by_kind, code):
    packet = next(packet for packet in by_kind[code] if not packet.refusals)
    assert packet_files(rebuilt_from(*thing_of(packet))) == packet_files(packet)


def test_the_frozen_evidence_holds_no_identifier(by_kind):
    for packets in by_kind.values():
        packet = packets[0]
        evidence, _ = thing_of(packet)
        words = [packet.asking.person.record_number, *re.findall(r"\w{4,}", packet.asking.person.name)]
        assert [word for word in words if word.encode() in evidence] == []
        assert read_canonical(evidence).patient_id == packet.asking.evidence.patient_id


@pytest.mark.parametrize("place", range(4))
def test_the_table_of_the_pdf_is_that_of_the_record(by_kind, place):
    made = [packet for packet in by_kind["continuation"] if not packet.refusals]
    packet = made[place % len(made)]
    pages = pypdf.PdfReader(io.BytesIO(typeset(paper_of(packet)))).pages
    found = re.sub(r"[\s\u200b]+", "", "".join(page.extract_text() for page in pages))
    for sentence in packet.sentences:
        assert re.sub(r"\s+", "", sentence.text) in found


def test_removing_a_score_from_the_record_removes_what_rested_on_it(by_kind, records):
    packet = next(packet for packet in by_kind["continuation"] if not packet.refusals)
    sentence = next(s for s in packet.sentences if s.measure)
    row = sentence.proof[-1]
    gone = packet.asking.evidence.without(row.table, row.row_id)
    kept = replace(packet.asking, evidence=gone)
    again = rebuilt_from(*thing_of(replace(packet, asking=kept)))
    assert sentence.text not in [s.text for s in again.sentences]
    assert not any((r.table, r.row_id) == (row.table, row.row_id) for r in again.proof)
