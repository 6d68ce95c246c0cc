"""Texts to dates and times of day by the declared formats; a text that fits two of them differently is no date.

A moment with an offset from UTC is told in the clinic's time zone, as one in FHIR is. One at midnight of its own offset is a
day that an export wrote as a moment, and stays that day.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo

import numpy as np
import pandas as pd

SPREADSHEET_FORMATS = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S")
"""How `excel_cells` writes a date cell; such cells are dates already."""

DATABASE_FORMATS = (
    *SPREADSHEET_FORMATS, "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z",
)  # fmt: skip
"""How `loaders.sql.cells` writes the days and time stamps of a database."""

SERIAL_FORMATS = {"serial": datetime(1899, 12, 30), "serial-1904": datetime(1904, 1, 1)}
"""Days as a spreadsheet counts them, with its day 0. That of the 1900 system allows for its 29 February 1900, which never was."""

EARLIEST_YEAR = 1900

# five digits are the days from 1927 on; a shorter number may be a year, a longer one a date without separators
_SERIAL = re.compile(r"([0-9]{5})(?:[.,]([0-9]{1,15}))?")
_OFFSET = re.compile(r"\s*(Z|[+-]\d\d:?\d\d)$")
_LARGEST_OFFSET = 14 * 60
_DIGIT = re.compile("[0-9]")


@dataclass(frozen=True)
class ClinicToday:
    """The clinic's day, after which dates lie in the future, and its time zone."""

    day: date
    zone: tzinfo


@dataclass(frozen=True)
class Moment:
    """What one text says. `at_time` is local 'HH:MM' or 'HH:MM:SS', the offset that of the time zone at that moment.

    No date means that the text is none.
    """

    on_date: date | None = None
    at_time: str | None = None
    utc_offset_minutes: int | None = None
    ambiguous: bool = False


NO_MOMENT = Moment()


def moments(texts: Sequence[str], formats: Sequence[str], zone: tzinfo) -> list[Moment]:
    """The moment that each text means in `zone`, in the order of `texts`."""
    found = [NO_MOMENT] * len(texts)
    for form in formats:
        for i, moment in enumerate(_moments_in(texts, form, zone)):
            if moment is None:
                continue
            if found[i].on_date not in (None, moment.on_date):
                moment = Moment(ambiguous=True)
            found[i] = Moment(ambiguous=True) if found[i].ambiguous else moment
    return found


def times(texts: Sequence[str], formats: Sequence[str]) -> list[str | None]:
    """The time of day that each text means, 'HH:MM' or 'HH:MM:SS'; None where it means none."""
    found: list[str | None] = [None] * len(texts)
    for form in formats:
        for i, stamp in enumerate(_stamps(texts, form)):
            if stamp is not None and found[i] is None:
                found[i] = _clock_text(stamp)
    return found


def earlier(days: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """Where both days are known and the first lies before the other."""
    pairs = zip(days, limit, strict=True)
    return np.array([a is not None and b is not None and a < b for a, b in pairs], dtype=bool)


def _serial_moment(text: str, first: datetime) -> Moment | None:
    found = _SERIAL.fullmatch(text)
    if found is None:
        return None
    seconds = round(float(f"0.{found[2] or 0}") * 86400)
    stamp = pd.Timestamp(first + timedelta(days=int(found[1]), seconds=seconds))
    return Moment(stamp.date(), _clock_text(stamp) if seconds else None)


def _moments_in(texts: Sequence[str], form: str, zone: tzinfo) -> list[Moment | None]:
    if form in SERIAL_FORMATS:
        return [_serial_moment(text, SERIAL_FORMATS[form]) for text in texts]
    zoned, timed = form.endswith("%z"), "%H" in form or "%I" in form
    offsets = [_OFFSET.search(text) if zoned else None for text in texts]
    local = [text[: offset.start()] if offset else text for text, offset in zip(texts, offsets, strict=True)]
    stamps = _stamps(local, form.removesuffix("%z").rstrip())
    return [
        None
        if stamp is None or stamp.year < EARLIEST_YEAR or (zoned and offset is None)
        else _moment_in(zone, stamp, offset)
        if offset
        else Moment(stamp.date(), _clock_text(stamp) if timed else None)
        for stamp, offset in zip(stamps, offsets, strict=True)
    ]


def _moment_in(zone: tzinfo, stamp: pd.Timestamp, offset: re.Match) -> Moment | None:
    minutes = _offset_minutes(offset)
    if abs(minutes) > _LARGEST_OFFSET:
        return None
    if stamp == stamp.normalize():
        return Moment(stamp.date())
    told = stamp.to_pydatetime(warn=False).replace(tzinfo=timezone(timedelta(minutes=minutes))).astimezone(zone)
    shift = told.utcoffset() or timedelta()
    return Moment(told.date(), _clock_text(told), round(shift.total_seconds() / 60))


def _stamps(texts: Sequence[str], form: str) -> list[pd.Timestamp | None]:
    """pandas reads 'now' and 'today' under any format, so a text without a digit is kept from it."""
    candidates = pd.Series([text if _DIGIT.search(text) and text.isascii() else None for text in texts], dtype="str")
    stamps = pd.to_datetime(candidates, format=form, errors="coerce")
    return [None if stamp is pd.NaT else stamp for stamp in stamps]


def _clock_text(stamp: datetime) -> str:
    return stamp.strftime("%H:%M:%S" if stamp.second else "%H:%M")


def _offset_minutes(offset: re.Match) -> int:
    text = offset.group(1)
    if text == "Z":
        return 0
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return -minutes if text[0] == "-" else minutes
