"""EQ-5D-5L: a value set turns the five answers into an index; which set is never guessed.

A value set is a table of `domain/tables/value_sets/` with what each level of each dimension takes from 1.
Only sets of this additive form are read; sets with interaction terms need their own scorer.
"""

import numpy as np

from domain.answers import Filled, Part, choice
from domain.instrument import Problem, Scores, unanswered
from domain.packaged_table import packaged_rows

NAME = "EQ-5D-5L"
_DIMENSIONS = ("mo", "sc", "ua", "pd", "ad")

VALUE_SETS = {"pl_golicki_2019": "PL_Golicki_2019", "us_pickard_2019": "US_Pickard_2019"}
"""File name → the name under which an index is stored."""


def _losses(name: str) -> np.ndarray:
    """What each level takes from 1: dimensions × levels 0–5 (0 and 1 take nothing)."""
    rows = {row["dimension"]: row for row in packaged_rows(f"value_sets/{name}")}
    return np.array([[0.0, 0.0, *(float(rows[d][f"level_{level}"]) for level in range(2, 6))] for d in _DIMENSIONS])


_LOSSES = np.stack([_losses(name) for name in VALUE_SETS])
_NUMBERS = {name: float(place) for place, name in enumerate(VALUE_SETS.values(), start=1)}
PARTS = (*(Part(name, 1, 5) for name in _DIMENSIONS), choice("value_set", _NUMBERS, counted=False))


def index_ends(name: str) -> tuple[float, float]:
    """Lowest and highest index that a value set ('US_Pickard_2019') can give."""
    return 1 - float(_LOSSES[int(_NUMBERS[name]) - 1].max(axis=1).sum()), 1.0


def score_eq5d5l(filled: Filled) -> Scores:
    levels, sets = filled.block(_DIMENSIONS), filled["value_set"]
    complete, named = ~np.isnan(levels).any(axis=1), ~np.isnan(sets)
    usable = complete & named
    place = np.where(usable, sets, 1).astype(int) - 1
    loss = _LOSSES[place[:, None], np.arange(5), np.where(usable[:, None], levels, 1).astype(int)].sum(axis=1)
    index = np.where(usable, 1 - loss, np.nan)
    columns: dict[str, np.ndarray] = {
        "eq5d5l_index": index,
        "index": index,
        "profile": _profiles(levels),
        "value_set": _set_names(sets, named),
    }
    known = ", ".join(VALUE_SETS.values())
    unstated = Problem(
        ~named, f"The value set of {NAME} is not stated; an index has no meaning without it. Known are {known}."
    )
    return Scores(columns, (unstated, unanswered(filled, _DIMENSIONS, NAME)))


def _set_names(sets: np.ndarray, named: np.ndarray) -> np.ndarray:
    names = np.full(len(sets), None, dtype=object)
    names[named] = np.array(list(VALUE_SETS.values()), dtype=object)[sets[named].astype(int) - 1]
    return names


def _profiles(levels: np.ndarray) -> np.ndarray:
    """The five levels as one text, 9 where a dimension is blank."""
    digits = np.where(np.isnan(levels), 9, levels).astype(int)
    numbers = digits @ np.array([10000, 1000, 100, 10, 1])
    return numbers.astype(str).astype(object)
