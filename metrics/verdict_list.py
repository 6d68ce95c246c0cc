"""The verdicts of many changes on one measure: for a worklist and for counting a cohort.

The rules are those of `metrics/verdict.py`, written once more for arrays; a property test holds the two together.
"""

import numpy as np
import pandas as pd

from domain.measure import TOLERANCE, Better, Measure
from metrics.measurement_error import errors_of_change
from metrics.verdict import (
    FORM_CHANGED,
    IN_CONFLICT,
    NO_BASELINE,
    NO_CATEGORY,
    NO_SCORE,
    NO_THRESHOLD,
    NO_WORSE_CATEGORY,
    SHARE_OF_NOTHING,
    Beyond,
    Word,
    forms_differ,
)


def verdicts(
    measure: Measure,
    baseline,
    follow_up,
    *,
    form_before=None,
    form_after=None,
    error_before=None,
    error_after=None,
    in_conflict=None,
) -> pd.DataFrame:
    """The verdicts of many changes on one measure: the same rules as `change_verdict`, without a Python loop.

    Sequences of one length; None stands for 'missing everywhere'. One row per change, in order, with the columns
    word, beyond, phrase, why_not (texts) and change, improvement, meaningful, error (the measure's unit, NaN unknown).
    """
    after = _column(follow_up, np.size(follow_up))
    before = _column(baseline, after.size)
    why_not = _obstacles(measure, before, after, form_before, form_after, in_conflict)
    improvement, meaningful, error = _amounts(measure, before, after, error_before, error_after)
    blocked = why_not != ""
    rows = pd.DataFrame(
        {
            "change": np.where(blocked | (not measure.needs_baseline), np.nan, after - before),
            "improvement": np.where(blocked | (not measure.judged), np.nan, improvement),
            "meaningful": np.where(blocked, np.nan, meaningful),
            "error": np.where(blocked, np.nan, error),
        }
    )
    rows["beyond"] = _beyond_words(rows["change"].to_numpy(), rows["error"].to_numpy())
    rows["word"] = np.where(blocked, Word.CANNOT_TELL.value, _words(measure, after, rows))
    rows["phrase"] = _phrases(rows, measure.needs_baseline)
    untold = (rows["word"] == Word.CANNOT_TELL.value).to_numpy() & ~blocked
    rows["why_not"] = np.where(untold, _untold(measure, before), why_not)
    return rows[["word", "beyond", "phrase", "change", "improvement", "meaningful", "error", "why_not"]]


def _column(values, size: int) -> np.ndarray:
    if values is None:
        return np.full(size, np.nan)
    return np.atleast_1d(
        pd.to_numeric(pd.Series(np.atleast_1d(values)), errors="raise").to_numpy(float, na_value=np.nan)
    )


def _obstacles(measure, before, after, form_before, form_after, in_conflict) -> np.ndarray:
    conflict = np.zeros(after.size, bool) if in_conflict is None else np.asarray(in_conflict, bool)
    nothing = np.zeros(after.size, bool)
    no_baseline = np.isnan(before) if measure.needs_baseline else nothing
    changed = _forms_changed(form_before, form_after, after.size) if measure.needs_baseline else nothing
    return np.select(
        [conflict, no_baseline, np.isnan(after), changed],
        [IN_CONFLICT, NO_BASELINE, NO_SCORE, FORM_CHANGED],
        default="",
    )


def _forms_changed(form_before, form_after, size: int) -> np.ndarray:
    if form_before is None or form_after is None:
        return np.zeros(size, bool)
    return np.array([forms_differ(one, other) for one, other in zip(form_before, form_after, strict=True)], bool)


def _amounts(measure, before, after, error_before, error_after) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    unknown = np.full(after.size, np.nan)
    if not measure.needs_baseline:
        return unknown, unknown, unknown
    improvement = measure.improvement(before, after)
    meaningful = measure.meaningful_change.toward(improvement, before) if measure.meaningful_change else unknown
    error = errors_of_change(measure, _column(error_before, after.size), _column(error_after, after.size))
    return improvement, meaningful, error


def _beyond_words(change: np.ndarray, error: np.ndarray) -> np.ndarray:
    reached = np.abs(change) >= error - TOLERANCE
    known = np.where(reached, Beyond.YES.value, Beyond.WITHIN_ERROR.value)
    return np.where(np.isnan(change), "", np.where(np.isnan(error), Beyond.NOT_KNOWN.value, known))


def _words(measure: Measure, after: np.ndarray, rows: pd.DataFrame) -> np.ndarray:
    if not measure.needs_baseline:
        return _category_words(measure, after)
    if not measure.judged:
        return np.full(after.size, Word.NOT_JUDGED.value)
    d, least, error = (rows[name].to_numpy() for name in ("improvement", "meaningful", "error"))
    gate = np.where(np.isnan(least), error, least)
    return np.select(
        [np.isnan(gate), d == 0, d >= gate - TOLERANCE, d <= -gate + TOLERANCE],
        [Word.CANNOT_TELL.value, Word.NO_CLEAR_CHANGE.value, Word.IMPROVED.value, Word.WORSE.value],
        default=Word.NO_CLEAR_CHANGE.value,
    )


def _category_words(measure: Measure, ratings: np.ndarray) -> np.ndarray:
    rule = measure.response_category
    if rule is None:
        return np.full(ratings.size, Word.CANNOT_TELL.value)
    sign = 1 if measure.better is Better.HIGHER else -1
    improved = sign * (ratings - rule.improved_from) >= -TOLERANCE
    if rule.worse_from is None:
        return np.where(improved, Word.IMPROVED.value, Word.CANNOT_TELL.value)
    worse = sign * (ratings - rule.worse_from) <= TOLERANCE
    return np.select([improved, worse], [Word.IMPROVED.value, Word.WORSE.value], default=Word.NO_CLEAR_CHANGE.value)


def _phrases(rows: pd.DataFrame, needs_baseline: bool) -> np.ndarray:
    word, beyond = rows["word"].to_numpy(str), rows["beyond"].to_numpy(str)
    directed = np.isin(word, [Word.IMPROVED.value, Word.WORSE.value])
    if not needs_baseline:
        return word
    plain = ~directed | ((beyond == Beyond.YES.value) & rows["meaningful"].notna().to_numpy())
    better = np.where(word == Word.IMPROVED.value, "better beyond error", "worse beyond error")
    gated = np.char.add(np.char.add(word, ", "), beyond)
    return np.where(plain, word, np.where(rows["meaningful"].isna().to_numpy(), better, gated))


def _untold(measure: Measure, before: np.ndarray) -> np.ndarray | str:
    if measure.needs_baseline:
        share_of_nothing = bool(measure.meaningful_change) & (before == 0)
        return np.where(share_of_nothing, SHARE_OF_NOTHING, NO_THRESHOLD)
    return NO_WORSE_CATEGORY if measure.response_category else NO_CATEGORY
