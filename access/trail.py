"""What the door notes in the audit trail: records that were opened, lists that were shown, and what was refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from access.asker import AccessRefused, Asker
from store.audit_queue import note_opening

WRITES = frozenset({"record", "save_draft", "sign_packet", "mark_sent", "record_payer_decision"})
"""Actions that put a row of their own into the trail, with what they wrote."""


@contextmanager
def noting(folder: Path, asker: Asker, action: str, patient_id: str | None) -> Iterator[None]:
    """Note that one record was opened, or that an action was refused, once the block has decided."""
    try:
        yield
    except AccessRefused:
        note_opening(folder, asker.name, f"was refused: {action.replace('_', ' ')}", patient_id)
        raise
    if patient_id is not None and action not in WRITES:
        note_opening(folder, asker.name, "opened record", patient_id)


@contextmanager
def noting_list(folder: Path, asker: Asker, action: str, count: int) -> Iterator[None]:
    """Note that a list of several people was shown, or refused."""
    try:
        yield
    except AccessRefused:
        note_opening(folder, asker.name, f"was refused: {action.replace('_', ' ')}", None)
        raise
    if count:
        note_opening(folder, asker.name, f"saw a list: {action.replace('_', ' ')}", None, f"{count} patients")
