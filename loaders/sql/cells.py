"""Typed values of a database as texts, and back: what a page keeps and what a cursor remembers."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from loaders.excel_cells import cell_text

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?(?:[+-]\d\d:\d\d)?")
_MIDNIGHT = "T00:00:00"


class NoText(ValueError):
    """A value that no table of text can hold; the message is a clause: 'binary data'."""


def text_of(value: Any, zone: ZoneInfo) -> str:
    """A value as the cells of a spreadsheet are written: numbers without exponent, dates in ISO form, '' for none.

    A time stamp keeps its seconds, and its fractions where it has some; one that knows its zone is told in `zone`, with
    the offset.

    Raises:
        NoText: binary data, a list or a record.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return (value.astimezone(zone) if value.tzinfo else value).isoformat()
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else str(value)
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    if isinstance(value, float) and "e" in repr(value):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, bool | int | float | date | time | timedelta):
        return cell_text(value, ".") if not isinstance(value, int) or isinstance(value, bool) else str(value)
    if isinstance(value, UUID):
        return str(value)
    raise NoText("binary data" if isinstance(value, bytes | bytearray | memoryview) else "lists or records")


def day_where_midnight(text: str) -> str:
    """A time stamp at midnight as its day, as spreadsheets tell it; any other text as it is."""
    return text.removesuffix(_MIDNIGHT) if text.endswith(_MIDNIGHT) and _STAMP.fullmatch(text) else text


def number_where_stamp(text: str) -> str:
    """A time stamp as a number of twenty digits that sorts as it does (in UTC where it knows its zone)."""
    if not _STAMP.fullmatch(text):
        return text
    moment = datetime.fromisoformat(text)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).strftime("%Y%m%d%H%M%S%f")


Kept = dict[str, Any]
"""A value in JSON: `kind` and `value`, exactly."""


def kept(value: Any) -> Kept:
    """A value that can be bound again.

    Raises:
        NoText: nothing that sorts: binary data, a list, a record.
    """
    if isinstance(value, bool):
        raise NoText("truth values")
    if isinstance(value, datetime):
        return {"kind": "datetime", "value": value.isoformat()}
    if isinstance(value, date):
        return {"kind": "date", "value": value.isoformat()}
    if isinstance(value, Decimal):
        return {"kind": "decimal", "value": str(value)}
    if isinstance(value, int | float | str):
        return {"kind": type(value).__name__, "value": value}
    raise NoText("values that do not sort")


_RESTORE: dict[str, Callable[[Any], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "decimal": Decimal,
}


def restored(known: Kept) -> Any:
    """The value that `kept` was given."""
    return _RESTORE.get(known["kind"], lambda value: value)(known["value"])


def highest(one: Kept | None, other: Kept | None) -> Kept | None:
    """The later of two kept values.

    Raises:
        TypeError: they do not compare.
    """
    if one is None or other is None:
        return one or other
    return other if restored(other) > restored(one) else one
