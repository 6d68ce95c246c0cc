"""Scoring: what becomes of blank, wrong and odd answers, and properties that hold for any answers."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.measures import MEASURES, measure
from domain.raw_to_t import TABLES, table_of
from domain.scoring import item_count, score, score_ends, subscale_scores
from domain.scoring_rule import MissingItems

SCORED = [(m.code, form) for m in MEASURES.values() if m.scoring for form in (m.scoring.tables or (None,))]


def one(code, answers, form=None):
    row = pd.DataFrame([dict(enumerate(answers, start=1))], dtype=object)
    return score(measure(code), row, form).iloc[0]


@pytest.mark.parametrize("blank", [None, float("nan"), "", "  ", pd.NA])
def test_a_blank_answer_is_missing_and_not_zero(blank):
    result = one("phq9", [1, 1, 1, 1, 1, 1, 1, 1, blank])
    assert (result.status, result.n_answered) == ("prorated", 8)
    assert result.score == 9


def test_numbers_written_as_text_are_numbers():
    assert one("gad7", ["3", "0", "1", "2.0", " 0", "0", "1"]).score == 7


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (4, "Item 2 of Patient Health Questionnaire-9 is 4; answers lie within 0–3."),
        (-1, "Item 2 of Patient Health Questionnaire-9 is -1; answers lie within 0–3."),
        (1.5, "Item 2 of Patient Health Questionnaire-9 is 1.5; answers are whole numbers."),
        (float("inf"), "Item 2 of Patient Health Questionnaire-9 is inf; answers lie within 0–3."),
        ("often", "Item 2 of Patient Health Questionnaire-9 holds something that is no number."),
        ("1,0", "Item 2 of Patient Health Questionnaire-9 holds something that is no number."),
        (True, "Item 2 of Patient Health Questionnaire-9 holds something that is no number."),
    ],
)
def test_an_answer_off_the_scale_makes_the_form_invalid_and_says_why(answer, said):
    result = one("phq9", [0, answer, 0, 0, 0, 0, 0, 0, 0])
    assert (result.status, result.reason) == ("invalid", said)
    assert np.isnan(result.score)


def test_a_reason_never_repeats_text_that_might_be_a_name():
    assert "Nobody Inparticular" not in one("phq9", ["Nobody Inparticular"] + [0] * 8).reason


def test_item_9_is_known_even_when_the_form_is_invalid_or_unscored():
    assert one("phq9", [7, 0, 0, 0, 0, 0, 0, 0, 2]).safety_level == 2
    assert one("phq9", [None] * 8 + [1]).safety_level == 1
    assert np.isnan(one("phq9", [0] * 8 + [None]).safety_level)
    assert np.isnan(one("phq9", [0] * 8 + [5]).safety_level)


def test_an_answered_item_that_the_measure_does_not_have_makes_the_form_invalid():
    result = one("gad7", [0] * 8)
    assert result.status == "invalid"
    assert result.reason == "Item 8 is answered, but Generalised Anxiety Disorder-7 has no such item."
    assert one("gad7", [0] * 7 + [None]).status == "scored"


def test_a_blank_form_is_not_scored_as_zero():
    for code, form in SCORED:
        result = one(code, [None] * item_count(measure(code), form), form)
        assert result.status == "not_scored", code
        assert np.isnan(result.score)


def test_a_column_that_is_absent_counts_as_blank():
    answers = pd.DataFrame({"1": [1.0], "3": [1.0]})
    assert score(measure("peg"), answers).reason.tolist() == [
        "2 of 3 items are answered; PEG 3-item pain scale needs all 3."
    ]


def test_a_form_scored_by_table_needs_its_form():
    assert "is not stated" in one("promis_pi_tscore", [3] * 8).reason
    assert "no form '9z'" in one("promis_pi_tscore", [3] * 8, "9z").reason
    assert (
        one("promis_pi_tscore", [3] * 8, "8a").score
        == one("promis_pi_tscore", [3] * 8, "promis_pain_interference_8a").score
    )


def test_the_two_six_item_forms_have_different_tables():
    assert one("promis_pi_tscore", [5] * 6, "6a").score == 76.3
    assert one("promis_pi_tscore", [5] * 6, "6b").score == 78.3


def test_a_prorated_raw_sum_is_rounded_up_before_the_look_up():
    result = one("promis_pi_tscore", [2, 2, 2, 2, 3, None, None, None], "8a")  # 11·8/5 = 17.6 → 18
    assert (result.status, result.score, result.standard_error) == ("prorated", 57.4, 1.3)


def test_half_of_a_longer_form_is_enough_only_from_four_items():
    assert one("promis_pi_tscore", [3, 3, 3, 3, None, None], "6a").status == "prorated"
    assert one("promis_pi_tscore", [3, 3, 3, None, None, None], "6a").status == "not_scored"


def test_each_table_holds_every_raw_sum_and_rises():
    assert len(TABLES) == 26
    for table in TABLES.values():
        assert len(table.t_scores) == 4 * table.items + 1
        assert (np.diff(table.t_scores) > 0).all()
        assert (table.standard_errors > 0).all()
        assert (
            "source" in table.note or "calibrations" in table.note or "published" in table.note or "Hays" in table.note
        )


def test_the_scale_ends_of_promis_are_those_of_its_forms():
    promis = measure("promis_pi_tscore")
    ends = [TABLES[code].ends for code in promis.scoring.tables]
    assert (promis.lowest, promis.highest) == (min(low for low, _ in ends), max(high for _, high in ends))
    assert score_ends(promis, "4a") == (41.6, 75.6)
    assert score_ends(measure("odi")) == (0, 100)


def test_an_empty_frame_gives_an_empty_frame():
    assert score(measure("odi"), pd.DataFrame(columns=range(1, 11))).empty


def test_the_row_labels_are_kept():
    answers = pd.DataFrame({1: [7, 8]}, index=[41, 17])
    assert score(measure("nrs_average"), answers).score.to_dict() == {41: 7, 17: 8}


def test_a_measure_without_items_says_so():
    with pytest.raises(ValueError, match="Six-minute walk distance is not scored from items"):
        score(measure("walk_6min"), pd.DataFrame())


def filled(code, form=None, blanks=True):
    rule = measure(code).scoring
    answer = st.sampled_from(rule.only) if rule.only else st.integers(*rule.each)
    count = item_count(measure(code), form)
    answers = st.lists(answer, min_size=count, max_size=count)
    if not blanks:
        return answers
    left_out = st.sets(st.integers(0, count - 1), max_size=3)
    return st.builds(lambda given_, gaps: [None if i in gaps else a for i, a in enumerate(given_)], answers, left_out)


@pytest.mark.parametrize(("code", "form"), SCORED)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_a_score_lies_on_the_scale_or_comes_with_a_reason(code, form, data):
    result = one(code, data.draw(filled(code, form)), form)
    low, high = score_ends(measure(code), form)
    if result.status in ("scored", "prorated"):
        assert low - 1e-9 <= result.score <= high + 1e-9
        assert result.reason == ""
    else:
        assert np.isnan(result.score)
        assert result.reason.endswith(".")


@pytest.mark.parametrize(("code", "form"), SCORED)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_the_order_of_the_answers_does_not_matter_to_the_total(code, form, data):
    answers = data.draw(filled(code, form))
    rule = measure(code).scoring
    if rule.reversed_items or len(set(rule.weights)) > 1:
        return
    places = [number - 1 for number in rule.numbers[: len(answers)]]
    shuffled = list(answers)
    for place, answer in zip(places, data.draw(st.permutations([answers[place] for place in places])), strict=True):
        shuffled[place] = answer
    assert one(code, answers, form).score == pytest.approx(one(code, shuffled, form).score, nan_ok=True)


@pytest.mark.parametrize(("code", "form"), SCORED)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_a_higher_answer_never_lowers_the_score(code, form, data):
    answers = data.draw(filled(code, form, blanks=False))
    place = data.draw(st.integers(0, len(answers) - 1))
    rule = measure(code).scoring
    raised = [*answers[:place], rule.each[1], *answers[place + 1 :]]
    before, after = one(code, answers, form).score, one(code, raised, form).score
    assert after <= before if place + 1 in rule.reversed_items else after >= before


@settings(max_examples=12, deadline=None)
@given(filled("gad7"))
def test_turning_every_item_round_turns_the_score_round(answers):
    gad7 = measure("gad7")
    turned = replace(gad7, scoring=replace(gad7.scoring, reversed_items=tuple(range(1, 8))))
    row = pd.DataFrame([dict(enumerate(answers, start=1))], dtype=object)
    plain, reverse = score(gad7, row).iloc[0], score(turned, row).iloc[0]
    assert plain.status == reverse.status
    if plain.status in ("scored", "prorated"):
        assert plain.score + reverse.score == pytest.approx(21)


def _by_hand(rule, answers):
    """The manual's rule in plain Python, for one form."""
    weights = dict(zip(rule.numbers, rule.weights or [1] * rule.items, strict=True))
    given_ = {n: answers[n - 1] for n in rule.numbers if answers[n - 1] is not None}
    if len(given_) < rule.least_answered:
        return None
    lowest, highest = rule.each
    total = sum(weights[n] * (lowest + highest - a if n in rule.reversed_items else a) for n, a in given_.items())
    if rule.rescale_to:
        return rule.rescale_to * (total - lowest * len(given_)) / ((highest - lowest) * len(given_))
    if rule.missing is MissingItems.NOT_TICKED:
        return total
    return total / len(given_) if rule.total == "mean" else total / len(given_) * rule.items


@pytest.mark.parametrize("code", [code for code, form in SCORED if form is None])
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_the_arrays_agree_with_the_rule_written_out_for_one_form(code, data):
    answers = data.draw(filled(code))
    expected = _by_hand(measure(code).scoring, answers)
    result = one(code, answers)
    assert np.isnan(result.score) if expected is None else result.score == pytest.approx(expected)


def test_subscales_need_each_of_their_items():
    answers = pd.DataFrame([dict.fromkeys(range(1, 13), 1)])
    result = subscale_scores(measure("pcs"), answers).iloc[0]
    assert (result.rumination, result.helplessness) == (4, 6)
    assert np.isnan(result.magnification)


def test_a_short_form_is_found_by_its_short_or_full_name():
    tables = measure("promis_pi_tscore").scoring.tables
    assert table_of(tables, " 4A ").code == "promis_pain_interference_4a"
    assert table_of(tables, None) is None
    assert table_of(tables, "promis_fatigue_4a") is None


def test_a_form_whose_versions_have_different_tables_is_found_by_its_version_only():
    tables = tuple(code for code in TABLES if "physical_function" in code)
    assert table_of(tables, "6b") is None
    assert table_of(tables, "6b v1.2").code == "promis_physical_function_6b_v1_2"
    assert table_of(tables, "4a_v1").t_scores[0] == 22.9
    assert table_of(tables, "4a v1.0").t_scores[0] == 22.9
    assert table_of(tables, "4a").t_scores[0] == 22.5
