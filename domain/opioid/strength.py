"""What a line of a medication list says per day: strength × units per dose × doses per day.

A text that cannot be read gives no number, so the dose is unknown; nothing is guessed. A range
("1–2 tablets every 4–6 hours") gives the most that it allows.
"""

import re
from dataclasses import dataclass

_MASS_IN_MG = {"mg": 1.0, "milligram": 1.0, "milligrams": 1.0, "g": 1000.0, "gram": 1000.0, "grams": 1000.0}
_MASS_IN_MG |= dict.fromkeys(("mcg", "ug", "µg", "μg", "microgram", "micrograms"), 0.001)
_ML = {"ml": 1.0, "milliliter": 1.0, "millilitre": 1.0, "l": 1000.0}
_HOUR = frozenset(("h", "hr", "hour"))
_PIECE_WORDS = "tab tabs tablet tablets cap caps capsule capsules dose doses patch patches film films unit units each suppository suppositories"
_PIECES = frozenset(_PIECE_WORDS.split())

_NUMBER = r"\d+(?:\.\d+)?"
_DASHES = re.compile(r"[‐‑–—]")


@dataclass(frozen=True)
class Strength:
    """Amount of each ingredient: in mg per unit given (a tablet, or a mL where `by_volume`), or in mcg per hour for a patch."""

    amounts: tuple[float, ...]
    by_hour: bool = False
    by_volume: bool = False


def strength_of(strength: object, unit: object) -> Strength | None:
    """A strength as lists write it: 5 and 'mg', '5/325' and 'mg', '10 mg/5 mL', 25 and 'mcg/h'; None where it cannot be read.

    A unit is never assumed. Where both texts name one they must agree.
    """
    text, own = _text(strength), _text(unit)
    stated = re.search(r"[a-zµμ]", text)
    if stated and own and own not in (text[stated.start() :].strip(), _split_unit(text)):
        return None
    return _read_strength(text if stated else f"{text} {own}")


def _text(value: object) -> str:
    if value is None or value != value:
        return ""
    number = f"{value:.10g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
    return _DASHES.sub("-", " ".join(number.lower().split()))


def _split_unit(text: str) -> str:
    """'10 mg/5 ml' names the unit 'mg/5 ml'; of '5 mg/325 mg' the unit is 'mg'."""
    units = re.findall(r"[a-zµμ]+", text)
    return units[0] if len(set(units)) == 1 else ""


def _read_strength(text: str) -> Strength | None:
    amounts: list[tuple[float, str]] = []
    volume, by_hour, by_volume = 1.0, False, False
    for part in re.split(r"\s*[/+]\s*|(?<=\d)\s*-\s*(?=\d)|(?<=[a-zµμ])-(?=\d)|\s+per\s+", text.strip()):
        found = re.fullmatch(rf"({_NUMBER})?\s*([a-zµμ]*)", part)
        if not found or not any(found.groups()):
            return None
        number, name = found.groups()
        if name in _ML:
            volume, by_volume = float(number or 1) * _ML[name], True
        elif name in _HOUR and float(number or 1) == 1:
            by_hour = True
        elif number and (name in _MASS_IN_MG or not name):
            amounts.append((float(number), name))
        elif name not in _PIECES or number not in (None, "1"):
            return None
    masses = _in_milligrams(amounts)
    if not masses or not volume or (by_hour and by_volume):
        return None
    return Strength(tuple(mass * (1000.0 if by_hour else 1.0) / volume for mass in masses), by_hour, by_volume)


def _in_milligrams(amounts: list[tuple[float, str]]) -> list[float] | None:
    """Amounts without a unit take the one that follows: '5/325 mg'."""
    unit, result = "", []
    for number, name in reversed(amounts):
        unit = name or unit
        if unit not in _MASS_IN_MG:
            return None
        result.append(number * _MASS_IN_MG[unit])
    return result[::-1]


@dataclass(frozen=True)
class Quantity:
    """Units per dose, the most that the text allows; `in_volume` is True for mL, False for pieces, None where no unit is named."""

    most: float
    in_volume: bool | None = None

    def fits(self, strength: Strength | None) -> bool:
        """mL need a strength per mL, pieces one per piece; a bare number takes the strength's own unit."""
        return strength is None or self.in_volume is None or self.in_volume == strength.by_volume


def quantity_of(text: object) -> Quantity | None:
    """'2', '1-2 tablets', '5 mL'; None where it is blank, below 0 or in another unit (10 mg is a dose, no quantity)."""
    found = re.fullmatch(rf"({_NUMBER})(?:\s*(?:-|to|or)\s*({_NUMBER}))?\s*([a-z]*)\.?", _text(text))
    if not found or found[3] not in ("", *_ML, *_PIECES):
        return None
    in_volume = None if not found[3] else found[3] in _ML
    scale = _ML[found[3]] if in_volume else 1.0
    return Quantity(max(float(number) for number in found.groups()[:2] if number) * scale, in_volume)


_WORDS = {
    "once": "1", "one": "1", "twice": "2", "two": "2", "three": "3", "thrice": "3", "four": "4", "five": "5", "six": "6", "other": "2",
    "second": "2", "third": "3", "eight": "8", "twelve": "12",
}  # fmt: skip
_DAILY = {
    "daily": 1, "qd": 1, "od": 1, "every day": 1, "each day": 1, "nightly": 1, "nocte": 1, "qhs": 1, "hs": 1, "at bedtime": 1, "bedtime": 1,
    "at night": 1, "mane": 1, "qam": 1, "qpm": 1, "in the morning": 1, "morning": 1, "night": 1, "bid": 2, "bd": 2, "tid": 3, "tds": 3,
    "qid": 4, "qds": 4, "qod": 0.5, "alternate days": 0.5, "on alternate days": 0.5, "weekly": 1 / 7, "every week": 1 / 7,
    "hourly": 24, "every hour": 24,
}  # fmt: skip
_AS_NEEDED = re.compile(r",?\s*\b(?:prn|as needed|as required|when required|if needed|when needed)\b.*$")
_A = rf"({_NUMBER})(?:\s*(?:-|to|or)\s*({_NUMBER}))?"


def says_as_needed(frequency: object) -> bool:
    return bool(_AS_NEEDED.search(_text(frequency)))


def doses_per_day(frequency: object) -> float | None:
    """Doses a day, the most that the text allows: 3, 'tid', 'q8h', 'every 4-6 hours', '1-2 times daily', 'every other day'.

    Below one a day it is an average ('once weekly' is 1/7). None where the text is blank or not known.
    """
    text = _AS_NEEDED.sub("", _text(frequency)).strip(" .")
    if text in ("once", "stat"):
        return None  # a single dose, not a daily one
    text = " ".join(_WORDS.get(word, word) for word in re.sub(r"\b([bqt])\.(i|d)\.(d)\.?", r"\1\2\3", text).split())
    if text in _DAILY:
        return float(_DAILY[text])
    for pattern, days in _COUNTS:
        if found := re.fullmatch(pattern, text):
            return max(_numbers(found)) / days
    for pattern, hours in _INTERVALS:
        if (found := re.fullmatch(pattern, text)) and min(_numbers(found)) > 0:
            return 24 / (hours * min(_numbers(found)))
    return None


def _numbers(found: re.Match) -> list[float]:
    return [float(number) for number in found.groups() if number]


_COUNTS = (
    (_A, 1),
    (rf"{_A}\s*(?:x|times?)?\s*(?:/|a|per|each|every)?\s*(?:day|daily|d|24 ?h)", 1),
    (rf"{_A}\s*x", 1),
    (rf"{_A}\s*(?:x|times?)?\s*(?:/|a|per|each|every)?\s*(?:week|weekly)", 7),
)
"""How many doses in how many days."""

_INTERVALS = (
    (rf"(?:q|every)\s*{_A}\s*-?\s*(?:h|hr|hrs|hour|hours|hourly)", 1),
    (rf"{_A}\s*-?\s*hourly", 1),
    (rf"(?:q|every)\s*{_A}\s*(?:d|day|days)", 24),
)
"""One dose every so many times so many hours."""
