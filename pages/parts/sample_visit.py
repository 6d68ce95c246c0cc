"""A look at the sample clinic from an empty one: a copy of its own, loaded once, seen by this session until it goes back.

Nothing of it is written into the clinic that is served: the copy lies in a private temporary folder with a book of its own, and
is gone when the server ends.
"""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Lock

import streamlit as st

from charts.flags import Flag, FlagKind, draw_flag
from loaders.all_sources import OnFile, load_all, lying_files
from pages.parts import html, reading

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
COPIED = ("clinic.toml", "mappings", "sources", "measures", "policies")
"""Of the sample's folder: what declares it and what is loaded; not what a clinic grows when it is used."""

_copying = Lock()
_copies: list[Path] = []


def is_offered() -> bool:
    """Whether there is a sample beside the program, and it is not the clinic that is served."""
    return (SAMPLE / "clinic.toml").is_file() and reading.own_folder().resolve() != SAMPLE


def begin(follow: Callable[[int], OnFile]) -> None:
    """From now on this session sees the sample clinic. The first look of a server loads it; `follow`, told how many files there are,
    gives who hears of each.

    Raises:
        SourceError, StoreError, OSError: the copy could not be made or loaded; nothing is left of it.
    """
    reading.door().authorize("load")
    with _copying:
        if not _copies:
            _copies.append(_loaded_copy(follow))
            atexit.register(forget)
    reading.visit(_copies[0])


def forget() -> None:
    """Remove the copy, when the server ends."""
    while _copies:
        shutil.rmtree(_copies.pop(), ignore_errors=True)


def banner() -> None:
    """Above every screen while the sample is looked at: whose numbers these are not, and the way back."""
    if not reading.is_visiting():
        return
    own = reading.clinic_in(reading.own_folder()).name
    with st.container(horizontal=True, vertical_alignment="center", key="sample_visit"):
        flag = Flag(
            FlagKind.NOTE,
            "Sample clinic: every person and every number here is made up.",
            f"Nothing of it is in {own}.",
        )
        html.show(draw_flag(flag))
        if st.button("Back to your clinic", key="leave_sample", icon=":material/arrow_back:"):
            from pages.parts import screens  # the screens know this module

            reading.visit(None)
            screens.open_first()


def _loaded_copy(follow: Callable[[int], OnFile]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="landings-sample-"))
    try:
        for name in COPIED:
            if (SAMPLE / name).is_dir():
                shutil.copytree(SAMPLE / name, folder / name)
            elif (SAMPLE / name).is_file():
                shutil.copy(SAMPLE / name, folder / name)
        clinic = reading.clinic_in(folder)
        jobs = lying_files(folder, clinic)
        load_all(folder, clinic, jobs, follow(len(jobs)))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder
