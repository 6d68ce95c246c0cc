"""How numbers and dates are written: true minus, ranges with an en dash, units always, 17 Nov 2025."""

from dataclasses import dataclass
from datetime import date

from domain.measure import TOLERANCE, Measure

MINUS = "−"
UNITS = {"minutes/day": "min/day", "repetitions": "reps", "percent": "%"}
"""Shorter spellings of registry units for the screen."""
SINGULAR = {"points": "point", "reps": "rep"}
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
    return number(value, _decimals(measure))


def _decimals(measure: Measure) -> int:
    return min(_most_decimals(measure), decimals_of(measure.step))


def _with_sign(change: float, decimals: int) -> str:
    """'+4', '−1', '±0'."""
    text = number(abs(change), decimals)
    if text == "0":
        return "±0"
    return ("+" if change > 0 else MINUS) + text


@dataclass(frozen=True)
class WrittenChange:
    """Two scores, their change with its sign, and the meaningful change ('' unknown): without units, and such that
    the change is the difference of the scores as written, and reaches the meaningful change as written only where
    it does so unrounded."""

    before: str
    after: str
    change: str
    meaningful: str


MORE_DECIMALS = 2
"""How many decimals are added at most where rounding would say something else than the numbers do."""


def written_change(measure: Measure, before: float, after: float, meaningful: float | None = None) -> WrittenChange:
    """A change as it is shown: 12 → 16.99 with a meaningful change of 5 is '+4.99', not '+5'. In the measure's unit.

    More decimals than the scale's own only where rounding would misplace the change; scores that end in thirds
    never add up exactly, and there the written scores are subtracted: 6.7 → 5.3 is '−1.4'.
    """
    least = _decimals(measure)
    places = range(least, least + MORE_DECIMALS + 1)
    honest = [d for d in places if _reaches_as_it_does(measure, before, after, meaningful, d)] or [places[-1]]
    exact = (d for d in honest if abs(_difference(before, after, d) - (after - before)) <= 0.5 * 10**-d + TOLERANCE)
    decimals = next((d for d in exact if d <= honest[0] + 1), honest[0])
    least_change = "" if meaningful is None else number(meaningful, max(decimals, _most_decimals(measure)))
    texts = (
        number(before, decimals),
        number(after, decimals),
        _with_sign(_difference(before, after, decimals), decimals),
    )
    return WrittenChange(*texts, least_change)


def _reaches_as_it_does(measure: Measure, before: float, after: float, meaningful: float | None, decimals: int) -> bool:
    """Does the written change reach the written meaningful change exactly where the change does?"""
    if meaningful is None:
        return True
    shown = abs(_difference(before, after, decimals))
    least = _rounded(meaningful, max(decimals, _most_decimals(measure)))
    return (shown >= least - TOLERANCE) == (abs(after - before) >= meaningful - TOLERANCE)


def _difference(before: float, after: float, decimals: int) -> float:
    """Of the scores as they are written."""
    return _rounded(after, decimals) - _rounded(before, decimals)


def _rounded(value: float, decimals: int) -> float:
    return float(f"{value:.{decimals}f}")


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


def difference(measure: Measure, value: float) -> str:
    """An improvement beyond another, with its sign and without unit: '+1.0', '−0.04', '±0.0'. To one decimal (a utility:
    three), and to more only where rounding would make nothing of it."""
    least = _most_decimals(measure)
    texts = [f"{abs(value):,.{decimals}f}" for decimals in (least, least + 1, least + 2)]
    text = next((text for text in texts if text.strip("0.")), None)
    return f"±{texts[0]}" if text is None else ("+" if value > 0 else MINUS) + text


def with_unit(measure: Measure, value: float) -> str:
    """'45 min', '36%', '11/27', '62.4'; where the clinic reads a second unit '392 m (1,286 ft)'."""
    return score(measure, value) + unit_after(measure) + second_unit(measure, value)


def second_unit(measure: Measure, value: float) -> str:
    """' (1,286 ft)' where the clinic reads the measure in a second unit too, to three figures at least; else nothing."""
    if measure.also_in is None:
        return ""
    there = value * measure.also_in.factor
    decimals = 0 if abs(there) >= 100 else 1 if abs(there) >= 10 else 2
    return f" ({number(there, decimals)} {measure.also_in.name})"


def amount(measure: Measure, value: float) -> str:
    """A size of change, to one decimal: '10 points' even where scores are written 'n/100' or in percent."""
    return spoken_amount(measure, number(value, _most_decimals(measure))) + second_unit(measure, value)


def spoken_amount(measure: Measure, text: str) -> str:
    """A written size of change with its unit: '4.99 kg', '1 point'."""
    unit = UNITS.get(measure.unit, measure.unit)
    spoken = "points" if unit in UNITLESS or unit == "%" else unit
    return f"{text} {SINGULAR.get(spoken, spoken) if text == '1' else spoken}"


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
