"""A sleep diary: nights in, weekly sleep efficiency out."""

from datetime import date

import pytest

DIARY = """
name = "diary"
rows = "sleep_diary"
[columns]
patient = "mrn"
date = "morning"
bed_time = "to_bed"
sleep_onset_minutes = "latency"
wake_after_minutes = "awake"
wake_time = "woke"
rise_time = "up"
"""
HEADER = "mrn,morning,to_bed,latency,awake,woke,up\n"
MONDAY = 5  # 5 May 2025


def nights(count, patient="7", start=MONDAY, latency=30):
    return "".join(f"{patient},2025-05-{start + i:02d},23:00,{latency},30,07:00,07:00\n" for i in range(count))


def test_a_week_is_the_mean_of_its_nights_dated_on_the_last(read):
    loaded = read(DIARY, HEADER + nights(5))
    row = loaded.rows.iloc[0]
    # 8 h in bed, 60 min awake: 420 / 480
    assert (row["measure"], row["value"], row["unit"]) == ("sleep_efficiency", pytest.approx(87.5), "%")
    assert (row["on_date"], row["mode"], row["occasion"], row["line"]) == (date(2025, 5, 9), "diary", "routine", 6)
    assert (loaded.lines_read, loaded.rows_read) == (5, 1)


def test_weeks_run_from_monday_to_sunday(read):
    loaded = read(DIARY, HEADER + nights(11))
    assert loaded.rows["on_date"].tolist() == [date(2025, 5, 11), date(2025, 5, 15)]


def test_three_nights_are_no_week(read, reasons):
    loaded = read(DIARY, HEADER + nights(3))
    assert reasons(loaded) == [(4, None, "not_scored")]
    assert loaded.rejected["reason"][0] == "3 of 7 nights have a sleep efficiency; a weekly mean needs 4."


def test_a_night_that_cannot_be_read_is_a_rejected_row_beside_its_week(read, reasons):
    bad = "7,2025-05-09,25:00,30,30,07:00,07:00\n7,2025-05-10,23:00,600,30,07:00,07:00\n7,2025-05-11,23:00,,30,07:00,07:00\n"
    loaded = read(DIARY, HEADER + nights(4) + bad)
    assert reasons(loaded) == [(6, "to_bed", "bad_time"), (7, None, "bad_answer"), (8, None, "not_scored")]
    assert (len(loaded.rows), loaded.rows_read) == (1, 4)


def test_a_fuller_export_of_the_same_week_is_a_later_version_of_the_same_record(read):
    four, six = (read(DIARY, HEADER + nights(n)).rows.iloc[0] for n in (4, 6))
    assert four["record"] == six["record"]
    assert four["version"] < six["version"]
