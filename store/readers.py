"""What the store can be asked. Every reader takes a Snapshot first and returns a frame with the columns it names.

Days are datetime.date, times of day text ('08:30'), absent texts and days None, absent numbers NaN. A clinic
that has loaded nothing gives empty frames with the same columns.
"""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from domain.scope import Scope
from store.account import Account
from store.book import Book
from store.snapshot import Snapshot, current_number, open_snapshot

PEOPLE_COLUMNS = ("patient_id", "record_number", "name", "birth_date")
BATCH_COLUMNS = (
    "batch_id", "state", "loaded_at", "file_id", "file", "mapping", "lines", "read", "accepted", "corrected", "duplicates",
    "waiting", "rejected", "conflicts", "reasons", "withdrawn",
)  # fmt: skip


def read_worklist(snapshot: Snapshot, from_day: date, to_day: date) -> pd.DataFrame:
    """Appointments that are not cancelled: appointment_id, patient_id, episode_id, on_date, at_time, clinician, site,
    program, started, checkpoint (the appointment's, else the one whose window holds the day, else None)."""
    return snapshot.ask("worklist", {"from_day": from_day, "to_day": to_day})


def read_checkpoints(snapshot: Snapshot) -> pd.DataFrame:
    """program, checkpoint, ordinal, kind, anchor, due_day, opens_day, closes_day, name, due_day_from_start."""
    return snapshot.ask("checkpoints")


def read_patients(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """One row per episode in scope: patient_id, sex, birth_year, episode_id, program, site, payer, clinician, started,
    planned_end, ended, how_ended, pain_months, died_on, withdrew_on."""
    return snapshot.ask("patients", scope.parameters())


def read_people(folder: Path, snapshot: Snapshot, patient_ids: Sequence[str] | None = None) -> pd.DataFrame:
    """Names from the book of records: patient_id, record_number, name, birth_date. None asks for everybody."""
    keys = (
        snapshot.ask("every_person_key") if patient_ids is None else snapshot.ask("person_keys", **_asked(patient_ids))
    )
    with Book(folder, create=False) as book:
        people = book.people(keys["person_key"])
    rows = [
        (patient_id, number, name, date.fromisoformat(birth) if birth else None)
        for patient_id, number, name, birth in people
    ]
    return pd.DataFrame(rows, columns=list(PEOPLE_COLUMNS), dtype=object).sort_values("patient_id", ignore_index=True)


def read_course(snapshot: Snapshot, patient_id: str) -> pd.DataFrame:
    """Checkpoint scores of one patient: the columns of `checkpoint_score`, then ordinal, kind, started of the episode,
    file_id, line, batch_id, score_status, standing of the observation, ended and how_ended of the episode."""
    return read_courses(snapshot, [patient_id])


def read_courses(snapshot: Snapshot, patient_ids: Sequence[str]) -> pd.DataFrame:
    """`read_course` of several patients."""
    return snapshot.ask("courses", **_asked(patient_ids))


def read_episodes(snapshot: Snapshot, patient_ids: Sequence[str]) -> pd.DataFrame:
    """Episodes of several patients: patient_id, sex, birth_year, episode_id, program, site, payer, clinician, started,
    planned_end, ended, how_ended, why_left, pain_months, first_session_on, died_on, withdrew_on."""
    return snapshot.ask("episodes", **_asked(patient_ids))


def read_appointments(snapshot: Snapshot, patient_id: str) -> pd.DataFrame:
    """appointment_id, patient_id, on_date, at_time, clinician, site, checkpoint, attendance."""
    return snapshot.ask("appointments", {"patient_id": patient_id})


def read_observations(snapshot: Snapshot, patient_id: str) -> pd.DataFrame:
    """Every observation of one patient with its standing: the columns of table `observation`."""
    return snapshot.ask("observations", {"patient_id": patient_id})


def read_events(snapshot: Snapshot, patient_id: str) -> pd.DataFrame:
    """event_id, patient_id, on_date, kind, detail, measure, reason."""
    return snapshot.ask("events", {"patient_id": patient_id})


def read_goals(snapshot: Snapshot, patient_id: str) -> pd.DataFrame:
    """goal_id, patient_id, text, measure, target, unit, set_on, due_on, checkpoint, status, in_conflict (fields on which
    sources differ are absent), batch_id, file_id, line."""
    return snapshot.ask("goals", {"patient_id": patient_id})


def read_authorizations(snapshot: Snapshot, patient_id: str) -> pd.DataFrame:
    """authorization_id, patient_id, payer, service, level, requested_on, decided_on, decision, units_requested,
    units_approved, units_used, valid_from, valid_to, deadline_on, reason, in_conflict, batch_id, file_id, line."""
    return snapshot.ask("authorizations", {"patient_id": patient_id})


def read_medications(snapshot: Snapshot, patient_id: str) -> pd.DataFrame:
    """medication_id, patient_id, drug, strength, dose, dose_unit, per_day, daily_amount, route, form, as_needed, basis,
    started, stopped, status, days_supply, quantity, indication, in_conflict, batch_id, file_id, line.

    `domain.medication.medicine_lines` makes the lines of them that the opioid dose is computed from."""
    return snapshot.ask("medications", {"patient_id": patient_id})


def read_flags(snapshot: Snapshot, patient_ids: Sequence[str]) -> pd.DataFrame:
    """Safety answers that stand, oldest first: patient_id, kind, level (0 included; NaN: not known), on_date (None: not
    known), at_time, basis ('items' or 'total') and state: 'current' (the newest known answer), 'unknown' (not known, and
    no known one after it) or 'earlier'."""
    return snapshot.ask("flags", **_asked(patient_ids))


def read_paired_scores(snapshot: Snapshot, scope: Scope, as_of: date, checkpoint: str) -> pd.DataFrame:
    """Frequency table of a two-timepoint cohort: measure, baseline, follow_up, form_changed, baseline_error,
    follow_up_error (standard errors), is_closed, is_excused, n (episodes)."""
    return snapshot.ask("paired_scores", {**scope.parameters_on(as_of), "checkpoint": checkpoint})


def read_checkpoint_counts(snapshot: Snapshot, scope: Scope, as_of: date) -> pd.DataFrame:
    """checkpoint, name, ordinal, enrolled, excused, not_yet, due, any_form, all_forms, missing_still_in, missing_left."""
    return _whole_numbers(snapshot.ask("checkpoint_counts", scope.parameters_on(as_of)))


def read_leaving_reasons(snapshot: Snapshot, scope: Scope, as_of: date) -> pd.DataFrame:
    """Episodes that ended early: why_left (None: not recorded), n."""
    return snapshot.ask("leaving_reasons", scope.parameters_on(as_of))


def read_measure_counts(snapshot: Snapshot, scope: Scope, as_of: date) -> pd.DataFrame:
    """checkpoint, measure, enrolled, due, observed (episodes)."""
    return _whole_numbers(snapshot.ask("measure_counts", scope.parameters_on(as_of)))


def read_mean_course(snapshot: Snapshot, scope: Scope, as_of: date, measure: str) -> pd.DataFrame:
    """Sufficient statistics of the observed scores: checkpoint, ordinal, due_day_from_start, n, total, total_sq."""
    return snapshot.ask("mean_course", {**scope.parameters_on(as_of), "measure": measure})


def read_rejected(snapshot: Snapshot, batch_id: int | None = None) -> pd.DataFrame:
    """batch_id, file_id, file, mapping, line, column, code, reason."""
    return snapshot.ask("rejected", {"batch_id": batch_id})


def read_waiting(snapshot: Snapshot) -> pd.DataFrame:
    """Rows whose patient is not registered: row_kind, patient_id, on_date, measure, batch_id, file_id, file, line."""
    return snapshot.ask("waiting")


def read_conflicts(snapshot: Snapshot) -> pd.DataFrame:
    """Rows that contradict each other: row_kind, patient_id, measure, on_date, value, row_id, batch_id, file_id, file, line."""
    return snapshot.ask("conflicts")


def read_source(snapshot: Snapshot, observation_id: str) -> pd.DataFrame:
    """Every place where an observation stood, the first one first: observation_id, measure, on_date, value, unit, mode,
    form, score_status, file_id, file, mapping, mapping_hash, line, batch_id, loaded_at, is_first, origin (None: a file that
    was handed over), loader_version."""
    return snapshot.ask("source", {"observation_id": observation_id})


def read_file_names(snapshot: Snapshot) -> dict[str, str]:
    """Name of each loaded file by its file_id."""
    frame = snapshot.ask("file_names")
    return dict(zip(frame["file_id"], frame["file"], strict=True))


def find_people(folder: Path, snapshot: Snapshot, wanted: str) -> pd.DataFrame:
    """Registered people whose name holds every word of `wanted`, or whose record number starts with it, by name.

    Columns as `read_people`. Upper and lower case and accents make no difference.
    """
    people = read_people(folder, snapshot)
    words = _folded(wanted).split()
    if not words:
        return people.iloc[:0]
    by_name = [all(word in _folded(name or "") for word in words) for name in people["name"]]
    by_number = [_folded(number).startswith(_folded(wanted).strip()) for number in people["record_number"]]
    matches = pd.Series(by_name, dtype=bool) | pd.Series(by_number, dtype=bool)
    return people[matches].sort_values(["name", "record_number"], ignore_index=True)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def read_batches(folder: Path) -> pd.DataFrame:
    """One row per file of every published batch, newest first: batch_id, state, loaded_at (datetime with zone), file_id,
    file, mapping, lines, read, accepted, corrected, duplicates, waiting, rejected, conflicts, reasons (dict), withdrawn (rows of a former reading that no longer count)."""
    with Book(folder, create=False) as book:
        rows = [_batch_row(*row) for row in book.batch_files() if row[1] == "published"]
    return pd.DataFrame(rows, columns=list(BATCH_COLUMNS))


def _batch_row(batch_id, state, loaded_at, _position, file_id, file_name, mapping, account_text) -> dict:
    account = Account.from_json(account_text)
    counts = {name: getattr(account, name) for name in BATCH_COLUMNS[6:]}
    loaded_at = datetime.fromisoformat(loaded_at)
    return {
        "batch_id": batch_id, "state": state, "loaded_at": loaded_at, "file_id": file_id, "file": file_name,
        "mapping": mapping, **counts,
    }  # fmt: skip


def _asked(patient_ids: Sequence[str]) -> dict[str, pd.DataFrame]:
    return {"asked_patient": pd.DataFrame({"patient_id": pd.Series(list(dict.fromkeys(patient_ids)), dtype="str")})}


def _whole_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Sums come back as decimals; counts are whole."""
    sums = [name for name in frame.columns if frame[name].dtype.kind == "f"]
    return frame.astype(dict.fromkeys(sums, "int64"))


__all__ = [name for name in dir() if name.startswith("read_")] + ["Snapshot", "current_number", "open_snapshot"]
