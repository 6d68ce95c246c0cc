"""Everything that is known of one patient on one day, as criteria, screens and packets read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import pandas as pd

from domain.entry import Entry, EntryKind
from domain.evidence_rows import (
    AuthorizationRow,
    EventRow,
    GoalRow,
    ScoreRow,
    authorization_rows,
    event_rows,
    goal_rows,
    score_rows,
)
from domain.measure import Measure
from domain.program import Window


@dataclass(frozen=True)
class EpisodeFacts:
    """One episode as the store tells it; texts and days None, `pain_months` None, where not known."""

    episode_id: str
    program: str
    started: date
    planned_end: date | None = None
    ended: date | None = None
    how_ended: str | None = None
    site: str | None = None
    payer: str | None = None
    clinician: str | None = None
    pain_months: int | None = None
    first_session_on: date | None = None


@dataclass(frozen=True)
class CheckpointWindow:
    """When a checkpoint of the episode opens, is due and closes."""

    code: str
    name: str
    kind: str
    window: Window


@dataclass(frozen=True)
class Request:
    """What is asked for, where it matters to a criterion: the day of service and the region of the body."""

    on_date: date | None = None
    region: str | None = None
    service: str = ""


@dataclass(frozen=True, eq=False)
class Evidence:
    """`course`: checkpoint scores of the episode (columns of `Door.course`). `observations`, `events`, `appointments`, `goals`,
    `authorizations`, `medications`: columns of the Door's readers, of the whole patient; `goals` also `origin` ('loaded' or
    'typed'). `entries`: those of the book that stand. Rows of days after `as_of` are not among them, planned appointments
    excepted.

    `known_then`: the observations are those that had been loaded by `as_of`; events, goals, authorizations and medications
    are always today's rows, as far as they are dated by then. `episode` is None for a patient who has none.
    """

    patient_id: str
    as_of: date
    episode: EpisodeFacts | None
    checkpoints: tuple[CheckpointWindow, ...]
    course: pd.DataFrame
    observations: pd.DataFrame
    events: pd.DataFrame
    appointments: pd.DataFrame
    goals: pd.DataFrame
    authorizations: pd.DataFrame
    medications: pd.DataFrame
    entries: tuple[Entry, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    request: Request = field(default_factory=Request)
    known_then: bool = False

    @property
    def day_of_service(self) -> date:
        """The day for which something is asked; the day of evaluation where none is."""
        return self.request.on_date or self.as_of

    def for_request(self, request: Request) -> "Evidence":
        return replace(self, request=request)

    def on_day(self, day: date) -> "Evidence":
        """The same as of an earlier day, by the dates of its rows; to evaluate the rule of a checkpoint that has closed."""
        return replace(self, as_of=day)

    @cached_property
    def intake(self) -> CheckpointWindow | None:
        return next((one for one in self.checkpoints if one.kind == "intake"), None)

    def checkpoint(self, code: str) -> CheckpointWindow | None:
        return next((one for one in self.checkpoints if one.code == code), None)

    @cached_property
    def scores(self) -> Mapping[str, tuple[ScoreRow, ...]]:
        """Scores that count or are in conflict, by measure, in order of time."""
        return score_rows(self.observations, self.as_of)

    @cached_property
    def event_list(self) -> tuple[EventRow, ...]:
        return event_rows(self.events, self.as_of)

    @cached_property
    def goal_list(self) -> tuple[GoalRow, ...]:
        return goal_rows(self.goals, self.as_of)

    @cached_property
    def authorization_list(self) -> tuple[AuthorizationRow, ...]:
        return authorization_rows(self.authorizations, self.as_of, are_todays=self.known_then)

    @cached_property
    def cells(self) -> Mapping[tuple[str, str], tuple[tuple[str | None, bool], ...]]:
        """What fills each checkpoint of the episode, by checkpoint and measure: observation_id (None: nothing) and whether
        sources differ on it."""
        rows, episode = self.course, self.episode
        if episode is not None and "episode_id" in rows:
            rows = rows[rows["episode_id"] == episode.episode_id]
        found: dict[tuple[str, str], list[tuple[str | None, bool]]] = {}
        columns = (rows[name] for name in ("checkpoint", "measure", "observation_id", "in_conflict"))
        for checkpoint, measure, observation_id, in_conflict in zip(*columns, strict=True):
            is_in_conflict = not pd.isna(in_conflict) and bool(in_conflict)
            row = (None if pd.isna(observation_id) else observation_id, is_in_conflict)
            found.setdefault((checkpoint, measure), []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    def attestations(self, fact: str) -> tuple[Entry, ...]:
        """What was attested about a fact by the day of evaluation, oldest first; not what belongs to another episode."""
        here = {None, self.episode.episode_id if self.episode else None}
        said = (e for e in self.entries if e.kind is EntryKind.ATTESTATION and e.says.get("code") == fact)
        said = (entry for entry in said if entry.episode_id in here)
        dated = [entry for entry in said if entry.on_date is not None and entry.on_date <= self.as_of]
        return tuple(sorted(dated, key=lambda entry: (entry.on_date or date.min, entry.made_at, entry.entry_id)))

    def without(self, table: str, row_id: str) -> "Evidence":
        """The same without one row of `TABLES`: what would be left to say if it were withdrawn.

        Raises ValueError for a table that there is not.
        """
        if table not in TABLES:
            raise ValueError(f"evidence has no rows of '{table}'")
        if table == "episode":
            return replace(self, episode=None)
        if table == "entry":
            return replace(self, entries=tuple(entry for entry in self.entries if entry.entry_id != row_id))
        name, key = TABLES[table]
        left = {name: _without(getattr(self, name), key, row_id)}
        if table == "observation":
            left["course"] = _unfilled(self.course, row_id)
        return replace(self, **left)


TABLES: dict[str, tuple[str, str]] = {
    "episode": ("episode", "episode_id"),
    "observation": ("observations", "observation_id"),
    "event": ("events", "event_id"),
    "appointment": ("appointments", "appointment_id"),
    "goal": ("goals", "goal_id"),
    "authorization": ("authorizations", "authorization_id"),
    "medication": ("medications", "medication_id"),
    "entry": ("entries", "entry_id"),
}
"""The field of Evidence and its key by the table that a proof row names."""


def _without(rows: pd.DataFrame, key: str, row_id: str) -> pd.DataFrame:
    return rows[rows[key] != row_id].reset_index(drop=True)


def _unfilled(course: pd.DataFrame, observation_id: str) -> pd.DataFrame:
    """Checkpoint scores with the cells that an observation filled left empty."""
    gone = course["observation_id"] == observation_id
    left = course.copy()
    for name in ("observation_id", "on_date", "form"):
        left[name] = left[name].astype(object).where(~gone, None)
    left["value"] = left["value"].where(~gone)
    return left
