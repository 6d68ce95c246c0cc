"""`python -m loaders load --watch FOLDER`: an inbox of one clinic."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.clinic import Clinic
from domain.loaded import Loaded
from loaders.choose import Job, choose_jobs
from loaders.console import sentence_of, stderr
from loaders.inbox import Inbox, NotNow
from loaders.source_error import SourceError
from loaders.together import read_jobs
from store.account import Account
from store.errors import StoreError
from store.writer import load

Show = Callable[[list[Account], list[Loaded]], None]


def watch_folder(
    folder: Path, clinic: Clinic, inbox: Path, mapping: str | None, still_seconds: float, once: bool, show: Show
) -> list[Path]:
    """Load what comes into `inbox`, each file as a batch of its own, until the process is told to end; or `once`.

    Returns the files that failed. SIGTERM and SIGINT end it between two files.

    Raises:
        SourceError: the inbox is no folder.
    """
    if not inbox.is_dir():
        raise SourceError(f"There is no folder '{inbox}' to watch.")
    desk = _Desk(folder, clinic, mapping, show)
    with _told_to_end() as is_over:
        return Inbox(inbox, desk.load_one, desk.in_order, still_seconds, is_over).run(once)


@dataclass
class _Desk:
    """Where one file after another is read and loaded."""

    folder: Path
    clinic: Clinic
    mapping: str | None
    show: Show

    def load_one(self, path: Path) -> str | None:
        """None, or why the file cannot be read. A store that is busy or out of order is no fault of the file."""
        try:
            loadeds = read_jobs(self.folder, self.clinic, self._jobs(path))
        except SourceError as error:
            stderr.print(str(error))
            return str(error)
        except StoreError as error:
            stderr.print(f"{error} '{path.name}' stays in the inbox.")
            raise NotNow from None
        except Exception as error:
            stderr.print(f"'{path}' could not be read ({type(error).__name__}).")
            return f"The file could not be read: {type(error).__name__}."
        try:
            self.show(load(self.folder, self.clinic, loadeds, on_wait=stderr.print), loadeds)
        except Exception as error:
            sentence = sentence_of(error)
            if sentence is None:
                raise
            stderr.print(f"{sentence} '{path.name}' stays in the inbox.")
            raise NotNow from None
        return None

    def in_order(self, paths: list[Path]) -> list[Path]:
        """Registrations before what refers to them, then by name."""
        return sorted(paths, key=lambda path: (self._load_order(path), path.name))

    def _jobs(self, path: Path) -> list[Job]:
        return choose_jobs(self.folder, [path], self.mapping, self.clinic.measures)

    def _load_order(self, path: Path) -> int:
        try:
            return min(mapping.load_order for _, mapping in self._jobs(path))
        except SourceError:
            return 99


@contextmanager
def _told_to_end() -> Iterator[Callable[[], bool]]:
    """A question that is answered yes once the process was asked to end."""
    asked: list[int] = []
    kept = {
        number: signal.signal(number, lambda got, _: asked.append(got)) for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
