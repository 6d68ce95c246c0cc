"""Work and Social Adjustment Scale: five items 0–8. Item 1 does not apply to who is retired or does not work by choice.

The total is then out of 32, which must not be compared with one out of 40: `max` goes with it.
"""

import numpy as np

from domain.answers import Filled, whole_items, yes_no
from domain.instrument import Scores, unanswered

PARTS = (*whole_items(5, 0, 8), yes_no("retired_etc", counted=False))
COLUMNS = ("wsas", "max")
_OTHERS = ("q2", "q3", "q4", "q5")


def score(filled: Filled) -> Scores:
    not_applicable = filled["retired_etc"] == 1
    work = np.where(not_applicable, 0, filled["q1"])
    total = work + filled.block(_OTHERS).sum(axis=1)
    most = np.where(np.isnan(total), np.nan, np.where(not_applicable, 32, 40))
    others, first = unanswered(filled, _OTHERS, "WSAS"), unanswered(filled, ("q1", *_OTHERS), "WSAS")
    return Scores({"wsas": total, "max": most}, (_where(first, ~not_applicable), _where(others, not_applicable)))


def _where(problem, rows: np.ndarray):
    """The same problem, for some of the forms only."""
    kept = [reason for reason, keep in zip(problem.reason, rows[problem.where], strict=True) if keep]
    return type(problem)(problem.where & rows, kept, problem.status)
