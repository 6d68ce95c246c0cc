"""Approvals and turnaround by payer: who is counted, and what is not told of few."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from metrics.payer_turnaround import all_payers, payer_records


def table(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["payer", "level", "decision", "days", "n"]).astype({"days": float})


ROWS = table(
    ("a", "initial", "approved", 7, 3),
    ("a", "initial", "partly", 9, 1),
    ("a", "initial", "denied", 14, 2),
    ("a", "appeal", "approved", 30, 1),
    ("a", "peer_to_peer", "denied", 3, 1),
    ("a", "initial", None, None, 4),
    ("a", "initial", "withdrawn", 5, 2),
    ("b", "initial", "approved", None, 1),
    (None, None, "approved", 2, 1),
)


def test_a_payer_is_told_by_first_requests_and_by_appeals():
    a, b, nobody = payer_records(ROWS)
    assert (a.first.count, a.first.total, a.first_partly, a.first_denied) == (3, 6, 1, 2)
    assert (a.appeals.count, a.appeals.total) == (1, 2)
    assert (a.open, a.withdrawn) == (4, 2)
    assert (b.payer, b.first.count, b.turnaround.n, b.turnaround.without_days) == ("b", 1, 0, 1)
    assert (nobody.payer, nobody.first.total) == (None, 1)


def test_days_are_told_as_a_median_with_its_n_and_not_of_few():
    a, b, _ = payer_records(ROWS)
    # 7, 7, 7, 9, 14, 14: the 3rd and 4th are 7 and 9; quartiles by definition 6 of Hyndman and Fan
    assert (a.turnaround.n, a.turnaround.median, a.turnaround.low, a.turnaround.high) == (6, 8.0, 7.0, 14.0)
    assert (a.appeals_turnaround.n, a.appeals_turnaround.median) == (2, None)
    assert (b.turnaround.median, b.turnaround.low) == (None, None)


def test_a_withdrawn_request_and_an_open_one_are_in_no_share_and_no_median():
    without = ROWS[ROWS["decision"].isin(["approved", "partly", "denied"])]
    for one, other in zip(payer_records(ROWS), payer_records(without), strict=True):
        assert (one.first, one.appeals, one.turnaround) == (other.first, other.appeals, other.turnaround)


def test_nobody_asked_gives_no_share():
    told = all_payers(table())
    assert (told.first.share, told.appeals.share, told.turnaround.median, told.open) == (None, None, None, 0)
    assert payer_records(table()) == ()


rows = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", None]), st.sampled_from(["initial", "appeal", None]),
        st.sampled_from(["approved", "partly", "denied", "withdrawn", None]), st.sampled_from([None, 0.0, 3.0, 30.0]), st.integers(1, 4),
    ),
    max_size=8,
)  # fmt: skip


@given(rows)
def test_every_request_is_counted_once(found):
    frame = table(*found)
    total = sum(r.first.total + r.appeals.total + r.open + r.withdrawn for r in payer_records(frame))
    assert total == sum(row[-1] for row in found)
    for record in payer_records(frame):
        assert record.turnaround.n + record.turnaround.without_days == record.first.total
        assert record.appeals_turnaround.n + record.appeals_turnaround.without_days == record.appeals.total


@given(rows)
def test_n_equal_requests_are_n_rows(found):
    one_by_one = [(*row[:-1], 1) for row in found for _ in range(row[-1])]
    assert payer_records(table(*found)) == payer_records(table(*one_by_one))
