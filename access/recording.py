"""From what a form says to an entry in the book: who, when, and whether it fits the patient's record."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from access.asker import Asker
from domain.clinic import Clinic
from domain.entry import Entry, EntryKind, EntryRefused, new_entry_id
from domain.entry_rules import tidy_says
from store.entries import append_entry, read_entry
from store.readers import read_episodes
from store.snapshot import Snapshot
from store.typed_readers import is_registered


def record_entry(
    folder: Path,
    snapshot: Snapshot,
    clinic: Clinic,
    asker: Asker,
    kind: EntryKind,
    patient_id: str,
    says: Mapping[str, Any],
    *,
    on_date: date | None = None,
    episode_id: str | None = None,
    checkpoint: str | None = None,
    entry_id: str | None = None,
    replaces: str | None = None,
) -> Entry:
    """Record an entry, or the correction of the one that it `replaces`. Raises EntryRefused, StoreError."""
    kind = EntryKind(kind)
    if kind is EntryKind.SETTLEMENT:
        raise EntryRefused("A conflict is settled on its own rows, where they are shown.")
    _check_place(snapshot, clinic, patient_id, episode_id, checkpoint)
    entry = Entry(
        entry_id or new_entry_id(), kind, patient_id, episode_id, checkpoint, on_date,
        tidy_says(kind, says, on_date, clinic), asker.name, clinic.clock.now(), replaces,
    )  # fmt: skip
    return append_entry(folder, entry)


def withdraw_entry(
    folder: Path,
    clinic: Clinic,
    asker: Asker,
    patient_id: str,
    withdrawn: str,
    reason: str,
    entry_id: str | None = None,
) -> Entry:
    """Withdraw the entry `withdrawn` with a reason; it stays readable. Raises EntryRefused, StoreError."""
    former = read_entry(folder, withdrawn)
    if former is None or former.patient_id != patient_id:
        raise EntryRefused("The entry that is to be withdrawn is not in the book of records.")
    if not reason.strip():
        raise EntryRefused("Say in a few words why it is withdrawn.")
    withdrawal = Entry(
        entry_id or new_entry_id(), former.kind, former.patient_id, former.episode_id, former.checkpoint, former.on_date,
        {"reason": reason.strip()}, asker.name, clinic.clock.now(), withdrawn, is_withdrawal=True,
    )  # fmt: skip
    return append_entry(folder, withdrawal)


def _check_place(
    snapshot: Snapshot, clinic: Clinic, patient_id: str, episode_id: str | None, checkpoint: str | None
) -> None:
    if not is_registered(snapshot, patient_id):
        raise EntryRefused("This patient is not registered in the store that stands now; open the patient anew.")
    episodes = read_episodes(snapshot, [patient_id])
    if episode_id is not None:
        episodes = episodes[episodes["episode_id"] == episode_id]
        if not len(episodes):
            raise EntryRefused("This course of care does not belong to the patient; open the patient anew.")
    programs = [program for program in clinic.programs if program.code in set(episodes["program"])]
    known = {one.code for program in programs for one in program.checkpoints}
    if checkpoint is not None and checkpoint not in known:
        raise EntryRefused("The patient's program has no such checkpoint.")
