"""How complete and how sound is what the store holds? Counts only; readers as in `store.readers`."""

import json
from collections.abc import Mapping
from datetime import date

import pandas as pd

from domain.measure import Measure
from domain.scope import Scope
from store.snapshot import Snapshot

BEFORE_WITHIN_DAYS = 90
"""A score earlier than this before a window opened was not meant for it."""


def read_forms_outside(
    snapshot: Snapshot, scope: Scope, as_of: date, within_days: int = BEFORE_WITHIN_DAYS
) -> pd.DataFrame:
    """Due forms that came when no window was open: checkpoint, measure, side ('after', 'before'), days missed, n (episodes)."""
    return snapshot.ask("quality_forms_outside", {**scope.parameters_on(as_of), "within_days": within_days})


def read_site_months(snapshot: Snapshot, scope: Scope, as_of: date) -> pd.DataFrame:
    """site (None: not recorded), checkpoint, month (its first day; the month in which the window closed), due, any_form,
    all_forms (episodes)."""
    frame = snapshot.ask("quality_site_months", scope.parameters_on(as_of))
    whole = frame.astype({"any_form": "int64", "all_forms": "int64"})
    months = [date(2000 + number // 12, number % 12 + 1, 1) for number in whole["month"]]
    return whole.assign(month=pd.Series(months, dtype=object))


def read_rejected_counts(snapshot: Snapshot) -> pd.DataFrame:
    """mapping, code, reason (a sentence that may hold a value), n (rejected rows)."""
    return snapshot.ask("quality_rejected")


def read_held(snapshot: Snapshot) -> pd.DataFrame:
    """One row: patients, episodes, filled (places of a checkpoint with a score), first_day, last_day (None: no score)."""
    return snapshot.ask("quality_held")


LEAST_ITEMS = 4
"""Forms with fewer items are often answered alike for good reason."""


def read_same_answers(snapshot: Snapshot, measures: Mapping[str, Measure]) -> pd.DataFrame:
    """Forms whose item answers are known: measure, answer given to every item (NaN: they differ), n (forms)."""
    return snapshot.ask("quality_same_answers", same_answer=same_answer_frame(measures))


def same_answer_frame(measures: Mapping[str, Measure]) -> pd.DataFrame:
    """How a form with one answer throughout is written, for each measure scored from items, each length and each answer."""
    rows = [
        (code, json.dumps({str(item): answer for item in range(1, items + 1)}), answer)
        for code, measure in measures.items()
        if (rule := measure.scoring) is not None
        for items in range(LEAST_ITEMS, rule.items + 1)
        for answer in range(rule.each[0], rule.each[1] + 1)
    ]
    return pd.DataFrame(rows, columns=["measure", "answers", "answer"])
