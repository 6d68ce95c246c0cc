"""KOOS, JR and HOOS, JR: raw sum of items 0 (none) to 4 (extreme), then the published interval table.

The direction turns round: a higher raw sum is worse, a higher interval score is better.
"""

import csv
from functools import partial
from pathlib import Path

import numpy as np

from domain.answers import Filled, Part, whole_items
from domain.instrument import Scorer, Scores, unanswered

_FOLDER = Path(__file__).parent.parent / "tables" / "interval"


def interval_table(code: str) -> np.ndarray:
    """Interval score of each raw sum from 0 upwards, read from `domain/tables/interval/`."""
    with (_FOLDER / f"{code}.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    if [int(row["raw"]) for row in rows] != list(range(len(rows))):
        raise ValueError(f"{code}.csv must hold every raw sum, in order")
    table = np.array([float(row["interval"]) for row in rows])
    table.setflags(write=False)
    return table


def parts_of(code: str) -> tuple[Part, ...]:
    return whole_items((len(interval_table(code)) - 1) // 4, 0, 4)


def columns_of(code: str) -> tuple[str, str]:
    return (code, "raw")


def scorer_of(code: str, name: str) -> Scorer:
    return partial(_score, code, name, interval_table(code))


def _score(code: str, name: str, table: np.ndarray, filled: Filled) -> Scores:
    names = [part.name for part in filled.parts]
    raw = filled.block(names).sum(axis=1)
    known = ~np.isnan(raw)
    interval = np.full(len(raw), np.nan)
    interval[known] = table[raw[known].astype(int)]
    return Scores({code: interval, "raw": raw}, (unanswered(filled, names, name),))
