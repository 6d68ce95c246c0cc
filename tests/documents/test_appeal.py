"""The appeal: the payer's words as they stand, each point answered from the record, or said to be borne out."""

from dataclasses import replace
from datetime import date

import pytest

from documents.appeal import build_appeal, deadline_in_words, denied, reason_parts, topics_of
from documents.asking import Edits
from documents.packet_paper import paper_of, title_of
from documents.paper import Quote
from domain.deadline import Ground
from domain.deadline_table import shipped_deadlines
from domain.outcome import Outcome
from tests.documents.small_record import SETTING, attested, day, goal, made, score, usual

REASON = (
    "Progress notes do not document objective improvement since the last authorization. No measurable functional goals with a "
    "time frame were included with the request."
)  # fmt: skip


def decision(
    decision: str = "denied", requested: int = -20, decided: int = -10, reason: str | None = REASON, **more
) -> dict:
    return {
        "service": "97799 program", "level": "initial", "requested_on": day(requested), "decided_on": day(decided),
        "decision": decision, "reason": reason, "units_requested": 36.0, "units_approved": None, **more,
    }  # fmt: skip


def appeal(*rows: dict, edits: Edits | None = None, **changes):
    return made("appeal", usual(authorizations=rows or (decision(),), **changes), edits=edits)


def points(packet):
    return packet.appeal.points


def test_the_reason_stands_word_for_word():
    packet = appeal()
    assert packet.appeal.denial.reason == REASON
    quotes = [block.text for block in paper_of(packet).blocks if isinstance(block, Quote)]
    assert quotes == [REASON, *reason_parts(REASON)]
    assert title_of(packet) == "Appeal of the decision of 22 Aug 2025"


def test_each_sentence_of_the_reason_is_a_point_with_its_own_answer():
    first, second = points(appeal())
    assert (first.topic, first.outcome) == ("objective improvement", Outcome.MET)
    assert first.answer == (
        "The record documents improvement of function on the same scales: Disability (ODI), Standing tolerance."
    )
    assert second.topic == "goals"
    assert second.answer == "1 measurable goal with a date is on file."


def test_what_the_reviewer_lacked_is_what_was_recorded_after_the_request():
    first, _ = points(appeal())
    assert [row.says for row in first.lacked if "Standing" in row.says] == [
        "Standing tolerance 15 min on 1 Sep 2025", "Standing tolerance 45 min on 13 Oct 2025",
    ]  # fmt: skip
    late, _ = points(appeal(decision(requested=30, decided=40)))
    assert [row.says for row in late.lacked if "Standing" in row.says] == ["Standing tolerance 45 min on 13 Oct 2025"]


def test_a_point_that_the_record_bears_out_is_not_argued_away():
    scores = [score("odi", 0, 52), score("odi", 42, 50)]
    first, second = points(appeal(scores=scores, goals=()))
    assert (first.outcome, second.outcome) == (Outcome.NOT_MET, Outcome.NOT_MET)
    packet = appeal(scores=scores, goals=())
    assert "Borne out by the record." in str(paper_of(packet).blocks)
    assert "an answer to each point of the reason" in packet.readiness.needs


def test_an_answer_of_the_author_settles_a_point_that_the_record_cannot():
    reason = "The request exceeds the number of units allowed per episode of care under this plan."
    packet = appeal(decision(reason=reason))
    assert points(packet)[0].outcome is Outcome.CANNOT_TELL
    assert "an answer to each point of the reason" in packet.readiness.needs
    answered = appeal(decision(reason=reason), edits=Edits(rebuttal={"1": "The plan allows an exception."}))
    assert "an answer to each point of the reason" not in answered.readiness.needs


def test_less_intensive_care_is_answered_with_what_was_attested():
    reason = "The records sent do not show that less intensive care was tried and failed within the last six months."
    entries = [attested("conservative_care_tried", text="Physical therapy March to May, no change.")]
    (point,) = points(appeal(decision(reason=reason), entries=entries))
    assert point.outcome is Outcome.MET
    assert point.sentences[0].text.endswith("Physical therapy March to May, no change.")
    (bare,) = points(appeal(decision(reason=reason), entries=[]))
    assert bare.outcome is Outcome.CANNOT_TELL
    (no,) = points(appeal(decision(reason=reason), entries=[attested("conservative_care_tried", holds=False)]))
    assert no.outcome is Outcome.NOT_MET


@pytest.mark.parametrize(
    ("reason", "topics"),
    [
        ("Progress notes do not document objective improvement.", ("objective improvement",)),
        ("No measurable functional goals with a time frame.", ("goals",)),
        ("Interdisciplinary care is not considered medically necessary for the diagnosis submitted.", ("necessity",)),
        ("The request exceeds the number of units allowed.", ("units",)),
        ("The member missed visits.", ("attendance",)),
        ("The reviewer upholds the decision.", ()),
    ],
)
def test_what_a_reason_is_about(reason, topics):
    assert topics_of(reason) == topics


def test_the_latest_denial_is_appealed_unless_it_was_overturned():
    first, later = decision(), decision(decision="denied", requested=0, decided=5, level="reconsideration")
    assert denied(usual(authorizations=(first, later))).level == "reconsideration"
    overturned = decision(decision="approved", requested=10, decided=15, level="appeal", reason=None)
    assert denied(usual(authorizations=(first, overturned))) is None
    assert denied(usual(authorizations=(first, overturned)), "a1").authorization_id == "a1"
    assert denied(usual(authorizations=(decision("approved"),))) is None


def test_a_decision_that_was_not_known_then_is_not_appealed():
    assert denied(usual(authorizations=(decision(decided=59),), now=50)) is None


def test_the_day_on_the_notice_governs():
    told = appeal(decision(deadline_on=day(90))).appeal
    assert told.deadline.ground is Ground.NOTICE
    assert deadline_in_words(told.deadline, day(60)) == "30 Nov 2025, as the notice says."
    assert deadline_in_words(told.deadline, day(91)).endswith("This day has passed.")


def test_without_a_day_on_the_notice_a_dated_rule_is_used_and_doubted():
    setting = replace(SETTING, deadlines=shipped_deadlines())
    packet = made("appeal", usual(authorizations=(decision(),)), setting=setting)
    said = deadline_in_words(packet.appeal.deadline, day(60))
    assert said.startswith("18 Feb 2026 by rule (")
    assert "The rule was not read at its source." in said
    assert deadline_in_words(appeal().appeal.deadline, day(60)) == ""


def test_a_denial_without_a_reason_is_no_ground_for_an_appeal():
    assert [refusal.code for refusal in appeal(decision(reason=None)).refusals] == ["no_denial"]


def test_a_goal_without_a_date_does_not_answer_a_missing_time_frame():
    _, second = points(appeal(goals=[goal("standing_tolerance", 60)]))
    assert (second.outcome, second.answer) == (Outcome.NOT_MET, "No measurable goal with a date is on file.")


def test_nothing_is_appealed_where_nothing_was_denied():
    assert build_appeal(made("appeal").asking, ()) is None
    assert date.max > day(60)
