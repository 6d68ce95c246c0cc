"""Nights from stretches of sleep as a device recorded them.

Stretches of one person that lie less than `JOIN_SECONDS` apart make one sleep. It belongs to the local day on which it
ended (the morning); of several sleeps on one day the one with most minutes asleep is the night and the others are naps.
Minutes asleep are the union of the asleep stretches of one source, so that stages that overlap count once.
Time in bed runs from the first to the last moment of the sleep, and is known only where the source recorded being in
bed: a watch that records sleep alone knows when sleep began, not when the person lay down, and its share of sleep
between falling asleep and waking is another quantity (see `domain.sleep`: the denominator is time in bed).
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

JOIN_SECONDS = 3600
"""A convention of this program; no source was read for it."""

ASLEEP, AWAKE, IN_BED = "asleep", "awake", "in_bed"


@dataclass(frozen=True)
class DeviceNight:
    """`in_bed_minutes` is None where being in bed was not recorded. `line` is the first record of the night."""

    on_date: date
    asleep_minutes: float
    in_bed_minutes: float | None
    line: int


def nights(stretches: pd.DataFrame, time_zone: ZoneInfo) -> list[DeviceNight]:
    """The sleeps of one person, naps too, in the order of their end.

    Args:
        stretches: `start` and `end` (seconds since 1970 UTC), `state` (asleep, awake, in_bed), `rank` of the source (0 is
            preferred; one rank per source) and `line`.
        time_zone: whose days the mornings are.

    Returns:
        One entry per sleep in which something was asleep. Sleep is that of the most preferred source that recorded any;
        being in bed may come from another source, because a phone often records it and a watch does not.
    """
    if stretches.empty:
        return []
    table = stretches.sort_values(["start", "end", "rank", "line"], ignore_index=True)
    reached = np.maximum.accumulate(table["end"].to_numpy(dtype=float))
    gap = np.concatenate([[np.inf], table["start"].to_numpy(dtype=float)[1:] - reached[:-1]])
    groups = np.cumsum(gap > JOIN_SECONDS)
    found = [_night(part, time_zone) for _, part in table.groupby(groups)]
    return sorted((night for night in found if night), key=lambda night: (night.on_date, night.line))


def main_sleeps(found: list[DeviceNight]) -> dict[date, DeviceNight]:
    """The night of each day: most minutes asleep, on a tie the first."""
    chosen: dict[date, DeviceNight] = {}
    for night in found:
        if night.on_date not in chosen or night.asleep_minutes > chosen[night.on_date].asleep_minutes:
            chosen[night.on_date] = night
    return chosen


def _night(part: pd.DataFrame, time_zone: ZoneInfo) -> DeviceNight | None:
    asleep = part[part["state"] == ASLEEP]
    if asleep.empty:
        return None
    source = asleep["rank"].min()
    slept = asleep[asleep["rank"] == source]
    own = part[(part["rank"] == source) | (part["state"] == IN_BED)]
    was_in_bed = (part["state"] == IN_BED).any()
    in_bed = float(own["end"].max() - own["start"].min()) / 60 if was_in_bed else None
    morning = datetime.fromtimestamp(float(slept["end"].max()), time_zone).date()
    return DeviceNight(morning, _union_seconds(slept) / 60, in_bed, int(part["line"].min()))


def _union_seconds(stretches: pd.DataFrame) -> float:
    start, end = (stretches[name].to_numpy(dtype=float) for name in ("start", "end"))
    order = np.argsort(start, kind="stable")
    reached = np.concatenate([[-np.inf], np.maximum.accumulate(end[order])[:-1]])
    return float(np.clip(end[order] - np.maximum(start[order], reached), 0, None).sum())
