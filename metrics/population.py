"""Which groups can one patient's score be compared with, and where do their mean and spread come from?"""

from dataclasses import dataclass

from domain.measure import Measure, Norm, NormGroup
from domain.source import Source
from metrics.mean_interval import mean_interval

LEAST_SCORES = 30
"""Fewer intake scores than this give no spread to lean on: the standard error of an SD from 30 is about 13 % of it."""


@dataclass(frozen=True)
class Population:
    """Mean and standard deviation of a measure in a group, in the measure's unit.

    `n` is None where the publication does not say. `source` is None for the clinic's own patients.
    """

    name: str
    mean: float
    sd: float
    n: int | None
    source: Source | None
    verified: bool

    @property
    def label(self) -> str:
        """'mean 50, SD 10: US general population (reference)'"""
        count = "" if self.n is None else f", n {self.n:,}"
        return f"mean {self.mean:.4g}, SD {self.sd:.4g}: {self.name}{count}"


def norm_of(measure: Measure, group: NormGroup) -> Population | None:
    """The registry's first norm of this group that has a standard deviation; a verified one goes before."""
    fits = [norm for norm in measure.norms if norm.group is group and norm.sd]
    ordered = sorted(fits, key=lambda norm: not norm.verified)
    return _population(ordered[0]) if ordered else None


def own_referrals(n: int, total: float, total_sq: float, *, name: str = "this clinic's own patients at intake"):
    """The clinic's own intake scores from their number, sum and sum of squares; None below `LEAST_SCORES`."""
    answer = mean_interval(n, total, total_sq)
    if n < LEAST_SCORES or answer.mean is None or not answer.sd:
        return None
    return Population(name, answer.mean, answer.sd, n, None, True)


def _population(norm: Norm) -> Population:
    assert norm.sd is not None
    return Population(norm.population, norm.mean, norm.sd, None, norm.source, norm.verified)
