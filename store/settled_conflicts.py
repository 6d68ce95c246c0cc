"""Conflicts that were settled: who decided what, whether it is in force, and whether what was chosen is still there."""

from dataclasses import dataclass
from pathlib import Path

from domain.entry import Entry, EntryKind
from domain.loaded import RowKind
from store.conflict_groups import ConflictRow, as_conflict_row, rows_of
from store.entries import read_entries_of_kind, standing_entries
from store.snapshot import Snapshot


@dataclass(frozen=True)
class SettledConflict:
    """A settlement that stands. `rows` are those of it that the store still holds, the chosen one first. `is_in_force`: the
    snapshot knows it. `has_lost_its_row`: a row was chosen and is no longer there (its load was undone, or it was sent
    anew), so that what was set aside has nothing in its place: somebody should look at it again."""

    entry: Entry
    row_kind: RowKind
    rows: tuple[ConflictRow, ...]
    is_in_force: bool
    has_lost_its_row: bool


def read_settlements(folder: Path, snapshot: Snapshot) -> tuple[SettledConflict, ...]:
    """Every settlement that stands, the newest first."""
    with snapshot.cursor() as cursor:
        known = {row[0] for row in cursor.execute("select entry_id from set_aside where until_at is null").fetchall()}
    standing = standing_entries(read_entries_of_kind(folder, EntryKind.SETTLEMENT))
    return tuple(_settled(snapshot, entry, entry.entry_id in known) for entry in reversed(standing))


def _settled(snapshot: Snapshot, entry: Entry, is_in_force: bool) -> SettledConflict:
    kind, stands = RowKind(entry.says["row_kind"]), entry.says.get("stands")
    found = rows_of(snapshot, kind, entry.says["rows"]).to_dict("records")
    rows = sorted((as_conflict_row(kind, row) for row in found), key=lambda row: row.row_id != stands)
    is_lost = stands is not None and stands not in {row.row_id for row in rows}
    return SettledConflict(entry, kind, tuple(rows), is_in_force, is_lost)
