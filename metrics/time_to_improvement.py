"""How long until a meaningful improvement is first seen, and does function or pain improve first?

All that is known of a patient who improved is between which two checkpoints: not yet at the one before, there at the
next. Kaplan–Meier counts the later of the two days (*seen* to have improved by); Turnbull's estimate keeps both.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from domain.measure import Construct, Measure
from metrics.patient_summary import FUNCTION, PAIN
from metrics.proportion import NOBODY, Proportion, wilson
from metrics.responders import responder_rule
from metrics.survival import SurvivalCurve, kaplan_meier
from metrics.survival_intervals import IntervalCensored, turnbull
from metrics.survival_mean import RestrictedMean, RestrictedMeanDifference, restricted_mean, restricted_mean_difference
from metrics.survival_test import LogRank, log_rank

IMPROVED, NO_BASELINE, NO_RULE = "improved", "no baseline", "no rule"
WATCH_ENDED = ("not yet due", "lost", "excused", "followed to the end")
"""Why somebody who has not improved is watched no longer."""
HORIZON_DAYS = 182
NOBODY_WATCHED = "nobody has a baseline and a known meaningful change"


@dataclass(frozen=True)
class TimeToImprovement:
    """Time from the start of the episode to the first meaningful improvement on one measure.

    `n` episodes with a baseline and a known meaningful change: `n_improved`, the others by why the watch ended
    (`ended`, the keys of WATCH_ENDED). Left out: `n_no_baseline`, `n_no_rule`. `curve` and `restricted` count the day on
    which improvement was first seen; `between` is the estimate that keeps both ends of each interval.
    """

    measure: str
    threshold: str
    verified: bool
    n: int
    n_improved: int
    ended: dict[str, int]
    n_no_baseline: int
    n_no_rule: int
    curve: SurvivalCurve
    restricted: RestrictedMean
    between: IntervalCensored
    why_not: str = ""


@dataclass(frozen=True)
class ImprovedFirst:
    """Which of two measures improved first, in the same `n` episodes.

    `n` = `n_first` + `n_second` + `n_together` (seen at the same checkpoint) + `n_neither` + `n_unclear` (one was not
    measured when the other improved). `first_share`: the first measure's, among those with one clearly first; `p`:
    exact two-sided sign test of one half; both None-valued when there are none. `difference`: of the restricted means.
    """

    first: str
    second: str
    n: int
    n_first: int
    n_second: int
    n_together: int
    n_neither: int
    n_unclear: int
    first_share: Proportion
    p: float | None
    difference: RestrictedMeanDifference
    why_not: str = ""


def times_to_improvement(
    measures: Iterable[Measure], rows: pd.DataFrame, *, horizon: float = HORIZON_DAYS
) -> dict[str, TimeToImprovement]:
    """`time_to_improvement` for every measure that `rows` holds, in the order of `measures`.

    `rows`: measure, state, after_day, by_day, n, as the store's `read_first_improvement`.
    """
    groups = dict(list(rows.groupby("measure", sort=False)))
    return {m.code: time_to_improvement(m, groups[m.code], horizon=horizon) for m in measures if m.code in groups}


def time_to_improvement(measure: Measure, rows: pd.DataFrame, *, horizon: float = HORIZON_DAYS) -> TimeToImprovement:
    """The answer for one measure; `horizon` in days, for the restricted mean."""
    counts = rows.groupby("state")["n"].sum()
    watched = rows[~rows["state"].isin([NO_BASELINE, NO_RULE])]
    curve = kaplan_meier(*seen_by(watched))
    threshold, _, _, verified = responder_rule(measure)
    return TimeToImprovement(
        measure=measure.code,
        threshold=threshold,
        verified=verified,
        n=curve.n,
        n_improved=curve.n_events,
        ended={why: int(counts.get(why, 0)) for why in WATCH_ENDED},
        n_no_baseline=int(counts.get(NO_BASELINE, 0)),
        n_no_rule=int(counts.get(NO_RULE, 0)),
        curve=curve,
        restricted=restricted_mean(curve, horizon),
        between=turnbull(watched["after_day"].astype(float), watched["by_day"].astype(float), watched["n"]),
        why_not="" if curve.n else NOBODY_WATCHED,
    )


def seen_by(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Days, whether improved, and how many: the day on which improvement was seen, else the last on which it was not."""
    by = rows["by_day"].to_numpy(float)
    return np.where(np.isnan(by), rows["after_day"].to_numpy(float), by), ~np.isnan(by), rows["n"].to_numpy(float)


def improvement_by_program(rows: pd.DataFrame) -> tuple[dict[str, SurvivalCurve], LogRank]:
    """Curves of one measure by program, and the log-rank test between them: separate episodes, so it may be used.

    `rows`: program, state, after_day, by_day, n. A patient with episodes in two programs counts in both.
    """
    watched = rows[~rows["state"].isin([NO_BASELINE, NO_RULE])]
    groups = {str(program): seen_by(group) for program, group in watched.groupby("program")}
    return {name: kaplan_meier(*group) for name, group in groups.items()}, log_rank(groups)


def function_and_pain(measures: Iterable[Measure], codes: Iterable[str]) -> tuple[Measure | None, Measure | None]:
    """The first function measure and the first pain measure of the registry among `codes`: by place, never by result."""
    there = set(codes)
    known = [m for m in measures if m.code in there and m.needs_baseline and m.judged and m.meaningful_change]

    def first(constructs: frozenset[Construct]) -> Measure | None:
        return next((m for m in known if m.construct in constructs), None)

    return first(FUNCTION), first(PAIN)


def improved_first(
    first: Measure, second: Measure, rows: pd.DataFrame, *, horizon: float = HORIZON_DAYS
) -> ImprovedFirst:
    """Two measures in the same episodes; `rows`: first_after, first_by, second_after, second_by, n.

    The rows hold only checkpoints at which both are due. One is clearly first where it was seen to have improved no
    later than the other was last seen not to have. The log-rank test assumes separate people and is not used; the
    difference of the restricted means allows for the pairing.
    """
    n = rows["n"].to_numpy(float)
    after = [rows[name].to_numpy(float) for name in ("first_after", "second_after")]
    by = [
        np.where(np.isnan(day), np.inf, day) for day in (rows[f"{x}_by"].to_numpy(float) for x in ("first", "second"))
    ]
    is_first, is_second = by[0] <= after[1], by[1] <= after[0]
    both = np.isfinite(by[0]) & (by[0] == by[1])
    neither = np.isinf(by[0]) & np.isinf(by[1])
    n_first, n_second, n_together, n_neither = (int(n[x].sum()) for x in (is_first, is_second, both, neither))
    days = [np.where(np.isinf(b), a, b) for a, b in zip(after, by, strict=True)]
    difference = restricted_mean_difference(
        days[0], np.isfinite(by[0]), days[1], np.isfinite(by[1]), n, horizon=horizon
    )
    total = int(n.sum())
    decided = n_first + n_second
    return ImprovedFirst(
        first=first.code,
        second=second.code,
        n=total,
        n_first=n_first,
        n_second=n_second,
        n_together=n_together,
        n_neither=n_neither,
        n_unclear=total - decided - n_together - n_neither,
        first_share=wilson(n_first, decided) if decided else NOBODY,
        p=sign_test(n_first, n_second),
        difference=difference,
        why_not="" if total else NOBODY_WATCHED,
    )


def sign_test(one: int, other: int) -> float | None:
    """Exact two-sided p that `one` of `one + other` differs from one half (R: binom.test); None of none."""
    if one + other == 0:
        return None
    from scipy.special import bdtr  # slow to import, so only where it is used

    return min(1.0, 2 * float(bdtr(min(one, other), one + other, 0.5)))
