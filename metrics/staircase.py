"""At which levels did a dense series stand, and when did it step from one to the next?

Progress is a staircase: landings, on which a value stays about the same, and steps between them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import inf, log, sqrt

import numpy as np

from domain.measure import TOLERANCE, Measure
from domain.source import Source
from metrics.day_series import DaySeries, day_series
from metrics.measurement_error import measurement_error
from metrics.proportion import Z95
from metrics.verdict import Beyond

ZHANG_SIEGMUND_2007 = Source(
    title="Zhang N, Siegmund D. A modified Bayes information criterion. Biometrics 63:22–32", year=2007,
    verified=True, how="penalty as coded and described in the R package wbs (mbic.penalty); the paper itself not opened",
)  # fmt: skip
CHAKAR_2017 = Source(
    title="Chakar S et al. A robust approach for estimating change-points in the mean of an AR(1) process. "
    "Bernoulli 23:1408–1447", year=2017, url="https://arxiv.org/abs/1403.1958",
    verified=True, how="abstract read; estimator as coded in the R package dbacf (dbacf_AR1)",
)  # fmt: skip

LANDING_OF_DAYS, LANDING_OF_WEEKS = 7, 3
"""Fewest values of a landing: a week of daily values, three of a sparser series."""
DENSE_DAYS = 10
"""A series is dense when half of its values follow each other within this many days."""
LEAST_COVERAGE = 0.5
"""Share of its own rhythm that a series keeps: a week of nights every three months is no dense series."""
MOST_STEPS = 12
_PULL = 4.0
_WINSOR = 2.5
_MOST_CORRELATION = 0.8


@dataclass(frozen=True)
class Landing:
    """A stretch on one level: first and last day with a value, mean of its `n` days with a value, in the measure's unit."""

    from_day: date
    to_day: date
    level: float
    n: int


@dataclass(frozen=True)
class Step:
    """From one landing to the next: after the day `after`, at the latest on the day `by`.

    `change` is the difference of the two levels with its 95 % interval, which takes the place of the step as given;
    `improvement` the same, positive is better (None where no direction is good in itself). `beyond`: is it at least
    the measurement error of two single scores? Landings are means of many, so this bar is a high one.
    """

    after: date
    by: date
    change: float
    low: float
    high: float
    improvement: float | None
    beyond: Beyond

    @property
    def word(self) -> str:
        """'better', 'worse', or only 'higher', 'lower' where no direction is good in itself."""
        if self.improvement is None:
            return "higher" if self.change > 0 else "lower"
        return "better" if self.improvement > 0 else "worse"


@dataclass(frozen=True)
class Staircase:
    """Landings and the steps between them; one landing and no step where the level never clearly changed.

    `n`: days with a value; `missing`: calendar days from the first to the last without one. `spacing_days`: median days between values. `noise_sd`: of a value
    around its landing; `autocorrelation` of neighbouring values; `n_spikes`: single values pulled in before the
    search. `why_not` is empty, or says why no steps were looked for; then there is no landing either.
    """

    measure: str
    n: int
    missing: int
    landings: tuple[Landing, ...]
    steps: tuple[Step, ...]
    spacing_days: float | None
    noise_sd: float | None
    autocorrelation: float | None
    n_spikes: int
    error: float | None
    error_basis: str
    error_verified: bool
    why_not: str = ""

    def sentences(self, amount: Callable[[float], str], day: Callable[[date], str]) -> tuple[str, ...]:
        """One sentence per step, or the one level; `amount` writes a value with its unit, `day` a date."""
        if self.why_not:
            return (f"Lasting changes of level cannot be told: {self.why_not}.",)
        if not self.steps:
            only = self.landings[0]
            return (
                f"One level, {amount(only.level)}, from {day(only.from_day)} to {day(only.to_day)}; no clear step.",
            )
        return tuple(
            f"Between {day(step.after)} and {day(step.by)}: from {amount(old.level)} to {amount(new.level)} "
            f"({step.word}, {step.beyond.value})."
            for step, (old, new) in zip(self.steps, pairwise(self.landings), strict=True)
        )


def staircase(
    measure: Measure, days: Sequence[date], values: Sequence[float], *, least_values: int | None = None
) -> Staircase:
    """Landings and steps of one patient's series by least squares with the modified BIC of Zhang & Siegmund.

    `values` in the measure's unit, missing ones None or NaN; several of one day count as their mean. `least_values`:
    fewest values of a landing (default a week of daily ones, else three). For every number of steps K the best
    places are found exactly (dynamic programming, `ruptures.KernelCPD`, squared error); chosen is the K with the
    smallest RSS/s² + 3·K·log n + Σ log(nᵢ/n), s² the long-run variance of a value.
    """
    series = day_series(days, values)
    spacing = float(np.median(np.diff(series.ordinals))) if len(series) > 1 else None
    least = least_values or (LANDING_OF_DAYS if spacing is not None and spacing <= 2 else LANDING_OF_WEEKS)
    obstacle = _obstacle(series, spacing, least)
    if obstacle or spacing is None:
        return _answer(measure, series, spacing, (), None, 0, obstacle)
    noise = _noise(series, spacing, measure.step)
    calm = _without_spikes(series.values, noise, 2 * least + 1)
    ends = _ends(calm, least, noise.long_run)
    return _answer(measure, series, spacing, ends, noise, int((calm != series.values).sum()), "")


@dataclass(frozen=True)
class _Noise:
    sd: float
    correlation: float
    long_run: float


def _obstacle(series: DaySeries, spacing: float | None, least: int) -> str:
    if len(series) < 3 * least or spacing is None:
        return f"{len(series)} days with a value are fewer than {3 * least}"
    if spacing > DENSE_DAYS:
        return f"the values are {spacing:g} days apart, and steps need values at most {DENSE_DAYS} days apart"
    span = int(series.ordinals[-1] - series.ordinals[0])
    if (len(series) - 1) * spacing < LEAST_COVERAGE * span:
        return f"{len(series)} values in {span + 1} days leave gaps too long to see steps"
    return ""


def _noise(series: DaySeries, spacing: float, step: float) -> _Noise:
    """Noise of a value around its level, from differences of neighbours, which steps hardly touch.

    ρ = E d₂² / E d₁² − 1, the idea of Chakar et al., with winsorised squares in place of their medians, which waste
    half of a short series; kept within 0 and 0.8. Long-run variance (AR 1): γ₀(1 + ρ)/(1 − ρ).
    """
    first = _mean_square(_differences(series, 1, 1.5 * spacing), step)
    second = _mean_square(_differences(series, 2, 3 * spacing), step)
    correlation = min(max(second / first - 1, 0.0), _MOST_CORRELATION) if first > 0 else 0.0
    variance = max(first / (2 * (1 - correlation)), step**2 / 12)
    return _Noise(sqrt(variance), correlation, variance * (1 + correlation) / (1 - correlation))


def _differences(series: DaySeries, apart: int, most_days: float) -> np.ndarray:
    """Differences of values `apart` places from each other, without those that bridge a gap; all where few are left."""
    gaps, changes = (part[apart:] - part[:-apart] for part in (series.ordinals, series.values))
    near = changes[gaps <= most_days]
    return near if len(near) >= len(changes) / 2 else changes


def _mean_square(changes: np.ndarray, step: float) -> float:
    """Mean of the squares, each change cut at 2.5 robust SDs, or, where most values equal the one before, at one step
    of the scale."""
    reach = _WINSOR * 1.4826 * float(np.median(np.abs(changes))) or step
    return float(np.mean(np.clip(changes, -reach, reach) ** 2))


def _without_spikes(values: np.ndarray, noise: _Noise, window: int) -> np.ndarray:
    """Values pulled to within four noise SDs of the running median, which follows steps and ignores single days."""
    half = window // 2
    middle = np.array([np.median(values[max(0, i - half) : i + half + 1]) for i in range(len(values))])
    reach = _PULL * noise.sd
    return np.clip(values, middle - reach, middle + reach)


def _ends(values: np.ndarray, least: int, long_run: float) -> tuple[int, ...]:
    """Where each landing ends (one past its last place), for the number of steps with the smallest criterion."""
    from ruptures import KernelCPD  # slow to import, so only where it is used

    n = len(values)
    search = KernelCPD(kernel="linear", min_size=least, jump=1).fit((values - values.mean()).reshape(-1, 1))
    chosen: tuple[int, ...] = (n,)
    best = _criterion(values, chosen, long_run)
    for count in range(1, min(MOST_STEPS, n // least - 1) + 1):
        ends = tuple(int(end) for end in search.predict(n_bkps=count))
        value = _criterion(values, ends, long_run)
        if value < best - TOLERANCE:
            best, chosen = value, ends
    return chosen


def _criterion(values: np.ndarray, ends: Sequence[int], long_run: float) -> float:
    """Twice the negative modified BIC: RSS/s² + 3K log n + Σ log(nᵢ/n)."""
    n, pieces = len(values), np.split(values, ends[:-1])
    if any(len(piece) == 0 for piece in pieces):
        return inf
    misfit = sum(float(((piece - piece.mean()) ** 2).sum()) for piece in pieces) / long_run
    return misfit + 3 * (len(pieces) - 1) * log(n) + sum(log(len(piece) / n) for piece in pieces)


def _answer(measure, series, spacing, ends, noise, n_spikes, why_not) -> Staircase:
    error = measurement_error(measure)
    starts = (0, *ends[:-1])
    landings = tuple(
        Landing(series.day(start), series.day(end - 1), float(series.values[start:end].mean()), end - start)
        for start, end in zip(starts, ends, strict=False)
    )
    return Staircase(
        measure=measure.code,
        n=len(series),
        missing=int(series.ordinals[-1] - series.ordinals[0]) + 1 - len(series) if len(series) else 0,
        landings=landings,
        steps=tuple(_step(measure, old, new, noise, error.value) for old, new in pairwise(landings)),
        spacing_days=spacing,
        noise_sd=noise.sd if noise else None,
        autocorrelation=noise.correlation if noise else None,
        n_spikes=n_spikes,
        error=error.value,
        error_basis=error.basis,
        error_verified=error.verified,
        why_not=why_not,
    )


def _step(measure: Measure, old: Landing, new: Landing, noise: _Noise, error: float | None) -> Step:
    change = new.level - old.level
    reach = Z95 * sqrt(noise.long_run * (1 / old.n + 1 / new.n))
    beyond = Beyond.NOT_KNOWN
    if error is not None:
        beyond = Beyond.YES if abs(change) >= error - TOLERANCE else Beyond.WITHIN_ERROR
    improvement = (
        float(measure.improvement(old.level, new.level)) if measure.judged and measure.needs_baseline else None
    )
    return Step(old.to_day, new.from_day, change, change - reach, change + reach, improvement, beyond)
