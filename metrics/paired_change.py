"""By how much did the same patients change on average?"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from domain.measure import Measure
from metrics.effect_size import StandardisedEffect, paired_moments, standardised_effects
from metrics.mean_interval import MeanInterval, mean_interval


@dataclass(frozen=True)
class PairedChange:
    """Mean change of the `n` patients with both scores, in the measure's unit.

    `missing`: due, without one of the scores. `mean_improvement` is positive when the group got better; `low`
    and `high` are its 95 % t interval, None below 2 patients. No mean is known when n is 0.
    A within-person threshold says nothing about this mean: never compare the two.
    """

    measure: str
    n: int
    missing: int
    mean_before: float | None
    mean_after: float | None
    sd_before: float | None
    sd_after: float | None
    mean_improvement: float | None
    sd_improvement: float | None
    low: float | None
    high: float | None
    standardised: tuple[StandardisedEffect, ...]

    def effect(self, name: str) -> StandardisedEffect:
        """The standardised effect called 'SRM' or 'd_av'."""
        return next(e for e in self.standardised if e.name == name)


def paired_change(measure: Measure, baseline, follow_up, weights=None, is_due=None) -> PairedChange:
    """Mean improvement with its paired t interval, and two standardised effects.

    Sequences of one length; scores in the measure's unit, NaN or None missing; `weights`: frequency weights, how
    many equal episodes (default 1); `is_due` (default all): only those count, also as missing.
    Raises ValueError for a measure that needs no baseline.
    """
    before, after = np.asarray(baseline, float), np.asarray(follow_up, float)
    n = np.ones(before.shape) if weights is None else np.asarray(weights, float)
    due = np.ones(before.shape, bool) if is_due is None else np.asarray(is_due, bool)
    both = due & ~np.isnan(before) & ~np.isnan(after)
    improvement = measure.improvement(before[both], after[both])
    start, end, gain = (_interval(values, n[both]) for values in (before[both], after[both], improvement))
    return PairedChange(
        measure=measure.code,
        n=gain.n,
        missing=int(n[due & ~both].sum()),
        mean_before=start.mean,
        mean_after=end.mean,
        sd_before=start.sd,
        sd_after=end.sd,
        mean_improvement=gain.mean,
        sd_improvement=gain.sd,
        low=gain.low,
        high=gain.high,
        standardised=_standardised(before[both], after[both], improvement, n[both]),
    )


def paired_changes(measures: Iterable[Measure], pairs: pd.DataFrame) -> dict[str, PairedChange]:
    """`paired_change` for every measure with a baseline that `pairs` holds, in the order of `measures`.

    `pairs`: measure, baseline, follow_up, is_closed (due), n, and form_changed where the frame has it: scores
    from two forms are no pair, and count as missing.
    """
    groups = dict(list(pairs.groupby("measure", sort=False)))
    return {m.code: _change_of_group(m, groups[m.code]) for m in measures if m.code in groups and m.needs_baseline}


def _change_of_group(measure: Measure, rows: pd.DataFrame) -> PairedChange:
    follow_up = rows["follow_up"]
    if "form_changed" in rows:
        follow_up = follow_up.mask(rows["form_changed"].astype(bool))
    return paired_change(measure, rows["baseline"], follow_up, rows["n"], rows["is_closed"])


def _interval(values: np.ndarray, n: np.ndarray) -> MeanInterval:
    """Mean interval of values that each stand for n equal ones; centred first, so that nothing cancels."""
    size = int(n.sum())
    centre = float(np.average(values, weights=n)) if size else 0.0
    rest = values - centre
    around = mean_interval(size, float((n * rest).sum()), float((n * rest**2).sum()))
    return around.shifted(centre)


def _standardised(before, after, improvement, n) -> tuple[StandardisedEffect, ...]:
    """The two that a change is reported with; `metrics.effect_size` has more."""
    effects = standardised_effects(paired_moments(before, after, improvement, n))
    return tuple(effect for effect in effects if effect.name in ("SRM", "d_av"))
