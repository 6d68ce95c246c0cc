"""The cohort that the filters name, and the names that its codes go by."""

from domain.program import Checkpoint
from domain.scope import Scope
from metrics.cohort_reading import Cohort, checkpoints_in_order
from pages.parts import filters, reading


def asked(scope: Scope, checkpoint: Checkpoint) -> Cohort:
    """Rows come through the door, kept for as long as the snapshot stands."""
    clinic = reading.clinic()
    programs = [p for p in clinic.programs if scope.program in (None, p.code)]
    having = [p for p in programs if any(c.code == checkpoint.code for c in p.checkpoints)]
    return Cohort(
        ask=reading.ask,
        scope=scope,
        as_of=reading.today(),
        checkpoint=checkpoint.code,
        checkpoints=checkpoints_in_order([[c.code for c in p.checkpoints] for p in having]),
        intake=having[0].intake.code,
        due=tuple(filters.due_at(scope, checkpoint.code)),
        measures=clinic.measures,
        percentage_from=clinic.percentage_from,
        changes=clinic.changes,
        benchmarks=clinic.benchmarks,
    )


def checkpoint_name(code: str) -> str:
    """As the first program that has it calls it; the code itself where none does."""
    named = (c.name for p in reading.clinic().programs for c in p.checkpoints if c.code == code)
    return next(named, code)
