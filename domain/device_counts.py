"""What several devices counted over intervals of time, as one count a day without counting anything twice.

A phone in the pocket and a watch on the wrist count the same steps. For any stretch of time the count of the preferred
source holds, and another source adds only the part of its own interval that no preferred one covers, in proportion to
time. Within one source, an interval that overlaps an earlier one counts from where that one ended. HealthKit's own
statistics merge sources too (developer.apple.com, HKStatistics: read), without saying how.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

DAY_SECONDS = 86_400


def daily_counts(intervals: pd.DataFrame, time_zone: ZoneInfo) -> pd.DataFrame:
    """One count per local day.

    Args:
        intervals: `start` and `end` (seconds since 1970 UTC, start ≤ end), `value`, `rank` (0 is preferred; one rank per
            source) and `line`.
        time_zone: whose midnights part the days. An interval across midnight is parted in proportion to time.

    Returns:
        `on_date`, `value`, `line` (the first that counted on this day), ordered by date.
    """
    kept = _shares(intervals.drop_duplicates(["start", "end", "value", "rank"]))
    pieces = _by_day(kept[kept["value"] > 0], time_zone)
    days = pieces.groupby("on_date", as_index=False).agg(value=("value", "sum"), line=("line", "min"))
    return days.sort_values("on_date", ignore_index=True)


def _shares(intervals: pd.DataFrame) -> pd.DataFrame:
    """The intervals with what remains of each value after preferred and earlier ones."""
    # an order without ties, so that the sum does not depend on that of the file
    table = intervals.sort_values(["rank", "start", "end", "value", "line"], ignore_index=True)
    start, end, value = (table[name].to_numpy(dtype=float) for name in ("start", "end", "value"))
    rank = table["rank"].to_numpy()
    share = np.ones(len(table))
    covered = np.empty((0, 2))
    for one in np.unique(rank):
        here = rank == one
        own_start = _after_earlier(start[here], end[here])
        share[here] = _uncovered_share(start[here], own_start, end[here], covered)
        covered = _union(np.vstack([covered, np.column_stack([start[here], end[here]])]))
    return table.assign(value=value * share)


def _after_earlier(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Where each interval of one source (ordered by start) begins to count: not before the earlier ones have ended."""
    reached = np.concatenate([[-np.inf], np.maximum.accumulate(end)[:-1]])
    return np.minimum(np.maximum(start, reached), end)


def _uncovered_share(start: np.ndarray, own_start: np.ndarray, end: np.ndarray, covered: np.ndarray) -> np.ndarray:
    """Share of each interval that is its own and no preferred source's. A moment without length counts wholly or not."""
    length = end - start
    own = (end - own_start) - (_covered_before(end, covered) - _covered_before(own_start, covered))
    moment = np.where(_is_inside(start, covered), 0.0, 1.0)
    return np.where(length > 0, np.clip(own, 0, None) / np.where(length > 0, length, 1), moment)


def _union(intervals: np.ndarray) -> np.ndarray:
    """Ordered intervals (n × 2) that do not touch, covering the same time."""
    ordered = intervals[np.argsort(intervals[:, 0], kind="stable")]
    reached = np.maximum.accumulate(ordered[:, 1])
    opens = np.concatenate([[True], ordered[1:, 0] > reached[:-1]])
    closes = np.concatenate([opens[1:], [True]])
    return np.column_stack([ordered[opens, 0], reached[closes]])


def _covered_before(moments: np.ndarray, covered: np.ndarray) -> np.ndarray:
    """Seconds of `covered` before each moment."""
    if not len(covered):
        return np.zeros(len(moments))
    lengths = covered[:, 1] - covered[:, 0]
    at_edges = np.column_stack([np.cumsum(lengths) - lengths, np.cumsum(lengths)]).ravel()
    return np.interp(moments, covered.ravel(), at_edges)


def _is_inside(moments: np.ndarray, covered: np.ndarray) -> np.ndarray:
    if not len(covered):
        return np.zeros(len(moments), dtype=bool)
    place = np.searchsorted(covered[:, 0], moments, side="right") - 1
    return (place >= 0) & (moments < covered[np.maximum(place, 0), 1])


def _by_day(table: pd.DataFrame, time_zone: ZoneInfo) -> pd.DataFrame:
    """`on_date`, `value`, `line` of each piece of an interval within one local day."""
    if table.empty:
        return pd.DataFrame({"on_date": [], "value": [], "line": []})
    start, end, value = (table[name].to_numpy(dtype=float) for name in ("start", "end", "value"))
    first_day, midnights = local_midnights(start.min(), end.max(), time_zone)
    first, last = (np.searchsorted(midnights, edge, side="right") - 1 for edge in (start, end))
    last = np.where(
        (last > first) & (midnights[last] == end), last - 1, last
    )  # ends at midnight: nothing of the next day
    pieces = [pd.DataFrame({"day": first, "value": value, "line": table["line"].to_numpy()})[first == last]]
    for row in np.flatnonzero(first != last):
        days = np.arange(first[row], last[row] + 1)
        edges = np.concatenate([[start[row]], midnights[days[1:]], [end[row]]])
        parts = value[row] * np.diff(edges) / (end[row] - start[row])
        pieces.append(pd.DataFrame({"day": days, "value": parts, "line": table["line"].iloc[row]}))
    found = pd.concat(pieces, ignore_index=True)
    return found.assign(on_date=[first_day + timedelta(days=int(day)) for day in found["day"]])


def local_midnights(first: float, last: float, time_zone: ZoneInfo) -> tuple[date, np.ndarray]:
    """(the first local day, seconds since 1970 of each local midnight from that day to the one after `last`)."""
    day = datetime.fromtimestamp(first, time_zone).date()
    end = datetime.fromtimestamp(last, time_zone).date() + timedelta(days=1)
    many = (end - day).days + 1
    return day, np.array(
        [datetime.combine(day + timedelta(days=i), time(), time_zone).timestamp() for i in range(many)]
    )
