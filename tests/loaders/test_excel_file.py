"""Workbooks: title rows, real dates, formulas, and what a hostile one can do."""

import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from loaders import excel_file
from loaders.source_error import SourceError

TESTS = """
name = "tests"
rows = "observations"
layout = "wide"
format = "excel"
sheet = "Functional tests"
header_row = 4
date_format = "%m/%d/%Y"
[columns]
patient = "MRN"
date = "Tested"
time = "At"
[[scores]]
column = "Stands"
measure = "chair_stand_30s"
[[scores]]
column = "Walk (ft)"
measure = "walk_6min"
unit = "ft"
"""


@pytest.fixture
def workbook(tmp_path):
    """workbook(rows) -> path of a workbook with these rows in the sheet 'Functional tests', behind another sheet."""

    def write(rows, name="tests.xlsx"):
        book = openpyxl.Workbook()
        book.active.title = "Read me"
        sheet = book.create_sheet("Functional tests")
        for row in rows:
            sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


TITLE = [["Functional tests"], ["kept by the therapists"], [], ["MRN", "Tested", "At", "Stands", "Walk (ft)", "Remark"]]


def test_date_cells_are_dates_and_text_cells_are_read_by_the_declared_format(read, workbook):
    rows = [
        ["0012", date(2025, 3, 1), time(8, 30), 12, 1000.5, "ok"],
        ["0013", "03/02/2025", "09:15", 11, None, None],
        [14, datetime(2025, 3, 3, 0, 0), None, 10, None, None],
    ]
    loaded = read(TESTS, workbook(TITLE + rows).read_bytes(), "copy.xlsx")
    assert loaded.only_rows[["patient", "on_date", "at_time", "value", "line"]].to_numpy().tolist() == [
        ["0012", date(2025, 3, 1), "08:30", 12.0, 5],
        ["0012", date(2025, 3, 1), "08:30", pytest.approx(304.9524), 5],
        ["0013", date(2025, 3, 2), "09:15", 11.0, 6],
        ["14", date(2025, 3, 3), None, 10.0, 7],
    ]


def test_empty_rows_are_skipped_and_rows_keep_their_numbers(read, workbook):
    rows = [[], ["7", date(2025, 3, 1), None, 12], [], [], ["8", date(2025, 3, 1), None, 12]]
    assert read(TESTS, workbook(TITLE + rows).read_bytes(), "copy.xlsx").only_rows["line"].tolist() == [6, 9]


def test_a_number_cell_is_a_number_whatever_the_decimal_sign_of_texts(read, workbook):
    mapping = TESTS.replace("[columns]", 'decimal = ","\n[columns]', 1)
    loaded = read(
        mapping,
        workbook(
            [*TITLE, ["7", date(2025, 3, 1), None, None, 1000.5], ["8", date(2025, 3, 1), None, None, "1000,5"]]
        ).read_bytes(),
        "copy.xlsx",
    )
    assert loaded.only_rows["value"].tolist() == pytest.approx([304.9524, 304.9524])


def test_a_formula_without_a_saved_value_is_an_empty_cell(read, workbook, reasons):
    loaded = read(
        TESTS,
        workbook(
            [*TITLE, ["7", date(2025, 3, 1), None, "=6*2", None], ["8", date(2025, 3, 1), None, "=1/0", 900]]
        ).read_bytes(),
        "copy.xlsx",
    )
    assert reasons(loaded) == [(5, None, "empty")]
    assert loaded.only_rows["measure"].tolist() == ["walk_6min"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('"Functional tests"', '"Tests"'), "has no sheet 'Tests', which the mapping names"),
        (("header_row = 4", "header_row = 3"), "row 3: there is no header row that can be read"),
        (('"Stands"', '"Sit-ups"'), "has no column 'Sit-ups', which the mapping needs"),
    ],
)
def test_a_sheet_header_or_column_that_is_not_there_is_told(read, workbook, change, told):
    with pytest.raises(SourceError, match=told):
        read(TESTS.replace(*change), workbook([*TITLE, ["7", date(2025, 3, 1), None, 12]]).read_bytes(), "copy.xlsx")


def test_a_text_file_with_the_ending_of_a_workbook_is_told(read):
    with pytest.raises(SourceError, match="is no workbook that can be read"):
        read(TESTS, "MRN,Tested\n1,2\n", "copy.xlsx")


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(excel_file, "MOST_UNPACKED_BYTES", 1_000_000)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    assert bomb.stat().st_size < 10_000
    with pytest.raises(SourceError, match=r"bomb\.xlsx unpacks to 4 MB"):
        excel_file.read_excel(bomb, None, 1, ".", ["a"], str(bomb))


def test_a_sheet_that_claims_seventeen_billion_cells_costs_nothing_but_a_sentence(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "a", "z"
    book.save(tmp_path / "sparse.xlsx")
    with pytest.raises(SourceError, match=r"damaged or too large|more than 20000000 cells"):
        excel_file.read_excel(tmp_path / "sparse.xlsx", None, 1, ".", ["a"], "sparse.xlsx")


MERGED = """
name = "merged"
rows = "observations"
layout = "wide"
format = "excel"
header_row = 2
header_rows = 2
[columns]
patient = "MRN"
date = "Tested"
[[scores]]
column = "Questionnaires / ODI"
measure = "odi"
[[scores]]
column = "Questionnaires / PSEQ"
measure = "pseq"
[[scores]]
column = "Sleep"
measure = "sleep_efficiency"
unit = "share"
"""


def merged_workbook(path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Reassessments"],
        ["MRN", "Tested", "Questionnaires", None, "Sleep"],
        [None, None, "ODI", "PSEQ", None],
        ["0012", date(2025, 3, 1), 36, 29, 0.85],
        [None, date(2025, 4, 1), 30, None, 0.9],
        ["0013", date(2025, 3, 1), 40, None, 0.805],
    ):
        sheet.append(row)
    for cells in ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "A4:A5", "C6:D6"):
        sheet.merge_cells(cells)
    sheet["E4"].number_format, sheet["E5"].number_format = "0%", '0.0 "of 100 %"'
    sheet["E6"].number_format = "0.00%"
    book.save(path)
    return path


def test_merged_cells_name_every_column_above_and_every_row_below_the_header(read, tmp_path):
    loaded = read(MERGED, merged_workbook(tmp_path / "merged.xlsx").read_bytes(), "copy.xlsx")
    assert loaded.only_rows[["patient", "measure", "value", "line"]].to_numpy().tolist() == [
        ["0012", "odi", 36.0, 4],
        ["0012", "pseq", 29.0, 4],
        ["0012", "sleep_efficiency", 85.0, 4],
        ["0012", "odi", 30.0, 5],
        ["0012", "sleep_efficiency", 90.0, 5],
        ["0013", "odi", 40.0, 6],
        ["0013", "sleep_efficiency", 80.5, 6],
    ]


def test_a_cell_shown_as_a_percentage_is_in_percent_whatever_unit_is_declared(read, tmp_path):
    """Row 5 only speaks of percent in words, so its number stands as it is, in the declared unit."""
    percent = MERGED.replace('unit = "share"', 'unit = "%"')
    loaded = read(percent, merged_workbook(tmp_path / "merged.xlsx").read_bytes(), "copy.xlsx")
    rows = loaded.only_rows[loaded.only_rows["measure"] == "sleep_efficiency"]
    assert rows["value"].tolist() == [85.0, 0.9, 80.5]


def test_a_percentage_of_a_measure_that_has_none_is_rejected(read, reasons):
    mapping = 'name = "x"\nrows = "observations"\n[columns]\npatient = "p"\ndate = "d"\nmeasure = "m"\nvalue = "v"\n'
    loaded = read(mapping, "p,d,m,v\n7,2025-03-01,phq9,12%\n7,2025-03-01,odi,36 %\n7,2025-03-01,odi,%\n")
    assert loaded.only_rows["value"].tolist() == [36.0]
    assert reasons(loaded) == [(2, None, "unit_wrong_for_measure"), (4, "v", "bad_number")]


@pytest.mark.parametrize(
    ("number", "shown_as", "read_as"),
    [(0.5, "0%", 50.0), (0.5, "0.0%;[Red]-0.0%", 50.0), (36, r"0\%", 36.0), (0.5, r"0.0\%", 0.5), (36, '0"%"', 36.0), (36, "0_%", 36.0)],
)  # fmt: skip
def test_a_percent_sign_that_is_only_a_letter_of_the_format_does_not_multiply(
    read, workbook, tmp_path, number, shown_as, read_as
):
    """After a backslash, in quotation marks or as a width it is a literal (ECMA-376 part 1, 18.8.31)."""
    path = workbook([["p", "d", "v"], ["7", "2025-03-01", number]])
    book = openpyxl.load_workbook(path)
    book["Functional tests"]["C2"].number_format = shown_as
    book.save(path)
    mapping = (
        'name = "x"\nformat = "excel"\nsheet = "Functional tests"\nrows = "observations"\n'
        '[columns]\npatient = "p"\ndate = "d"\nvalue = "v"\n[constants]\nmeasure = "odi"\n'
    )
    assert read(mapping, path.read_bytes(), "x.xlsx").only_rows["value"].tolist() == [read_as]
