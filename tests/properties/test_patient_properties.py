"""What must hold for every patient's reliable change, class and expected course."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.measure import (
    Better,
    ChangeTerm,
    Construct,
    Licence,
    LicenceClass,
    MeaningfulChange,
    Measure,
    MeasurementError,
    Norm,
    NormGroup,
    ThresholdUnit,
)
from domain.similarity import Traits, ladder
from domain.source import Source
from metrics.clinical_significance import clinical_change, cut_offs
from metrics.course_calibration import leave_one_out_bands
from metrics.expected_course import expected_course, pace
from metrics.floor_ceiling import floor_ceiling
from metrics.gates import gate_readings
from metrics.population import Population
from metrics.reliable_change import Method, reliable_change
from metrics.verdict import change_verdict
from metrics.weighted_quantile import weighted_quantiles

MADE_UP = Source(title="Made up for this test", verified=True)
SCALE = Measure(
    code="plain", name="Plain", short_name="Plain", construct=Construct.MOOD, unit="points", better=Better.HIGHER, lowest=0,
    highest=100, step=1, licence=Licence(LicenceClass.FREE, "", MADE_UP, True),
    meaningful_change=MeaningfulChange((ChangeTerm(10, ThresholdUnit.POINTS),), "made up", MADE_UP, "nobody", True),
)  # fmt: skip
score = st.integers(0, 1000).map(lambda x: x / 10)
reliability = st.integers(1, 99).map(lambda x: x / 100)
spread = st.integers(10, 300).map(lambda x: x / 10)


def turned(measure: Measure) -> Measure:
    """The same scale read from its other end."""
    norms = tuple(replace(norm, mean=100 - norm.mean) for norm in measure.norms)
    return replace(measure, better=Better.LOWER if measure.better is Better.HIGHER else Better.HIGHER, norms=norms)


def with_reliability(r: float) -> Measure:
    return replace(SCALE, measurement_error=MeasurementError(MADE_UP, True, "nobody", reliability=r))


@given(reliability, spread, score, score, score, st.sampled_from(Method))
def test_turning_a_scale_round_changes_no_index(r, sd, mean, before, after, method):
    measure, group = with_reliability(r), Population("nobody", mean, sd, None, None, True)
    one = reliable_change(measure, before, after, method, population=group)
    other = replace(group, mean=100 - mean)
    two = reliable_change(turned(measure), 100 - before, 100 - after, method, population=other)
    assert one.index == pytest.approx(two.index, abs=1e-6)
    assert one.low == pytest.approx(100 - two.high, abs=1e-6)


@given(spread, score, score, score)
def test_the_correction_for_regression_vanishes_as_reliability_nears_one(sd, mean, before, after):
    """√(1 − r²) / √(2(1 − r)) and the pull to the mean both tend to 1."""
    measure, group = with_reliability(1 - 1e-9), Population("nobody", mean, sd, None, None, True)
    plain = reliable_change(measure, before, after, population=group)
    allowed = reliable_change(measure, before, after, Method.GULLIKSEN_LORD_NOVICK, population=group)
    assert allowed.index == pytest.approx(plain.index, rel=1e-4, abs=1e-2)


@given(reliability, spread, score, score)
def test_at_the_groups_mean_nobody_is_expected_to_regress(r, sd, mean, after):
    group = Population("nobody", mean, sd, None, None, True)
    expected = [
        reliable_change(with_reliability(r), mean, after, method, population=group).expected for method in Method
    ]
    assert expected == pytest.approx([mean] * 3)


@given(reliability, spread, score, score, score)
def test_the_edwards_nunnally_limits_are_the_narrowest(r, sd, mean, before, after):
    group = Population("nobody", mean, sd, None, None, True)
    width = {}
    for method in Method:
        answer = reliable_change(with_reliability(r), before, after, method, population=group)
        width[method] = answer.high - answer.low
    assert width[Method.EDWARDS_NUNNALLY] <= width[Method.GULLIKSEN_LORD_NOVICK] + 1e-9
    assert width[Method.GULLIKSEN_LORD_NOVICK] <= width[Method.JACOBSON_TRUAX] + 1e-9


@given(score, spread, score, spread, score, score)
def test_turning_a_scale_round_changes_no_class(care, sd_care, general, sd_general, before, after):
    norms = (
        Norm("in care", care, sd_care, MADE_UP, True, NormGroup.IN_CARE), Norm("all", general, sd_general, MADE_UP, True, NormGroup.GENERAL),
    )  # fmt: skip
    measure = replace(with_reliability(0.8), norms=norms)
    one, two = clinical_change(measure, before, after), clinical_change(turned(measure), 100 - before, 100 - after)
    assert one.outcome is two.outcome
    cuts = cut_offs(measure)
    if cuts.c is not None:
        assert min(care, general) <= cuts.c <= max(care, general)


@given(score, score, st.sampled_from(Better))
def test_turning_a_scale_round_changes_no_gate(before, after, better):
    measure = replace(SCALE, better=better, measurement_error=MeasurementError(MADE_UP, True, "nobody", mdc95=12))
    one = gate_readings(measure, change_verdict(measure, before, after))
    two = gate_readings(turned(measure), change_verdict(turned(measure), 100 - before, 100 - after))
    assert [g.answer for g in one] == [g.answer for g in two]
    assert [g.text for g in one] == [g.text for g in two]


@given(st.lists(st.tuples(score, st.integers(0, 9)), max_size=20))
def test_turning_a_scale_round_changes_no_floor_and_no_ceiling(rows):
    scores, n = [s for s, _ in rows], [k for _, k in rows]
    one, two = floor_ceiling(SCALE, scores, n), floor_ceiling(turned(SCALE), [100 - s for s in scores], n)
    assert replace(one, measure="") == replace(two, measure="")


tables = st.lists(st.tuples(score, st.integers(1, 9)), min_size=1, max_size=25)
shares = st.lists(st.integers(1, 99).map(lambda p: p / 100), min_size=1, max_size=5)


@given(tables, shares)
def test_weighted_quantiles_are_numpys_on_repeated_values(table, ps):
    values, counts = zip(*table, strict=True)
    expected = np.quantile(np.repeat(values, counts), ps, method="weibull")
    np.testing.assert_allclose(weighted_quantiles(values, counts, ps), expected, atol=1e-9)


@given(tables)
def test_quantiles_rise_with_the_share(table):
    values, counts = zip(*table, strict=True)
    found = weighted_quantiles(values, counts, np.linspace(0.01, 0.99, 60))
    assert (np.diff(found) >= -1e-9).all()
    assert found[0] >= min(values) - 1e-9
    assert found[-1] <= max(values) + 1e-9


people = st.lists(st.tuples(st.integers(0, 6), score, st.integers(1, 40)), min_size=1, max_size=12)


def counts(rows):
    columns = ["checkpoint", "ordinal", "due_day_from_start", "rung", "state", "score", "n"]
    return pd.DataFrame([("end", 1, 28, rung + 1, "observed", s, n) for rung, s, n in rows], columns=columns)


@given(people, score)
def test_somebody_beyond_the_rung_in_force_does_not_move_the_band(rows, far):
    traits = Traits("short", 50.0, sex="f", birth_year=1960, payer="a", pain_months=5)
    rungs = ladder(SCALE, 50.0)
    (before,) = expected_course(SCALE, traits, rungs, counts(rows)).points
    if before.has_band and before.rung.rung < len(rungs):
        beyond = [*rows, (before.rung.rung, far, 1)]
        assert expected_course(SCALE, traits, rungs, counts(beyond)).points == (before,)


@given(people, score)
def test_turning_a_scale_round_changes_no_pace(rows, mine):
    traits = Traits("short", 50.0)
    (one,) = expected_course(SCALE, traits, ladder(SCALE, 50.0), counts(rows)).points
    other = [(rung, 100 - s, n) for rung, s, n in rows]
    (two,) = expected_course(turned(SCALE), traits, ladder(SCALE, 50.0), counts(other)).points
    first, second = pace(SCALE, one, mine), pace(turned(SCALE), two, 100 - mine)
    assert (first.pace, first.is_outside_80, first.sentence) == (second.pace, second.is_outside_80, second.sentence)


@given(st.integers(31, 60), st.integers(0, 10_000))
def test_a_patients_own_score_never_moves_their_own_band(n, seed):
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {"checkpoint": "end", "ordinal": 1, "episode_id": range(n), "patient_id": range(n), "baseline": 50.0, "form": "",
         "score": rng.integers(0, 100, n).astype(float), "sex": "f", "age_days": 18_000.0, "payer": "a", "pain_band": "x"}
    )  # fmt: skip
    before = leave_one_out_bands(SCALE, rows, np.array([0]))
    rows.loc[0, "score"] = 100 - rows.loc[0, "score"]
    np.testing.assert_array_equal(leave_one_out_bands(SCALE, rows, np.array([0])), before)
