"""What one text or JSON value of a device's export means; None where it means nothing."""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from loaders.source_error import SourceError
from loaders.wearable_files import Member

_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN = re.compile(r"-?\d{1,15}(\.\d{1,15})?")


def number(value: Any) -> float | None:
    """A finite number: JSON, or text such as '1234.5' or '1,234'."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < 1e15 and math.isfinite(value) else None
    text = value.strip() if isinstance(value, str) else ""
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    return float(text) if _PLAIN.fullmatch(text) and text.isascii() else None


def day(value: Any, formats: Sequence[str]) -> date | None:
    """The day that a text means in the first declared format that fits."""
    for form in formats:
        try:
            return datetime.strptime(value, form).date()
        except (TypeError, ValueError):
            continue
    return None


def moment(value: Any, time_zone: ZoneInfo) -> datetime | None:
    """An ISO 8601 time; without an offset it is the clinic's local time."""
    if not isinstance(value, str) or len(value) < 16:
        return None
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=time_zone)


def local_day(value: datetime, time_zone: ZoneInfo) -> date | None:
    """The local day of a moment; None beyond what a calendar holds."""
    try:
        return value.astimezone(time_zone).date()
    except (OverflowError, ValueError):
        return None


def minutes_of(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / 60


def header_places(header: Sequence[str], wanted: Sequence[str], told: str) -> dict[str, int]:
    """Where each wanted column stands.

    Raises:
        SourceError: one is missing, or stands twice.
    """
    for name in wanted:
        if header.count(name) != 1:
            many = "no column" if name not in header else "several columns"
            raise SourceError(f"{told} has {many} '{name}'.")
    return {name: header.index(name) for name in wanted}


def records_of(member: Member, value: Any) -> list[dict]:
    """The entries of a JSON list; anything in it that is no object is an empty one.

    Raises:
        SourceError: it is no list.
    """
    if not isinstance(value, list):
        raise SourceError(f"{member.told} is no list of records.")
    return [entry if isinstance(entry, dict) else {} for entry in value]
