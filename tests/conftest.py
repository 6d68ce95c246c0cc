"""Clinics to test on: the sample clinic loaded once through the command line, and one that has loaded nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

# A busy machine is slow, not wrong: no example fails for the time it took. The same tree gives the same examples, so that a
# failure belongs to a change; LANDINGS_EXPLORE=1 looks at other ones each time.
settings.register_profile("patient", deadline=None, derandomize=not os.environ.get("LANDINGS_EXPLORE"))
settings.load_profile("patient")

ROOT = Path(__file__).parent.parent
RUN_TIME = ("archive", "snapshots", "packets", "book.sqlite*", "landings.lock", "__pycache__")
"""What a clinic folder grows when it is used; a copy for tests starts without."""


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One temporary folder for all workers of a parallel run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def load_through_command_line(folder: Path, *files: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "loaders", "load", *files, "--clinic", str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)


@pytest.fixture(scope="session")
def loaded_clinic(tmp_path_factory) -> Path:
    """The sample clinic as the load left it. Nobody opens it, only copies it: opening a record writes into its audit trail."""
    base = shared_folder(tmp_path_factory)
    folder = base / "loaded_clinic"
    with FileLock(str(base / "loaded_clinic.lock")):
        if not (base / "loaded_clinic.whole").exists():
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(ROOT / "sample_data", folder, ignore=shutil.ignore_patterns(*RUN_TIME))
            load_through_command_line(folder)
            (base / "loaded_clinic.whole").touch()
    return folder


@pytest.fixture(scope="session")
def sample_clinic(loaded_clinic, tmp_path_factory) -> Path:
    """A loaded copy of the sample clinic that the tests of one worker share. Read it; a test that writes takes
    `own_sample_clinic`."""
    return shutil.copytree(loaded_clinic, tmp_path_factory.mktemp("sample_clinic") / "sample_clinic")


@pytest.fixture
def own_sample_clinic(loaded_clinic, tmp_path) -> Path:
    """A loaded copy of the sample clinic that a test may change, with nothing in its trail but the load."""
    return shutil.copytree(loaded_clinic, tmp_path / "own_sample_clinic")


@pytest.fixture
def empty_clinic(tmp_path) -> Path:
    """A clinic that has its clinic.toml and nothing else."""
    folder = tmp_path / "empty_clinic"
    folder.mkdir()
    shutil.copy(ROOT / "sample_data" / "clinic.toml", folder)
    return folder
