"""Whether what readers see is the newest state, or an older one because the newest cannot be read."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from store.book import Book
from store.snapshot import Snapshot
from store.snapshot_files import read_pointer


@dataclass(frozen=True)
class ShownState:
    """Of an older state: `loaded_at` is the time of the last load in it (None: there is none), `lacking` how many later
    loads it does not hold."""

    is_newest: bool
    loaded_at: datetime | None = None
    lacking: int = 0


def read_shown_state(folder: Path, snapshot: Snapshot) -> ShownState:
    """Whether the snapshot is the state that was published last."""
    pointer = read_pointer(folder)
    if snapshot.number == 0 or (pointer and pointer.number == snapshot.number):
        return ShownState(True)
    with snapshot.cursor() as cursor:
        shown = dict(cursor.execute("select batch_id, loaded_at from batch").fetchall())
    with Book(folder, create=False) as book:
        lacking = {batch.batch_id for batch in book.loads()} - shown.keys()
    if not lacking and pointer is None:
        return ShownState(True)
    newest = shown.get(max(shown, default=0))
    return ShownState(False, datetime.fromisoformat(newest) if newest else None, len(lacking))
