"""The door: pages ask here, never the store. Every call says who asks and is authorized before it reads."""

import threading
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from access import settling, trail
from access.asker import Asker
from access.paperwork import read_deadline_rules, read_reminders
from access.permission import authorize
from access.recording import record_entry, withdraw_entry
from domain.case_mix import Grouping
from domain.clinic import Clinic
from domain.deadline import DeadlineRule
from domain.entry import Entry, EntryKind
from domain.loaded import RowKind
from domain.packet_register import PacketDraft, PacketRow, PayerAnswer
from domain.reminder import SOON_DAYS, Reminder
from domain.scope import Scope
from store import (
    closing_readers,
    comparison_readers,
    course_pattern_readers,
    dose_readers,
    over_time_readers,
    payer_readers,
    provenance_readers,
    quality_readers,
    readers,
    register,
    similar_readers,
    typed_readers,
)
from store.as_known import AsKnown, read_as_known
from store.clinic_folder import find_clinic, read_clinic
from store.conflict_groups import ConflictGroup, read_conflict_groups
from store.entries import entry_count, read_entries, read_entry_history
from store.errors import StoreError
from store.lookalikes import read_lookalikes
from store.past_courses import PastCourses
from store.readers import Snapshot, current_number, open_snapshot
from store.settled_conflicts import SettledConflict, read_settlements
from store.shown_state import ShownState, read_shown_state
from store.similar_readers import Similar

__all__ = ["Door", "StoreError", "find_clinic"]


class Door:
    """What one asker may learn of one clinic, from the snapshot that stands when they ask.

    Methods are the readers of the store without `read_`, with the same columns. One door may serve
    many threads; a query that runs while a new snapshot appears ends on the one where it began.
    """

    def __init__(self, folder: Path, asker: Asker):
        """Open the door of a clinic folder.

        Raises:
            ClinicError: clinic.toml cannot be used.
            StoreError: there are snapshots, and none can be opened.
        """
        self.folder = Path(folder)
        self.asker = asker
        self.clinic: Clinic = read_clinic(self.folder)
        self._taking = threading.Lock()
        self._snapshot = open_snapshot(self.folder)

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that stands now. An older one stays open for whoever is still reading it."""
        if self._snapshot.wanted != self.current_number():
            with self._taking:
                if self._snapshot.wanted != self.current_number():
                    self.clinic = read_clinic(self.folder)
                    self._snapshot = open_snapshot(self.folder)
        return self._snapshot

    def current_number(self) -> int:
        """Number of the snapshot that stands now, 0 before the first load; cheap."""
        return current_number(self.folder)

    def current_state(self) -> str:
        """Changes with every snapshot and with every entry: answers may be kept under it. Cheap."""
        return f"{self.current_number()}.{entry_count(self.folder)}"

    def shown_state(self) -> ShownState:
        """Whether what this door shows is what was published last."""
        self.authorize("shown_state")
        return read_shown_state(self.folder, self.snapshot)

    def authorize(self, action: str, patient_id: str | None = None) -> None:
        """Let the asker's action pass, or refuse it with AccessRefused; either is noted where it concerns one patient."""
        with trail.noting(self.folder, self.asker, action, patient_id):
            authorize(self.asker, action, patient_id)

    def worklist(self, from_day: date, to_day: date) -> pd.DataFrame:
        self.authorize("worklist")
        return readers.read_worklist(self.snapshot, from_day, to_day)

    def closing_checkpoints(self, as_of: date, to_day: date) -> pd.DataFrame:
        self.authorize("closing_checkpoints")
        return closing_readers.read_closing_checkpoints(self.snapshot, as_of, to_day)

    def checkpoints(self) -> pd.DataFrame:
        self.authorize("checkpoints")
        return readers.read_checkpoints(self.snapshot)

    def patients(self, scope: Scope) -> pd.DataFrame:
        self.authorize("patients")
        return readers.read_patients(self.snapshot, scope)

    def people(self, patient_ids: Sequence[str]) -> pd.DataFrame:
        self._authorize_each("people", patient_ids)
        return readers.read_people(self.folder, self.snapshot, patient_ids)

    def find_people(self, wanted: str) -> pd.DataFrame:
        self.authorize("find_people")
        return readers.find_people(self.folder, self.snapshot, wanted)

    def course(self, patient_id: str) -> pd.DataFrame:
        self.authorize("course", patient_id)
        return readers.read_course(self.snapshot, patient_id)

    def courses(self, patient_ids: Sequence[str]) -> pd.DataFrame:
        self._authorize_each("course", patient_ids)
        return readers.read_courses(self.snapshot, patient_ids)

    def episodes(self, patient_ids: Sequence[str]) -> pd.DataFrame:
        self._authorize_each("episodes", patient_ids)
        return readers.read_episodes(self.snapshot, patient_ids)

    def appointments(self, patient_id: str) -> pd.DataFrame:
        self.authorize("appointments", patient_id)
        return readers.read_appointments(self.snapshot, patient_id)

    def observations(self, patient_id: str) -> pd.DataFrame:
        self.authorize("observations", patient_id)
        return readers.read_observations(self.snapshot, patient_id)

    def events(self, patient_id: str) -> pd.DataFrame:
        self.authorize("events", patient_id)
        return typed_readers.read_all_events(self.folder, self.snapshot, patient_id)

    def goals(self, patient_id: str) -> pd.DataFrame:
        self.authorize("goals", patient_id)
        return typed_readers.read_all_goals(self.folder, self.snapshot, patient_id)

    def entries(self, patient_id: str, known_at: datetime | None = None) -> tuple[Entry, ...]:
        self.authorize("entries", patient_id)
        return read_entries(self.folder, patient_id, known_at)

    def entry_history(self, patient_id: str) -> tuple[Entry, ...]:
        self.authorize("entry_history", patient_id)
        return read_entry_history(self.folder, patient_id)

    def record(self, kind: EntryKind, patient_id: str, says: Mapping[str, Any], **about: Any) -> Entry:
        """Record what somebody typed in. `about`: on_date, episode_id, checkpoint, entry_id (made by the form), replaces."""
        self.authorize("record", patient_id)
        return record_entry(self.folder, self.snapshot, self.clinic, self.asker, kind, patient_id, says, **about)

    def withdraw(self, patient_id: str, withdrawn: str, reason: str, entry_id: str | None = None) -> Entry:
        """Withdraw the entry `withdrawn` of a patient; it stays readable."""
        self.authorize("record", patient_id)
        withdrawal = withdraw_entry(self.folder, self.clinic, self.asker, patient_id, withdrawn, reason, entry_id)
        if withdrawal.kind is EntryKind.SETTLEMENT:
            settling.bring_up_to_date(self.folder, self.clinic)
        return withdrawal

    def conflict_groups(self, patient_id: str | None = None) -> tuple[ConflictGroup, ...]:
        self.authorize("conflict_groups", patient_id)
        return read_conflict_groups(self.snapshot, patient_id)

    def settlements(self) -> tuple[SettledConflict, ...]:
        self.authorize("settlements")
        return read_settlements(self.folder, self.snapshot)

    def settle_conflict(
        self, row_kind: RowKind, row_ids: Sequence[str], stands: str | None, reason: str, **about: Any
    ) -> Entry:
        """Decide which of the rows of a conflict stands, None for none. `about`: entry_id (made by the form), replaces."""
        self.authorize("settle_conflict")
        asked = (self.folder, self.snapshot, self.clinic, self.asker)
        return settling.settle(*asked, row_kind, row_ids, stands, reason, **about)

    def packets(self) -> tuple[PacketRow, ...]:
        self.authorize("packets")
        return register.read_packets(self.folder)

    def packet_log(self) -> tuple[PacketRow, ...]:
        self.authorize("packet_log")
        return register.read_packet_log(self.folder)

    def patient_packets(self, patient_id: str) -> tuple[PacketRow, ...]:
        self.authorize("patient_packets", patient_id)
        return register.read_patient_packets(self.folder, patient_id)

    def packet_versions(self, packet_id: str) -> tuple[PacketRow, ...]:
        self.authorize("packet_versions")
        return register.read_packet_versions(self.folder, packet_id)

    def packet(self, packet_id: str, version: int | None = None) -> PacketRow:
        self.authorize("packet")
        return register.read_packet(self.folder, packet_id, version)

    def packet_files(self, packet_id: str, version: int) -> dict[str, bytes]:
        self.authorize("packet_files")
        return register.read_packet_files(self.folder, packet_id, version)

    def deadline_rules(self) -> tuple[DeadlineRule, ...]:
        self.authorize("deadline_rules")
        return read_deadline_rules(self.folder)

    def reminders(self, as_of: date, soon_days: int = SOON_DAYS) -> tuple[Reminder, ...]:
        self.authorize("reminders")
        return read_reminders(self.folder, self.snapshot, self.clinic, as_of, soon_days)

    def payer_decisions(self, as_of: date, from_day: date | None = None) -> pd.DataFrame:
        self.authorize("payer_decisions")
        return payer_readers.read_payer_decisions(self.folder, self.snapshot, as_of, from_day)

    def save_draft(self, draft: PacketDraft, packet_id: str | None = None, seen: int | None = None) -> PacketRow:
        self.authorize("save_draft", draft.patient_id)
        return register.save_draft(self.folder, draft, *self._signed(), packet_id, seen)

    def discard_draft(self, packet_id: str, version: int, reason: str) -> PacketRow:
        self.authorize("save_draft")
        return register.discard_draft(self.folder, packet_id, version, reason, *self._signed())

    def sign_packet(
        self, packet_id: str, version: int, files: Mapping[str, bytes], seen: int | None = None
    ) -> PacketRow:
        self.authorize("sign_packet")
        return register.sign_packet(self.folder, packet_id, version, files, *self._signed(), seen)

    def mark_sent(self, packet_id: str, version: int, sent_on: date, how: str = "") -> PacketRow:
        self.authorize("mark_sent")
        return register.mark_sent(self.folder, packet_id, version, sent_on, how, *self._signed())

    def record_payer_decision(self, packet_id: str, version: int, answer: PayerAnswer) -> PacketRow:
        self.authorize("record_payer_decision")
        return register.record_payer_decision(self.folder, packet_id, version, answer, *self._signed())

    def authorizations(self, patient_id: str) -> pd.DataFrame:
        self.authorize("authorizations", patient_id)
        return typed_readers.read_all_authorizations(self.folder, self.snapshot, patient_id)

    def medications(self, patient_id: str) -> pd.DataFrame:
        self.authorize("medications", patient_id)
        return readers.read_medications(self.snapshot, patient_id)

    def dose_doubts(self, patient_id: str) -> pd.DataFrame:
        self.authorize("dose_doubts", patient_id)
        return dose_readers.read_dose_doubts(self.snapshot, patient_id)

    def unknown_medicines(self) -> pd.DataFrame:
        self.authorize("unknown_medicines")
        return dose_readers.read_unknown_medicines(self.snapshot)

    def bring_up_to_date(self) -> bool:
        """Publish a snapshot that knows clinic.toml as it stands now; False where a running load keeps others out for now."""
        self.authorize("load")
        self.clinic = read_clinic(self.folder)
        return settling.bring_up_to_date(self.folder, self.clinic)

    def flags(self, patient_ids: Sequence[str]) -> pd.DataFrame:
        self._authorize_each("flags", patient_ids)
        return readers.read_flags(self.snapshot, patient_ids)

    def source(self, observation_id: str) -> pd.DataFrame:
        self.authorize("source")
        return readers.read_source(self.snapshot, observation_id)

    def paired_scores(self, scope: Scope, as_of: date, checkpoint: str) -> pd.DataFrame:
        self.authorize("paired_scores")
        return readers.read_paired_scores(self.snapshot, scope, as_of, checkpoint)

    def checkpoint_counts(self, scope: Scope, as_of: date) -> pd.DataFrame:
        self.authorize("checkpoint_counts")
        return readers.read_checkpoint_counts(self.snapshot, scope, as_of)

    def leaving_reasons(self, scope: Scope, as_of: date) -> pd.DataFrame:
        self.authorize("leaving_reasons")
        return readers.read_leaving_reasons(self.snapshot, scope, as_of)

    def measure_counts(self, scope: Scope, as_of: date) -> pd.DataFrame:
        self.authorize("measure_counts")
        return readers.read_measure_counts(self.snapshot, scope, as_of)

    def mean_course(self, scope: Scope, as_of: date, measure: str) -> pd.DataFrame:
        self.authorize("mean_course")
        return readers.read_mean_course(self.snapshot, scope, as_of, measure)

    def similar(self, patient_id: str, episode_id: str, measure: str, as_of: date) -> Similar:
        self.authorize("similar", patient_id)
        return similar_readers.read_similar(self.snapshot, patient_id, episode_id, self.clinic.measures[measure], as_of)

    def past_courses(self, program: str, as_of: date) -> PastCourses:
        self.authorize("past_courses")
        return PastCourses(self.snapshot, program, as_of)

    def similar_rows(self, program: str, measure: str, as_of: date) -> pd.DataFrame:
        self.authorize("similar_rows")
        return similar_readers.read_similar_rows(self.snapshot, program, measure, as_of)

    def intake_sums(self, scope: Scope, as_of: date) -> pd.DataFrame:
        self.authorize("intake_sums")
        return similar_readers.read_intake_sums(self.snapshot, scope, as_of)

    def score_counts(self, scope: Scope, as_of: date, checkpoint: str) -> pd.DataFrame:
        self.authorize("score_counts")
        return similar_readers.read_score_counts(self.snapshot, scope, as_of, checkpoint)

    def form_timing(self, scope: Scope, as_of: date) -> pd.DataFrame:
        self.authorize("form_timing")
        return similar_readers.read_form_timing(self.snapshot, scope, as_of)

    def forms_outside(self, scope: Scope, as_of: date) -> pd.DataFrame:
        self.authorize("forms_outside")
        return quality_readers.read_forms_outside(self.snapshot, scope, as_of)

    def site_months(self, scope: Scope, as_of: date) -> pd.DataFrame:
        self.authorize("site_months")
        return quality_readers.read_site_months(self.snapshot, scope, as_of)

    def rejected_counts(self) -> pd.DataFrame:
        self.authorize("rejected_counts")
        return quality_readers.read_rejected_counts(self.snapshot)

    def same_answers(self) -> pd.DataFrame:
        self.authorize("same_answers")
        return quality_readers.read_same_answers(self.snapshot, self.clinic.measures)

    def held(self) -> pd.DataFrame:
        self.authorize("held")
        return quality_readers.read_held(self.snapshot)

    def comparison_cells(
        self, scope: Scope, as_of: date, checkpoint: str, measure: str, by: Grouping, cuts: Sequence[float]
    ) -> pd.DataFrame:
        self._authorize_comparison("comparison_cells", by)
        return comparison_readers.read_comparison_cells(self.snapshot, scope, as_of, checkpoint, measure, by, cuts)

    def case_mix(self, scope: Scope, by: Grouping) -> pd.DataFrame:
        self._authorize_comparison("case_mix", by)
        return comparison_readers.read_case_mix(self.snapshot, scope, by)

    def case_mix_baselines(self, scope: Scope, as_of: date, by: Grouping) -> pd.DataFrame:
        self._authorize_comparison("case_mix_baselines", by)
        return comparison_readers.read_case_mix_baselines(self.snapshot, scope, as_of, by)

    def course_patterns(
        self, scope: Scope, as_of: date, measure: str, by: str | None = None, due_at: str | None = None
    ) -> pd.DataFrame:
        self._authorize_comparison("course_patterns", by)
        return course_pattern_readers.read_course_patterns(self.snapshot, scope, as_of, measure, by, due_at)

    def who_left(self, scope: Scope, as_of: date, checkpoint: str, measure: str | None = None) -> pd.DataFrame:
        self.authorize("who_left")
        return course_pattern_readers.read_who_left(self.snapshot, scope, as_of, checkpoint, measure)

    def lasting_scores(self, scope: Scope, as_of: date, checkpoint: str, later: str) -> pd.DataFrame:
        self.authorize("lasting_scores")
        return course_pattern_readers.read_lasting_scores(self.snapshot, scope, as_of, checkpoint, later)

    def starting_scores(self, scope: Scope, as_of: date) -> pd.DataFrame:
        self.authorize("starting_scores")
        return over_time_readers.read_starting_scores(self.snapshot, scope, as_of)

    def first_improvement(self, scope: Scope, as_of: date, response_scores: pd.DataFrame) -> pd.DataFrame:
        self.authorize("first_improvement")
        return over_time_readers.read_first_improvement(self.snapshot, scope, as_of, response_scores)

    def first_improvement_pair(
        self, scope: Scope, as_of: date, response_scores: pd.DataFrame, first: str, second: str
    ) -> pd.DataFrame:
        self.authorize("first_improvement_pair")
        return over_time_readers.read_first_improvement_pair(
            self.snapshot, scope, as_of, response_scores, first, second
        )

    def monthly_shares(self, scope: Scope, as_of: date, response_scores: pd.DataFrame) -> pd.DataFrame:
        self.authorize("monthly_shares")
        return over_time_readers.read_monthly_shares(self.snapshot, scope, as_of, response_scores)

    def monthly_completeness(self, scope: Scope, as_of: date) -> pd.DataFrame:
        self.authorize("monthly_completeness")
        return over_time_readers.read_monthly_completeness(self.snapshot, scope, as_of)

    def early_response(
        self, scope: Scope, as_of: date, response_scores: pd.DataFrame, early: str, later: str, outcome: str
    ) -> pd.DataFrame:
        self.authorize("early_response")
        return over_time_readers.read_early_response(
            self.snapshot, scope, as_of, response_scores, early, later, outcome
        )

    def plan_changes(
        self, scope: Scope, as_of: date, response_scores: pd.DataFrame, behind: pd.DataFrame | None = None
    ) -> pd.DataFrame:
        self.authorize("plan_changes")
        typed = typed_readers.read_typed_plan_changes(self.folder)
        return over_time_readers.read_plan_changes(self.snapshot, scope, as_of, response_scores, behind, typed=typed)

    def batches(self) -> pd.DataFrame:
        self.authorize("batches")
        return readers.read_batches(self.folder)

    def rejected(self, batch_id: int | None = None) -> pd.DataFrame:
        self.authorize("rejected")
        return readers.read_rejected(self.snapshot, batch_id)

    def waiting(self) -> pd.DataFrame:
        self.authorize("waiting")
        return readers.read_waiting(self.snapshot)

    def conflicts(self) -> pd.DataFrame:
        self.authorize("conflicts")
        return readers.read_conflicts(self.snapshot)

    def as_known(self, patient_id: str, known_at: datetime) -> AsKnown:
        self.authorize("as_known", patient_id)
        return read_as_known(self.snapshot, [patient_id], known_at)

    def patient_sources(self, patient_id: str) -> pd.DataFrame:
        self.authorize("patient_sources", patient_id)
        return provenance_readers.read_patient_sources(self.snapshot, patient_id)

    def versions(self, patient_id: str) -> pd.DataFrame:
        self.authorize("versions", patient_id)
        return provenance_readers.read_versions(self.snapshot, patient_id)

    def lookalikes(self) -> pd.DataFrame:
        self.authorize("lookalikes")
        return read_lookalikes(self.folder, self.snapshot)

    def file_names(self) -> dict[str, str]:
        self.authorize("file_names")
        return readers.read_file_names(self.snapshot)

    def _signed(self) -> tuple[str, datetime]:
        """Who writes, and when."""
        return self.asker.name, self.clinic.clock.now()

    def _authorize_comparison(self, action: str, by: str | None) -> None:
        """Authorize the question, and a comparison of colleagues besides."""
        self.authorize(action)
        if by == Grouping.CLINICIAN:
            self.authorize("compare_clinicians")

    def _authorize_each(self, action: str, patient_ids: Sequence[str]) -> None:
        """Authorize every patient; with none of them still the action itself. A list is noted as one."""
        if len(patient_ids) == 1:
            return self.authorize(action, patient_ids[0])
        with trail.noting_list(self.folder, self.asker, action, len(patient_ids)):
            for patient_id in patient_ids or (None,):
                authorize(self.asker, action, patient_id)
