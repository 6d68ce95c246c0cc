"""One patient's record as it was known at a past time, behind the same questions as the door."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from access.door import Door
from domain.entry import Entry
from store import dose_readers, provenance_readers, readers, typed_readers
from store.as_known import known_snapshot
from store.entries import read_entries


class KnownThen:
    """Tells of one patient what the loads up to `known_at` held and what had been typed in by then; nothing of anybody else,
    and it writes nothing. Checkpoints are counted with today's clinic.toml, which is not kept by date."""

    def __init__(self, door: Door, patient_id: str, known_at: datetime):
        """Raises AccessRefused."""
        door.authorize("as_known", patient_id)
        self.folder, self.clinic, self.known_at = door.folder, door.clinic, known_at
        self._door = door
        self._then = known_snapshot(door.snapshot, [patient_id], known_at)

    def authorize(self, action: str, patient_id: str | None = None) -> None:
        self._door.authorize(action, patient_id)

    def course(self, patient_id: str) -> pd.DataFrame:
        self.authorize("course", patient_id)
        return readers.read_course(self._then, patient_id)

    def episodes(self, patient_ids: Sequence[str]) -> pd.DataFrame:
        for patient_id in patient_ids:
            self.authorize("episodes", patient_id)
        return readers.read_episodes(self._then, patient_ids)

    def observations(self, patient_id: str) -> pd.DataFrame:
        self.authorize("observations", patient_id)
        return readers.read_observations(self._then, patient_id)

    def events(self, patient_id: str) -> pd.DataFrame:
        self.authorize("events", patient_id)
        return typed_readers.read_all_events(self.folder, self._then, patient_id, self.known_at)

    def goals(self, patient_id: str) -> pd.DataFrame:
        self.authorize("goals", patient_id)
        return typed_readers.read_all_goals(self.folder, self._then, patient_id, self.known_at)

    def entries(self, patient_id: str) -> tuple[Entry, ...]:
        self.authorize("entries", patient_id)
        return read_entries(self.folder, patient_id, self.known_at)

    def medications(self, patient_id: str) -> pd.DataFrame:
        self.authorize("medications", patient_id)
        return readers.read_medications(self._then, patient_id)

    def authorizations(self, patient_id: str) -> pd.DataFrame:
        self.authorize("authorizations", patient_id)
        return readers.read_authorizations(self._then, patient_id)

    def dose_doubts(self, patient_id: str) -> pd.DataFrame:
        self.authorize("dose_doubts", patient_id)
        return dose_readers.read_dose_doubts(self._then, patient_id)

    def flags(self, patient_ids: Sequence[str]) -> pd.DataFrame:
        for patient_id in patient_ids:
            self.authorize("flags", patient_id)
        return readers.read_flags(self._then, patient_ids)

    def patient_sources(self, patient_id: str) -> pd.DataFrame:
        self.authorize("patient_sources", patient_id)
        return provenance_readers.read_patient_sources(self._then, patient_id)

    def versions(self, patient_id: str) -> pd.DataFrame:
        self.authorize("versions", patient_id)
        return provenance_readers.read_versions(self._then, patient_id)
