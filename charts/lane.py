"""A lane of events on the time axis of the panels: what stands on it, and when it is said to stand there."""

from dataclasses import dataclass
from enum import StrEnum

from charts.time_axis import TimeAxis

LANE_HEIGHT = 24
LEVEL_HEIGHT = 58
CHARACTER_SHARE = 0.95
"""Percent of the width that a character takes in lanes about 680 px wide."""


class LaneMark(StrEnum):
    ATTENDED = "attended"
    MISSED = "missed"
    MOMENT = "moment"
    SPAN = "span"
    LEVEL = "level"


@dataclass(frozen=True)
class LaneEvent:
    """`day` counts from the start of the episode; `until_day` ends a span or a level. `text` is written where there is room.
    `value`: how high a level stands on the scale of its lane."""

    mark: LaneMark
    day: int
    text: str = ""
    until_day: int | None = None
    value: float | None = None


@dataclass(frozen=True)
class Lane:
    """`top` is the upper end of the lane's own scale, which begins at 0, and `unit` what it counts; None without levels."""

    name: str
    events: tuple[LaneEvent, ...]
    top: float | None = None
    unit: str = ""

    @property
    def height(self) -> int:
        return LANE_HEIGHT if self.top is None else LEVEL_HEIGHT


def is_shown(event: LaneEvent, axis: TimeAxis) -> bool:
    end = event.until_day if event.until_day is not None else event.day
    return event.day <= axis.last_day and end >= axis.first_day


def spoken_event(event: LaneEvent) -> str:
    text = event.text or event.mark.value
    return f"{text}, {_when(event.day)}" + (f" to {_when(event.until_day)}" if event.until_day is not None else "")


def _when(day: int) -> str:
    """'week 6' counts whole weeks since the start."""
    return f"week {day // 7}" if day >= 0 else "before the start"
