"""Örebro Musculoskeletal Pain Screening Questionnaire, short form: ten named parts, three of them turned round.

The duration is scored 1–10. Parts are named, because item numbers differ between prints.
"""

import numpy as np

from domain.answers import Filled, Part, rating
from domain.instrument import Scores, unanswered

TURNED = ("rtw_expectancy", "light_work", "sleep")
"""Where more is better on the form: scored 10 − answer."""

PARTS = (
    Part("duration", 1, 10),
    *(rating(name) for name in ("pain", "depressed", "anxious", "risk_persistent", "rtw_expectancy", "fear", "normal_work", "light_work", "sleep")),
)  # fmt: skip
COLUMNS = ("omspq10",)
_ALL = tuple(part.name for part in PARTS)


def score(filled: Filled) -> Scores:
    answers = filled.block(_ALL)
    turned = np.array([name in TURNED for name in _ALL])
    total = np.where(turned, 10 - answers, answers).sum(axis=1)
    return Scores({"omspq10": total}, (unanswered(filled, _ALL, "The short form"),))
