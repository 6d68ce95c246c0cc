"""FHIR dates and times as the clinic's own day and hour.

FHIR R4, https://hl7.org/fhir/R4/datatypes.html#dateTime: a date may stop at the year or the month; a time needs a zone.
A moment with a zone is turned into the clinic's local time. One without (which FHIR forbids, yet servers send) is taken
as it is written, without an offset.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from loaders.fhir.elements import Fault, Json, child, get, text_at

EARLIEST_YEAR = 1900

_PARTIAL = re.compile(r"\d{4}(-\d{2})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2})?")


@dataclass(frozen=True)
class When:
    """A day of the clinic; `at_time` is local 'HH:MM' or 'HH:MM:SS', the offset is the clinic's at that moment."""

    on_date: date
    at_time: str | None = None
    utc_offset_minutes: int | None = None


def when_of(text: str, zone: ZoneInfo, what: str, *, element: str | None = None, ends: bool = False) -> When:
    """What a FHIR date or dateTime means in the clinic.

    Args:
        ends: the text is the end of a period: midnight belongs to the day before.

    Raises:
        Fault: it is partial, no date, or before 1900.
    """
    if _PARTIAL.fullmatch(text):
        raise Fault("bad_date", f"{what} '{text}' names no day.", element)
    found = _read(text, zone, ends)
    if found is None or found.on_date.year < EARLIEST_YEAR:
        raise Fault("bad_date", f"{what} is no FHIR date.", element)
    return found


def _read(text: str, zone: ZoneInfo, ends: bool) -> When | None:
    try:
        if _DAY.fullmatch(text):
            return When(date.fromisoformat(text))
        moment = _MOMENT.fullmatch(text)
        return None if moment is None else _local(moment, zone, ends)
    except (ValueError, OverflowError):
        return None


def _local(moment: re.Match, zone: ZoneInfo, ends: bool) -> When:
    day, hour, minute, second, _, offset = moment.groups()
    stamp = datetime.combine(date.fromisoformat(day), datetime.min.time()).replace(hour=int(hour), minute=int(minute))
    # a leap second is the second before it, so that the day stays
    stamp = stamp.replace(second=min(int(second or 0), 59) if second != "60" else 59)
    if offset is None:
        return _told(stamp - timedelta(seconds=1) if ends and _is_midnight(stamp) else stamp, None)
    local = (stamp.replace(tzinfo=UTC) - _offset(offset)).astimezone(zone)
    shift = local.utcoffset() or timedelta()
    if ends and _is_midnight(local):
        local -= timedelta(seconds=1)
    return _told(local, round(shift.total_seconds() / 60))


def _offset(text: str) -> timedelta:
    if text == "Z":
        return timedelta()
    hours, minutes = int(text[1:3]), int(text[4:])
    if hours > 14 or minutes > 59:
        raise ValueError("no offset")
    shift = timedelta(hours=hours, minutes=minutes)
    return -shift if text[0] == "-" else shift


def _is_midnight(stamp: datetime) -> bool:
    return (stamp.hour, stamp.minute, stamp.second) == (0, 0, 0)


def _told(stamp: datetime, offset: int | None) -> When:
    return When(stamp.date(), stamp.strftime("%H:%M:%S" if stamp.second else "%H:%M"), offset)


def checked(when: When, today: date, what: str, element: str | None = None) -> When:
    """The moment itself, unless it lies in the future."""
    if when.on_date > today:
        raise Fault("future_date", f"{what}, {when.on_date:%Y-%m-%d}, lies in the future.", element)
    return when


def day_at(holder: Json, key: str, zone: ZoneInfo, what: str, *, ends: bool = False) -> date | None:
    """The clinic's day of a date or dateTime element; None where it is absent."""
    text = text_at(holder, key)
    return None if text is None else when_of(text, zone, what, element=key, ends=ends).on_date


def performed(body: Json, prefix: str, zone: ZoneInfo, what: str) -> When:
    """The moment in `effective[x]` or `performed[x]`: of a period its last day, or its first where it is still open.

    The last day is the one on which a week's average, a night's sleep or a day's steps are complete.

    Raises:
        Fault: there is none, it is partial, a timing of several moments, or of a kind that names no day.
    """
    for kind in ("DateTime", "Instant"):
        if text := text_at(body, f"{prefix}{kind}"):
            return when_of(text, zone, what, element=f"{prefix}{kind}")
    if (period := child(body, f"{prefix}Period")) is not None:
        return _of_period(period, zone, what, f"{prefix}Period")
    if (timing := child(body, f"{prefix}Timing")) is not None:
        events = get(timing, "event")
        if isinstance(events, list) and len(events) == 1 and isinstance(events[0], str):
            return when_of(events[0].strip(), zone, what, element=f"{prefix}Timing")
        raise Fault("bad_date", f"{what} is a timing that does not name one moment.", f"{prefix}Timing")
    raise Fault("bad_date", f"{what} is missing.", prefix)


def _of_period(period: Json, zone: ZoneInfo, what: str, element: str) -> When:
    start, end = text_at(period, "start"), text_at(period, "end")
    if end is None and start is None:
        raise Fault("bad_date", f"{what} is a period without start and end.", element)
    if end is None:
        return when_of(start or "", zone, what, element=element)
    last = when_of(end, zone, what, element=element, ends=True)
    if start is None:
        return last
    first = when_of(start, zone, what, element=element)
    if first.on_date > last.on_date:
        raise Fault("bad_date", f"{what} is a period that ends before it starts.", element)
    return first if first.on_date == last.on_date else When(last.on_date)
