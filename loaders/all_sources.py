"""What lies in a clinic's folder and is read by one of its mappings: which files, and all of them as one load."""

from collections.abc import Iterable
from pathlib import Path

from domain.clinic import Clinic
from loaders.choose import Job, choose_jobs
from loaders.together import OnFile, read_jobs
from store.account import Account
from store.rehearsal import rehearse
from store.writer import load

__all__ = ["Account", "Job", "OnFile", "load_all", "lying_files", "try_all"]


def lying_files(folder: Path, clinic: Clinic) -> list[Job]:
    """Each file that a mapping's patterns match, with its mapping; patients first.

    Raises:
        SourceError: a mapping is wrong, there is none, or a file cannot be read.
    """
    return choose_jobs(folder, [], None, clinic.measures)


def load_all(folder: Path, clinic: Clinic, jobs: Iterable[Job], on_file: OnFile | None = None) -> list[Account]:
    """Read all files, then load them as one batch. `on_file` hears of each file as it is read, and of nothing once the store is
    written.

    Raises:
        SourceError, StoreError: nothing was loaded.
    """
    return load(folder, clinic, read_jobs(folder, clinic, jobs, on_file))


def try_all(folder: Path, clinic: Clinic, jobs: Iterable[Job], on_file: OnFile | None = None) -> list[Account]:
    """The accounts that `load_all` would give now; nothing is changed.

    Raises:
        SourceError, StoreError: the load would fail.
    """
    return rehearse(folder, clinic, read_jobs(folder, clinic, jobs, on_file))
