"""Raw sum → T-score tables of PROMIS short forms, read once from `domain/tables/`."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_FOLDER = Path(__file__).with_name("tables")
_FORM = re.compile(r"_(\d+[a-z]?(?:_v\d+(?:_\d+)?)?)$")


@dataclass(frozen=True)
class RawToT:
    """One form: T-score and its standard error for each raw sum from `lowest_raw` upwards; never interpolated.

    A standard error is NaN where none was found. `note` says where the table comes from and how it was checked.
    """

    code: str
    items: int
    lowest_raw: int
    t_scores: np.ndarray
    standard_errors: np.ndarray
    note: str = ""

    @property
    def form(self) -> str:
        """The form's short name, the last part of its code: '4a', or '6b_v1_2' where versions have different tables."""
        return form_name(self.code)

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest T-score that this form can give."""
        return float(self.t_scores.min()), float(self.t_scores.max())

    def at(self, raw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """T-scores and standard errors of raw sums (whole numbers within the table)."""
        row = np.asarray(raw, dtype=int) - self.lowest_raw
        return self.t_scores[row], self.standard_errors[row]


def form_name(code: str) -> str:
    """The short name of a form from the code of its table: 'promis_physical_function_6b_v1_2' is '6b_v1_2'."""
    found = _FORM.search(code)
    return found.group(1) if found else code


def _read_table(path: Path) -> RawToT:
    lines = path.read_text(encoding="utf-8").splitlines()
    note = "; ".join(line.lstrip("# ") for line in lines if line.startswith("#"))
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    raw, t_scores, errors = (
        np.array([float(row[name] or "nan") for row in rows]) for name in ("raw", "t_score", "standard_error")
    )
    if not np.array_equal(raw, np.arange(raw[0], raw[0] + len(raw))):
        raise ValueError(f"{path.name} must hold every raw sum, in order")
    for column in (t_scores, errors):
        column.setflags(write=False)
    return RawToT(path.stem, int(raw[0]), int(raw[0]), t_scores, errors, note)


TABLES: dict[str, RawToT] = {path.stem: _read_table(path) for path in sorted(_FOLDER.glob("promis_*.csv"))}
"""By code, such as `promis_pain_interference_4a`. Items count from 1, so the lowest raw sum is the number of items."""


def table_of(tables: tuple[str, ...], form: str | None) -> RawToT | None:
    """The table of a form, named in full or by its last part ('4a', '6b v1.2'); None where the name fits none.

    A name without a version fits only a table without one: which version was answered is never guessed.
    """
    name = re.sub(r"_0$", "", re.sub(r"[\s.]+", "_", (form or "").strip().lower()))
    return next((TABLES[code] for code in tables if name in (code, form_name(code))), None)
