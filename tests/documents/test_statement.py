"""What may be said of a patient: only what a stored row bears out, with what worsened and what is missing."""

from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from documents.sentence import Kind, Sentence, row_ids, still_proven
from documents.statement import goal_statement, intake_statement, relief_statement, statement, work_function_only
from domain.criterion_parts import EventMatch
from domain.evidence import TABLES
from metrics.record_facts import RecordFacts
from tests.documents.small_record import USUAL_SCORES, day, event, goal, record, score, sessions, usual

EVERY = frozenset(Kind)


def said(made_of, kind: Kind | None = None) -> list[str]:
    told = statement(RecordFacts(made_of), EVERY)
    return [sentence.text for sentence in told if kind in (None, sentence.kind)]


def test_an_improvement_is_told_with_its_size_and_share():
    assert said(usual(), Kind.FUNCTION)[1] == (
        "Standing tolerance rose from 15 min at intake to 45 min on 13 Oct 2025: improved by 30 min (200 %); threshold "
        "unverified, measurement error not known."
    )


def test_a_change_within_measurement_error_is_said_to_be():
    assert said(usual(), Kind.PAIN) == [
        "Average pain (0–10) fell from 7/10 at intake to 6/10 on 13 Oct 2025: about the same, within measurement error "
        "(2.8 points)."
    ]


def test_function_comes_first_then_pain_then_what_worsened_then_what_is_missing():
    kinds = [sentence.kind for sentence in statement(RecordFacts(usual()), EVERY)]
    assert kinds == sorted(kinds, key=list(Kind).index)
    assert kinds[0] is Kind.SUMMARY


def test_what_worsened_is_always_told_and_marked():
    worse = [sentence for sentence in statement(RecordFacts(usual()), EVERY) if sentence.is_worse]
    assert [sentence.measure for sentence in worse] == ["isi"]
    assert worse[0].text.startswith(
        "Insomnia (ISI) rose from 14/28 at intake to 22/28 on 13 Oct 2025: worse by 8 points"
    )


def test_the_counts_name_what_improved_and_what_is_worse():
    scores = (*USUAL_SCORES, score("chair_stand_30s", 0, 9), score("chair_stand_30s", 42, 5))
    assert said(usual(scores=scores), Kind.SUMMARY) == [
        "Function since intake: 2 of 3 measures improved (Disability (ODI) and Standing tolerance), 1 worse (30-s chair "
        "stand)."
    ]


def test_without_a_score_in_the_intake_window_no_change_is_stated():
    told = said(record(scores=[score("odi", 20, 52), score("odi", 42, 36)]))
    assert told == [
        "Disability (ODI) was 36% on 13 Oct 2025, with no score in the intake window, so no change is stated."
    ]


def test_two_forms_are_not_compared():
    scores = [score("promis_pi_tscore", 0, 66, form="4a"), score("promis_pi_tscore", 42, 58, form="8a")]
    assert said(record(scores=scores)) == [
        "Pain interference (PROMIS) was taken with form 4a and 8a; two forms are not compared, so no change is stated."
    ]


def test_two_values_for_one_day_are_not_chosen_between():
    scores = [score("odi", 0, 52), score("odi", 42, 36, standing="conflict"), score("odi", 42, 30, standing="conflict")]
    (told,) = said(record(scores=scores))
    assert "neither is used" in told


def test_a_measure_not_done_since_intake_is_missing_not_unchanged():
    told = said(usual(), Kind.MISSING)
    assert told[0] == ("Done at intake and not since, so no change is stated: Depression (PHQ-9) 13/27 (1 Sep 2025).")


def test_a_checkpoint_that_was_left_out_is_named_with_its_window():
    told = said(usual(now=80), Kind.MISSING)
    assert told[-1].startswith("Not done at end (the window is open until 15 Dec 2025): Disability (ODI), ")


@pytest.mark.parametrize(
    ("scores", "share"),
    [
        ([score("nrs_average", 0, 7), score("nrs_average", 42, 4.9)], "(30 %)"),
        (
            [score("standing_tolerance", 0, 1), score("standing_tolerance", 42, 2)],
            "(100 %, of a very small intake score)",
        ),
        ([score("isi", 0, 21), score("isi", 42, 15)], "from 21/28 to 15/28"),
        ([score("promis_pi_tscore", 0, 70), score("promis_pi_tscore", 42, 60)], None),
        ([score("sleep_efficiency", 0, 60), score("sleep_efficiency", 42, 75)], None),
        ([score("nrs_average", 0, 0), score("nrs_average", 42, 3)], None),
    ],
)
def test_a_share_is_cut_never_rounded_up_and_only_told_where_it_means_something(scores, share):
    """A share of a T-score, of a percentage or of 0 says nothing."""
    text = " ".join(said(record(scores=scores)))
    assert (share in text) if share else ("%)" not in text.replace("% ", ""))


def test_attendance_counts_what_is_recorded():
    assert said(usual(), Kind.ATTENDANCE) == ["Attended 9 of 10 sessions recorded since 1 Sep 2025 (90 %)."]


def test_work_is_told_in_order_of_time():
    assert said(usual(), Kind.WORK) == [
        "Work status: Off work (29 Aug 2025), then Modified duty, 4 h a day (11 Oct 2025)."
    ]


def test_free_text_of_a_work_status_is_not_repeated_to_an_employer():
    events = (
        event("work_status", 1, "Off work because of depression"),
        event("work_status", 9, "talked about opioids"),
    )
    (told,) = [s for s in statement(RecordFacts(record(events=events)), EVERY, plain=True) if s.kind is Kind.WORK]
    assert told.text == "Work status: off work (2 Sep 2025); no later status is on file."


def test_an_employer_is_told_of_tests_of_function_alone():
    told = statement(RecordFacts(usual()), EVERY, work_function_only, plain=True)
    text = " ".join(sentence.text for sentence in told)
    assert "Standing tolerance" in text
    assert not any(word in text for word in ("ODI", "pain", "Insomnia", "PHQ", "Depression"))


def test_a_goal_recorded_as_met_that_its_measure_does_not_bear_out_says_both():
    told = usual(goals=(goal("standing_tolerance", 60, text="Stand", status="met"),))
    (sentence,) = goal_statement(RecordFacts(told))
    assert sentence.text == (
        "Goal: Stand (Standing tolerance, target 60 min). 15 min when it was set, 45 min on 13 Oct 2025: on its way to the "
        "target, although the goal is recorded as met."
    )


def test_before_care_begins_only_what_was_found_is_told():
    told = intake_statement(RecordFacts(usual(now=5)))
    assert [sentence.kind for sentence in told[:3]] == [Kind.INTAKE] * 3
    assert told[0].text == "Pain for 12 months at the start of care (1 Sep 2025)."
    assert told[1].text.startswith("Function at intake: Disability (ODI) 52% on 1 Sep 2025, severe disability; ")


def test_every_score_after_an_injection_is_told_none_is_chosen():
    scores = [score("nrs_average", n, v) for n, v in ((0, 8), (20, 3), (34, 6))]
    facts = RecordFacts(record(scores=scores, events=[event("procedure", 10, "Epidural steroid injection, lumbar")]))
    (told,) = relief_statement(facts, EventMatch("procedure", ("epidural",), name="epidural injection"))
    assert told.text == (
        "Average pain (0–10) was 8/10 on 1 Sep 2025, before the epidural injection of 11 Sep 2025; after it 3/10 on 21 Sep "
        "2025 (day 10, 62 % relief); 6/10 on 5 Oct 2025 (day 24, 25 % relief)."
    )


def test_a_sentence_without_a_row_behind_it_cannot_be_written():
    with pytest.raises(ValueError, match="without a stored row"):
        Sentence("It went well.", (), Kind.FUNCTION)


def test_a_sentence_falls_with_any_of_its_rows():
    made_of = usual()
    told = statement(RecordFacts(made_of), EVERY)
    gone = made_of.without("observation", told[1].proof[0].row_id)
    left = still_proven(told, gone)
    assert told[1] not in left
    assert all(s in left for s in told if told[1].proof[0] not in s.proof)


def _all_sentences(made_of) -> tuple[Sentence, ...]:
    facts = RecordFacts(made_of)
    match = EventMatch("procedure", ("epidural",), name="epidural injection")
    return (
        *statement(facts, EVERY), *statement(facts, EVERY, work_function_only, plain=True), *goal_statement(facts),
        *relief_statement(facts, match, blocks=True), *intake_statement(facts),
    )  # fmt: skip


VALUES = {
    "odi": st.sampled_from(range(0, 101, 2)), "standing_tolerance": st.integers(0, 120), "nrs_average": st.integers(0, 10),
    "isi": st.integers(0, 28), "phq9": st.integers(0, 27), "pgic": st.integers(1, 7), "mme_day": st.integers(0, 200),
}  # fmt: skip


@st.composite
def told_of(draw):
    """What `record` is made of: random scores at random days, procedures, sessions, goals and work statuses."""
    measures = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=5, unique=True))
    days = st.lists(st.integers(-20, 80), min_size=1, max_size=4, unique=True)
    scores = [score(code, on, float(draw(VALUES[code]))) for code in measures for on in draw(days)]
    if draw(st.booleans()):
        scores += [
            score("nrs_average", 50, draw(st.integers(0, 10)), occasion="before_block", at_time="09:00"),
            score("nrs_average", 50, draw(st.integers(0, 10)), occasion="after_block", at_time="10:00"),
        ]
    events = sessions(draw(st.lists(st.integers(0, 60), max_size=3, unique=True)))
    events += [event("work_status", draw(st.integers(-10, 60)), draw(st.sampled_from(("Off work", "Full duty"))))]
    events += [event("procedure", draw(st.integers(1, 60)), "Epidural steroid injection")]
    goals = [goal("standing_tolerance", draw(st.integers(1, 120)), due_on=day(84))] if draw(st.booleans()) else []
    return {"scores": scores, "events": events, "goals": goals, "now": 85}


@settings(max_examples=60)
@given(told_of(), st.integers(0, 10_000))
def test_no_sentence_outlives_a_row_that_it_rests_on(told, place):
    """Deleting a proof row removes each sentence that rested on it; the same words may return only on other rows."""
    made_of = record(**told)
    before = _all_sentences(made_of)
    rows = sorted({(row.table, row.row_id) for sentence in before for row in sentence.proof})
    table, row_id = rows[place % len(rows)]
    after = _all_sentences(made_of.without(table, row_id))
    assert not any((row.table, row.row_id) == (table, row_id) for sentence in after for row in sentence.proof)
    fallen = {(s.text, s.proof) for s in before if any((r.table, r.row_id) == (table, row_id) for r in s.proof)}
    assert not fallen & {(s.text, s.proof) for s in after}


@settings(max_examples=40)
@given(told_of())
def test_every_proof_row_is_one_of_the_record(told):
    made_of = record(**told)
    known = {table: row_ids(made_of, table) for table in TABLES}
    for sentence in _all_sentences(made_of):
        assert all(row.row_id in known[row.table] for row in sentence.proof)


def test_a_patient_without_episode_has_nothing_said_of_changes():
    assert statement(RecordFacts(replace(usual(), episode=None, checkpoints=())), EVERY) == ()
