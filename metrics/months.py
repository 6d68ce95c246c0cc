"""Calendar months counted back, as rules count them."""

import calendar
from datetime import date


def months_before(on: date, months: int) -> date:
    """The same day so many months earlier; the last day of a shorter month: 31 May less 3 months is 28 February."""
    place = on.year * 12 + on.month - 1 - months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))
