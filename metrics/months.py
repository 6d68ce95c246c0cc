"""Calendar months counted back and forth, as rules count them."""

import calendar
from datetime import date


def months_before(on: date, months: int) -> date:
    """The same day so many months earlier; the last day of a shorter month: 31 May less 3 months is 28 February."""
    place = on.year * 12 + on.month - 1 - months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def whole_months(earlier: date, later: date) -> int:
    """Whole months from one day to another; 0 or less where `later` is not after it."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - 1 if months_before(later, months) < earlier else months
