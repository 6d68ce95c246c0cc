import itertools

import numpy as np
import pandas as pd
import pytest

from metrics.small_numbers import safe_list, safe_share, safe_table, small_groups_together


def test_a_small_count_takes_another_with_it_because_the_total_is_known():
    assert safe_list([40, 5, 30], 11).shown == ((40, None, None, 75),)


def test_two_small_counts_that_add_up_to_a_small_number_take_a_third():
    assert safe_list([40, 3, 4, 30], 11).shown == ((40, None, None, None, 77),)


def test_two_small_counts_that_add_up_to_enough_are_hidden_alone():
    assert safe_list([40, 8, 9], 11).shown == ((40, None, None, 57),)


def test_zero_may_be_shown():
    assert safe_list([40, 0, 30], 11).shown == ((40, 0, 30, 70),)


def test_a_small_total_is_hidden_with_everything_that_gives_it_away():
    shown = safe_list([4, 0], 11).shown[0]
    assert shown[0] is None
    assert shown[2] is None


def test_a_table_without_small_counts_is_shown_whole():
    table = safe_table([[20, 30], [40, 50]], 11)
    assert not table.hidden.any()
    assert table.shown == ((20, 30, 50), (40, 50, 90), (60, 80, 140))


def test_one_small_count_in_a_table_hides_a_square():
    table = safe_table([[5, 30, 40], [20, 25, 60], [70, 80, 90]], 11)
    assert table.hidden[0, 0]
    assert table.hidden.sum() >= 4
    assert not table.hidden[-1, -1]


def every_table_like(table, below: int, highest: int):
    """All tables of whole numbers up to `highest` that look the same as what is shown."""
    rows, columns = (size - 1 for size in table.counts.shape)
    for numbers in itertools.product(range(highest + 1), repeat=rows * columns):
        inner = np.array(numbers).reshape(rows, columns)
        whole = np.block([[inner, inner.sum(axis=1, keepdims=True)], [inner.sum(axis=0), inner.sum()]])
        if (whole[~table.hidden] == table.counts[~table.hidden]).all():
            yield whole


@pytest.mark.parametrize("seed", range(40))
def test_no_small_count_can_be_told_from_what_is_shown(seed):
    """Every 2 × 2 table of numbers up to 9 that looks the same is tried: below 3, no hidden count is known to be small."""
    inner = np.random.default_rng(seed).integers(0, 6, (2, 2))
    table = safe_table(inner, 3)
    small = (table.counts > 0) & (table.counts < 3)
    assert table.hidden[small].all()
    alike = np.array(list(every_table_like(table, 3, 9)))
    assert (alike.max(axis=0)[small] >= 3).all()


@pytest.mark.parametrize("seed", range(15))
def test_larger_tables_are_safe_by_linear_programming_and_show_something(seed):
    from scipy.optimize import linprog

    inner = np.random.default_rng(seed).poisson(18, (4, 5))
    table = safe_table(inner, 11)
    small = (table.counts > 0) & (table.counts < 11)
    assert table.hidden[small].all()
    assert not table.hidden.all()
    rows, columns = table.counts.shape
    equations, sums = [], []
    for line in [[(r, c) for c in range(columns)] for r in range(rows)] + [
        [(r, c) for r in range(rows)] for c in range(columns)
    ]:
        equation = np.zeros(table.counts.shape)
        for cell in line:
            equation[cell] = 1
        equation[line[-1]] = -1
        equations.append(equation.ravel())
        sums.append(0)
    bounds = [
        (None if h else c, None if h else c) if not h else (0, None)
        for c, h in zip(table.counts.ravel(), table.hidden.ravel(), strict=True)
    ]
    for place in np.flatnonzero(small.ravel()):
        goal = np.zeros(table.counts.size)
        goal[place] = -1
        most = linprog(goal, A_eq=np.array(equations), b_eq=sums, bounds=bounds, method="highs")
        assert -most.fun >= 11 - 1e-6


@pytest.mark.parametrize(
    ("count", "total", "share"),
    [(20, 40, 0.5), (5, 40, None), (35, 40, None), (0, 40, 0.0), (0, 5, None), (0, 0, None)],
)
def test_a_share_leaves_only_where_neither_side_is_small(count, total, share):
    assert safe_share(count, total, 11) == share


def test_small_groups_stand_together_under_one_name():
    rows = pd.DataFrame({"grp": ["a", "a", "b", "c", None], "n": [15, 10, 12, 30, 4]})
    together = small_groups_together(rows, 20)
    assert list(together["grp"]) == ["a", "a", "fewer than 20", "c", "fewer than 20"]


@pytest.mark.parametrize("counts", [[], [[]], [[-1, 3]]])
def test_what_is_no_table_of_counts_is_refused(counts):
    with pytest.raises(ValueError, match="table of counts"):
        safe_table(counts, 11)
