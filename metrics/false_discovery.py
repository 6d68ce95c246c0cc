"""Many comparisons at once: which of them would still stand if only few of those named may be chance?"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np


class Dependence(StrEnum):
    """What is assumed of the tests, and so which rule is used."""

    ANY = "Benjamini–Yekutieli: any dependence"
    POSITIVE = "Benjamini–Hochberg: independent, or positively dependent"


def adjusted_p(p_values: Sequence[float], dependence: Dependence = Dependence.ANY) -> list[float]:
    """p-values adjusted for the false-discovery rate, in the given order.

    With p₍ᵢ₎ the i-th smallest of m: minⱼ≥ᵢ min(1, c·m·p₍ⱼ₎/j). c = 1 for Benjamini & Hochberg 1995; c = Σ 1/k, k = 1…m,
    for Benjamini & Yekutieli 2001. Equal to R's p.adjust ("BH", "BY"). The default is the latter: measures of the same
    patients depend on each other in ways nobody has proved to be of the kind that the former needs, and naming one
    measure too few costs less than naming one too many. Raises ValueError outside 0–1.
    """
    p = np.asarray(p_values, float)
    if ((p < 0) | (p > 1) | np.isnan(p)).any():
        raise ValueError("a p-value lies between 0 and 1")
    m = p.size
    factor = np.sum(1 / np.arange(1, m + 1)) if dependence is Dependence.ANY else 1.0
    order = np.argsort(p)[::-1]
    scaled = np.minimum(1.0, np.minimum.accumulate(factor * m * p[order] / np.arange(m, 0, -1)))
    adjusted = np.empty(m)
    adjusted[order] = scaled
    return adjusted.tolist()
