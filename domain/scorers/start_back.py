"""STarT Back Screening Tool: total, psychosocial subscale, and the risk that both give.

Items 1–8 count when agreed with. Item 9 has five answers (0–4) and counts from 3. Low risk: total
at most 3; else high with at least 4 of the five psychosocial items (5–9), otherwise medium.
"""

import numpy as np

from domain.answers import Filled, Part, whole_items
from domain.instrument import Scores, unanswered

BOTHERS_FROM = 3
LOW_UPTO, HIGH_FROM = 3, 4
PSYCHOSOCIAL = ("q5", "q6", "q7", "q8", "q9")

PARTS = (*whole_items(8, 0, 1), Part("q9", 0, 4))
COLUMNS = ("start_back", "total", "psychosocial", "risk")
_ALL = tuple(part.name for part in PARTS)


def score(filled: Filled) -> Scores:
    answers = filled.block(_ALL)
    answers[:, 8] = np.where(np.isnan(answers[:, 8]), np.nan, answers[:, 8] >= BOTHERS_FROM)
    total, psychosocial = answers.sum(axis=1), answers[:, 4:].sum(axis=1)
    risk = np.where(total <= LOW_UPTO, "low", np.where(psychosocial >= HIGH_FROM, "high", "medium")).astype(object)
    risk[np.isnan(total)] = None
    columns = {"start_back": total, "total": total, "psychosocial": psychosocial, "risk": risk}
    return Scores(columns, (unanswered(filled, _ALL, "STarT Back"),))
