"""What the store can be asked for fair comparisons of programs, sites and clinicians.

Readers as in `store.readers`. Groups, traits and bands that are not recorded come as None.
"""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from domain.case_mix import AGE_BANDS, Grouping
from domain.scope import Scope
from store.similar_readers import pain_bands
from store.snapshot import Snapshot

_ANY = 1_000_000


def read_comparison_cells(
    snapshot: Snapshot, scope: Scope, as_of: date, checkpoint: str, measure: str, by: Grouping, cuts: Sequence[float]
) -> pd.DataFrame:
    """Sums of a two-timepoint cohort by group and traits: grp, sex, age_band, pain_band, payer, baseline_band (0–4, NaN
    without baseline), fold (0–7), n_due, n, b_total, b_total_sq, y_total, y_total_sq, by_total.

    `cuts`: four baselines, ascending, between the five bands (`metrics.comparison_design.baseline_cuts`).
    Raises ValueError unless there are four.
    """
    if len(cuts) != 4:
        raise ValueError(f"five baseline bands need four cuts, not {len(cuts)}")
    asked: dict[str, object] = {f"cut_{i}": float(cut) for i, cut in enumerate(cuts, start=1)}
    asked |= {"checkpoint": checkpoint, "measure": measure, "by": by.value}
    bands = {"age_band": age_bands(), "pain_band": pain_bands()}
    return snapshot.ask("comparison_cells", {**scope.parameters_on(as_of), **asked}, **bands)


def read_case_mix(snapshot: Snapshot, scope: Scope, by: Grouping) -> pd.DataFrame:
    """Episodes by group and traits: grp, sex, age_band, pain_band, payer, n, n_age, age_total, age_total_sq, n_months,
    months_total, months_total_sq."""
    bands = {"age_band": age_bands(), "pain_band": pain_bands()}
    return snapshot.ask("case_mix", {**scope.parameters(), "by": by.value}, **bands)


def read_case_mix_baselines(snapshot: Snapshot, scope: Scope, as_of: date, by: Grouping) -> pd.DataFrame:
    """Scores at intake by group: grp, measure, n_due, n, total, total_sq."""
    return snapshot.ask("case_mix_baselines", {**scope.parameters_on(as_of), "by": by.value})


def age_bands() -> pd.DataFrame:
    """The bands of age as the table `age_band`."""
    rows = [(name, first, _ANY if above is None else above) for name, first, above in AGE_BANDS]
    return pd.DataFrame(rows, columns=["band", "from_years", "below_years"])
