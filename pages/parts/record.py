"""One patient's episode as the Patient screen tells it: at the latest score, today or as it was known on a past day."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, cast

import streamlit as st

from access.ahead import ReadingAhead
from access.known_then import KnownThen
from metrics.expected_course import ExpectedCourse, Pace, Position
from metrics.measure_reading import MeasureReading
from metrics.score_origin import ScoreOrigin, score_origins
from pages.parts import patient_reading, reading
from pages.parts.episode_course import EpisodeCourse
from pages.parts.prep_case import Case, CaseKey

NOT_COMPARED = "other patients were not looked at"


@dataclass(frozen=True, eq=False)
class Record(Case):
    """A case that speaks of the latest score by date, wherever that stands."""

    @property
    def asked(self) -> str | None:
        return None

    @property
    def is_past(self) -> bool:
        return False

    def alone(self) -> "OwnRecord":
        """The same without the ranges of other patients, for when these cannot be read."""
        return OwnRecord(self.door, self.key)

    @cached_property
    def origins(self) -> dict[str, ScoreOrigin]:
        """By observation, where each score comes from and what it replaced."""
        own = self.key.patient_id
        return score_origins(self.ask("patient_sources", patient_id=own), self.ask("versions", patient_id=own))


@dataclass(frozen=True, eq=False)
class OwnRecord(Record):
    """The patient's own numbers: nothing of other patients is looked at, so it has no expected ranges."""

    @cached_property
    def readings(self) -> dict[str, MeasureReading]:
        told = patient_reading.readings_of(None, self.key.patient_id, self.plain_course, self.scores)
        return {code: _not_compared(one) for code, one in told.items()}

    @cached_property
    def course(self) -> EpisodeCourse:
        return self.plain_course


@dataclass(frozen=True, eq=False)
class PastRecord(OwnRecord):
    """What was known then, asked at a past door."""

    def ask(self, question: str, **parameters: Any) -> Any:
        return getattr(self.door, question)(**parameters)

    @property
    def is_past(self) -> bool:
        return True


def _not_compared(told: MeasureReading) -> MeasureReading:
    expected = ExpectedCourse(told.measure.code, None, (), NOT_COMPARED)
    return replace(told, expected=expected, position=Position(Pace.CANNOT_TELL, why_not=NOT_COMPARED))


def known_then(patient_id: str, day: date) -> KnownThen:
    """The door of what was known at the end of a day, as the clinic's clock counts it.

    Raises:
        AccessRefused: the visitor may not see the past of a record.
    """
    door = reading.door()
    end = datetime.combine(day + timedelta(days=1), time(), reading.clinic().clock.time_zone)
    return _then(door, patient_id, end, str(door.folder), door.current_state(), door.asker.name)


@st.cache_resource(max_entries=20, show_spinner=False)
def _then(_door, patient_id: str, end: datetime, folder: str, state: str, asker: str) -> KnownThen:
    return KnownThen(_door, patient_id, end - timedelta(microseconds=1))


def read_record(patient_id: str, episode_id: str, day: date | None) -> Record:
    """The record today, or as it was known on a past day. Who shows it passes the door first."""
    if day is None:
        ahead = reading.ahead()
        key = CaseKey(patient_id, episode_id, None, reading.today())
        return _kept(ahead, key, str(ahead.folder), ahead.current_state(), ahead.asker.name)
    # The past door answers the same questions for this one patient.
    door = cast(ReadingAhead, known_then(patient_id, day))
    return PastRecord(door, CaseKey(patient_id, episode_id, None, day))


@st.cache_resource(
    max_entries=60,
    show_spinner=False,
    hash_funcs={CaseKey: lambda key: (key.patient_id, key.episode_id, key.checkpoint, key.today)},
)
def _kept(_door: ReadingAhead, key: CaseKey, folder: str, state: str, asker: str) -> Record:
    return Record(_door, key)
