"""Which scores of one episode does a verdict at one checkpoint rest on, and what is known of the checkpoint after it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from domain.measure import Measure
from metrics.gates import Later
from metrics.verdict import Verdict, change_verdict


@dataclass(frozen=True)
class ScoreAt:
    """One measure at one checkpoint of one episode; `value` and `standard_error` in its unit, None where missing.

    `closes_on`: the last day on which a score may still come.
    """

    checkpoint: str
    value: float | None = None
    form: str | None = None
    standard_error: float | None = None
    in_conflict: bool = False
    is_due: bool = True
    on_date: date | None = None
    closes_on: date | None = None


@dataclass(frozen=True)
class ChangeAt:
    """The change of one measure from intake to one checkpoint. `intake` is None where the measure is not due there.

    `later`: what is known of the next checkpoint with this measure.
    """

    measure: Measure
    intake: ScoreAt | None
    now: ScoreAt
    verdict: Verdict
    later: Later

    @property
    def baseline(self) -> float | None:
        return self.intake.value if self.intake else None


def scores_at(rows: pd.DataFrame) -> tuple[ScoreAt, ...]:
    """Checkpoint scores of one episode and measure by due day: checkpoint, value, form, standard_error, in_conflict,
    is_due, on_date, closes_on, due_on, ordinal."""
    ordered = rows.sort_values(["due_on", "ordinal"], kind="stable")
    return tuple(_score(*cells) for cells in zip(*(ordered[name].tolist() for name in _COLUMNS), strict=True))


def scores_by_measure(rows: pd.DataFrame) -> dict[str, tuple[ScoreAt, ...]]:
    """`scores_at` of every measure of one episode at once; `rows` have the column measure besides."""
    ordered = rows.sort_values(["due_on", "ordinal"], kind="stable")
    found: dict[str, list[ScoreAt]] = {}
    for code, *cells in zip(*(ordered[name].tolist() for name in ("measure", *_COLUMNS)), strict=True):
        found.setdefault(code, []).append(_score(*cells))
    return {code: tuple(scores) for code, scores in found.items()}


def _score(code, value, form, error, in_conflict, is_due, on_date, closes_on) -> ScoreAt:
    return ScoreAt(code, as_number(value), form, as_number(error), bool(in_conflict), bool(is_due), on_date, closes_on)


_COLUMNS = ("checkpoint", "value", "form", "standard_error", "in_conflict", "is_due", "on_date", "closes_on")


def change_at(
    measure: Measure,
    scores: Sequence[ScoreAt],
    intake: str,
    checkpoint: str,
    *,
    today: date | None = None,
    is_excused: bool = False,
) -> ChangeAt:
    """The change from the checkpoint `intake` to `checkpoint`; `scores` of one measure in order of their due days.

    `today`: decides whether the next checkpoint is still to come. `is_excused`: the patient died or withdrew consent, so
    that none is.

    Raises ValueError when the measure is neither due nor seen at `checkpoint`.
    """
    codes = [score.checkpoint for score in scores]
    if checkpoint not in codes:
        raise ValueError(f"{measure.code} is not due at {checkpoint}")
    place = codes.index(checkpoint)
    now, following = scores[place], scores[place + 1] if place + 1 < len(scores) else None
    start = next((score for score in scores if score.checkpoint == intake), None)
    verdict = change_verdict(
        measure,
        start.value if start else None,
        now.value,
        form_before=start.form if start else None,
        form_after=now.form,
        error_before=start.standard_error if start else None,
        error_after=now.standard_error,
        in_conflict=now.in_conflict or bool(start and start.in_conflict and measure.needs_baseline),
        next_score=following.value if following else None,
        next_form=following.form if following else None,
    )
    return ChangeAt(measure, start, now, verdict, _later(following, today, is_excused))


def _later(following: ScoreAt | None, today: date | None, is_excused: bool) -> Later:
    if following is None:
        return Later.NONE_PLANNED
    is_closed = today is not None and following.closes_on is not None and following.closes_on < today
    if is_closed or following.value is not None:
        return Later.MISSED
    return Later.NONE_PLANNED if is_excused else Later.STILL_TO_COME


def as_number(value) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
