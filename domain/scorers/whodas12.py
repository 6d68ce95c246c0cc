"""WHODAS 2.0, 12 items, simple scoring: the sum of the answers, and the same in percent of 48."""

import numpy as np

from domain.answers import Filled, whole_items
from domain.instrument import Problem, Scores

NAME = "WHODAS 2.0, 12 items"
_ITEMS = tuple(f"q{number}" for number in range(1, 13))
_LEAST = 11
PARTS = whole_items(12, 0, 4)


def score_whodas12(filled: Filled) -> Scores:
    answers = filled.block(_ITEMS)
    count = (~np.isnan(answers)).sum(axis=1)
    enough = count >= _LEAST
    total = np.where(enough, np.nansum(answers, axis=1) * 12 / np.maximum(count, 1), np.nan)
    too_few = [f"{n} of 12 items are answered; {NAME} needs at least {_LEAST}." for n in count[~enough].tolist()]
    return Scores(
        {"whodas12": total, "percent": total / 48 * 100}, (Problem(~enough, too_few),), prorated=enough & (count < 12)
    )
