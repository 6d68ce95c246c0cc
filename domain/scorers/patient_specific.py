"""Patient-Specific Functional Scale: mean of the activities that the patient named.

A change compares the activities rated at both times only; naive means would mix different lists.
"""

import numpy as np

from domain.answers import Filled, Part
from domain.instrument import Problem, Scores

MOST_ACTIVITIES = 5

_NAMES = tuple(f"a{number}" for number in range(1, MOST_ACTIVITIES + 1))
PARTS = tuple(Part(name, 0, 10) for name in _NAMES)
COLUMNS = ("psfs",)

_BEFORE = tuple(f"baseline_{name}" for name in _NAMES)
_AFTER = tuple(f"followup_{name}" for name in _NAMES)
CHANGE_PARTS = tuple(Part(name, 0, 10) for name in (*_BEFORE, *_AFTER))
CHANGE_COLUMNS = ("baseline_common", "followup_common", "change", "n_common")


def score(filled: Filled) -> Scores:
    answers = filled.block(_NAMES)
    return Scores({"psfs": _mean(answers)}, (Problem(np.isnan(answers).all(axis=1), "No activity is rated."),))


def change(filled: Filled) -> Scores:
    """Means over the activities that are rated at both times, and their difference."""
    before, after = filled.block(_BEFORE), filled.block(_AFTER)
    common = ~np.isnan(before) & ~np.isnan(after)
    first, second = (_mean(np.where(common, ratings, np.nan)) for ratings in (before, after))
    columns = {
        "baseline_common": first,
        "followup_common": second,
        "change": second - first,
        "n_common": common.sum(axis=1),
    }
    return Scores(columns, (Problem(~common.any(axis=1), "No activity is rated at both times."),))


def _mean(ratings: np.ndarray) -> np.ndarray:
    count = (~np.isnan(ratings)).sum(axis=1)
    return np.divide(np.nansum(ratings, axis=1), count, out=np.full(len(ratings), np.nan), where=count > 0)
