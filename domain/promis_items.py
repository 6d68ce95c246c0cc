"""Answers under the official identifiers of PROMIS items, as data sets name them ('Sleep109').

The printed forms number the answers so that more is more of what the form measures; q1, q2, … are read
that way. A data set that names items by identifier numbers the answers in the order in which they are
listed, which for some sleep items runs from worst to best: those are turned round here. A column
`<identifier>_reversed` holds answers that somebody has turned round already.
"""

import numpy as np
import pandas as pd

from domain.packaged_table import packaged_rows


def _read() -> dict[str, dict[str, bool]]:
    found: dict[str, dict[str, bool]] = {}
    for row in packaged_rows("weights/promis_items"):
        found.setdefault(row["table"], {})[row["item"]] = row["turned"] == "1"
    return found


ITEMS = _read()
"""By table ('promis_sleep_disturbance_4a'): item identifier → whether its listed order is turned round."""


def by_number(table: str, answers: pd.DataFrame) -> pd.DataFrame:
    """The answers with columns named by identifier renamed q1, q2, … and turned round where that is needed.

    Columns of other names, and tables without known identifiers, are left as they are.
    """
    items = ITEMS.get(table, {})
    places = {item: f"q{place}" for place, item in enumerate(items, start=1)}
    renamed = {}
    for column in answers.columns:
        label = str(column).strip().lower()
        item = label.removesuffix("_reversed")
        if item in places:
            turn = items[item] and label == item
            renamed[column] = (places[item], _turned(answers[column]) if turn else answers[column])
    if not renamed:
        return answers
    columns = [renamed.get(column, (column, answers[column])) for column in answers.columns]
    return pd.concat([values.rename(name) for name, values in columns], axis=1)


def _turned(column: pd.Series) -> pd.Series:
    """1–5 as 5–1; whatever else stands there stays, to be called invalid as it was given."""
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return column.astype(object).where(~((numbers >= 1) & (numbers <= 5)), 6 - numbers)
