"""Laws of a fair comparison, for cohorts nobody thought of."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case_mix import NOT_RECORDED
from domain.measures import MEASURES
from metrics.censoring_weights import censoring_weights
from metrics.comparison_design import comparison_design
from metrics.expected_change import expected_change, moments
from metrics.funnel import funnel_of_means, funnel_of_shares
from metrics.group_comparison import group_comparison, in_order
from metrics.observed_minus_expected import observed_minus_expected
from metrics.shrinkage import shrinkage
from metrics.small_numbers import together
from tests.reference.comparison_patients import cells_of, patients

ODI = MEASURES["odi"]
CUTS = (32.0, 40.0, 48.0, 56.0)
FEW = settings(max_examples=15)
seeds, sizes = st.integers(0, 10_000), st.integers(60, 400)


def compared(cells: pd.DataFrame, weighted: bool = False):
    design = comparison_design(ODI, cells, CUTS)
    w = censoring_weights(design).weights if weighted else None
    return observed_minus_expected(design, expected_change(design, w), w).groups


def numbers(groups) -> np.ndarray:
    """What is not known (one patient has no error) as NaN."""
    return np.array([[group.observed, group.difference, group.standard_error] for group in groups], float)


@FEW
@given(seeds, sizes, st.booleans())
def test_renaming_the_groups_changes_their_names_only(seed, n, weighted):
    rows = patients(n, seed)
    names = dict(zip("ABCDE", ["site 1", "site 2", "site 3", "site 4", "site 5"], strict=True))
    one = compared(cells_of(rows, CUTS), weighted)
    two = compared(cells_of(rows.assign(grp=rows["grp"].map(names)), CUTS), weighted)
    assert [names[group.group] for group in one] == [group.group for group in two]
    np.testing.assert_allclose(numbers(one), numbers(two), rtol=1e-6, atol=1e-8)


@FEW
@given(seeds, sizes)
def test_the_order_of_rows_and_how_cells_are_cut_up_make_no_difference(seed, n):
    rows = patients(n, seed)
    whole = cells_of(rows, CUTS)
    parts = pd.concat([cells_of(rows[::2], CUTS), cells_of(rows[1::2], CUTS)]).sample(frac=1, random_state=seed)
    np.testing.assert_allclose(numbers(compared(whole)), numbers(compared(parts)), rtol=1e-6, atol=1e-8)


@FEW
@given(seeds, st.integers(150, 400))
def test_every_patient_twice_gives_the_same_differences_with_smaller_errors(seed, n):
    rows = patients(n, seed)
    once, twice = compared(cells_of(rows, CUTS)), compared(cells_of(pd.concat([rows, rows]), CUTS))
    assert [u.difference for u in once] == pytest.approx([u.difference for u in twice], abs=1e-6)
    assert all(b.standard_error <= a.standard_error for a, b in zip(once, twice, strict=True) if a.standard_error)


@FEW
@given(seeds, sizes)
def test_a_cell_that_weighs_two_is_a_cell_of_twice_the_patients(seed, n):
    rows = patients(n, seed)
    cells = cells_of(rows, CUTS)
    double = cells.copy()
    sums = [name for name in cells if name in ("n_due", "n") or "total" in name]
    heavy = (cells["fold"] < 4).to_numpy()
    double.loc[heavy, sums] = 2 * double.loc[heavy, sums]
    one = moments(comparison_design(ODI, cells, CUTS), 1.0 + heavy)
    two = moments(comparison_design(ODI, double, CUTS))
    assert (one.n, one.g, one.gg) == pytest.approx((two.n, two.g, two.gg))


@FEW
@given(seeds, sizes)
def test_a_group_that_is_the_whole_has_no_difference(seed, n):
    (only,) = compared(cells_of(patients(n, seed).assign(grp="everybody"), CUTS))
    assert only.difference == pytest.approx(0, abs=1e-8)


@FEW
@given(seeds, sizes)
def test_differences_balance_out_over_all_patients(seed, n):
    groups = compared(cells_of(patients(n, seed), CUTS))
    assert sum(group.n * (group.difference or 0) for group in groups) == pytest.approx(0, abs=1e-6)


@FEW
@given(seeds, sizes)
def test_weights_stay_within_their_ends_and_are_worth_no_more_than_the_patients(seed, n):
    design = comparison_design(ODI, cells_of(patients(n, seed), CUTS), CUTS)
    answer = censoring_weights(design)
    used = answer.weights[design.n > 0]
    assert answer.lowest <= used.min() <= used.max() <= answer.highest
    assert 0 < answer.effective_n <= answer.n + 1e-9


def shown(told) -> dict[str, list[float]]:
    """Every number of every group, plain, weighted and shrunken."""
    rows: dict[str, list[float]] = {}
    for version in (told.plain, told.weighted):
        shrunken = {group.group: group.shrunken for group in version.shrunken.groups}
        for group in version.differences.groups:
            numbers = (group.n, group.difference, group.low, group.high, group.effective_n, shrunken.get(group.group))
            rows.setdefault(group.group, []).extend(np.nan if x is None else x for x in numbers)
    return rows


@FEW
@given(seeds, st.integers(60, 300), st.permutations(list("ABCDE")))
def test_renaming_and_reordering_groups_changes_no_number_of_the_chain(seed, n, order):
    rows, names = patients(n, seed), dict(zip("ABCDE", [f"site_{letter}" for letter in order], strict=True))
    told = group_comparison(ODI, cells_of(rows, CUTS), CUTS, percentage_from=20)
    again = cells_of(rows.assign(grp=rows["grp"].map(names)).sample(frac=1, random_state=seed), CUTS)
    renamed = group_comparison(ODI, again.sample(frac=1, random_state=seed), CUTS, percentage_from=20)
    one, two = shown(told), shown(renamed)
    assert {names.get(group, group) for group in one} == set(two)
    assert {names[group] for group in told.put_together} == set(renamed.put_together)
    for group, numbers in one.items():
        # The guard of the weights' logistic model depends on the first group, in the sixth digit.
        np.testing.assert_allclose(numbers, two[names.get(group, group)], rtol=1e-6, atol=1e-4)


@FEW
@given(seeds, st.integers(20, 300), st.integers(10, 60))
def test_no_group_of_fewer_than_the_limit_has_an_interval_or_a_shrunken_value(seed, n, limit):
    told = group_comparison(ODI, cells_of(patients(n, seed), CUTS), CUTS, percentage_from=limit)
    for version in (told.plain, told.weighted):
        few = {group.group for group in version.differences.groups if group.n < limit}
        assert few <= {together(limit)}
        assert all(group.low is None for group in version.differences.groups if group.group in few)
        assert not few & {group.group for group in version.shrunken.groups}


@given(
    st.lists(st.sampled_from(["a", "b", "c", "d", NOT_RECORDED, together(20)]), unique=True), st.permutations("abcd")
)
def test_the_order_of_groups_is_the_clinics_whatever_order_they_come_in(found, declared):
    order = in_order(found, declared, 20)
    assert sorted(order) == sorted(found)
    assert order == in_order(reversed(found), declared, 20)
    assert [group for group in order if group in declared] == [group for group in declared if group in found]


effects = st.lists(st.tuples(st.floats(-10, 10), st.floats(0.1, 5)), min_size=3, max_size=12)


@given(effects)
def test_a_shrunken_group_lies_between_its_own_estimate_and_the_centre(pairs):
    answer = shrinkage([str(i) for i in range(len(pairs))], *zip(*pairs, strict=True))
    for group in answer.groups:
        low, high = sorted((group.estimate, answer.centre))
        assert low - 1e-9 <= group.shrunken <= high + 1e-9
        assert 0 <= group.own_share < 1
        assert group.low <= group.shrunken <= group.high


@given(effects, st.floats(-50, 50))
def test_shrinking_moves_with_the_numbers(pairs, shift):
    names = [str(i) for i in range(len(pairs))]
    estimates, errors = zip(*pairs, strict=True)
    one, two = shrinkage(names, estimates, errors), shrinkage(names, [e + shift for e in estimates], errors)
    assert [u.shrunken + shift for u in one.groups] == pytest.approx([u.shrunken for u in two.groups], abs=1e-5)


counts = st.lists(
    st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=12
)


@given(counts)
def test_a_funnel_of_shares_turned_round_mirrors_every_group(pairs):
    names, (count, total) = [str(i) for i in range(len(pairs))], zip(*pairs, strict=True)
    one = funnel_of_shares(names, count, total)
    two = funnel_of_shares(names, [n - c for c, n in pairs], total)
    assert [point.z for point in one.points] == pytest.approx([-point.z for point in two.points], abs=1e-6)


@given(st.lists(st.tuples(st.floats(-20, 20), st.integers(2, 200)), min_size=1, max_size=10), st.floats(0.1, 9))
def test_a_funnel_of_means_does_not_depend_on_the_unit(pairs, factor):
    names, (means, sizes_of) = [str(i) for i in range(len(pairs))], zip(*pairs, strict=True)
    one = funnel_of_means(names, means, [4.0] * len(pairs), sizes_of)
    two = funnel_of_means(names, [m * factor for m in means], [4.0 * factor] * len(pairs), sizes_of)
    assert [point.z for point in one.points] == pytest.approx([point.z for point in two.points], abs=1e-6)
