"""painDETECT: seven gradings 0–5, the course of the pain (−1, 0 or 1) and radiation (0 or 2).

The lowest total is −1, not 0.
"""

from domain.answers import Filled, Part, whole_items
from domain.instrument import Scores, unanswered

PARTS = (*whole_items(7, 0, 5), Part("course", -1, 1, only=(-1, 0, 1)), Part("radiation", 0, 2, only=(0, 2)))
COLUMNS = ("paindetect",)
_ALL = tuple(part.name for part in PARTS)


def score(filled: Filled) -> Scores:
    return Scores({"paindetect": filled.block(_ALL).sum(axis=1)}, (unanswered(filled, _ALL, "painDETECT"),))
