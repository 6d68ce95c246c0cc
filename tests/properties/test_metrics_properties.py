"""What must hold for every cohort, not only for the ones somebody thought of."""

from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.measure import (
    Better,
    ChangeTerm,
    Combine,
    Construct,
    Licence,
    LicenceClass,
    MeaningfulChange,
    Measure,
    MeasurementError,
    ResponseCategory,
    ThresholdUnit,
)
from domain.measures import MEASURES
from domain.source import Source
from metrics.mean_course import mean_course
from metrics.mean_interval import mean_interval
from metrics.paired_change import paired_change
from metrics.proportion import wilson
from metrics.responders import responder_rate
from metrics.verdict import change_verdict
from metrics.verdict_list import verdicts

MADE_UP = Source(title="Made up for this test")
TOP = 100
SCALE = Measure(
    code="plain",
    name="Plain",
    short_name="Plain",
    construct=Construct.MOOD,
    unit="points",
    better=Better.HIGHER,
    lowest=0,
    highest=TOP,
    step=1,
    licence=Licence(LicenceClass.FREE, "", MADE_UP, True),
)

score = st.one_of(st.none(), st.integers(0, TOP).map(float), st.integers(0, 1000).map(lambda x: x / 10))
form = st.sampled_from([None, "", "4a", "8a"])
amount = st.one_of(st.none(), st.integers(1, 40).map(float))
standard_error = st.one_of(st.none(), st.integers(1, 10).map(float))
units = st.sampled_from([ThresholdUnit.POINTS, ThresholdUnit.PERCENT_OF_BASELINE])
rules = st.builds(
    lambda terms, combine, verified: MeaningfulChange(tuple(terms), "made up", MADE_UP, "nobody", verified, combine),
    st.lists(st.builds(ChangeTerm, st.integers(1, 50).map(float), units), min_size=1, max_size=2),
    st.sampled_from(Combine),
    st.booleans(),
)
errors = st.one_of(
    st.none(),
    st.builds(lambda e: MeasurementError(MADE_UP, True, "nobody", mdc95=e), st.integers(1, 40).map(float)),
    st.just(MeasurementError(MADE_UP, False, "nobody", per_score=True)),
    st.just(MeasurementError(MADE_UP, True, "nobody", reliability=0.8, sd=10.0)),
)


def point_rules(points):
    return MeaningfulChange((ChangeTerm(points, ThresholdUnit.POINTS),), "made up", MADE_UP, "nobody", True)


@st.composite
def measures(draw):
    if draw(st.integers(0, 4)) == 0:
        category = ResponseCategory(2, draw(st.sampled_from([None, 6.0])), "made up", MADE_UP, True)
        return replace(SCALE, better=Better.LOWER, needs_baseline=False, response_category=category)
    return replace(
        SCALE,
        better=draw(st.sampled_from(Better)),
        meaningful_change=draw(st.one_of(st.none(), rules)),
        measurement_error=draw(errors),
        judged=draw(st.integers(0, 9)) > 0,
    )


changes = st.lists(
    st.tuples(score, score, form, form, standard_error, standard_error, st.booleans()), min_size=1, max_size=12
)
cohorts = st.lists(st.tuples(score, score, st.booleans(), st.integers(0, 5)), max_size=15)


def columns(rows, width):
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


@given(measures(), changes)
def test_a_list_of_changes_gets_the_same_verdicts_as_each_change_alone(measure, rows):
    before, after, form_before, form_after, se_before, se_after, conflict = columns(rows, 7)
    together = verdicts(
        measure,
        before,
        after,
        form_before=form_before,
        form_after=form_after,
        error_before=se_before,
        error_after=se_after,
        in_conflict=conflict,
    )
    for i, row in enumerate(together.to_dict("records")):
        alone = change_verdict(
            measure,
            before[i],
            after[i],
            form_before=form_before[i],
            form_after=form_after[i],
            error_before=se_before[i],
            error_after=se_after[i],
            in_conflict=conflict[i],
        )
        texts = (alone.word.value, alone.phrase, alone.why_not, alone.beyond.value if alone.beyond else "")
        assert (row["word"], row["phrase"], row["why_not"], row["beyond"]) == texts
        for name in ("change", "improvement", "meaningful", "error"):
            expected = getattr(alone, name)
            assert np.isnan(row[name]) if expected is None else row[name] == pytest.approx(expected)


def turned(measure: Measure, scores):
    """The same scale read from its other end, with its scores."""
    better = Better.LOWER if measure.better is Better.HIGHER else Better.HIGHER
    return replace(measure, better=better), [None if s is None else TOP - s for s in scores]


@given(amount, amount, score, score, score, st.sampled_from(Better))
def test_turning_a_scale_round_changes_no_improvement_and_no_verdict(m, e, before, after, later, better):
    measure = replace(
        SCALE,
        better=better,
        meaningful_change=None if m is None else point_rules(m),
        measurement_error=None if e is None else MeasurementError(MADE_UP, True, "nobody", mdc95=e),
    )
    other, (before_2, after_2, later_2) = turned(measure, [before, after, later])
    one = change_verdict(measure, before, after, next_score=later)
    two = change_verdict(other, before_2, after_2, next_score=later_2)
    assert (one.word, one.phrase, one.beyond, one.sustained) == (two.word, two.phrase, two.beyond, two.sustained)
    assert one.improvement == (None if two.improvement is None else pytest.approx(two.improvement))


@given(cohorts, st.integers(1, 40).map(float), st.sampled_from(Better))
def test_turning_a_scale_round_changes_no_count_and_no_mean_improvement(rows, m, better):
    before, after, due, n = columns(rows, 4)
    measure = replace(SCALE, better=better, meaningful_change=point_rules(m))
    other, before_2 = turned(measure, before)
    _, after_2 = turned(measure, after)
    assert asdict(responder_rate(measure, before, after, n, due)) == asdict(
        responder_rate(other, before_2, after_2, n, due)
    )
    one, two = (paired_change(x, b, a, n, due) for x, b, a in ((measure, before, after), (other, before_2, after_2)))
    for name in ("mean_improvement", "low", "high"):
        expected = getattr(two, name)
        assert getattr(one, name) == (None if expected is None else pytest.approx(expected, abs=1e-9))


@given(cohorts, score)
def test_a_patient_without_follow_up_moves_the_due_and_enrolled_denominators_not_the_observed_rate(rows, baseline):
    before, after, due, n = columns(rows, 4)
    measure = replace(SCALE, meaningful_change=point_rules(10.0))
    without = responder_rate(measure, before, after, n, due)
    with_one = responder_rate(measure, [*before, baseline], [*after, None], [*n, 1], [*due, True])
    assert with_one.observed == without.observed
    assert (with_one.due, with_one.enrolled) == (without.due + 1, without.enrolled + 1)
    assert with_one.n_missing == without.n_missing + 1
    assert with_one.of_due.total == without.of_due.total + 1


@given(cohorts)
def test_a_patient_not_yet_due_moves_only_the_enrolled_denominator(rows):
    before, after, due, n = columns(rows, 4)
    measure = replace(SCALE, meaningful_change=point_rules(10.0))
    without = responder_rate(measure, before, after, n, due)
    with_one = responder_rate(measure, [*before, 50], [*after, 90], [*n, 1], [*due, False])
    unmoved = ("due", "n_observed", "n_missing", "observed", "of_due", "worst_case", "best_case")
    assert [getattr(with_one, name) for name in unmoved] == [getattr(without, name) for name in unmoved]
    assert with_one.enrolled == without.enrolled + 1


def repeated(rows):
    return [row[:-1] for row in rows for _ in range(row[-1])]


@given(measures(), cohorts)
def test_a_weight_of_n_counts_as_n_equal_rows(measure, rows):
    before, after, due, n = columns(rows, 4)
    before_n, after_n, due_n = columns(repeated(rows), 3)
    assert asdict(responder_rate(measure, before, after, n, due)) == asdict(
        responder_rate(measure, before_n, after_n, None, due_n)
    )


@given(cohorts)
def test_a_weight_of_n_averages_as_n_equal_rows(rows):
    before, after, due, n = columns(rows, 4)
    before_n, after_n, due_n = columns(repeated(rows), 3)
    one, two = paired_change(SCALE, before, after, n, due), paired_change(SCALE, before_n, after_n, None, due_n)
    assert (one.n, one.missing) == (two.n, two.missing)
    for name in ("mean_before", "mean_after", "mean_improvement", "sd_improvement", "low", "high"):
        expected = getattr(two, name)
        assert getattr(one, name) == (None if expected is None else pytest.approx(expected, abs=1e-6))


@given(measures(), cohorts)
def test_worst_case_lies_below_the_observed_share_and_best_case_above(measure, rows):
    before, after, due, n = columns(rows, 4)
    rate = responder_rate(measure, before, after, n, due)
    assert rate.worst_case.count <= rate.best_case.count <= rate.due
    if rate.observed.share is not None:
        assert rate.worst_case.share <= rate.observed.share + 1e-12
        assert rate.observed.share <= rate.best_case.share + 1e-12
        assert rate.of_enrolled.share <= rate.of_due.share + 1e-12


@given(measures(), cohorts)
def test_every_episode_is_counted_once(measure, rows):
    before, after, due, n = columns(rows, 4)
    rate = responder_rate(measure, before, after, n, due)
    assert rate.enrolled == sum(n)
    assert rate.due == rate.n_observed + rate.n_missing
    if not rate.why_not:
        assert rate.observed.total + rate.n_unjudged == rate.n_observed
        assert rate.n_unclear is None or rate.n_unclear >= 0


@given(st.integers(0, 3000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_a_wilson_interval_holds_its_share_and_stays_between_0_and_1(pair):
    answer = wilson(*pair)
    if pair[1]:
        assert 0 <= answer.low <= answer.share <= answer.high <= 1
        assert answer.high > answer.low


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_wilson_interval_turned_round_is_that_of_the_others(count, more):
    total = count + more
    one, two = wilson(count, total), wilson(total - count, total)
    assert one.low == pytest.approx(1 - two.high, abs=1e-12)


@given(st.integers(0, 60), st.integers(1, 60), st.integers(1, 60))
def test_no_percentage_is_ever_given_from_fewer_than_the_limit(count, more, limit):
    answer = wilson(count, count + more)
    small = answer.total < limit
    assert (answer.percent(limit) is None) == (answer.percent_interval(limit) is None) == small
    assert ("%" in answer.wording(limit)) != small


@given(st.lists(st.integers(0, 1000).map(lambda x: x / 10), min_size=2, max_size=40))
def test_sums_give_the_same_mean_and_interval_as_the_scores_themselves(scores):
    answer = mean_interval(len(scores), sum(scores), sum(x * x for x in scores))
    assert answer.mean == pytest.approx(np.mean(scores))
    assert answer.sd == pytest.approx(np.std(scores, ddof=1), abs=1e-5)
    assert answer.low <= answer.mean <= answer.high


@given(st.lists(st.integers(0, 25), max_size=6))
def test_a_course_shows_every_checkpoint_with_its_n_and_an_interval_only_from_enough(sizes):
    rows = [(f"c{i}", i, 7 * i, n, 5.0 * n, 30.0 * n) for i, n in enumerate(sizes)]
    frame = pd.DataFrame(rows, columns=["checkpoint", "ordinal", "due_day_from_start", "n", "total", "total_sq"])
    points = mean_course(frame, interval_from=20)
    assert [point.n for point in points] == sizes
    assert all((point.low is not None) == (point.n >= 20) for point in points)
    assert all((point.mean is None) == (point.n == 0) for point in points)


@pytest.mark.parametrize("code", MEASURES)
def test_every_registered_measure_can_be_judged_over_its_whole_range(code):
    measure = MEASURES[code]
    top = measure.highest if measure.highest is not None else 300.0
    scores = np.linspace(measure.lowest, top, 23)
    before, after = (grid.ravel() for grid in np.meshgrid(scores, scores))
    rows = verdicts(measure, before, after)
    for i in range(0, len(rows), 7):
        alone = change_verdict(measure, before[i], after[i])
        assert (rows["phrase"][i], rows["why_not"][i]) == (alone.phrase, alone.why_not)
