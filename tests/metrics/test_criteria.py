"""Criteria on one patient's record: met, not met, cannot tell, with the rows that show it."""

from dataclasses import replace

import pytest

from domain import criterion_parts as parts
from domain.criterion import Criterion
from domain.criterion_parts import AfterEvent, AtCheckpoint, AtIntake, AtLatest, BeforeEvent, Change, EventMatch, Which
from domain.evidence import Request
from domain.outcome import Outcome
from domain.source import CLINIC_RULE
from metrics.criteria import evaluate
from tests.small_evidence import attested, day, event, evidence, goal, score, sessions

MET, NOT, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.CANNOT_TELL
EPIDURAL = EventMatch("procedure", ("epidural",), name="epidural injection")
SINCE_INTAKE = {"since": AtIntake(), "until": AtLatest()}


def ask(part, **known):
    return evaluate(Criterion("asked", "what is asked", part, CLINIC_RULE), evidence(**known))


def rows_of(answer):
    return {(row.table, row.row_id) for row in answer.proof}


# A change since intake


@pytest.mark.parametrize(
    ("after", "outcome"),
    [(34, MET), (34.1, NOT), (30, MET), (44, NOT), (50, NOT)],
)
def test_ten_points_are_reached_at_ten_and_not_below(after, outcome):
    told = ask(Change(("odi",), **SINCE_INTAKE, points=10), scores=[score("odi", 0, 44), score("odi", 42, after)])
    assert told.outcome is outcome


def test_a_miss_says_how_far_it_came():
    told = ask(Change(("odi",), **SINCE_INTAKE, points=10), scores=[score("odi", 0, 44), score("odi", 42, 35)])
    assert told.nearest_miss == "Disability (ODI) fell 9 of the 10 points required"
    assert told.sentence == (
        "Disability (ODI) went from 44% on 1 Sep 2025 to 35% on 13 Oct 2025: it fell 9 of the 10 points required."
    )


def test_a_change_is_the_difference_of_the_scores_beside_it():
    """A PHQ-9 with an item left out may be 10.1 and is written 10; from 10 to 17 are 7 points, not 6.9."""
    part = Change(("phq9",), **SINCE_INTAKE, points=5)
    told = ask(part, scores=[score("phq9", 0, 10.1), score("phq9", 42, 17.0)])
    assert "went from 10/27 on 1 Sep 2025 to 17/27 on 13 Oct 2025: it rose 7 points, the other way" in told.sentence
    near = ask(part, scores=[score("phq9", 0, 14.6), score("phq9", 42, 9.7)])
    assert near.outcome is NOT
    assert (
        "went from 14.6/27 on 1 Sep 2025 to 9.7/27 on 13 Oct 2025: it fell 4.9 of the 5 points required"
        in near.sentence
    )


def test_a_change_the_other_way_is_no_near_miss():
    told = ask(Change(("odi",), **SINCE_INTAKE, points=10), scores=[score("odi", 0, 44), score("odi", 42, 48)])
    assert told.nearest_miss == "Disability (ODI) rose 4 points, the other way; 10 points required"


def test_the_proof_are_the_two_scores_with_their_days():
    told = ask(Change(("odi",), **SINCE_INTAKE, points=10), scores=[score("odi", 0, 44), score("odi", 42, 30)])
    assert rows_of(told) == {("observation", "o1"), ("observation", "o2")}
    assert [row.on_date for row in told.proof] == [day(0), day(42)]


@pytest.mark.parametrize(
    ("before", "after", "share", "outcome"),
    [
        (7.0, 4.9, 0.3, MET),  # 7.0 − 4.9 is 2.0999999999999996 in floating point, and 30 % all the same
        (7.0, 4.91, 0.3, NOT),
        (10, 5, 0.5, MET),
        (9, 5, 0.5, NOT),
        (3, 2.1, 0.3, MET),
        (0.3, 0.2, 1 / 3, MET),
    ],
)
def test_a_share_of_the_score_before_is_exact(before, after, share, outcome):
    told = ask(Change(("peg",), **SINCE_INTAKE, share=share), scores=[score("peg", 0, before), score("peg", 42, after)])
    assert told.outcome is outcome


def test_a_share_just_missed_is_not_rounded_into_the_one_required():
    told = ask(Change(("peg",), **SINCE_INTAKE, share=0.3), scores=[score("peg", 0, 7.0), score("peg", 42, 4.9001)])
    assert told.outcome is NOT
    assert "29.999 of the 30 % required" in told.nearest_miss


def test_a_share_of_nothing_cannot_be_told():
    told = ask(Change(("peg",), **SINCE_INTAKE, share=0.3), scores=[score("peg", 0, 0), score("peg", 42, 0)])
    assert told.outcome is UNKNOWN
    assert "a share of 0 is not defined" in told.sentence


def test_on_a_scale_where_higher_is_better_a_rise_counts():
    part = Change(("walk_6min",), **SINCE_INTAKE, points=60)
    assert ask(part, scores=[score("walk_6min", 0, 300), score("walk_6min", 42, 360)]).outcome is MET
    missed = ask(part, scores=[score("walk_6min", 0, 300), score("walk_6min", 42, 340)])
    assert missed.nearest_miss == "6-minute walk rose 40 of the 60 m required"


def test_the_meaningful_change_is_the_registrys():
    part = Change(("odi",), **SINCE_INTAKE, meaningful=True)
    assert ask(part, scores=[score("odi", 0, 44), score("odi", 42, 34)]).outcome is MET
    assert ask(part, scores=[score("odi", 0, 44), score("odi", 42, 36)]).outcome is NOT


def test_beyond_error_asks_for_more_than_a_meaningful_change():
    part = Change(("odi",), **SINCE_INTAKE, meaningful=True, beyond_error=True)
    told = ask(part, scores=[score("odi", 0, 44), score("odi", 42, 34)])
    assert told.outcome is NOT
    assert "(measurement error)" in told.nearest_miss


@pytest.mark.parametrize(("after", "cautioned"), [(29, True), (28, False)])  # the error of the ODI is 12 points
def test_a_meaningful_change_within_measurement_error_says_so(after, cautioned):
    told = ask(Change(("odi",), **SINCE_INTAKE, meaningful=True), scores=[score("odi", 0, 40), score("odi", 42, after)])
    assert told.outcome is MET
    said = "the change of Disability (ODI) is within measurement error (12 points)"
    assert (said in told.cautions) is cautioned


def test_a_measure_without_meaningful_change_cannot_be_told():
    part = Change(("walk_2min",), **SINCE_INTAKE, meaningful=True)
    told = ask(part, scores=[score("walk_2min", 0, 100), score("walk_2min", 42, 180)])
    assert told.outcome is UNKNOWN


def test_worse_asks_for_a_change_the_other_way():
    part = Change(("odi",), **SINCE_INTAKE, meaningful=True, worse=True)
    assert ask(part, scores=[score("odi", 0, 34), score("odi", 42, 44)]).outcome is MET
    assert ask(part, scores=[score("odi", 0, 44), score("odi", 42, 34)]).outcome is NOT


def test_not_worse_rests_on_every_measure_that_was_looked_at():
    part = parts.NotMet(Change(("odi", "peg"), **SINCE_INTAKE, meaningful=True, worse=True))
    scores = [score("odi", 0, 44), score("odi", 42, 30), score("peg", 0, 7), score("peg", 42, 7.5)]
    told = ask(part, scores=scores)
    assert told.outcome is MET
    assert len(told.proof) == 4
    assert told.sentence == (
        "Disability (ODI) went from 44% on 1 Sep 2025 to 30% on 13 Oct 2025, not worse by 10 points (meaningful change); "
        "Pain and interference (PEG) went from 7/10 on 1 Sep 2025 to 7.5/10 on 13 Oct 2025, not worse by 1 point "
        "(meaningful change)."
    )
    assert ask(part, scores=scores[:3]).outcome is UNKNOWN
    assert ask(part, scores=[*scores[:3], score("peg", 42, 8)]).outcome is NOT


def test_a_rating_of_change_is_judged_by_its_own_category():
    part = Change(("pgic",), **SINCE_INTAKE, meaningful=True)
    assert ask(part, scores=[score("pgic", 42, 1)]).outcome is MET
    assert ask(part, scores=[score("pgic", 42, 4)]).outcome is NOT
    assert ask(part, scores=[]).outcome is UNKNOWN


# What is missing, in conflict, or on another form


def test_without_a_baseline_the_first_score_available_is_none():
    told = ask(Change(("odi",), **SINCE_INTAKE, points=10), scores=[score("odi", 20, 60), score("odi", 42, 30)])
    assert told.outcome is UNKNOWN
    assert "there is no score in the intake window" in told.sentence
    assert told.to_collect == ()


def test_a_missing_score_now_is_asked_for():
    told = ask(Change(("odi",), **SINCE_INTAKE, points=10), scores=[score("odi", 0, 44)])
    assert told.outcome is UNKNOWN
    assert told.to_collect == ("Take Disability (ODI).",)
    assert rows_of(told) == {("observation", "o1")}


def test_a_checkpoint_that_is_still_open_says_until_when():
    part = Change(("odi",), AtIntake(), AtCheckpoint("week_6"), points=10)
    told = ask(part, now=40, scores=[score("odi", 0, 44)])
    assert told.to_collect == ("Take Disability (ODI) by 27 Oct 2025.",)
    assert ask(part, now=60, scores=[score("odi", 0, 44)]).to_collect == ()


def test_a_score_outside_its_window_fills_no_checkpoint():
    part = Change(("odi",), AtIntake(), AtCheckpoint("week_6"), points=10)
    assert ask(part, now=70, scores=[score("odi", 0, 44), score("odi", 60, 20)]).outcome is UNKNOWN


def test_a_score_in_conflict_is_never_used():
    scores = [score("odi", 0, 44), score("odi", 42, 20, standing="conflict"), score("odi", 42, 50, standing="conflict")]
    told = ask(Change(("odi",), **SINCE_INTAKE, points=10), scores=scores)
    assert told.outcome is UNKNOWN
    assert "two different values stand" in told.sentence
    assert told.to_collect == ("Settle which value of Disability (ODI) stands (Imports).",)


def test_a_conflict_is_not_evaded_by_an_older_score():
    scores = [score("odi", 0, 44), score("odi", 20, 20), score("odi", 42, 30, standing="conflict")]
    assert ask(Change(("odi",), **SINCE_INTAKE, points=10), scores=scores).outcome is UNKNOWN


def test_a_superseded_or_retracted_score_is_as_if_it_were_not_there():
    scores = [
        score("odi", 0, 44),
        score("odi", 42, 20, standing="superseded"),
        score("odi", 43, 20, standing="retracted"),
    ]
    assert ask(Change(("odi",), **SINCE_INTAKE, points=10), scores=scores).outcome is UNKNOWN


@pytest.mark.parametrize(("before", "after"), [("4a", "8a"), ("4a", None), (None, "4a")])
def test_no_change_is_told_across_forms(before, after):
    scores = [score("promis_pf_tscore", 0, 30, form=before), score("promis_pf_tscore", 42, 45, form=after)]
    told = ask(Change(("promis_pf_tscore",), **SINCE_INTAKE, meaningful=True), scores=scores)
    assert told.outcome is UNKNOWN
    assert told.to_collect[0].startswith("Take Physical function (PROMIS) on the form of 1 Sep 2025")


def test_another_way_of_giving_the_form_is_noted_and_changes_nothing():
    scores = [score("odi", 0, 44, mode="paper"), score("odi", 42, 30, mode="portal")]
    told = ask(Change(("odi",), **SINCE_INTAKE, points=10), scores=scores)
    assert told.outcome is MET
    assert "given in two ways: paper, then portal" in told.cautions


def test_a_threshold_that_nobody_read_at_its_source_is_noted():
    told = ask(
        Change(("sitting_tolerance",), **SINCE_INTAKE, meaningful=True),
        scores=[score("sitting_tolerance", 0, 10), score("sitting_tolerance", 42, 60)],
    )
    assert told.outcome is MET
    assert any("was not read at its source" in caution for caution in told.cautions)


def test_a_score_of_the_day_after_is_not_known_yet():
    assert (
        ask(
            Change(("odi",), **SINCE_INTAKE, points=10), now=41, scores=[score("odi", 0, 44), score("odi", 42, 20)]
        ).outcome
        is UNKNOWN
    )


def test_a_patient_without_an_episode_has_no_baseline():
    told = ask(
        Change(("odi",), **SINCE_INTAKE, points=10), enrolled=False, scores=[score("odi", 0, 44), score("odi", 42, 20)]
    )
    assert told.outcome is UNKNOWN


# Any of several measures


def test_one_of_several_measures_is_enough():
    scores = [score("odi", 0, 44), score("odi", 42, 44), score("peg", 0, 7), score("peg", 42, 3)]
    told = ask(Change(("odi", "peg"), **SINCE_INTAKE, meaningful=True), scores=scores)
    assert told.outcome is MET
    assert rows_of(told) == {("observation", "o3"), ("observation", "o4")}


def test_a_measure_begun_and_not_repeated_leaves_it_open():
    scores = [score("odi", 0, 44), score("odi", 42, 44), score("peg", 0, 7)]
    told = ask(Change(("odi", "peg"), **SINCE_INTAKE, meaningful=True), scores=scores)
    assert told.outcome is UNKNOWN
    assert told.to_collect == ("Take Pain and interference (PEG).",)


def test_a_measure_that_was_never_taken_does_not_count():
    told = ask(
        Change(("odi", "rmdq", "ndi"), **SINCE_INTAKE, points=10), scores=[score("odi", 0, 44), score("odi", 42, 43)]
    )
    assert told.outcome is NOT


def test_the_nearest_of_several_misses_is_told():
    scores = [score("odi", 0, 44), score("odi", 42, 42), score("peg", 0, 7), score("peg", 42, 6.5)]
    told = ask(Change(("odi", "peg"), **SINCE_INTAKE, share=0.1), scores=scores)
    assert told.nearest_miss == "Pain and interference (PEG) fell 7.1 of the 10 % required"


def test_measures_with_one_and_the_same_gap_are_asked_for_together():
    part = Change(("odi", "peg"), AtIntake(), AtCheckpoint("week_6"), meaningful=True)
    told = ask(part, now=40, scores=[score("odi", 0, 44), score("peg", 0, 7)])
    assert told.sentence == "Cannot tell: Disability (ODI) and Pain and interference (PEG) were not done at week 6."
    assert told.to_collect == ("Take Disability (ODI) or Pain and interference (PEG) by 27 Oct 2025.",)
    alone = ask(part, now=40, scores=[score("peg", 0, 7)])
    assert alone.sentence == "Cannot tell: Pain and interference (PEG) was not done at week 6."


# Around an event


BEFORE, AFTER = BeforeEvent(EPIDURAL), AfterEvent(EPIDURAL, from_day=1)
RELIEF = Change(("nrs_average",), BEFORE, AFTER, share=0.5)


def test_relief_is_counted_from_the_last_score_before_to_the_last_after():
    scores = [score("nrs_average", 1, 9), score("nrs_average", 9, 8), score("nrs_average", 20, 4)]
    told = ask(RELIEF, scores=scores, events=[event("procedure", 10, "Epidural steroid injection, lumbar")])
    assert told.outcome is MET
    assert rows_of(told) == {("observation", "o2"), ("observation", "o3")}


def test_a_score_of_the_events_own_day_was_taken_before_it():
    scores = [score("nrs_average", 10, 8), score("nrs_average", 20, 4)]
    assert ask(RELIEF, scores=scores, events=[event("procedure", 10, "Epidural")]).outcome is MET


@pytest.mark.parametrize(("on", "outcome"), [(16, UNKNOWN), (17, MET), (24, MET), (25, UNKNOWN)])
def test_a_window_after_the_event_holds_its_first_and_its_last_day(on, outcome):
    """From 7 to 14 days after day 10: the days 17 to 24."""
    part = Change(("nrs_average",), BEFORE, AfterEvent(EPIDURAL, from_day=7, to_day=14), share=0.5)
    scores = [score("nrs_average", 9, 8), score("nrs_average", on, 4)]
    assert ask(part, scores=scores, events=[event("procedure", 10, "Epidural")]).outcome is outcome


@pytest.mark.parametrize(("on", "outcome"), [(10, MET), (9, UNKNOWN)])
def test_a_window_before_the_event_holds_its_first_day(on, outcome):
    """Within 30 days before day 40: from day 10 on."""
    part = parts.Score(("nrs_average",), BeforeEvent(EPIDURAL, within_days=30), least=4)
    events = [event("procedure", 40, "Epidural")]
    assert ask(part, scores=[score("nrs_average", on, 8)], events=events).outcome is outcome


def test_without_the_event_nothing_can_be_told():
    told = ask(RELIEF, scores=[score("nrs_average", 9, 8), score("nrs_average", 20, 4)])
    assert told.outcome is UNKNOWN
    assert told.sentence == "Cannot tell: no epidural injection is recorded."
    assert told.to_collect == ("Enter the epidural injection as an event, if one was done.",)


def test_a_later_procedure_that_does_not_say_what_it_was_leaves_the_event_open():
    events = [event("procedure", 10, "Epidural"), event("procedure", 30)]
    scores = [score("nrs_average", 9, 8), score("nrs_average", 40, 4)]
    told = ask(RELIEF, scores=scores, events=events)
    assert told.outcome is UNKNOWN
    assert "does not say what was done" in told.sentence


def test_relief_after_the_first_event_ends_where_the_next_begins():
    part = Change(("nrs_average",), BeforeEvent(EPIDURAL, Which.FIRST), AfterEvent(EPIDURAL, Which.FIRST, 1), share=0.5)
    events = [event("procedure", 10, "Epidural"), event("procedure", 30, "Epidural")]
    scores = [score("nrs_average", 9, 8), score("nrs_average", 20, 7), score("nrs_average", 40, 2)]
    assert ask(part, scores=scores, events=events).outcome is NOT


@pytest.mark.parametrize(("where", "outcome"), [("lumbar", MET), ("cervical", UNKNOWN), ("C6", UNKNOWN), ("left", MET)])
def test_relief_after_a_procedure_of_another_region_is_none_of_the_requested_one(where, outcome):
    scores = [score("nrs_average", 9, 8), score("nrs_average", 20, 3)]
    events = [event("procedure", 10, f"Epidural, {where}")]
    assert ask(RELIEF, scores=scores, events=events, request=Request(region="lumbar")).outcome is outcome


def test_what_was_scored_after_the_requested_service_is_no_relief_of_the_one_before():
    scores = [score("nrs_average", 9, 8), score("nrs_average", 20, 7), score("nrs_average", 40, 2)]
    events = [event("procedure", 10, "Epidural"), event("procedure", 30, "Epidural")]
    asked = Request(on_date=day(30))
    assert ask(RELIEF, scores=scores, events=events, request=asked).outcome is NOT


@pytest.mark.parametrize(
    ("detail", "counted"), [("PT", 1), ("OT session", 1), ("PTs", 1), ("Other group", 0), ("PTSD group", 0)]
)
def test_an_abbreviation_is_no_beginning_of_a_longer_word(detail, counted):
    told = ask(
        parts.EventCount(EventMatch("session_attended", ("PT", "OT")), most=3),
        events=[event("session_attended", 5, detail)],
    )
    assert told.sentence.startswith(f"{counted} attended session")


def test_words_are_found_at_the_beginning_of_a_word_only():
    match = EventMatch("procedure", ("ESI",))
    part = Change(("nrs_average",), BeforeEvent(match), AfterEvent(match, from_day=1), share=0.5)
    scores = [score("nrs_average", 9, 8), score("nrs_average", 20, 4)]
    assert ask(part, scores=scores, events=[event("procedure", 10, "Dorsal root, genesis")]).outcome is UNKNOWN
    assert ask(part, scores=scores, events=[event("procedure", 10, "L4 esi left")]).outcome is MET


def test_what_is_requested_for_a_day_is_not_its_own_past():
    events = [event("procedure", 10, "Epidural"), event("procedure", 60, "Epidural")]
    scores = [score("nrs_average", 9, 8), score("nrs_average", 20, 4), score("nrs_average", 61, 8)]
    asked = Request(on_date=day(60))
    told = ask(RELIEF, now=65, scores=scores, events=events, request=asked)
    assert ("observation", "o1") in rows_of(told)


# Sustained


LASTING = Change(("nrs_average",), BEFORE, AFTER, share=0.5, sustained_days=90)
DONE = [event("procedure", 0, "Epidural steroid injection")]


def relief_over(*seen, now=120, **more):
    scores = [score("nrs_average", -1, 8), *(score("nrs_average", on, value) for on, value in seen)]
    return ask(LASTING, now=now, scores=scores, events=DONE, **more)


def test_relief_lasted_where_two_looks_show_it_and_none_between_denies_it():
    told = relief_over((14, 4), (90, 4))
    assert told.outcome is MET
    assert "held for at least 90 days" in told.sentence


def test_one_day_too_few_is_not_certain():
    assert relief_over((14, 4), (89, 4)).outcome is UNKNOWN


def test_relief_that_had_ended_before_did_not_last():
    told = relief_over((14, 4), (60, 6))
    assert told.outcome is NOT
    assert told.nearest_miss == "Average pain (0–10): the change held for at most 59 of the 90 days required"


def test_relief_that_lasted_and_then_wore_off_had_lasted():
    assert relief_over((14, 4), (95, 4), (110, 8)).outcome is MET


def test_one_look_is_no_stretch():
    told = relief_over((95, 4))
    assert told.outcome is UNKNOWN
    assert told.to_collect == ("Take Average pain (0–10) again: one more score shows whether the change lasts.",)


def test_relief_never_reached_names_the_nearest_look():
    told = relief_over((14, 5), (90, 6))
    assert told.outcome is NOT
    assert told.nearest_miss == "Average pain (0–10) fell 37.5 of the 50 % required"


def test_too_early_is_not_met_yet():
    told = relief_over((14, 4), (30, 4), now=40)
    assert told.outcome is NOT
    assert told.to_collect == ("Take Average pain (0–10) again on 30 Nov 2025 or later.",)  # day 90


def test_a_stretch_parted_by_a_conflict_is_not_certain():
    scores = [
        score("nrs_average", -1, 8), score("nrs_average", 14, 4), score("nrs_average", 50, 4, standing="conflict"),
        score("nrs_average", 95, 4),
    ]  # fmt: skip
    assert ask(LASTING, now=120, scores=scores, events=DONE).outcome is UNKNOWN


def test_since_intake_it_counts_from_the_first_look_that_reached_it():
    part = Change(("odi",), **SINCE_INTAKE, meaningful=True, sustained_days=14)
    scores = [score("odi", 0, 44), score("odi", 40, 30), score("odi", 54, 32)]
    assert ask(part, scores=scores).outcome is MET
    assert ask(part, scores=scores[:2]).outcome is UNKNOWN
    assert ask(part, scores=[*scores[:2], score("odi", 50, 40)]).outcome is UNKNOWN
    assert (
        ask(part, scores=[score("odi", 0, 44), score("odi", 1, 44), score("odi", 8, 30), score("odi", 14, 40)]).outcome
        is NOT
    )


# Scores


def test_a_score_is_recorded_or_cannot_be_told():
    part = parts.Score(("odi", "rmdq"), AtIntake())
    assert ask(part, scores=[score("rmdq", -3, 12)]).outcome is MET
    told = ask(part)
    assert told.outcome is UNKNOWN
    assert (
        told.sentence == "Cannot tell: none of Disability (ODI) and Roland-Morris disability is recorded there."
        or "none of" in told.sentence
    )


@pytest.mark.parametrize(("value", "outcome"), [(4, MET), (3.9, NOT), (10, MET)])
def test_a_score_lies_at_or_above_its_least(value, outcome):
    assert ask(parts.Score(("peg",), AtIntake(), least=4), scores=[score("peg", 0, value)]).outcome is outcome


def test_a_latest_score_may_be_the_intake_score():
    assert ask(parts.Score(("peg",), AtLatest(), least=4), scores=[score("peg", 0, 6)]).outcome is MET
    assert ask(parts.Score(("peg",), AtLatest(within_days=30), least=4), scores=[score("peg", 0, 6)]).outcome is UNKNOWN


@pytest.mark.parametrize(("on", "outcome"), [(30, MET), (29, UNKNOWN)])
def test_a_latest_score_may_be_as_many_days_old_as_is_said(on, outcome):
    part = parts.Score(("peg",), AtLatest(within_days=30), least=4)
    assert ask(part, now=60, scores=[score("peg", on, 6)]).outcome is outcome


# Blocks


def block(on, before, after, measure="nrs_now", **more):
    return [
        score(measure, on, before, occasion="before_block", at_time="09:00", **more),
        score(measure, on, after, occasion="after_block", at_time="09:45", **more),
    ]


TWO_BLOCKS = parts.BlockRelief(("nrs_now",), share=0.8)


@pytest.mark.parametrize(
    ("second", "outcome"),
    [((10, 2), MET), ((10, 2.1), NOT), ((5, 1), MET), ((0, 0), UNKNOWN)],
)
def test_each_of_two_blocks_brings_eighty_percent(second, outcome):
    assert ask(TWO_BLOCKS, scores=[*block(10, 8, 1), *block(24, *second)]).outcome is outcome


def test_one_block_is_not_two():
    told = ask(TWO_BLOCKS, scores=block(10, 8, 1))
    assert told.outcome is NOT
    assert told.nearest_miss == "1 of the 2 blocks required"


def test_the_latest_two_blocks_count_not_the_best():
    scores = [*block(10, 8, 1), *block(24, 8, 1), *block(38, 8, 6)]
    told = ask(TWO_BLOCKS, scores=scores)
    assert told.outcome is NOT
    assert told.nearest_miss == "1 of the 2 blocks required reached 80 %"


def test_blocks_on_two_forms_cannot_be_told():
    scores = [*block(10, 8, 1, form="verbal"), *block(24, 8, 1, form="written")]
    assert ask(TWO_BLOCKS, scores=scores).outcome is UNKNOWN


FACET_BLOCKS = parts.BlockRelief(
    ("nrs_now",), share=0.8, event=EventMatch("procedure", ("medial branch",), ("ablation",))
)


@pytest.mark.parametrize(
    ("second", "outcome"),
    [("Medial branch block, L4-5", MET), ("Occipital nerve block", NOT), ("Medial branch ablation", NOT), (None, MET)],
)
def test_scores_around_another_procedure_are_none_of_such_a_block(second, outcome):
    events = [event("procedure", 10, "Medial branch block, L4-5"), event("procedure", 24, second)]
    assert ask(FACET_BLOCKS, scores=[*block(10, 8, 1), *block(24, 8, 1)], events=events).outcome is outcome


def test_a_later_block_that_nobody_scored_is_one_of_the_latest():
    events = [event("procedure", on, "Medial branch block, L4-5") for on in (10, 24, 38)]
    told = ask(FACET_BLOCKS, scores=[*block(10, 8, 1), *block(24, 8, 1)], events=events)
    assert told.outcome is UNKNOWN
    assert "9 Oct 2025: not scored before and after" in told.sentence


def test_a_block_of_another_region_of_the_spine_does_not_count():
    events = [event("procedure", 10, "Medial branch block, C5-6"), event("procedure", 24, "Medial branch block, L4-5")]
    told = ask(
        FACET_BLOCKS, scores=[*block(10, 8, 1), *block(24, 8, 1)], events=events, request=Request(region="lumbar")
    )
    assert told.nearest_miss == "1 of the 2 blocks required"


@pytest.mark.parametrize(
    ("on", "outcome"), [(-305, MET), (-306, UNKNOWN)]
)  # 31 and 30 Oct 2024, twelve months before day 60
def test_a_block_of_more_than_twelve_months_ago_is_not_called_met(on, outcome):
    assert ask(TWO_BLOCKS, scores=[*block(on, 8, 1), *block(24, 8, 1)]).outcome is outcome


def test_without_a_block_nothing_can_be_told():
    assert ask(TWO_BLOCKS, scores=[score("nrs_now", 0, 8)]).outcome is UNKNOWN


# Events


REGIONS = (parts.Region("cervical", ("cervical", "C5")), parts.Region("lumbar", ("lumbar", "L4", "caudal")))
LIMIT = parts.EventCount(EPIDURAL, most=4, window_months=12, regions=REGIONS, with_requested=True)


def epidurals(*where):
    return [event("procedure", 10 * n, f"Epidural, {region}") for n, region in enumerate(where)]


def test_the_requested_one_counts_as_one_of_four():
    asked = Request(region="lumbar")
    assert ask(LIMIT, events=epidurals(*["lumbar"] * 3), request=asked).outcome is MET
    told = ask(LIMIT, events=epidurals(*["lumbar"] * 4), request=asked)
    assert told.outcome is NOT
    assert told.nearest_miss == "5 where at most 4 are allowed"


def test_another_region_does_not_count():
    told = ask(
        LIMIT, events=epidurals("lumbar", "cervical", "cervical", "C5-6", "cervical"), request=Request(region="lumbar")
    )
    assert told.outcome is MET


def test_an_event_without_a_region_may_be_of_the_requested_one():
    asked = Request(region="lumbar")
    assert ask(LIMIT, events=epidurals("lumbar", "lumbar", "left"), request=asked).outcome is MET
    told = ask(LIMIT, events=epidurals("lumbar", "lumbar", "lumbar", "left"), request=asked)
    assert told.outcome is UNKNOWN
    assert "not every event says which region" in told.sentence


def test_a_limit_that_holds_in_every_region_holds_in_the_requested_one():
    assert ask(LIMIT, events=epidurals("lumbar", "lumbar", "cervical")).outcome is MET
    assert ask(LIMIT, events=epidurals(*["lumbar"] * 4)).outcome is UNKNOWN


def test_a_procedure_that_does_not_say_what_it_was_may_count():
    events = [*epidurals(*["lumbar"] * 3), event("procedure", 50)]
    assert ask(LIMIT, events=events, request=Request(region="lumbar")).outcome is UNKNOWN


@pytest.mark.parametrize(("on", "counted"), [(-305, 1), (-306, 0)])
def test_a_window_of_twelve_months_ends_with_the_day_of_service(on, counted):
    # 12 months before 31 Oct 2025 is 31 Oct 2024; the window begins the day after, which is day −304.
    part = parts.EventCount(EPIDURAL, most=0, window_months=12)
    told = ask(part, now=60, events=[event("procedure", on + 1, "Epidural")])
    assert told.outcome is (NOT if counted else MET)


@pytest.mark.parametrize(("on", "outcome"), [(31, MET), (30, UNKNOWN)])
def test_a_window_of_days_counts_the_day_of_service_as_its_last(on, outcome):
    # 30 days that end with day 60 begin with day 31. What is older leaves open whether one was done that nobody entered.
    part = parts.EventCount(EventMatch("session_attended"), least=1, window_days=30)
    assert ask(part, now=60, events=sessions([on])).outcome is outcome


@pytest.mark.parametrize(("on", "outcome"), [(31, MET), (30, UNKNOWN)])
def test_attendance_of_the_last_days_counts_today_as_the_last(on, outcome):
    part = parts.Attendance(least_share=0.75, window_days=30, least_sessions=1)
    assert ask(part, now=60, events=sessions([on])).outcome is outcome


def test_at_least_counts_what_is_recorded():
    part = parts.EventCount(EventMatch("session_attended"), least=3, in_episode=True)
    assert ask(part, events=sessions([1, 2, 3])).outcome is MET
    told = ask(part, events=sessions([1, 2]))
    assert told.outcome is NOT
    assert told.nearest_miss == "2 of the 3 required"
    assert ask(part).outcome is UNKNOWN


def test_sessions_since_a_score_are_counted_by_day():
    part = parts.EventCount(EventMatch("session_attended"), most=2, since_score_of=("odi",), by_day=True)
    known = {"scores": [score("odi", 10, 40)]}
    assert ask(part, events=sessions([9, 10, 11, 11, 12]), **known).outcome is MET
    assert ask(part, events=sessions([11, 12, 13]), **known).outcome is NOT
    assert ask(part, events=sessions([11])).outcome is UNKNOWN


@pytest.mark.parametrize(("gap", "outcome"), [(14, MET), (13, NOT)])
def test_fourteen_days_lie_between(gap, outcome):
    part = parts.DaysBetween(EPIDURAL, least_days=14)
    assert ask(part, now=60, events=[event("procedure", 60 - gap, "Epidural")]).outcome is outcome


def test_six_months_are_calendar_months():
    part = parts.DaysBetween(EPIDURAL, least_months=6)
    asked = Request(on_date=day(59))  # 30 October
    done = [event("procedure", -124, "Epidural")]  # 30 April
    assert ask(part, now=60, events=done, request=asked).outcome is MET
    assert ask(part, now=60, events=done, request=Request(on_date=day(58))).outcome is NOT


@pytest.mark.parametrize(("second", "outcome"), [("Epidural, L4", UNKNOWN), (None, UNKNOWN), ("Knee injection", MET)])
def test_events_that_lie_too_close_are_not_enough_where_their_region_is_not_known(second, outcome):
    part = parts.DaysBetween(EPIDURAL, least_days=14, each=True, regions=REGIONS)
    events = [
        event("procedure", 0, "Epidural, L4"),
        event("procedure", 3, second),
        event("procedure", 40, "Epidural, L4"),
    ]
    assert ask(part, events=events).outcome is outcome


def test_no_earlier_event_is_enough_only_where_the_rule_says_so():
    assert ask(parts.DaysBetween(EPIDURAL, least_days=14)).outcome is UNKNOWN
    assert ask(parts.DaysBetween(EPIDURAL, least_days=14, when_none=MET)).outcome is MET


@pytest.mark.parametrize(
    ("region", "where", "gap", "outcome"),
    [
        ("lumbar", "lumbar", 13, NOT),
        ("lumbar", "cervical", 13, UNKNOWN),  # no lumbar one is recorded
        ("lumbar", "left", 13, UNKNOWN),
        (None, "lumbar", 13, UNKNOWN),
        (None, "lumbar", 14, MET),
        ("lumbar", "left", 14, MET),
    ],
)
def test_the_distance_is_that_of_the_requested_region(region, where, gap, outcome):
    part = parts.DaysBetween(EPIDURAL, least_days=14, regions=REGIONS)
    done = [event("procedure", 60 - gap, f"Epidural, {where}")]
    assert ask(part, now=60, events=done, request=Request(region=region)).outcome is outcome


def test_an_unnamed_procedure_in_between_leaves_the_distance_open():
    events = [event("procedure", 10, "Epidural"), event("procedure", 55)]
    assert ask(parts.DaysBetween(EPIDURAL, least_days=14), now=60, events=events).outcome is UNKNOWN


# Attendance


@pytest.mark.parametrize(
    ("attended", "missed", "outcome"),
    [
        (range(1, 16), range(20, 25), MET),
        (range(1, 15), range(20, 25), NOT),
        (range(1, 3), (), UNKNOWN),
        ((), (), UNKNOWN),
    ],
)
def test_three_quarters_of_the_sessions_were_attended(attended, missed, outcome):
    part = parts.Attendance(least_share=0.75, least_sessions=4)
    assert ask(part, events=sessions(attended, missed)).outcome is outcome


def test_sessions_before_the_episode_do_not_count():
    part = parts.Attendance(least_share=0.75)
    assert ask(part, events=sessions([-10, 5], [6])).outcome is NOT


def test_sessions_after_the_end_of_the_episode_do_not_count():
    record = evidence(events=sessions([5, *range(50, 58)], [6]))
    ended = replace(record, episode=replace(record.episode, ended=day(20)))
    told = evaluate(Criterion("asked", "what is asked", parts.Attendance(least_share=0.75), CLINIC_RULE), ended)
    assert told.sentence.startswith("1 of 2 sessions")


# Pain


@pytest.mark.parametrize(
    ("months", "part", "outcome"),
    [
        # 1 September to 31 October. Whole months hide up to one: 1 may be 1.9.
        (2, parts.PainDuration(months=3), MET),
        (1, parts.PainDuration(months=3), UNKNOWN),
        (0, parts.PainDuration(months=3), NOT),
        (2, parts.PainDuration(months=3, more=True), MET),
        (1, parts.PainDuration(months=3, more=True), UNKNOWN),
        (None, parts.PainDuration(months=3), UNKNOWN),
        (0, parts.PainDuration(weeks=4), MET),
        (0, parts.PainDuration(weeks=8), MET),
        (0, parts.PainDuration(weeks=9), UNKNOWN),
        (0, parts.PainDuration(weeks=14), NOT),
    ],
)
def test_pain_lasts_the_months_at_the_start_and_the_days_since(months, part, outcome):
    assert ask(part, now=60, pain_months=months).outcome is outcome


@pytest.mark.parametrize(("now", "more", "outcome"), [(0, False, MET), (0, True, UNKNOWN), (1, True, MET)])
def test_longer_than_three_months_is_not_three_months(now, more, outcome):
    assert ask(parts.PainDuration(months=3, more=more), now=now, pain_months=3).outcome is outcome


def test_without_an_episode_the_duration_is_not_known():
    assert ask(parts.PainDuration(months=3), enrolled=False).outcome is UNKNOWN


# Goals


GOALS = [goal("standing_tolerance", 45, text="Cook a meal"), goal(None, None, text="Sleep better")]


def test_only_a_goal_with_measure_and_target_is_measurable():
    assert ask(parts.GoalsSet(1), goals=GOALS).outcome is MET
    told = ask(parts.GoalsSet(2), goals=GOALS)
    assert told.outcome is NOT
    assert ask(parts.GoalsSet(1)).outcome is UNKNOWN
    assert ask(parts.GoalsSet(1), goals=[goal("odi", 20, status="dropped")]).outcome is UNKNOWN


@pytest.mark.parametrize(
    ("now", "needed", "outcome"),
    [(30, 0.5, MET), (29, 0.5, NOT), (16, 0.0, MET), (15, 0.0, NOT), (45, 1.0, MET), (44, 1.0, NOT), (10, 0.0, NOT)],
)
def test_progress_is_the_way_from_the_start_to_the_target(now, needed, outcome):
    scores = [score("standing_tolerance", 0, 15), score("standing_tolerance", 42, now)]
    told = ask(parts.GoalProgress(progress=needed, least=1), goals=GOALS[:1], scores=scores)
    assert told.outcome is outcome


@pytest.mark.parametrize(("share", "outcome"), [(1 / 3, MET), (0.5, NOT), (2 / 3, NOT)])
def test_a_share_of_goals_is_a_whole_number_of_them_and_never_fewer(share, outcome):
    """One of three is reached: half of three are two."""
    goals = [goal("standing_tolerance", 45), goal("odi", 20), goal("peg", 2)]
    before = [score("standing_tolerance", 0, 15), score("odi", 0, 50), score("peg", 0, 7)]
    after = [score("standing_tolerance", 42, 45), score("odi", 42, 50), score("peg", 42, 7)]
    part = parts.GoalProgress(progress=1.0, least_share=share)
    assert ask(part, goals=goals, scores=[*before, *after]).outcome is outcome


def test_a_goal_that_was_not_measured_again_cannot_be_told():
    told = ask(parts.GoalProgress(least=1), goals=GOALS[:1], scores=[score("standing_tolerance", 0, 15)])
    assert told.outcome is UNKNOWN
    assert told.to_collect == ("Take Standing tolerance.",)


def test_the_score_from_which_a_goal_starts_is_no_progress():
    scores = [score("standing_tolerance", 3, 15)]  # two days after the goal was set, and the intake score
    goals = [goal("standing_tolerance", 45, on=1)]
    assert ask(parts.GoalProgress(least=1), goals=goals, scores=scores).outcome is UNKNOWN
    later = [*scores, score("standing_tolerance", 40, 30)]
    assert ask(parts.GoalProgress(progress=0.5, least=1), goals=goals, scores=later).outcome is MET


def test_a_goal_of_which_nobody_knows_when_it_was_set_counts_from_intake():
    goals = [goal("standing_tolerance", 45) | {"set_on": None}]
    scores = [score("standing_tolerance", 0, 15), score("standing_tolerance", 40, 30)]
    assert ask(parts.GoalProgress(progress=0.5, least=1), goals=goals, scores=scores).outcome is MET
    assert ask(parts.GoalsSet(1), goals=goals).outcome is UNKNOWN


def test_a_goal_whose_status_contradicts_its_scores_cannot_be_told():
    scores = [score("standing_tolerance", 0, 15), score("standing_tolerance", 42, 20)]
    goals = [goal("standing_tolerance", 45, status="met")]
    assert ask(parts.GoalProgress(progress=1, least=1), goals=goals, scores=scores).outcome is UNKNOWN


def test_a_goal_in_words_counts_by_its_status():
    goals = [goal(None, None, text="Play cards", status="met")]
    assert ask(parts.GoalProgress(progress=1, least=1), goals=goals).outcome is MET


def test_each_goal_is_assessed_also_where_there_is_no_progress():
    scores = [score("standing_tolerance", 0, 15), score("standing_tolerance", 42, 10)]
    assert ask(parts.GoalsAssessed(), goals=GOALS, scores=scores).outcome is MET
    assert ask(parts.GoalsAssessed(), goals=GOALS, scores=scores[:1]).outcome is UNKNOWN


# Authorizations


def authorization(**more):
    usual = {
        "service": "97799 program", "requested_on": day(-20), "decided_on": day(-10), "decision": "approved",
        "units_approved": 36.0, "units_used": 30.0, "valid_from": day(0), "valid_to": day(90),
    }  # fmt: skip
    return {**usual, **more}


@pytest.mark.parametrize(
    ("part", "more", "outcome"),
    [
        (parts.AuthorizationState(in_force=True), {}, MET),
        (parts.AuthorizationState(in_force=True), {"valid_to": day(59)}, NOT),
        (parts.AuthorizationState(in_force=True), {"valid_to": day(60)}, MET),
        (parts.AuthorizationState(in_force=True), {"valid_to": None}, UNKNOWN),
        (parts.AuthorizationState(units_left_most=6), {}, MET),
        (parts.AuthorizationState(units_left_most=5), {}, NOT),
        (parts.AuthorizationState(units_left_least=6), {}, MET),
        (parts.AuthorizationState(units_left_least=7), {}, NOT),
        (parts.AuthorizationState(units_left_least=1), {"units_used": None}, UNKNOWN),
        (parts.AuthorizationState(ends_within_days=30), {}, MET),
        (parts.AuthorizationState(ends_within_days=29), {}, NOT),
        (parts.AuthorizationState(in_force=True), {"decision": "denied"}, UNKNOWN),
        (parts.AuthorizationState(services=("97545",)), {}, UNKNOWN),
    ],
)
def test_the_state_of_the_latest_approved_authorization(part, more, outcome):
    assert ask(part, now=60, authorizations=[authorization(**more)]).outcome is outcome


def test_a_decision_of_a_later_day_is_not_known_yet():
    told = ask(
        parts.AuthorizationState(), now=10, authorizations=[authorization(requested_on=day(5), decided_on=day(20))]
    )
    assert told.outcome is UNKNOWN


def test_the_units_used_by_a_past_day_are_not_those_of_today():
    record = replace(evidence(authorizations=[authorization()]), known_then=True)
    part = parts.AuthorizationState(units_left_least=1)
    assert evaluate(Criterion("asked", "what is asked", part, CLINIC_RULE), record).outcome is UNKNOWN


# Dose


@pytest.mark.parametrize(("after", "outcome"), [(30, MET), (30.1, NOT), (80, NOT)])
def test_the_weekly_dose_fell_by_half(after, outcome):
    scores = [score("mme_day", 0, 60, form="cdc_2022"), score("mme_day", 42, after, form="cdc_2022")]
    assert ask(parts.Dose(reduced_share=0.5), scores=scores).outcome is outcome


def test_doses_by_two_factor_tables_are_not_compared():
    scores = [score("mme_day", 0, 60, form="cdc_2016"), score("mme_day", 42, 20, form="cdc_2022")]
    assert ask(parts.Dose(reduced_share=0.5), scores=scores).outcome is UNKNOWN


def test_a_dose_lies_at_or_below_its_most():
    scores = [score("mme_day", 0, 60), score("mme_day", 42, 50)]
    assert ask(parts.Dose(most=50), scores=scores).outcome is MET
    assert ask(parts.Dose(most=49), scores=scores).outcome is NOT
    assert ask(parts.Dose(most=49)).outcome is UNKNOWN


# Work


REDUCED = parts.WorkRestriction(reduced=True)


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ("Off work", "Modified duty, 4 h a day", MET),
        ("Modified duty, 4 h a day", "Full duty", MET),
        ("Modified duty, 4 h a day", "Off work", NOT),
        ("Full duty", "Full duty", NOT),
        ("Modified duty, no lifting", "Modified duty, no bending", UNKNOWN),
        ("Off work", "see letter", UNKNOWN),
    ],
)
def test_work_is_less_restricted_than_at_the_start(before, after, outcome):
    events = [event("work_status", 0, before), event("work_status", 50, after)]
    assert ask(REDUCED, events=events).outcome is outcome


def test_one_work_status_tells_no_change():
    told = ask(REDUCED, events=[event("work_status", 0, "Off work")])
    assert told.outcome is UNKNOWN
    assert told.to_collect == ("Ask for the work status and enter it as an event.",)
    assert ask(REDUCED, events=[event("work_status", 50, "Full duty")]).outcome is UNKNOWN


def test_two_statuses_of_one_day_that_contradict_each_other_cannot_be_told():
    events = [
        event("work_status", 0, "Off work"),
        event("work_status", 50, "Full duty"),
        event("work_status", 50, "Off work"),
    ]
    assert ask(REDUCED, events=events).outcome is UNKNOWN


def test_a_work_status_of_long_before_is_not_the_one_at_the_start():
    now = event("work_status", 50, "Full duty")
    assert ask(REDUCED, events=[event("work_status", -90, "Off work"), now]).outcome is MET
    assert ask(REDUCED, events=[event("work_status", -91, "Off work"), now]).outcome is UNKNOWN


@pytest.mark.parametrize(("on", "outcome"), [(7, UNKNOWN), (8, MET)])
def test_a_work_status_within_the_intake_window_is_none_since(on, outcome):
    """The intake window closes on day 7."""
    events = [event("work_status", 0, "Off work"), event("work_status", on, "Full duty")]
    assert ask(REDUCED, events=events).outcome is outcome


def test_work_is_restricted_or_not_now():
    events = [event("work_status", 50, "Off work")]
    assert ask(parts.WorkRestriction(restricted=True), events=events).outcome is MET
    assert ask(parts.WorkRestriction(restricted=False), events=events).outcome is NOT
    assert ask(parts.WorkRestriction(restricted=True)).outcome is UNKNOWN


# Attested facts


@pytest.mark.parametrize(
    ("entries", "outcome"),
    [
        ([], UNKNOWN),
        ([attested("diagnosis")], MET),
        ([attested("diagnosis", holds=False)], NOT),
        ([attested("diagnosis", holds=None)], UNKNOWN),
        ([attested("diagnosis", 0), attested("diagnosis", 10, holds=False)], NOT),
        ([attested("imaging")], UNKNOWN),
    ],
)
def test_the_newest_that_somebody_attested_stands(entries, outcome):
    assert ask(parts.Attested("diagnosis"), entries=entries).outcome is outcome


@pytest.mark.parametrize(("on", "outcome"), [(30, MET), (29, UNKNOWN)])
def test_an_attested_fact_grows_old(on, outcome):
    assert (
        ask(parts.Attested("diagnosis", within_days=30), now=60, entries=[attested("diagnosis", on)]).outcome is outcome
    )


def test_what_was_attested_for_another_episode_does_not_count():
    other = replace(attested("diagnosis"), episode_id="e0")
    assert ask(parts.Attested("diagnosis"), entries=[other]).outcome is UNKNOWN
    assert ask(parts.Attested("diagnosis"), entries=[replace(other, episode_id="e1")]).outcome is MET


def test_what_was_attested_is_quoted_with_its_day():
    told = ask(parts.Attested("diagnosis"), entries=[attested("diagnosis", 5, text="M54.16, note of 3 Sep")])
    assert "attested on 6 Sep 2025: M54.16, note of 3 Sep" in told.sentence


def test_a_long_text_of_several_lines_is_quoted_on_one_and_not_endlessly():
    told = ask(parts.Attested("diagnosis"), entries=[attested("diagnosis", text="first\nsecond " + "x" * 4000)])
    assert "first second xxx" in told.sentence
    assert "\n" not in told.sentence
    assert len(told.sentence) < 500


def test_nobody_having_attested_is_asked_for():
    assert (
        ask(parts.Attested("diagnosis"))
        .to_collect[0]
        .startswith("Ask and enter whether the diagnosis that the policy names is documented: Which diagnosis")
    )


# Combinations


YES, NO, MAYBE = parts.Attested("diagnosis"), parts.Attested("imaging"), parts.Unknown("no record holds it", "Ask.")
KNOWN = {"entries": [attested("diagnosis"), attested("imaging", holds=False)]}


@pytest.mark.parametrize(
    ("part", "outcome"),
    [
        (parts.AllOf((YES, YES)), MET),
        (parts.AllOf((YES, MAYBE)), UNKNOWN),
        (parts.AllOf((NO, MAYBE)), NOT),
        (parts.AnyOf((YES, MAYBE)), MET),
        (parts.AnyOf((NO, MAYBE)), UNKNOWN),
        (parts.NotMet(NO), MET),
        (parts.NotMet(MAYBE), UNKNOWN),
        (parts.AtLeast(2, (YES, NO, MAYBE)), UNKNOWN),
        (parts.AtLeast(3, (YES, NO, MAYBE)), NOT),
    ],
)
def test_parts_combine(part, outcome):
    assert ask(part, **KNOWN).outcome is outcome


def test_what_no_record_holds_is_never_met():
    told = ask(MAYBE)
    assert (told.outcome, told.sentence, told.to_collect) == (UNKNOWN, "Cannot tell: no record holds it.", ("Ask.",))


def test_a_combination_is_told_by_what_decides_it():
    told = ask(parts.AllOf((YES, NO)), **KNOWN)
    assert "imaging" in told.sentence
    assert {row.row_id for row in told.proof} == {"imaging-0-False"}
    assert [one.outcome for one in told.findings] == [MET, NOT]


def test_a_combination_that_is_met_rests_on_all_its_rows():
    entries = [attested("diagnosis"), attested("imaging")]
    assert len(ask(parts.AllOf((YES, NO)), entries=entries).proof) == 2
