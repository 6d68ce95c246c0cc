"""Which score has a given share of the patients below it, from a table of scores and how often each occurs?"""

from collections.abc import Sequence

import numpy as np


def weighted_quantiles(values, counts, shares: Sequence[float]) -> np.ndarray:
    """Quantiles of `values`, each standing for `counts` equal patients (whole numbers); NaN where there is nobody.

    Definition 6 of R. J. Hyndman & Y. Fan, American Statistician 1996;50:361–365 (R: quantile(type = 6), NumPy:
    method='weibull'): with x₁ ≤ … ≤ xₙ the patients one by one and h = p·(n + 1), the value lies between the ⌊h⌋-th and the
    next, in proportion; below the first or above the last it is that one. Of a new patient from the same population,
    the share p is expected below it, whatever n is: with the more usual definition 7 a band from 30 patients
    that is called 80 % holds 75 %.
    """
    amounts, n = np.asarray(values, float), np.asarray(counts)
    order = np.argsort(amounts, kind="stable")
    amounts, upto = amounts[order], np.cumsum(n[order])
    total = int(upto[-1]) if upto.size else 0
    if total == 0:
        return np.full(len(shares), np.nan)
    place = np.clip(np.asarray(shares, float) * (total + 1), 1, total)
    below = np.floor(place + 1e-9)
    low = amounts[np.searchsorted(upto, below)]
    high = amounts[np.searchsorted(upto, np.minimum(below + 1, total))]
    return low + np.maximum(place - below, 0) * (high - low)
