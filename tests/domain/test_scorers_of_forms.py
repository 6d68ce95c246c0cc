"""Forms with a rule of their own: worked examples, ends, ties, blanks, contradictions; plain-Python twins."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.instruments import INSTRUMENTS, UnknownInstrument, UnreadableAnswers, score_instrument
from domain.measures import MEASURES, measure
from domain.scorers.joint_replacement import interval_table
from domain.scoring import score

NIGHT = {
    "bed": 23,
    "latency_min": 10,
    "wake": 7,
    "hours": 7.5,
    "q5a_to_q5j": [0] * 10,
    "q6_medication": 0,
    "q7": 0,
    "q8": 0,
    "q9_quality": 0,
}
WORKER = {"employed": True, "q2": 8, "q4": 32, "q5": 4, "q6": 5}


def one(form, answers):
    row = dict(enumerate(answers, start=1)) if isinstance(answers, list) else answers
    return score_instrument(form, pd.DataFrame([row], dtype=object)).iloc[0]


# PSQI (components as in the scoring instructions)


@pytest.mark.parametrize(("hours", "points"), [(7.01, 0), (7, 1), (6, 1), (5.99, 2), (5, 2), (4.99, 3)])
def test_sleep_duration_of_exactly_7_6_and_5_hours(hours, points):
    assert one("psqi", {**NIGHT, "hours": hours}).duration == points


@pytest.mark.parametrize(("hours", "points"), [(8, 0), (6.8, 0), (6.76, 1), (6, 1), (5.99, 2), (5.2, 2), (5.19, 3)])
def test_sleep_efficiency_is_no_whole_number(hours, points):
    # of 8 hours in bed: 85 % is 6.8 h, 75 % is 6 h, 65 % is 5.2 h
    assert one("psqi", {**NIGHT, "hours": hours}).efficiency == points


@pytest.mark.parametrize(
    ("minutes", "five_a", "points"),
    [(15, 0, 0), (16, 0, 1), (30, 1, 1), (31, 0, 1), (31, 1, 2), (61, 1, 2), (61, 2, 3)],
)
def test_latency_joins_the_minutes_and_item_5a(minutes, five_a, points):
    assert one("psqi", {**NIGHT, "latency_min": minutes, "q5a_to_q5j": [five_a, *[0] * 9]}).latency == points


@pytest.mark.parametrize(
    ("bed", "wake", "percent"),
    [
        (23, 7, 93.75),
        ("23:00", "07:00", 93.75),
        ("11:00 pm", "7:00 am", 93.75),
        (1, 9, 93.75),
        (0, 8, 93.75),
        (24, 8, 93.75),
    ],
)
def test_time_in_bed_crosses_midnight(bed, wake, percent):
    assert one("psqi", {**NIGHT, "bed": bed, "wake": wake}).efficiency_percent == pytest.approx(percent)


def test_only_the_other_reason_of_the_psqi_may_be_blank():
    blank_other = one("psqi", {**NIGHT, "q5a_to_q5j": [0] * 9 + [None]})
    assert (blank_other.status, blank_other.psqi) == ("scored", 0)
    blank_pain = one("psqi", {**NIGHT, "q5a_to_q5j": [0] * 8 + [None, 0]})
    assert (blank_pain.status, blank_pain.reason) == ("not_scored", "Q5i is not answered; PSQI needs it.")
    assert np.isnan(blank_pain.psqi)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"hours": 8.5}, "More hours are slept than were spent in bed."),
        ({"wake": 23}, "Bed time and getting-up time are the same."),
        ({"bed": 11}, "More than 18 hours in bed; was a 12-hour clock time meant?"),
        ({"bed": "late"}, "Bed of Pittsburgh Sleep Quality Index holds something that is no time of day."),
        ({"q7": 4}, "Item 7 of Pittsburgh Sleep Quality Index is 4; answers lie within 0–3."),
    ],
)
def test_a_night_that_cannot_be_is_not_scored(change, reason):
    result = one("psqi", {**NIGHT, **change})
    assert (result.status, result.reason) == ("invalid", reason)
    assert np.isnan(result.psqi)


def _psqi_by_hand(a):
    """The seven components in plain Python."""
    step = lambda value, limits: sum(value > limit for limit in limits)  # noqa: E731
    in_bed = (a["wake"] - a["bed"]) % 24
    share = 100 * a["hours"] / in_bed
    reasons = a["q5a_to_q5j"]
    latency = step(step(a["latency_min"], (15, 30, 60)) + reasons[0], (0, 2, 4))
    duration = 0 if a["hours"] > 7 else 1 if a["hours"] >= 6 else 2 if a["hours"] >= 5 else 3
    efficiency = 0 if share >= 85 else 1 if share >= 75 else 2 if share >= 65 else 3
    return (
        a["q9_quality"]
        + latency
        + duration
        + efficiency
        + step(sum(reasons[1:]), (0, 9, 18))
        + a["q6_medication"]
        + step(a["q7"] + a["q8"], (0, 2, 4))
    )


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 23), st.integers(1, 17), st.floats(0, 1), st.integers(0, 120),
    st.lists(st.integers(0, 3), min_size=10, max_size=10), st.lists(st.integers(0, 3), min_size=4, max_size=4),
)  # fmt: skip
def test_the_psqi_agrees_with_its_components_written_out(bed, in_bed, share, latency, reasons, rest):
    answers = {
        "bed": bed,
        "latency_min": latency,
        "wake": (bed + in_bed) % 24,
        "hours": in_bed * share,
        "q5a_to_q5j": reasons,
    }
    answers |= dict(zip(("q6_medication", "q7", "q8", "q9_quality"), rest, strict=True))
    result = one("psqi", answers)
    assert result.status == "scored"
    assert 0 <= result.psqi <= 21
    assert result.psqi == _psqi_by_hand(answers)


# WPAI (Reilly Associates)


def test_who_is_not_employed_has_an_activity_impairment_only():
    result = one("wpai", {"employed": False, "q2": None, "q4": None, "q5": None, "q6": 7})
    assert (result.status, result.wpai_activity) == ("scored", 70)
    assert result[["wpai_absenteeism", "wpai_presenteeism", "wpai_overall"]].isna().all()


def test_unknown_employment_or_hours_leave_the_work_scores_unknown_and_say_so():
    unknown = one("wpai", {**WORKER, "employed": None})
    assert (unknown.status, unknown.wpai_activity) == ("not_scored", 50)
    assert unknown.reason == "Employment is not answered; the work scores are not known."
    assert (
        one("wpai", {**WORKER, "q4": None}).reason
        == "The hours missed or worked are not answered; the work scores are not known."
    )
    assert one("wpai", {**WORKER, "q5": None}).status == "not_scored"
    assert one("wpai", {**WORKER, "q2": 100, "q4": 100}).status == "invalid"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 80), st.integers(0, 80), st.integers(0, 10), st.integers(0, 10))
def test_overall_impairment_lies_between_each_part_and_the_whole(missed, worked, at_work, activity):
    result = one("wpai", {"employed": "yes", "q2": missed, "q4": worked, "q5": at_work, "q6": activity})
    if missed + worked == 0:
        assert np.isnan(result.wpai_overall)
        return
    absent = missed / (missed + worked)
    expected = 100 * absent if worked == 0 else 100 * (absent + (1 - absent) * at_work / 10)
    assert result.wpai_overall == pytest.approx(expected)
    assert result.wpai_absenteeism - 1e-9 <= result.wpai_overall <= 100 + 1e-9
    assert np.isnan(result.wpai_presenteeism) == (worked == 0)


def test_each_score_of_the_wpai_is_judged_by_itself():
    holiday = pd.DataFrame({"employed": [True], "q2": [0], "q4": [0], "q5": [None], "q6": [2]})
    assert score(measure("wpai_activity"), holiday).score.tolist() == [20]
    overall = score(measure("wpai_overall"), holiday).iloc[0]
    assert (overall.status, overall.reason) == (
        "not_scored",
        "WPAI overall work impairment is not defined for these answers.",
    )


# STarT Back, painDETECT, DN4, S-LANSS


@pytest.mark.parametrize(
    ("total", "psychosocial", "risk"),
    [(3, 3, "low"), (4, 3, "medium"), (4, 4, "high"), (9, 5, "high"), (5, 1, "medium")],
)
def test_the_risk_of_start_back_needs_total_and_subscale(total, psychosocial, risk):
    bothered = psychosocial == 5
    answers = (
        [1] * (total - psychosocial)
        + [0] * (4 - total + psychosocial)
        + [1] * (psychosocial - bothered)
        + [0] * (4 - psychosocial + bothered)
        + [4 * bothered]
    )
    result = one("start_back", answers)
    assert (result.total, result.psychosocial, result.risk) == (total, psychosocial, risk)


@pytest.mark.parametrize(("answer", "points"), [(0, 0), (2, 0), (3, 1), (4, 1)])
def test_the_ninth_item_of_start_back_counts_from_very_much(answer, points):
    assert one("start_back", [0] * 8 + [answer]).total == points


def test_paindetect_runs_from_minus_1_to_38():
    assert one("paindetect", [0] * 7 + [-1, 0]).paindetect == measure("paindetect").lowest
    assert one("paindetect", [5] * 7 + [1, 2]).paindetect == measure("paindetect").highest
    assert one("paindetect", [0] * 7 + [-1, 1]).reason == "Radiation of painDETECT is 1; answers are 0, 2."


def test_the_dn4_without_examination_gives_its_interview_part_only():
    result = one("dn4", ["yes", "no", "no", "no", "no", "no", "yes", None, None, None])
    assert (result.status, result.s_dn4, result.s_dn4_positive) == ("not_scored", 2, False)
    assert np.isnan(result.dn4)
    assert result.band is None


def test_each_symptom_of_the_s_lanss_has_its_weight():
    # LANSS table: 5, 5, 3, 2, 1, 5, 3
    single = [one("slanss", [int(i == item) for i in range(7)]).slanss for item in range(7)]
    assert single == [5, 5, 3, 2, 1, 5, 3]
    assert one("slanss", [1] * 7).slanss == 24


# Disability of neck, back, joints; own activities


def test_a_neck_form_with_one_blank_section_has_no_raw_sum():
    result = one("ndi", [5] * 9 + [None])
    assert (result.status, result.ndi, result.ndi_percent) == ("prorated", 50, 100)
    assert np.isnan(result.ndi_raw)
    assert one("ndi", [1] * 10).ndi_raw == 10


def test_a_blank_statement_of_the_rmdq_is_not_ticked_but_a_blank_form_is_missing():
    ticked = one("rmdq", [1] + [None] * 23)
    assert (ticked.status, ticked.rmdq) == ("scored", 1)
    assert one("rmdq", [0] * 24).rmdq == 0
    assert one("rmdq", [None] * 24).status == "not_scored"


def test_an_rmdq_export_that_lacks_columns_is_not_scored_low():
    scores = score(MEASURES["rmdq"], pd.DataFrame({1: [1.0], 2: [1.0]}))
    assert list(scores["status"]) == ["not_scored"]
    assert scores["reason"][0].startswith("22 of the 24 items")


@pytest.mark.parametrize("code", ["koos_jr", "hoos_jr"])
def test_the_interval_score_falls_as_the_raw_sum_rises(code):
    table = interval_table(code)
    assert (table[0], table[-1]) == (100, 0)
    assert (np.diff(table) < 0).all()
    items = (len(table) - 1) // 4
    assert one(code, [1] * items)[code] == table[items]
    assert one(code, [1] * (items - 1) + [None]).status == "not_scored"


def test_a_change_in_own_activities_compares_those_rated_twice():
    result = one("psfs", {"baseline_a1": 3, "baseline_a2": 2, "baseline_a3": 4, "followup_a1": 6, "followup_a2": 5})
    assert (result.change, result.n_common, result.responder) == (3, 2, True)
    assert one("psfs", {"baseline_a1": 3, "followup_a2": 5}).reason == "No activity is rated at both times."


def test_quickdash_divides_by_the_items_answered():
    assert one("quickdash", [5] * 10 + [None]).quickdash == 100
    assert one("quickdash", [1] * 11).quickdash == 0
    assert one("quickdash_sport", [5] * 4).quickdash_sport == 100


# Headache, fibromyalgia


def test_a_headache_answer_is_one_of_five_numbers():
    assert one("hit6", [13] * 6).hit6 == 78
    assert (
        one("hit6", [13, 13, 13, 13, 13, 9]).reason
        == "Item 6 of Headache Impact Test-6 is 9; answers are 6, 8, 10, 11, 13."
    )


def test_a_day_lost_to_headache_counts_once():
    assert one("midas", [90, 0, 0, 90, 90]).midas == 270
    assert one("midas", [60, 40, 0, 0, 0]).reason == "Items 1 and 2 of MIDAS are more than 90 days together."


@pytest.mark.parametrize(
    ("wpi", "sss", "regions", "months", "met"),
    [(7, 5, 4, 3, True), (7, 4, 4, 3, False), (4, 9, 4, 3, True), (3, 12, 5, 12, False), (7, 5, 3, 3, False), (7, 5, 4, 2, False),
     (7, 5, None, 3, None), (7, 4, None, None, False)],
)  # fmt: skip
def test_the_2016_criteria_of_fibromyalgia(wpi, sss, regions, months, met):
    result = one("fm_fss", {"wpi": wpi, "sss": sss, "regions": regions, "months": months})
    assert result.psd == wpi + sss
    assert result.criteria_2016 is met


def test_the_domains_of_the_fiqr_weigh_30_20_and_50():
    # myalgia.com: divide by 3, 1 and 2
    result = one("fiqr", [10] * 21)
    assert (result.function, result.overall, result.symptoms) == pytest.approx((30, 20, 50))
    assert result.fiqr == pytest.approx(100)


# Opioid risk, work


WEIGHTS = {  # points for women, for men: Canadian Family Physician, table 1
    "family_alcohol": (1, 3), "family_illegal": (2, 3), "family_prescription": (4, 4), "personal_alcohol": (3, 3), "personal_illegal": (4, 4),
    "personal_prescription": (5, 5), "csa": (3, 0), "psychological_disease": (2, 2), "depression": (1, 1),
}  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["F", "male", "m", "Female"]), st.integers(10, 90), st.sets(st.sampled_from(sorted(WEIGHTS))))
def test_the_opioid_risk_tool_adds_the_weights_of_the_persons_sex(sex, age, ticked):
    result = one("ort", {"sex": sex, "age": age, **{name: int(name in ticked) for name in WEIGHTS}})
    is_man = sex.lower().startswith("m")
    assert result.ort == sum(WEIGHTS[name][is_man] for name in ticked) + (16 <= age <= 45)


def test_the_opioid_risk_tool_needs_sex_and_age():
    assert (
        one("ort", {"sex": None, "age": 30, "csa": 1}).reason == "Sex is not answered; The Opioid Risk Tool needs it."
    )
    assert one("ort", {"sex": "F", "age": 30, "csa": 1, "depression": None}).status == "not_scored"
    assert one("ort", {"sex": "?", "age": 30, "csa": 1}).status == "invalid"


def test_who_is_retired_is_scored_out_of_32():
    assert one("wsas", {"q1": 8, "q2": 8, "q3": 8, "q4": 8, "q5": 8, "retired_etc": False})[
        ["wsas", "max"]
    ].tolist() == [40, 40]
    assert one("wsas", {"q1": None, "q2": 8, "q3": 8, "q4": 8, "q5": 8, "retired_etc": "yes"})[
        ["wsas", "max"]
    ].tolist() == [32, 32]
    assert one("wsas", {"q1": 1, "q2": None, "q3": 0, "q4": 0, "q5": 0, "retired_etc": True}).status == "not_scored"


def test_three_parts_of_the_orebro_form_are_turned_round():
    parts = [
        "pain",
        "depressed",
        "anxious",
        "risk_persistent",
        "rtw_expectancy",
        "fear",
        "normal_work",
        "light_work",
        "sleep",
    ]
    best = {"duration": 1, **{p: 10 if p in ("rtw_expectancy", "light_work", "sleep") else 0 for p in parts}}
    assert one("omspq10", best).omspq10 == 1
    worst = {"duration": 10, **{p: 0 if p in ("rtw_expectancy", "light_work", "sleep") else 10 for p in parts}}
    assert one("omspq10", worst).omspq10 == 100
    assert one("omspq10", {**best, "duration": 0}).status == "invalid"


# Tests and diaries


def test_unable_is_a_result_without_a_number():
    assert one("sts_5x", {"status": "unable"}).ordinal == "unable"
    assert one("sts_5x", {"status": "pain"}).reason == "Not done (pain); Five times sit-to-stand has no number."
    assert one("sts_5x", {"status": "unable", "sts_5x": 12}).status == "invalid"
    assert one("sts_5x", {"value": 12}).sts_5x == 12


def test_gait_speed_is_distance_by_time():
    assert one("gait_speed_10m", {"distance_m": 6, "time_s": 6}).band == "usual"
    assert one("gait_speed_10m", {"distance_m": 10, "time_s": None}).status == "not_scored"
    assert one("gait_speed_10m", {"distance_m": 100, "time_s": 5}).status == "invalid"


def test_a_night_awake_longer_than_in_bed_is_no_night():
    assert one("sleep_efficiency", {"time_in_bed_min": 60, "sol": 40, "waso": 30}).status == "invalid"
    assert one("sleep_efficiency", {"time_in_bed_min": 480, "sol": None, "waso": 30}).status == "not_scored"


# Every form


EVERY_FORM = pytest.mark.parametrize("code", sorted(INSTRUMENTS))


@EVERY_FORM
def test_a_blank_form_is_not_scored(code):
    instrument = INSTRUMENTS[code]
    result = score_instrument(code, pd.DataFrame([{part.name: None for part in instrument.parts}], dtype=object)).iloc[
        0
    ]
    assert result.status == "not_scored"
    assert result.reason.endswith(".")
    assert result[[c for c in instrument.measures if c in result.index]].isna().all()


@EVERY_FORM
def test_wrong_answers_never_raise_and_never_score(code):
    parts = INSTRUMENTS[code].parts
    for wrong in ("Nobody Inparticular", "1e400", float("inf"), -1e9, "[]", "nan%"):
        result = score_instrument(code, pd.DataFrame([{part.name: wrong for part in parts}], dtype=object)).iloc[0]
        assert result.status == "invalid"
        assert "Nobody" not in result.reason


@EVERY_FORM
def test_the_columns_of_a_form_are_those_it_promises(code):
    instrument = INSTRUMENTS[code]
    result = score_instrument(code, pd.DataFrame([{part.name: None for part in instrument.parts}], dtype=object))
    assert set(instrument.columns) <= set(result.columns)
    assert list(result.columns[-3:]) == ["n_answered", "status", "reason"]


def test_every_measure_has_a_form_or_takes_a_finished_score():
    for code, m in MEASURES.items():
        value = m.lowest if not m.panel else None
        if value is not None:
            result = one(code, {"score": value})
            assert (result.status, result[code]) == ("scored", value), code


def test_a_finished_score_is_checked_and_put_into_its_band():
    assert one("soapp_r", {"sum": 18}).band.startswith("positive")
    assert one("soapp_r", {"sum": 97}).status == "invalid"
    assert one("phq9", {"total": 10.5}).band == "moderate"


def test_two_scores_give_a_change():
    result = score_instrument("odi", pd.DataFrame({"baseline": [40, 40, 0, 40], "followup": [30, 35, 0, 101]}))
    assert result.responder.tolist() == [True, False, False, None]
    assert result.status.tolist() == ["scored", "scored", "scored", "invalid"]
    assert math.isnan(result.percent_change[2])


@pytest.mark.parametrize(
    ("columns", "said"),
    [(["q1", "Q01", "q2"], "The column q1 is there twice"), (["q1", "mood"], "'mood' is no column of PEG 3-item pain scale. Its columns are q1 to q3."),
     (["foo"], "'foo' is no column of PEG")],
)  # fmt: skip
def test_columns_that_do_not_fit_are_named_in_one_sentence(columns, said):
    with pytest.raises(UnreadableAnswers, match=said):
        score_instrument("peg", pd.DataFrame([[1] * len(columns)], columns=columns))


def test_an_unknown_form_is_named():
    with pytest.raises(UnknownInstrument, match="There is no measure or form 'oswestry'"):
        score_instrument("oswestry", pd.DataFrame())


def test_an_answered_item_that_the_form_does_not_have_makes_it_invalid():
    assert one("peg", [1, 1, 1, 1]).reason == "Item 4 is answered, but PEG 3-item pain scale has no such item."
    assert one("peg", [1, 1, 1, None]).status == "scored"


def test_rows_keep_their_index_and_do_not_touch_each_other():
    table = pd.DataFrame({"q1": [5, None, 11], "q2": [5, None, 1], "q3": [5, None, 1]}, index=[30, 10, 20])
    assert score_instrument("peg", table).status.to_dict() == {30: "scored", 10: "not_scored", 20: "invalid"}
