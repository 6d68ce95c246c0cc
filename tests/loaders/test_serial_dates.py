"""Dates as a spreadsheet counts them: days since its own beginning, where a cell has lost its format or an export its dates.

1 January 2008 is 39448 in the 1900 system (support.microsoft.com, DATE function; recalled), and 1,462 less in the 1904 system
(support.microsoft.com, Date systems in Excel; recalled).
"""

from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.loaded import RowKind
from loaders.dates import moments

MAPPING = """
name = "scores"
rows = "observations"
date_format = ["%d.%m.%Y", "serial"]
[columns]
patient = "id"
date = "date"
measure = "measure"
value = "value"
"""


@pytest.mark.parametrize(("form", "text"), [("serial", "39448"), ("serial-1904", "37986")])
def test_a_day_number_is_the_day_that_the_spreadsheet_shows(form, text):
    (found,) = moments([text], [form], UTC)
    assert (found.on_date, found.at_time, found.ambiguous) == (date(2008, 1, 1), None, False)


@pytest.mark.parametrize(
    ("text", "clock"), [("39448.5", "12:00"), ("39448,25", "06:00"), ("39448.0", None), ("39448.104166666664", "02:30")]
)
def test_its_fraction_is_the_time_of_day(text, clock):
    (found,) = moments([text], ["serial"], UTC)
    assert (found.on_date, found.at_time) == (date(2008, 1, 1), clock)


@pytest.mark.parametrize(
    "text", ["2025", "9999", "20250304", "-39448", "39448.", "1e5", "٣٩٤٤٨", "39 448", "", "39448.5.1"]
)
def test_a_number_that_may_be_a_year_or_anything_else_is_no_day(text):
    (found,) = moments([text], ["serial"], UTC)
    assert found.on_date is None


@given(st.dates(date(1928, 1, 1), date(2099, 12, 31)))
def test_the_next_day_is_one_more(day):
    number = (day - date(2008, 1, 1)).days + 39448
    assert [m.on_date for m in moments([str(number)], ["serial"], UTC)] == [day]


def test_a_file_may_hold_both_and_a_day_number_is_no_date_unless_declared(read):
    text = "id,date,measure,value\nP1,05.03.2025,odi,20\nP1,45722,odi,22\n"
    both = read(MAPPING, text)
    assert [row.isoformat() for (row,) in both.rows[RowKind.OBSERVATION][["on_date"]].values] == [
        "2025-03-05",
        "2025-03-06",
    ]
    without = read(MAPPING.replace(', "serial"', ""), text)
    assert without.rejected["code"].tolist() == ["bad_date"]
