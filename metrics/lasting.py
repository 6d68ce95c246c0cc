"""Does the improvement last?"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from domain.measure import TOLERANCE, Measure
from metrics.mean_interval import MeanInterval, mean_interval
from metrics.proportion import NOBODY, Proportion, wilson

NO_RULE = "No meaningful change is known for this measure."


@dataclass(frozen=True)
class Lasting:
    """The same patients at the end and later, on one measure.

    Counts are of episodes due at the later checkpoint (`due`). `n` have both later scores; `n_missing`: due, without one of
    them (or with scores from two forms).

    - `kept`: mean improvement from the end to the later checkpoint, of those `n`; positive: still getting better. Their
      means at both times are `mean_at_end` and `mean_later` (native unit and direction).
    - `gain_at_end`, `gain_later`: mean improvement since baseline of the `n_with_baseline` who have all three scores.
    - `still_improved`: of those improved at the end and seen later, who still are, by the same meaningful change since
      baseline. `n_lost`: improved at the end, due later, and not seen.
    - `worst_case`, `best_case`: the same share over all who were improved and due, the unseen counted as lost, as kept.
    - `late`: of those seen both times and not improved at the end, who are later.

    Shares are of nobody where `why_not` says why nobody can be called improved.
    """

    measure: str
    due: int
    n: int
    n_missing: int
    n_with_baseline: int
    mean_at_end: float | None
    mean_later: float | None
    kept: MeanInterval
    gain_at_end: MeanInterval
    gain_later: MeanInterval
    n_lost: int
    still_improved: Proportion
    worst_case: Proportion
    best_case: Proportion
    late: Proportion
    why_not: str


def lasting(measure: Measure, baseline, at_end, follow_up, weights=None, is_due=None, *, form_changed=None) -> Lasting:
    """End against follow-up on the same patients.

    Sequences of one length; scores in the measure's unit, NaN or None missing; `weights`: frequency weights, whole numbers
    (default 1); `is_due`: at the later checkpoint (default all; only those count); `form_changed`: scores from different
    forms, so that nothing can be told. Means: paired t intervals; shares: Wilson.
    Raises ValueError for a measure that needs no baseline.
    """
    scores = [np.asarray(values, float) for values in (baseline, at_end, follow_up)]
    n = (np.ones(scores[0].shape) if weights is None else np.asarray(weights, float)).astype(np.int64)
    due = np.ones(n.shape, bool) if is_due is None else np.asarray(is_due, bool)
    same_form = np.ones(n.shape, bool) if form_changed is None else ~np.asarray(form_changed, bool)
    start, end, later = (values[due] for values in scores)
    n, same_form = n[due], same_form[due]
    seen = same_form & ~np.isnan(end) & ~np.isnan(later)
    whole = seen & ~np.isnan(start)
    return Lasting(
        measure=measure.code,
        due=int(n.sum()),
        n=int(n[seen].sum()),
        n_missing=int(n[~seen].sum()),
        n_with_baseline=int(n[whole].sum()),
        mean_at_end=_mean(end, n, seen),
        mean_later=_mean(later, n, seen),
        kept=_interval(measure.improvement(end, later), n, seen),
        gain_at_end=_interval(measure.improvement(start, end), n, whole),
        gain_later=_interval(measure.improvement(start, later), n, whole),
        **_shares(measure, start, end, later, n, same_form),
    )


def lasting_of_measures(measures: Iterable[Measure], rows: pd.DataFrame) -> dict[str, Lasting]:
    """`lasting` for every measure with a baseline that `rows` holds, in the order of `measures`.

    `rows`: measure, baseline, at_end, follow_up, form_changed, is_closed (due), n.
    """
    groups = dict(list(rows.groupby("measure", sort=False)))
    found = {m.code: (m, groups[m.code]) for m in measures if m.code in groups and m.needs_baseline}
    return {
        code: lasting(
            m, g["baseline"], g["at_end"], g["follow_up"], g["n"], g["is_closed"], form_changed=g["form_changed"]
        )
        for code, (m, g) in found.items()
    }


def _shares(measure: Measure, start, end, later, n, same_form) -> dict:
    why_not = _why_not(measure)
    if why_not:
        nobody = dict.fromkeys(("still_improved", "worst_case", "best_case", "late"), NOBODY)
        return {**nobody, "n_lost": 0, "why_not": why_not}
    improved_at_end = same_form & _improved(measure, start, end)
    known = same_form & ~np.isnan(end) & ~np.isnan(later) & _threshold_known(measure, start)
    improved_later = known & _improved(measure, start, later)
    seen, both = int(n[known & improved_at_end].sum()), int(n[improved_later & improved_at_end].sum())
    everybody = int(n[improved_at_end].sum())
    return {
        "n_lost": everybody - seen,
        "still_improved": wilson(both, seen),
        "worst_case": wilson(both, everybody),
        "best_case": wilson(both + everybody - seen, everybody),
        "late": wilson(int(n[improved_later & ~improved_at_end].sum()), int(n[known & ~improved_at_end].sum())),
        "why_not": "",
    }


def _why_not(measure: Measure) -> str:
    if not measure.judged:
        return "A change in either direction is not good or bad in itself."
    return "" if measure.meaningful_change else NO_RULE


def _threshold_known(measure: Measure, start: np.ndarray) -> np.ndarray:
    assert measure.meaningful_change is not None
    return ~np.isnan(measure.meaningful_change.at(start)) if len(start) else np.zeros(0, bool)


def _improved(measure: Measure, start: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Improved since baseline by the meaningful change; False where either score or the change is not known."""
    if not len(start):
        return np.zeros(0, bool)
    assert measure.meaningful_change is not None
    with np.errstate(invalid="ignore"):
        return measure.improvement(start, score) >= measure.meaningful_change.at(start) - TOLERANCE


def _mean(values: np.ndarray, n: np.ndarray, wanted: np.ndarray) -> float | None:
    return float(np.average(values[wanted], weights=n[wanted])) if n[wanted].sum() else None


def _interval(values: np.ndarray, n: np.ndarray, wanted: np.ndarray) -> MeanInterval:
    """Mean interval of values that each stand for n equal ones; centred first, so that nothing cancels."""
    values, n = values[wanted], n[wanted]
    centre = float(np.average(values, weights=n)) if n.sum() else 0.0
    rest = values - centre
    return mean_interval(int(n.sum()), float((n * rest).sum()), float((n * rest**2).sum())).shifted(centre)
