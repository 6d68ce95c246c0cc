"""Responses → expected scores, each with where the expectation comes from. Synthetic answers, no wording."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from domain.measures import measure
from domain.scoring import score, subscale_scores
from domain.sleep import sleep_efficiency, weekly_mean

CASES = json.loads(Path(__file__).with_name("scoring_cases.json").read_text(encoding="utf-8"))
ITEM_CASES = [c for c in CASES if "q1" in c["responses"]]
CHANGE_CASES = [c for c in CASES if "baseline" in c["responses"]]
OTHERS = {"promis_19", "sleep_01", "sleep_02", "sleep_03"}


def _measure_and_form(name):
    return (measure("promis_pi_tscore"), name) if name.startswith("promis_pain") else (measure(name), None)


def _one_form(responses):
    return pd.DataFrame([{int(key[1:]): value for key, value in responses.items()}])


def test_every_case_is_checked_by_one_of_the_tests_below():
    checked = {c["case"] for c in ITEM_CASES} | {c["case"] for c in CHANGE_CASES} | OTHERS
    assert checked == {c["case"] for c in CASES}
    assert len(CASES) == 42


@pytest.mark.parametrize("case", ITEM_CASES, ids=lambda c: c["case"])
def test_item_answers_give_the_expected_score_status_and_band(case):
    instrument, form = _measure_and_form(case["measure"])
    result = score(instrument, _one_form(case["responses"]), form).iloc[0]
    expected, within = case["expected"], {"abs": case["tolerance"]}

    assert result.status == case["status"]
    assert bool(result.reason) == (case["status"] in ("not_scored", "invalid"))
    total = expected.get(case["measure"], expected.get("t"))
    if case["measure"] in expected or "t" in expected:
        assert np.isnan(result.score) if total is None else result.score == pytest.approx(total, **within)
    if "se" in expected:
        assert result.standard_error == pytest.approx(expected["se"], **within)
    if "n_answered" in expected:
        assert result.n_answered == expected["n_answered"]
    if "band" in expected:
        assert instrument.band_of(result.score).label == expected["band"]


@pytest.mark.parametrize("case", [c for c in ITEM_CASES if "rumination" in c["expected"]], ids=lambda c: c["case"])
def test_subscales_are_the_sums_of_their_items(case):
    result = subscale_scores(measure(case["measure"]), _one_form(case["responses"])).iloc[0]
    for name in ("rumination", "magnification", "helplessness"):
        assert result[name] == case["expected"][name]


@pytest.mark.parametrize("case", [c for c in ITEM_CASES if "item9_alert" in c["expected"]], ids=lambda c: c["case"])
def test_item_9_is_reported_whatever_the_total(case):
    level = score(measure("phq9"), _one_form(case["responses"])).safety_level.iloc[0]
    alert = "unknown" if np.isnan(level) else bool(level > 0)
    assert alert == case["expected"]["item9_alert"]


@pytest.mark.parametrize("case", CHANGE_CASES, ids=lambda c: c["case"])
def test_a_responder_reaches_two_points_and_thirty_percent(case):
    nrs, before, after = measure("nrs_average"), case["responses"]["baseline"], case["responses"]["followup"]
    improvement = nrs.improvement(before, after)
    assert -improvement == case["expected"]["absolute_change"]
    assert -100 * improvement / before == pytest.approx(case["expected"]["percent_change"], abs=1e-4)
    assert bool(improvement >= nrs.meaningful_change.at(before) - 1e-9) == case["expected"]["responder"]


def test_a_global_impression_of_much_improved_is_a_response():
    case = next(c for c in CASES if c["case"] == "pgic_01")
    rule = measure("pgic").response_category
    assert (case["responses"]["q1"] <= rule.improved_from) == case["expected"]["responder"]


def test_a_t_score_of_55_is_within_normal_limits():
    assert measure("promis_pi_tscore").band_of(55.0).label == "within normal limits"


def test_sleep_efficiency_divides_by_time_in_bed():
    night = sleep_efficiency(480, 35, 45).iloc[0]
    assert night.asleep_minutes == 400
    assert night.score == pytest.approx(83.3333333, abs=1e-4)
    assert measure("sleep_efficiency").band_of(night.score).label == "reduced"


def test_a_week_of_sleep_needs_four_nights():
    four = [88, 90, np.nan, 70, np.nan, 85, np.nan]
    three = [88, 90, np.nan, np.nan, np.nan, 85, np.nan]
    weeks = weekly_mean([four, three])
    assert weeks.status.tolist() == ["scored", "not_scored"]
    assert weeks.n_nights.tolist() == [4, 3]
    assert weeks.score[0] == pytest.approx(83.25)
    assert np.isnan(weeks.score[1])
