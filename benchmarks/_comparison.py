"""Cells of a two-timepoint cohort for `benchmarks.statistics`, as the store's `comparison_cells` would add them up."""

from functools import cache
from itertools import product

import numpy as np
import pandas as pd

from domain.case_mix import AGE_BANDS, FOLDS, PAIN_BANDS
from domain.measures import MEASURES
from metrics.censoring_weights import censoring_weights
from metrics.comparison_design import SUMS, Design, comparison_design
from metrics.expected_change import expected_change
from metrics.funnel import funnel_of_shares
from metrics.observed_minus_expected import observed_minus_expected
from metrics.shrinkage import shrinkage

MEASURE = MEASURES["odi"]
CUTS = (32.0, 40.0, 48.0, 56.0)
LEVELS: dict[str, list] = {
    "grp": ["a", "b", "c", "d", "e"],
    "sex": ["female", "male", None],
    "age_band": [*(name for name, *_ in AGE_BANDS), None],
    "pain_band": [*(name for name, *_ in PAIN_BANDS), None],
    "payer": ["commercial", "medicare", "medicaid", None],
    "baseline_band": [0.0, 1.0, 2.0, 3.0, 4.0],
    "fold": list(range(FOLDS)),
}  # fmt: skip


@cache
def cells(patients: int) -> pd.DataFrame:
    """Counts and sums of every combination that occurs; one patient in four is missed."""
    chance = np.random.default_rng(20251117)
    before = np.clip(np.round(chance.normal(44, 14, patients) / 2) * 2, 0, 100)
    after = np.clip(np.round((0.7 * before + 5 + chance.normal(0, 12, patients)) / 2) * 2, 0, 100)
    drawn = {name: chance.integers(0, len(levels), patients) for name, levels in LEVELS.items()}
    drawn["baseline_band"] = np.searchsorted(np.array(CUTS), before)
    place = np.ravel_multi_index(list(drawn.values()), [len(levels) for levels in LEVELS.values()])
    seen = (chance.random(patients) < 0.75).astype(float)
    one = np.ones(patients)
    parts = (one, one, before, before**2, after, after**2, before * after)
    size = int(np.prod([len(levels) for levels in LEVELS.values()]))
    sums = [
        np.bincount(place, part * (one if name == "n_due" else seen), size)
        for name, part in zip(SUMS, parts, strict=True)
    ]
    table = pd.DataFrame(product(*LEVELS.values()), columns=list(LEVELS)).assign(**dict(zip(SUMS, sums, strict=True)))
    return table[table["n_due"] > 0].reset_index(drop=True)


def expected(table: pd.DataFrame) -> object:
    design = comparison_design(MEASURE, table, CUTS)
    answer = observed_minus_expected(design, expected_change(design))
    groups = answer.groups
    names = [group.group for group in groups]
    return shrinkage(names, [group.difference for group in groups], [group.standard_error for group in groups])


def weighted(table: pd.DataFrame) -> object:
    design: Design = comparison_design(MEASURE, table, CUTS)
    weights = censoring_weights(design).weights
    return observed_minus_expected(design, expected_change(design, weights), weights)


def funnel(table: pd.DataFrame) -> object:
    totals = table.groupby("grp")["n_due"].sum()
    counts = table.groupby("grp")["n"].sum()
    return funnel_of_shares(list(totals.index), counts.astype(int), totals.astype(int))


CASES = [
    ("expected change by group", cells, expected),
    ("the same, weighted", cells, weighted),
    ("funnel of shares", cells, funnel),
]
