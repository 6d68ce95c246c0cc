"""Cutting overlapping periods into spans within which nothing changes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

_WIDTH = 2**33
"""More than the distance between any two day numbers, so that patient × width + day is one sortable number."""


@dataclass(frozen=True)
class Spans:
    """Spans in order: `patient` (code), `first` and `last` day; `pairs` says which rows are in force in which span.

    Within a person the spans follow each other without a gap; a span in which no row is in force is there as well.
    """

    patient: np.ndarray
    first: np.ndarray
    last: np.ndarray
    pair_span: np.ndarray
    pair_row: np.ndarray


def cut(patient: np.ndarray, first: np.ndarray, last: np.ndarray, until: int) -> Spans:
    """Spans of rows given by patient code (0, 1, …) and first and last day, both included, up to the day `until`.

    Each person's spans begin with their first row. Rows that begin after `until` are left out.
    """
    rows = np.flatnonzero(first <= until)
    person, begin, end = patient[rows].astype(np.int64), first[rows], np.minimum(last[rows], until)
    people = np.unique(person)
    starts, stops = person * _WIDTH + begin, person * _WIDTH + end + 1
    edges = np.unique(np.concatenate([starts, stops, people * _WIDTH + until + 1]))
    of = (edges + _WIDTH // 2) // _WIDTH
    is_span = np.append(of[1:] == of[:-1], False) if len(edges) else np.zeros(0, dtype=bool)
    number = np.cumsum(is_span) - 1
    low, high = np.searchsorted(edges, starts), np.searchsorted(edges, stops)
    count = high - low
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    pair_span = number[np.repeat(low, count) + within]
    kept = np.flatnonzero(is_span)
    day = edges - of * _WIDTH
    return Spans(of[kept], day[kept], day[kept + 1] - 1, pair_span, np.repeat(rows, count))


def dates(days: np.ndarray) -> np.ndarray:
    """Day numbers as `datetime.date`."""
    return pd.to_datetime(np.asarray(days, dtype=np.int64), unit="D").date


def joined(spans: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Neighbouring spans with equal `by` made one; `first` and `last` are day numbers, rows in order within `by[0]`."""
    if spans.empty:
        return spans
    same = (spans[by] == spans[by].shift()).all(axis=1) & (spans["first"] == spans["last"].shift() + 1)
    run = (~same).cumsum()
    ends = spans.groupby(run)["last"].last()
    return spans[~same].assign(last=ends.to_numpy())
