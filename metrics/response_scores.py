"""From which score on does a follow-up count as improved, or as worse, for each starting score?

The store needs these to count responders by month, interval or checkpoint without handing every row to Python.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from domain.measure import TOLERANCE, Better, Measure
from metrics.measurement_error import errors_of_change

COLUMNS = ("measure", "start", "sign", "improved_from", "worse_from", "has_improved", "has_worse")
RATED = 0.0
"""The starting score that stands for 'none needed' (a rating of change)."""


def response_scores(measures: Iterable[Measure], starts: pd.DataFrame) -> pd.DataFrame:
    """One row per measure and starting score: measure, start, sign, improved_from, worse_from, has_improved, has_worse.

    `starts`: measure, start, every baseline that occurs. A follow-up improved where sign·score ≥ improved_from and worse
    where sign·score ≤ worse_from (`sign` is −1 where lower is better). Improved: by the meaningful change alone, as
    published responders. Worse: by the verdict, so by measurement error where no meaningful change is known and
    one error holds for every score. `has_improved`, `has_worse`: the rule is known there; without it the score is never
    reached. A rating of change has one row, with start 0.
    """
    known = {measure.code: measure for measure in measures if measure.judged}
    groups = {code: rows["start"].to_numpy(float) for code, rows in starts.groupby("measure") if code in known}
    frames = [
        _of_scale(measure, np.unique(groups[code])) if measure.needs_baseline else _of_rating(measure)
        for code, measure in known.items()
        if code in groups or not measure.needs_baseline
    ]
    whole = [frame for frame in frames if len(frame)]
    return pd.concat(whole, ignore_index=True) if whole else _frame("", np.array([]), 1, np.array([]), np.array([]))


def _of_scale(measure: Measure, starts: np.ndarray) -> pd.DataFrame:
    rule, sign = measure.meaningful_change, _sign(measure)
    nothing = np.full(starts.shape, np.nan)
    up = rule.at(starts) if rule else nothing
    down = rule.worsening_at(starts) if rule else nothing
    down = np.where(np.isnan(down), errors_of_change(measure, nothing, nothing), down)
    return _frame(measure.code, starts, sign, sign * starts + up, sign * starts - down)


def _of_rating(measure: Measure) -> pd.DataFrame:
    rule, sign = measure.response_category, _sign(measure)
    up = np.nan if rule is None else sign * rule.improved_from
    down = np.nan if rule is None or rule.worse_from is None else sign * rule.worse_from
    return _frame(measure.code, np.array([RATED]), sign, np.array([up]), np.array([down]))


def _frame(code: str, starts: np.ndarray, sign: int, up: np.ndarray, down: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "measure": pd.Series([code] * starts.size, dtype="str"),
            "start": starts.astype(float),
            "sign": np.full(starts.size, float(sign)),
            "improved_from": np.where(np.isnan(up), np.inf, up - TOLERANCE),
            "worse_from": np.where(np.isnan(down), -np.inf, down + TOLERANCE),
            "has_improved": ~np.isnan(up),
            "has_worse": ~np.isnan(down),
        }
    )


def _sign(measure: Measure) -> int:
    return 1 if measure.better is Better.HIGHER else -1
