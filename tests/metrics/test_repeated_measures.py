"""Means over time that count those who left: what the model says, and when it says nothing."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from domain.measure import Better
from metrics.repeated_measures import repeated_measures
from metrics.repeated_measures_design import BaselineRole
from metrics.repeated_measures_patterns import COLUMNS, course_patterns, pattern_frame

CHECKPOINTS = ("intake", "middle", "end")


def scores(n=40, seed=3, checkpoints=3, trend=-5.0) -> np.ndarray:
    """Correlated scores without gaps; `trend` points per checkpoint."""
    chance = np.random.default_rng(seed)
    person = chance.normal(0, 8, (n, 1))
    return 50 + person + trend * np.arange(checkpoints) + chance.normal(0, 5, (n, checkpoints))


def fitted(make, values, groups=None, weights=None, better=Better.LOWER, checkpoints=CHECKPOINTS, **choices):
    frame = pattern_frame(values, checkpoints, groups, weights)
    return repeated_measures(make.scale(better=better), frame, **{"baseline": "intake", **choices})


def test_without_gaps_means_and_intervals_are_those_of_the_scores_themselves(make):
    values = scores()
    answer = fitted(make, values)
    for t, checkpoint in enumerate(CHECKPOINTS):
        low, high = stats.ttest_1samp(values[:, t], 0).confidence_interval()
        mean = answer.mean(checkpoint)
        assert (mean.mean, mean.low, mean.high) == pytest.approx((values[:, t].mean(), low, high), rel=1e-9)
        assert mean.degrees_of_freedom == pytest.approx(len(values) - 1)
        assert mean.observed == mean.completers
    low, high = stats.ttest_rel(values[:, 0], values[:, 2]).confidence_interval()
    change = answer.change("end")
    assert (change.low, change.high, change.n) == (pytest.approx(low), pytest.approx(high), 40)
    assert np.array(answer.covariance) == pytest.approx(np.cov(values.T))


def test_who_has_no_follow_up_still_counts_at_intake(make):
    values = scores()
    values[:15, 1:] = np.nan
    answer = fitted(make, values)
    assert (answer.n_patients, answer.n_complete, answer.mean("intake").n) == (40, 25, 40)
    assert answer.mean("intake").mean == pytest.approx(values[:, 0].mean())


def test_the_model_sees_that_those_who_did_badly_left_and_completers_do_not(make):
    """600 patients; whoever is above 46 in the middle stays away at the end."""
    values = scores(600, seed=7)
    truth = values[:, 2].mean()
    values[values[:, 1] > 46, 2] = np.nan
    end = fitted(make, values).mean("end")
    assert end.low < truth < end.high
    assert end.completers.high < truth


def test_intervals_hold_the_truth_where_leaving_depends_on_an_earlier_score(make):
    """300 cohorts of 300 with a true mean of 40 at the end; the standard errors that other programs print do not."""
    held = {True: 0, False: 0}
    for seed in range(300):
        values = scores(300, seed)
        values[values[:, 1] > 46, 2] = np.nan
        for observed in held:
            end = fitted(make, values, observed_information=observed).mean("end")
            held[observed] += end.low <= 40 <= end.high
    assert 0.92 <= held[True] / 300 <= 0.98
    assert held[False] / 300 <= 0.91


def test_improvement_is_positive_where_lower_is_better_and_scores_fall(make):
    assert fitted(make, scores(trend=-5)).change("end").improvement > 0
    assert fitted(make, scores(trend=-5), better=Better.HIGHER).change("end").improvement < 0


def test_the_first_group_or_the_one_named_is_the_reference(make):
    values, groups = scores(), ["north", "south"] * 20
    answer = fitted(make, values, groups)
    turned = fitted(make, values, groups, reference="south")
    difference = answer.difference("end", "south")
    assert difference.reference == "north"
    assert turned.difference("end", "north").difference == pytest.approx(-difference.difference)


def test_two_groups_without_gaps_differ_as_a_t_test_of_their_changes_says(make):
    values, groups = scores(), np.array(["north", "south"] * 20)
    answer = fitted(make, values, groups)
    gain = values[:, 0] - values[:, 2]
    expected = stats.ttest_ind(gain[groups == "south"], gain[groups == "north"]).confidence_interval()
    found = answer.difference("end", "south")
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.degrees_of_freedom == pytest.approx(38)


def test_a_group_without_scores_at_a_checkpoint_has_no_mean_there(make):
    values, groups = scores(), np.array(["north", "south"] * 20)
    values[groups == "south", 2] = np.nan
    answer = fitted(make, values, groups)
    assert answer.why_not == ""
    assert (answer.mean("end", "south").n, answer.mean("end", "south").mean) == (0, None)
    assert answer.change("end", "south").improvement is None
    assert answer.difference("end", "south").difference is None
    assert answer.difference("middle", "south").difference is not None


def test_a_checkpoint_that_few_filled_is_left_out_and_named(make):
    values = scores()
    values[5:, 1] = np.nan
    answer = fitted(make, values)
    assert answer.checkpoints == ("intake", "end")
    assert [(out.checkpoint, out.n) for out in answer.left_out] == [("middle", 5)]
    assert "at least 10" in answer.left_out[0].why
    assert answer.change("end").improvement is not None


def test_two_checkpoints_never_filled_by_the_same_patients_cannot_stand_in_one_model(make):
    values = scores(60)
    values[:30, 1] = np.nan
    values[30:, 2] = np.nan
    answer = fitted(make, values)
    assert len(answer.checkpoints) == 2
    assert len(answer.left_out) == 1


def test_too_few_patients_give_a_sentence_and_no_number(make):
    answer = fitted(make, scores(8))
    assert answer.why_not == "No model: no two checkpoints were filled by the same 10 patients or more."
    assert all(m.mean is None for m in answer.means)
    assert answer.covariance is None


def test_nobody_gives_a_sentence(make):
    frame = pd.DataFrame(columns=list(COLUMNS))
    answer = repeated_measures(make.scale(), frame, baseline="intake")
    assert (answer.n_patients, answer.means, answer.why_not) == (0, (), "No model: no patient has a score yet.")


def test_patients_who_are_due_and_filled_nothing_are_counted(make):
    values = scores()
    values[:3] = np.nan
    answer = fitted(make, values)
    assert (answer.n_patients, answer.n_without) == (37, 3)


@pytest.mark.parametrize("twin", ["equal", "linear", "constant"])
def test_scores_that_determine_each_other_give_a_sentence(make, twin):
    values = scores()
    values[:10, 1] = np.nan
    values[:, 2] = {"equal": values[:, 0], "linear": 2 * values[:, 0] + 7, "constant": 30.0}[twin]
    answer = fitted(make, values)
    assert answer.why_not.startswith("No model: ")
    assert all(m.mean is None and m.observed.mean is not None for m in answer.means)


def test_a_nearly_singular_covariance_is_told_or_fitted_but_never_wrong(make):
    chance = np.random.default_rng(8)
    for noise in (1e-1, 1e-3, 1e-5, 1e-7):
        values = scores()
        values[:, 2] = values[:, 1] + chance.normal(0, noise, 40)
        values[:10, 2] = np.nan
        answer = fitted(make, values)
        if not answer.why_not:
            assert answer.mean("end").mean == pytest.approx(values[:, 1].mean(), abs=5 * noise)
    assert answer.why_not == "No model: the scores of some checkpoints determine those of others."


def test_a_model_with_a_baseline_as_covariate_leaves_out_who_has_none(make):
    values = scores()
    values[:4, 0] = np.nan
    values[4:10, 1:] = np.nan
    answer = fitted(make, values, role=BaselineRole.COVARIATE)
    assert (answer.n_left_out, answer.n_patients, answer.outcomes) == (10, 30, ("middle", "end"))
    assert answer.mean("intake").mean is None
    assert answer.mean("intake").observed.mean == pytest.approx(values[10:, 0].mean())


def test_a_model_that_needs_a_baseline_says_so(make):
    values = scores()
    values[:, 0] = np.nan
    answer = fitted(make, values, role=BaselineRole.COVARIATE)
    assert answer.why_not == "No model: it needs a baseline, and too few patients have one."
    assert answer.changes == ()
    assert answer.why_no_change


def test_a_rating_of_change_has_means_but_no_change(make):
    values = np.clip(np.round(scores(checkpoints=2) / 10), 1, 7)
    frame = pattern_frame(values, ("middle", "end"))
    answer = repeated_measures(make.rating(), frame, baseline=None)
    assert answer.mean("end").mean is not None
    assert (answer.changes, answer.why_no_change) == ((), "The score is itself a rating of change.")


def test_no_interval_is_given_from_fewer_patients_than_asked(make):
    values, groups = scores(60), np.array(["large"] * 50 + ["small"] * 10)
    answer = fitted(make, values, groups, interval_from=20)
    assert answer.mean("end", "small").mean is not None
    assert (answer.mean("end", "small").low, answer.change("end", "small").low) == (None, None)
    assert answer.mean("end", "large").low is not None


def test_maximum_likelihood_gives_a_smaller_covariance_than_the_restricted_kind(make):
    reml, ml = (fitted(make, scores(), restricted=restricted) for restricted in (True, False))
    assert np.array(ml.covariance) == pytest.approx(np.array(reml.covariance) * 39 / 40)


def test_sums_survive_the_way_through_a_frame():
    values = scores(12)
    values[3, 1] = values[5, 0] = np.nan
    patterns = course_patterns(pattern_frame(values, CHECKPOINTS))
    assert patterns.n.sum() == 12
    assert patterns.sums.sum(axis=0) == pytest.approx(np.nansum(values, axis=0))
    centred = patterns.centred(50, 2).products.sum(axis=0)
    expected = np.nansum(((values - 50) / 2)[:, :, None] * ((values - 50) / 2)[:, None, :], axis=0)
    assert centred == pytest.approx(expected)
