"""Cases for the plain cohort counts: improved, changed, at the ends of the scale, left, filled late."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from domain.measures import MEASURES
from metrics.clinical_significance import clinical_significance
from metrics.floor_ceiling import floor_ceiling
from metrics.form_quality import form_quality
from metrics.paired_change import paired_change
from metrics.responders import responder_rate
from metrics.who_left import who_left

MEASURE = MEASURES["odi"]


def cases(pairs: Callable[[int], pd.DataFrame]) -> list[tuple]:
    """(name, prepare, answer); `pairs` gives baseline, at_end and n."""
    return [
        ("responders", pairs, lambda f: responder_rate(MEASURE, f["baseline"], f["at_end"], f["n"])),
        ("paired change", pairs, lambda f: paired_change(MEASURE, f["baseline"], f["at_end"], f["n"])),
        ("clinical significance", pairs, lambda f: clinical_significance(MEASURE, f["baseline"], f["at_end"], f["n"])),
        ("floor and ceiling", pairs, lambda f: floor_ceiling(MEASURE, f["baseline"], f["n"])),
        ("who left", lambda n: _leavers(pairs(n), n), lambda f: who_left(f, {"odi": MEASURE})),
        ("late and prorated forms", _forms, form_quality),
    ]


def _leavers(pairs: pd.DataFrame, patients: int) -> pd.DataFrame:
    """What `who_left` gives: scores and two traits at intake, by whether the patient was seen at the end."""
    scores = pairs.assign(
        kind="score", name="odi", value=pairs["baseline"], level=None, is_observed=pairs["at_end"].notna()
    )
    seen = int(scores.loc[scores["is_observed"], "n"].sum())
    sides = ((True, seen), (False, patients - seen))
    sexes = [
        ("category", "sex", np.nan, level, side, count // 2 + (level == "male") * (count % 2))
        for side, count in sides
        for level in ("female", "male")
    ]
    columns = ["kind", "name", "value", "level", "is_observed", "n"]
    return pd.concat([scores[columns], pd.DataFrame(sexes, columns=columns)], ignore_index=True)


def _forms(patients: int) -> pd.DataFrame:
    """What `form_timing` gives: one row per state and day, with how many forms."""
    chance = np.random.default_rng(patients)
    states = chance.choice(["filled", "after closing", "not filled"], patients, p=[0.75, 0.05, 0.2])
    days = np.where(states == "filled", chance.integers(-10, 21, patients), np.nan)
    items = np.where(states == "filled", chance.choice(["scored", "prorated"], patients, p=[0.95, 0.05]), None)
    rows = pd.DataFrame({"measure": "odi", "checkpoint": "end", "state": states, "days_from_due": days, "items": items})
    return rows.groupby(list(rows), dropna=False).size().rename("n").reset_index()
