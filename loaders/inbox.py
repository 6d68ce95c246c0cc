"""An inbox: files that are put into a folder are loaded one by one, and move to `done/` or, with a report, to `failed/`."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

DONE, FAILED = "done", "failed"
REPORT = ".report.txt"

LoadOne = Callable[[Path], str | None]
"""Loads one file and returns None, or the reason why it could not, in words without identifiers."""


class NotNow(Exception):
    """The file could not be loaded for a reason that lies elsewhere; it stays in the inbox and is tried again."""


@dataclass
class Inbox:
    """A folder that is looked into every `still_seconds`; a file is taken when its size has been still that long.

    `is_over` is asked between files; once it says yes, no further file is begun.
    """

    folder: Path
    load_one: LoadOne
    in_order: Callable[[list[Path]], list[Path]]
    still_seconds: float
    is_over: Callable[[], bool]

    def run(self, once: bool = False) -> list[Path]:
        """Take files until it is over, or once. The files that failed, under the names they have in `failed/`.

        Raises:
            OSError: the folder cannot be read or written.
        """
        failed: list[Path] = []
        before = self._sizes()
        while not self.is_over():
            self._wait()
            now = self._sizes()
            failed += self._take([path for path, size in now.items() if before.get(path) == size])
            if once:
                break
            before = now
        return failed

    def _take(self, paths: list[Path]) -> Iterator[Path]:
        for path in self.in_order(paths) if paths else []:
            if self.is_over():
                return
            failed = self._take_one(path)
            if failed is not None:
                yield failed

    def _take_one(self, path: Path) -> Path | None:
        try:
            reason = self.load_one(path)
        except NotNow:
            return None
        if not path.exists():
            return None
        if reason is None:
            move_into(path, self.folder / DONE)
            return None
        moved = move_into(path, self.folder / FAILED)
        free_place(moved.parent, moved.name + REPORT).write_text(reason + "\n", encoding="utf-8")
        return moved

    def _sizes(self) -> dict[Path, tuple[int, int]]:
        found = {}
        for entry in os.scandir(self.folder):
            if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False):
                status = entry.stat()
                found[Path(entry.path)] = (status.st_size, status.st_mtime_ns)
        return found

    def _wait(self) -> None:
        until = time.monotonic() + self.still_seconds
        while (left := until - time.monotonic()) > 0 and not self.is_over():
            time.sleep(min(left, 0.2))


def move_into(path: Path, folder: Path) -> Path:
    """Move a file into a folder; a file of that name that is there already stays, and the new one is numbered."""
    folder.mkdir(exist_ok=True)
    target = free_place(folder, path.name)
    os.replace(path, target)
    return target


def free_place(folder: Path, name: str) -> Path:
    """An empty file of our own under a name that nobody else has: `name`, else `name (2)` and so on."""
    stem, dot, suffix = name.partition(".")
    for number in range(1, 100_000):
        place = folder / (name if number == 1 else f"{stem} ({number}){dot}{suffix}")
        try:
            os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            continue
        return place
    raise FileExistsError(f"There are too many files named '{name}' in '{folder}'.")
