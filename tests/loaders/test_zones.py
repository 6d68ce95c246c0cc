"""Moments with an offset from UTC count on the clinic's own day, whatever day it was where the export was written."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.dates import NO_MOMENT, Moment, moments

CHICAGO = ZoneInfo("America/Chicago")
FORMAT = "%Y-%m-%dT%H:%M:%S%z"
MAPPING = """
name = "portal"
rows = "observations"
date_format = "%Y-%m-%dT%H:%M:%S%z"
version_format = "%Y-%m-%dT%H:%M:%S%z"
[columns]
patient = "id"
record = "nr"
version = "changed"
date = "date"
measure = "measure"
value = "value"
"""
HEADER = "id,nr,changed,date,measure,value\n"


def in_chicago(text):
    return moments([text], [FORMAT], CHICAGO)[0]


@pytest.mark.parametrize(
    ("text", "day", "clock", "offset"),
    [
        ("2025-03-05T03:30:00Z", date(2025, 3, 4), "21:30", -360),
        ("2025-03-04T21:30:00-06:00", date(2025, 3, 4), "21:30", -360),
        ("2025-07-05T03:30:00+0000", date(2025, 7, 4), "22:30", -300),
        # the night on which the clocks went forward: 2 o'clock became 3 (zoneinfo, America/Chicago)
        ("2025-03-09T07:59:59Z", date(2025, 3, 9), "01:59:59", -360),
        ("2025-03-09T08:00:01Z", date(2025, 3, 9), "03:00:01", -300),
    ],
)
def test_a_moment_is_told_by_the_clinic_s_clock(text, day, clock, offset):
    assert in_chicago(text) == Moment(day, clock, offset)


@pytest.mark.parametrize("text", ["2025-03-05T00:00:00Z", "2025-03-05T00:00:00-06:00", "2025-03-05T00:00:00+02:00"])
def test_midnight_of_its_own_offset_is_a_day_and_stays_that_day(text):
    assert in_chicago(text) == Moment(date(2025, 3, 5))


@pytest.mark.parametrize("text", ["2025-03-05T03:30:00", "2025-03-05T03:30:00+15:00", "1899-12-31T03:30:00Z", "Z", ""])
def test_without_an_offset_or_with_an_impossible_one_it_is_no_moment_of_this_format(text):
    assert in_chicago(text) == NO_MOMENT


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2099, 12, 30)).map(lambda stamp: stamp.replace(microsecond=0)),
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(["America/Chicago", "Asia/Kolkata", "Australia/Lord_Howe", "UTC", "Pacific/Kiritimati"]),
)
def test_it_is_the_moment_that_python_tells(stamp, minutes, zone):
    written = stamp.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    (found,) = moments([written.isoformat()], [FORMAT], ZoneInfo(zone))
    if stamp.time() == datetime.min.time():
        assert found == Moment(stamp.date())
        return
    told = written.astimezone(ZoneInfo(zone))
    clock = datetime.fromisoformat(f"{found.on_date}T{found.at_time}")
    assert clock == told.replace(tzinfo=None)
    assert timedelta(minutes=found.utc_offset_minutes) == told.utcoffset()


def test_what_lies_in_the_future_is_judged_by_the_clinic_s_day(read, reasons):
    loaded = read(MAPPING, HEADER + "P1,1,,2025-07-01T02:00:00Z,odi,20\nP1,2,,2025-07-01T07:00:00Z,odi,20\n")
    assert loaded.only_rows["on_date"].tolist() == [date(2025, 6, 30)]
    assert reasons(loaded) == [(3, "date", "future_date")]


def test_versions_with_an_offset_sort_as_the_moments_do(read):
    # 06:30 UTC is later than 08:00 at +02:00, which is 06:00 UTC
    loaded = read(
        MAPPING,
        HEADER + "P1,1,2025-03-05T08:00:00+02:00,2025-03-04T10:00:00Z,odi,20\n"
        "P1,2,2025-03-05T06:30:00Z,2025-03-04T10:00:00Z,odi,30\n",
    )
    first, second = loaded.only_rows["version"].tolist()
    assert first < second


def test_a_version_is_told_in_utc():
    assert moments(["2025-03-05T08:00:00+02:00"], [FORMAT], UTC) == [Moment(date(2025, 3, 5), "06:00", 0)]
