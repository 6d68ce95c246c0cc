"""Raw sum → T-score tables of PROMIS short forms, read once from `domain/tables/`."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_FOLDER = Path(__file__).with_name("tables")


@dataclass(frozen=True)
class RawToT:
    """One form: T-score and its standard error for each raw sum from `lowest_raw` upwards; never interpolated."""

    code: str
    items: int
    lowest_raw: int
    t_scores: np.ndarray
    standard_errors: np.ndarray

    @property
    def form(self) -> str:
        """The form's short name, the last part of its code: '4a'."""
        return self.code.rsplit("_", 1)[-1]

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest T-score that this form can give."""
        return float(self.t_scores.min()), float(self.t_scores.max())

    def at(self, raw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """T-scores and standard errors of raw sums (whole numbers within the table)."""
        row = np.asarray(raw, dtype=int) - self.lowest_raw
        return self.t_scores[row], self.standard_errors[row]


def _read_table(path: Path) -> RawToT:
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    raw, t_scores, errors = (np.array([float(row[name]) for row in rows]) for name in ("raw", "t_score", "standard_error"))
    if not np.array_equal(raw, np.arange(raw[0], raw[0] + len(raw))):
        raise ValueError(f"{path.name} must hold every raw sum, in order")
    for column in (t_scores, errors):
        column.setflags(write=False)
    return RawToT(path.stem, int(raw[0]), int(raw[0]), t_scores, errors)


TABLES: dict[str, RawToT] = {path.stem: _read_table(path) for path in sorted(_FOLDER.glob("*.csv"))}
"""By code, such as `promis_pain_interference_4a`. Items count from 1, so the lowest raw sum is the number of items."""


def table_of(tables: tuple[str, ...], form: str | None) -> RawToT | None:
    """The table of a form, named in full or by its last part ('4a'); None where the name fits none."""
    name = (form or "").strip().lower()
    return next((TABLES[code] for code in tables if name in (code, TABLES[code].form)), None)
