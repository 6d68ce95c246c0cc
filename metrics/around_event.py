"""What was a measure like before and after something was done, and what else was done in that time?

Described, never called cause: one patient, no comparison, and more than one thing goes on.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

import numpy as np
import pandas as pd

from domain.measure import Measure
from metrics.day_series import DaySeries, day_series
from metrics.mean_interval import t_97_5

DESCRIBED_ONLY = "Described as it was; what came after something is not shown to come from it."
WINDOW_DAYS, RECOVERY_DAYS = 28, 42
ORDINARY = ("session_attended", "session_missed", "case_conference")
LEAST_FOR_INTERVAL = 3
"""Fewest days with a value on each side of a difference that is given an interval."""
LEAST_FOR_CORRELATION = 20
"""Fewest pairs of neighbouring days from which their correlation is estimated; with fewer, days count as independent."""


@dataclass(frozen=True)
class Happening:
    """Something that was done or happened on one day: an event's kind and its detail."""

    kind: str
    on_date: date
    detail: str = ""


@dataclass(frozen=True)
class Phase:
    """A named stretch of days, both ends included."""

    name: str
    from_day: date
    to_day: date


@dataclass(frozen=True)
class PhaseValues:
    """A measure in one phase: `n` days with a value, `missing` days without; the rest in its unit, None where n is 0
    (`sd`: below 2)."""

    phase: Phase
    n: int
    missing: int
    mean: float | None
    median: float | None
    sd: float | None


@dataclass(frozen=True)
class PhaseDifference:
    """From one phase to a later one: difference of the means with a 95 % interval, in the measure's unit.

    `improvement` is positive when better (None where no direction is good in itself). `effective_n`: days of both phases that count, once what neighbouring days share is taken
    off. The interval is None below three days on a side; `why_not` says why there is no difference at all.
    """

    before: PhaseValues
    after: PhaseValues
    difference: float | None
    low: float | None
    high: float | None
    improvement: float | None
    effective_n: tuple[float, float] | None
    why_not: str = ""


@dataclass(frozen=True)
class AroundEvent:
    """One measure around one happening. `also`: what else was done from the first to the last day looked at, which
    may explain a difference as well. The days of the happening itself count on neither side."""

    measure: str
    happening: Happening
    phases: tuple[PhaseValues, ...]
    differences: tuple[PhaseDifference, ...]
    also: tuple[Happening, ...]
    caution: str = DESCRIBED_ONLY

    def sentence(self, amount: Callable[[float], str], day: Callable[[date], str]) -> str:
        """The first difference in words, with what else happened; `amount` writes a value, `day` a date."""
        first = self.differences[0]
        what = f"{self.happening.detail or self.happening.kind} on {day(self.happening.on_date)}"
        if first.why_not or first.before.mean is None or first.after.mean is None:
            return f"Around {what}: {first.why_not}."
        others = ", ".join(f"{h.detail or h.kind} ({day(h.on_date)})" for h in self.also)
        return (
            f"Before {what} {amount(first.before.mean)} on average ({first.before.n} days), after it "
            f"{amount(first.after.mean)} ({first.after.n} days)."
            + (f" In the same weeks: {others}." if others else "")
            + f" {self.caution}"
        )


def happenings(events: pd.DataFrame) -> tuple[Happening, ...]:
    """The events of one patient (kind, on_date, detail) that may explain a difference, oldest first: all but sessions and
    conferences, which are the program itself; without those that have no date."""
    rows = events[~events["kind"].isin(ORDINARY) & events["on_date"].notna()]
    found = [
        Happening(kind, on, detail if isinstance(detail, str) else "")
        for kind, on, detail in zip(rows["kind"], rows["on_date"], rows["detail"], strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (one.on_date, one.kind, one.detail)))


def around_event(
    measure: Measure,
    days: Sequence[date],
    values: Sequence[float],
    happening: Happening,
    others: Iterable[Happening] = (),
    *,
    before_days: int = WINDOW_DAYS,
    after_days: int = WINDOW_DAYS,
    settling_days: int = 0,
) -> AroundEvent:
    """The `before_days` up to the day before against the `after_days` from the day after (and `settling_days` later).

    `values` in the measure's unit, routine ones: scores around a block belong to `block_relief`.
    """
    on, one = happening.on_date, timedelta(days=1)
    start = on + one + timedelta(days=settling_days)
    phases = (
        Phase("before", on - timedelta(days=before_days), on - one),
        Phase("after", start, start + timedelta(days=after_days - 1)),
    )
    return across_phases(measure, days, values, happening, phases, others)


def surgery_phases(
    surgery_on: date, *, last_day: date, prehabilitation_from: date | None = None, before_days: int = WINDOW_DAYS,
    recovery_days: int = RECOVERY_DAYS,
) -> tuple[Phase, ...]:  # fmt: skip
    """Before → prehabilitation (where there was one) → recovery → later, without the day of surgery, up to `last_day`.

    `recovery_days` (six weeks) is the product's own setting. Phases that would begin after `last_day` are left out.
    """
    one = timedelta(days=1)
    prepared = prehabilitation_from is not None and prehabilitation_from < surgery_on
    first = prehabilitation_from if prepared and prehabilitation_from is not None else surgery_on
    phases = [Phase("before", first - timedelta(days=before_days), first - one)]
    if prepared:
        phases.append(Phase("prehabilitation", first, surgery_on - one))
    recovered = surgery_on + timedelta(days=recovery_days)
    phases.append(Phase("recovery", surgery_on + one, min(recovered, last_day)))
    phases.append(Phase("later", recovered + one, last_day))
    return tuple(phase for phase in phases if phase.from_day <= phase.to_day)


def across_phases(
    measure: Measure,
    days: Sequence[date],
    values: Sequence[float],
    happening: Happening,
    phases: Sequence[Phase],
    others: Iterable[Happening] = (),
) -> AroundEvent:
    """Every phase, and the difference of each later one from the first. `others` outside the phases are left out.

    Raises ValueError for fewer than two phases.
    """
    if len(phases) < 2:
        raise ValueError("a comparison needs two phases")
    series = day_series(days, values)
    parts = [series.between(phase.from_day, phase.to_day) for phase in phases]
    held = tuple(_values(phase, part) for phase, part in zip(phases, parts, strict=True))
    correlation = _correlation(parts)
    differences = tuple(
        _difference(measure, held[0], parts[0], later, part, correlation)
        for later, part in zip(held[1:], parts[1:], strict=True)
    )
    start, end = min(p.from_day for p in phases), max(p.to_day for p in phases)
    inside = {other for other in others if start <= other.on_date <= end and other != happening}
    also = tuple(sorted(inside, key=lambda other: (other.on_date, other.kind, other.detail)))
    return AroundEvent(measure.code, happening, held, differences, also)


def _values(phase: Phase, part: DaySeries) -> PhaseValues:
    n, long = len(part), (phase.to_day - phase.from_day).days + 1
    if n == 0:
        return PhaseValues(phase, 0, long, None, None, None)
    sd = float(part.values.std(ddof=1)) if n > 1 else None
    return PhaseValues(phase, n, long - n, float(part.values.mean()), float(np.median(part.values)), sd)


def _correlation(parts: Sequence[DaySeries]) -> float:
    """Lag-1 correlation of neighbouring days around their phase's mean, pooled; between 0 and 0.9."""
    products = squares = 0.0
    pairs = 0
    for part in parts:
        rest = part.values - part.values.mean() if len(part) else part.values
        near = np.diff(part.ordinals) == 1
        pairs += int(near.sum())
        products += float((rest[1:] * rest[:-1])[near].sum())
        squares += float((rest[1:] ** 2 + rest[:-1] ** 2)[near].sum()) / 2
    if pairs < LEAST_FOR_CORRELATION or squares <= 0:
        return 0.0
    return min(max(products / squares, 0.0), 0.9)


def _difference(measure, before, one, after, two, correlation) -> PhaseDifference:
    for held in (before, after):
        if held.n == 0:
            why_not = f"there is no value in the phase '{held.phase.name}'"
            return PhaseDifference(before, after, None, None, None, None, None, why_not)
    difference = after.mean - before.mean
    improvement = (
        float(measure.improvement(before.mean, after.mean)) if measure.judged and measure.needs_baseline else None
    )
    shrink = (1 - correlation) / (1 + correlation)
    effective = before.n * shrink, after.n * shrink
    low, high = _interval(difference, one.values, two.values, effective)
    return PhaseDifference(before, after, difference, low, high, improvement, effective)


def _interval(difference, one, two, effective) -> tuple[float | None, float | None]:
    """Welch's t interval, with n(1 − ρ)/(1 + ρ) in place of each n."""
    if min(len(one), len(two)) < LEAST_FOR_INTERVAL or min(effective) <= 1:
        return None, None
    parts = [float(x.var(ddof=1)) / n for x, n in zip((one, two), effective, strict=True)]
    if sum(parts) == 0:
        return difference, difference
    freedom = sum(parts) ** 2 / sum(p**2 / (n - 1) for p, n in zip(parts, effective, strict=True))
    reach = t_97_5(freedom) * sqrt(sum(parts))
    return difference - reach, difference + reach
