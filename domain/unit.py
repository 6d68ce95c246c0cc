"""Units of physical measures: declared by the source, converted once, never guessed.

Factors are exact. Source: NIST Special Publication 811 (2008), Guide for the Use of the
International System of Units, appendix B: 1 ft = 0.3048 m, 1 mi = 1609.344 m,
1 lb = 0.453 592 37 kg, 1 h = 60 min, 1 min = 60 s.

A duration may be written as h:mm ('1:30' is 90 minutes) where the source declares the unit h:mm;
a bare 1.5 under that unit is no duration, and 1:30 under any other unit is no number.
"""

import re
from dataclasses import dataclass, replace

import numpy as np

from domain.loaded import Reason
from domain.measure import TOLERANCE, Better, Measure, SecondUnit
from domain.source import Source

NIST_SP_811 = Source(
    "NIST Special Publication 811: Guide for the Use of the International System of Units, appendix B", 2008,
    url="https://www.nist.gov/pml/special-publication-811/nist-guide-si-appendix-b-conversion-factors",
    how="recalled; the values are exact by definition",
)  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """`factor` turns a value into the base unit of its kind."""

    name: str
    kind: str
    factor: float


@dataclass(frozen=True)
class Converted:
    """Values in the measure's own unit, or the reason why there are none (then `values` is all NaN)."""

    values: np.ndarray
    reason: Reason | None = None


_UNITS = (
    Unit("m", "length", 1.0),
    Unit("km", "length", 1000.0),
    Unit("ft", "length", 0.3048),
    Unit("mi", "length", 1609.344),
    Unit("kg", "mass", 1.0),
    Unit("lb", "mass", 0.45359237),
    Unit("min", "time", 1.0),
    Unit("h", "time", 60.0),
    Unit("s", "time", 1 / 60),
    Unit("h:mm", "time", 60.0),
    Unit("min/day", "time", 1.0),
    Unit("h/day", "time", 60.0),
    Unit("%", "share", 1.0),
    Unit("share", "share", 100.0),
    Unit("mg/day", "opioid dose", 1.0),
    Unit("points", "score", 1.0),
    Unit("T-score", "T-score", 1.0),
    Unit("norm-based", "norm-based score", 1.0),
    Unit("utility", "utility", 1.0),
    Unit("repetitions", "count", 1.0),
    Unit("category", "category", 1.0),
    Unit("m/s", "speed", 1.0),
    Unit("km/h", "speed", 1 / 3.6),
    Unit("ft/s", "speed", 0.3048),
    Unit("mi/h", "speed", 0.44704),
    Unit("h/week", "time per week", 1.0),
    Unit("min/week", "time per week", 1 / 60),
    Unit("days", "days", 1.0),
    Unit("steps", "steps", 1.0),
    Unit("steps/day", "steps per day", 1.0),
    Unit("m/day", "length per day", 1.0),
    Unit("km/day", "length per day", 1000.0),
    Unit("mi/day", "length per day", 1609.344),
    Unit("classes", "medication classes", 1.0),
    Unit("yes/no", "yes or no", 1.0),
)

_SYNONYMS = {
    "metre": "m", "metres": "m", "meter": "m", "meters": "m", "kilometre": "km", "kilometres": "km", "kilometer": "km",
    "kilometers": "km", "foot": "ft", "feet": "ft", "mile": "mi", "miles": "mi", "kilogram": "kg", "kilograms": "kg",
    "kgs": "kg", "pound": "lb", "pounds": "lb", "lbs": "lb", "minute": "min", "minutes": "min", "mins": "min", "hour": "h",
    "hours": "h", "hr": "h", "hrs": "h", "second": "s", "seconds": "s", "sec": "s", "secs": "s", "minutes/day": "min/day", "hh:mm": "h:mm", "h:mm:ss": "h:mm", "hh:mm:ss": "h:mm",
    "hours/day": "h/day", "percent": "%", "fraction": "share", "mme": "mg/day", "mme/day": "mg/day", "point": "points",
    "t": "t-score", "tscore": "t-score", "reps": "repetitions", "count": "repetitions", "stands": "repetitions",
    "metres/second": "m/s", "meters/second": "m/s", "mph": "mi/h", "kmh": "km/h", "hours/week": "h/week", "minutes/week": "min/week",
    "day": "days", "boolean": "yes/no",
}  # fmt: skip

# The Unified Code for Units of Measure, https://ucum.org/ucum: what its codes for these units are, in small letters.
_UCUM = {
    "[ft_i]": "ft", "[ft_us]": "ft", "[mi_i]": "mi", "[mi_us]": "mi", "[lb_av]": "lb", "[ft_i]/s": "ft/s", "[mi_i]/h": "mi/h",
    "min/d": "min/day", "h/d": "h/day", "hr/d": "h/day", "h/wk": "h/week", "min/wk": "min/week", "d": "days", "{days}": "days",
    "mg/d": "mg/day", "mg/(24.h)": "mg/day", "{mme}/d": "mg/day", "mg{mme}/d": "mg/day", "{steps}": "steps", "{step}": "steps",
    "{steps}/d": "steps/day", "{steps}/(24.h)": "steps/day", "{score}": "points", "{points}": "points",
    "{t-score}": "t-score", "{tscore}": "t-score", "{t}": "t-score", "{repetitions}": "repetitions", "{reps}": "repetitions",
    "{stands}": "repetitions", "{count}": "repetitions", "{#}": "repetitions", "{classes}": "classes",
}  # fmt: skip
_SYNONYMS |= _UCUM

_BY_NAME = {unit.name.lower(): unit for unit in _UNITS}


def unit_named(text: str | None) -> Unit | None:
    """The unit that a source calls `text` (case and spaces do not matter), or None."""
    name = "".join((text or "").lower().split())
    return _BY_NAME.get(_SYNONYMS.get(name, name))


def is_clock_duration(unit: str | None) -> bool:
    """True where numbers in this unit are written as h:mm or h:mm:ss."""
    given = unit_named(unit)
    return given is not None and given.name == H_MM


def is_timed_test(measure: Measure) -> bool:
    """True where the score is the seconds that a task took: no number is the worst, and 0 would be the best."""
    return measure.physical_unit and measure.better is Better.LOWER and _own_unit(measure).name == "s"


def hours_of(text: str) -> float:
    """'1:30' → 1.5, '0:05:30' → 0.0917 hours; NaN where the text is no duration in h:mm or h:mm:ss."""
    found = _CLOCK_DURATION.fullmatch(text.strip())
    return int(found[1]) + int(found[2]) / 60 + int(found[3] or 0) / 3600 if found else np.nan


def written_in(value: float, unit: str | None) -> str:
    """A number as a source writes it in its unit: '1000 ft', '10:30 h:mm'."""
    if not is_clock_duration(unit):
        return f"{value:g} {unit}"
    minutes = round(value * 60)
    return f"{minutes // 60}:{minutes % 60:02d} {H_MM}"


H_MM = "h:mm"
_CLOCK_DURATION = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d))?")


def _as_numbers(values, unit: str | None) -> np.ndarray:
    """Numbers as they are; texts in h:mm as hours."""
    given = np.asarray(values)
    if not is_clock_duration(unit) or given.dtype.kind in "fiu":
        return given.astype(float)
    hours = [hours_of(value) if isinstance(value, str) else np.nan for value in given.ravel().tolist()]
    return np.array(hours, dtype=float).reshape(given.shape)


def convert(values, unit: str | None, measure: Measure) -> Converted:
    """Values given in `unit`, in the measure's own unit.

    A physical measure needs a declared unit. Any other measure may come without one; where it
    has one, that must be the measure's own kind.

    Args:
        values: numbers, any shape; NaN stays NaN. Under the unit h:mm texts such as '1:30' (or numbers that are hours
            already); a text that is no such duration becomes NaN.
        unit: what the source calls the unit; None or empty where it names none.

    Returns:
        The converted values. Otherwise all NaN, with the reason `unit_missing`, `unknown_unit` or
        `unit_wrong_for_measure`.
    """
    reason = unit_fault(unit, measure)
    if reason is not None:
        return Converted(np.full(np.shape(values), np.nan), reason)
    numbers, given = _as_numbers(values, unit), _given_unit(unit, measure)
    return Converted(numbers if given is None else _between(numbers, given, _own_unit(measure)))


def unit_fault(unit: str | None, measure: Measure) -> Reason | None:
    """Why numbers in this unit cannot be read as this measure; None where they can."""
    given, own = _given_unit(unit, measure), _own_unit(measure)
    if unit is None or not unit.strip():
        return (
            Reason("unit_missing", f"{measure.name} needs a unit, such as {_choices(own)}.")
            if measure.physical_unit
            else None
        )
    if given is None:
        return Reason(
            "unknown_unit",
            f"The unit '{_printable(unit[:20])}' is not known; {measure.name} can be read in {_choices(own)}.",
        )
    if given.kind != own.kind:
        sentence = f"{measure.name} is measured in {measure.unit}, and {given.name} is no unit of {own.kind}."
        return Reason("unit_wrong_for_measure", sentence)
    return None


def _printable(text: str) -> str:
    """A source's own word without control characters, which a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in text)


def unit_that_fits(value: float, measure: Measure, ends: tuple[float, float | None] | None = None) -> str | None:
    """For a value outside the scale: a question naming another unit in which it would lie inside, else None.

    It is asked, never done: nobody but the source knows its unit.
    """
    lowest, highest = ends or (measure.lowest, measure.highest)
    if not measure.physical_unit or highest is None or not np.isfinite(value):
        return None
    own = _own_unit(measure)
    for other in _UNITS:
        inside = (
            float(_between(np.array(value), other, own))
            if other.kind == own.kind and other.factor < own.factor
            else np.nan
        )
        if lowest - TOLERANCE <= inside <= highest + TOLERANCE:
            return f"Was it in {other.name}? {value:g} {other.name} is {inside:.4g} {own.name}."
    return None


def _between(values: np.ndarray, given: Unit, own: Unit) -> np.ndarray:
    return values if given.factor == own.factor else values * (given.factor / own.factor)


US_UNITS = {"m": "ft", "kg": "lb", "m/s": "ft/s", "m/day": "mi/day"}
"""What a reader in the United States says for a metric unit."""


def with_us_unit(measure: Measure) -> Measure:
    """The measure with its unit of the United States beside its own, where there is one. Scores and thresholds stay as they are."""
    own, other = unit_named(measure.unit), _BY_NAME.get(US_UNITS.get(measure.unit, ""))
    if own is None or other is None:
        return measure
    return replace(measure, also_in=SecondUnit(other.name, own.factor / other.factor))


def _own_unit(measure: Measure) -> Unit:
    """A clinic's own measure may have a unit of its own, which converts into no other."""
    return unit_named(measure.unit) or Unit(measure.unit, measure.unit, 1.0)


def _given_unit(unit: str | None, measure: Measure) -> Unit | None:
    own = _own_unit(measure)
    return unit_named(unit) or (own if (unit or "").strip().lower() == own.name.lower() else None)


def _choices(own: Unit) -> str:
    return ", ".join(unit.name for unit in _UNITS if unit.kind == own.kind) or own.name
