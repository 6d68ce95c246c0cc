"""What several devices counted, once."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.device_counts import daily_counts

CHICAGO = ZoneInfo("America/Chicago")
WATCH, PHONE, APP = 0, 1, 2


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO).timestamp()


def counts(*rows) -> dict[date, float]:
    """(start, end, value, rank) of each interval → count of each day."""
    table = pd.DataFrame(
        [(at(start), at(end), value, rank, line) for line, (start, end, value, rank) in enumerate(rows, 1)],
        columns=["start", "end", "value", "rank", "line"],
    )
    found = daily_counts(table, CHICAGO)
    return dict(zip(found["on_date"], found["value"], strict=True))


def test_steps_of_phone_and_watch_over_the_same_minutes_count_once():
    """The watch is preferred; of the phone's hour only the second half is its own."""
    found = counts(
        ("2025-05-05T08:00", "2025-05-05T08:30", 1000, WATCH),
        ("2025-05-05T08:00", "2025-05-05T09:00", 2400, PHONE),
    )
    assert found == {date(2025, 5, 5): pytest.approx(1000 + 1200)}


def test_a_phone_alone_counts_wholly():
    assert counts(("2025-05-05T08:00", "2025-05-05T09:00", 2400, PHONE)) == {date(2025, 5, 5): 2400}


def test_a_stretch_that_two_preferred_sources_cover_together_adds_nothing():
    found = counts(
        ("2025-05-05T08:00", "2025-05-05T08:30", 500, WATCH),
        ("2025-05-05T08:30", "2025-05-05T09:00", 700, PHONE),
        ("2025-05-05T08:10", "2025-05-05T08:50", 9999, APP),
    )
    assert found == {date(2025, 5, 5): pytest.approx(1200)}


def test_overlapping_records_of_one_source_count_once():
    """08:00–08:20 and 08:10–08:30 of one watch: half of the second has been counted."""
    found = counts(
        ("2025-05-05T08:00", "2025-05-05T08:20", 200, WATCH), ("2025-05-05T08:10", "2025-05-05T08:30", 100, WATCH)
    )
    assert found == {date(2025, 5, 5): pytest.approx(250)}


def test_an_exact_copy_counts_once():
    row = ("2025-05-05T08:00", "2025-05-05T08:20", 200, WATCH)
    assert counts(row, row) == {date(2025, 5, 5): 200}


def test_an_interval_across_midnight_is_parted_by_time():
    found = counts(("2025-05-05T23:30", "2025-05-06T00:10", 400, WATCH))
    assert found == {date(2025, 5, 5): pytest.approx(300), date(2025, 5, 6): pytest.approx(100)}


def test_an_interval_that_ends_at_midnight_belongs_to_the_day_before():
    assert counts(("2025-05-05T23:30", "2025-05-06T00:00", 400, WATCH)) == {date(2025, 5, 5): 400}


def test_days_are_those_of_the_clinic_and_the_day_of_the_clock_change_has_23_hours():
    """9 March 2025 in Chicago: midnight to midnight are 23 hours; 06:00 UTC is midnight before the change."""
    start, end = at("2025-03-09T00:00"), at("2025-03-10T00:00")
    assert (end - start) / 3600 == 23
    assert counts(("2025-03-09T00:00", "2025-03-10T00:00", 2300, WATCH)) == {date(2025, 3, 9): 2300}


def test_a_moment_without_length_counts_unless_a_preferred_source_covers_it():
    moment = ("2025-05-05T08:10", "2025-05-05T08:10", 50, PHONE)
    assert counts(moment) == {date(2025, 5, 5): 50}
    assert counts(moment, ("2025-05-05T08:00", "2025-05-05T08:20", 200, WATCH)) == {date(2025, 5, 5): 200}


def test_nothing_gives_no_day():
    assert counts() == {}


rows_of = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(0, 300), st.integers(0, 500), st.sampled_from([WATCH, PHONE, APP])),
    min_size=1, max_size=25,
)  # fmt: skip


def table_of(rows) -> pd.DataFrame:
    start = at("2025-03-08T00:00")
    return pd.DataFrame(
        [(start + 60 * a, start + 60 * (a + b), float(v), rank, line) for line, (a, b, v, rank) in enumerate(rows, 1)],
        columns=["start", "end", "value", "rank", "line"],
    )


def total(table: pd.DataFrame) -> float:
    return float(daily_counts(table, CHICAGO)["value"].sum())


@given(rows_of, st.randoms(use_true_random=False))
def test_the_order_of_records_makes_no_difference(rows, shuffler):
    table = table_of(rows)
    order = list(range(len(table)))
    shuffler.shuffle(order)
    one, two = (daily_counts(t, CHICAGO) for t in (table, table.iloc[order]))
    assert one["on_date"].tolist() == two["on_date"].tolist()
    assert np.array_equal(one["value"], two["value"])


@given(rows_of)
def test_merging_never_counts_more_than_all_records_nor_less_than_the_preferred_source(rows):
    table = table_of(rows).drop_duplicates(["start", "end", "value", "rank"])
    best = table[table["rank"] == table["rank"].min()]
    assert total(best) - 1e-6 <= total(table) <= table["value"].sum() + 1e-6


@given(rows_of)
def test_a_less_preferred_copy_of_everything_adds_nothing(rows):
    table = table_of(rows).assign(rank=WATCH)
    table = table[table["end"] > table["start"]]
    copy = table.assign(rank=PHONE, value=table["value"] * 3)
    assert total(pd.concat([table, copy])) == pytest.approx(total(table))


@given(rows_of)
def test_days_add_up_to_the_whole(rows):
    """Parting at midnight loses and adds nothing: UTC days and Chicago days hold the same total."""
    table = table_of(rows)
    assert total(table) == pytest.approx(float(daily_counts(table, ZoneInfo("UTC"))["value"].sum()))
