"""Monthly shares for a control chart: every month between the first and the last, also those with nothing to show."""

from datetime import date

import pandas as pd

from metrics.control_chart import Gap, MonthValue
from metrics.proportion import wilson


def month_values(
    rows: pd.DataFrame, count: str, total: str, *, limit: int, months_each: int = 1
) -> tuple[MonthValue, ...]:
    """Months in order from `rows` (one row per month: month, its first day, and two columns of counts).

    A month without anybody is a gap, not a zero; so is one with fewer than `limit` people (`clinic.percentage_from` on
    screen, `clinic.suppress_below` for what leaves the clinic if that is larger), which then carries no count either,
    and takes no part in limits. A calendar month without a row between two others counts as one without anybody.
    `months_each`: 3 puts the months of each calendar quarter together, under its first day.
    """
    counted: dict[date, tuple[int, int]] = {}
    for row in rows.to_dict("records"):
        month = row["month"]
        first = month.replace(month=(month.month - 1) // months_each * months_each + 1)
        before = counted.get(first, (0, 0))
        counted[first] = (before[0] + int(row[count]), before[1] + int(row[total]))
    every = [month for month in calendar(counted) if (month.month - 1) % months_each == 0]
    return tuple(_value(month, *counted.get(month, (0, 0)), limit) for month in every)


def calendar(months) -> list[date]:
    """Every month from the first to the last of `months`, as first days."""
    numbers = [month.year * 12 + month.month - 1 for month in months]
    if not numbers:
        return []
    return [date(number // 12, number % 12 + 1, 1) for number in range(min(numbers), max(numbers) + 1)]


def _value(month: date, count: int, total: int, limit: int) -> MonthValue:
    share = wilson(count, total)
    if share.total == 0:
        return MonthValue(month, None, Gap.NOBODY, 0, 0)
    if share.percent(limit) is None:
        return MonthValue(month, None, Gap.SUPPRESSED)
    return MonthValue(month, share.share, None, count, total)
