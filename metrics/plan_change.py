"""How often is the plan of care changed soon after the metrics say worse or behind, and how soon?

Described, not called cause: plans change for many reasons, also after good news, so the share after other verdicts
stands beside it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.proportion import Proportion, wilson
from metrics.survival import SurvivalCurve, kaplan_meier

WITHIN_DAYS = 14
NO_VERDICTS = "no verdict is old enough to say"


@dataclass(frozen=True)
class PlanChanges:
    """Episodes with one kind of verdict (each at its first): `n`, of them `n_recent` not yet followed for `within_days`.

    `changed`: a care-plan change within `within_days` (the verdict's day is day 0), among those followed that long or
    longer. `named`: the change names a measure that was worse or behind there (None for other verdicts). `until_change`:
    days from the verdict to the first change, the watch ending with the last day followed.
    """

    n: int
    n_recent: int
    within_days: int
    changed: Proportion
    named: Proportion | None
    until_change: SurvivalCurve
    why_not: str = ""


@dataclass(frozen=True)
class PlanChangeRate:
    """After a worse or behind verdict, and, as the base rate, after any other; an episode may stand in both.

    `n_worse`, `n_behind`: first flagged verdicts that were worse, behind (both counts one that was both).
    """

    flagged: PlanChanges
    other: PlanChanges
    n_worse: int
    n_behind: int
    behind_counted: bool = True

    @property
    def what(self) -> str:
        """Which verdicts are flagged, in words."""
        return "worse or behind" if self.behind_counted else "worse"

    def sentence(self, limit: int) -> str:
        """'Plan changed within 14 days after 34 of 120 (28%) worse or behind verdicts; after 20 of 150 (13%) others.'"""
        if self.flagged.why_not:
            return f"Plan changes after a {self.what} verdict: {self.flagged.why_not}."
        days = self.flagged.within_days
        after = f"; after {self.other.changed.wording(limit)} others" if self.other.changed.total else ""
        return (
            f"Plan changed within {days} days after {self.flagged.changed.wording(limit)} {self.what} verdicts{after}."
        )


def plan_change_rate(
    rows: pd.DataFrame, *, within_days: int = WITHIN_DAYS, behind_counted: bool = True
) -> PlanChangeRate:
    """From `rows`: is_flagged, is_worse, is_behind, days_to_change, days_to_named (NaN: none), days_followed, n.

    A verdict younger than `within_days` counts neither way, also where the plan has changed already: else only the
    quick ones of the last days would be seen. Interval: Wilson 95 %. `behind_counted`: false where no expected course was at
    hand, so that the flagged verdicts are the worse ones alone.
    """
    flagged = rows["is_flagged"].to_numpy(bool)
    return PlanChangeRate(
        _changes(rows[flagged], within_days, names=True),
        _changes(rows[~flagged], within_days, names=False),
        _count(rows[flagged], "is_worse"),
        _count(rows[flagged], "is_behind"),
        behind_counted,
    )


def _changes(rows: pd.DataFrame, within_days: int, *, names: bool) -> PlanChanges:
    n = rows["n"].to_numpy(np.int64)
    change, named, followed = (rows[x].to_numpy(float) for x in ("days_to_change", "days_to_named", "days_followed"))
    old = followed >= within_days
    total = int(n[old].sum())
    happened = ~np.isnan(change)
    return PlanChanges(
        n=int(n.sum()),
        n_recent=int(n[~old].sum()),
        within_days=within_days,
        changed=wilson(int(n[old & (change <= within_days)].sum()), total),
        named=wilson(int(n[old & (named <= within_days)].sum()), total) if names else None,
        until_change=kaplan_meier(np.where(happened, change, followed), happened, n),
        why_not="" if total else NO_VERDICTS,
    )


def _count(rows: pd.DataFrame, which: str) -> int:
    return int(rows.loc[rows[which].to_numpy(bool), "n"].sum())
