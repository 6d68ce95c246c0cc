"""How many forms came late, came too late to count, or were scored around blank items?

Late is what a clinic can change, so it is told apart from missing: a form filled after the due day but inside the window still
counts, only later than asked (`late`); one filled after the window closed counts nowhere (`after_closing`).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.proportion import Proportion, wilson
from metrics.weighted_quantile import weighted_quantiles


@dataclass(frozen=True)
class FormQuality:
    """One measure at one checkpoint, counts of episodes.

    Of the `due` (window closed, not excused): `filled` inside the window, `after_closing` only after it (before the
    measure's next window opened), the rest not at all. Of the filled: `late` more than `grace_days` after the due
    day; `prorated` scored around blank items, among those whose items are known (`n_items_known`; a total typed in
    tells nothing of its items). `median_days` from the due day, negative early; None where nobody filled.
    """

    measure: str
    checkpoint: str
    due: int
    filled: Proportion
    after_closing: Proportion
    late: Proportion
    prorated: Proportion
    n_items_known: int
    median_days: float | None
    grace_days: int


def form_quality(timing: pd.DataFrame, *, grace_days: int = 0) -> tuple[FormQuality, ...]:
    """One answer per measure and checkpoint, in the order of `timing`: measure, checkpoint, state ('filled', 'after
    closing', 'not filled'), days_from_due (NaN unless filled), items ('scored', 'prorated', None: not known), n."""
    groups = timing.groupby(["checkpoint", "measure"], sort=False)
    return tuple(_answer(measure, checkpoint, rows, grace_days) for (checkpoint, measure), rows in groups)


def _answer(measure: str, checkpoint: str, rows: pd.DataFrame, grace_days: int) -> FormQuality:
    n = rows["n"].to_numpy(int)
    days = rows["days_from_due"].to_numpy(float)
    filled = (rows["state"] == "filled").to_numpy()
    after = (rows["state"] == "after closing").to_numpy()
    prorated = filled & (rows["items"] == "prorated").to_numpy()
    known = filled & rows["items"].isin(["scored", "prorated"]).to_numpy()
    due, n_filled, n_known = int(n.sum()), int(n[filled].sum()), int(n[known].sum())
    late = filled & (np.nan_to_num(days) > grace_days)
    median = weighted_quantiles(days[filled], n[filled], [0.5])[0] if n_filled else None
    return FormQuality(
        measure,
        checkpoint,
        due,
        filled=wilson(n_filled, due),
        after_closing=wilson(int(n[after].sum()), due),
        late=wilson(int(n[late].sum()), n_filled),
        prorated=wilson(int(n[prorated].sum()), n_known),
        n_items_known=n_known,
        median_days=None if median is None else float(median),
        grace_days=grace_days,
    )
