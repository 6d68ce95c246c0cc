"""The numbers, dates and pairs that a text holds, with their place, unit and neighbourhood. Knows nothing of any record."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from documents.record_numbers import UNITS
from domain.written import MONTHS

_MONTH = {name.lower(): place for place, name in enumerate(MONTHS, 1)} | {
    name: place
    for place, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
         "december"), 1,
    )
} | {"sept": 9}  # fmt: skip
_NAMES = "|".join(sorted(_MONTH, key=len, reverse=True))
_DATES = (
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m>{_NAMES})\.?,?(?:\s+(?P<y>\d{{4}}))?\b", re.I),
    re.compile(rf"\b(?P<m>{_NAMES})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<y>\d{{4}}))?\b", re.I),
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
    re.compile(r"\b(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})\b"),
    re.compile(rf"\b(?P<m>{_NAMES})\.?\s+(?P<y>(?:19|20)\d{{2}})\b", re.I),
)
_WORDS = {
    word: value
    for value, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
         "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"), 1,
    )
}  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_NUMBER = re.compile(
    rf"(?<![\w.,/:–-])(?P<sign>[+−–-]\s?)?(?P<number>{_DIGITS}|\b(?:{'|'.join(_WORDS)})\b)"
    rf"(?:\s?(?P<join>/|of|out of)\s?(?P<second>{_DIGITS}|\b(?:{'|'.join(_WORDS)})\b))?"
    rf"(?:[\s-]?(?P<unit>{_UNIT})(?![\w]))?(?![\w]|[.,]\d)",
    re.I,
)
_BARE_WORDS_NEED_UNIT = frozenset(_WORDS)
_FROM_TO = re.compile(
    rf"\bfrom\s+(?P<first>{_DIGITS})(?P<a>[^;.]{{0,60}}?)\s+(?:to|up to|down to)\s+(?P<second>{_DIGITS})(?!\d)|"
    rf"(?<![\w.,])(?P<left>{_DIGITS})\s*[^\s\d]{{0,8}}\s*→\s*(?P<right>{_DIGITS})",
    re.I,
)


@dataclass(frozen=True)
class FoundNumber:
    """A number of a text: `start`–`end` are its characters. `of`: the second number of '28 of 30' or '52/100'.

    `decimals`: how many stand behind its point. `unit`: under which it is compared, '' where none is written. `is_word`: written as
    a word. `joined`: how the second is joined ('/' or 'of').
    """

    start: int
    end: int
    text: str
    number: float
    decimals: int
    unit: str
    of: float | None = None
    joined: str = ""
    is_word: bool = False


@dataclass(frozen=True)
class FoundDate:
    """`day` None: a month and year only (`month`, `year`). `year` None: not written."""

    start: int
    end: int
    text: str
    month: int
    day: int | None
    year: int | None

    def is_one_of(self, days: Iterable[date]) -> bool:
        return any(
            found.month == self.month
            and (self.day is None or found.day == self.day)
            and (self.year is None or found.year == self.year)
            for found in days
        )


def found_dates(text: str) -> tuple[FoundDate, ...]:
    """Every date, in order; of two readings of one place the longer one."""
    found: list[FoundDate] = []
    for pattern in _DATES:
        for hit in pattern.finditer(text):
            parts = hit.groupdict()
            month = _MONTH.get(str(parts["m"]).lower()) or int(parts["m"])
            day_, year = parts.get("d"), parts.get("y")
            if not 1 <= month <= 12 or (day_ and int(day_) > 31):
                continue
            if any(one.start < hit.end() and hit.start() < one.end for one in found):
                continue
            found.append(
                FoundDate(
                    hit.start(), hit.end(), hit[0], month, int(day_) if day_ else None, int(year) if year else None
                )
            )
    return tuple(sorted(found, key=lambda one: one.start))


def found_numbers(text: str) -> tuple[FoundNumber, ...]:
    """Every number that is no part of a word, in order. A number word counts where a unit or a second number follows it."""
    found = []
    for hit in _NUMBER.finditer(text):
        raw, unit, second = hit["number"], hit["unit"], hit["second"]
        is_word = raw.lower() in _BARE_WORDS_NEED_UNIT
        if is_word and not unit and not second:
            continue
        if is_word and raw.lower() == "one" and not second:
            continue
        value, decimals = _value(raw)
        found.append(
            FoundNumber(
                hit.start("number"), hit.end(), hit[0].strip(), value, decimals, UNITS[unit.lower()] if unit else "",
                _value(second)[0] if second else None, (hit["join"] or "").lower(), is_word,
            )
        )  # fmt: skip
    return tuple(found)


def _value(raw: str) -> tuple[float, int]:
    if raw.lower() in _WORDS:
        return float(_WORDS[raw.lower()]), 0
    plain = raw.replace(",", "")
    return float(plain), len(plain.partition(".")[2])


def found_spans(text: str) -> tuple[tuple[int, float, float], ...]:
    """'from 15 to 45' and '15 → 45': where it begins, the first and the second number."""
    found = []
    for hit in _FROM_TO.finditer(text):
        first, second = hit["first"] or hit["left"], hit["second"] or hit["right"]
        found.append((hit.start(), _value(first)[0], _value(second)[0]))
    return tuple(found)
