"""Scorers of SF-12, EQ-5D, PROPr, PROMIS-29, PROMIS Global-10 and WHODAS: published values, blanks, ends, properties."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.__main__ import _entry
from domain.instruments import UnreadableAnswers, score_instrument
from domain.measures import MEASURES, measure
from domain.observation import check_observations
from domain.scorers.eq5d import VALUE_SETS, index_ends
from domain.scorers.propr import disutility, utility
from domain.scorers.sf12 import component_ends
from domain.scoring import score

SF12_BEST = [1, 3, 3, 2, 2, 2, 2, 1, 1, 1, 6, 5]
SF12_WORST = [5, 1, 1, 1, 1, 1, 1, 5, 6, 6, 1, 1]
SF12_HIGHEST = [5, 3, 3, 2, 2, 2, 2, 5, 6, 6, 6, 5]


def one(form, answers):
    row = dict(enumerate(answers, start=1)) if isinstance(answers, list) else answers
    return score_instrument(form, pd.DataFrame([row], dtype=object)).iloc[0]


# SF-12


def test_sf12_of_the_best_and_worst_answers_are_those_of_the_open_test_suite():
    # awell-health/awell-score, src/scores/sf12/sf12.test.ts: BEST and WORST
    best, worst = one("sf12", SF12_BEST), one("sf12", SF12_WORST)
    assert (best.sf12_pcs, best.sf12_mcs) == pytest.approx((56.57706, 60.75781), abs=1e-5)
    assert (worst.sf12_pcs, worst.sf12_mcs) == pytest.approx((23.99938, 19.06444), abs=1e-5)


def test_sf12_needs_every_item_and_says_which_is_blank():
    result = one("sf12", [*SF12_BEST[:4], None, *SF12_BEST[5:]])
    assert (result.status, result.reason) == ("not_scored", "Item 5 is not answered; SF-12 version 1 needs it.")
    assert np.isnan(result.sf12_pcs)


def test_sf12_answers_lie_within_the_range_of_their_own_item():
    result = one("sf12", [*SF12_BEST[:3], 3, *SF12_BEST[4:]])
    assert (result.status, result.reason) == ("invalid", "Item 4 of SF-12 version 1 is 3; answers lie within 1–2.")


def test_the_scale_of_the_sf12_holds_what_its_weights_can_give():
    for code, component in (("sf12_pcs", "pcs"), ("sf12_mcs", "mcs")):
        low, high = component_ends(component)
        assert measure(code).lowest == pytest.approx(low, abs=0.1)
        assert measure(code).lowest <= low
        assert high <= measure(code).highest == pytest.approx(high, abs=0.1)


@settings(max_examples=40, deadline=None)
@given(st.tuples(*(st.integers(1, top) for top in SF12_HIGHEST)))
def test_an_sf12_score_lies_on_its_scale(answers):
    result = one("sf12", list(answers))
    for code in ("sf12_pcs", "sf12_mcs"):
        assert measure(code).lowest <= result[code] <= measure(code).highest


# EQ-5D


@pytest.mark.parametrize(
    ("value_set", "profile", "index"),
    [
        # awell-health/awell-score, calculate_pl_utility_value.test.ts, quoting the paper's tables
        ("PL_Golicki_2019", "11111", 1), ("PL_Golicki_2019", "33333", 0.8), ("PL_Golicki_2019", "15421", 0.609),
        # sums of the coefficients of Pickard 2019 as in fragla/eq5d
        ("US_Pickard_2019", "11111", 1), ("US_Pickard_2019", "55555", -0.573), ("US_Pickard_2019", "21111", 0.904),
    ],
)  # fmt: skip
def test_an_index_is_one_minus_what_the_value_set_takes_off(value_set, profile, index):
    result = one(
        "eq5d5l", {**dict(zip(("mo", "sc", "ua", "pd", "ad"), map(int, profile), strict=True)), "value_set": value_set}
    )
    assert result.eq5d5l_index == pytest.approx(index, abs=1e-9)
    assert (result.profile, result.value_set) == (profile, value_set)


def test_an_index_without_its_value_set_is_not_guessed():
    result = one("eq5d5l", [1, 1, 1, 1, 2])
    assert result.status == "not_scored"
    assert result.reason.startswith("The value set of EQ-5D-5L is not stated")
    assert result.profile == "11112"


def test_an_unknown_value_set_is_invalid_and_a_blank_dimension_shows_as_9():
    assert one("eq5d5l", {"mo": 1, "sc": 1, "ua": 1, "pd": 1, "ad": 1, "value_set": "Atlantis"}).status == "invalid"
    blank = one("eq5d5l", {"mo": 2, "sc": None, "ua": 1, "pd": 3, "ad": 1, "value_set": "US_Pickard_2019"})
    assert (blank.status, blank.profile) == ("not_scored", "29131")
    assert np.isnan(blank.eq5d5l_index)


def test_the_value_set_may_be_named_as_the_form():
    answers = pd.DataFrame([[5, 5, 5, 5, 5]], columns=range(1, 6))
    index = measure("eq5d5l_index")
    assert score(index, answers, "US_Pickard_2019").score[0] == pytest.approx(-0.573)
    assert score(index, answers, "pl_golicki_2019").score[0] == pytest.approx(-0.59)
    assert score(index, answers).status[0] == "not_scored"


def test_the_scale_of_the_index_holds_every_shipped_value_set():
    lowest = [index_ends(name)[0] for name in VALUE_SETS.values()]
    assert measure("eq5d5l_index").lowest == pytest.approx(min(lowest))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 5), min_size=5, max_size=5), st.integers(0, 4), st.sampled_from(sorted(VALUE_SETS.values()))
)
def test_a_worse_level_never_raises_the_index(levels, place, value_set):
    worse = [*levels[:place], min(levels[place] + 1, 5), *levels[place + 1 :]]
    before, after = (one("eq5d5l", {**dict(enumerate(a, start=1)), "value_set": value_set}) for a in (levels, worse))
    assert after.eq5d5l_index <= before.eq5d5l_index + 1e-12


# PROPr


def test_propr_runs_from_minus_0_022_to_1():
    # Dewitt 2018, abstract
    better_high = ("cog", "phys", "sr")
    thetas = {
        d: np.array([-4.0, 4.0]) * (1 if d in better_high else -1)
        for d in ("cog", "dep", "fat", "pain", "phys", "slp", "sr")
    }
    assert utility(thetas) == pytest.approx([-0.022, 1], abs=0.0005)


@pytest.mark.parametrize("domain", ["cog", "dep", "fat", "pain", "phys", "slp", "sr"])
def test_a_disutility_runs_between_0_and_1_without_jumps_and_in_one_direction(domain):
    theta = np.linspace(-4, 4, 16001)
    values = disutility(domain, theta)
    steps = np.diff(values)
    assert (values.min(), values.max()) == (pytest.approx(0, abs=1e-3), pytest.approx(1, abs=1e-3))
    assert np.abs(steps).max() < 0.003
    assert (steps >= -5e-4).all() or (steps <= 5e-4).all()


def test_propr_takes_a_measured_cognition_before_a_predicted_one():
    profile = {"t_dep": 50, "t_fat": 50, "t_pain": 50, "t_phys": 50, "t_slp": 50, "t_sr": 50}
    measured = one("propr", {**profile, "t_cog": 50, "t_ax": 80, "pain_intensity": 9})
    assert (measured.cognition, round(measured.propr, 3)) == ("measured", 0.518)
    assert one("propr", {**profile, "t_ax": 50, "pain_intensity": 0}).cognition == "predicted"


def test_propr_without_any_way_to_cognition_says_so():
    result = one("propr", {"t_dep": 50, "t_fat": 50, "t_pain": 50, "t_phys": 50, "t_slp": 50, "t_sr": 50, "t_ax": 50})
    assert (result.status, np.isnan(result.propr)) == ("not_scored", True)
    assert (
        result.reason
        == "PROMIS-Preference needs a T-score of cognition, or of anxiety and the 0–10 pain rating to predict it."
    )


# PROMIS-29 and Global-10


def test_promis29_scores_each_domain_by_its_own_table():
    result = one("promis29", [3] * 28 + [5])
    assert result.status == "scored"
    assert (result.promis_pf_tscore, result.promis_pf_tscore_se) == (36.7, 2.3)
    assert (result.promis_anxiety_tscore, result.promis_sd_tscore, result.promis_social_tscore) == (63.4, 54.3, 44.2)
    assert (result.promis_pi_tscore, result.nrs_average) == (61.2, 5)


def test_promis29_version_2_0_has_the_older_table_of_physical_function():
    answers = {**{f"q{n}": 1 for n in range(1, 29)}, "q29": 0}
    assert one("promis29", answers).promis_pf_tscore == 22.5
    assert one("promis29", {**answers, "version": "v2.0"}).promis_pf_tscore == 22.9
    assert one("promis29", {**answers, "version": "1.0"}).status == "invalid"


def test_a_blank_item_of_promis29_costs_its_own_domain_only():
    result = one("promis29", [3] * 4 + [None] + [3] * 23 + [5])
    assert (result.status, result.reason) == ("not_scored", "Item 5 is not answered; PROMIS-29 needs it.")
    assert np.isnan(result.promis_anxiety_tscore)
    assert (result.promis_pf_tscore, result.promis_depression_tscore) == (36.7, 62.2)


def test_promis29_agrees_with_its_domains_scored_one_by_one():
    rng = np.random.default_rng(29)
    answers = pd.DataFrame(rng.integers(1, 6, size=(50, 29)), columns=[f"q{n}" for n in range(1, 30)])
    whole = score_instrument("promis29", answers)
    for place, (code, form) in enumerate(
        [("promis_pf_tscore", "4a"), ("promis_anxiety_tscore", "4a"), ("promis_depression_tscore", "4a")]
    ):
        part = answers.iloc[:, 4 * place : 4 * place + 4].set_axis(range(1, 5), axis=1)
        assert whole[code].tolist() == score(measure(code), part, form).score.tolist()


def test_a_profile_without_a_total_accepts_no_score_of_its_own():
    with pytest.raises(ValueError, match=r"^PROMIS-29 v2\.1 profile has no score of its own"):
        score(measure("promis29"), pd.DataFrame([[3] * 29]))
    rows = pd.DataFrame({"patient": ["1"], "measure": ["promis29"], "value": [50.0], "on_date": [date(2026, 1, 5)]})
    found = check_observations(rows, date(2026, 2, 1)).iloc[0]
    assert (found.code, found.reason) == (
        "unknown_measure", "PROMIS-29 v2.1 profile has no score of its own; send the scores of its domains."
    )  # fmt: skip


@pytest.mark.parametrize(("pain", "recoded"), [(0, 5), (1, 4), (3, 4), (4, 3), (6, 3), (7, 2), (9, 2), (10, 1)])
def test_the_pain_rating_of_the_global_10_is_recoded(pain, recoded):
    result = one("promis_global_phys_tscore", {"global03": 3, "global06": 3, "global07": pain, "global08_reversed": 3})
    assert result.raw == 9 + recoded


def test_listed_order_of_the_global_10_is_turned_round_and_printed_order_is_not():
    rest = {"global02": 4, "global04": 4, "global05": 4}
    assert one("promis_global_mental_tscore", {**rest, "global10": 1}).raw == 17
    assert one("promis_global_mental_tscore", {**rest, "global10_reversed": 5}).raw == 17
    assert one("promis_global_mental_tscore", [3, 4, 3, 4, 4, 3, 5, 3, 3, 5]).raw == 17
    assert one("promis_global_mental_tscore", {**rest, "global10": 1, "global10_reversed": None}).status == "scored"
    assert (
        one("promis_global_mental_tscore", rest).reason
        == "This score of PROMIS Global-10 needs each of its items 2, 4, 5, 10."
    )
    twice = one("promis_global_mental_tscore", {**rest, "global10": 1, "global10_reversed": 4})
    assert (twice.status, twice.reason) == ("invalid", "Item 10 of PROMIS Global-10 is given twice, and differs.")


def test_the_global_10_has_standard_errors():
    # R. D. Hays, UCLA 2009: raw 12 physical, SE 4.1; raw 20 mental 67.6, SE 5.3
    assert one("promis_global_phys_tscore", [3, 3, 3, 3, 3, 3, 5, 3, 3, 3]).se == 4.1
    mental = one("promis_global_mental_tscore", [5] * 6 + [0] + [5] * 3)
    assert (mental.t, mental.se, mental.band) == (67.6, 5.3, "excellent")


# Sleep items, WHODAS, forms with several scores, finished scores


def test_sleep_items_named_by_identifier_are_turned_round():
    listed = {"Sleep109": 1, "Sleep116": 1, "Sleep20": 5, "Sleep44": 5}
    assert one("promis_sleep_disturbance_4a", listed).t == 73.3
    assert one("promis_sleep_disturbance_4a", [5, 5, 5, 5]).t == 73.3
    turned = {"Sleep109_reversed": 5, "Sleep116_reversed": 5, "Sleep20": 5, "Sleep44": 5}
    assert one("promis_sleep_disturbance_4a", turned).t == 73.3
    assert one("promis_sleep_disturbance_4a", {**listed, "Sleep109": 7}).status == "invalid"


def test_whodas_takes_one_blank_item_and_no_second():
    assert one("whodas12", [2] * 11 + [None]).whodas12 == pytest.approx(24)
    two = one("whodas12", [2] * 10 + [None, None])
    assert (two.status, two.reason) == (
        "not_scored",
        "10 of 12 items are answered; WHODAS 2.0, 12 items needs at least 11.",
    )
    assert one("whodas12", [4] * 12).percent == 100


def test_the_dass21_doubles_its_sums_and_prorates_one_blank_item():
    full = one("dass21", [1] * 21)
    assert (full.dass21_depression, full.dass21_anxiety, full.dass21_stress) == (14, 14, 14)
    assert (full.band_depression, full.band_anxiety, full.band_stress) == ("moderate", "moderate", "normal")
    blank = one("dass21", [1, 1, None] + [1] * 18)
    assert (blank.status, blank.dass21_depression) == ("prorated", pytest.approx(14))
    assert np.isnan(one("dass21", [1, 1, None, 1, None] + [1] * 16).dass21_depression)


@pytest.mark.parametrize(
    ("code", "score_", "band"),
    [
        ("dass21_depression", 9, "normal"), ("dass21_depression", 27, "severe"), ("dass21_depression", 28, "extremely severe"),
        ("dass21_anxiety", 20, "extremely severe"), ("dass21_stress", 33, "severe"), ("dass21_stress", 34, "extremely severe"),
        ("hads_anxiety", 7, "normal"), ("hads_anxiety", 8, "borderline"), ("hads_depression", 11, "abnormal"),
        ("phq2", 2, "negative screen"), ("phq2", 3, "positive screen"), ("phq4", 5, "mild"), ("phq4", 9, "severe"),
        ("tsk17", 36, "low"), ("tsk17", 37, "high"), ("fabq_pa", 14, "low"), ("fabq_pa", 15, "elevated"), ("fabq_w", 30, "elevated"),
        ("csi", 29, "subclinical"), ("csi", 40, "moderate"), ("csi", 60, "extreme"), ("pseq2", 5, "low"), ("pseq2", 8, "desirable"),
        ("promis_fatigue_tscore", 55.0, "within normal limits"), ("promis_pf_tscore", 45.0, "within normal limits"),
        ("promis_pf_tscore", 44.9, "mild"), ("promis_pf_tscore", 39.9, "moderate"), ("promis_social_tscore", 29.9, "severe"),
    ],
)  # fmt: skip
def test_a_finished_score_is_put_into_its_band(code, score_, band):
    assert one(code, {"score": score_}).band == band


def test_the_vr12_is_not_scored_from_answers_and_says_why():
    with pytest.raises(UnreadableAnswers, match=r"^The VR-12 is not scored here: its weights"):
        one("vr12_pcs", [3] * 12)
    assert one("vr12_pcs", {"vr12_pcs": 38.2}).vr12_pcs == 38.2


def test_every_measure_is_listed_with_a_form():
    for m in MEASURES.values():
        assert _entry(m)["forms"], m.code
