"""How large is a share, and how sure can one be of it?"""

from dataclasses import dataclass
from math import floor, sqrt

Z95 = 1.959963984540054
"""97.5 % point of the standard normal distribution."""


@dataclass(frozen=True)
class Proportion:
    """`count` of `total` people. `share`, `low` and `high` lie in 0–1; all three are None when `total` is 0."""

    count: int
    total: int
    share: float | None
    low: float | None
    high: float | None

    def percent(self, limit: int) -> int | None:
        """Whole percent, or None when fewer than `limit` people stand behind it (`clinic.percentage_from`)."""
        return None if self._is_small(limit) else _whole_percent(self.share)

    def percent_interval(self, limit: int) -> tuple[int, int] | None:
        """The 95 % interval in whole percent, or None under the same limit as `percent`."""
        return None if self._is_small(limit) else (_whole_percent(self.low), _whole_percent(self.high))

    def wording(self, limit: int) -> str:
        """'12 of 40 (30%)', or '3 of 12' where a percentage would promise too much."""
        percent = self.percent(limit)
        return f"{self.count:,} of {self.total:,}" + ("" if percent is None else f" ({percent}%)")

    def _is_small(self, limit: int) -> bool:
        return self.share is None or self.total < limit


def _whole_percent(share: float | None) -> int:
    assert share is not None
    return floor(100 * share + 0.5 + 1e-9)


NOBODY = Proportion(0, 0, None, None, None)
"""The share of an empty group: not known, which is not the same as 0 %."""


def wilson(count: int, total: int) -> Proportion:
    """A share with its Wilson 95 % interval, without continuity correction.

    (2np + z² ± z·√(z² + 4npq)) / (2(n + z²)): E. B. Wilson 1927, which is method 3 in
    R. G. Newcombe, Statistics in Medicine 1998;17:857–872. A total of 0 has no share.
    Raises ValueError unless 0 ≤ count ≤ total.
    """
    if not 0 <= count <= total:
        raise ValueError(f"{count} of {total} is not a share")
    if total == 0:
        return NOBODY
    share = count / total
    middle = 2 * count + Z95**2
    spread = Z95 * sqrt(Z95**2 + 4 * count * (1 - share))
    scale = 2 * (total + Z95**2)
    low = 0.0 if count == 0 else (middle - spread) / scale
    high = 1.0 if count == total else (middle + spread) / scale
    return Proportion(int(count), int(total), share, low, high)
