"""The door: pages ask here, never the store. Every call says who asks and is authorized before it reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from access.asker import Asker
from access.permission import authorize
from domain.scope import Scope
from store import readers
from store.clinic_folder import find_clinic, read_clinic
from store.errors import StoreError
from store.readers import Snapshot, current_number, open_snapshot

__all__ = ["Door", "Snapshot", "StoreError", "current_number", "find_clinic", "open_snapshot", "read_clinic"]


@dataclass(frozen=True)
class Door:
    """What one asker may learn from one snapshot of one clinic. Columns: see `store.readers`."""

    asker: Asker
    folder: Path
    snapshot: Snapshot

    def authorize(self, action: str, patient_id: str | None = None) -> None:
        authorize(self.asker, action, patient_id)

    def read_worklist(self, from_day: date, to_day: date) -> pd.DataFrame:
        self.authorize("read_worklist")
        return readers.read_worklist(self.snapshot, from_day, to_day)

    def read_checkpoints(self) -> pd.DataFrame:
        self.authorize("read_checkpoints")
        return readers.read_checkpoints(self.snapshot)

    def read_patients(self, scope: Scope) -> pd.DataFrame:
        self.authorize("read_patients")
        return readers.read_patients(self.snapshot, scope)

    def read_people(self, patient_ids: Sequence[str] | None = None) -> pd.DataFrame:
        if patient_ids is None:
            self.authorize("read_people")
        self._authorize_each("read_people", patient_ids or ())
        return readers.read_people(self.folder, self.snapshot, patient_ids)

    def read_course(self, patient_id: str) -> pd.DataFrame:
        self.authorize("read_course", patient_id)
        return readers.read_course(self.snapshot, patient_id)

    def read_courses(self, patient_ids: Sequence[str]) -> pd.DataFrame:
        self._authorize_each("read_courses", patient_ids)
        return readers.read_courses(self.snapshot, patient_ids)

    def read_episodes(self, patient_id: str) -> pd.DataFrame:
        self.authorize("read_episodes", patient_id)
        return readers.read_episodes(self.snapshot, patient_id)

    def read_appointments(self, patient_id: str) -> pd.DataFrame:
        self.authorize("read_appointments", patient_id)
        return readers.read_appointments(self.snapshot, patient_id)

    def read_observations(self, patient_id: str) -> pd.DataFrame:
        self.authorize("read_observations", patient_id)
        return readers.read_observations(self.snapshot, patient_id)

    def read_events(self, patient_id: str) -> pd.DataFrame:
        self.authorize("read_events", patient_id)
        return readers.read_events(self.snapshot, patient_id)

    def read_flags(self, patient_ids: Sequence[str]) -> pd.DataFrame:
        self._authorize_each("read_flags", patient_ids)
        return readers.read_flags(self.snapshot, patient_ids)

    def read_source(self, observation_id: str) -> pd.DataFrame:
        self.authorize("read_source")
        return readers.read_source(self.snapshot, observation_id)

    def read_paired_scores(self, scope: Scope, as_of: date, checkpoint: str) -> pd.DataFrame:
        self.authorize("read_paired_scores")
        return readers.read_paired_scores(self.snapshot, scope, as_of, checkpoint)

    def read_checkpoint_counts(self, scope: Scope, as_of: date) -> pd.DataFrame:
        self.authorize("read_checkpoint_counts")
        return readers.read_checkpoint_counts(self.snapshot, scope, as_of)

    def read_leaving_reasons(self, scope: Scope, as_of: date) -> pd.DataFrame:
        self.authorize("read_leaving_reasons")
        return readers.read_leaving_reasons(self.snapshot, scope, as_of)

    def read_measure_counts(self, scope: Scope, as_of: date) -> pd.DataFrame:
        self.authorize("read_measure_counts")
        return readers.read_measure_counts(self.snapshot, scope, as_of)

    def read_mean_course(self, scope: Scope, as_of: date, measure: str) -> pd.DataFrame:
        self.authorize("read_mean_course")
        return readers.read_mean_course(self.snapshot, scope, as_of, measure)

    def read_batches(self) -> pd.DataFrame:
        self.authorize("read_batches")
        return readers.read_batches(self.folder)

    def read_rejected(self, batch_id: int | None = None) -> pd.DataFrame:
        self.authorize("read_rejected")
        return readers.read_rejected(self.snapshot, batch_id)

    def read_waiting(self) -> pd.DataFrame:
        self.authorize("read_waiting")
        return readers.read_waiting(self.snapshot)

    def read_conflicts(self) -> pd.DataFrame:
        self.authorize("read_conflicts")
        return readers.read_conflicts(self.snapshot)

    def _authorize_each(self, action: str, patient_ids: Sequence[str]) -> None:
        for patient_id in patient_ids:
            self.authorize(action, patient_id)
