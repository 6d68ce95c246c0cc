"""What of a table of counts may leave the clinic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.proportion import wilson
from metrics.safe_export import Counts, may_leave, parts_of, picture_may_leave, rows_that_leave

BELOW = 11


@pytest.mark.parametrize(
    ("parts", "may"),
    [((), True), ((0,), True), ((11, 40), True), ((10,), False), ((1,), False), ((40, 38, 2), False), ((0, 0), True)],
)
def test_no_count_from_1_to_10_leaves(parts, may):
    assert may_leave(parts, BELOW) is may


def test_a_share_tells_those_counted_and_the_others():
    assert parts_of(wilson(12, 40), None, wilson(0, 20)) == (12, 28, 0, 20)


def test_a_share_of_which_the_others_are_few_stays():
    assert rows_that_leave(Counts((parts_of(wilson(38, 40)),)), BELOW) == [False]


def test_a_row_stays_alone_where_rows_do_not_add_up():
    assert rows_that_leave(Counts(((40,), (5,), (30,))), BELOW) == [True, False, True]


def test_beside_one_hidden_part_of_a_whole_another_stays_too():
    counts = Counts(((40,), (5,), (30,)), sizes=(40, 5, 30))
    assert rows_that_leave(counts, BELOW) == [True, False, False]


def test_a_picture_stays_with_its_table_unless_it_tells_less():
    rows = ((40,), (5,))
    assert not picture_may_leave(Counts(rows), BELOW)
    assert picture_may_leave(Counts(rows, picture=(40, 45)), BELOW)
    assert not picture_may_leave(Counts(rows, picture=(40, 3)), BELOW)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6), st.integers(2, 20))
def test_what_leaves_of_parts_of_a_whole_never_gives_a_small_one_away(sizes, below):
    free = rows_that_leave(Counts(tuple((n,) for n in sizes), sizes=tuple(sizes)), below)
    hidden = [n for n, may in zip(sizes, free, strict=True) if not may]
    assert all(n == 0 or n >= below for n, may in zip(sizes, free, strict=True) if may)
    assert len(hidden) != 1 or hidden[0] == 0 or sum(sizes) == hidden[0] or sum(sizes) < below
