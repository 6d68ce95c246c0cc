"""A sleep diary: nights in, one value a night and measure out."""

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


def test_a_night_is_one_row_dated_on_its_morning(read):
    loaded = read(DIARY, HEADER + nights(2))
    row = loaded.only_rows.iloc[1]
    # 8 h in bed, 60 min awake: 420 / 480
    assert (row["measure"], row["value"], row["unit"]) == ("sleep_efficiency", pytest.approx(87.5), "%")
    assert (row["on_date"], row["mode"], row["form"], row["occasion"]) == (date(2025, 5, 6), "diary", "diary", "daily")
    assert (row["line"], row["record"], row["version"]) == (3, None, None)
    assert (loaded.lines_read, loaded.rows_read) == (2, 2)


def test_a_night_that_cannot_be_read_is_a_rejected_row(read, reasons):
    bad = "7,2025-05-09,25:00,30,30,07:00,07:00\n7,2025-05-10,23:00,600,30,07:00,07:00\n7,2025-05-11,23:00,,30,07:00,07:00\n"
    loaded = read(DIARY, HEADER + nights(4) + bad)
    assert reasons(loaded) == [(6, "to_bed", "bad_time"), (7, None, "bad_answer"), (8, None, "not_scored")]
    assert (len(loaded.only_rows), loaded.rows_read) == (4, 7)


def test_a_diary_that_numbers_its_nights_may_correct_and_withdraw_them(read):
    numbered = (
        DIARY + 'record = "id"\nversion = "v"\nretracted = "gone"\n[values.retracted]\n"yes" = "true"\n"no" = "false"\n'
    )
    text = "id,v,gone," + HEADER + "n1,1,no,7,2025-05-05,23:00,30,30,07:00,07:00\nn1,2,yes,7,2025-05-05,,,,,\n"
    rows = read(numbered, text).only_rows
    assert rows["record"].tolist() == ["n1", "n1"]
    assert rows["version"].is_monotonic_increasing
    assert rows["retracted"].tolist() == [False, True]


def test_a_mapping_may_ask_for_more_measures_of_each_night(read):
    asked = DIARY.replace(
        'rows = "sleep_diary"',
        'rows = "sleep_diary"\nmeasures = ["sleep_efficiency", "sleep_tst", "sleep_sol", "sleep_waso"]',
    )
    loaded = read(asked, HEADER + nights(1) + "7,2025-05-06,23:00,30,,07:00,07:00\n")
    rows = loaded.only_rows.set_index("measure")
    assert rows["value"].to_dict() == pytest.approx(
        {"sleep_efficiency": 87.5, "sleep_tst": 420, "sleep_sol": 30, "sleep_waso": 30}
    )
    assert rows["unit"].to_dict() == {
        "sleep_efficiency": "%",
        "sleep_tst": "min",
        "sleep_sol": "min",
        "sleep_waso": "min",
    }
    assert len(loaded.rejected) == 1  # the bad night is told once, not once a measure


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
    rows = read(
        DIARY, HEADER + "7,2025-03-08,23:00,30,30,07:00,07:00\n7,2025-03-09,23:00,30,30,07:00,07:00\n"
    ).only_rows
    assert rows["value"].tolist() == pytest.approx([87.5, 100 * 360 / 420])
