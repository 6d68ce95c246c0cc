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
} | {
    # English short names, too, where the clinic's language has others.
    name: place for place, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
} | {"sept": 9}  # fmt: skip
_NAMES = "|".join(sorted(_MONTH, key=len, reverse=True))
_DATES = (
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m>{_NAMES})\.?,?(?:\s+(?P<y>\d{{4}}))?\b", re.I),
    re.compile(rf"\b(?P<m>{_NAMES})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<y>\d{{4}}))?\b", re.I),
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
    re.compile(r"\b(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})\b"),
    re.compile(rf"\b(?P<m>{_NAMES})\.?\s+(?P<y>(?:19|20)\d{{2}})\b", re.I),
)
_SMALL = {
    word: value
    for value, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
         "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"), 1,
    )
}  # fmt: skip
_TENS = {
    word: 10 * value
    for value, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
_ONES = "|".join(list(_SMALL)[:9])
_WORD = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{_ONES}))?|(?:{'|'.join(sorted(_SMALL, key=len, reverse=True))})|"
    r"(?:(?:a|one) )?hundred)"
)
_IS_WORD = re.compile(_WORD, re.I)
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
LARGE = 13
"""A number word from here on counts without a unit, too: few sentences speak of thirteen of anything else."""
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+,\d{1,2}(?![\d,])|\d*[½¼¾]|\d+(?:\.\d+)?|\.\d+"
"""With separators of thousands, a decimal comma, or a fraction: '4,500', '45,5', '1½'."""
_NUMBER = re.compile(
    rf"(?<![\w.,/:–-])(?P<sign>[+−–-]\s?)?(?P<number>{_DIGITS}|\b{_WORD}\b)"
    rf"(?:\s?(?P<join>/|of|out of)\s?(?P<second>{_DIGITS}|\b{_WORD}\b))?"
    rf"(?:[\s-]?(?P<unit>{_UNIT})(?![\w]))?(?![\w]|[.,]\d)",
    re.I,
)
_HOURS = re.compile(
    rf"\b(?:(?P<whole>an?|{_WORD}|\d+) hours? and a (?P<and>half|quarter)|(?P<part>half|a quarter of|three[- ]quarters of) an hour|"
    r"(?P<one>an) hour)\b",
    re.I,
)
_PARTS = {"half": 0.5, "quarter": 0.25, "a quarter of": 0.25, "three quarters of": 0.75}
_FROM_TO = re.compile(
    rf"\bfrom\s+(?P<first>{_DIGITS}|{_WORD}\b)(?P<a>[^;.]{{0,60}}?)\s+(?:to|up to|down to)\s+(?P<second>{_DIGITS}|{_WORD}\b)(?!\d)|"
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
    """Every number that is no part of a word, in order. A small number word counts where a unit or a second number follows it,
    a large one always; 'an hour and a half' is 1.5 h."""
    hours = [_hours(hit) for hit in _HOURS.finditer(text)]
    found = []
    for hit in _NUMBER.finditer(text):
        if any(one.start < hit.end() and hit.start() < one.end for one in hours):
            continue
        raw, second = hit["number"], hit["second"]
        unit = UNITS[" ".join(hit["unit"].lower().split())] if hit["unit"] else ""
        value, decimals = _value(raw)
        is_word = bool(_IS_WORD.fullmatch(raw))
        if is_word and not second and not _counts(value, unit):
            continue
        found.append(
            FoundNumber(
                hit.start("number"), hit.end(), hit[0].strip(), value, decimals, unit,
                _value(second)[0] if second else None, (hit["join"] or "").lower(), is_word,
            )
        )  # fmt: skip
    return tuple(sorted((*hours, *found), key=lambda one: one.start))


def _counts(value: float, unit: str) -> bool:
    """'One session' and 'two of them' are no numbers of the record; 'one hour', 'two hours' and 'twenty' may be."""
    if value == 1:
        return unit in ("h", "min", "s", "m", "km", "mi", "kg", "lb")
    return bool(unit) or value >= LARGE


def _hours(hit: re.Match[str]) -> FoundNumber:
    if hit["part"]:
        value = _PARTS[hit["part"].lower().replace("-", " ")]
    else:
        whole = hit["whole"] or hit["one"]
        value = 1.0 if whole.lower() in ("a", "an") else _value(whole)[0]
        value += _PARTS[hit["and"].lower()] if hit["and"] else 0.0
    return FoundNumber(hit.start(), hit.end(), hit[0], value, 2, "h", is_word=True)


def _value(raw: str) -> tuple[float, int]:
    """The number, and how many decimals it was written with."""
    word = raw.lower()
    if _IS_WORD.fullmatch(word):
        if word.endswith("hundred"):
            return 100.0, 0
        return float(sum((_SMALL | _TENS)[part] for part in re.split(r"[\s-]", word))), 0
    if raw[-1] in _FRACTIONS:
        return float(raw[:-1] or 0) + _FRACTIONS[raw[-1]], 2
    plain = re.sub(r",(?=\d{1,2}$)", ".", raw).replace(",", "")
    return float(plain), len(plain.partition(".")[2])


def found_spans(text: str) -> tuple[tuple[int, float, float], ...]:
    """'from 15 to 45' and '15 → 45': where it begins, the first and the second number."""
    found = []
    for hit in _FROM_TO.finditer(text):
        first, second = hit["first"] or hit["left"], hit["second"] or hit["right"]
        found.append((hit.start(), _value(first)[0], _value(second)[0]))
    return tuple(found)
