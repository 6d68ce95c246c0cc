"""Openings on their way into the audit trail, so that nobody waits for the disk when opening a record.

One thread for each clinic folder takes what has come in and commits it in one transaction, within a twentieth of a second.
Nothing is lost silently: what cannot be written stays in the queue and is tried again; when it waits for too long, records
stay closed until the trail can be written; a program that ends in order writes what is left and says so in the trail, so that
one that was cut off (which may lose what was opened in its last moment) shows there.
"""

import atexit
import os
import secrets
import sqlite3
import threading
import time
from pathlib import Path

from store.audit import AUDIT_TABLES, ENDED, STARTED, Deed, append_deeds, deed_now
from store.book import BOOK_NAME
from store.book_connection import writing_book
from store.errors import StoreError

GATHER_SECONDS = 0.05
REPEAT_SECONDS = 15 * 60.0
"""Opening the same record again within this time is the same opening."""
PATIENCE_SECONDS = 120.0
_RETRY_SECONDS = 1.0
_IDLE_SECONDS = 10.0
_REMEMBERED = 20_000
PROGRAM = "program"
"""Who says that a program began and ended."""


class AuditQueue:
    """The openings of one clinic folder. Safe for many threads."""

    def __init__(self, folder: Path):
        self._folder = Path(folder)
        self._program = secrets.token_hex(4)
        self._waiting: list[Deed] = []
        self._noted: dict[tuple, float] = {}
        self._since: float | None = None
        self._changed = threading.Condition()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._has_begun = False
        self._is_ending = False

    def note(self, who: str, action: str, patient_id: str | None, about: str = "") -> None:
        """Note that somebody opened a record; once in a quarter of an hour.

        Raises:
            StoreError: what was opened before has been waiting for too long to be written.
        """
        now = time.monotonic()
        with self._changed:
            self._refuse_when_stuck(now)
            key = (who, action, patient_id, about)
            if now - self._noted.get(key, -REPEAT_SECONDS) < REPEAT_SECONDS:
                return
            if len(self._noted) >= _REMEMBERED:
                self._noted.clear()
            self._noted[key] = now
            self._begin()
            self._waiting.append(deed_now(who, action, patient_id, about))
            self._since = self._since or now
            self._changed.notify_all()

    def flush(self) -> None:
        """Write what is waiting, now and in this thread.

        Raises:
            StoreError: it cannot be written; it goes on waiting.
        """
        with self._writing:
            with self._changed:
                deeds = tuple(self._waiting)
            if deeds:
                self._write(deeds)

    def end(self) -> None:
        """Write what is left and say that this program ended in order. A clinic folder that is gone has no trail."""
        with self._changed:
            self._is_ending = True
            if self._has_begun:
                self._waiting.append(deed_now(PROGRAM, ENDED, None, self._program))
            self._changed.notify_all()
        self.flush()

    def _begin(self) -> None:
        if not self._has_begun:
            self._has_begun = True
            self._waiting.append(deed_now(PROGRAM, STARTED, None, self._program))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="audit", daemon=True)
            self._thread.start()

    def _refuse_when_stuck(self, now: float) -> None:
        if self._since is not None and now - self._since > PATIENCE_SECONDS:
            raise StoreError(
                "The audit trail cannot be written, so no record is opened. Tell whoever looks after the clinic folder."
            )

    def _run(self) -> None:
        while self._has_work():
            time.sleep(GATHER_SECONDS)
            try:
                self.flush()
            except StoreError:
                time.sleep(_RETRY_SECONDS)

    def _has_work(self) -> bool:
        """Wait for work; after a while without any, or at the end, the thread goes, and the next opening begins another."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_ending, _IDLE_SECONDS)
            if self._waiting and not self._is_ending:
                return True
            self._thread = None
            return False

    def _write(self, deeds: tuple[Deed, ...]) -> None:
        """A book that is gone is not made anew: what it knew of the clinic went with it."""
        try:
            if (self._folder / BOOK_NAME).exists():
                self._append(deeds)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"The audit trail cannot be written ({type(error).__name__}).") from None
        with self._changed:
            del self._waiting[: len(deeds)]
            self._since = time.monotonic() if self._waiting else None

    def _append(self, deeds: tuple[Deed, ...]) -> None:
        with writing_book(self._folder, AUDIT_TABLES) as book:
            append_deeds(book, deeds)


_queues: dict[tuple[int, str], AuditQueue] = {}
_making = threading.Lock()


def note_opening(folder: Path, who: str, action: str, patient_id: str | None, about: str = "") -> None:
    """Note in the trail of a clinic that somebody opened a record; where nothing was ever loaded there is none to open."""
    if (Path(folder) / BOOK_NAME).exists():
        _queue_of(folder).note(who, action, patient_id, about)


def flush_openings(folder: Path) -> None:
    """Write the openings that are still waiting; who reads the trail does so first."""
    _queue_of(folder).flush()


def _queue_of(folder: Path) -> AuditQueue:
    key = (os.getpid(), str(Path(folder).resolve()))
    with _making:
        if key not in _queues:
            _queues[key] = AuditQueue(folder)
            atexit.register(_queues[key].end)
        return _queues[key]
