"""Programs, their checkpoints, and the days on which a checkpoint opens, is due and closes."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from domain.program_rule import ProgramRule


class CheckpointKind(StrEnum):
    INTAKE = "intake"
    REASSESSMENT = "reassessment"
    COMPLETION = "completion"
    FOLLOW_UP = "follow-up"


class Anchor(StrEnum):
    START = "start"
    END = "end"


OCCASIONS = ("routine", "before_block", "after_block", "diary", "daily")
"""On what occasion a score was taken; `daily` is one day's or night's value of a dense series. A checkpoint takes routine
ones unless the program says otherwise."""


@dataclass(frozen=True)
class Checkpoint:
    """Days count from the anchor; the window holds its first and last day. `rules` are what the program proposes there; no
    window depends on them, so that they are not part of what a stored window is compared with."""

    code: str
    name: str
    kind: CheckpointKind
    anchor: Anchor
    due_day: int
    opens_day: int
    closes_day: int
    measures: tuple[str, ...]
    occasions: tuple[str, ...] = ("routine",)
    rules: tuple[ProgramRule, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Window:
    opens_on: date
    due_on: date
    closes_on: date

    def holds(self, day: date) -> bool:
        return self.opens_on <= day <= self.closes_on


@dataclass(frozen=True)
class Program:
    code: str
    name: str
    weeks: int
    checkpoints: tuple[Checkpoint, ...]

    @property
    def intake(self) -> Checkpoint:
        return next(c for c in self.checkpoints if c.kind is CheckpointKind.INTAKE)

    def checkpoint(self, code: str) -> Checkpoint:
        return next(c for c in self.checkpoints if c.code == code)


def window_of(
    checkpoint: Checkpoint,
    started: date,
    ended: date | None,
    planned_end: date,
    first_session_on: date | None,
) -> Window:
    """The calendar window of a checkpoint for one episode.

    The anchor is the start, or the end: actual, else planned. The intake window closes at the
    first treatment session: that day still counts, as forms are filled in before treatment.
    """
    anchor = started if checkpoint.anchor is Anchor.START else (ended or planned_end)
    window = Window(
        *(anchor + timedelta(days=d) for d in (checkpoint.opens_day, checkpoint.due_day, checkpoint.closes_day))
    )
    if (
        checkpoint.kind is CheckpointKind.INTAKE
        and first_session_on is not None
        and first_session_on < window.closes_on
    ):
        return Window(window.opens_on, min(window.due_on, first_session_on), first_session_on)
    return window


class CheckpointStatus(StrEnum):
    """What a checkpoint is on a given day; never stored, because it ages."""

    DONE = "done"
    UPCOMING = "upcoming"
    OPEN = "open"
    LATE = "late"
    MISSED = "missed"
    LEFT = "left"
    NOT_DUE = "no longer due"


def status_on(
    day: date,
    window: Window,
    observed: bool,
    left_on: date | None,
    excused_on: date | None,
) -> CheckpointStatus:
    """Status of one checkpoint. `left_on`: the patient ended the episode early. `excused_on`: death
    or withdrawal of consent; only that takes a checkpoint out of the due ones."""
    if observed:
        return CheckpointStatus.DONE
    if excused_on is not None and excused_on <= window.closes_on:
        return CheckpointStatus.NOT_DUE
    if day < window.opens_on:
        return CheckpointStatus.UPCOMING
    if day > window.closes_on:
        gone = left_on is not None and left_on <= window.closes_on
        return CheckpointStatus.LEFT if gone else CheckpointStatus.MISSED
    return CheckpointStatus.LATE if day > window.due_on else CheckpointStatus.OPEN
