"""Are the patients of the groups alike to begin with? Read this table before any comparison."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import pandas as pd

from domain.case_mix import AGE_BANDS, NOT_RECORDED, PAIN_BANDS
from domain.measure import Measure
from domain.source import Source
from metrics.proportion import Proportion, wilson

AUSTIN_2009 = Source(
    title="Austin PC. Using the standardized difference to compare the prevalence of a binary variable between two groups. "
    "Commun Stat Simul Comput 38:1228–1234", year=2009, doi="10.1080/03610910902859574", verified=True,
    how="abstract read: 0.1 equals a phi coefficient of 0.05",
)  # fmt: skip
NOTABLE = 0.1
"""A standardised difference from here on is worth a look; it is no test."""

_BANDS = {name: place for bands in (AGE_BANDS, PAIN_BANDS) for place, (name, *_) in enumerate(bands)}
_SHARES = (("sex", "Sex"), ("age_band", "Age at start"), ("pain_band", "Duration of pain"), ("payer", "Payer"))


@dataclass(frozen=True)
class MixCell:
    """One trait in one group: a mean (`mean`, `sd` of `n` known) or a share (`share`, of all its patients).

    `missing`: patients whose value is not recorded. `difference`: standardised, this group against all others, signed; None where it cannot be told.
    """

    group: str
    n: int
    missing: int
    mean: float | None = None
    sd: float | None = None
    share: Proportion | None = None
    difference: float | None = None

    @property
    def is_notable(self) -> bool:
        return self.difference is not None and abs(self.difference) >= NOTABLE


@dataclass(frozen=True)
class MixRow:
    """One line of the table: a trait, the level it speaks of ('' for a mean), a cell per group."""

    trait: str
    level: str
    cells: tuple[MixCell, ...]


@dataclass(frozen=True)
class CaseMix:
    """The table: `groups` in alphabetical order, `sizes` their episodes, rows in order of the traits, then the measures."""

    groups: tuple[str, ...]
    sizes: tuple[int, ...]
    rows: tuple[MixRow, ...]

    def row(self, trait: str, level: str = "") -> MixRow:
        return next(row for row in self.rows if (row.trait, row.level) == (trait, level))


def case_mix(mix: pd.DataFrame, baselines: pd.DataFrame, measures: Iterable[Measure]) -> CaseMix:
    """Age, sex, duration of pain, payer and the intake score of each measure, by group.

    `mix`: grp, sex, age_band, pain_band, payer, n, n_age, age_total, age_total_sq, n_months, months_total,
    months_total_sq. `baselines`: grp, measure, n_due, n, total, total_sq. Standardised differences (Austin 2009): of
    means (m₁ − m₂)/√((s₁² + s₂²)/2), of shares (p₁ − p₂)/√((p₁(1 − p₁) + p₂(1 − p₂))/2), against all other groups.
    """
    told = mix.assign(**{name: _named(mix[name]) for name in ("grp", *(name for name, _ in _SHARES))})
    scores = baselines.assign(grp=_named(baselines["grp"]))
    sizes = told.groupby("grp")["n"].sum()
    groups = tuple(sorted(sizes.index, key=lambda name: (name == NOT_RECORDED, name)))
    rows = [_mean_row("Age at start, years", groups, told, ("n", "n_age", "age_total", "age_total_sq"))]
    rows += [row for name, label in _SHARES for row in _share_rows(name, label, groups, told)]
    rows.append(_mean_row("Months of pain", groups, told, ("n", "n_months", "months_total", "months_total_sq")))
    for measure in measures:
        mine = scores[scores["measure"] == measure.code]
        if len(mine):
            rows.append(_mean_row(measure.code, groups, mine, ("n_due", "n", "total", "total_sq")))
    return CaseMix(groups, tuple(int(sizes[group]) for group in groups), tuple(rows))


def _named(column: pd.Series) -> pd.Series:
    return column.astype(object).where(column.notna(), NOT_RECORDED).astype(str)


def _mean_row(trait: str, groups: Sequence[str], rows: pd.DataFrame, columns: tuple[str, str, str, str]) -> MixRow:
    sums = rows.groupby("grp")[list(columns)].sum()
    whole = sums.sum().to_numpy(float)
    cells = []
    for group in groups:
        own = sums.loc[group].to_numpy(float) if group in sums.index else whole * 0
        (mean, sd), others = _mean_sd(*own[1:]), _mean_sd(*(whole - own)[1:])
        cells.append(
            MixCell(
                group, int(own[1]), int(own[0] - own[1]), mean=mean, sd=sd, difference=_of_means((mean, sd), others)
            )
        )
    return MixRow(trait, "", tuple(cells))


def _mean_sd(n: float, total: float, total_sq: float) -> tuple[float | None, float | None]:
    if n < 1:
        return None, None
    mean = float(total / n)
    return mean, sqrt(max(0.0, total_sq - total * mean) / (n - 1)) if n > 1 else None


def _of_means(one, two) -> float | None:
    (mean, sd), (other_mean, other_sd) = one, two
    if mean is None or sd is None or other_mean is None or other_sd is None:
        return None
    return _over(mean - other_mean, (sd**2 + other_sd**2) / 2)


def _share_rows(name: str, label: str, groups: Sequence[str], rows: pd.DataFrame) -> list[MixRow]:
    table = rows.groupby(["grp", name])["n"].sum().unstack(fill_value=0)
    levels = sorted(table.columns, key=lambda level: (level == NOT_RECORDED, _BANDS.get(level, 0), level))
    whole = table.sum()
    return [
        MixRow(label, level, tuple(_share_cell(table, whole, group, level) for group in groups)) for level in levels
    ]


def _share_cell(table: pd.DataFrame, whole: pd.Series, group: str, level: str) -> MixCell:
    count, total = int(table.loc[group, level]), int(table.loc[group].sum())
    other, others = int(whole[level]) - count, int(whole.sum()) - total
    missing = int(table.loc[group].get(NOT_RECORDED, 0))
    difference = None
    if total and others:
        p, q = count / total, other / others
        difference = _over(p - q, (p * (1 - p) + q * (1 - q)) / 2)
    return MixCell(group, total, missing, share=wilson(count, total), difference=difference)


def _over(distance: float, variance: float) -> float | None:
    if variance > 0:
        return distance / sqrt(variance)
    return 0.0 if abs(distance) < 1e-12 else None
