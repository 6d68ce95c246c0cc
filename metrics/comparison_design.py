"""What of a patient may explain a change, as columns of a model, from cells that hold sums.

A cell is a row of `read_comparison_cells`: everybody of one group, sex, age band, pain band, payer, baseline band and fold.
Within a baseline band a broken line through the cuts is straight, so the sums of a cell hold it without loss.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from domain.case_mix import COMPARED_TRAITS, NOT_RECORDED
from domain.measure import Better, Measure

CUT_SHARES = (0.2, 0.4, 0.6, 0.8)
SUMS = ("n_due", "n", "b_total", "b_total_sq", "y_total", "y_total_sq", "by_total")


@dataclass(frozen=True)
class Design:
    """Cells as arrays, one place per cell, and the distinct rows of the model that they share.

    Of a cell: `group` (place in `group_names`, which are in alphabetical order, what is not recorded last: no rank),
    `row` (place of its model row), `fold`, `n_due` with a baseline, and sums over the `n` patients with both scores: `b`,
    `bb` of the baseline counted from `centre`, `g`, `gg`, `bg` of the improvement.
    A patient's row in the model is `constant` + baseline · `slope`; `names` are its columns, traits as 'payer: medicaid'
    against the most frequent level, which has none; `band` is the baseline band of each row.
    `without_baseline`: by group, patients due who are left out for want of a baseline.
    """

    measure: str
    group_names: tuple[str, ...]
    names: tuple[str, ...]
    constant: np.ndarray
    slope: np.ndarray
    band: np.ndarray
    centre: float
    group: np.ndarray
    row: np.ndarray
    fold: np.ndarray
    n_due: np.ndarray
    n: np.ndarray
    b: np.ndarray
    bb: np.ndarray
    g: np.ndarray
    gg: np.ndarray
    bg: np.ndarray
    without_baseline: dict[str, int]

    @property
    def n_without_baseline(self) -> int:
        return sum(self.without_baseline.values())


def baseline_cuts(baseline: Sequence[float], weights: Sequence[float]) -> tuple[float, float, float, float]:
    """Four baselines that part those who have one into fifths, from values and how often each occurs.

    Zeros where nobody has a baseline. `paired_scores` of one measure holds both columns.
    """
    values, n = np.asarray(baseline, float), np.asarray(weights, float)
    known = ~np.isnan(values) & (n > 0)
    if not known.any():
        return (0.0, 0.0, 0.0, 0.0)
    order = np.argsort(values[known])
    values, reached = values[known][order], np.cumsum(n[known][order])
    places = np.searchsorted(reached, np.array(CUT_SHARES) * reached[-1] - 1e-9)
    first, second, third, fourth = (float(value) for value in values[places])
    return (first, second, third, fourth)


def comparison_design(measure: Measure, cells: pd.DataFrame, cuts: Sequence[float]) -> Design:
    """The cells of one measure as a model.

    Columns: a broken line in the baseline with corners at `cuts`, and a column for every level of sex, age band, pain
    duration band and payer but the most frequent. Raises ValueError for a measure that needs no baseline.
    """
    if not measure.needs_baseline:
        raise ValueError(f"{measure.code} is itself a rating of change; it has no expected change")
    told = cells.assign(grp=_named(cells["grp"]))
    without = told[told["baseline_band"].isna()].groupby("grp")["n_due"].sum()
    rows = told[told["baseline_band"].notna()].reset_index(drop=True)
    sums = {name: rows[name].to_numpy(float) for name in SUMS}
    centre = float(sums["b_total"].sum() / sums["n"].sum()) if sums["n"].sum() else 0.0
    place, distinct = _distinct(rows)
    names, constant, slope = _columns(distinct, np.bincount(place, sums["n"], len(distinct)), cuts, centre)
    groups = tuple(sorted(rows["grp"].unique(), key=lambda name: (name == NOT_RECORDED, name)))
    return Design(
        measure=measure.code,
        group_names=groups,
        names=names,
        constant=constant,
        slope=slope,
        band=distinct["baseline_band"].to_numpy(int),
        centre=centre,
        group=pd.Categorical(rows["grp"], categories=list(groups)).codes.astype(int),
        row=place,
        fold=rows["fold"].to_numpy(int),
        n_due=sums["n_due"],
        n=sums["n"],
        **_centred(measure, sums, centre),
        without_baseline={str(group): int(n) for group, n in without.items()},
    )


def _named(column: pd.Series) -> pd.Series:
    return column.astype(object).where(column.notna(), NOT_RECORDED)


def _distinct(rows: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """The place of each cell among the different sets of traits, and those sets, what is not recorded by name."""
    keys = [*COMPARED_TRAITS, "baseline_band"]
    place = rows.groupby(keys, dropna=False, sort=True).ngroup().to_numpy()
    _, first = np.unique(place, return_index=True)
    distinct = rows.loc[first, keys].reset_index(drop=True)
    return place, distinct.assign(**{trait: _named(distinct[trait]) for trait in COMPARED_TRAITS})


def _centred(measure: Measure, sums: dict[str, np.ndarray], centre: float) -> dict[str, np.ndarray]:
    """Sums of the baseline from its centre, and of the improvement ±(y − b)."""
    sign = 1.0 if measure.better is Better.HIGHER else -1.0
    n, b, bb, y, yy, by = (sums[name] for name in SUMS[1:])
    change = sign * (y - b)
    return {
        "b": b - n * centre,
        "bb": bb - 2 * centre * b + n * centre**2,
        "g": change,
        "gg": yy - 2 * by + bb,
        "bg": sign * (by - bb) - centre * change,
    }


def _columns(
    distinct: pd.DataFrame, n: np.ndarray, cuts: Sequence[float], centre: float
) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """Names, constants and slopes. max(b − cut, 0) is 0 in the bands up to the cut and b − cut in those above."""
    band, nothing = distinct["baseline_band"].to_numpy(float), np.zeros(len(distinct))
    names, constants, slopes = ["baseline"], [nothing], [np.ones(len(distinct))]
    for place, cut in enumerate(cuts, start=1):
        if cut in cuts[: place - 1]:
            continue
        above = (band >= place).astype(float)
        names.append(f"baseline above {cut:g}")
        constants.append(above * (centre - cut))
        slopes.append(above)
    for trait in COMPARED_TRAITS:
        for level, column in _levels(distinct[trait], n):
            names.append(f"{trait}: {level}")
            constants.append(column)
            slopes.append(nothing)
    return tuple(names), np.column_stack(constants), np.column_stack(slopes)


def _levels(values: pd.Series, n: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """Every level but the most frequent among those with both scores (of equals the first by name)."""
    frequent = pd.Series(n).groupby(values).sum().sort_index()
    usual = frequent.idxmax() if len(frequent) else None
    return [(str(level), (values == level).to_numpy(float)) for level in frequent.index if level != usual]
