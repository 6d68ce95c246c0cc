"""What is a group's mean score at each checkpoint, and how sure is it?"""

from dataclasses import dataclass

import pandas as pd

from metrics.mean_interval import mean_interval


@dataclass(frozen=True)
class CoursePoint:
    """The mean at one checkpoint of those `n` who were due and seen there, in the measure's unit.

    Different people stand behind different points. `mean` is None when n is 0; `low`, `high` (95 % t interval)
    are None under `interval_from` people. `due_day` counts from the start of the program, None where unknown.
    """

    checkpoint: str
    ordinal: int
    due_day: int | None
    n: int
    mean: float | None
    low: float | None
    high: float | None


def mean_course(sums: pd.DataFrame, *, interval_from: int) -> tuple[CoursePoint, ...]:
    """Points in checkpoint order from `sums`: checkpoint, ordinal, due_day_from_start, n, total, total_sq.

    `interval_from`: no interval from fewer people (`clinic.percentage_from`; never below 2).
    """
    rows = sums.sort_values("ordinal", kind="stable").to_dict("records")
    return tuple(_point(row, max(2, interval_from)) for row in rows)


def _point(row: dict, interval_from: int) -> CoursePoint:
    n = int(row["n"])
    total, total_sq = (float(row[name]) if n else 0.0 for name in ("total", "total_sq"))
    answer = mean_interval(n, total, total_sq, interval_from=interval_from)
    due_day = None if pd.isna(row["due_day_from_start"]) else int(row["due_day_from_start"])
    return CoursePoint(row["checkpoint"], int(row["ordinal"]), due_day, n, answer.mean, answer.low, answer.high)
