"""Every kind of request: what it must hold, with who asks for it, and that all of it can be printed."""

from dataclasses import replace

import pandas as pd
import pytest

from documents.packet_paper import SECTIONS, paper_of
from documents.request_kind import Reader, Section
from documents.requests import REQUESTS, request_kind
from documents.typst_paper import typeset
from domain.attestation import FACTS
from domain.policy import REQUESTS as POLICY_REQUESTS
from tests.documents.small_record import attested, day, event, made, score, sessions, usual

SHIPPED = (
    "program_authorization", "continuation", "therapy_continuation", "repeat_injection", "block_to_ablation",
    "trial_to_implant", "appeal", "primary_care_letter", "functional_gain",
)  # fmt: skip


def test_the_kinds_are_those_that_a_clinic_writes():
    assert tuple(REQUESTS) == SHIPPED
    with pytest.raises(KeyError, match="There is no request 'other'"):
        request_kind("other")


def test_every_request_of_a_policy_can_be_answered_by_a_kind():
    assert set(POLICY_REQUESTS) == {one for kind in REQUESTS.values() for one in kind.answers}


@pytest.mark.parametrize("code", SHIPPED)
def test_each_content_is_named_once_with_who_asks_for_it(code):
    kind = REQUESTS[code]
    codes = [content.code for content in kind.contents]
    assert len(set(codes)) == len(codes)
    assert codes[-1] == "signature"
    for content in kind.contents:
        assert content.text
        assert content.needs
        assert content.source.title
        assert content.source.verified or content.source.how or content.source.title.startswith("The product's own")


@pytest.mark.parametrize("code", SHIPPED)
def test_what_worsened_is_missing_and_unsigned_is_in_every_document(code):
    assert {Section.WORSE_AND_MISSING, Section.SIGNATURE, Section.STATEMENT} <= set(REQUESTS[code].sections)
    assert set(REQUESTS[code].sections) <= set(SECTIONS)


def test_only_payers_get_a_policy_and_an_index_of_records():
    for kind in REQUESTS.values():
        assert bool(kind.answers) == (kind.reader is Reader.PAYER)
        assert (Section.RECORDS in kind.sections) == (kind.reader is Reader.PAYER)


def _whole():
    """A record about which every kind of request can be made."""
    blocks = [
        score("nrs_average", on, value, occasion=occasion, at_time=at)
        for on in (20, 34)
        for occasion, at, value in (("before_block", "09:00", 8), ("after_block", "10:00", 1))
    ]
    scores = [
        score("odi", 0, 52), score("odi", 42, 36), score("standing_tolerance", 0, 15), score("standing_tolerance", 42, 45),
        score("nrs_average", 0, 7), score("nrs_average", 50, 3), *blocks,
    ]  # fmt: skip
    events = [
        *sessions([2, 4, 6], [8]), event("work_status", 1, "Off work"), event("procedure", 44, "Epidural steroid injection, L4"),
        event("procedure", 45, "Spinal cord stimulator trial"), event("medication_change", 5, "Gabapentin stopped"),
    ]  # fmt: skip
    denied = {
        "service": "97799 program", "level": "initial", "requested_on": day(-20), "decided_on": day(-10), "decision": "denied",
        "reason": "No objective improvement.",
    }  # fmt: skip
    entries = [attested(code, text="as recorded on paper") for code in FACTS]
    return usual(scores=scores, events=events, authorizations=[denied], entries=entries)


@pytest.mark.parametrize("code", SHIPPED)
def test_every_request_can_be_printed(code):
    packet = made(code, _whole())
    assert packet.refusals == ()
    assert typeset(paper_of(packet)).startswith(b"%PDF")


def test_two_blocks_are_told_with_their_times():
    packet = made("block_to_ablation", _whole())
    told = [sentence.text for sentence in packet.sentences if sentence.kind.value == "relief"]
    assert told == [
        "Block of 21 Sep 2025: Average pain (0–10) 8/10 before (09:00); after it 1/10 (10:00, 87 % relief).",
        "Block of 5 Oct 2025: Average pain (0–10) 8/10 before (09:00); after it 1/10 (10:00, 87 % relief).",
    ]


def test_scores_around_another_block_are_not_told_as_a_facet_block():
    known = _whole()
    other = pd.DataFrame(
        [
            {
                "event_id": "v99",
                "patient_id": "p1",
                "on_date": day(20),
                "kind": "procedure",
                "detail": "Occipital nerve block",
            }
        ]
    )
    packet = made("block_to_ablation", replace(known, events=pd.concat([known.events, other], ignore_index=True)))
    told = [sentence.text for sentence in packet.sentences if sentence.kind.value == "relief"]
    assert len(told) == 1
    assert told[0].startswith("Block of 5 Oct 2025")
    assert "no_two_blocks" in [one.code for one in packet.refusals]


def test_a_blood_patch_is_no_injection_whose_relief_is_told():
    events = [event("procedure", 10, "TFESI L4, left"), event("procedure", 30, "Epidural blood patch")]
    scores = [score("nrs_average", 0, 8), score("nrs_average", 20, 4)]
    packet = made("repeat_injection", usual(scores=scores, events=events))
    assert packet.relief is not None
    assert packet.relief.event.detail == "TFESI L4, left"


def test_units_of_an_earlier_course_of_care_are_not_told_as_those_of_this_one():
    earlier = {
        "service": "97799 program", "level": "initial", "requested_on": day(-300), "decided_on": day(-290),
        "decision": "approved", "units_approved": 36.0, "units_used": 33.0, "valid_from": day(-280), "valid_to": day(-200),
    }  # fmt: skip
    told = str(paper_of(made("continuation", usual(authorizations=[earlier]))).blocks)
    assert "Attended of recorded" in told
    assert "Authorized:" not in told


def test_a_disability_scale_from_before_the_first_block_is_looked_for():
    answers = {answer.content.code: answer for answer in made("block_to_ablation", _whole()).contents}
    assert answers["disability_before_block"].says == "Disability (ODI) on 1 Sep 2025, the first block on 21 Sep 2025."


def test_attested_facts_stand_in_the_words_of_whoever_attested_them():
    blocks = str(paper_of(made("program_authorization", _whole())).blocks)
    assert "as recorded on paper" in blocks


def test_before_care_no_change_is_told():
    packet = made("program_authorization", _whole())
    text = " ".join(sentence.text for sentence in packet.sentences)
    assert "at intake" in text
    assert "improved" not in text


def test_more_of_a_program_that_has_ended_is_not_ready_to_be_asked():
    running = usual()
    assert running.episode is not None
    running = replace(running, episode=replace(running.episode, planned_end=day(84)))
    over = replace(running, episode=replace(running.episode, ended=day(45), how_ended="completed"))
    said = {
        name: next(one for one in made("continuation", whole).contents if one.content.code == "end_date")
        for name, whole in (("running", running), ("over", over))
    }
    assert said["running"].is_ready
    assert not said["over"].is_ready
    assert said["over"].says.startswith("The course of care ended on ")
    assert next(one for one in made("program_authorization", over).contents if one.content.code == "end_date").is_ready
