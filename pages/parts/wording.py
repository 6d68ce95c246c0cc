"""Small words: counts, lists, ages, dates as a sentence says them."""

from collections.abc import Sequence
from datetime import date

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def count(n: int, thing: str, things: str | None = None) -> str:
    """'1 visit', '8 visits', '1,204 rows'."""
    return f"{n:,} {thing if n == 1 else things or thing + 's'}"


def in_letters(n: int) -> str:
    """'three' up to nine, then figures: '12'."""
    return NUMBERS[n] if n < len(NUMBERS) else f"{n:,}"


def listed(words: Sequence[str], most: int = 3) -> str:
    """'a', 'a and b', 'a, b and c', 'a, b, c and 2 more'."""
    words = list(words)
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


def sentence_start(text: str) -> str:
    """The text with a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def long_day(day: date) -> str:
    """'Monday 17 November'."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def age_on(day: date, birth_date: date | None) -> str:
    """Completed years, or nothing where the birth date is not known."""
    if birth_date is None:
        return ""
    years = day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
    return str(years)


def masked(record_number: str) -> str:
    """A record number of which only the last four characters can be read."""
    return "··" + record_number[-4:]
