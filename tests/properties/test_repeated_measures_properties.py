"""What must hold for every repeated-measures model."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.measure import Better
from domain.measures import MEASURES
from metrics.repeated_measures import RepeatedMeasures, repeated_measures
from metrics.repeated_measures_design import BaselineRole
from metrics.repeated_measures_patterns import pattern_frame

MEASURE = MEASURES["odi"]
CHECKPOINTS = ("intake", "middle", "end")
EXAMPLES = settings(max_examples=25)
roles = st.sampled_from(list(BaselineRole))


@st.composite
def cohorts(draw):
    """30 to 80 courses on a 0–100 scale in two groups, with gaps."""
    chance = np.random.default_rng(draw(st.integers(0, 10_000)))
    n = draw(st.integers(30, 80))
    scores = (
        50 + chance.normal(0, 9, (n, 1)) - 4 * np.arange(3) + chance.normal(0, draw(st.sampled_from([3, 8])), (n, 3))
    )
    scores[chance.random((n, 3)) < draw(st.sampled_from([0.0, 0.15, 0.3]))] = np.nan
    return np.round(scores), chance.choice(["north", "south"], n)


def model(scores, groups, role=BaselineRole.OUTCOME, measure=MEASURE, weights=None) -> RepeatedMeasures:
    return repeated_measures(measure, pattern_frame(scores, CHECKPOINTS, groups, weights), baseline="intake", role=role)


def numbers(answer: RepeatedMeasures) -> np.ndarray:
    """Every estimate, error and degree of freedom in one row; NaN where there is none."""
    told = [(m.mean, m.standard_error, m.degrees_of_freedom) for m in answer.means]
    told += [(c.improvement, c.standard_error, c.degrees_of_freedom) for c in answer.changes]
    told += [(d.difference, d.standard_error, d.degrees_of_freedom) for d in answer.differences]
    return np.array(told, dtype=float).ravel()


def same(one, other, rel=1e-5):
    assert one == pytest.approx(other, rel=rel, abs=1e-6, nan_ok=True)


@EXAMPLES
@given(cohorts(), roles, st.randoms(use_true_random=False))
def test_the_order_of_patients_makes_no_difference(cohort, role, shuffler):
    scores, groups = cohort
    order = shuffler.sample(range(len(scores)), len(scores))
    same(numbers(model(scores, groups, role)), numbers(model(scores[order], groups[order], role)))


@EXAMPLES
@given(cohorts(), roles, st.integers(0, 1000))
def test_a_weight_of_n_equals_n_patients(cohort, role, seed):
    scores, groups = cohort
    n = np.random.default_rng(seed).integers(0, 4, len(scores))
    weighted = model(scores, groups, role, weights=n)
    repeated = model(np.repeat(scores, n, axis=0), np.repeat(groups, n), role)
    same(numbers(weighted), numbers(repeated))
    assert weighted.n_patients == repeated.n_patients


@EXAMPLES
@given(cohorts(), roles)
def test_turning_the_scale_round_turns_the_means_and_leaves_the_improvements(cohort, role):
    scores, groups = cohort
    as_is = model(scores, groups, role)
    turned = model(100 - scores, groups, role, replace(MEASURE, better=Better.HIGHER))
    same([c.improvement for c in as_is.changes if c.improvement is not None],
         [c.improvement for c in turned.changes if c.improvement is not None])  # fmt: skip
    for one, other in zip(as_is.means, turned.means, strict=True):
        if one.mean is not None:
            same([one.mean, one.low], [100 - other.mean, 100 - other.high])


@EXAMPLES
@given(cohorts(), roles, st.sampled_from([1e-3, 0.1, 7.0, 1e4]), st.sampled_from([-500.0, 0.0, 3.0]))
def test_another_unit_changes_the_numbers_by_that_unit_alone(cohort, role, factor, offset):
    scores, groups = cohort
    as_is, rescaled = model(scores, groups, role), model(scores * factor + offset, groups, role)
    assert as_is.why_not == rescaled.why_not
    for one, other in zip(as_is.means, rescaled.means, strict=True):
        if one.mean is not None:
            assert other.mean == pytest.approx(one.mean * factor + offset, rel=1e-5)
            assert other.standard_error == pytest.approx(one.standard_error * factor, rel=1e-4)
            assert other.degrees_of_freedom == pytest.approx(one.degrees_of_freedom, rel=1e-3)


@EXAMPLES
@given(cohorts())
def test_renaming_and_reordering_the_groups_makes_no_difference(cohort):
    scores, groups = cohort
    renamed = np.where(groups == "north", "z", "a")
    as_is, other = model(scores, groups), model(scores, renamed)
    for checkpoint in as_is.checkpoints:
        one, two = as_is.mean(checkpoint, "north"), other.mean(checkpoint, "z")
        same([one.mean or 0, one.low or 0, one.n], [two.mean or 0, two.low or 0, two.n])


@EXAMPLES
@given(cohorts())
def test_without_gaps_every_mean_is_the_plain_mean(cohort):
    scores, groups = cohort
    whole = ~np.isnan(scores).any(axis=1)
    answer = model(scores[whole], groups[whole])
    for m in answer.means:
        if m.mean is not None:
            assert m.mean == pytest.approx(m.observed.mean)


@EXAMPLES
@given(cohorts(), roles)
def test_a_model_gives_finite_numbers_and_a_proper_correlation_or_a_sentence(cohort, role):
    answer = model(*cohort, role)
    assert bool(answer.why_not) == (answer.covariance is None)
    if answer.correlation:
        eigenvalues = np.linalg.eigvalsh(np.array(answer.correlation))
        assert eigenvalues.min() > 0
        assert np.diag(answer.correlation) == pytest.approx(1)
        assert np.isfinite([m.mean for m in answer.means if m.mean is not None]).all()
