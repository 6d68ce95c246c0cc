"""How numbers and dates are written: true minus, ranges with an en dash, units always, 17 Nov 2025."""

from datetime import date

from domain.measure import Measure

MINUS = "−"
UNITS = {"minutes/day": "min/day", "repetitions": "reps", "percent": "%"}
"""Shorter spellings of registry units for the screen."""
UNITLESS = {"points", "category", "T-score", "norm-based", "utility", ""}
"""Units that name the kind of scale and are not said after the number."""


def number(value: float, decimals: int | None = None) -> str:
    """1204 → '1,204', −3.50 → '−3.5'. `decimals` is the most that is written; default up to two."""
    text = f"{abs(value):,.{2 if decimals is None else decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return MINUS + text if value < 0 and text.strip("0.,") else text


def decimals_of(step: float) -> int:
    """Decimals that a scale's step calls for: 1 → 0, 0.5 → 1, 0.01 → 2."""
    return max(0, len(f"{step:.6f}".rstrip("0").partition(".")[2]))


def _most_decimals(measure: Measure) -> int:
    """One, but three on a scale that is hardly longer than 1 (a utility), where one would hide every change."""
    return 3 if measure.highest is not None and measure.highest - measure.lowest <= 2 else 1


def score(measure: Measure, value: float) -> str:
    """A score without its unit, at the precision of its scale but never more decimals than can be read."""
    return number(value, min(_most_decimals(measure), decimals_of(measure.step)))


def signed(measure: Measure, change: float) -> str:
    """A change with its sign: '+4', '−1', '±0'."""
    text = score(measure, abs(change))
    if text == "0":
        return "±0"
    return ("+" if change > 0 else MINUS) + text


def unit_after(measure: Measure) -> str:
    """What follows a score: ' min', '%', '/27', '/100' or nothing (a T-score)."""
    unit = UNITS.get(measure.unit, measure.unit)
    if unit == "%":
        return "%"
    if unit == "points" and measure.lowest == 0 and measure.highest is not None:
        return f"/{number(measure.highest)}"
    return "" if unit in UNITLESS else f" {unit}"


def mean(value: float) -> str:
    """A mean or its interval, to one decimal whatever the step of the scale."""
    return number(value, 1)


def with_unit(measure: Measure, value: float) -> str:
    """'45 min', '36%', '11/27', '62.4'."""
    return score(measure, value) + unit_after(measure)


def amount(measure: Measure, value: float) -> str:
    """A size of change, to one decimal: '10 points' even where scores are written 'n/100' or in percent."""
    unit = UNITS.get(measure.unit, measure.unit)
    spoken = "points" if unit in UNITLESS or unit == "%" else unit
    text = number(value, _most_decimals(measure))
    return f"{text} {'point' if spoken == 'points' and text == '1' else spoken}"


def span(low: str, high: str) -> str:
    """'66–80'; with a negative end '−3 to 2', as a dash beside a minus cannot be read."""
    return f"{low} to {high}" if MINUS in low + high else f"{low}–{high}"


def percent(share: float) -> str:
    """A share from 0 to 1 as whole percent, without the sign."""
    return number(100 * share, 0)


def day(value: date) -> str:
    """17 Nov 2025, in English whatever the machine's locale."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
