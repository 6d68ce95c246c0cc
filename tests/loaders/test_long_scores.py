"""Long files: one score a line."""

from datetime import date

import pytest

PORTAL = """
name = "portal"
rows = "observations"
encoding = "cp1252"
delimiter = ";"
decimal = ","
date_format = "%d.%m.%Y"
missing = ["k. A."]
[columns]
record = "Nr"
version = "Fassung"
patient = "Patient"
date = "Datum"
time = "Uhrzeit"
measure = "Fragebogen"
value = "Wert"
occasion = "Anlass"
mode = "Gerät"
retracted = "Storno"
[values.measure]
"Schmerzstärke" = "nrs_average"
PEG = "peg"
[values.occasion]
vorher = "before_block"
[values.retracted]
ja = "true"
"""
HEADER = "Nr;Fassung;Patient;Datum;Uhrzeit;Fragebogen;Wert;Anlass;Gerät;Storno\n"

US = """
name = "us"
rows = "observations"
date_format = ["%m/%d/%Y"]
[columns]
patient = "mrn"
date = "when"
measure = "test"
value = "result"
unit = "units"
[units]
walk_6min = "ft"
"""


def portal(read, *lines):
    return read(PORTAL, (HEADER + "\n".join(lines) + "\n").encode("cp1252"))


def test_a_european_portal_export_gives_our_rows(read):
    loaded = portal(read, "17;2;00042;03.04.2025;09:05;PEG;6,67;vorher;Tablet – Praxis;")
    row = loaded.only_rows.iloc[0]
    assert row["patient"] == "00042"
    assert (row["measure"], row["value"], row["on_date"], row["at_time"]) == ("peg", 6.67, date(2025, 4, 3), "09:05")
    assert (row["occasion"], row["mode"], row["score_status"]) == ("before_block", "Tablet – Praxis", "given")
    assert (row["record"], row["retracted"], row["line"]) == ("17", False, 2)
    assert row["answers"] is None


def test_versions_sort_as_texts_in_the_order_of_their_numbers(read):
    ordered = ["0", "2", "2.5", "9", "10", "20250501123045123456", "20250501123045123457"]
    lines = [f"1;{n};7;03.04.2025;;PEG;5;;;" for n in ordered]
    versions = portal(read, *lines).only_rows["version"].tolist()
    assert sorted(versions) == versions
    assert len(set(versions)) == len(ordered)


def test_equal_version_numbers_are_the_same_version_however_they_are_written(read):
    lines = [f"1;{n};7;03.04.2025;;PEG;5;;;" for n in ("7", "07", "7.0", "7.00")]
    assert portal(read, *lines).only_rows["version"].nunique() == 1


def test_versions_may_be_time_stamps(read):
    mapping = US.replace("date_format", 'version_format = "%m/%d/%Y %H:%M"\ndate_format').replace(
        'patient = "mrn"', 'patient = "mrn"\nversion = "saved"'
    )
    loaded = read(
        mapping,
        "mrn,when,test,result,units,saved\n7,01/05/2025,odi,10,,12/31/2024 08:00\n7,01/05/2025,odi,12,,01/05/2025 08:00\n",
    )
    assert loaded.only_rows["version"].tolist() == ["2024-12-31T08:00", "2025-01-05T08:00"]


def test_a_retraction_needs_no_score(read):
    loaded = portal(read, "17;3;42;03.04.2025;;PEG;;;;ja")
    assert loaded.only_rows["retracted"].tolist() == [True]
    assert loaded.only_rows["value"].isna().all()


def test_leading_zeros_and_numbers_like_na_stay_in_patient_numbers(read):
    loaded = read(
        US, "mrn,when,test,result,units\n0001,04/03/2025,odi,10,\nNA,04/03/2025,odi,10,\n1e5,04/03/2025,odi,10,\n"
    )
    assert loaded.only_rows["patient"].tolist() == ["0001", "NA", "1e5"]


def test_the_declared_order_of_day_and_month_is_kept(read):
    assert portal(read, "1;1;7;03.04.2025;;PEG;5;;;").only_rows["on_date"].tolist() == [date(2025, 4, 3)]
    assert read(US, "mrn,when,test,result,units\n7,03/04/2025,odi,10,\n").only_rows["on_date"].tolist() == [
        date(2025, 3, 4)
    ]


def test_several_declared_formats_are_read_and_a_text_that_fits_two_differently_is_no_date(read, reasons):
    mapping = US.replace('["%m/%d/%Y"]', '["%m/%d/%Y", "%d/%m/%Y", "%Y-%m-%d"]')
    loaded = read(
        mapping,
        "mrn,when,test,result,units\n7,2025-05-01,odi,10,\n7,31/01/2025,odi,10,\n7,05/05/2025,odi,10,\n7,03/04/2025,odi,10,\n",
    )
    assert loaded.only_rows["on_date"].tolist() == [date(2025, 5, 1), date(2025, 1, 31), date(2025, 5, 5)]
    assert reasons(loaded) == [(5, "when", "bad_date")]


def test_a_date_column_may_hold_time_and_offset_which_are_told_in_the_clinic_s_time(read):
    mapping = US.replace('"%m/%d/%Y"', '"%Y-%m-%dT%H:%M:%S%z"')
    loaded = read(
        mapping, "mrn,when,test,result,units\n7,2025-03-01T23:30:00-06:00,odi,10,\n7,2025-03-03T03:00:05Z,odi,20,\n"
    )
    assert loaded.only_rows["on_date"].tolist() == [date(2025, 3, 1), date(2025, 3, 2)]
    assert loaded.only_rows["at_time"].tolist() == ["23:30", "21:00:05"]
    assert loaded.only_rows["utc_offset_minutes"].tolist() == [-360, -360]


def test_physical_measures_come_out_in_their_own_unit(read):
    # 1 ft = 0.3048 m exactly (NIST SP 811, appendix B)
    loaded = read(US, "mrn,when,test,result,units\n7,03/04/2025,walk_6min,1000,\n7,03/05/2025,walk_6min,305,m\n")
    assert loaded.only_rows["value"].tolist() == pytest.approx([304.8, 305])
    assert loaded.only_rows["unit"].tolist() == ["m", "m"]


def test_a_reason_about_a_converted_value_says_what_stands_in_the_file(read):
    loaded = read(US, "mrn,when,test,result,units\n7,03/04/2025,walk_6min,14830,\n")
    assert loaded.rejected["reason"].tolist() == [
        "4520.18 is outside 0–1000 m for Six-minute walk distance. The file says 14830 ft."
    ]


def test_texts_that_mean_no_answer_make_a_line_empty(read, reasons):
    assert reasons(portal(read, "1;1;7;03.04.2025;;PEG;k. A.;;;")) == [(2, "Wert", "empty")]


def test_one_line_of_a_long_file_is_one_row(read):
    loaded = portal(read, "1;1;7;03.04.2025;;PEG;5;;;", "", "2;1;7;03.04.2025;;PEG;99;;;", "3;1")
    assert (loaded.lines_read, loaded.rows_read, len(loaded.only_rows), len(loaded.rejected)) == (3, 3, 1, 2)


@pytest.mark.parametrize("text", ["7,5", "1e5", "inf", "nan", "1 000", "1,000", "0x10", "٣", "--5", "5.", ".5"])
def test_only_plain_decimal_numbers_are_numbers(read, reasons, text):
    loaded = read(US, f'mrn,when,test,result,units\n7,03/04/2025,peg,"{text}",\n')
    if text in ("5.", ".5"):
        assert loaded.only_rows["value"].tolist() == [float(text)]
    else:
        assert reasons(loaded) == [(2, "result", "bad_number")]


def test_a_constant_measure_needs_no_column(read):
    mapping = (
        US.replace('measure = "test"\n', "")
        .replace("[units]", '[constants]\nmeasure = "mme_day"\nunit = "mg/day"\n[units]')
        .replace('unit = "units"\n', "")
    )
    assert read(mapping, "mrn,when,result\n7,03/04/2025,62.5\n").only_rows["measure"].tolist() == ["mme_day"]


def test_a_file_with_a_header_and_nothing_below_it_has_no_rows(read):
    loaded = read(US, "mrn,when,test,result,units\n")
    assert (loaded.rows_read, loaded.lines_read) == (0, 0)
