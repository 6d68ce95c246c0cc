"""What does the record of one episode hold that a document states: changes, sessions, work, goals, relief of blocks?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from domain.criterion_parts import EventMatch
from domain.evidence import Evidence
from domain.evidence_rows import EventRow
from domain.measure import Construct, Measure
from metrics.block_relief import BlockSeries
from metrics.checkpoint_change import ChangeAt, ScoreAt, scores_by_measure
from metrics.criterion_blocks import is_of_another_kind
from metrics.criterion_finding import ProofRow, event_proof
from metrics.episode_changes import episode_changes
from metrics.goal_progress import GoalProgress, goal_progress
from metrics.patient_statistics import Blocks, relief_of_blocks

FUNCTION = (Construct.PHYSICAL_FUNCTION, Construct.ACTIVITY, Construct.WORK)
PAIN = (Construct.PAIN_INTENSITY,)
FACET_BLOCK = EventMatch(
    "procedure",
    ("medial branch", "MBB", "facet", "zygapophys", "third occipital"),
    ("ablation", "denervation", "radiofrequency", "radio-frequency", "RFA"),
    "diagnostic facet block",
)
"""In the words of the shipped policies, so that statement and requirements speak of the same ones."""
BEFORE_START_DAYS = 60
"""A work status counts for an episode from so many days before its start: it is asked for when the patient is referred."""


@dataclass(frozen=True)
class Sessions:
    """Sessions recorded since the start of the episode, in order of time."""

    attended: tuple[EventRow, ...]
    missed: tuple[EventRow, ...]

    @property
    def recorded(self) -> int:
        return len(self.attended) + len(self.missed)

    @property
    def share(self) -> float | None:
        """Attended of recorded, 0–1; None where none is recorded."""
        return len(self.attended) / self.recorded if self.recorded else None

    @property
    def proof(self) -> tuple[ProofRow, ...]:
        rows = sorted((*self.attended, *self.missed), key=lambda row: (row.on_date, row.event_id))
        return tuple(event_proof(row) for row in rows)


@dataclass(frozen=True, eq=False)
class RecordFacts:
    """One patient's record as documents read it. Everything follows from `evidence`; nothing is read elsewhere.

    `changes`: by measure at its latest score (`episode_changes`), function first as the registry lists it. Without an
    episode there are none.
    """

    evidence: Evidence

    @cached_property
    def changes(self) -> tuple[ChangeAt, ...]:
        intake, episode = self.evidence.intake, self.evidence.episode
        if intake is None or episode is None:
            return ()
        excused = episode.how_ended in ("died", "withdrew")
        measures = {code: self.evidence.measures[code] for code in self._measured}
        return episode_changes(self.evidence.course, measures, intake.code, self.evidence.as_of, excused=excused)

    @cached_property
    def _measured(self) -> tuple[str, ...]:
        """Measures of the course in the registry's order."""
        here = set(self.evidence.course["measure"]) if len(self.evidence.course) else set()
        return tuple(code for code in self.evidence.measures if code in here)

    @cached_property
    def scores(self) -> Mapping[str, tuple[ScoreAt, ...]]:
        """Every checkpoint score of the episode by measure, in order of due days."""
        return scores_by_measure(self.evidence.course) if len(self.evidence.course) else {}

    @cached_property
    def at_intake(self) -> tuple[tuple[Measure, ScoreAt], ...]:
        """What was scored in the intake window."""
        if self.evidence.intake is None:
            return ()
        found = []
        for code in self._measured:
            own = next((one for one in self.scores[code] if one.checkpoint == self.evidence.intake.code), None)
            if (
                own is not None
                and own.value is not None
                and (own.on_date is None or own.on_date <= self.evidence.as_of)
            ):
                found.append((self.evidence.measures[code], own))
        return tuple(found)

    @cached_property
    def _filled(self) -> dict[tuple[str, str], str]:
        course = self.evidence.course
        if not len(course):
            return {}
        cells = zip(course["measure"], course["checkpoint"], course["observation_id"], strict=True)
        return {(measure, checkpoint): row for measure, checkpoint, row in cells if isinstance(row, str)}

    def observation_of(self, measure: Measure, score: ScoreAt | None) -> str | None:
        """Id of the row that fills a score; None where there is none."""
        return None if score is None else self._filled.get((measure.code, score.checkpoint))

    def change(self, code: str) -> ChangeAt | None:
        return next((one for one in self.changes if one.measure.code == code), None)

    @cached_property
    def sessions(self) -> Sessions:
        rows = self._events_since_start(0)
        return Sessions(
            tuple(row for row in rows if row.kind == "session_attended"),
            tuple(row for row in rows if row.kind == "session_missed"),
        )

    @cached_property
    def work(self) -> tuple[EventRow, ...]:
        """Work statuses of the episode, oldest first."""
        return tuple(row for row in self._events_since_start(BEFORE_START_DAYS) if row.kind == "work_status")

    @cached_property
    def treatment(self) -> tuple[EventRow, ...]:
        """What was done in the episode besides sessions: procedures, medication and plan changes, conferences, flares."""
        kinds = ("procedure", "medication_change", "care_plan_change", "case_conference", "flare")
        return tuple(row for row in self._events_since_start(0) if row.kind in kinds)

    def _events_since_start(self, days_before: int) -> list[EventRow]:
        episode = self.evidence.episode
        if episode is None:
            return []
        last = self.evidence.as_of if episode.ended is None else min(episode.ended, self.evidence.as_of)
        return [
            row
            for row in self.evidence.event_list
            if (episode.started - row.on_date).days <= days_before and row.on_date <= last
        ]

    @cached_property
    def goals(self) -> tuple[GoalProgress, ...]:
        """Goals set in this episode, or of which nobody knows when they were set."""
        episode = self.evidence.episode
        told = goal_progress(
            self.evidence.goals, self.evidence.observations, self.evidence.measures, self.evidence.as_of
        )
        if episode is None:
            return told
        return tuple(
            one for one in told if one.set_on is None or (episode.started - one.set_on).days <= BEFORE_START_DAYS
        )

    @cached_property
    def blocks(self) -> tuple[Blocks, ...]:
        """Diagnostic facet blocks: scores around a procedure that says that it was another one are not theirs."""
        told = relief_of_blocks(self.evidence.observations, self.evidence.measures)
        kept = [replace(one, series=self._of_facet_joints(one.series)) for one in told]
        return tuple(one for one in kept if one.series.blocks)

    def _of_facet_joints(self, series: BlockSeries) -> BlockSeries:
        blocks = tuple(one for one in series.blocks if not is_of_another_kind(self.evidence, FACET_BLOCK, one.on_date))
        return replace(series, blocks=blocks)
