"""Every shipped policy on records that meet it, miss it, and leave it open, and at its edges.

The expected answers follow from the requirement as each policy file words it, with the source it names.
"""

from datetime import date

import pytest

from domain.attestation import FACTS
from domain.evidence import Request
from domain.outcome import Outcome
from domain.policy import Policy
from domain.shipped_policies import shipped_policies
from metrics.criteria import evaluate
from tests.small_evidence import attested, day, event, evidence, goal, score, sessions

MET, NOT, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.CANNOT_TELL
NEVER_TOLD = {("cgs_facet_ablation", "agent_and_duration"), ("cgs_facet_therapeutic", "agent_and_duration")}
"""What no record here can hold."""


def blocks(*afters, before=10.0):
    found = []
    for n, after in enumerate(afters):
        on = 5 + 14 * n
        found += [
            score("nrs_now", on, before, occasion="before_block", at_time="09:00"),
            score("nrs_now", on, after, occasion="after_block", at_time="10:00"),
        ]
    return found


def around(words, *, before=8.0, after=4.0, last=95, function=()):
    """A procedure on day 0 with pain (and ODI) before it, two weeks after and at the end."""
    scores = [score("nrs_average", -2, before), score("nrs_average", 14, after), score("nrs_average", last, after)]
    scores += [score("odi", on, value) for on, value in zip((-2, 14, last), function, strict=False)]
    return {"events": [event("procedure", 0, words)], "scores": scores}


FLAT = (44, 44, 44)


INTAKE = [
    score(*one) for one in (("odi", 0, 44), ("nrs_average", 0, 7), ("walk_6min", 0, 300), ("standing_tolerance", 0, 15))
]
BETTER = [score(*one) for one in (("odi", 42, 24), ("odi", 58, 24), ("nrs_average", 42, 4), ("walk_6min", 58, 400), ("standing_tolerance", 58, 40))]  # fmt: skip
WORK = [event("work_status", -2, "Off work"), event("work_status", 50, "Modified duty, 4 h a day")]
COURSE = {
    "scores": [*INTAKE, *BETTER],
    "events": [*WORK, *sessions(range(2, 58, 3), [59])],
    "goals": [goal("standing_tolerance", 45)],
    "authorizations": [
        {"service": "program", "requested_on": day(-10), "decided_on": day(-5), "decision": "approved", "units_approved": 36.0,
         "units_used": 20.0, "valid_from": day(0), "valid_to": day(90)},
    ],
}  # fmt: skip
LUMBAR = Request(region="lumbar")

MEETS = {
    ("aetna_pain_program", None): {},
    ("aetna_pain_program", date(2026, 1, 1)): {},
    ("bcbsnd_pain_program", None): {},
    ("california_functional_improvement", None): COURSE,
    ("cgs_facet_ablation", None): {
        "scores": [score("odi", -5, 40), *blocks(2, 1.5)],
        "events": [event("procedure", 5, "Medial branch block, lumbar"), event("procedure", 19, "Medial branch block, lumbar")],
    },
    ("cgs_facet_ablation_repeat", None): {**around("Radiofrequency ablation, lumbar", last=190), "now": 200},
    ("cgs_facet_therapeutic", None): {
        "scores": [*blocks(2, 1.5), *around("")["scores"]],
        "events": [event("procedure", 0, "Facet joint injection L4-5")],
        "now": 100,
    },
    ("evicore_epidural_repeat", None): {
        **around("Epidural steroid injection, lumbar", last=40), "request": LUMBAR,
    },
    ("generic_program_authorization", None): COURSE,
    ("generic_program_continuation", None): COURSE,
    ("medicare_epidural_repeat", None): {
        "events": [event("procedure", 0, "Epidural steroid injection, lumbar")],
        "scores": [*around("")["scores"], score("odi", -2, 44)],
        "request": LUMBAR,
        "now": 100,
    },
    ("medicare_stimulator_implant", None): {
        "events": [event("procedure", 20, "Spinal cord stimulator trial")],
        "scores": [score("nrs_average", 18, 8), score("nrs_average", 25, 4)],
    },
    ("medicare_therapy_progress", date(2019, 1, 1)): COURSE,
    ("nia_therapy_continuation", date(2017, 1, 1)): COURSE,
    ("tricare_facet_ablation", None): {
        "scores": blocks(5, 5), "events": [event("procedure", -150, "Radiofrequency ablation, lumbar")],
    },
    ("washington_simp", date(2009, 11, 1)): COURSE,
}  # fmt: skip
"""By policy and the day from which the version holds: a record that, with every fact attested, meets all of it."""

POLICIES = {(one.code, one.effective_from): one for one in shipped_policies()}


def every_fact(now=60, holds=True):
    """Everything that can be attested, ten days before."""
    return [attested(code, on=now - 10, holds=holds) for code in FACTS]


def answers(policy: Policy, **known):
    return {one.code: evaluate(one, evidence(**known)) for one in policy.criteria}


def informed(policy: Policy, **known):
    """The answers where every fact is attested beside the record."""
    return answers(policy, entries=every_fact(known.get("now", 60)), **known)


def tellable(policy: Policy):
    return [one.code for one in policy.criteria if (policy.code, one.code) not in NEVER_TOLD]


def test_every_shipped_policy_has_a_record_here():
    assert set(MEETS) == set(POLICIES)


@pytest.mark.parametrize("key", MEETS, ids=lambda key: f"{key[0]}-{key[1] or ''}")
def test_a_record_that_holds_everything_meets_every_criterion(key):
    told = informed(POLICIES[key], **MEETS[key])
    missed = {
        code: answer.sentence
        for code, answer in told.items()
        if answer.outcome is not MET and code in tellable(POLICIES[key])
    }
    assert not missed
    assert all(told[code].outcome is UNKNOWN for code in told if code not in tellable(POLICIES[key]))


@pytest.mark.parametrize("key", MEETS, ids=lambda key: f"{key[0]}-{key[1] or ''}")
def test_an_empty_record_leaves_every_criterion_open_and_says_what_to_collect(key):
    told = answers(POLICIES[key], pain_months=None)
    if key[0] == "tricare_facet_ablation":
        assert told.pop("six_months_since").outcome is MET  # no ablation before: nothing to wait for
    assert {code: answer.outcome for code, answer in told.items()} == dict.fromkeys(told, UNKNOWN)
    assert all(answer.proof == () for answer in told.values())


@pytest.mark.parametrize("key", MEETS, ids=lambda key: f"{key[0]}-{key[1] or ''}")
def test_an_attested_fact_that_does_not_hold_is_never_met(key):
    """Wherever a fact is asked for without alternative, its denial denies the criterion."""
    policy = POLICIES[key]
    told = answers(policy, entries=every_fact(MEETS[key].get("now", 60), holds=False), **MEETS[key])
    for criterion in policy.criteria:
        if _needs_a_fact(criterion.part):
            assert told[criterion.code].outcome is NOT, criterion.code


def _needs_a_fact(part) -> bool:
    name = type(part).__name__
    if name == "AllOf":
        return any(_needs_a_fact(one) for one in part.parts)
    return name == "Attested"


@pytest.mark.parametrize("key", MEETS, ids=lambda key: f"{key[0]}-{key[1] or ''}")
def test_no_answer_outlives_a_row_it_rests_on(key):
    known = evidence(entries=every_fact(MEETS[key].get("now", 60)), **MEETS[key])
    for criterion in POLICIES[key].criteria:
        whole = evaluate(criterion, known)
        for row in whole.proof:
            left = evaluate(criterion, known.without(row.table, row.row_id))
            assert row.row_id not in {one.row_id for one in left.proof}
            assert (left.outcome, left.sentence) != (whole.outcome, whole.sentence), criterion.code


BEST = {"odi": 0, "nrs_average": 0, "walk_6min": 900, "standing_tolerance": 240}


@pytest.mark.parametrize("key", MEETS, ids=lambda key: f"{key[0]}-{key[1] or ''}")
def test_better_scores_and_newer_attestations_take_no_answer_back(key):
    known, now = MEETS[key], MEETS[key].get("now", 60)
    better = [score(code, now, value) for code, value in BEST.items()]
    richer = {**known, "scores": [*known.get("scores", ()), *better]}
    newer = [*every_fact(now), *every_fact(now + 5)]
    told = answers(POLICIES[key], entries=newer, **richer)
    assert {code for code in tellable(POLICIES[key]) if told[code].outcome is not MET} == set()


CASES = [
    # policy, criterion, record (beside every attested fact), answer
    ("aetna_pain_program", None, "pain_6_months", {"pain_months": 6, "now": 0}, MET),
    ("aetna_pain_program", None, "pain_6_months", {"pain_months": 5, "now": 0}, NOT),
    ("aetna_pain_program", None, "pain_6_months", {"pain_months": 5, "now": 15}, UNKNOWN),
    ("aetna_pain_program", date(2026, 1, 1), "pain_over_3_months", {"pain_months": 3, "now": 0}, UNKNOWN),
    ("aetna_pain_program", date(2026, 1, 1), "pain_over_3_months", {"pain_months": 4, "now": 0}, MET),
    ("bcbsnd_pain_program", None, "pain_6_months", {"pain_months": 4, "now": 0}, NOT),
    ("washington_simp", date(2009, 11, 1), "pain_over_3_months", {"pain_months": 2, "now": 0}, NOT),
    ("washington_simp", date(2009, 11, 1), "pain_over_3_months", {"pain_months": 3, "now": 1}, MET),
    ("washington_simp", date(2009, 11, 1), "tracking", {"scores": [score("odi", 0, 44)]}, UNKNOWN),
    ("washington_simp", date(2009, 11, 1), "tracking", {"scores": INTAKE}, MET),
    ("medicare_epidural_repeat", None, "pain_4_weeks", {"pain_months": 1, "now": 0}, MET),
    ("medicare_epidural_repeat", None, "pain_4_weeks", {"pain_months": 0, "now": 0}, UNKNOWN),
    ("medicare_epidural_repeat", None, "response", {**around("Epidural, lumbar", after=4), "now": 100}, MET),
    ("medicare_epidural_repeat", None, "response", {**around("Epidural, lumbar", after=4.1, function=FLAT), "now": 100}, NOT),
    ("medicare_epidural_repeat", None, "response", {**around("Epidural, lumbar", last=90), "now": 100}, MET),
    ("medicare_epidural_repeat", None, "response", {**around("Epidural, lumbar", last=89), "now": 100}, UNKNOWN),
    ("medicare_epidural_repeat", None, "response", {**around("Epidural, lumbar", last=80, function=FLAT), "now": 85}, NOT),
    ("medicare_epidural_repeat", None, "response", {**around("Genicular nerve block"), "now": 100}, UNKNOWN),
    ("medicare_epidural_repeat", None, "response", {**around("Epidural blood patch"), "now": 100}, UNKNOWN),
    ("medicare_epidural_repeat", None, "baseline_scales", {**around("Epidural, lumbar"), "now": 100}, UNKNOWN),
    ("medicare_epidural_repeat", None, "four_sessions",
     {"events": [event("procedure", -40 * n, "Caudal epidural") for n in range(3)], "request": LUMBAR}, MET),
    ("medicare_epidural_repeat", None, "four_sessions",
     {"events": [event("procedure", -40 * n, "Caudal epidural") for n in range(4)], "request": LUMBAR}, NOT),
    ("medicare_epidural_repeat", None, "four_sessions",
     {"events": [event("procedure", -40 * n, "Epidural, C5-6") for n in range(4)], "request": LUMBAR}, MET),
    ("evicore_epidural_repeat", None, "response_2_weeks", around("Epidural, lumbar", last=15), MET),
    ("evicore_epidural_repeat", None, "response_2_weeks", around("Epidural, lumbar", after=4.1, last=15), NOT),
    ("evicore_epidural_repeat", None, "three_in_six_months",
     {"events": [event("procedure", 5 + 20 * n, "Lumbar epidural") for n in range(2)], "request": LUMBAR}, MET),
    ("evicore_epidural_repeat", None, "three_in_six_months",
     {"events": [event("procedure", 5 + 20 * n, "Lumbar epidural") for n in range(3)], "request": LUMBAR}, NOT),
    ("evicore_epidural_repeat", None, "fourteen_days", {"events": [event("procedure", 46, "Lumbar epidural")]}, MET),
    ("evicore_epidural_repeat", None, "fourteen_days", {"events": [event("procedure", 47, "Lumbar epidural")]}, NOT),
    ("cgs_facet_ablation", None, "two_blocks", {"scores": blocks(2, 2)}, MET),
    ("cgs_facet_ablation", None, "two_blocks", {"scores": blocks(2, 2.1)}, NOT),
    ("cgs_facet_ablation", None, "two_blocks", {"scores": blocks(2)}, NOT),
    ("tricare_facet_ablation", None, "blocks_50", {"scores": blocks(5, 5)}, MET),
    ("tricare_facet_ablation", None, "blocks_50", {"scores": blocks(5, 5.1)}, NOT),
    ("tricare_facet_ablation", None, "six_months_since", {"events": [event("procedure", -124, "RFA L4-5")], "now": 59}, MET),
    ("tricare_facet_ablation", None, "six_months_since", {"events": [event("procedure", -123, "RFA L4-5")], "now": 59}, NOT),
    ("tricare_facet_ablation", None, "six_months_since", {"events": [event("procedure", 50, "Genicular RFA, genicular")], "now": 59}, MET),
    ("cgs_facet_ablation_repeat", None, "response_6_months", {**around("RFA", last=182), "now": 200}, UNKNOWN),
    ("cgs_facet_ablation_repeat", None, "response_6_months", {**around("RFA", last=183), "now": 200}, MET),
    ("cgs_facet_ablation_repeat", None, "response_6_months", {**around("RFA", after=5, last=183, function=FLAT), "now": 200}, NOT),
    ("medicare_stimulator_implant", None, "trial_relief",
     {"events": [event("procedure", 20, "SCS trial")], "scores": [score("nrs_average", 18, 8), score("nrs_average", 25, 4.1)]}, NOT),
    ("medicare_stimulator_implant", None, "trial_relief",
     {"events": [event("procedure", 20, "SCS trial")], "scores": [score("nrs_average", 18, 8), score("nrs_average", 31, 2)]}, UNKNOWN),
    ("california_functional_improvement", None, "daily_life_or_work", {"events": WORK}, MET),
    ("california_functional_improvement", None, "less_dependency", {}, MET),
    ("generic_program_continuation", None, "attendance", {"events": sessions(range(1, 4), [10])}, MET),
    ("generic_program_continuation", None, "attendance", {"events": sessions(range(1, 4), [10, 11])}, NOT),
    ("generic_program_continuation", None, "tested_gain",
     {"scores": [score("walk_6min", 0, 300), score("walk_6min", 50, 359)]}, NOT),
    ("generic_program_continuation", None, "tested_gain",
     {"scores": [score("walk_6min", 0, 300), score("walk_6min", 50, 360)]}, MET),
    ("medicare_therapy_progress", date(2019, 1, 1), "every_10_days",
     {"scores": [score("odi", 10, 40)], "events": sessions(range(11, 21))}, MET),
    ("medicare_therapy_progress", date(2019, 1, 1), "every_10_days",
     {"scores": [score("odi", 10, 40)], "events": sessions(range(11, 22))}, NOT),
    ("nia_therapy_continuation", date(2017, 1, 1), "meaningful_progress",
     {"scores": [score("odi", 0, 44), score("odi", 42, 34), score("odi", 56, 34)]}, MET),
    ("nia_therapy_continuation", date(2017, 1, 1), "meaningful_progress",
     {"scores": [score("odi", 0, 44), score("odi", 42, 34), score("odi", 55, 34)]}, UNKNOWN),
    ("nia_therapy_continuation", date(2017, 1, 1), "meaningful_progress",
     {"scores": [score("odi", 0, 44), score("odi", 42, 35), score("odi", 56, 35)]}, NOT),
]  # fmt: skip


@pytest.mark.parametrize(("code", "since", "criterion", "known", "outcome"), CASES)
def test_at_the_edges_of_a_requirement(code, since, criterion, known, outcome):
    policy = POLICIES[code, since]
    told = informed(policy, **known)[criterion]
    assert told.outcome is outcome, told.sentence


def test_tricare_accepts_what_cgs_does_not():
    known = {"scores": blocks(4, 4)}
    assert informed(POLICIES["tricare_facet_ablation", None], **known)["blocks_50"].outcome is MET
    assert informed(POLICIES["cgs_facet_ablation", None], **known)["two_blocks"].outcome is NOT


def test_evicore_accepts_two_weeks_where_medicare_asks_for_three_months():
    known = {**around("Lumbar epidural", last=20, function=FLAT), "request": LUMBAR, "now": 30}
    assert informed(POLICIES["evicore_epidural_repeat", None], **known)["response_2_weeks"].outcome is MET
    assert informed(POLICIES["medicare_epidural_repeat", None], **known)["response"].outcome is NOT


def test_relief_that_falls_short_leaves_function_open_where_nobody_measured_it_and_says_both():
    known = {**around("Lumbar epidural", after=4.4), "now": 100}
    told = informed(POLICIES["medicare_epidural_repeat", None], **known)["response"]
    assert told.outcome is UNKNOWN
    assert told.nearest_miss == "Average pain (0–10) fell 45 of the 50 % required"
    assert "is recorded there" in told.sentence


@pytest.mark.parametrize(
    ("daily_life", "work", "dependency", "outcomes"),
    [
        (True, False, True, (MET, MET)),
        (False, True, True, (MET, MET)),
        (False, False, True, (NOT, MET)),
        (True, True, False, (MET, NOT)),
        (None, False, None, (UNKNOWN, UNKNOWN)),
    ],
)
def test_californias_functional_improvement_is_daily_life_or_work_and_less_dependency(
    daily_life, work, dependency, outcomes
):
    after = "Modified duty, 4 h a day" if work else "Off work"
    known = {
        "entries": [
            attested("daily_life_improved", 50, daily_life),
            attested("treatment_dependency_reduced", 50, dependency),
        ],
        "events": [event("work_status", -2, "Off work"), event("work_status", 50, after)],
        "scores": [score("odi", 0, 44), score("odi", 42, 44), score("mme_day", 0, 60), score("mme_day", 42, 60)],
    }
    told = answers(POLICIES["california_functional_improvement", None], **known)
    assert (told["daily_life_or_work"].outcome, told["less_dependency"].outcome) == outcomes


def test_half_the_opioid_dose_shows_less_dependency_without_anybody_attesting_it():
    scores = [score("mme_day", 0, 60), score("mme_day", 42, 30)]
    told = answers(POLICIES["california_functional_improvement", None], scores=scores)
    assert told["less_dependency"].outcome is MET


@pytest.mark.parametrize(("code", "criterion"), [
    ("cgs_facet_ablation", "two_blocks"), ("cgs_facet_therapeutic", "two_blocks"), ("tricare_facet_ablation", "blocks_50"),
])  # fmt: skip
def test_blocks_of_other_nerves_are_no_diagnostic_facet_blocks(code, criterion):
    events = [event("procedure", 5, "Occipital nerve block"), event("procedure", 19, "Genicular nerve block")]
    told = answers(POLICIES[code, None], scores=blocks(1, 1), events=events)
    assert told[criterion].outcome is UNKNOWN
    assert "none of Pain now" in told[criterion].sentence


def test_an_injection_into_another_joint_is_no_facet_injection():
    told = informed(POLICIES["cgs_facet_therapeutic", None], **{**around("Intra-articular knee injection"), "now": 100})
    assert told["response_3_months"].outcome is UNKNOWN
