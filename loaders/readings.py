"""What one text means, and why it may mean nothing. Pure functions from distinct texts to readings."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import NamedTuple

import numpy as np
import pandas as pd

from domain.unit import hours_of
from loaders.dates import ClinicToday, Moment, moments, times
from loaders.numbers import numbers
from loaders.reasons import quoted_date, quoted_label, quoted_number


class Reading(NamedTuple):
    """`value`, or the code and sentence of the reason why there is none."""

    value: object = None
    code: str | None = None
    sentence: str | None = None


_VERSION_DIGITS = 24
_VERSION = re.compile(r"0*([0-9]{1,24})(\.[0-9]{1,24})?")

Reader = Callable[[list[str]], list[Reading]]


class Distinct:
    """Texts in a column repeat: read each distinct one once, then spread the meaning over the rows."""

    def __init__(self, texts: pd.Series):
        self._codes, distinct = pd.factorize(texts)
        self.texts = [str(text) for text in distinct]

    def spread(self, values: Sequence) -> np.ndarray:
        """One value per distinct text → one per row (object array)."""
        box = np.empty(len(self.texts), dtype=object)
        box[:] = list(values)
        return box[self._codes]


def read_moments(
    formats: Sequence[str], today: ClinicToday, what: str, *, future: bool, secret: bool = False
) -> Reader:
    """Texts → `Moment`. A day after today is refused unless `future`; a `secret` text is never quoted."""

    def judge(text: str, moment: Moment) -> Reading:
        quoted = "" if secret else quoted_date(text)
        if moment.ambiguous:
            return Reading(
                None, "bad_date", f"{what}{quoted} is two different days, depending on which declared format is meant."
            )
        if moment.on_date is None:
            return Reading(
                None, "bad_date", f"{what}{quoted} is no date in the declared format {' or '.join(formats)}."
            )
        if not future and moment.on_date > today.day:
            day = "" if secret else f", {moment.on_date:%Y-%m-%d},"
            return Reading(None, "future_date", f"{what}{day} lies in the future.")
        return Reading(moment)

    return lambda texts: [
        judge(text, moment) for text, moment in zip(texts, moments(texts, formats, today.zone), strict=True)
    ]


def read_times(formats: Sequence[str], what: str) -> Reader:
    """Texts → 'HH:MM' or 'HH:MM:SS'."""
    sentence = f"{what} is no time in the declared format {' or '.join(formats)}."
    return lambda texts: [
        Reading(time) if time else Reading(None, "bad_time", sentence) for time in times(texts, formats)
    ]


def read_numbers(decimal: str, what: str) -> Reader:
    """Texts → float."""

    def judge(text: str, number: float) -> Reading:
        if np.isnan(number):
            hint = " Was it a duration? Then declare the unit h:mm." if not np.isnan(hours_of(text)) else ""
            return Reading(
                None,
                "bad_number",
                f"{what}{quoted_number(text)} is no number with '{decimal}' as its decimal sign.{hint}",
            )
        return Reading(number)

    return lambda texts: [judge(text, number) for text, number in zip(texts, numbers(texts, decimal), strict=True)]


def read_durations(what: str) -> Reader:
    """Texts in h:mm or h:mm:ss → hours."""

    def judge(text: str) -> Reading:
        hours = hours_of(text)
        if np.isnan(hours):
            return Reading(None, "bad_number", f"{what}{quoted_number(text)} is no duration in the declared unit h:mm.")
        return Reading(hours)

    return lambda texts: [judge(text) for text in texts]


def read_labels(
    codes: Mapping[str, str] | None, known: Sequence[str] | None, what: str, code: str = "unknown_label"
) -> Reader:
    """Texts → our codes: by `codes` where the mapping lists them, else the text itself if `known` holds it.

    A label may mean nothing (''): its value is None.
    """

    def judge(text: str) -> Reading:
        if codes is not None and text in codes:
            return Reading(codes[text] or None)
        if codes is None and (known is None or text in known):
            return Reading(text)
        where = (
            "the mapping does not list it"
            if codes is not None
            else "it is not one of our codes and the mapping lists no labels"
        )
        return Reading(None, code, f"{what} {quoted_label(text)} is unknown: {where}.")

    return lambda texts: [judge(text) for text in texts]


def read_versions(version_format: str) -> Reader:
    """Texts → texts that sort as the versions do."""
    sentence = f"The version is not in the declared version_format {version_format}."

    def of_numbers(texts: list[str]) -> list[str | None]:
        # as texts, because a time stamp of twenty digits would lose its last ones as a float
        return [
            f"{m[1].zfill(_VERSION_DIGITS)}{(m[2] or '').rstrip('0').rstrip('.')}"
            if (m := _VERSION.fullmatch(text))
            else None
            for text in texts
        ]

    def of_stamps(texts: list[str]) -> list[str | None]:
        found = moments(texts, (version_format,), UTC)
        return [f"{m.on_date}T{m.at_time or '00:00'}" if m.on_date else None for m in found]

    found = of_numbers if version_format == "number" else of_stamps
    return lambda texts: [Reading(v) if v else Reading(None, "bad_version", sentence) for v in found(texts)]
