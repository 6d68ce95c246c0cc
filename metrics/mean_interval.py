"""Between which values does a group's mean lie?"""

from dataclasses import dataclass, replace
from math import sqrt


@dataclass(frozen=True)
class MeanInterval:
    """A mean with its 95 % t interval, in the unit of the values.

    `mean` is None when n is 0; `sd` and the interval are None when n is below 2 (or below the caller's limit).
    """

    n: int
    mean: float | None
    sd: float | None
    low: float | None
    high: float | None

    def shifted(self, by: float) -> "MeanInterval":
        """The interval of the same values, each larger by `by`."""
        moved = {name: getattr(self, name) + by for name in ("mean", "low", "high") if getattr(self, name) is not None}
        return replace(self, **moved)


def mean_interval(n: int, total: float, total_sq: float, *, interval_from: int = 2) -> MeanInterval:
    """Mean ± t(0.975, n − 1)·s/√n from the number of values, their sum and their sum of squares.

    No interval below `interval_from` values. s² = (Σx² − (Σx)²/n)/(n − 1), the usual sample variance.
    """
    if n == 0:
        return MeanInterval(0, None, None, None, None)
    mean = total / n
    if n < 2:
        return MeanInterval(n, mean, None, None, None)
    sd = sqrt(max(0.0, total_sq - total * mean) / (n - 1))
    if n < interval_from:
        return MeanInterval(n, mean, sd, None, None)
    reach = t_97_5(n - 1) * sd / sqrt(n)
    return MeanInterval(n, mean, sd, mean - reach, mean + reach)


def t_97_5(degrees_of_freedom: float) -> float:
    """97.5 % point of Student's t distribution."""
    from scipy.special import stdtrit  # slow to import, so only where it is used

    return float(stdtrit(degrees_of_freedom, 0.975))
