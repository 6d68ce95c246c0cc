"""The cohort that the filters name, and the names that its codes go by."""

from domain.scope import Scope
from metrics.cohort_reading import Cohort, cohort_at
from pages.parts import reading


def asked(scope: Scope, checkpoint: str) -> Cohort:
    """Rows come through the door, kept for as long as the snapshot stands. The checkpoint is one of the scope's."""
    found = cohort_at(reading.clinic(), scope, checkpoint, reading.ask)
    assert found is not None
    return found


def checkpoint_name(code: str) -> str:
    """As the first program that has it calls it; the code itself where none does."""
    named = (c.name for p in reading.clinic().programs for c in p.checkpoints if c.code == code)
    return next(named, code)
