"""Fibromyalgia: polysymptomatic distress (WPI + SSS) and whether the 2016 criteria are met.

The criteria ask for (WPI ≥ 7 and SSS ≥ 5) or (WPI 4–6 and SSS ≥ 9), pain in at least 4 of 5 regions
and symptoms for at least 3 months. A total of 12 or more does not by itself meet them.
"""

import numpy as np

from domain.answers import Filled, Part, amount
from domain.instrument import Scores, flags, unanswered

REGIONS_NEEDED, MONTHS_NEEDED = 4, 3

PARTS = (Part("wpi", 0, 19), Part("sss", 0, 12), Part("regions", 0, 5), amount("months", 0, 1200))
COLUMNS = ("fm_fss", "psd", "criteria_2016")


def score(filled: Filled) -> Scores:
    areas, symptoms, regions, months = (filled[part.name] for part in PARTS)
    total = areas + symptoms
    severe = ((areas >= 7) & (symptoms >= 5)) | ((areas >= 4) & (areas <= 6) & (symptoms >= 9))
    met = severe & (regions >= REGIONS_NEEDED) & (months >= MONTHS_NEEDED)
    failed = ~severe | (regions < REGIONS_NEEDED) | (months < MONTHS_NEEDED)
    known = ~np.isnan(total) & (failed | met)
    columns = {"fm_fss": total, "psd": total, "criteria_2016": flags(met, known)}
    return Scores(columns, (unanswered(filled, ("wpi", "sss"), "polysymptomatic distress"),))
