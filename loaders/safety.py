"""What a source says about the safety item of a form: the answer, or that it is not known."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from domain.measure import Measure
from domain.rows import FLAG_COLUMNS, FROM_ITEMS, FROM_TOTAL
from loaders.lines import Lines


def safety_answers(
    lines: Lines, columns: dict[str, np.ndarray], told: np.ndarray, levels: np.ndarray | None = None
) -> pd.DataFrame:
    """One flag row per row of `told` that names a patient and a measure with a safety item, rejected or not.

    Args:
        columns: patient, measure, on_date, at_time, record, version, retracted of each row.
        levels: the answers, NaN where not known; None where only totals came, which leave the item unknown.
    """
    kinds = _kinds(lines.mapping.registry)
    kind = pd.Series(columns["measure"], dtype=object).map(kinds).to_numpy(dtype=object)
    told = told & ~pd.isna(kind) & ~pd.isna(columns["patient"])
    known = np.full(len(lines), None, dtype=object)
    if levels is not None:
        known[~np.isnan(levels)] = levels[~np.isnan(levels)].astype(int)
    # a version that cannot be read must not let another version pass for the newer one: the row stands by itself
    unread = ~lines.blank("version") & pd.isna(columns["version"])
    flags = {
        "patient": columns["patient"],
        "kind": kind,
        "level": known,
        "on_date": columns["on_date"],
        "at_time": columns["at_time"],
        "basis": np.full(len(lines), FROM_TOTAL if levels is None else FROM_ITEMS, dtype=object),
        "record": pd.Series(columns["record"], dtype=object).mask(unread, None).to_numpy(dtype=object),
        "version": columns["version"],
        "retracted": columns["retracted"].astype(bool),
        "line": lines.lines,
    }
    frame = pd.DataFrame({name: pd.Series(values[told], dtype=values.dtype) for name, values in flags.items()})
    return frame[list(FLAG_COLUMNS)]


def _kinds(registry: Mapping[str, Measure]) -> dict[str, str]:
    """Measure → kind of flag, such as phq9_item9."""
    items = {code: measure.scoring.safety_item for code, measure in registry.items() if measure.scoring is not None}
    return {code: f"{code}_item{item}" for code, item in items.items() if item is not None}
