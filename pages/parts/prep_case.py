"""One patient at one checkpoint: all that the prep screen says, computed when first asked for and kept while the record stands.

A case holds no name, birth date or record number, so that it may be kept and read ahead.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

import pandas as pd
import streamlit as st

from access.ahead import ReadingAhead
from charts.course_groups import draw_course_groups, leading_measures
from charts.event_lanes import draw_event_lanes
from charts.flags import Flag
from charts.lane import Lane
from charts.markup import Markup
from domain.clinic import Clinic
from domain.evidence import Evidence
from domain.measure import Measure
from metrics.criteria import RuleAnswer
from metrics.dose_course import DoseCourse, dose_course
from metrics.goal_progress import GoalProgress, goal_progress
from metrics.measure_reading import MeasureReading
from metrics.talking_points import TalkingPoint, score_ids, scores_in_order, talking_points
from pages.parts import attention, patient_reading, prep_lanes, prep_rules, reading, red_flags
from pages.parts.episode_course import EpisodeCourse, episode_course, episode_of
from pages.parts.patient_words import changes_since_intake


@dataclass(frozen=True)
class CaseKey:
    """Whose case: internal ids, and the checkpoint (None: the one that the day suggests)."""

    patient_id: str
    episode_id: str
    checkpoint: str | None
    today: date


@dataclass(frozen=True, eq=False)
class Case:
    """Parts are computed one by one: a fault in one leaves the others standing."""

    door: ReadingAhead
    key: CaseKey

    PARTS: ClassVar = ("flags", "panels", "drawn_lanes", "points", "goals", "rules", "readiness")
    """What the screen shows first, to be computed ahead."""

    def ask(self, question: str, **parameters: Any) -> Any:
        return reading.ask_at(self.door, question, **parameters)

    def _own(self, question: str) -> Any:
        return self.ask(question, patient_id=self.key.patient_id)

    @property
    def clinic(self) -> Clinic:
        return self.door.clinic

    @property
    def today(self) -> date:
        return self.key.today

    @cached_property
    def episode_row(self) -> Any:
        rows = self.ask("episodes", patient_ids=(self.key.patient_id,))
        return next(row for row in rows.itertuples() if row.episode_id == self.key.episode_id)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Checkpoint scores of this episode."""
        rows = self._own("course")
        return rows[rows["episode_id"] == self.key.episode_id].reset_index(drop=True)

    @cached_property
    def observations(self) -> pd.DataFrame:
        return self._own("observations")

    @cached_property
    def events(self) -> pd.DataFrame:
        return self._own("events")

    @cached_property
    def medications(self) -> pd.DataFrame:
        return self._own("medications")

    @cached_property
    def answers(self) -> pd.DataFrame:
        return self.ask("flags", patient_ids=(self.key.patient_id,))

    @cached_property
    def asked(self) -> str | None:
        """The checkpoint that the page is about: the one chosen, else that of today's visit, else the one that is open."""
        return self.key.checkpoint or self._of_todays_visit or open_checkpoint(self.scores, self.today)

    @property
    def _of_todays_visit(self) -> str | None:
        visits = self.ask("worklist", from_day=self.today, to_day=self.today)
        own = visits[(visits["patient_id"] == self.key.patient_id) & (visits["episode_id"] == self.key.episode_id)]
        return next((code for code in own["checkpoint"] if code), None)

    @cached_property
    def plain_course(self) -> EpisodeCourse:
        """The course as the record tells it, without the ranges of other patients."""
        program = self.clinic.program(self.episode_row.program)
        episode = episode_of(self.episode_row, program, self.today, self.clinic.measures)
        return episode_course(episode, self._own("course"), self.observations, self.asked)

    @cached_property
    def readings(self) -> dict[str, MeasureReading]:
        """By measure in the order of the registry, at the checkpoint that its panel speaks of."""
        return patient_reading.readings_of(self.ask, self.key.patient_id, self.plain_course, self.scores)

    @cached_property
    def course(self) -> EpisodeCourse:
        """The course with expected ranges."""
        return patient_reading.with_bands(self.plain_course, self.readings)

    @cached_property
    def panels(self) -> Markup:
        """The panels, those that matter most open."""
        return draw_course_groups(self.course.courses, self.course.axis, leading_measures(self.course.courses))

    @cached_property
    def panels_without_ranges(self) -> Markup:
        """The same from the patient's own record alone, for when others' courses cannot be read."""
        courses = self.plain_course.courses
        return draw_course_groups(courses, self.plain_course.axis, leading_measures(courses))

    @cached_property
    def goals(self) -> tuple[GoalProgress, ...]:
        measures, since = self.clinic.measures, self.plain_course.episode.started
        return goal_progress(self._own("goals"), self.observations, measures, self.today, since=since)

    @cached_property
    def points(self) -> tuple[TalkingPoint, ...]:
        course = self.plain_course
        if course.current is None or course.episode.excused_on is not None:
            return ()
        return talking_points(
            self.readings,
            score_ids(self.scores),
            course.current,
            scores=scores_in_order(self.scores),
            goals=self.goals,
            events=self.events,
            following=self.following,
        )

    @property
    def following(self) -> str | None:
        """The checkpoint after the one that the page speaks of, as long as its window has not closed."""
        course, codes = self.plain_course, list(self.plain_course.windows)
        if course.current is None or course.episode.left_on is not None:
            return None
        later = codes[codes.index(course.current) + 1 :]
        return next((code for code in later if course.windows[code].closes_on >= self.today), None)

    @cached_property
    def evidence(self) -> Evidence:
        """The record as criteria read it."""
        return prep_rules.evidence_of(self.door, self.key.patient_id, self.key.episode_id)

    @cached_property
    def rules(self) -> tuple[RuleAnswer, ...]:
        return prep_rules.rules_at(self.plain_course, self.evidence)

    @property
    def request(self) -> str | None:
        """What the payer would be asked for now."""
        return prep_rules.request_at(self.plain_course)

    @cached_property
    def readiness(self) -> tuple[prep_rules.Readiness, ...]:
        if self.request is None:
            return ()
        return prep_rules.readiness(self.clinic, self.request, self.evidence, self.today)

    @cached_property
    def dose(self) -> DoseCourse | None:
        return dose_course(self.observations, self.plain_course.episode.started, self.today)

    @cached_property
    def lanes(self) -> tuple[Lane, ...]:
        return prep_lanes.lanes(self.plain_course, self.events, self.medications, self.dose)

    @cached_property
    def drawn_lanes(self) -> Markup | None:
        """The lanes; None where nothing is recorded."""
        course = self.plain_course
        today = course.episode.day_of(course.episode.today)
        return draw_event_lanes(self.lanes, course.axis, course.current, today) if self.lanes else None

    @cached_property
    def lane_notes(self) -> tuple[str, ...]:
        """What the lanes leave out or rest upon."""
        doubts = self._own("dose_doubts")
        return tuple(prep_lanes.notes(self.plain_course, self.medications, self.dose, doubts))

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        course = self.plain_course
        return (
            *attention.safety_flags(self.answers),
            *red_flags.deficits(self.events, course),
            *red_flags.sedatives(self.medications, self.today),
            *attention.gone_flags(course),
            *attention.worse_flags(course),
            *attention.split_flags(changes_since_intake(course)),
            *attention.missing_flags(course, course.pointed_at),
            *attention.conflict_flags(course),
            *red_flags.forms_changed(course),
            *attention.earlier_positive(self.answers),
        )

    @property
    def nothing_to_flag(self) -> str:
        return attention.nothing_to_flag(self.plain_course, self.plain_course.pointed_at, self.answers)

    @property
    def missing(self) -> tuple[Measure, ...]:
        """Forms due at this checkpoint that are not in."""
        measures = self.clinic.measures
        return tuple(measures[code] for code in attention.missing_at(self.plain_course, self.plain_course.pointed_at))


def open_checkpoint(scores: pd.DataFrame, today: date) -> str | None:
    """The checkpoint whose window holds today; of several, the one whose due day is nearest."""
    rows = scores.drop_duplicates("checkpoint").itertuples()
    held = {row.checkpoint: abs((row.due_on - today).days) for row in rows if row.opens_on <= today <= row.closes_on}
    return min(held, key=held.__getitem__, default=None)


def read_case(patient_id: str, episode_id: str, checkpoint: str | None) -> Case:
    """The case, kept for as long as neither the snapshot nor an entry changes. Who shows it passes the door first."""
    return case_at(reading.ahead(), CaseKey(patient_id, episode_id, checkpoint, reading.today()))


def case_at(door: ReadingAhead, key: CaseKey) -> Case:
    """The same at a door that is given, also from a thread without a visitor."""
    return _kept(door, str(door.folder), door.current_state(), door.asker.name, key)


@st.cache_resource(
    max_entries=120,
    show_spinner=False,
    hash_funcs={CaseKey: lambda key: (key.patient_id, key.episode_id, key.checkpoint, key.today)},
)
def _kept(_door: ReadingAhead, folder: str, state: str, asker: str, key: CaseKey) -> Case:
    return Case(_door, key)
