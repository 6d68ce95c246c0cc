"""Short ways to write down published facts, so that a measure reads like its entry in a handbook."""

from math import sqrt

from domain.measure import (
    Band,
    ChangeTerm,
    Licence,
    LicenceClass,
    MeaningfulChange,
    Threshold,
    ThresholdKind,
    ThresholdUnit,
)
from domain.measures.sources import RECALLED
from domain.source import Source

Amount = float | tuple[float, float]
"""One value, or the lowest and highest of the published estimates."""


def mcid(amount: Amount, population: str, source: Source, method: str = "anchor", **more) -> Threshold:
    """A published meaningful change in points of the scale."""
    return _threshold(ThresholdKind.MCID, ThresholdUnit.POINTS, amount, population, source, method, **more)


def mcid_percent(amount: Amount, population: str, source: Source, method: str = "anchor", **more) -> Threshold:
    """A published meaningful change in percent of the baseline score."""
    return _threshold(ThresholdKind.MCID, ThresholdUnit.PERCENT_OF_BASELINE, amount, population, source, method, **more)


def mdc95(amount: Amount, population: str, source: Source, method: str = "distribution", **more) -> Threshold:
    """A published smallest detectable change in one person, 95 % confidence, in points."""
    return _threshold(ThresholdKind.MDC95, ThresholdUnit.POINTS, amount, population, source, method, **more)


def sem(amount: Amount, population: str, source: Source, method: str = "distribution", **more) -> Threshold:
    """A published standard error of measurement, in points."""
    return _threshold(ThresholdKind.SEM, ThresholdUnit.POINTS, amount, population, source, method, **more)


def in_words(
    text: str, population: str, source: Source, method: str = "anchor", unit=ThresholdUnit.IN_WORDS
) -> Threshold:
    """A published statement about meaningful change that is no amount."""
    return Threshold(ThresholdKind.MCID, unit, population, method, source, source.verified, text=text)


def _threshold(kind, unit, amount: Amount, population: str, source: Source, method: str, **more) -> Threshold:
    low, high = amount if isinstance(amount, tuple) else (None, None)
    value = None if isinstance(amount, tuple) else amount
    facts = {"verified": source.verified, "value": value, "low": low, "high": high, **more}
    return Threshold(kind, unit, population, method, source, **facts)


def points(amount: float) -> ChangeTerm:
    return ChangeTerm(amount, ThresholdUnit.POINTS)


def percent(amount: float) -> ChangeTerm:
    return ChangeTerm(amount, ThresholdUnit.PERCENT_OF_BASELINE)


def default_change(*terms: ChangeTerm, why: str, population: str, source: Source, **more) -> MeaningfulChange:
    """The threshold used unless the clinic chooses another; as verified as its source, unless `verified` says otherwise."""
    return MeaningfulChange(terms, why, source, population, **{"verified": source.verified, **more})


def upto(label: str, highest: float, source: Source) -> Band:
    """A band whose upper end belongs to it."""
    return Band(label, highest, source, source.verified)


def below(label: str, cut_off: float, source: Source) -> Band:
    """A band that ends before the cut-off which opens the next one."""
    return Band(label, cut_off, source, source.verified, upto_included=False)


def mdc95_from_sem(standard_error: float) -> float:
    """1.96 · √2 · SEM: the smallest change between two scores that error alone explains in 5 of 100 people."""
    return 1.96 * sqrt(2) * standard_error


def check_licence(recorded: str, note: str, source: Source = RECALLED) -> Licence:
    """A licence on record that nobody has confirmed: treated as unknown until the clinic has checked it."""
    return Licence(
        LicenceClass.UNKNOWN, f"Check before enabling. On record as {recorded}, not confirmed: {note}", source, False
    )


PHYSICAL_TEST = check_licence("free", "physical test protocol.")
RATING_FORMAT = check_licence("free", "public-domain rating format; no wording is shipped.")

NOT_DONE = (
    "A test not done needs a reason (pain, safety, refusal, equipment); 'unable' is a valid worst result, "
    "not a missing one (recalled; no source reached)."
)
