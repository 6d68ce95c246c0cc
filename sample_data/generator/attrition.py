"""Who leaves a program, who comes back to a checkpoint, and which forms are in when they do."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from domain.program import Program
from sample_data.generator import figures as f
from sample_data.generator.courses import Latent
from sample_data.generator.people import Person, pick
from sample_data.generator.setting import AS_OF


@dataclass(frozen=True)
class Ending:
    """How an episode ends, as far as it has ended by AS_OF: `ended` and `how_ended` are None while it runs."""

    planned_end: date
    ended: date | None
    how_ended: str | None
    why_left: str | None

    @property
    def left_early(self) -> bool:
        return self.how_ended not in (None, "completed")


def chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def draw_ending(rng: np.random.Generator, person: Person, latent: Latent, program: Program, started: date) -> Ending:
    """Leaving is likelier with a poor course and with Medicaid; leavers with "Goals met early" did well."""
    planned = started + timedelta(weeks=program.weeks)
    leaves = rng.random() < chance(
        f.LEAVING_LOG_ODDS - f.OUTCOME_LEAVING * latent.response - 0.6 * f.PAYER_RETURN[person.payer]
    )
    reason = pick(rng, f.REASONS_LEFT, f.REASON_SHARES)
    if reason == "Goals met early" and latent.response < 0.5:
        reason = "Lost to contact"
    day = started + timedelta(days=int(rng.integers(5, program.weeks * 7 - 7)))
    finished = planned + timedelta(days=int(rng.integers(-3, 5)))
    how = "discharged" if reason == "Escalated to procedure" or rng.random() < 0.15 else "left"
    if leaves:
        return Ending(planned, day, how, reason) if day <= AS_OF else Ending(planned, None, None, None)
    return Ending(planned, finished, "completed", None) if finished <= AS_OF else Ending(planned, None, None, None)


def draw_habit(rng: np.random.Generator) -> float:
    """How readily a person fills in forms at all: makes missing checkpoints cluster in people."""
    return f.HABIT_RETURN_SD * float(rng.normal())


def comes_back(
    rng: np.random.Generator, checkpoint: str, person: Person, latent: Latent, habit: float, gone: bool
) -> bool:
    """Whether any form is in at a checkpoint. `gone`: left the program before it."""
    outcome = (
        0.0 if checkpoint == "intake" else f.OUTCOME_RETURN * latent.response * (1.0 if latent.keeps == 1.0 else 0.5)
    )
    payer = (0.4 if checkpoint == "intake" else 1.0) * f.PAYER_RETURN[person.payer]
    odds = f.RETURN_LOG_ODDS[checkpoint] + habit + outcome + payer + (f.LEFT_RETURN if gone else 0.0)
    return rng.random() < chance(odds)
