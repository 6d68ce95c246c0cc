"""Counts of when and how soon for `benchmarks.statistics`, as the store's `over_time_readers` would add them up."""

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from domain.measures import MEASURES
from metrics.control_chart_months import month_values
from metrics.control_chart_p import p_chart
from metrics.control_chart_xmr import xmr_chart
from metrics.early_response import early_responses
from metrics.plan_change import plan_change_rate
from metrics.time_to_improvement import improved_first, time_to_improvement

FUNCTION, PAIN = MEASURES["odi"], MEASURES["nrs_average"]
EARLY = ("odi", "standing_tolerance", "peg", "isi", "phq9", "pseq", "pcs", "nrs_average")
DUE = np.array([14, 42, 84, 175, 266])
"""Days of the looks after intake, each kept within a week on either side."""


def _days(patients: int, chance: np.random.Generator) -> np.ndarray:
    """Day of each look, NaN from the visit on after which a patient stayed away."""
    days = DUE + chance.integers(-6, 8, (patients, DUE.size)).astype(float)
    last = chance.integers(0, DUE.size + 3, patients)
    return np.where(np.arange(DUE.size) < last[:, None], days, np.nan)


def _spells(days: np.ndarray, per_look: float, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The last day without improvement, and the first with it (NaN: none)."""
    seen = ~np.isnan(days)
    better = seen & (chance.random(days.shape) < per_look)
    by = np.where(better.any(axis=1), days[np.arange(len(days)), better.argmax(axis=1)], np.nan)
    before = seen & ~(days >= by[:, None])
    return np.where(before, days, 0).max(axis=1), by


def _counted(**columns) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    return frame.groupby(list(columns), dropna=False).size().rename("n").reset_index()


@cache
def spells(patients: int) -> pd.DataFrame:
    chance = np.random.default_rng(20251117)
    after, by = _spells(_days(patients, chance), 0.25, chance)
    state = np.where(np.isnan(by), "lost", "improved")
    return _counted(program=np.where(chance.random(patients) < 0.5, "a", "b"), state=state, after_day=after, by_day=by)


@cache
def pairs(patients: int) -> pd.DataFrame:
    chance = np.random.default_rng(20251117)
    days = _days(patients, chance)
    one, two = (_spells(days, share, chance) for share in (0.3, 0.2))
    return _counted(first_after=one[0], first_by=one[1], second_after=two[0], second_by=two[1])


@cache
def months(patients: int) -> pd.DataFrame:
    """Five years of program ends."""
    chance = np.random.default_rng(20251117)
    judged = chance.multinomial(patients, np.full(60, 1 / 60))
    when = [date(2020 + i // 12, i % 12 + 1, 1) for i in range(60)]
    return pd.DataFrame({"month": when, "judged": judged, "improved": chance.binomial(judged, 0.4)})


@cache
def early(patients: int) -> pd.DataFrame:
    chance = np.random.default_rng(20251117)
    later = np.where(chance.random(patients) < 0.3, np.nan, chance.random(patients) < 0.45)
    parts = []
    for code in EARLY:
        change = np.round(chance.normal(4 + 5 * np.nan_to_num(later), 8))
        change = np.where(chance.random(patients) < 0.2, np.nan, change)
        improved = np.where(np.isnan(change), np.nan, change >= 10)
        parts.append(_counted(early_change=change, early_improved=improved, later_improved=later).assign(measure=code))
    return pd.concat(parts, ignore_index=True)


@cache
def plans(patients: int) -> pd.DataFrame:
    chance = np.random.default_rng(20251117)
    flagged = chance.random(patients) < 0.4
    change = np.where(chance.random(patients) < 0.4, chance.integers(0, 91, patients), np.nan)
    named = np.where(flagged & (chance.random(patients) < 0.5), change, np.nan)
    followed = np.where(np.isnan(change), chance.integers(0, 91, patients), 90)
    columns = {"is_flagged": flagged, "is_worse": flagged, "is_behind": np.zeros(patients, bool)}
    return _counted(**columns, days_to_change=change, days_to_named=named, days_followed=followed)


def charts(rows: pd.DataFrame) -> object:
    values = month_values(rows, "improved", "judged", limit=20)
    return xmr_chart(values, target=0.5), p_chart(values, target=0.5, laney=True)


CASES = (
    ("time to improvement", spells, lambda f: time_to_improvement(FUNCTION, f)),
    ("function or pain first", pairs, lambda f: improved_first(FUNCTION, PAIN, f)),
    ("XmR and p′ chart, 60 months", months, charts),
    (
        "early response, 8 measures", early,
        lambda f: early_responses([MEASURES[code] for code in EARLY], f, "odi", percentage_from=20),
    ),
    ("plan changes", plans, plan_change_rate),
)  # fmt: skip
