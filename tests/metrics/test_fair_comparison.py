"""Expected change, weights for those who were missed, observed minus expected, shrinking, funnel."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from domain.case_mix import NOT_RECORDED
from domain.measures import MEASURES
from metrics.censoring_weights import censoring_weights
from metrics.comparison_design import baseline_cuts, comparison_design
from metrics.expected_change import LEAST_OBSERVED, expected_change
from metrics.funnel import Place, funnel_of_means, funnel_of_shares
from metrics.observed_minus_expected import NOT_ASSIGNED_BY_CHANCE, observed_minus_expected
from metrics.shrinkage import NO_GROUPS, shrinkage
from tests.reference.comparison_patients import cells_of, patients

ODI = MEASURES["odi"]
CUTS = (32.0, 40.0, 48.0, 56.0)


def design_of(rows: pd.DataFrame):
    return comparison_design(ODI, cells_of(rows, CUTS), CUTS)


@pytest.fixture(scope="module")
def many():
    """6,000 made-up patients, of whom B's gain 3 points more than such patients elsewhere, and D's 2 less."""
    return patients(6000, seed=1)


def differences(rows: pd.DataFrame, weights: bool = False) -> dict:
    design = design_of(rows)
    w = censoring_weights(design).weights if weights else None
    answer = observed_minus_expected(design, expected_change(design, w), w)
    return {group.group: group for group in answer.groups}


def test_what_a_group_adds_is_found_after_its_case_mix_is_taken_off(many):
    found = differences(many)
    assert found["B"].difference == pytest.approx(3 * 0.8, abs=0.8)
    assert (found["B"].word, found["D"].word) == ("more than expected", "less than expected")
    assert {found[group].word for group in "ACE"} == {"as expected"}


def test_a_group_with_harder_patients_is_not_blamed_for_them(many):
    """A's patients are now half on Medicaid, who improve 3 points less anywhere: observed falls, the difference does not."""
    rows = many[(many["grp"] != "A") | (many["payer"] == "medicaid") | (np.arange(len(many)) % 5 == 0)]
    before, after = differences(many)["A"], differences(rows)["A"]
    assert after.observed < before.observed - 0.5
    assert after.word == "as expected"


def test_groups_stand_in_alphabetical_order_whatever_their_results(many):
    assert list(differences(many)) == ["A", "B", "C", "D", "E"]
    renamed = many.assign(grp=many["grp"].map({"A": "z", "B": "y", "C": "x", "D": "w", "E": "v"}))
    assert list(differences(renamed)) == ["v", "w", "x", "y", "z"]


def test_the_answer_says_that_nobody_was_assigned_by_chance(many):
    design = design_of(many)
    assert observed_minus_expected(design, expected_change(design)).caution == NOT_ASSIGNED_BY_CHANCE


def test_patients_without_a_baseline_are_counted_and_left_out(many):
    rows = many.head(400).copy()
    rows.loc[rows.index[:30], "b"] = np.nan
    design = design_of(rows)
    model = expected_change(design)
    assert model.n_without_baseline == 30
    assert model.n + model.missing == 370
    assert sum(group.without_baseline for group in observed_minus_expected(design, model).groups) == 30


def test_a_group_that_is_not_recorded_stands_last_under_that_name(many):
    rows = many.head(400).assign(grp=many["grp"].head(400).where(many["grp"] != "A"))
    assert list(differences(rows))[-1] == NOT_RECORDED


def test_of_ten_groups_that_do_not_differ_hardly_any_stands_out():
    """60 cohorts of ten groups without any difference: with intervals for each group alone about 24 would have one."""
    rng = np.random.default_rng(8)
    outside = 0
    for seed in range(60):
        rows = patients(700, seed).assign(grp=rng.choice([f"u{i}" for i in range(10)], 700))
        outside += any(group.word.endswith("than expected") for group in differences(rows).values())
    assert outside <= 9


def test_few_patients_are_all_expected_to_improve_by_the_mean():
    rows = patients(60, seed=2)
    model = expected_change(design_of(rows))
    seen = rows.dropna()
    assert str(LEAST_OBSERVED) in model.why_not
    assert (model.terms, model.r_squared) == ((), None)
    assert model.mean == pytest.approx((seen["b"] - seen["y"]).mean())
    assert model.sentence().startswith("No model")


def test_nobody_observed_gives_an_answer_without_numbers():
    rows = patients(40, seed=2).assign(y=np.nan)
    design = design_of(rows)
    model = expected_change(design)
    answer = observed_minus_expected(design, model)
    assert (model.n, model.mean, model.why_not) == (0, None, "nobody has both scores")
    assert {group.word for group in answer.groups} == {"cannot tell"}
    assert {group.difference for group in answer.groups} == {None}


def test_nobody_at_all_gives_an_answer_without_groups():
    design = design_of(patients(40, seed=2).head(0))
    assert observed_minus_expected(design, expected_change(design)).groups == ()
    assert censoring_weights(design).why_not


def test_small_groups_have_no_interval_and_no_word(many):
    rows = pd.concat([many.head(500), many[many["grp"] == "A"].head(8).assign(grp="Z")])
    design = design_of(rows)
    found = observed_minus_expected(design, expected_change(design), interval_from=20).groups[-1]
    assert (found.group, found.low, found.word) == ("Z", None, "cannot tell")


def test_traits_that_explain_nothing_are_said_to_explain_nothing():
    rng = np.random.default_rng(3)
    rows = patients(300, seed=3)
    rows["y"] = rows["b"] + rng.permutation(rng.normal(0, 10, len(rows)))
    model = expected_change(design_of(rows))
    assert model.r_squared < 0.05
    assert "do not explain" in model.sentence() or " 0 " not in model.sentence()


def test_a_measure_that_is_itself_a_rating_of_change_has_no_expected_change(many):
    with pytest.raises(ValueError, match="rating of change"):
        comparison_design(MEASURES["pgic"], cells_of(many.head(10), CUTS), CUTS)


def test_weights_bring_back_those_who_were_missed(many):
    """Medicaid patients are missed more often; weighted, their share among the observed is that among all due."""
    answer = censoring_weights(design_of(many))
    cells = cells_of(many, CUTS)
    medicaid = (cells["payer"] == "medicaid").to_numpy()
    n, due = cells["n"].to_numpy(), cells["n_due"].to_numpy()
    among_due = due[medicaid].sum() / due.sum()
    plain = n[medicaid].sum() / n.sum()
    weighted = (n * answer.weights)[medicaid].sum() / (n * answer.weights).sum()
    assert abs(plain - among_due) > 0.02
    assert weighted == pytest.approx(among_due, abs=0.005)


def test_weights_are_about_one_on_average_and_worth_fewer_patients(many):
    design = design_of(many)
    answer = censoring_weights(design)
    assert (answer.weights * design.n).sum() / design.n.sum() == pytest.approx(1, abs=0.02)
    assert answer.effective_n < answer.n < answer.n_due
    assert answer.n_truncated > 0


def test_where_hardly_anybody_is_missing_everybody_counts_once(many):
    rows = many.dropna().head(300)
    answer = censoring_weights(design_of(rows))
    assert set(answer.weights) == {1.0}
    assert answer.why_not == "fewer than 10 are missing"
    assert answer.effective_n == answer.n


def test_a_payer_whose_patients_were_all_seen_does_not_break_the_weights(many):
    rows = many[(many["payer"] != "medicare") | many["y"].notna()].head(600)
    answer = censoring_weights(design_of(rows))
    assert np.isfinite(answer.weights).all()
    assert answer.highest < 10


def test_five_bands_part_a_scale_that_hardly_varies():
    cells = baseline_cuts([3.0, 4.0, np.nan], [90, 10, 50])
    assert cells == (3.0, 3.0, 3.0, 3.0)
    assert baseline_cuts([], []) == (0.0, 0.0, 0.0, 0.0)


def test_a_higher_score_that_is_better_counts_as_improvement(many):
    rows = many.head(600)
    turned = rows.assign(b=100 - rows["b"], y=100 - rows["y"])
    cuts = (44.0, 52.0, 60.0, 68.0)
    better_high = replace(ODI, better=MEASURES["pseq"].better)
    model = expected_change(comparison_design(better_high, cells_of(turned, cuts), cuts))
    assert model.mean == pytest.approx(expected_change(design_of(rows)).mean)


# Shrinking


def test_a_small_group_is_drawn_to_the_middle_more_than_a_large_one():
    answer = shrinkage(["small", "large", "other", "more"], [5.0, 5.0, -4.0, -3.0], [3.0, 0.5, 0.5, 0.5])
    small, large = answer.groups[:2]
    assert small.own_share < 0.8 < large.own_share
    assert small.shrunken < large.shrunken < 5


def test_groups_that_differ_no_more_than_chance_are_all_drawn_to_the_middle():
    answer = shrinkage(["a", "b", "c"], [0.1, -0.1, 0.0], [1.0, 1.0, 1.0])
    assert answer.between_sd == 0
    assert {group.shrunken for group in answer.groups} == {answer.centre}


def test_two_groups_are_not_shrunken():
    assert shrinkage(["a", "b", "c"], [1.0, 2.0, None], [1.0, 1.0, None]).why_not == NO_GROUPS


# Funnel


def test_a_large_group_far_off_lies_outside_and_a_small_one_equally_far_does_not():
    answer = funnel_of_shares(["large", "small"], [300, 3], [500, 5], target=0.5)
    assert [point.place for point in answer.points] == [Place.ABOVE_998, Place.INSIDE]


def test_limits_narrow_as_groups_grow_and_hold_the_target():
    answer = funnel_of_shares(list("abcdef"), [10, 20, 30, 40, 50, 60], [30, 50, 80, 90, 120, 150])
    widths = [limits.high_95 - limits.low_95 for limits in answer.limits]
    assert widths == sorted(widths, reverse=True)
    for limits in answer.limits:
        assert 0 <= limits.low_998 <= limits.low_95 <= answer.target <= limits.high_95 <= limits.high_998 <= 1


def test_groups_that_all_differ_widen_the_limits_until_few_lie_outside():
    counts, totals = [200, 300, 240, 330, 260, 340, 220, 310], [500] * 8
    answer = funnel_of_shares([str(i) for i in range(8)], counts, totals)
    assert answer.dispersion > 10
    assert {point.place for point in answer.points} == {Place.INSIDE}


def test_fewer_than_five_groups_get_limits_of_chance_alone():
    answer = funnel_of_shares(["a", "b"], [200, 300], [500, 500])
    assert (answer.dispersion, answer.between_sd) == (None, 0.0)


def test_a_group_without_patients_is_no_point_and_nobody_at_all_is_no_funnel():
    assert len(funnel_of_shares(["a", "b"], [1, 0], [3, 0]).points) == 1
    assert funnel_of_shares(["a"], [0], [0]).why_not == "nobody was observed"
    assert funnel_of_means(["a"], [None], [None], [0]).why_not == "no group has two patients"


def test_means_are_compared_with_a_target_of_nothing_more_than_expected():
    answer = funnel_of_means(["a", "b"], [4.0, 0.2], [12.0, 12.0], [144, 36], target=0.0)
    assert [round(point.z, 6) for point in answer.points] == [4.0, 0.1]
    assert [point.place for point in answer.points] == [Place.ABOVE_998, Place.INSIDE]


def test_values_that_do_not_vary_have_no_funnel():
    assert funnel_of_means(["a", "b"], [1.0, 1.0], [0.0, 0.0], [5, 5]).why_not == "the values do not vary"
