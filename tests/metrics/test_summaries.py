"""The sentences: function first, then pain, then the rest, then worse, then what is missing."""

from dataclasses import replace

import pandas as pd
import pytest

from domain.measure import Better, Construct
from metrics.cohort_summary import cohort_summary
from metrics.completeness import completeness
from metrics.patient_summary import MeasureChange, patient_summary
from metrics.responders import responder_rate
from metrics.verdict import change_verdict


def change(measure, baseline, follow_up, **more):
    return MeasureChange(measure, baseline, follow_up, change_verdict(measure, baseline, follow_up, **more))


def plain_text(measure, score):
    return f"{score:g}"


@pytest.fixture
def measures(make):
    def named(name, construct, better=Better.HIGHER, **facts):
        return make.scale(
            code=name, short_name=name, construct=construct, better=better, meaningful_change=make.points(10), **facts
        )

    return {
        "standing": named("standing", Construct.PHYSICAL_FUNCTION),
        "walking": named("walking", Construct.PHYSICAL_FUNCTION),
        "lifting": named("lifting", Construct.PHYSICAL_FUNCTION),
        "sleep": named("sleep", Construct.SLEEP),
        "mood": named("mood", Construct.MOOD, Better.LOWER),
        "pain": named("pain", Construct.PAIN_INTENSITY, Better.LOWER, measurement_error=make.error(mdc95=8)),
        "dose": named("dose", Construct.MEDICATION, judged=False),
    }


def summary(*changes):
    return patient_summary(changes, score_text=plain_text)


def test_function_comes_first_then_pain_then_the_rest_then_worse_then_missing(measures):
    text = summary(
        change(measures["standing"], 15, 45),
        change(measures["walking"], 40, 42),
        change(measures["sleep"], 50, 70),
        change(measures["mood"], 10, 30),
        change(measures["pain"], 60, 60),
        change(measures["lifting"], 20, None),
    ).text
    assert text == (
        "1 of 2 function measures improved: standing 45 (15 at intake); pain 60 (60 at intake) about the same; "
        "also improved: sleep; worse: mood 30 (10 at intake); not done: lifting."
    )


def test_inside_measurement_error_pain_is_about_the_same_and_outside_it_no_clear_change(measures):
    assert summary(change(measures["pain"], 60, 55)).pain == "pain 55 (60 at intake) about the same"
    assert summary(change(measures["pain"], 60, 51)).pain == "pain 51 (60 at intake) no clear change"


def test_an_improvement_within_error_says_so(make, measures):
    wide = replace(measures["standing"], measurement_error=make.error(mdc95=40))
    assert summary(change(wide, 15, 45)).function == "function improved: standing 45 (15 at intake) (within error)"


def test_two_measures_are_named_in_the_order_of_the_registry_and_the_others_counted(measures):
    three = [
        change(measures[name], 10, 10 + gain) for name, gain in (("standing", 10), ("walking", 50), ("lifting", 90))
    ]
    assert summary(*three).function == (
        "3 of 3 function measures improved: standing 20 (10 at intake), walking 60 (10 at intake) and 1 more"
    )


def test_function_without_clear_change_is_said_and_not_skipped(measures):
    assert (
        summary(change(measures["standing"], 15, 16)).function
        == "no clear change in function: standing 16 (15 at intake)"
    )


def test_function_that_got_worse_leads_and_is_named_under_worse(measures):
    answer = summary(change(measures["standing"], 45, 15))
    assert answer.text == "Function did not improve; worse: standing 15 (45 at intake)."


def test_function_measures_that_got_worse_are_counted_and_never_hidden_by_those_that_did_not_change(measures):
    same, worse = change(measures["walking"], 40, 42), change(measures["standing"], 45, 15)
    assert summary(worse, same).function == "1 of 2 function measures worse"
    better = change(measures["lifting"], 20, 60)
    assert summary(worse, same, better).function.startswith("1 of 3 function measures improved, 1 worse: lifting 60")


def test_what_cannot_be_told_is_named_with_its_reason(measures):
    answer = summary(
        change(measures["standing"], None, 45),
        change(measures["walking"], 10, 30, form_before="a", form_after="b"),
        change(measures["mood"], 10, None, in_conflict=True),
    )
    assert answer.text == "No intake score: standing; form changed: walking; two values in conflict: mood."


def test_a_dose_is_stated_without_praise(measures):
    assert summary(change(measures["dose"], 90, 60)).text == "Dose 60 (90 at intake)."


def test_a_zero_is_said_like_any_score(measures):
    assert "standing 0 (30 at intake)" in summary(change(measures["standing"], 30, 0)).worse


def test_nothing_measured_is_said_plainly():
    assert summary().text == "Nothing has been measured since intake."


def seen(observed=30, due=40, not_yet=10):
    row = {"checkpoint": "program_end", "name": "Program end", "ordinal": 3, "enrolled": due + not_yet, "excused": 0}
    row |= {"not_yet": not_yet, "due": due, "any_form": observed, "all_forms": 0}
    return completeness(pd.DataFrame([row | {"missing_still_in": due - observed, "missing_left": 0}]))[0]


def rates(measures, *names):
    scores = [10] * 40, [30] * 12 + [10] * 15 + [0] * 3 + [None] * 10
    return [(measures[name], responder_rate(measures[name], *scores)) for name in names]


def test_the_group_sentence_gives_every_number_its_denominator(measures):
    text = cohort_summary(rates(measures, "standing", "pain"), seen(), percentage_from=20).text
    assert text == (
        "Program end: 40 due, of them 30 with a form (75%); 10 not yet due, 10 missed while in the program. "
        "standing: 12 of 30 (40%) improved, 12 of 40 (30%) of all due. "
        "pain: 3 of 30 (10%) improved, 3 of 40 (8%) of all due. "
        "Worse most often on pain: 12 of 30 (40%)."
    )


def test_the_group_sentence_has_no_percentage_from_few(measures):
    assert "%" not in cohort_summary(rates(measures, "standing"), seen(), percentage_from=50).text


def test_function_is_represented_by_the_first_measure_not_by_the_best(measures):
    poor = responder_rate(measures["standing"], [10] * 40, [10] * 40)
    good = responder_rate(measures["walking"], [10] * 40, [90] * 40)
    told = cohort_summary([(measures["standing"], poor), (measures["walking"], good)], seen(), percentage_from=20)
    assert told.function.startswith("standing: 0 of 40 (0%)")


def test_a_group_nobody_is_in_and_one_not_due_yet_are_said_plainly(measures):
    assert cohort_summary([], None, percentage_from=20).text == "No patients match these filters."
    assert cohort_summary([], seen(0, 0, 10), percentage_from=20).text == (
        "Program end: not due yet for any of 10 patients."
    )
