"""A PHQ-9 that comes as a total: item 9 is not known, which is not safe."""

from datetime import date

import pytest

LONG = """
name = "totals"
rows = "observations"
missing = ["k.A."]
[columns]
patient = "mrn"
date = "day"
measure = "scale"
value = "score"
record = "id"
version = "rev"
retracted = "gone"
[values.measure]
PHQ = "phq9"
PHQ2 = "phq2"
GAD = "gad7"
[values.retracted]
yes = "true"
"""
HEADER = "mrn,day,scale,score,id,rev,gone\n"
WIDE = """
name = "totals"
rows = "observations"
layout = "wide"
[columns]
patient = "mrn"
date = "day"
[[scores]]
column = "phq"
measure = "phq9"
[[scores]]
column = "gad"
measure = "gad7"
"""
MARCH = date(2025, 3, 1)


def told(loaded):
    return [(f.patient, f.kind, f.level, f.on_date, f.basis, f.line) for f in loaded.flags.itertuples()]


def test_a_total_leaves_item_9_unknown_a_total_of_0_too(read):
    loaded = read(LONG, HEADER + "M-1,2025-03-01,PHQ,12,,,\nM-2,2025-03-01,PHQ,0,,,\n")
    assert told(loaded) == [
        ("M-1", "phq9_item9", None, MARCH, "total", 2),
        ("M-2", "phq9_item9", None, MARCH, "total", 3),
    ]


def test_a_rejected_total_leaves_it_unknown_too(read):
    body = (
        "M-1,2025-03-01,PHQ,99,,,\n"  # no possible total
        "M-2,2025-03-01,PHQ,high,,,\n"  # no number
        "M-3,2099-03-01,PHQ,12,,,\n"  # a date in the future
        "M-4,2025-03-01,PHQ,12,7,two,\n"  # a version that is no number
        ",2025-03-01,PHQ,12,,,\n"  # nobody to tell it of
    )
    loaded = read(LONG, HEADER + body)
    assert len(loaded.only_rows) == 0
    assert [(patient, day) for patient, _, _, day, _, _ in told(loaded)] == [
        ("M-1", MARCH),
        ("M-2", MARCH),
        ("M-3", None),
        ("M-4", MARCH),
    ]


def test_a_line_without_a_total_says_nothing_unless_it_retracts_one(read):
    loaded = read(LONG, HEADER + "M-1,2025-03-01,PHQ,k.A.,7,1,\nM-1,2025-03-01,PHQ,,7,2,yes\n")
    assert loaded.flags[["record", "retracted", "line"]].to_numpy().tolist() == [["7", True, 3]]


@pytest.mark.parametrize("scale", ["GAD", "PHQ2", "MOOD"])
def test_a_measure_without_the_item_says_nothing(read, scale):
    assert told(read(LONG, HEADER + f"M-1,2025-03-01,{scale},3,,,\n")) == []


def test_a_wide_file_says_it_of_the_filled_total_only(read):
    loaded = read(WIDE, "mrn,day,phq,gad\nM-1,2025-03-01,12,3\nM-2,2025-03-01,,3\nM-3,2025-03-01,99,3\n")
    assert [(patient, level, line) for patient, _, level, _, _, line in told(loaded)] == [
        ("M-1", None, 2),
        ("M-3", None, 4),
    ]


def test_a_wide_line_that_retracts_its_record_needs_no_total(read, reasons):
    mapping = (
        WIDE.replace('date = "day"', 'date = "day"\nrecord = "id"\nretracted = "gone"')
        + '[values.retracted]\nyes = "true"\n'
    )
    loaded = read(mapping, "mrn,day,phq,gad,id,gone\nM-1,2025-03-01,,,r1,yes\nM-1,2025-03-01,,,r2,\n")
    assert loaded.only_rows[["measure", "record", "retracted"]].to_numpy().tolist() == [
        ["phq9", "r1", True],
        ["gad7", "r1", True],
    ]
    assert loaded.flags[["record", "retracted"]].to_numpy().tolist() == [["r1", True]]
    assert reasons(loaded) == [(3, None, "empty")]
