"""Neck Disability Index: points of 50 and percent; with one section left out, the answered ones decide.

The percent metric divides by what the answered sections could reach. The raw sum is given only when
every section is answered, so that nobody reads 19 of 45 as 19 of 50.
"""

import numpy as np

from domain.answers import Filled, whole_items
from domain.instrument import Problem, Scores

SECTIONS, MOST = 10, 5
LEAST_ANSWERED = 9

PARTS = whole_items(SECTIONS, 0, MOST)
COLUMNS = ("ndi", "ndi_raw", "ndi_percent")


def score(filled: Filled) -> Scores:
    answers = filled.block([part.name for part in PARTS])
    count = filled.answered
    total = np.nansum(answers, axis=1)
    enough = count >= LEAST_ANSWERED
    share = np.divide(total, MOST * count, out=np.full(len(filled), np.nan), where=enough)
    raw = np.where(count == SECTIONS, total, np.nan)
    too_few = Problem(
        ~enough, [f"{n} of 10 sections are answered; Neck Disability Index needs at least 9." for n in count[~enough]]
    )
    return Scores(
        {"ndi": SECTIONS * MOST * share, "ndi_raw": raw, "ndi_percent": 100 * share},
        (too_few,),
        enough & (count < SECTIONS),
    )
