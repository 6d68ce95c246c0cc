"""When what readers see was loaded, and whether it is the newest state or an older one because the newest cannot be read."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from store.book import Book
from store.snapshot import Snapshot
from store.snapshot_files import read_pointer


@dataclass(frozen=True)
class ShownState:
    """`loaded_at` is the time of the last load that is shown (None: there is none), `lacking` how many later loads an older state
    does not hold."""

    is_newest: bool
    loaded_at: datetime | None = None
    lacking: int = 0


def read_shown_state(folder: Path, snapshot: Snapshot) -> ShownState:
    """Whether the snapshot is the state that was published last."""
    pointer = read_pointer(folder)
    if snapshot.number == 0:
        return ShownState(True)
    with snapshot.cursor() as cursor:
        shown = dict(cursor.execute("select batch_id, loaded_at from batch").fetchall())
    newest = shown.get(max(shown, default=0))
    loaded_at = datetime.fromisoformat(newest) if newest else None
    if pointer and pointer.number == snapshot.number:
        return ShownState(True, loaded_at)
    with Book(folder, create=False) as book:
        lacking = {batch.batch_id for batch in book.loads()} - shown.keys()
    return ShownState(not lacking and pointer is None, loaded_at, len(lacking))
