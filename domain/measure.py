"""What a measure is, and the only place where the direction of a scale is applied."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from domain.instrument import Instrument
from domain.scoring_rule import ScoringRule
from domain.source import Source

TOLERANCE = 1e-9
"""Slack for comparing a change with a threshold, so that 7.0 → 4.9 is 30 %."""


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"


class Construct(StrEnum):
    """What a measure is about, in the order in which a page lists it: function first, pain after."""

    PHYSICAL_FUNCTION = "physical function"
    ACTIVITY = "activity"
    WORK = "work participation"
    SOCIAL_ROLES = "social roles"
    QUALITY_OF_LIFE = "quality of life"
    PAIN_INTERFERENCE = "pain interference"
    SELF_EFFICACY = "self-efficacy"
    SLEEP = "sleep"
    FATIGUE = "fatigue"
    MOOD = "mood"
    ANXIETY = "anxiety"
    FEAR_OF_MOVEMENT = "fear of movement"
    CATASTROPHIZING = "catastrophizing"
    CENTRAL_SENSITIZATION = "central sensitization"
    PAIN_INTENSITY = "pain intensity"
    NEUROPATHIC_PAIN = "neuropathic pain"
    MEDICATION = "medication"
    OPIOID_RISK = "opioid risk"
    PROGNOSIS = "prognosis"
    GLOBAL_CHANGE = "global change"


class ThresholdKind(StrEnum):
    MCID = "MCID"
    MDC95 = "MDC95"
    SEM = "SEM"


class ThresholdUnit(StrEnum):
    POINTS = "points"
    PERCENT_OF_BASELINE = "% of baseline"
    CATEGORY = "category"
    IN_WORDS = "in words"


@dataclass(frozen=True)
class Threshold:
    """One published amount of change: `value`, or `low`–`high`, or only `text`."""

    kind: ThresholdKind
    unit: ThresholdUnit
    population: str
    method: str
    source: Source
    verified: bool
    value: float | None = None
    low: float | None = None
    high: float | None = None
    text: str = ""
    condition: str = ""
    note: str = ""


@dataclass(frozen=True)
class ChangeTerm:
    amount: float
    unit: ThresholdUnit


class Combine(StrEnum):
    ALL = "all"
    ANY = "any"


@dataclass(frozen=True)
class MeaningfulChange:
    """The default threshold of a measure: which amounts, whether all or any must be reached, and why.

    `at(baseline)` gives M in native units. A share of a baseline of 0 is undefined, so such a
    term is left out; when no term is left, M is unknown (NaN).
    """

    terms: tuple[ChangeTerm, ...]
    why: str
    source: Source
    population: str
    verified: bool
    combine: Combine = Combine.ALL

    def at(self, baseline: float | np.ndarray) -> np.ndarray:
        """M for each baseline (native units, same shape as `baseline`)."""
        start = np.asarray(baseline, dtype=float)
        amounts = np.stack([self._amount(term, start) for term in self.terms])
        known = ~np.isnan(amounts)
        reduce, blank = (np.max, -np.inf) if self.combine is Combine.ALL else (np.min, np.inf)
        chosen = reduce(np.where(known, amounts, blank), axis=0)
        return np.where(known.any(axis=0) & ~np.isnan(start), chosen, np.nan)

    def worsening_at(self, baseline: float | np.ndarray) -> np.ndarray:
        """M for a change in the worse direction: the amount in points where the rule names one, else as `at`.

        A share of the baseline is published for improvement. Turned round it would hide two points of pain gained
        from 8 of 10, and call 2 of 100 a worsening where the baseline is low.
        """
        start = np.asarray(baseline, dtype=float)
        points = [term.amount for term in self.terms if term.unit is ThresholdUnit.POINTS]
        return np.where(np.isnan(start), np.nan, max(points)) if points else self.at(start)

    def toward(self, improvement: float | np.ndarray, baseline: float | np.ndarray) -> np.ndarray:
        """M in force for each change: `worsening_at` where `improvement` is negative, else `at`."""
        return np.where(np.asarray(improvement, dtype=float) < 0, self.worsening_at(baseline), self.at(baseline))

    @staticmethod
    def _amount(term: ChangeTerm, start: np.ndarray) -> np.ndarray:
        if term.unit is ThresholdUnit.POINTS:
            return np.full(start.shape, term.amount)
        share = np.abs(start) * term.amount / 100
        return np.where(start == 0, np.nan, share)

    @property
    def wording(self) -> str:
        """The rule in words: '2 points and 30 % of baseline'."""
        joiner = " and " if self.combine is Combine.ALL else " or "
        return joiner.join(_amount_in_words(term) for term in self.terms)


def _amount_in_words(term: ChangeTerm) -> str:
    if term.unit is ThresholdUnit.PERCENT_OF_BASELINE:
        return f"{term.amount:g} % of baseline"
    return f"{term.amount:g}"


@dataclass(frozen=True)
class ResponseCategory:
    """Responder rule of a measure without baseline: scores at least this good count as improved.

    `worse_verified` speaks of `worse_from` alone: published rules name the improved side only.
    """

    improved_from: float
    worse_from: float | None
    why: str
    source: Source
    verified: bool
    worse_verified: bool = False


@dataclass(frozen=True)
class Band:
    """A severity band; the first one starts at the scale's end.

    `upto` is included, unless the manual's cut-off opens the next band ("10 or more"): then
    `upto_included` is False, and a prorated 9.9 stays below the cut-off of 10.
    """

    label: str
    upto: float
    source: Source
    verified: bool
    upto_included: bool = True

    def reaches(self, score: float) -> bool:
        """True where `score` is not above this band."""
        return score <= self.upto + TOLERANCE if self.upto_included else score < self.upto - TOLERANCE


@dataclass(frozen=True)
class MeasurementError:
    """What is published about E, the smallest change beyond measurement error in one person.

    One of: `mdc95`; a standard error per score (`per_score`, as PROMIS tables give);
    `reliability` with `sd` for the reliable change index. All absent: E is unknown.
    """

    source: Source
    verified: bool
    population: str
    mdc95: float | None = None
    per_score: bool = False
    reliability: float | None = None
    sd: float | None = None
    note: str = ""


class NormGroup(StrEnum):
    """Whom a norm describes, as far as clinical significance needs to know."""

    GENERAL = "general population"
    IN_CARE = "people in care for pain"
    OTHER = "another group"


@dataclass(frozen=True)
class Norm:
    """Mean and SD of a measure in a population. Only GENERAL and IN_CARE make cut-offs, and only with an SD."""

    population: str
    mean: float
    sd: float | None
    source: Source
    verified: bool
    group: NormGroup = NormGroup.OTHER


class LicenceClass(StrEnum):
    FREE = "free"
    FREE_NONCOMMERCIAL = "free, not for commercial use"
    LICENSED = "licensed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Licence:
    kind: LicenceClass
    note: str
    source: Source
    verified: bool


@dataclass(frozen=True)
class Loinc:
    code: str
    display: str
    role: str
    verified: bool


@dataclass(frozen=True)
class SecondUnit:
    """`factor` of these are one of the measure's own unit."""

    name: str
    factor: float


@dataclass(frozen=True)
class Measure:
    """An instrument or test.

    `lowest`, `highest` and `step` are in `unit`; `highest` may be None where the scale has no end.
    `needs_baseline` is False for a global rating of change: its score is already a change.
    `whole_steps` is True where every true score is a whole number of steps from `lowest`: no prorating,
    no averaging, no unit to convert. A 6.5 on a 0–10 rating is then no score of the scale.
    `scoring` is the rule by which item answers become the score; where it is more than a sum, a mean or
    a table, `instrument` holds the form with its own scorer instead.
    `judged` is False where neither direction is good in itself (opioid dose), or where a score sorts
    patients and its change is no outcome (a screening tool): no verdict word is given.
    `why_not_scored` says why answers to its items are not scored here; a given score is still accepted.
    `panel` names the measures of a profile that has no total of its own; no score of the profile itself exists.
    `also_in` is a second unit in which a clinic wants to read it, beside its own.
    """

    code: str
    name: str
    short_name: str
    construct: Construct
    unit: str
    better: Better
    lowest: float
    highest: float | None
    step: float
    licence: Licence
    scoring: ScoringRule | None = None
    instrument: Instrument | None = None
    meaningful_change: MeaningfulChange | None = None
    response_category: ResponseCategory | None = None
    measurement_error: MeasurementError | None = None
    thresholds: tuple[Threshold, ...] = ()
    bands: tuple[Band, ...] = ()
    norms: tuple[Norm, ...] = ()
    loinc: tuple[Loinc, ...] = ()
    needs_baseline: bool = True
    judged: bool = True
    physical_unit: bool = False
    whole_steps: bool = False
    chart_highest: float | None = None
    least_interval_days: int | None = None
    recall_period: str = ""
    why_not_scored: str = ""
    panel: tuple[str, ...] = ()
    notes: str = ""
    aliases: tuple[str, ...] = field(default=())
    also_in: "SecondUnit | None" = None

    def improvement(self, baseline, follow_up):
        """Change in native units, positive is better. Scalars or arrays; NaN where either is missing."""
        if not self.needs_baseline:
            raise ValueError(f"{self.code} is itself a rating of change; it has no improvement")
        change = np.asarray(follow_up, dtype=float) - np.asarray(baseline, dtype=float)
        return change if self.better is Better.HIGHER else -change

    def band_of(self, score: float) -> Band | None:
        """The severity band that holds `score`; None without bands, without a score, or above the scale."""
        return next((band for band in self.bands if band.reaches(score)), None)

    @property
    def direction(self) -> str:
        return "↑ higher is better" if self.better is Better.HIGHER else "↓ lower is better"

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that a number of this measure cites."""
        facts: list[Any] = [*self.thresholds, *self.bands, *self.norms, self.licence]
        rules = (self.meaningful_change, self.response_category, self.measurement_error, self.scoring, self.instrument)
        facts += [fact for fact in rules if fact]
        return [fact.source for fact in facts]
