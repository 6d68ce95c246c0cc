"""Files made to hurt: read or refused in bounded time, in plain words."""

import gzip
import time

import pytest

from loaders import csv_file, long_file, source_file, table
from loaders.source_error import SourceError

SCORES = (
    'name = "s"\nrows = "observations"\n[columns]\npatient = "mrn"\ndate = "day"\nmeasure = "scale"\nvalue = "score"\n'
)
HEADER = "mrn,day,scale,score\n"
GOOD = "7,2025-05-01,odi,20\n"


@pytest.fixture(autouse=True)
def bounded():
    """Each of these takes less than some seconds, also on a slow machine."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "line",
    [
        "x" * 10_000_000,
        "," * 10_000_000,
        '"' + "x" * 10_000_000,
        '"' * 10_000_001,
        "7,2025-05-01,odi," + "9" * 10_000_000,
    ],
    ids=[
        "one long cell",
        "ten million cells",
        "a quotation mark never closed",
        "quotation marks only",
        "a number of ten million digits",
    ],
)
def test_a_line_of_ten_megabytes_is_one_rejected_row(read, reasons, line):
    loaded = read(SCORES, HEADER + GOOD + line + "\n" + GOOD)
    assert loaded.only_rows["line"].tolist() == [2, 4]
    assert reasons(loaded) == [(3, None, "bad_line")]
    assert len(loaded.rejected["reason"][0]) < 200


def test_a_header_of_a_million_columns_is_refused(read):
    with pytest.raises(SourceError, match="at most 5000 are read"):
        read(SCORES, HEADER.strip() + ",x" * 1_000_000 + "\n" + GOOD)


def test_a_hundred_thousand_unclosed_quotation_marks_cost_no_more_than_their_lines(read):
    loaded = read(SCORES, HEADER + '"7,2025-05-01,odi,20\n' * 100_000)
    assert (len(loaded.only_rows), len(loaded.rejected)) == (0, 100_000)


def test_a_number_too_large_for_any_scale_is_no_number(read, reasons):
    assert reasons(read(SCORES, HEADER + "7,2025-05-01,odi," + "9" * 400 + "\n")) == [(2, "score", "bad_number")]


def test_texts_that_look_like_formulas_or_sql_are_only_texts(read):
    loaded = read(SCORES, HEADER + "=1+1,2025-05-01,odi,20\n'; drop table patient; --,2025-05-01,odi,20\n")
    assert loaded.only_rows["patient"].tolist() == ["=1+1", "'; drop table patient; --"]


def test_a_nul_byte_refuses_the_file(read):
    with pytest.raises(SourceError, match="line 2: a NUL character"):
        read(SCORES, HEADER + "7,2025-05-01,odi,2\x000\n")


def test_a_text_too_large_to_be_held_is_refused_without_being_held(read, monkeypatch):
    monkeypatch.setattr(source_file, "MOST_WHOLE", 1_000_000)
    packed = gzip.compress((HEADER + GOOD * 60_000).encode())
    assert len(packed) < 10_000
    with pytest.raises(SourceError, match="is larger than 1000000 bytes when unpacked; split it"):
        read(SCORES, packed, "scores.csv.gz")


def test_a_line_of_many_millions_of_cells_is_refused_before_it_becomes_cells(read, reasons, monkeypatch):
    monkeypatch.setattr(csv_file, "MOST_CHARACTERS", 1_000)
    loaded = read(SCORES, HEADER + GOOD + "," * 2_000 + "\n" + GOOD)
    assert loaded.only_rows["line"].tolist() == [2, 4]
    assert reasons(loaded) == [(3, None, "bad_line")]
    assert loaded.rejected["reason"][0].startswith("The line is longer than 1,000 characters")


def test_a_record_of_very_many_quoted_lines_is_refused_before_it_becomes_cells(read, reasons, monkeypatch):
    monkeypatch.setattr(csv_file, "MOST_CHARACTERS", 1_000)
    loaded = read(SCORES, HEADER + '"' + '\n","' * 500 + '"\n' + GOOD)
    assert reasons(loaded)[0] == (2, None, "bad_line")
    assert loaded.rejected["reason"][0].startswith("The line is longer than 1,000 characters")
    assert loaded.only_rows["line"].tolist() == [503]


def test_more_rows_than_can_be_held_refuse_the_file(read, monkeypatch):
    monkeypatch.setattr(table, "MOST_ROWS", 1_000)
    with pytest.raises(SourceError, match="has more than 1,000 rows; split it"):
        read(SCORES, HEADER + "x\n" * 5_000)


@pytest.mark.parametrize("end", ["\n", '"x"\n'], ids=["plain", "with quotation marks"])
def test_a_long_file_whose_rows_are_nearly_all_rejected_is_refused_while_it_is_read(read, monkeypatch, end):
    monkeypatch.setattr(long_file, "LONG_BYTES", 1_000)
    monkeypatch.setattr(long_file, "BLOCK_BYTES", 10_000)
    monkeypatch.setattr(long_file, "MOST_ROWS", 1_000)
    with pytest.raises(SourceError, match="more than 1,000 rows would be rejected, among them line"):
        read(SCORES, HEADER + "7,2025-05-01,nobody knows,20\n" * 5_000 + end)
