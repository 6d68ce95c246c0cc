"""Opioid dose day after day: overlaps, gaps, unknown doses, tables that stay apart."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.opioid.factor_table import FACTOR_TABLES
from domain.opioid.lines import Basis
from domain.opioid.period import crossings, period_total
from domain.opioid.series import AsNeeded, TablesMixed, dose_series, join_series
from tests.domain.opioid_lists import day, line, medicines, patch


def by_day(*lines, until=10, table="cdc_2022", **more):
    """Totals by day number."""
    days = dose_series(medicines(*lines), table, until=day(until), **more).days()
    return {(d - day(1)).days + 1: total for d, total in zip(days.on_date, days.total, strict=True)}


def test_start_and_stop_are_both_included_and_a_gap_of_a_prescribed_list_is_0():
    assert by_day(line(stop=2), line(start=4, stop=4), until=5) == {1: 30, 2: 30, 3: 0, 4: 30, 5: 0}


def test_a_line_without_a_stop_runs_to_the_last_day_asked_for():
    assert list(by_day(line(), until=3).values()) == [30, 30, 30]


def test_a_line_that_starts_after_the_last_day_is_not_there_yet():
    assert by_day(line(), line("morphine", 10, 1, start=9), until=3) == {1: 30, 2: 30, 3: 30}


def test_overlapping_lines_add_up():
    assert by_day(line(stop=3), line("morphine", 15, 2, start=2, stop=4), until=4) == {1: 30, 2: 60, 3: 60, 4: 30}


def test_one_product_on_two_lines_at_a_time_adds_up_and_is_pointed_out():
    series = dose_series(medicines(line(stop=5), line(start=4, stop=8)), until=day(8))
    assert series.on(day(4)).total.tolist() == [60]
    doubt = series.doubts.iloc[0]
    assert (doubt.drug, doubt.first_day, doubt.last_day) == ("oxycodone", day(4), day(5))
    assert "added up" in doubt.reason


def test_an_opioid_of_unknown_dose_makes_the_day_incomplete_and_keeps_a_subtotal():
    series = dose_series(medicines(line(), line("morphine", None, 2, start=2, stop=2)), until=day(3))
    assert series.spans.status.tolist() == ["complete", "incomplete", "complete"]
    assert series.spans.total.tolist() == pytest.approx([30, np.nan, 30], nan_ok=True)
    assert series.spans.subtotal.tolist() == [30, 30, 30]
    assert series.doubts.reason.tolist() == ["the dose is not stated"]


def test_an_unknown_route_or_start_is_an_unknown_dose():
    no_route = dose_series(medicines(line(route=None)), until=day(1))
    assert no_route.spans.status.tolist() == ["incomplete"]
    assert no_route.doubts.reason.tolist() == ["the route is not stated or not known"]
    no_start = dose_series(medicines(line(), line("morphine", 10, 1, start=None, stop=2)), until=day(3))
    assert no_start.spans.status.tolist() == ["incomplete", "complete"]


def test_a_product_without_a_factor_is_left_out_and_listed_and_never_0():
    lines = (line(stop=2), patch("buprenorphine", 10, start=2, stop=3))
    series = dose_series(medicines(*lines), until=day(3))
    assert series.spans.total.tolist() == pytest.approx([30, 30, np.nan], nan_ok=True)
    assert series.spans.status.tolist() == ["complete", "complete", "not counted"]
    assert series.spans.left_out.tolist() == ["", "buprenorphine", "buprenorphine"]
    assert series.left_out.reason.tolist() == ["no factor in this table (partial agonist)"]
    assert by_day(*lines, until=3, table="anzca_2021") == {1: 30, 2: 50, 3: 20}


def test_methadone_for_opioid_use_disorder_is_kept_out_of_the_cdc_pain_total():
    series = dose_series(medicines(line("methadone", 40, 1, indication="opioid use disorder"), line()), until=day(1))
    assert series.spans.total.tolist() == [30]
    assert series.left_out.reason.tolist() == ["for opioid use disorder, which is kept apart"]


def test_stepped_factors_look_at_the_whole_day_and_not_at_each_line():
    """CDC 2016: 2 × 15 mg methadone is 30 mg, band 21–40, factor 8."""
    lines = (line("methadone", 15, 1, record="1"), line("methadone", 15, 1, record="2"))
    assert by_day(*lines, until=1, table="cdc_2016") == {1: 240}
    assert by_day(*lines, until=1) == {1: 141}


def test_a_patch_needs_mcg_per_hour():
    assert by_day(patch(), until=1) == {1: 60}
    assert by_day(patch(), until=1, table="anzca_2021") == {1: 75}
    in_mg = dose_series(medicines(patch(strength=4.2, unit="mg", frequency=1)), until=day(1))
    assert in_mg.spans.status.tolist() == ["incomplete"]
    assert "mcg per hour" in in_mg.doubts.reason[0]


def test_as_needed_counts_with_the_most_allowed_or_is_left_out_by_choice():
    lines = (line("morphine", 10, "bid"), line(strength=5, quantity="1-2", frequency="every 4-6 hours prn"))
    assert by_day(*lines, until=1) == {1: 20 + 5 * 2 * 6 * 1.5}
    left = dose_series(medicines(*lines), until=day(1), as_needed=AsNeeded.LEFT_OUT)
    assert left.spans.total.tolist() == [20]
    assert left.left_out.reason.tolist() == ["to be taken as needed; left out by choice"]


def test_prescribed_and_taken_are_never_added_up():
    lines = (line(basis="prescribed"), line(frequency=1, stop=1, basis="taken"))
    assert by_day(*lines, until=1) == {1: 30}
    assert by_day(*lines, until=1, basis=Basis.TAKEN) == {1: 7.5}


def test_a_day_without_a_record_of_what_was_taken_is_unknown_and_a_recorded_0_is_0():
    taken = by_day(
        *(line(basis="taken", frequency=f, start=n, stop=n) for n, f in ((1, 2), (3, 0))), until=3, basis=Basis.TAKEN
    )
    assert list(taken.values()) == pytest.approx([15, np.nan, 0], nan_ok=True)


def test_names_that_are_not_known_are_counted_beside_the_total():
    series = dose_series(medicines(line(), line("oxycodon", 5, 1)), until=day(1))
    assert (series.spans.total[0], series.spans.unknown_names[0]) == (30, 1)
    assert "may be an opioid" in series.doubts.reason[0]


def test_a_list_without_dates_is_the_list_of_the_day_asked_for():
    current = medicines(line(), line("tramadol", 50, 2)).drop(columns=["start", "stop"])
    assert dose_series(current, until=day(7)).spans[["first_day", "total"]].to_numpy().tolist() == [[day(7), 50.0]]


def test_a_first_day_may_be_chosen():
    assert by_day(line(stop=4), until=6, **{"since": day(3)}) == {3: 30, 4: 30, 5: 0, 6: 0}


def test_people_are_kept_apart_and_who_takes_no_opioid_has_no_series():
    listed = medicines(line(), line(patient="q", frequency=2, start=2), line("ibuprofen", 400, 3, patient="r"))
    series = dose_series(listed, until=day(2))
    assert series.on(day(2))[["patient", "total"]].to_numpy().tolist() == [["p", 30.0], ["q", 15.0]]


def test_a_series_carries_its_table_and_two_tables_are_never_joined():
    cdc, anzca = (dose_series(medicines(line()), table, until=day(2)) for table in ("cdc_2022", "anzca_2021"))
    assert (cdc.table.code, cdc.table.measure, anzca.table.measure) == ("cdc_2022", "mme_day", "omedd_anzca")
    with pytest.raises(TablesMixed, match=r"CDC 2022 .* and one by ANZCA 2021 .* cannot be joined"):
        join_series(cdc, anzca)


def test_bases_are_never_joined_and_days_not_twice():
    one = dose_series(medicines(line()), until=day(2))
    with pytest.raises(TablesMixed):
        join_series(one, dose_series(medicines(line(basis="taken")), until=day(2), basis=Basis.TAKEN))
    with pytest.raises(ValueError, match="same day of one person"):
        join_series(one, one)
    other = dose_series(medicines(line(patient="q")), until=day(2))
    assert join_series(other, one).spans.patient.tolist() == ["p", "q"]


def test_a_period_has_no_mean_unless_every_day_is_known():
    series = dose_series(
        medicines(line(stop=3), line(None, start=5, stop=5), line(strength=None, start=5, stop=5)), until=day(5)
    )
    assert period_total(series, day(1), day(4)).cumulative.tolist() == [90]
    whole = period_total(series, day(1), day(5)).iloc[0]
    assert (whole.known_days, whole.highest) == (4, 30)
    assert np.isnan(whole["mean"])


def test_crossings_of_a_level_are_dated_by_the_first_day_beyond_it():
    series = dose_series(
        medicines(
            line("morphine", 40, 1, stop=2), line("morphine", 90, 1, start=3, stop=4), line("morphine", 20, 1, start=5)
        ),
        until=day(6),
    )
    found = crossings(series)[["on_date", "level", "rose"]].to_numpy().tolist()
    assert found == [[day(3), 50, True], [day(3), 90, True], [day(5), 50, False], [day(5), 90, False]]


# A naive twin: day by day, line by line.

DRUGS = st.sampled_from(
    [("oxycodone", "oral"), ("methadone", "oral"), ("morphine", "oral"), ("buprenorphine", "sublingual")]
)
LINES = st.builds(
    lambda drug, amount, start, length, patient: line(
        drug[0], route=drug[1], daily_amount=amount, strength=None, start=start, stop=None if length is None else start + length, patient=patient
    ),
    DRUGS, st.sampled_from([None, 0, 5, 12.5, 30]), st.integers(1, 12), st.none() | st.integers(0, 9), st.sampled_from("pq"),
)  # fmt: skip


def naive_total(lines, patient, on: date, table):
    doses, left_out, unknown = {}, False, False
    unique = [dict(t) for t in dict.fromkeys(tuple(entry.items()) for entry in lines)]
    for entry in unique:
        if entry["patient"] != patient or entry["start"] > on or (entry["stop"] or on) < on:
            continue
        key = (entry["drug"], entry["route"])
        if table.factor(*key) is None:
            left_out = True
        elif entry["daily_amount"] is None:
            unknown = True
        else:
            doses[key] = doses.get(key, 0) + entry["daily_amount"]
    if unknown or (left_out and not doses):
        return np.nan
    return sum(float(table.factor(*key).equivalent(np.array(amount))) for key, amount in doses.items())


@settings(max_examples=30, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=6), st.sampled_from(["cdc_2022", "cdc_2016", "anzca_2021"]))
def test_every_day_equals_a_naive_count_of_that_day(lines, table):
    days = dose_series(medicines(*lines), table, until=day(25)).days()
    for row in days.itertuples():
        expected = naive_total(lines, row.patient, row.on_date, FACTOR_TABLES[table])
        assert row.total == pytest.approx(expected, nan_ok=True)
    firsts = {
        p: min(entry["start"] for entry in lines if entry["patient"] == p)
        for p in {entry["patient"] for entry in lines}
    }
    assert days.groupby("patient").on_date.min().to_dict() == firsts
    assert (days.groupby("patient").on_date.max() == day(25)).all()


def test_the_totals_do_not_depend_on_the_order_of_the_lines():
    lines = medicines(
        line(stop=4), line("morphine", 10, 2, start=3), patch(start=2, stop=6), line("tramadol", 50, 3, patient="q")
    )
    series = [dose_series(lines.sample(frac=1, random_state=seed), until=day(9)).days() for seed in (1, 2)]
    ordered = [s.sort_values(["patient", "on_date"], ignore_index=True) for s in series]
    pd.testing.assert_frame_equal(*ordered)
