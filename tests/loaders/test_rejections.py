"""The rejection ledger: every code, the column to blame, one plain sentence, and never a person."""

import pytest

SCORES = """
name = "scores"
rows = "observations"
[columns]
record = "id"
version = "rev"
patient = "mrn"
date = "day"
time = "at"
measure = "scale"
value = "score"
unit = "unit"
occasion = "occasion"
[values.measure]
ODI = "odi"
NRS = "nrs_average"
WALK = "walk_6min"
CHAIR = "chair_stand_30s"
[values.occasion]
usual = "routine"
"""
HEADER = "id,rev,mrn,day,at,scale,score,unit,occasion\n"


@pytest.mark.parametrize(
    ("line", "column", "code", "reason"),
    [
        (",,,,,,,,", None, "empty", "The line holds nothing in the columns that the mapping reads."),
        ("1,1,7,2025-05-01,,ODI,,,", "score", "empty", "The line has no score."),
        ("1,1,,2025-05-01,,ODI,20,,", "mrn", "no_patient", "The line names no patient."),
        ("1,1,7,,,ODI,20,,", "day", "bad_date", "The date is missing."),
        ("1,1,7,2025-02-30,,ODI,20,,", "day", "bad_date", "The date '2025-02-30' is no date in the declared format %Y-%m-%d."),
        ("1,1,7,01.05.2025,,ODI,20,,", "day", "bad_date", "The date '01.05.2025' is no date in the declared format %Y-%m-%d."),
        ("1,1,7,today,,ODI,20,,", "day", "bad_date", "The date is no date in the declared format %Y-%m-%d."),
        ("1,1,7,0202-05-01,,ODI,20,,", "day", "bad_date", "The date '0202-05-01' is no date in the declared format %Y-%m-%d."),
        ("1,1,7,2025-07-01,,ODI,20,,", "day", "future_date", "The date, 2025-07-01, lies in the future."),
        ("1,1,7,2025-05-01,8 am,ODI,20,,", "at", "bad_time", "The time is no time in the declared format %H:%M or %H:%M:%S."),
        ("1,1,7,2025-05-01,,ODI,\"7,5\",,", "score", "bad_number", "The score '7,5' is no number with '.' as its decimal sign."),
        ("1,1,7,2025-05-01,,MOOD,20,,", "scale", "unknown_measure", "The measure 'MOOD' is unknown: the mapping does not list it."),
        ("1,1,7,2025-05-01,,,20,,", "scale", "unknown_measure", "The line names no measure."),
        ("1,1,7,2025-05-01,,ODI,110,,", "score", "out_of_range", "110 is outside 0–100 for Oswestry Disability Index."),
        ("1,1,7,2025-05-01,,NRS,6.5,,", "score", "off_step", "6.5 is no score of Pain NRS 0–10"),
        ("1,1,7,2025-05-01,,WALK,400,,", "unit", "unit_missing", "Six-minute walk distance needs a unit, such as"),
        ("1,1,7,2025-05-01,,WALK,400,paces,", "unit", "unknown_unit", "The unit 'paces' is not known; Six-minute walk distance can be read in m, km, ft, mi."),
        ("1,1,7,2025-05-01,,WALK,400,kg,", "unit", "unit_wrong_for_measure", "Six-minute walk distance is measured in m"),
        ("1,1,7,2025-05-01,,ODI,20,,at night", "occasion", "unknown_label", "The occasion 'at night' is unknown: the mapping does not list it."),
        ("1,newest,7,2025-05-01,,ODI,20,,", "rev", "bad_version", "The version is not in the declared version_format number."),
        ("1,1,7", None, "bad_line", "The line has 3 cells where the header has 9."),
    ],
)  # fmt: skip
def test_each_fault_has_a_code_a_column_and_a_sentence(read, line, column, code, reason):
    rejected = read(SCORES, HEADER + "0,1,7,2025-05-01,,ODI,20,,usual\n" + line + "\n").rejected
    assert len(rejected) == 1
    assert (rejected["line"][0], rejected["code"][0]) == (3, code)
    assert (rejected["column"][0] or None) == column
    assert rejected["reason"][0].startswith(reason)


@pytest.mark.parametrize("column", range(9))
def test_a_record_number_or_a_name_in_the_wrong_column_is_not_repeated_in_a_reason(read, column):
    for stray in ("Testperson Alba", "MRN00123456", "00123456"):
        cells = ["1", "1", "7", "2025-05-01", "", "ODI", "20", "", "usual"]
        cells[column] = stray
        reasons = " ".join(read(SCORES, HEADER + ",".join(cells) + "\n").rejected["reason"])
        if column not in (5, 7, 8):  # labels are named, so that the mapping can be mended
            assert stray not in reasons


def test_a_row_is_rejected_once_for_its_first_fault(read, reasons):
    assert reasons(read(SCORES, HEADER + "1,1,,2025-02-30,,MOOD,x,,\n")) == [(2, "mrn", "no_patient")]


def test_a_long_label_is_cut_and_cannot_break_the_line(read):
    rejected = read(SCORES, HEADER + f'1,1,7,2025-05-01,,"{"M" * 500}\n\x1b[31m",20,,\n').rejected
    assert len(rejected["reason"][0]) < 120
    assert "\n" not in rejected["reason"][0]
    assert "\x1b" not in rejected["reason"][0]
