"""Dense series: one value a day or night from one source, and the weekly value that a program looks at.

A diary tells what a person believes, an accelerometer what a wrist or hip did, a consumer device what its maker's
algorithm makes of that. They are different series: never averaged, never mixed within a week. Where several speak of
one week, one is chosen whole, by `SERIES` (or the clinic's own order), then by the number of valid days, then by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.source import RECALLED, Source

DAILY = "daily"
"""Occasion of one day's or night's value. It fills no checkpoint unless the program lists it."""

WEEKLY_MEASURES = (
    "sleep_efficiency", "sleep_tst", "sleep_sol", "sleep_waso", "steps_day", "distance_day", "time_on_task",
)  # fmt: skip
"""Measures whose daily values make a weekly mean. A device's estimate of a walking test is none of them."""

DAYS_NEEDED = 4
"""Valid days of the seven of a calendar week, Monday to Sunday."""
WEAR_MINUTES_NEEDED = 600
STEPS_OF_A_WORN_DAY = 500
"""Where a source does not tell for how long it was worn."""

WOLFF_HUGHES_2014 = Source(
    "Population-Referenced Percentiles for Waist-Worn Accelerometer-Derived Total Activity Counts in U.S. Youth: 2003–2006 NHANES",
    2014, doi="10.1371/journal.pone.0115915", verified=True,
    how="abstract read: at least 4 days of at least 10 hours of wear; in young people",
)  # fmt: skip
VALID_DAY_SOURCE = WOLFF_HUGHES_2014
HERRMANN_2013 = Source(
    "Accelerometer wear time and bias in daily activity estimates (Herrmann; title from memory)",
    2013, url="https://pubmed.ncbi.nlm.nih.gov/23036822", verified=True,
    how="abstract read: against 14 hours a day, 10 hours of wear miss 28–42 %, 13 hours 6–8 %",
)  # fmt: skip
STEPS_SOURCE = RECALLED

SERIES = ("diary", "ggir", "actigraph", "apple_health", "fitbit", "garmin", "oura", "withings")
"""Which series is taken where several cover a week: the diary, for which the sleep thresholds were made; research
accelerometers; consumer devices by name. A series that is not listed comes after these."""


def series_order(declared: Sequence[str]) -> tuple[str, ...]:
    """The clinic's own order, then the rest of `SERIES`."""
    return tuple(dict.fromkeys((*declared, *SERIES)))


@dataclass(frozen=True)
class SeriesWeek:
    """What one series says of one patient, measure and week. `series` is its device, or 'diary'."""

    series: str
    valid_days: int


def chosen_series(weeks: Sequence[SeriesWeek], order: Sequence[str] = SERIES) -> SeriesWeek | None:
    """The one series that a week's value is taken from: enough valid days, then by order, then most days, then name."""
    enough = [week for week in weeks if week.valid_days >= DAYS_NEEDED]
    rank = {series: place for place, series in enumerate(order)}
    return min(
        enough,
        key=lambda week: (rank.get(week.series, len(rank)), -week.valid_days, week.series),
        default=None,
    )


def day_fault(
    amount: float, wear_minutes: float | None, least: float = STEPS_OF_A_WORN_DAY, unit: str = "steps"
) -> str:
    """Why a day's count is not that of a whole day; '' where it is.

    Args:
        amount: the count.
        wear_minutes: for how long the device was worn; None where its source does not say, and then a count below
            `least` is taken for a day on which it was not worn.
    """
    if wear_minutes is None:
        return f"{amount:g} {unit} in a day: the device was probably not worn." if amount < least else ""
    if wear_minutes >= WEAR_MINUTES_NEEDED:
        return ""
    return f"Worn for {wear_minutes:g} minutes; a day needs {WEAR_MINUTES_NEEDED}."
