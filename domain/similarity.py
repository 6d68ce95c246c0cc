"""Which past patients count as similar to one patient, and what is given up, in which order, when they are too few?

This is the only place that says so. A ladder of rungs is climbed from the strictest: each rung asks no more than the one
before, so that every past patient enters at one rung and stays.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.measure import Measure

LEAST_MATCHES = 30
"""A band needs this many patients with a score; with fewer its outer edges rest on the two or three most extreme."""

AGE_WITHIN_YEARS = 10
PAIN_BANDS: tuple[tuple[str, int, int | None], ...] = (
    ("under 1 year", 0, 12),
    ("1 to 2 years", 12, 24),
    ("2 to 5 years", 24, 60),
    ("5 years or more", 60, None),
)
"""Name, first month and first month above. Our own division; no source is claimed for it."""


class Trait(StrEnum):
    """What is matched besides program, measure, form and intake score. Given up from the first to the last."""

    SEX = "sex"
    AGE = "age"
    PAYER = "payer"
    PAIN_DURATION = "pain duration"


@dataclass(frozen=True)
class Rung:
    """One degree of similarity: intake score within `baseline_within` (the measure's unit), and these traits."""

    rung: int
    baseline_within: float
    traits: tuple[Trait, ...]


@dataclass(frozen=True)
class Traits:
    """What is known of one patient at intake; None is not recorded, and a trait that is not recorded is not matched."""

    program: str
    baseline: float | None
    form: str | None = None
    sex: str | None = None
    birth_year: int | None = None
    payer: str | None = None
    pain_months: int | None = None

    @property
    def recorded(self) -> tuple[Trait, ...]:
        known = {
            Trait.SEX: self.sex, Trait.AGE: self.birth_year, Trait.PAYER: self.payer, Trait.PAIN_DURATION: self.pain_months,
        }  # fmt: skip
        return tuple(trait for trait in Trait if known[trait] is not None)


@dataclass(frozen=True)
class Own:
    """The patient whom others are compared with: ids, the start of the episode, and what is known at intake."""

    patient_id: str
    episode_id: str
    started: date
    traits: Traits


def ladder(measure: Measure, baseline: float) -> tuple[Rung, ...]:
    """The rungs for a patient with this intake score, strictest first.

    First the traits go, one by one, in the order of `Trait`; only then may the intake score lie twice as far away.
    """
    near = _near(measure, baseline)
    traits = tuple(Trait)
    steps = [(near, traits[given_up:]) for given_up in range(len(traits) + 1)] + [(2 * near, ())]
    return tuple(Rung(number, within, kept) for number, (within, kept) in enumerate(steps, start=1))


def _near(measure: Measure, baseline: float) -> float:
    """Half the meaningful change at this intake score; else a twentieth of the scale, or of the score. At least one step."""
    rule = measure.meaningful_change
    amount = float(rule.at(baseline)) / 2 if rule is not None and measure.needs_baseline else float("nan")
    if amount != amount:
        amount = ((measure.highest - measure.lowest) if measure.highest is not None else abs(baseline)) / 20
    return max(amount, measure.step)


def pain_band(months: float | None) -> str | None:
    """Name of the band that holds a duration of pain; None where it is not recorded."""
    if months is None or months != months:
        return None
    return next(name for name, _, above in PAIN_BANDS if above is None or months < above)
