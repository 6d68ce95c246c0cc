"""Migraine Disability Assessment: days in items 1–5. Items A (headache days) and B (intensity) are not scored.

A day counts once: items 1 and 2 together, and 3 and 4 together, cannot exceed the 90 days asked about.
"""

from domain.answers import Filled, whole_items
from domain.instrument import Scores, contradiction, unanswered

DAYS = 90

PARTS = whole_items(5, 0, DAYS)
COLUMNS = ("midas",)
_ALL = tuple(part.name for part in PARTS)


def score(filled: Filled) -> Scores:
    days = filled.block(_ALL)
    problems = [unanswered(filled, _ALL, "MIDAS")]
    for first in (0, 2):
        reason = f"Items {first + 1} and {first + 2} of MIDAS are more than {DAYS} days together."
        problems.append(contradiction(days[:, first] + days[:, first + 1] > DAYS, reason))
    return Scores({"midas": days.sum(axis=1)}, tuple(problems))
