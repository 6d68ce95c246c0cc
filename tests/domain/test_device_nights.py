"""Nights from what a device recorded of sleep."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from domain.device_nights import nights

CHICAGO = ZoneInfo("America/Chicago")
WATCH, PHONE = 0, 1


def at(text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=CHICAGO)).timestamp()


def found(*rows):
    table = pd.DataFrame(
        [(at(start), at(end), state, rank, line) for line, (start, end, state, rank) in enumerate(rows, 1)],
        columns=["start", "end", "state", "rank", "line"],
    )
    return nights(table, CHICAGO)


def test_a_night_across_midnight_belongs_to_its_morning():
    (night,) = found(
        ("2025-05-05T22:30", "2025-05-06T06:30", "in_bed", PHONE),
        ("2025-05-05T23:00", "2025-05-06T03:00", "asleep", WATCH),
        ("2025-05-06T03:00", "2025-05-06T03:30", "awake", WATCH),
        ("2025-05-06T03:30", "2025-05-06T06:00", "asleep", WATCH),
    )
    # 22:30–6:30 in bed: 480 min; asleep 240 + 150
    assert (night.on_date, night.in_bed_minutes, night.asleep_minutes, night.line) == (date(2025, 5, 6), 480, 390, 1)


def test_stages_that_overlap_count_once():
    (night,) = found(
        ("2025-05-05T23:00", "2025-05-06T03:00", "asleep", WATCH),
        ("2025-05-06T01:00", "2025-05-06T02:00", "asleep", WATCH),
    )
    assert night.asleep_minutes == 240


def test_sleep_of_two_sources_is_that_of_the_preferred_one():
    (night,) = found(
        ("2025-05-05T23:00", "2025-05-06T05:00", "asleep", WATCH),
        ("2025-05-05T22:00", "2025-05-06T07:00", "asleep", PHONE),
    )
    assert night.asleep_minutes == 360


def test_without_a_record_of_being_in_bed_time_in_bed_is_not_known():
    (night,) = found(("2025-05-05T23:00", "2025-05-06T05:00", "asleep", WATCH))
    assert night.in_bed_minutes is None


def test_time_in_bed_holds_all_the_sleep():
    """The watch goes on recording sleep after the phone's alarm has ended 'in bed'."""
    (night,) = found(
        ("2025-05-05T22:30", "2025-05-06T06:00", "in_bed", PHONE),
        ("2025-05-05T23:00", "2025-05-06T06:20", "asleep", WATCH),
    )
    assert night.in_bed_minutes == 470


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2025-03-08T23:00", "2025-03-09T07:00", 420),  # the clocks go forward: 7 hours
        ("2025-11-01T23:00", "2025-11-02T07:00", 540),  # and back: 9 hours
    ],
)
def test_a_night_on_which_the_clocks_change_is_as_long_as_it_was(start, end, minutes):
    (night,) = found((start, end, "asleep", WATCH))
    assert night.asleep_minutes == minutes


def test_an_offset_of_a_journey_is_a_moment_like_any_other():
    """Recorded in Berlin, 1:00–8:00 there: 18:00–1:00 in Chicago, whose day it is."""
    (night,) = found(("2025-05-06T01:00+02:00", "2025-05-06T08:00+02:00", "asleep", WATCH))
    assert (night.on_date, night.asleep_minutes) == (date(2025, 5, 6), 420)


def test_a_nap_is_a_sleep_of_its_own():
    assert [n.asleep_minutes for n in found(
        ("2025-05-05T23:00", "2025-05-06T05:00", "asleep", WATCH), ("2025-05-06T14:00", "2025-05-06T14:40", "asleep", WATCH)
    )] == [360, 40]  # fmt: skip


def test_half_an_hour_awake_does_not_part_a_night():
    (night,) = found(
        ("2025-05-05T23:00", "2025-05-06T02:00", "asleep", WATCH),
        ("2025-05-06T02:40", "2025-05-06T06:00", "asleep", WATCH),
    )
    assert night.asleep_minutes == 380


def test_being_in_bed_without_sleep_is_no_night():
    assert found(("2025-05-05T23:00", "2025-05-06T02:00", "in_bed", PHONE)) == []
    assert found() == []
