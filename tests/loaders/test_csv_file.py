"""Delimited text: which physical line a row starts on, and which lines are no rows."""

import pytest

from loaders.csv_file import read_csv
from loaders.source_error import SourceError


def table(text, *wanted, delimiter=",", header_row=1):
    return read_csv(text, delimiter, header_row, wanted or ("a", "b"), "x.csv")


def rows(found):
    return [(int(line), *cells) for line, cells in zip(found.lines, found.cells.itertuples(index=False), strict=True)]


def broken(found):
    return [(r.line, r.code, r.reason) for r in found.broken.itertuples()]


def test_texts_stay_texts():
    found = table("a,b\n007,NA\n1e5,None\n")
    assert rows(found) == [(2, "007", "NA"), (3, "1e5", "None")]


def test_a_row_with_a_quoted_newline_counts_from_the_line_on_which_it_starts():
    found = table('a,b\n1,"two\nlines"\n2,x\n"three\r\nmore\n",y\n3,z\n')
    assert [row[0] for row in rows(found)] == [2, 4, 5, 8]


def test_empty_lines_are_skipped_and_not_counted_but_later_lines_keep_their_numbers():
    found = table("a,b\n\n1,2\n\n\n3,4\n\n")
    assert rows(found) == [(3, "1", "2"), (6, "3", "4")]
    assert found.lines_read == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read(end):
    assert rows(table(end.join(["a,b", "1,2", "3,4"]))) == [(2, "1", "2"), (3, "3", "4")]


def test_lines_with_too_few_or_too_many_cells_are_broken_and_the_rest_is_read():
    found = table("a,b\n1\n1,2,3\n1,2\n")
    assert rows(found) == [(4, "1", "2")]
    assert broken(found) == [
        (2, "bad_line", "The line has 1 cells where the header has 2."),
        (3, "bad_line", "The line has 3 cells where the header has 2."),
    ]


def test_a_quotation_mark_that_is_never_closed_costs_its_line_and_not_the_rest():
    found = table('a,b\n1,2\n"x,3\n4,5\n6,7\n')
    assert rows(found) == [(2, "1", "2"), (4, "4", "5"), (5, "6", "7")]
    assert broken(found) == [(3, "bad_line", "A quotation mark is never closed.")]


def test_a_quotation_mark_inside_a_cell_must_be_doubled():
    found = table('a,b\n"5\'10"" tall",1\n"wide"x,2\n3,4\n')
    assert rows(found) == [(2, "5'10\" tall", "1"), (4, "3", "4")]
    assert [b[:2] for b in broken(found)] == [(3, "bad_line")]


def test_columns_may_stand_in_any_order_among_others():
    assert rows(table("z,b,y,a\n1,2,3,4\n")) == [(2, "4", "2")]


def test_cells_and_headers_are_stripped():
    assert rows(table(" a ,b\n 1 , x y \n")) == [(2, "1", "x y")]


def test_lines_above_the_header_row_are_not_read():
    assert rows(table("Report of May\nprinted today\na,b\n1,2\n", header_row=3)) == [(4, "1", "2")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_declared_delimiter_works(delimiter):
    assert rows(table(f"a{delimiter}b\n1{delimiter}2\n", delimiter=delimiter)) == [(2, "1", "2")]


def test_a_missing_column_is_named_without_repeating_what_the_file_says():
    with pytest.raises(SourceError, match=r"x\.csv has no column 'b', which the mapping needs") as told:
        table("a,Doe Jane\n1,2\n")
    assert "Doe" not in str(told.value)


def test_a_column_that_stands_twice_is_refused():
    with pytest.raises(SourceError, match="2 columns named 'b'"):
        table("a,b,b\n1,2,3\n")


@pytest.mark.parametrize("text", ["", "   \n \n"])
def test_an_empty_text_is_told(text):
    with pytest.raises(SourceError, match="is empty"):
        table(text)


def test_line_numbers_hold_over_many_chunks_with_broken_lines_in_between():
    lines = ["a,b"] + [f"{n},x" for n in range(2, 9001)]
    for n in (2001, 2002, 4100, 8999):
        lines[n - 1] = '"open,x'
    found = table("\n".join(lines) + "\n")
    assert all(int(first) == line for line, first, _ in rows(found))
    assert sorted(b[0] for b in broken(found)) == [2001, 2002, 4100, 8999]
    assert len(rows(found)) == 8999 - 4
