"""A weight of n is n equal rows, in every metric that takes frequency weights; and what a share or a mean must always obey."""

from dataclasses import fields, is_dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.measures import MEASURES
from metrics.clinical_significance import clinical_significance
from metrics.early_response import early_response
from metrics.effect_size import effect_sizes
from metrics.floor_ceiling import floor_ceiling
from metrics.form_quality import form_quality
from metrics.lasting import lasting
from metrics.plan_change import plan_change_rate
from metrics.population import Population
from metrics.regression_to_mean import own_referrals, regression_to_mean
from metrics.responder_curve import responder_curve
from metrics.who_left import who_left

NRS, PSEQ = MEASURES["nrs_average"], MEASURES["pseq"]
GROUP = Population("a made-up group", 6, 2, 40, None, True)

score = st.one_of(st.integers(0, 10).map(float), st.just(np.nan))
rows = st.lists(st.tuples(score, score, score, st.integers(0, 4)), max_size=8)


def spread(table):
    """Columns with weights, and the same with every row repeated."""
    columns = [np.array([row[i] for row in table], float) for i in range(3)]
    n = np.array([row[3] for row in table], int)
    return columns, n, [np.repeat(column, n) for column in columns]


def same(one, other) -> None:
    """Equal answers, numbers up to rounding."""
    assert type(one) is type(other)
    if is_dataclass(one):
        for field in fields(one):
            same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, (tuple, list)):
        assert len(one) == len(other)
        for left, right in zip(one, other, strict=True):
            same(left, right)
    elif isinstance(one, np.ndarray):
        assert one == pytest.approx(other, rel=1e-6, abs=1e-7, nan_ok=True)
    elif isinstance(one, float):
        assert one == pytest.approx(other, rel=1e-6, abs=1e-7)
    else:
        assert one == other


@given(rows)
@pytest.mark.parametrize("measure", [NRS, PSEQ], ids=lambda m: m.code)
def test_two_and_three_point_metrics(measure, table):
    (before, end, later), n, (b, e, f) = spread(table)
    same(responder_curve(measure, before, end, n), responder_curve(measure, b, e))
    same(lasting(measure, before, end, later, n), lasting(measure, b, e, f))
    same(effect_sizes(measure, before, end, n), effect_sizes(measure, b, e))
    same(floor_ceiling(measure, end, n), floor_ceiling(measure, e))
    same(
        clinical_significance(measure, before, end, n, referrals=GROUP),
        clinical_significance(measure, b, e, referrals=GROUP),
    )
    reference, repeated = own_referrals("own", before, n), own_referrals("own", b)
    same(regression_to_mean(measure, before, end, reference, weights=n), regression_to_mean(measure, b, e, repeated))


flag = st.one_of(st.integers(0, 1).map(float), st.just(np.nan))


@given(st.lists(st.tuples(score, flag, flag, st.integers(0, 4)), max_size=8))
def test_early_response(table):
    names = ["early_change", "early_improved", "later_improved"]
    columns, n, repeated = spread(table)
    counted = pd.DataFrame(dict(zip(names, columns, strict=True))).assign(n=n)
    single = pd.DataFrame(dict(zip(names, repeated, strict=True))).assign(n=1)
    same(early_response(NRS, counted), early_response(NRS, single))


day = st.one_of(st.integers(0, 90).map(float), st.just(np.nan))


@given(st.lists(st.tuples(st.booleans(), day, st.integers(0, 90), st.integers(1, 4)), max_size=8))
def test_plan_changes(table):
    frame = pd.DataFrame(
        [
            (flagged, flagged, False, d if d <= seen else np.nan, np.nan, float(seen), n)
            for flagged, d, seen, n in table
        ],
        columns=["is_flagged", "is_worse", "is_behind", "days_to_change", "days_to_named", "days_followed", "n"],
    ).astype({"days_to_change": float, "days_to_named": float, "days_followed": float, "n": int})
    answer = plan_change_rate(frame)
    same(answer, plan_change_rate(frame.loc[frame.index.repeat(frame["n"])].assign(n=1)))
    assert answer.flagged.n + answer.other.n == frame["n"].sum()
    assert answer.flagged.changed.total + answer.flagged.n_recent == answer.flagged.n


@given(st.lists(st.tuples(st.sampled_from(["filled", "after closing", "not filled"]), st.integers(-9, 9), st.booleans(), st.integers(1, 4)), min_size=1, max_size=8))  # fmt: skip
def test_form_quality(table):
    frame = pd.DataFrame(
        [
            ("odi", "end", state, float(days) if state == "filled" else np.nan, ("scored" if whole else "prorated") if state == "filled" else None, n)
            for state, days, whole, n in table
        ],
        columns=["measure", "checkpoint", "state", "days_from_due", "items", "n"],
    )  # fmt: skip
    (answer,) = form_quality(frame)
    (repeated,) = form_quality(frame.loc[frame.index.repeat(frame["n"])].assign(n=1))
    same(answer, repeated)
    assert answer.filled.count + answer.after_closing.count <= answer.due
    assert answer.late.total == answer.filled.count


@given(st.lists(st.tuples(score, st.booleans(), st.integers(1, 4)), max_size=8))
def test_who_left(table):
    """Each patient has one score row and one age row, so that both sides can be counted."""
    parts = [
        pd.DataFrame(
            [(kind, name, value, None, seen, n) for value, seen, n in table],
            columns=["kind", "name", "value", "level", "is_observed", "n"],
        )
        for kind, name in (("score", "nrs_average"), ("number", "age"))
    ]
    frame = pd.concat(parts, ignore_index=True)
    measures = {"nrs_average": NRS}
    answer = who_left(frame, measures)
    same(answer, who_left(frame.loc[frame.index.repeat(frame["n"])].assign(n=1), measures))
    for row in answer.numbers:
        assert row.stayed.n + row.stayed_unknown == answer.n_stayed
        assert row.left.n + row.left_unknown == answer.n_left


@given(rows)
def test_who_lasts_adds_up(table):
    (before, end, later), n, _ = spread(table)
    answer = lasting(NRS, before, end, later, n)
    assert answer.n + answer.n_missing == answer.due
    assert answer.still_improved.total + answer.n_lost == answer.worst_case.total == answer.best_case.total
    if answer.still_improved.share is not None:
        assert answer.worst_case.share <= answer.still_improved.share <= answer.best_case.share


@given(rows)
def test_the_responder_curve_never_rises_and_starts_with_all(table):
    (before, end, _), n, _ = spread(table)
    curve = responder_curve(NRS, before, end, n)
    shares = [point.observed.share for point in curve.points]
    assert shares == sorted(shares, reverse=True)
    assert shares[:1] in ([], [1.0])
    assert all(p.of_due.share <= p.observed.share <= 1 and p.of_due.share <= p.best_case.share for p in curve.points)
