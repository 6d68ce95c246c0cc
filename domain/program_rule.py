"""A program's rule at a checkpoint: criteria, and what the program proposes where they are met or not.

The rule proposes; the team decides and records its decision. Where a criterion cannot be told, nothing is proposed.
"""

from dataclasses import dataclass

from domain.criterion import Criterion
from domain.entry import Decision
from domain.outcome import Outcome


@dataclass(frozen=True)
class ProgramRule:
    """`criteria` must all be met. `when_met` and `when_not_met`: the proposed decision, None where the rule proposes none."""

    code: str
    name: str
    criteria: tuple[Criterion, ...]
    when_met: Decision | None
    when_not_met: Decision | None

    def proposal(self, outcome: Outcome) -> Decision | None:
        return {Outcome.MET: self.when_met, Outcome.NOT_MET: self.when_not_met}.get(outcome)
