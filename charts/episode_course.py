"""From the rows of an episode to what the panels and the track of a patient need, on screen and on paper."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from charts.checkpoint_track import Step
from charts.course import Course, CoursePoint, OutsideScore
from charts.numbers import day as written_day
from charts.time_axis import Stop, TimeAxis, axis_to_next, short_label
from domain.measure import Measure
from domain.measures import MEASURES
from domain.program import CheckpointKind, CheckpointStatus, Program, Window, status_on
from metrics.checkpoint_change import as_number, change_at, scores_at
from metrics.episode_changes import latest_checkpoint
from metrics.verdict import Verdict

LEFT_EARLY = ("left", "discharged", "died", "withdrew")
EXCUSED = ("died", "withdrew")


@dataclass(frozen=True)
class Episode:
    """One patient's time in one program, as the pages speak of it. `today` decides what is due.

    `measures` are those of the clinic by code, in the order in which pages list them.
    """

    episode_id: str
    program: Program
    started: date
    ended: date | None
    how_ended: str | None
    died_or_withdrew_on: date | None
    today: date
    measures: Mapping[str, Measure] = field(default_factory=lambda: MEASURES)
    died_on: date | None = None

    @property
    def left_on(self) -> date | None:
        return self.ended if self.how_ended in LEFT_EARLY else None

    @property
    def excused_on(self) -> date | None:
        return self.died_or_withdrew_on or (self.ended if self.how_ended in EXCUSED else None)

    @property
    def gone(self) -> str:
        """'died 3 Nov 2025', 'consent withdrawn 3 Nov 2025', or nothing."""
        if self.died_on is not None or self.how_ended == "died":
            when = self.died_on or self.ended
            return f"died {written_day(when)}" if when else "died"
        return f"consent withdrawn {written_day(self.excused_on)}" if self.excused_on else ""

    def day_of(self, when: date) -> int:
        """Days since the start of the episode."""
        return (when - self.started).days


@dataclass(frozen=True)
class EpisodeCourse:
    """`current` is the checkpoint that holds the latest score by date; the heads of the panels speak of it. None
    before any score. Where a checkpoint was `asked` for, it is that one, or, as long as it has no score, the latest before it.

    `windows` and all that follows them run by due day: a program that ended early ends before its later weeks.
    `due` are the measures due at each checkpoint; others may have been done there too. Nothing is due at a
    checkpoint that closes on or after the day of death or of withdrawn consent.
    """

    episode: Episode
    stops: tuple[Stop, ...]
    windows: dict[str, Window]
    courses: tuple[Course, ...]
    current: str | None
    due: dict[str, tuple[str, ...]]
    asked: str | None = None

    @property
    def axis(self) -> TimeAxis:
        return axis_to_next(self.stops, self.episode.day_of(self.episode.today))

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """By measure, the verdicts at the current checkpoint only."""
        return {c.measure.code: c.verdict for c in self.courses if c.verdict is not None and c.current == self.current}

    def course(self, measure: str) -> Course | None:
        return next((c for c in self.courses if c.measure.code == measure), None)

    def points_at(self, checkpoint: str) -> dict[str, CoursePoint]:
        """By measure, what is due or was seen at one checkpoint."""
        found = ((c.measure.code, p) for c in self.courses for p in c.points if p.checkpoint == checkpoint)
        return dict(found)

    def done_of_due(self, checkpoint: str | None) -> tuple[int, int]:
        """Forms in, and forms due, at one checkpoint."""
        due = self.due.get(checkpoint, ()) if checkpoint else ()
        points = self.points_at(checkpoint) if checkpoint else {}
        return sum(points[code].value is not None for code in due), len(due)

    def label(self, checkpoint: str) -> str:
        return self.episode.program.checkpoint(checkpoint).name

    @property
    def steps(self) -> tuple[Step, ...]:
        """One per checkpoint: done as soon as one score is there."""
        return tuple(self._step(stop.code) for stop in self.stops)

    @property
    def open_checkpoint(self) -> str | None:
        """The checkpoint whose window holds today; of several, the one whose due day is nearest."""
        today = self.episode.today
        open_now = {code: abs((w.due_on - today).days) for code, w in self.windows.items() if w.holds(today)}
        return min(open_now, key=open_now.__getitem__, default=None)

    @property
    def latest_closed(self) -> str | None:
        """The last checkpoint whose window has closed."""
        closed = [code for code, window in self.windows.items() if window.closes_on < self.episode.today]
        return closed[-1] if closed else None

    @property
    def pointed_at(self) -> str | None:
        """The checkpoint that the track points at."""
        return self.asked or self.open_checkpoint or self.current

    def _step(self, code: str) -> Step:
        seen = any(p.value is not None or p.in_conflict for p in self.points_at(code).values())
        status = _status(self.episode, self.windows[code], seen)
        window = self.windows[code]
        when = (
            f"due {written_day(window.due_on)}, open {written_day(window.opens_on)} to {written_day(window.closes_on)}"
        )
        return Step(self.label(code), status, is_current=code == self.pointed_at, when=when)


def episode_of(row, program: Program, today: date, measures: Mapping[str, Measure] = MEASURES) -> Episode:
    """The episode that a row of episodes, or of checkpoint scores, describes."""
    died_on, withdrew_on = (getattr(row, name, None) for name in ("died_on", "withdrew_on"))
    if withdrew_on and withdrew_on < row.started:
        withdrew_on = None  # who enrolled again after withdrawing has consented again
    first = min((day for day in (died_on, withdrew_on) if day), default=None)
    return Episode(row.episode_id, program, row.started, row.ended, row.how_ended, first, today, measures, died_on)


def episode_course(
    episode: Episode, rows: pd.DataFrame, observations: pd.DataFrame | None = None, asked: str | None = None
) -> EpisodeCourse:
    """The course of an episode from its checkpoint scores (`course` rows; those of the patient's other episodes tell which
    scores belong there).

    `observations`, where given, are the patient's scores; those that fill no checkpoint are drawn beside the line. `asked`:
    the checkpoint to speak of, where it is not simply the latest one with a score.
    """
    filled = set(rows["observation_id"].dropna())
    rows = rows[rows["episode_id"] == episode.episode_id]
    windows, stops = _windows(rows), []
    for code in windows:
        checkpoint = episode.program.checkpoint(code)
        stops.append(Stop(code, short_label(checkpoint.name), episode.day_of(windows[code].due_on), checkpoint.kind))
    current = latest_checkpoint(_upto(rows, windows, asked))
    outside = _outside(episode, filled, observations, windows)
    courses = [
        _course(episode, episode.measures[code], own, windows, current, outside.get(code, ()))
        for code, own in rows.groupby("measure", sort=False)
    ]
    due = {
        code: tuple(own["measure"])
        for code, own in rows[rows["is_due"]].groupby("checkpoint", sort=False)
        if not _is_excused(episode, windows[code])
    }
    in_order = tuple(_in_registry_order(courses, episode))
    return EpisodeCourse(episode, tuple(stops), windows, in_order, current, due, asked if asked in windows else None)


def _upto(rows: pd.DataFrame, windows: dict[str, Window], asked: str | None) -> pd.DataFrame:
    """The rows that `current` is chosen from: the checkpoint asked for where it has a score, else it and those before it."""
    if asked not in windows:
        return rows
    own = rows[rows["checkpoint"] == asked]
    before = list(windows)[: list(windows).index(asked) + 1]
    return own if own["value"].notna().any() else rows[rows["checkpoint"].isin(before)]


def _is_excused(episode: Episode, window: Window) -> bool:
    return episode.excused_on is not None and episode.excused_on <= window.closes_on


def _by_due_day(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(["due_on", "ordinal"], kind="stable")


def _windows(rows: pd.DataFrame) -> dict[str, Window]:
    ordered = _by_due_day(rows).drop_duplicates("checkpoint")
    return {r.checkpoint: Window(r.opens_on, r.due_on, r.closes_on) for r in ordered.itertuples()}


def _course(episode, measure: Measure, rows: pd.DataFrame, windows, current, outside) -> Course:
    points = tuple(_point(episode, row, windows[row.checkpoint]) for row in _by_due_day(rows).itertuples())
    speaks_of = _speaks_of(points, list(windows), current)
    return Course(measure, points, speaks_of, _verdict(measure, rows, speaks_of, episode), tuple(outside))


def _point(episode: Episode, row, window: Window) -> CoursePoint:
    value, in_conflict = as_number(row.value), bool(row.in_conflict)
    status = _status(episode, window, value is not None)
    return CoursePoint(row.checkpoint, status, value, row.on_date, as_number(row.standard_error), in_conflict)


def _status(episode: Episode, window: Window, seen: bool) -> CheckpointStatus:
    return status_on(episode.today, window, seen, episode.left_on, episode.excused_on)


def _speaks_of(points: tuple[CoursePoint, ...], order: list[str], current: str | None) -> str | None:
    """The current checkpoint, or for a measure that is not due there the latest one before at which it was."""
    upto = order[: order.index(current) + 1] if current else []
    here = [
        p.checkpoint
        for p in points
        if p.checkpoint in upto and (p.value is not None or p.checkpoint == current or p.in_conflict)
    ]
    return here[-1] if here else None


def _verdict(measure: Measure, rows: pd.DataFrame, speaks_of: str | None, episode: Episode) -> Verdict | None:
    if speaks_of is None or episode.program.checkpoint(speaks_of).kind is CheckpointKind.INTAKE:
        return None
    return change_at(measure, scores_at(rows), episode.program.intake.code, speaks_of).verdict


def _outside(episode, filled: set, observations, windows) -> dict[str, list[OutsideScore]]:
    if observations is None or not windows:
        return {}
    first = min(window.opens_on for window in windows.values())
    found: dict[str, list[OutsideScore]] = {}
    for row in observations.itertuples():
        when = row.on_date
        if (
            row.standing == "used"
            and row.observation_id not in filled
            and when >= first
            and row.occasion in (None, "routine")
        ):
            found.setdefault(row.measure, []).append(OutsideScore(episode.day_of(when), row.value, when))
    return found


def _in_registry_order(courses: list[Course], episode: Episode) -> list[Course]:
    order = list(episode.measures)
    return sorted(courses, key=lambda course: order.index(course.measure.code))
