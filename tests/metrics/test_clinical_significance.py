"""Recovered, improved, unchanged, deteriorated. People in care: mean 40, SD 7.5; general population: 60, SD 7.5.

These are the made-up numbers by which Jacobson & Truax explain the method; higher is better. The error is 9.3.
"""

from dataclasses import replace

import numpy as np
import pytest

from domain.measure import Better, Norm, NormGroup, Source
from domain.measures import MEASURES
from metrics.clinical_significance import (
    NO_NORM,
    WORSE_THAN_CARE,
    CutOffKind,
    Outcome,
    clinical_change,
    clinical_significance,
    cut_offs,
)
from metrics.population import Population
from metrics.reliable_change import NO_SCORES

MADE_UP = Source(title="Made up for this test", verified=True)
CARE = Norm("people in care", 40, 7.5, MADE_UP, True, NormGroup.IN_CARE)
GENERAL = Norm("everybody", 60, 7.5, MADE_UP, True, NormGroup.GENERAL)


@pytest.fixture
def measure(make):
    return make.scale(norms=(CARE, GENERAL), measurement_error=make.error(reliability=0.8, sd=7.5))


def test_the_three_cut_offs(measure):
    cuts = cut_offs(measure)
    assert (cuts.a, cuts.b, cuts.c) == (55, 45, 50)
    assert (cuts.kind, cuts.value, cuts.verified) == (CutOffKind.C, 50, True)


def test_cut_offs_turn_with_the_scale(measure):
    turned = tuple(replace(norm, mean=100 - norm.mean) for norm in (CARE, GENERAL))
    cuts = cut_offs(replace(measure, better=Better.LOWER, norms=turned))
    assert (cuts.a, cuts.b, cuts.c) == (45, 55, 50)


def test_one_norm_leaves_one_cut_off(measure):
    assert cut_offs(replace(measure, norms=(GENERAL,))).kind is CutOffKind.B
    assert cut_offs(replace(measure, norms=(CARE,))).kind is CutOffKind.A


def test_a_norm_without_sd_or_of_another_group_makes_no_cut_off(measure):
    norms = (replace(CARE, sd=None), replace(GENERAL, group=NormGroup.OTHER))
    cuts = cut_offs(replace(measure, norms=norms))
    assert (cuts.kind, cuts.why_not) == (None, NO_NORM)


def test_the_clinics_own_referrals_stand_for_people_in_care(measure):
    own = Population("our referrals", 30, 15, 200, None, True)
    cuts = cut_offs(replace(measure, norms=(GENERAL,)), referrals=own)
    assert cuts.kind is CutOffKind.C
    assert cuts.value == pytest.approx((15 * 60 + 7.5 * 30) / 22.5)


def test_norms_the_wrong_way_round_make_no_cut_off(measure):
    turned = (replace(CARE, mean=70), GENERAL)
    assert cut_offs(replace(measure, norms=turned)).why_not == WORSE_THAN_CARE


def test_a_cut_off_that_no_score_can_reach_is_passed_over(measure):
    cuts = cut_offs(replace(measure, norms=(replace(CARE, mean=95),)))
    assert (cuts.kind, cuts.outside_scale) == (None, (CutOffKind.A,))


@pytest.mark.parametrize(
    ("baseline", "follow_up", "outcome"),
    [
        (32.5, 47.5, Outcome.IMPROVED),  # the paper's client: RC 3.16, and not across C
        (40, 52, Outcome.RECOVERED),
        (40, 50, Outcome.RECOVERED),  # on the cut-off
        (52, 65, Outcome.IMPROVED),  # never outside the general population's range
        (48, 53, Outcome.UNCHANGED),  # across, but within error
        (40, 30, Outcome.DETERIORATED),
        (None, 50, Outcome.CANNOT_TELL),
    ],
)
def test_classes_of_single_people(measure, baseline, follow_up, outcome):
    assert clinical_change(measure, baseline, follow_up).outcome is outcome


def test_without_a_norm_recovery_cannot_be_told_but_improvement_can(make):
    measure = make.scale(measurement_error=make.error(mdc95=9))
    answer = clinical_change(measure, 40, 80)
    assert (answer.outcome, answer.is_functional_now, answer.why_not) == (Outcome.IMPROVED, None, NO_NORM)


def test_a_cohort_is_counted_by_class(measure):
    answer = clinical_significance(measure, [32.5, 40, 40, 52, np.nan], [47.5, 52, 30, 53, 50], [1, 2, 3, 4, 5])
    counts = [p.count for p in (answer.recovered, answer.improved, answer.unchanged, answer.deteriorated)]
    assert counts == [2, 1, 4, 3]
    assert (answer.n, answer.n_missing, answer.n_unjudged, answer.recovered.total) == (10, 5, 0, 10)
    assert answer.began_functional.count == 4


def test_a_cohort_agrees_with_its_people_one_by_one(measure):
    rng = np.random.default_rng(5)
    before, after = rng.normal(42, 8, 60).round(), rng.normal(48, 10, 60).round()
    alone = [clinical_change(measure, b, a).outcome for b, a in zip(before, after, strict=True)]
    answer = clinical_significance(measure, before, after)
    for outcome, share in ((Outcome.RECOVERED, answer.recovered), (Outcome.DETERIORATED, answer.deteriorated)):
        assert share.count == alone.count(outcome)


def test_standard_errors_per_score_are_used_score_by_score():
    pain = MEASURES["promis_pi_tscore"]
    answer = clinical_significance(pain, [65, 65, 65], [58, 58, 58], error_before=[1, 5, np.nan], error_after=[1, 5, 1])
    assert (answer.n, answer.n_unjudged) == (3, 1)
    assert answer.unchanged.count == 1
    assert answer.recovered.count + answer.improved.count == 1


def test_an_empty_cohort_and_one_that_cannot_be_judged_say_so(make, measure):
    empty = clinical_significance(measure, [], [])
    assert (empty.n, empty.improved.share) == (0, None)
    unknown = clinical_significance(make.scale(), [1, 2], [3, 4])
    assert unknown.n_unjudged == 2
    assert unknown.why_not


def test_the_registry_says_for_which_measures_a_cut_off_exists():
    """Only T-scores, the SF-12 and VR-12 families and the WHODAS 12 have a norm with a standard deviation."""
    have = {code for code, measure in MEASURES.items() if measure.needs_baseline and cut_offs(measure).kind}
    assert {"promis_pi_tscore"} <= have
    assert {"odi", "nrs_average", "pseq", "pcs", "phq9"} & have == set()


@pytest.mark.parametrize("cohort", [([], []), ([50.0, 40.0], [np.nan, np.nan]), ([np.nan], [20.0])])
def test_a_cohort_that_cannot_be_classed_says_why(cohort):
    answer = clinical_significance(MEASURES["pseq"], *cohort)
    assert (answer.n, answer.improved.share, answer.why_not) == (0, None, NO_SCORES)
