"""A conflict settled: somebody chooses the row that stands, the book keeps who and why, and the store follows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from access.asker import Asker
from domain.clinic import Clinic
from domain.entry import Entry, EntryKind, EntryRefused, new_entry_id
from domain.entry_rules import tidy_says
from domain.loaded import RowKind
from store.conflict_groups import contradicting, rows_of, set_aside_items
from store.entries import append_entry
from store.errors import StoreBusy
from store.snapshot import Snapshot
from store.writer import load

WAIT_SECONDS = 15.0
"""How long a person waits for a load that is running before the settlement is left for the next writer."""
ALL_OR_ONE = frozenset({RowKind.PATIENT, RowKind.EPISODE})
"""Kinds of which one row must stand: without any the person, or the course of care, would be gone."""


def settle(
    folder: Path,
    snapshot: Snapshot,
    clinic: Clinic,
    asker: Asker,
    row_kind: RowKind,
    row_ids: Sequence[str],
    stands: str | None,
    reason: str,
    entry_id: str | None = None,
    replaces: str | None = None,
) -> Entry:
    """Record which of the rows stands, or that none does, and bring the store up to date.

    Where a load is running for longer than a few seconds the decision is kept and takes effect with the next writer.
    Raises EntryRefused and StoreError; then nothing was recorded.
    """
    kind = RowKind(row_kind)
    rows: list[dict[str, Any]] = [
        {str(name): value for name, value in row.items()} for row in rows_of(snapshot, kind, row_ids).to_dict("records")
    ]
    if {row["row_id"] for row in rows} != set(row_ids):
        raise EntryRefused("These rows are no longer in the store that stands now; open the conflict anew.")
    if stands is None and kind in ALL_OR_ONE:
        raise EntryRefused(
            "One of these rows has to stand: without any the person or the course of care would be gone."
        )
    chosen = next((row for row in rows if row["row_id"] == stands), None)
    aside = rows if chosen is None else contradicting(kind, chosen, rows)
    says = {
        "row_kind": kind.value, "stands": stands, "rows": list(row_ids), "reason": reason,
        "set_aside": set_aside_items(kind, aside),
    }  # fmt: skip
    patient_id = (chosen or rows[0])["patient_id"]
    entry = Entry(
        entry_id or new_entry_id(), EntryKind.SETTLEMENT, patient_id, None, None, None,
        tidy_says(EntryKind.SETTLEMENT, says, None, clinic), asker.name, clinic.clock.now(), replaces,
    )  # fmt: skip
    kept = append_entry(folder, entry)
    bring_up_to_date(folder, clinic)
    return kept


def bring_up_to_date(folder: Path, clinic: Clinic) -> bool:
    """Publish a snapshot that knows every settlement; False where a running load keeps others out for now."""
    try:
        load(folder, clinic, [], wait_seconds=WAIT_SECONDS)
    except StoreBusy:
        return False
    return True
