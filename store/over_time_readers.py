"""Questions of when and how soon: counts by month, first improvement, early response, changes of plan.

Readers as in `store.readers`. `response_scores` is the frame of `metrics.response_scores`: from which score on a follow-up
counts as improved or worse; so that the rules stay in Python and the counting in the store.
"""

from datetime import date

import pandas as pd

from domain.scope import Scope
from store.snapshot import Snapshot

BEHIND_COLUMNS = ("episode_id", "checkpoint", "measure")
PLAN_CHANGE_COLUMNS = ("patient_id", "on_date", "measure")
WATCH_DAYS = 90
"""How long a change of plan is looked for after a verdict."""


def read_starting_scores(snapshot: Snapshot, scope: Scope, as_of: date) -> pd.DataFrame:
    """Every baseline that occurs: measure, start, n (episodes)."""
    return snapshot.ask("starting_scores", scope.parameters_on(as_of))


def read_first_improvement(
    snapshot: Snapshot, scope: Scope, as_of: date, response_scores: pd.DataFrame
) -> pd.DataFrame:
    """program, measure, state, after_day, by_day (NaN: not improved), n (episodes)."""
    return _asked(snapshot, "first_improvement", scope, as_of, response_scores)


def read_first_improvement_pair(
    snapshot: Snapshot, scope: Scope, as_of: date, response_scores: pd.DataFrame, first: str, second: str
) -> pd.DataFrame:
    """first_after, first_by, second_after, second_by (NaN: not improved), n (episodes), of two measures."""
    return _asked(snapshot, "first_improvement_pair", scope, as_of, response_scores, first=first, second=second)


def read_monthly_shares(snapshot: Snapshot, scope: Scope, as_of: date, response_scores: pd.DataFrame) -> pd.DataFrame:
    """checkpoint, month (its first day; the month in which the window closed), measure, due, observed, judged, improved."""
    return _dated(_asked(snapshot, "monthly_shares", scope, as_of, response_scores))


def read_monthly_completeness(snapshot: Snapshot, scope: Scope, as_of: date) -> pd.DataFrame:
    """checkpoint, month (its first day; the month in which the window closed), due, any_form, all_forms."""
    return _dated(snapshot.ask("monthly_completeness", scope.parameters_on(as_of)))


def read_early_response(
    snapshot: Snapshot, scope: Scope, as_of: date, response_scores: pd.DataFrame, early: str, later: str, outcome: str
) -> pd.DataFrame:
    """measure, early_change, early_improved, later_improved (0, 1, NaN: not known), n (episodes): the change at
    checkpoint `early`, and whether measure `outcome` had improved at checkpoint `later`."""
    asked = {"early": early, "later": later, "outcome": outcome}
    return _asked(snapshot, "early_response", scope, as_of, response_scores, **asked)


def read_plan_changes(
    snapshot: Snapshot,
    scope: Scope,
    as_of: date,
    response_scores: pd.DataFrame,
    behind: pd.DataFrame | None = None,
    watch_days: int = WATCH_DAYS,
    typed: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """is_flagged, is_worse, is_behind, days_to_change, days_to_named (NaN: none), days_followed, n (episodes).

    `behind`: episode_id, checkpoint, measure of the scores that lie behind their expected course; None for none.
    `typed`: patient_id, on_date, measure of the changes of plan that were decided and typed in; None for none.
    """
    entered = pd.DataFrame(columns=list(PLAN_CHANGE_COLUMNS)) if typed is None else typed[list(PLAN_CHANGE_COLUMNS)]
    late = pd.DataFrame(columns=list(BEHIND_COLUMNS)) if behind is None else behind[list(BEHIND_COLUMNS)]
    parameters = {**scope.parameters_on(as_of), "watch_days": watch_days}
    frames = {"response_score": response_scores, "behind": late.astype("str").drop_duplicates()}
    frames["typed_plan_change"] = _typed_columns(entered)
    return snapshot.ask("plan_changes", parameters, **frames)


def _typed_columns(entered: pd.DataFrame) -> pd.DataFrame:
    """Columns with types also where there is no row."""
    return entered.astype({"patient_id": "str", "measure": "str"}).assign(
        on_date=pd.to_datetime(entered["on_date"]),
        measure=entered["measure"].astype("str").where(entered["measure"].notna()),
    )


def _asked(
    snapshot: Snapshot, name: str, scope: Scope, as_of: date, response_scores: pd.DataFrame, **more
) -> pd.DataFrame:
    return snapshot.ask(name, {**scope.parameters_on(as_of), **more}, response_score=response_scores)


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    """Months since January 2000 as their first day; sums, which come back as decimals, as whole numbers."""
    counts = [name for name in frame.columns if frame[name].dtype.kind == "f"]
    whole = frame.astype(dict.fromkeys(counts, "int64"))
    months = [date(2000 + number // 12, number % 12 + 1, 1) for number in whole["month"]]
    return whole.assign(month=pd.Series(months, dtype=object))
