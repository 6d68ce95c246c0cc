"""One declarative test of a patient's record: a requirement of a payer, or a program's own.

A criterion says what must hold, where that requirement stands, and whether anybody here has read it there. It is written
in TOML (`domain/criterion_table.py`) and evaluated by `metrics/criteria.py` to met, not met or cannot tell.
"""

from dataclasses import dataclass

from domain.criterion_parts import Part
from domain.outcome import Outcome
from domain.source import Source

__all__ = ["Criterion", "Outcome", "Part"]


@dataclass(frozen=True)
class Criterion:
    """`text` is the requirement in our words, never a quotation. `verified`: the passage that `source` names was read there.

    `where` is the place in the source, such as a section; '' where not known.
    """

    code: str
    text: str
    part: Part
    source: Source
    verified: bool = False
    where: str = ""
