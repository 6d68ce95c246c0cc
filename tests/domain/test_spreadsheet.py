"""Text and tables for a spreadsheet."""

import csv
import io

import pytest

from domain.spreadsheet import comma_separated


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_table_comes_back_as_it_was_written():
    rows = [["ODI", 'say "so", twice'], ["NRS", "12 of 40 (30%)"]]
    assert read(comma_separated(["Measure", "Share"], rows)) == [["Measure", "Share"], *rows]


@pytest.mark.parametrize("attack", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1", "＝1+1"])
def test_a_cell_that_a_spreadsheet_would_run_is_kept_as_text(attack):
    (cell,) = (read(comma_separated([attack], []))[0],)
    assert cell[0].startswith("'")
    assert read(comma_separated(["a"], [[attack]]))[1][0].startswith("'")


@pytest.mark.parametrize(
    ("written", "number"), [("+12.4", "12.4"), ("−3", "-3"), ("1,204", "1204"), ("0.05", "0.05"), ("−0.5", "-0.5")]
)
def test_a_number_as_the_screen_writes_it_can_be_read_by_a_program(written, number):
    assert read(comma_separated(["a"], [[written]]))[1] == [number]


def test_a_number_with_its_unit_or_interval_stays_text():
    assert read(comma_separated(["a"], [["45 min"], ["46–60"]]))[1:] == [["45 min"], ["46–60"]]


def test_spreadsheets_find_the_mark_of_utf_8():
    assert comma_separated(["a"], []).startswith(b"\xef\xbb\xbf")
