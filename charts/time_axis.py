"""One time axis for panels, lanes and average courses: checkpoints at their real days.

Inside a program the axis is even. With follow-ups (91, 182, 365 days after the end) an even axis would put
the first weeks on top of one another in a panel 200 px wide, and checkpoints set evenly apart would pretend
that a fortnight is half a year. There the distance from the start is the square root of the days: the order
and relative closeness stay true, and the key says that early weeks are drawn wider.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.program import CheckpointKind

HOW_DRAWN = "early weeks are drawn wider"
LEFT, RIGHT = 2.0, 94.0
"""Percent of the width at which the axis starts and ends; the rest is room for the last value."""

CLOSEST = 0.14
"""Share of the axis by which neighbouring checkpoints must differ for an even axis to stay readable."""


@dataclass(frozen=True)
class Stop:
    """A checkpoint on the axis. `day` counts from the start of the episode (or of the program, for a cohort)."""

    code: str
    label: str
    day: int
    kind: CheckpointKind = CheckpointKind.REASSESSMENT


@dataclass(frozen=True)
class TimeAxis:
    """The stops in order of day."""

    stops: tuple[Stop, ...]

    def __post_init__(self):
        if not self.stops:
            raise ValueError("a time axis needs at least one checkpoint")

    @property
    def first_day(self) -> int:
        return min(stop.day for stop in self.stops)

    @property
    def last_day(self) -> int:
        return max(stop.day for stop in self.stops)

    def stop(self, code: str) -> Stop:
        return next(stop for stop in self.stops if stop.code == code)

    def holds(self, code: str) -> bool:
        return any(stop.code == code for stop in self.stops)

    @property
    def is_even(self) -> bool:
        """The checkpoints stand far enough apart on an even axis."""
        days = sorted({stop.day for stop in self.stops})
        return all(later - earlier >= CLOSEST * (days[-1] - days[0]) for earlier, later in pairwise(days))

    def position(self, day: float) -> float:
        """Percent of the width. A day off the axis is put at the nearer end."""
        share = (day - self.first_day) / max(1, self.last_day - self.first_day)
        inside = min(1.0, max(0.0, share))
        return LEFT + (inside if self.is_even else math.sqrt(inside)) * (RIGHT - LEFT)

    def has_day(self, day: float) -> bool:
        return self.first_day <= day <= self.last_day


def axis_to_next(stops: Sequence[Stop], today: int) -> TimeAxis:
    """The axis from intake to the checkpoint after `today`, and at least to the end of the program.

    A patient in week 6 is not squeezed into a third of the width by follow-ups a year away.
    """
    ordered = sorted(stops, key=lambda stop: stop.day)
    completion = next((stop.day for stop in ordered if stop.kind is CheckpointKind.COMPLETION), ordered[-1].day)
    following = next((stop.day for stop in ordered if stop.day > today), ordered[-1].day)
    return TimeAxis(tuple(stop for stop in ordered if stop.day <= max(completion, following)))


def percent_of(value: float) -> str:
    """A position as SVG writes it: '12.50%'."""
    return f"{value:.2f}%"


def stop_at(axis: TimeAxis, stop: Stop) -> str:
    return percent_of(axis.position(stop.day))


def short_label(name: str) -> str:
    """An axis label short enough for a small panel: 'Week 2' → 'wk 2', '3 months' → '3 mo', 'Program end' → 'end'."""
    words = name.lower().split()
    if len(words) == 2 and words[0] == "week":
        return _week(words[1])
    if len(words) == 2 and words[1] in ("months", "month"):
        return f"{words[0]} mo"
    return {"program end": "end"}.get(name.lower(), name)


def compact_labels(labels: Sequence[str]) -> list[str]:
    """'wk 2', 'wk 6' → 'wk 2', '6': the unit is said once in a run."""
    before, _, after = _week("\0").partition("\0")
    is_week = [label.startswith(before) and label.endswith(after) for label in labels]
    return [
        label.removeprefix(before).removesuffix(after) if i and is_week[i] and is_week[i - 1] else label
        for i, label in enumerate(labels)
    ]


def _week(number: str) -> str:
    return f"wk {number}"


CHARACTER = 6.2
"""Pixels of a character of an axis label."""


def labels_that_fit(
    axis: TimeAxis, width: float, current: str | None, *, shifts: Sequence[float] = (), kept: Sequence[int] = ()
) -> set[int]:
    """Which stops' labels stand clear of one another on an axis `width` pixels wide: `kept` before all, then the current
    checkpoint, the ends, the end of the program, the others in order. `shifts`: pixels by which labels are moved."""

    def rank(i: int) -> int:
        stop = axis.stops[i]
        wishes = (
            i in kept,
            stop.code == current,
            i == 0,
            i == len(axis.stops) - 1,
            stop.kind is CheckpointKind.COMPLETION,
        )
        return next((place for place, wish in enumerate(wishes) if wish), len(wishes))

    moved = [*shifts, *[0.0] * (len(axis.stops) - len(shifts))]
    centres = [axis.position(stop.day) / 100 * width + shift for stop, shift in zip(axis.stops, moved, strict=True)]
    widths = [len(stop.label) * CHARACTER for stop in axis.stops]
    chosen: set[int] = set()
    for i in sorted(range(len(axis.stops)), key=rank):
        if all(abs(centres[i] - centres[j]) >= (widths[i] + widths[j]) / 2 + 3 for j in chosen):
            chosen.add(i)
    return chosen
