"""What a FHIR Dosage says: how much a dose, how often a day, from when to when.

FHIR R4, https://hl7.org/fhir/R4/dosage.html and https://hl7.org/fhir/R4/datatypes.html#Timing. A range counts as the most that
it allows, as everywhere in a medication list. Several instructions at once add up only where that is certain.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from domain.opioid.strength import doses_per_day, says_as_needed
from loaders.fhir.elements import (
    Json,
    child,
    children,
    coding_labels,
    first_child,
    get,
    labels_of,
    number_at,
    said_of,
    text_at,
    truth_at,
)
from loaders.fhir.when import day_at

_DAYS_IN = {"s": 1 / 86400, "min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0}
_DAYS_WORDS = {"d": 1.0, "day": 1.0, "days": 1.0, "wk": 7.0, "week": 7.0, "weeks": 7.0}
_LONGEST_DAYS = 40_000
_UNITS = {
    "{tbl}": "tablet",
    "{tablet}": "tablet",
    "{capsule}": "capsule",
    "{cap}": "capsule",
    "{patch}": "patch",
    "{film}": "film",
}
_PIECES = re.compile(r"(tab|tablet|cap|capsule|patch|film|suppositor)", re.IGNORECASE)
_ROUTE_WORDS = re.compile(r"\b(?:route|use|administration)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Dosage:
    """Texts as a medication list writes them; None where nothing is told. `for_days`: it lasts so long from its start."""

    dose: str | None = None
    dose_unit: str | None = None
    per_day: str | None = None
    route: str | None = None
    as_needed: bool | None = None
    started: date | None = None
    stopped: date | None = None
    for_days: int | None = None

    def last_day(self, started: date | None) -> date | None:
        """The last day of a line that begins on `started`; None where no end is told."""
        if self.stopped is not None or started is None or self.for_days is None:
            return self.stopped
        return started + timedelta(days=self.for_days - 1)

    def columns(self) -> dict[str, object]:
        names = ("dose", "dose_unit", "per_day", "route", "as_needed")
        return {name: getattr(self, name) for name in names}


def dosage_of(instructions: list[Json], zone: ZoneInfo) -> Dosage:
    """All instructions of one line as one. Doses that differ, or follow each other, are not added: the dose is unknown."""
    if not instructions:
        return Dosage()
    read = [_one(instruction, zone) for instruction in instructions]
    first = read[0]
    if len(read) == 1:
        return first
    # a step without a day of its own begins with the line, and one without an end goes on
    starts, stops = [one.started for one in read], [one.last_day(one.started) for one in read]
    started = None if None in starts else min(day for day in starts if day)
    stopped = None if None in stops else max(day for day in stops if day)
    days = [_number(one.per_day) for one in read]
    together = len({get(one, "sequence") for one in instructions if _is_plain(get(one, "sequence"))}) < 2
    alike = len({(one.dose, one.dose_unit, one.as_needed, one.started, one.stopped) for one in read}) == 1
    if together and alike and None not in days:
        return Dosage(
            first.dose,
            first.dose_unit,
            f"{sum(d for d in days if d):.10g}",
            first.route,
            first.as_needed,
            started,
            stopped,
        )
    return Dosage(route=first.route, as_needed=first.as_needed, started=started, stopped=stopped)


def _is_plain(value: object) -> bool:
    return isinstance(value, int)


def _number(text: str | None) -> float | None:
    return None if text is None else doses_per_day(text)


def _one(instruction: Json, zone: ZoneInfo) -> Dosage:
    dose, unit = _dose(first_child(instruction, "doseAndRate"))
    timing = child(instruction, "timing") or {}
    repeat = child(timing, "repeat") or {}
    bounds = child(repeat, "boundsPeriod") or {}
    route = said_of(child(instruction, "route"))
    words = text_at(instruction, "text")
    per_day = _capped(_per_day(timing, words), dose, unit, child(instruction, "maxDosePerPeriod") or {})
    return Dosage(
        dose=dose,
        dose_unit=unit,
        per_day=per_day,
        route=" ".join(_ROUTE_WORDS.sub(" ", route).split()).lower() or None if route else None,
        as_needed=_as_needed(instruction, timing, words),
        started=day_at(bounds, "start", zone, "The start"),
        stopped=day_at(bounds, "end", zone, "The end", ends=True),
        for_days=_days_of(child(repeat, "boundsDuration") or {}),
    )


def _as_needed(instruction: Json, timing: Json, words: str | None) -> bool | None:
    """As the element says; where there is none, whether the timing's code or the instruction's words say so."""
    if child(instruction, "asNeededCodeableConcept"):
        return True
    told = truth_at(instruction, "asNeededBoolean")
    if told is not None:
        return told
    said = [words, *(label.rpartition("|")[2] for label in labels_of(child(timing, "code")))]
    return True if any(says_as_needed(one) for one in said if one) else None


def _capped(per_day: str | None, dose: str | None, unit: str | None, limit: Json) -> str | None:
    """Doses a day, of which no more count than the line's highest dose per period allows in the dose's own unit."""
    most, period = child(limit, "numerator") or {}, child(limit, "denominator") or {}
    allowed, days, one = number_at(most, "value"), _duration(period), _highest(dose)
    if allowed is None or allowed <= 0 or days is None or not one or _unit(most) != unit:
        return per_day
    least = min(allowed / days / one, math.inf if per_day is None else float(per_day))
    return f"{least:.10g}"


def _highest(dose: str | None) -> float | None:
    return None if dose is None else float(dose.rpartition("-")[2])


def _duration(duration: Json) -> float | None:
    """Days of a duration; None where it is none. Months are of no one length."""
    value, code, unit = number_at(duration, "value"), text_at(duration, "code"), text_at(duration, "unit")
    days = _DAYS_IN.get(code or "") or _DAYS_WORDS.get((unit or "").lower())
    return None if value is None or days is None or value <= 0 else value * days


def _days_of(duration: Json) -> int | None:
    """Whole days of a duration, a day begun counts; None where it is none, or longer than a life."""
    days = _duration(duration)
    return math.ceil(round(days, 6)) if days is not None and days < _LONGEST_DAYS else None


def _dose(given: Json) -> tuple[str | None, str | None]:
    """(amount, unit) of one dose; of a range the whole of it, for its reader to take the most."""
    quantity = child(given, "doseQuantity") or child(given, "rateQuantity")
    if quantity is not None:
        value = number_at(quantity, "value")
        return (None, None) if value is None else (f"{value:.10g}", _unit(quantity))
    dose_range = child(given, "doseRange") or child(given, "rateRange") or {}
    low, high = child(dose_range, "low") or {}, child(dose_range, "high") or {}
    least, most = number_at(low, "value"), number_at(high, "value")
    if most is None:
        return None, None
    return (f"{most:.10g}" if least is None else f"{least:.10g}-{most:.10g}"), _unit(high)


def _unit(quantity: Json) -> str | None:
    """A unit that lists use: 'mg', 'mL', 'tablet'."""
    code, unit = text_at(quantity, "code"), text_at(quantity, "unit")
    if code and code.lower() in _UNITS:
        return _UNITS[code.lower()]
    named = unit or code
    if named and (piece := _PIECES.search(named)):
        word = piece[1].lower()
        return {"tab": "tablet", "cap": "capsule", "suppositor": "suppository"}.get(word, word)
    return code if code and code.lower() in ("mg", "g", "ug", "mcg", "ml", "l") else named


def _per_day(timing: Json, words: str | None) -> str | None:
    """Doses a day as a number in digits, from the timing's repeat, its code or the instruction's text."""
    repeat = child(timing, "repeat") or {}
    if (found := _repeated(repeat)) is not None:
        return f"{found:.10g}"
    concept = child(timing, "code") or {}
    labels = [label for coding in children(concept, "coding") for label in coding_labels(coding)]
    for label in [*labels, text_at(concept, "text"), words]:
        if label and (read := doses_per_day(label.rpartition("|")[2])) is not None:
            return f"{read:.10g}"
    return None


def _repeated(repeat: Json) -> float | None:
    """frequency per period; times of day or parts of the day count themselves. None where the period is none."""
    times = max(_length(repeat, "when"), _length(repeat, "timeOfDay"))
    frequency = number_at(repeat, "frequencyMax") or number_at(repeat, "frequency") or (float(times) if times else None)
    period, unit = number_at(repeat, "period"), text_at(repeat, "periodUnit")
    if frequency is None and period is None:
        return None
    if times and period is None:
        period, unit = 1.0, "d"
    if period is None or period <= 0 or unit not in _DAYS_IN:
        return None
    a_day = max(frequency or 1.0, float(times)) / (period * _DAYS_IN[unit])
    weekdays = _length(repeat, "dayOfWeek")
    return a_day * weekdays / 7 if weekdays and unit == "d" else a_day


def _length(holder: Json, key: str) -> int:
    value = get(holder, key)
    return len(value) if isinstance(value, list) else 0
