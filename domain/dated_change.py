"""A change in the clinic that has a day and a name: the only reason to recalculate the limits of a chart.

`[[changes]]` in clinic.toml lists them.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DatedChange:
    """`name` says what was changed ('Forms by text message'). Raises ValueError without one."""

    on: date
    name: str

    def __post_init__(self):
        if not self.name.strip():
            raise ValueError("a change that moves limits needs a name")
