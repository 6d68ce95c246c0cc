"""Responders under three denominators, with the bounds that missing scores leave open.

The small cohort: higher is better, M is 10, E is 20.
"""

import pandas as pd
import pytest

from domain.measure import Better, ChangeTerm, ThresholdUnit
from metrics.responders import NO_RULE, NOT_JUDGED, responder_rate, responder_rates

COHORT = pd.DataFrame(
    [  # baseline, follow-up, due, n
        (50, 75, True, 6),  # improved beyond error
        (50, 60, True, 4),  # improved, within error
        (50, 52, True, 7),  # no clear change
        (50, 40, True, 3),  # worse
        (50, None, True, 8),  # follow-up missing
        (None, 70, True, 2),  # no baseline
        (50, 80, False, 5),  # not yet due, though seen early
        (50, None, False, 5),  # not yet due
    ],
    columns=["baseline", "follow_up", "is_closed", "n"],
).assign(measure="plain")


def rate_of(make, rows=COHORT, **facts):
    facts = {"meaningful_change": make.points(10), "measurement_error": make.error(mdc95=20), **facts}
    return responder_rate(make.scale(**facts), rows["baseline"], rows["follow_up"], rows["n"], rows["is_closed"])


def test_enrolled_due_observed_and_missing_are_told_together(make):
    rate = rate_of(make)
    assert (rate.enrolled, rate.due, rate.n_observed, rate.n_missing, rate.not_due) == (40, 30, 20, 10, 10)


def test_the_same_improved_patients_stand_over_three_denominators(make):
    rate = rate_of(make)
    assert (rate.observed.count, rate.observed.total) == (10, 20)
    assert (rate.of_due.count, rate.of_due.total) == (10, 30)
    assert (rate.of_enrolled.count, rate.of_enrolled.total) == (10, 40)


def test_the_bounds_count_all_the_missing_as_not_improved_or_as_improved(make):
    rate = rate_of(make)
    assert (rate.worst_case.count, rate.worst_case.total) == (10, 30)
    assert (rate.best_case.count, rate.best_case.total) == (20, 30)


def test_the_share_beyond_error_stands_beside_the_published_share(make):
    rate = rate_of(make)
    assert (rate.beyond_error.count, rate.beyond_error.total) == (6, 20)


def test_where_the_error_is_unknown_there_is_no_share_beyond_it(make):
    assert rate_of(make, measurement_error=None).beyond_error is None


def test_the_share_beyond_error_counts_only_those_whose_error_is_known(make):
    measure = make.scale(meaningful_change=make.points(10), measurement_error=make.error(per_score=True))
    rate = responder_rate(measure, [50, 50, 50], [75, 75, 52], error_before=[3, None, 3], error_after=[4, 4, 4])
    assert (rate.observed.count, rate.observed.total) == (2, 3)
    assert (rate.beyond_error.count, rate.beyond_error.total) == (1, 2)


def test_the_worse_are_counted_by_the_same_amount(make):
    rate = rate_of(make)
    assert (rate.n_worse, rate.worse.count, rate.worse.total) == (3, 3, 20)
    assert rate.n_unclear == 7


def test_a_score_before_the_checkpoint_is_due_is_not_counted_yet(make):
    early = COHORT[~COHORT["is_closed"]]
    rate = rate_of(make, early)
    assert (rate.enrolled, rate.due, rate.observed.total, rate.observed.share) == (10, 0, 0, None)


def test_an_empty_cohort_has_no_share_and_no_error(make):
    rate = rate_of(make, COHORT.head(0))
    assert (rate.enrolled, rate.observed.total, rate.observed.share, rate.best_case.share) == (0, 0, None, None)


def test_without_weights_each_entry_is_one_patient_and_all_are_due(make):
    measure = make.scale(meaningful_change=make.points(10))
    rate = responder_rate(measure, [50, 50, 50], [60, 50, None])
    assert (rate.observed.count, rate.observed.total, rate.due) == (1, 2, 3)


@pytest.mark.parametrize("weights", [[1.5, 1], [-1, 1]])
def test_weights_that_do_not_count_people_are_refused(make, weights):
    with pytest.raises(ValueError, match="whole numbers"):
        responder_rate(make.scale(meaningful_change=make.points(10)), [50, 50], [60, 60], weights)


def test_a_baseline_without_threshold_is_seen_but_not_judged(make):
    share = make.rule(ChangeTerm(30, ThresholdUnit.PERCENT_OF_BASELINE))
    rate = responder_rate(make.scale(meaningful_change=share), [0, 20, 20], [20, 26, 20])
    assert (rate.n_observed, rate.n_unjudged, rate.observed.count, rate.observed.total) == (3, 1, 1, 2)
    assert (rate.worst_case.count, rate.best_case.count, rate.due) == (1, 2, 3)


def test_the_answer_carries_the_rule_its_population_and_whether_it_was_verified(make):
    rate = rate_of(make, meaningful_change=make.points(10, verified=False))
    assert (rate.threshold, rate.population, rate.verified) == ("10", "nobody", False)
    assert rate.source.title == "Made up for this test"


@pytest.mark.parametrize(
    ("facts", "why_not"), [({"meaningful_change": None}, NO_RULE), ({"judged": False}, NOT_JUDGED)]
)
def test_without_a_rule_the_counts_are_told_and_no_share(make, facts, why_not):
    rate = rate_of(make, **facts)
    assert (rate.why_not, rate.due, rate.n_observed) == (why_not, 30, 20)
    for share in (rate.observed, rate.of_due, rate.of_enrolled, rate.worst_case, rate.best_case):
        assert share.share is None
    assert rate.worse is None


class TestRatingOfChange:
    def test_needs_no_baseline(self, make):
        rate = responder_rate(make.rating(), [None] * 5, [1, 2, 3, 6, None])
        assert (rate.n_observed, rate.n_missing) == (4, 1)
        assert (rate.observed.count, rate.observed.total, rate.n_worse) == (2, 4, 1)

    def test_says_its_rule(self, make):
        assert responder_rate(make.rating(), [None], [1]).threshold == "a rating of 2 or better"

    def test_without_a_rule_for_worse_nobody_is_counted_as_worse(self, make):
        rate = responder_rate(make.rating(worse_from=None), [None] * 2, [1, 7])
        assert (rate.observed.count, rate.observed.total) == (1, 2)
        assert (rate.n_worse, rate.worse, rate.n_unclear) == (None, None, None)


def test_a_frame_of_several_measures_gives_one_answer_each_in_registry_order(make):
    first = make.scale(code="first", meaningful_change=make.points(10))
    second = make.scale(code="second", better=Better.LOWER, meaningful_change=make.points(10))
    unseen = make.scale(code="unseen", meaningful_change=make.points(10))
    frame = pd.concat([COHORT.assign(measure="second"), COHORT.assign(measure="first")])
    rates = responder_rates([first, unseen, second], frame)
    assert list(rates) == ["first", "second"]
    assert (rates["first"].n_improved, rates["second"].n_improved) == (10, 3)


def test_scores_from_two_forms_are_seen_but_not_judged(make):
    measure = make.scale(meaningful_change=make.points(10))
    rate = responder_rate(measure, [50, 50, 50], [70, 70, 50], form_changed=[True, False, False])
    assert (rate.n_observed, rate.n_unjudged, rate.observed.count, rate.observed.total) == (3, 1, 1, 2)
    assert rate.best_case.count == 2


def test_a_frame_may_bring_its_standard_errors_and_changed_forms(make):
    measure = make.scale(meaningful_change=make.points(10), measurement_error=make.error(per_score=True))
    frame = pd.DataFrame(
        {"measure": "plain", "baseline": [50.0] * 3, "follow_up": [70.0] * 3, "is_closed": True, "n": 1}
    )
    extra = {
        "baseline_error": [3.0, 8.0, 3.0],
        "follow_up_error": [4.0, 9.0, 4.0],
        "form_changed": [False, False, True],
    }
    rate = responder_rates([measure], frame.assign(**extra))["plain"]
    assert (rate.observed.count, rate.observed.total) == (2, 2)
    assert (rate.beyond_error.count, rate.beyond_error.total) == (1, 2)


def test_worse_beyond_error_counts_those_past_both_gates_among_those_whose_error_is_known(make):
    rows = pd.DataFrame(
        [(50, 40, True, 3), (50, 20, True, 2), (50, 50, True, 5)], columns=["baseline", "follow_up", "is_closed", "n"]
    )
    rate = rate_of(make, rows)  # 10 worse lies within the error of 20, 30 worse beyond it
    assert (rate.worse.count, rate.worse_beyond_error.count, rate.worse_beyond_error.total) == (5, 2, 10)
    assert rate_of(make, rows, measurement_error=None).worse_beyond_error is None
