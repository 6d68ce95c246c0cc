"""SF-12 version 1: physical and mental component from weighted answers.

Each answer has a weight for either component (`domain/tables/weights/sf12_v1.csv`); the weights of the
12 answers and a constant add up to the score. Norms and weights of version 2 are proprietary and not here.
"""

import numpy as np

from domain.answers import Filled, Part
from domain.instrument import Scores, unanswered
from domain.packaged_table import packaged_rows

NAME = "SF-12 version 1"
_HIGHEST_ANSWER = (5, 3, 3, 2, 2, 2, 2, 5, 6, 6, 6, 5)
_CONSTANT = {"pcs": 56.57706, "mcs": 60.75781}
_ITEMS = tuple(f"q{number}" for number in range(1, 13))
PARTS = tuple(Part(name, 1, highest) for name, highest in zip(_ITEMS, _HIGHEST_ANSWER, strict=True))


def _weights(component: str) -> np.ndarray:
    """Weight of each answer, items × answers 0–6; 0 where none is listed."""
    weights = np.zeros((12, 7))
    for row in packaged_rows("weights/sf12_v1"):
        weights[int(row["item"]) - 1, int(row["answer"])] = float(row[component])
    return weights


WEIGHTS = {component: _weights(component) for component in _CONSTANT}


def component_ends(component: str) -> tuple[float, float]:
    """The lowest and the highest score that any answers can give."""
    possible = [WEIGHTS[component][item, 1 : highest + 1] for item, highest in enumerate(_HIGHEST_ANSWER)]
    return _CONSTANT[component] + sum(w.min() for w in possible), _CONSTANT[component] + sum(w.max() for w in possible)


def score_sf12(filled: Filled) -> Scores:
    answers = filled.block(_ITEMS)
    complete = ~np.isnan(answers).any(axis=1)
    places = np.where(complete[:, None], answers, 1).astype(int)
    columns = {
        f"sf12_{c}": np.where(complete, _CONSTANT[c] + WEIGHTS[c][np.arange(12), places].sum(axis=1), np.nan)
        for c in _CONSTANT
    }
    return Scores(columns, (unanswered(filled, _ITEMS, NAME),))
