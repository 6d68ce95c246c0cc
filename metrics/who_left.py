"""How did those who left differ at intake from those who stayed?"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import pandas as pd

from domain.measure import Better, Measure
from domain.source import Source
from metrics.mean_interval import MeanInterval, mean_interval
from metrics.proportion import Z95, Proportion, wilson

AUSTIN_2009 = Source(
    title="Austin PC. Balance diagnostics for comparing the distribution of baseline covariates between treatment groups in "
    "propensity-score matched samples. Stat Med 28:3083–3107",
    year=2009,
    verified=False,
    how="not opened; formulas as documented in R packages for covariate balance",
)


@dataclass(frozen=True)
class StandardisedDifference:
    """Those who left less those who stayed, in standard deviations, with its 95 % interval; all None where not known.

    Numbers: d = (m₁ − m₀)/√((s₁² + s₀²)/2); shares: d = (p₁ − p₀)/√((p₁q₁ + p₀q₀)/2) (Austin 2009). Interval: normal,
    with variance (n₁ + n₀)/(n₁n₀) + d²/(2(n₁ + n₀)) (Hedges & Olkin 1985, approximate).
    """

    value: float | None
    low: float | None
    high: float | None


UNKNOWN = StandardisedDifference(None, None, None)


@dataclass(frozen=True)
class NumberAtIntake:
    """One measure or trait that is a number, among those seen at the checkpoint and those not.

    `stayed` and `left`: mean, SD and 95 % t interval in native unit; the n with a known value stand in them, the others in
    `stayed_unknown` and `left_unknown`. `difference` is left less stayed. `left_better` says, for a measure with a better
    direction, whether those who left had the better mean; None otherwise.
    """

    name: str
    is_score: bool
    stayed: MeanInterval
    left: MeanInterval
    stayed_unknown: int
    left_unknown: int
    difference: StandardisedDifference
    left_better: bool | None


@dataclass(frozen=True)
class LevelAtIntake:
    """One level of a trait: its share among those seen at the checkpoint and those not, of those whose level is known."""

    name: str
    level: str
    stayed: Proportion
    left: Proportion
    difference: StandardisedDifference


@dataclass(frozen=True)
class WhoLeft:
    """Those due at a checkpoint, split by whether they were seen there. `n_left` are due and not seen, for any reason.

    `why_not` is a sentence where one side is empty; then nothing is compared, and only what is known is shown.
    """

    n_stayed: int
    n_left: int
    numbers: tuple[NumberAtIntake, ...]
    levels: tuple[LevelAtIntake, ...]
    why_not: str


def who_left(rows: pd.DataFrame, measures: Mapping[str, Measure], *, interval_from: int = 2) -> WhoLeft:
    """Compare the two sides at intake, scores first in the order of `measures`, then traits.

    `rows`: kind ('score', 'number', 'category'), name, value, level, is_observed, n (episodes). No mean interval and no
    standardised difference from fewer than `interval_from` patients on a side (`clinic.percentage_from`).
    """
    n_stayed, n_left = _sizes(rows)
    order = {code: place for place, code in enumerate(measures)}
    least = max(2, interval_from)
    numeric = rows[rows["kind"] != "category"]
    names = sorted(numeric["name"].unique(), key=lambda name: (order.get(name, len(order)), name))
    numbers = tuple(_number(name, numeric[numeric["name"] == name], measures.get(name), least) for name in names)
    categories = rows[rows["kind"] == "category"]
    levels = tuple(
        level
        for name, group in categories.groupby("name", sort=True)
        for level in _levels(str(name), group[group["level"].notna()], least)
    )
    return WhoLeft(n_stayed, n_left, numbers, levels, _why_not(n_stayed, n_left))


def _sizes(rows: pd.DataFrame) -> tuple[int, int]:
    """Every episode has exactly one row of each trait, so one trait counts them all."""
    traits = rows[rows["kind"] != "score"]
    one = traits[traits["name"] == traits["name"].iloc[0]] if len(traits) else traits
    seen = one["is_observed"].astype(bool)
    return int(one.loc[seen, "n"].sum()), int(one.loc[~seen, "n"].sum())


def _why_not(n_stayed: int, n_left: int) -> str:
    if n_stayed + n_left == 0:
        return "Nobody is due there yet."
    if n_left == 0:
        return "Everybody who is due was seen."
    return "" if n_stayed else "Nobody who is due was seen."


def _number(name: str, rows: pd.DataFrame, measure: Measure | None, least: int) -> NumberAtIntake:
    seen = rows["is_observed"].astype(bool)
    stayed, left = (_mean(rows[side], least) for side in (seen, ~seen))
    stayed_unknown, left_unknown = (int(rows.loc[side & rows["value"].isna(), "n"].sum()) for side in (seen, ~seen))
    is_score = bool((rows["kind"] == "score").any())
    difference = UNKNOWN
    if stayed.sd is not None and left.sd is not None and stayed.mean is not None and left.mean is not None:
        spread = sqrt((stayed.sd**2 + left.sd**2) / 2)
        difference = _standardised(left.mean - stayed.mean, spread, left.n, stayed.n, least)
    left_better = _left_better(measure, stayed, left)
    return NumberAtIntake(name, is_score, stayed, left, stayed_unknown, left_unknown, difference, left_better)


def _left_better(measure: Measure | None, stayed: MeanInterval, left: MeanInterval) -> bool | None:
    if measure is None or not measure.judged or stayed.mean is None or left.mean is None or stayed.mean == left.mean:
        return None
    return (left.mean > stayed.mean) == (measure.better is Better.HIGHER)


def _mean(rows: pd.DataFrame, least: int) -> MeanInterval:
    known = rows[rows["value"].notna()]
    n, values = known["n"].to_numpy(float), known["value"].to_numpy(float)
    size = int(n.sum())
    centre = float((n * values).sum() / size) if size else 0.0
    rest = values - centre
    answer = mean_interval(size, float((n * rest).sum()), float((n * rest**2).sum()), interval_from=least)
    return answer.shifted(centre)


def _levels(name: str, rows: pd.DataFrame, least: int) -> list[LevelAtIntake]:
    seen = rows["is_observed"].astype(bool)
    n_stayed, n_left = int(rows.loc[seen, "n"].sum()), int(rows.loc[~seen, "n"].sum())
    found = []
    for level in sorted(rows["level"].unique()):
        here = rows["level"] == level
        stayed = wilson(int(rows.loc[here & seen, "n"].sum()), n_stayed)
        left = wilson(int(rows.loc[here & ~seen, "n"].sum()), n_left)
        found.append(LevelAtIntake(name, str(level), stayed, left, _share_difference(stayed, left, least)))
    return found


def _share_difference(stayed: Proportion, left: Proportion, least: int) -> StandardisedDifference:
    if stayed.share is None or left.share is None:
        return UNKNOWN
    spread = sqrt((stayed.share * (1 - stayed.share) + left.share * (1 - left.share)) / 2)
    return _standardised(left.share - stayed.share, spread, left.total, stayed.total, least)


def _standardised(difference: float, spread: float, n_1: int, n_0: int, least: int) -> StandardisedDifference:
    if spread == 0 or min(n_1, n_0) < least:
        return UNKNOWN
    d = difference / spread
    reach = Z95 * sqrt((n_1 + n_0) / (n_1 * n_0) + d**2 / (2 * (n_1 + n_0)))
    return StandardisedDifference(d, d - reach, d + reach)
