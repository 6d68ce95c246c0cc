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


def test_function_comes_first_then_pain_then_what_got_worse_then_how_many_others_improved(measures):
    text = summary(
        change(measures["standing"], 15, 45),
        change(measures["walking"], 40, 42),
        change(measures["sleep"], 50, 70),
        change(measures["mood"], 10, 30),
        change(measures["pain"], 60, 60),
    ).text
    assert text == (
        "1 of 2 due function measures improved; pain is about the same, 60 from 60. Standing 45 from 15. "
        "Worse: mood 30 from 10. 1 other improved."
    )


def test_where_every_function_measure_improved_function_improved(measures):
    answer = summary(change(measures["standing"], 15, 45), change(measures["walking"], 40, 62))
    assert answer.text == "Function improved (2 of 2 due measures). Standing 45 from 15, walking 62 from 40."


def test_improved_on_the_only_measure_told_of_several_due_is_not_function_improved(measures):
    told, untold = change(measures["standing"], 15, 45), change(measures["walking"], 40, None)
    assert summary(told, untold).function == "1 of 2 due function measures improved, 1 cannot be told"
    worse = change(measures["lifting"], 40, 10)
    assert summary(told, untold, worse).function == "1 of 3 due function measures improved, 1 worse, 1 cannot be told"
    same = change(measures["lifting"], 40, 41)
    assert summary(untold, same).function == "1 of 2 due function measures without clear change, 1 cannot be told"


def test_the_only_function_measure_due_is_named_and_said_once(measures):
    assert summary(change(measures["standing"], 15, 45)).text == "Standing improved, 45 from 15."
    assert summary(change(measures["standing"], 45, 15)).text == "Standing is worse, 15 from 45."
    assert summary(change(measures["standing"], 15, 16)).text == "No clear change in standing, 16 from 15."


def test_function_that_got_worse_is_said_to_be_worse(measures):
    answer = summary(change(measures["standing"], 45, 15), change(measures["walking"], 40, 10))
    assert answer.text == "Function is worse (2 of 2 due measures). Worse: standing 15 from 45, walking 10 from 40."


def test_function_measures_that_got_worse_are_counted_and_never_hidden_by_those_that_did_not_change(measures):
    same, worse = change(measures["walking"], 40, 42), change(measures["standing"], 45, 15)
    assert summary(worse, same).function == "1 of 2 due function measures worse"
    better = change(measures["lifting"], 20, 60)
    assert summary(worse, same, better).function == "1 of 3 due function measures improved, 1 worse"


def test_a_measure_done_without_being_due_is_not_counted_among_those_due(measures):
    extra = replace(change(measures["walking"], 40, 62), is_due=False)
    assert summary(change(measures["standing"], 15, 15), extra).function == "no clear change in standing, 15 from 15"
    worse = replace(change(measures["walking"], 40, 10), is_due=False)
    assert summary(change(measures["standing"], 15, 15), worse).worse == "worse: walking 10 from 40"


def test_inside_measurement_error_pain_is_about_the_same_and_outside_it_no_clear_change(measures):
    assert summary(change(measures["pain"], 60, 55)).pain == "pain is about the same, 55 from 60"
    assert summary(change(measures["pain"], 60, 51)).pain == "no clear change in pain, 51 from 60"


def test_an_improvement_within_error_says_so(make, measures):
    wide = replace(measures["standing"], measurement_error=make.error(mdc95=40))
    assert summary(change(wide, 15, 45)).function == "standing improved, 45 from 15 (within error)"
    two = summary(change(wide, 15, 45), change(measures["walking"], 40, 62))
    assert two.function == "function improved (2 of 2 due measures, 1 within error)"


def test_words_on_an_unverified_threshold_are_counted_or_marked(make, measures):
    rule = replace(make.points(10), verified=False)
    doubtful = [replace(measures[name], meaningful_change=rule) for name in ("standing", "mood", "pain")]
    told = summary(
        change(doubtful[0], 15, 45),
        change(measures["walking"], 40, 62),
        change(doubtful[1], 10, 30),
        change(doubtful[2], 60, 40),
    )
    assert (
        told.answer == "function improved (2 of 2 due measures, 1 unverified); pain improved, 40 from 60 (unverified)"
    )
    assert told.worse == "worse: mood 30 from 10 (unverified)"


def test_the_unit_is_said_once(measures):
    told = patient_summary(
        [change(measures["standing"], 15, 45)], score_text=lambda m, v: f"{v} min", baseline_text=lambda m, v: str(v)
    )
    assert told.text == "Standing improved, 45 min from 15."


def test_two_measures_are_named_in_the_order_of_the_registry_and_the_others_counted(measures):
    three = [
        change(measures[name], 10, 10 + gain) for name, gain in (("standing", 10), ("walking", 50), ("lifting", 90))
    ]
    assert summary(*three).figures == "standing 20 from 10, walking 60 from 10"
    worse = [change(measures[name], 90, 10) for name in ("standing", "walking", "lifting")]
    assert summary(*worse).worse == "worse: standing 10 from 90, walking 10 from 90 and 1 more"


def test_what_cannot_be_told_is_said_with_its_reason(measures):
    no_intake = change(measures["standing"], None, 45), change(measures["pain"], None, 50)
    assert summary(*no_intake).text == "Function and pain cannot be told: no intake score."
    told, not_done = change(measures["standing"], 15, 45), change(measures["pain"], 60, None)
    assert summary(told, not_done).pain == "pain cannot be told: not done"
    other_form = change(measures["walking"], 10, 30, form_before="a", form_after="b")
    assert summary(other_form, change(measures["pain"], 60, 60)).function == "function cannot be told: form changed"
    two_values = change(measures["standing"], 10, None, in_conflict=True)
    assert summary(two_values, other_form).function == "function cannot be told"


def test_a_dose_is_stated_without_praise(measures):
    assert summary(change(measures["dose"], 90, 60)).text == "Dose 60 from 90."


def test_a_zero_is_said_like_any_score(measures):
    assert summary(change(measures["standing"], 30, 0)).function == "standing is worse, 0 from 30"


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
        "Program end: 30 of 40 due have at least one form (75%); 10 not yet due, 10 missed while in the program. "
        "standing: 12 of 30 with both scores (40%) improved, 12 of 40 due (30%). "
        "pain: 3 of 30 with both scores (10%) improved, 3 of 40 due (8%). "
        "Worse beyond error on pain: 12 of 30 (40%)."
    )


def test_an_unverified_threshold_is_marked_in_the_group_sentence(make, measures):
    doubtful = replace(measures["standing"], meaningful_change=replace(make.points(10), verified=False))
    rate = responder_rate(doubtful, [10] * 40, [30] * 40)
    told = cohort_summary([(doubtful, rate)], seen(), percentage_from=20)
    assert told.function == (
        "standing: 40 of 40 with both scores (100%) improved, 40 of 40 due (100%) (threshold unverified)."
    )


def test_a_measure_due_in_every_program_speaks_before_one_that_is_not(measures):
    both = rates(measures, "standing", "walking")
    told = cohort_summary(both, seen(), percentage_from=20, not_due_in={"standing": ["Taper"], "walking": []})
    assert told.function.startswith("walking: ")
    alone = cohort_summary(both[:1], seen(), percentage_from=20, not_due_in={"standing": ["Taper"]})
    assert alone.function.endswith("due (30%) (not due in Taper).")


def test_worse_most_often_needs_enough_people_a_known_error_and_a_verified_threshold(make, measures):
    pain = measures["pain"]  # error 8
    doubtful = replace(pain, meaningful_change=replace(make.points(10), verified=False))
    few, many = ([50] * 10, [70] * 10), ([50] * 30, [70] * 10 + [50] * 20)

    def told(*chosen):
        return cohort_summary(
            [(m, responder_rate(m, *scores)) for m, scores in chosen], seen(), percentage_from=20
        ).worse

    assert told((pain, few)) == ""
    assert told((doubtful, many)) == ""
    assert told((measures["mood"], many)) == ""  # its error is not known
    assert told((pain, many), (measures["mood"], many)) == "Worse beyond error on pain: 10 of 30 (33%)."
    within = replace(pain, measurement_error=make.error(mdc95=30))
    assert told((within, many)) == ""


def test_of_several_measures_the_one_with_the_largest_share_beyond_error_is_named(make, measures):
    mood = replace(measures["mood"], measurement_error=make.error(mdc95=8))
    pain = responder_rate(measures["pain"], [50] * 30, [70] * 10 + [50] * 20)
    moods = responder_rate(mood, [50] * 30, [70] * 5 + [50] * 25)
    told = cohort_summary([(mood, moods), (measures["pain"], pain)], seen(), percentage_from=20).worse
    assert told == (
        "Worse beyond error most often on pain: 10 of 30 (33%), of 2 measures with a verified threshold and a known error."
    )


def test_the_group_sentence_has_no_percentage_from_few(measures):
    assert "%" not in cohort_summary(rates(measures, "standing"), seen(), percentage_from=50).text


def test_function_is_represented_by_the_first_measure_not_by_the_best(measures):
    poor = responder_rate(measures["standing"], [10] * 40, [10] * 40)
    good = responder_rate(measures["walking"], [10] * 40, [90] * 40)
    told = cohort_summary([(measures["standing"], poor), (measures["walking"], good)], seen(), percentage_from=20)
    assert told.function.startswith("standing: 0 of 40 with both scores (0%)")


def test_a_group_nobody_is_in_and_one_not_due_yet_are_said_plainly(measures):
    assert cohort_summary([], None, percentage_from=20).text == "No patients match these filters."
    assert cohort_summary([], seen(0, 0, 10), percentage_from=20).text == (
        "Program end: not due yet for any of 10 patients."
    )
