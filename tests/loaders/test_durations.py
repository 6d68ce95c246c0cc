"""Durations written as h:mm, where the mapping declares that unit."""

import pytest

LONG = """
name = "activity"
rows = "observations"
[columns]
patient = "mrn"
date = "day"
measure = "test"
value = "result"
unit = "unit"
"""
WIDE = """
name = "stations"
rows = "observations"
layout = "wide"
decimal = ","
[columns]
patient = "mrn"
date = "day"
[[scores]]
column = "standing"
measure = "standing_tolerance"
unit = "h:mm"
[[scores]]
column = "lift"
measure = "pile_lumbar"
unit = "kg"
"""


def test_h_mm_becomes_minutes_beside_plain_numbers(read):
    text = "mrn,day,test,result,unit\n1,2025-05-05,standing_tolerance,1:30,h:mm\n2,2025-05-05,standing_tolerance,1.5,h\n3,2025-05-05,time_on_task,0:45,hh:mm\n"
    rows = read(LONG, text).only_rows
    assert rows[["value", "unit"]].to_numpy().tolist() == [[90, "min"], [90, "min"], [45, "min/day"]]


def test_a_wide_column_may_hold_durations(read):
    rows = read(WIDE, 'mrn,day,standing,lift\n1,2025-05-05,0:20,"7,5"\n').only_rows
    assert rows.value.tolist() == pytest.approx([20, 7.5])


def test_a_bare_number_under_h_mm_is_refused_and_a_duration_under_another_unit_is_asked_about(read, reasons):
    text = "mrn,day,test,result,unit\n1,2025-05-05,standing_tolerance,1.5,h:mm\n2,2025-05-05,standing_tolerance,1:30,min\n3,2025-05-05,standing_tolerance,1:75,h:mm\n"
    loaded = read(LONG, text)
    assert reasons(loaded) == [(2, "result", "bad_number"), (3, "result", "bad_number"), (4, "result", "bad_number")]
    assert loaded.rejected.reason.tolist() == [
        "The score '1.5' is no duration in the declared unit h:mm.",
        "The score is no number with '.' as its decimal sign. Was it a duration? Then declare the unit h:mm.",
        "The score is no duration in the declared unit h:mm.",
    ]


def test_a_duration_beyond_the_scale_is_told_as_it_was_written(read):
    loaded = read(LONG, "mrn,day,test,result,unit\n1,2025-05-05,standing_tolerance,10:30,h:mm\n")
    assert loaded.rejected.reason.tolist() == [
        "630 is outside 0–480 min for Standing tolerance. Was it in s? 630 s is 10.5 min. The file says 10:30 h:mm."
    ]
