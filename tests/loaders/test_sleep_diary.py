"""A sleep diary: nights in, weekly sleep efficiency out."""

from datetime import date

import pytest

from loaders.mapping_files import parse_mapping
from loaders.source_mapping import MappingError

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
    row = loaded.only_rows.iloc[0]
    # 8 h in bed, 60 min awake: 420 / 480
    assert (row["measure"], row["value"], row["unit"]) == ("sleep_efficiency", pytest.approx(87.5), "%")
    assert (row["on_date"], row["mode"], row["occasion"], row["line"]) == (date(2025, 5, 9), "diary", "routine", 6)
    assert (loaded.lines_read, loaded.rows_read) == (5, 1)


def test_weeks_run_from_monday_to_sunday(read):
    loaded = read(DIARY, HEADER + nights(11))
    assert loaded.only_rows["on_date"].tolist() == [date(2025, 5, 11), date(2025, 5, 15)]


def test_three_nights_are_no_week(read, reasons):
    loaded = read(DIARY, HEADER + nights(3))
    assert reasons(loaded) == [(4, None, "not_scored")]
    assert loaded.rejected["reason"][0] == "3 of 7 nights have a sleep efficiency; a weekly mean needs 4."


def test_a_night_that_cannot_be_read_is_a_rejected_row_beside_its_week(read, reasons):
    bad = "7,2025-05-09,25:00,30,30,07:00,07:00\n7,2025-05-10,23:00,600,30,07:00,07:00\n7,2025-05-11,23:00,,30,07:00,07:00\n"
    loaded = read(DIARY, HEADER + nights(4) + bad)
    assert reasons(loaded) == [(6, "to_bed", "bad_time"), (7, None, "bad_answer"), (8, None, "not_scored")]
    assert (len(loaded.only_rows), loaded.rows_read) == (1, 4)


def test_a_fuller_export_of_the_same_week_is_a_later_version_of_the_same_record(read):
    four, six = (read(DIARY, HEADER + nights(n)).only_rows.iloc[0] for n in (4, 6))
    assert four["record"] == six["record"]
    assert four["version"] < six["version"]


def test_a_mapping_may_ask_for_more_weekly_measures(read):
    asked = DIARY.replace(
        'rows = "sleep_diary"',
        'rows = "sleep_diary"\nmeasures = ["sleep_efficiency", "sleep_tst", "sleep_sol", "sleep_waso"]',
    )
    rows = read(asked, HEADER + nights(5)).only_rows.set_index("measure")
    assert rows["value"].to_dict() == pytest.approx(
        {"sleep_efficiency": 87.5, "sleep_tst": 420, "sleep_sol": 30, "sleep_waso": 30}
    )
    assert rows["unit"].to_dict() == {
        "sleep_efficiency": "%",
        "sleep_tst": "min",
        "sleep_sol": "min",
        "sleep_waso": "min",
    }
    assert rows["record"].nunique() == 1


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        (
            'rows = "sleep_diary"\nmeasures = ["odi"]',
            "measures: 'odi' is not one of sleep_efficiency, sleep_tst, sleep_sol, sleep_waso.",
        ),
        (
            'rows = "sleep_diary"\nmeasures = ["sleep_tst", "sleep_tst"]',
            "measures: each measure wanted must be listed once, at least one.",
        ),
    ],
)
def test_only_measures_of_sleep_can_be_asked_for(declared, said):
    with pytest.raises(MappingError, match=said):
        parse_mapping(DIARY.replace('rows = "sleep_diary"', declared), "diary.toml")


def test_a_night_on_which_the_clocks_change_is_counted_as_it_elapsed(read):
    """Chicago, 9 March 2025: from 23:00 to 7:00 are 7 hours."""
    lines = "".join(f"7,2025-03-0{day},23:00,30,30,07:00,07:00\n" for day in (6, 7, 8, 9))
    rows = read(DIARY, HEADER + lines).only_rows
    assert rows["value"][0] == pytest.approx((3 * 87.5 + 100 * 360 / 420) / 4)
