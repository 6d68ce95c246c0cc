"""Questions of who stayed: sums for repeated-measures models, who left, and what lasts.

Readers as in `store.readers`: a Snapshot first, a frame with the columns they name.
"""

from datetime import date

import pandas as pd

from domain.scope import Scope
from store.snapshot import Snapshot

GROUPINGS = ("program", "site", "payer", "clinician", "sex")
"""What a cohort can be split by."""


def read_course_patterns(
    snapshot: Snapshot, scope: Scope, as_of: date, measure: str, by: str | None = None, due_at: str | None = None
) -> pd.DataFrame:
    """Sums per group and pattern of filled checkpoints: grp, pattern, place, other_place, checkpoint, other_checkpoint, n,
    total, other_total, product. `by`: one of GROUPINGS; `due_at`: only episodes that are due at this checkpoint.

    Raises ValueError for another `by`.
    """
    if by is not None and by not in GROUPINGS:
        raise ValueError(f"a cohort can be split by {', '.join(GROUPINGS)}, not by {by}")
    asked = {**scope.parameters_on(as_of), "measure": measure, "by": by, "due_at": due_at}
    return snapshot.ask("course_patterns", asked)


def read_who_left(
    snapshot: Snapshot, scope: Scope, as_of: date, checkpoint: str, measure: str | None = None
) -> pd.DataFrame:
    """Traits and intake scores of those due at a checkpoint: kind ('score', 'number', 'category'), name, value (NaN: not
    known, or a category), level (None: not known, or a number), is_observed, n. `measure`: seen means a score of it (default:
    of any measure)."""
    asked = {**scope.parameters_on(as_of), "checkpoint": checkpoint, "measure": measure}
    return snapshot.ask("who_left", asked)


def read_lasting_scores(snapshot: Snapshot, scope: Scope, as_of: date, checkpoint: str, later: str) -> pd.DataFrame:
    """measure, baseline, at_end (the score at `checkpoint`), follow_up (at `later`), form_changed, is_closed (due at `later`),
    n (episodes)."""
    asked = {**scope.parameters_on(as_of), "checkpoint": checkpoint, "later": later}
    return snapshot.ask("lasting_scores", asked)
