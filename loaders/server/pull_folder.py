"""The pages of an unfinished pull on disk: whole or not there, so that a cut pull goes on after the last whole one."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from loaders.source_error import SourceError
from store.owner_only import keep_private
from store.snapshot_files import sync_folder

FOLDER_NAME = "pulls"
_PLAN, _PLACE = "plan.json", "place.json"


class PullFolder:
    """`<clinic>/pulls/<source>/`: plan.json (written once), <source>-000001.json …, place.json (where to go on).

    A page counts once place.json names it: the page is written first, so a page beyond that number is one whose
    pull was cut in between, and is asked again.
    """

    def __init__(self, clinic_folder: Path, source: str):
        self.path = Path(clinic_folder) / FOLDER_NAME / source

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One pull of a source at a time.

        Raises:
            SourceError: another one is at work.
        """
        keep_private(self.path.parent, is_folder=True)
        lock = FileLock(str(self.path.parent / f".{self.path.name}.lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise SourceError(f"Another pull of '{self.path.name}' is at work; wait for it to finish.") from None
        try:
            yield
        finally:
            lock.release()

    def plan(self) -> dict[str, Any] | None:
        """What an unfinished pull set out to do; None where there is none."""
        return self._read(_PLAN) if (self.path / _PLACE).exists() else None

    def place(self) -> dict[str, Any]:
        """`pages`: how many are whole; `next`: what to ask next, None when all have come."""
        found = self._read(_PLACE)
        return found if found is not None else {"pages": 0, "next": None}

    def begin(self, plan: dict[str, Any], first: dict[str, Any] | None) -> None:
        """Forget what was there, and set out anew."""
        self.remove()
        keep_private(self.path, is_folder=True)
        self._write(_PLAN, json.dumps(plan).encode())
        self._write(_PLACE, json.dumps({"pages": 0, "next": first}).encode())

    def keep(self, number: int, content: bytes, following: dict[str, Any] | None) -> None:
        """Page `number` (from 1) is whole; `following` is what to ask next."""
        self._write(self._page(number), content)
        self._write(_PLACE, json.dumps({"pages": number, "next": following}).encode())

    def keep_last(self, content: bytes | None) -> None:
        """The page that the source adds of its own when all have come."""
        (self.path / self._last).unlink(missing_ok=True)
        if content is not None:
            self._write(self._last, content)

    def pages(self) -> list[Path]:
        """Whole pages in the order in which they came, the added one last."""
        counted = [self.path / self._page(number) for number in range(1, self.place()["pages"] + 1)]
        last = self.path / self._last
        return counted + ([last] if last.exists() else [])

    def remove(self) -> None:
        """place.json goes first: without it there is no unfinished pull."""
        (self.path / _PLACE).unlink(missing_ok=True)
        if self.path.exists():
            shutil.rmtree(self.path)

    def _page(self, number: int) -> str:
        return f"{self.path.name}-{number:06}.json"

    @property
    def _last(self) -> str:
        return f"{self.path.name}-last.json"

    def _read(self, name: str) -> dict[str, Any] | None:
        try:
            found = json.loads((self.path / name).read_bytes())
        except FileNotFoundError:
            return None
        except ValueError:
            raise SourceError(f"'{self.path / name}' is damaged; pull with --full to begin anew.") from None
        return found if isinstance(found, dict) else None

    def _write(self, name: str, content: bytes) -> None:
        fresh = self.path / f".{name}"
        keep_private(fresh)
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self.path / name)
        sync_folder(self.path)
