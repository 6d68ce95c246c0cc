"""What 'today' means: the clinic's time zone decides."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from domain.clock import Clock

CHICAGO = ZoneInfo("America/Chicago")


def test_today_is_the_clinics_day_and_not_the_servers():
    late_evening = Clock(CHICAGO, system_now=lambda: datetime(2025, 11, 18, 3, 0, tzinfo=UTC))
    assert late_evening.today() == date(2025, 11, 17)
    assert Clock(ZoneInfo("Pacific/Auckland"), system_now=late_evening.system_now).today() == date(2025, 11, 18)


def test_a_clock_that_stands_still_stays_where_the_clinic_put_it():
    sample = Clock(CHICAGO, datetime(2025, 11, 17, 8, 30))
    assert sample.now().isoformat() == "2025-11-17T08:30:00-06:00"
    assert sample.today() == date(2025, 11, 17)


def test_tomorrow_is_in_the_future_and_today_is_not():
    sample = Clock(CHICAGO, datetime(2025, 11, 17, 23, 59))
    assert sample.is_future(date(2025, 11, 18))
    assert not sample.is_future(date(2025, 11, 17))
