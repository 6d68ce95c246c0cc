"""What must hold for every early sign and every set of p-values."""

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.early_response import area_under_curve
from metrics.false_discovery import Dependence, adjusted_p

people = st.lists(st.tuples(st.integers(-9, 9), st.booleans(), st.integers(0, 4)), min_size=1, max_size=15)
p_values = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def columns(rows):
    return tuple(list(column) for column in zip(*rows, strict=True))


@given(people)
def test_weights_n_equal_n_repeated_people(rows):
    scores, positive, n = columns(rows)
    one = astuple(area_under_curve(scores, positive, n))
    other = astuple(area_under_curve(np.repeat(scores, n), np.repeat(positive, n)))
    assert [x is None for x in one] == [x is None for x in other]
    assert [x for x in one if x is not None] == pytest.approx([x for x in other if x is not None])


@given(people)
def test_the_area_is_the_share_of_pairs_in_the_right_order(rows):
    scores, positive, _ = columns(rows)
    pairs = [
        (a > b) + 0.5 * (a == b)
        for a, ill in zip(scores, positive, strict=True) if ill
        for b, other in zip(scores, positive, strict=True) if not other
    ]  # fmt: skip
    found = area_under_curve(scores, positive).auc
    assert found is None if not pairs else found == pytest.approx(sum(pairs) / len(pairs))


@given(people)
def test_turning_the_score_round_mirrors_the_area_and_keeps_its_error(rows):
    scores, positive, n = columns(rows)
    one, other = area_under_curve(scores, positive, n), area_under_curve([-s for s in scores], positive, n)
    assert (one.auc is None) == (other.auc is None)
    if one.auc is not None:
        assert other.auc == pytest.approx(1 - one.auc)
        assert one.p == pytest.approx(other.p)
    if one.se is not None and other.se is not None:
        assert one.se == pytest.approx(other.se)


@given(p_values, st.sampled_from(Dependence), st.randoms(use_true_random=False))
def test_adjusting_raises_p_values_keeps_their_order_and_does_not_depend_on_it(p, rule, shuffler):
    adjusted = adjusted_p(p, rule)
    assert all(after >= before - 1e-15 for before, after in zip(p, adjusted, strict=True))
    assert all(adjusted[i] <= adjusted[j] for i in range(len(p)) for j in range(len(p)) if p[i] <= p[j])
    order = list(range(len(p)))
    shuffler.shuffle(order)
    assert adjusted_p([p[i] for i in order], rule) == pytest.approx([adjusted[i] for i in order])
