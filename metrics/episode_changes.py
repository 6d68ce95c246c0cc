"""What has changed since intake in one episode, each measure at its latest score?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from domain.measure import Measure
from metrics.checkpoint_change import ChangeAt, ScoreAt, change_at, scores_by_measure

BY_TIME = ["on_date", "due_on", "ordinal"]


def latest_checkpoint(scores: pd.DataFrame) -> str | None:
    """The checkpoint that holds the latest score by date; of two on one day the later checkpoint. None before any score.

    `scores`: checkpoint scores of one episode: checkpoint, value, on_date, due_on, ordinal.
    """
    seen = scores[scores["value"].notna()]
    return None if seen.empty else str(seen.sort_values(BY_TIME)["checkpoint"].iloc[-1])


def is_excused(row) -> bool:
    """Died, or withdrew consent in the course of this episode (a row of episodes)."""
    withdrew = row.withdrew_on is not None and row.withdrew_on >= row.started
    return row.died_on is not None or withdrew or row.how_ended in ("died", "withdrew")


def episode_changes(
    scores: pd.DataFrame, measures: Mapping[str, Measure], intake: str, today: date, *, excused: bool = False
) -> tuple[ChangeAt, ...]:
    """The change of every measure from intake to its latest score up to `today`, in the order of `measures`.

    `scores`: checkpoint scores of one episode as `scores_by_measure` reads them, with opens_on. A measure that was not
    scored since intake stands at the last checkpoint that has opened, without a value; one that no checkpoint after intake
    has asked for yet is left out. Two values in conflict count as seen: nothing older is put in their place.
    """
    opened = set(scores.loc[scores["opens_on"] <= today, "checkpoint"])
    found = []
    by_measure = scores_by_measure(scores)
    for code, measure in measures.items():
        own = tuple(_known(score, today) for score in by_measure.get(code, ()))
        here = _speaks_of([score for score in own if score.checkpoint in opened and score.checkpoint != intake])
        if here is not None:
            found.append(change_at(measure, own, intake, here, today=today, is_excused=excused))
    return tuple(found)


def _known(score: ScoreAt, today: date) -> ScoreAt:
    """As it stood on the day asked about: a score taken later was not there yet."""
    if score.on_date is None or score.on_date <= today:
        return score
    return replace(score, value=None, form=None, standard_error=None, in_conflict=False, on_date=None)


def _speaks_of(later: list[ScoreAt]) -> str | None:
    seen = [score for score in later if score.value is not None or score.in_conflict]
    chosen = seen or [score for score in later if score.is_due]
    return chosen[-1].checkpoint if chosen else None
