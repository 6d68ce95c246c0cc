"""Made-up patients of five groups as a table, and the cells that the store would make of them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from domain.case_mix import AGE_BANDS, PAIN_BANDS
from metrics.comparison_design import SUMS

KEYS = ["grp", "sex", "age_band", "pain_band", "payer", "baseline_band", "fold"]
GROUP_EFFECTS = {"A": 0.0, "B": 3.0, "C": 0.0, "D": -2.0, "E": 0.0}


def patients(n: int, seed: int = 0) -> pd.DataFrame:
    """Columns of traits, fold, baseline b and follow-up y (NaN where missing), lower is better.

    B improves 3 points more than the others, D 2 less; those on Medicaid improve less and are missed more often.
    """
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {
            "grp": rng.choice(list(GROUP_EFFECTS), n),
            "sex": rng.choice(["female", "male"], n, p=[0.6, 0.4]),
            "age_band": rng.choice([band for band, *_ in AGE_BANDS], n),
            "pain_band": rng.choice([band for band, *_ in PAIN_BANDS], n),
            "payer": rng.choice(["commercial", "medicare", "medicaid"], n, p=[0.5, 0.3, 0.2]),
            "fold": rng.integers(0, 8, n),
            "b": np.clip(np.round(rng.normal(44, 14, n) / 2) * 2, 0, 100),
        }
    )
    medicaid = rows["payer"] == "medicaid"
    expected = 0.7 * rows["b"] + 5 - rows["grp"].map(GROUP_EFFECTS) + 3 * medicaid
    rows["y"] = np.clip(np.round((expected + rng.normal(0, 12, n)) / 2) * 2, 0, 100)
    seen = 1 / (1 + np.exp(-(1.2 - medicaid - 0.02 * (rows["b"] - 44))))
    rows.loc[rng.random(n) > seen, "y"] = np.nan
    return rows


def cells_of(rows: pd.DataFrame, cuts: Sequence[float]) -> pd.DataFrame:
    """The sums that `store/sql/comparison_cells.sql` makes, in pandas."""
    known = rows["b"].notna() & rows["y"].notna()
    b, y = rows["b"].where(known, 0.0), rows["y"].where(known, 0.0)
    sums = {
        "n_due": 1,
        "n": known,
        "b_total": b,
        "b_total_sq": b * b,
        "y_total": y,
        "y_total_sq": y * y,
        "by_total": b * y,
    }
    told = rows.assign(
        baseline_band=np.searchsorted(np.asarray(cuts), rows["b"].to_numpy(float), side="left").astype(float), **sums
    )
    told["baseline_band"] = told["baseline_band"].where(rows["b"].notna())
    return told.groupby(KEYS, dropna=False)[list(SUMS)].sum().astype(float).reset_index()
