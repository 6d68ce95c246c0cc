"""The way of an empty clinic to its first chart: what is declared, how files are read, what lies there to be loaded."""

import streamlit as st

from access.door import StoreError
from charts.first_steps import Step, StepState, draw_step
from charts.flags import Flag, FlagKind, draw_flag
from charts.markup import join
from charts.page_text import caption, lead, page_title
from loaders.all_sources import Account, Job, OnFile, load_all, lying_files, try_all
from loaders.mapping_files import read_mappings
from loaders.source_error import SourceError
from pages.parts import addresses, fault, go_to, html, reading, sample_visit
from pages.parts.card import card
from pages.parts.wording import count, listed

MOST_LISTED = 5
LARGE = 200 * 1024**2
"""Bytes of all files, from which on the command line is recommended: it shows the time left and does not end with a closed tab."""


def show(title: str) -> None:
    """Everything that a clinic without data sees under `title`."""
    html.show(join(page_title(title), lead("No data yet.", "Three steps to the first chart.")))
    with st.container(key="two_59_41"):
        left, right = st.columns([1.42, 1], gap="medium")
    with left:
        mapped, jobs, wrong = _found()
        with card("step_clinic", ""):
            html.show(draw_step(_declared()))
        with card("step_mappings", ""):
            html.show(draw_step(_mapped(mapped)))
            if wrong:
                html.show(draw_flag(Flag(FlagKind.NOTE, wrong, "Nothing can be loaded until this is mended.")))
            go_to.button(addresses.IMPORTS, "Map a file on the Imports screen", "first_map")
        with card("step_load", ""):
            html.show(draw_step(_lying(jobs, bool(mapped))))
            if jobs:
                _load(jobs)
    with right:
        if sample_visit.is_offered():
            with card("sample", "Look at the sample clinic first", "every person in it is made up"):
                _sample()
        with card("what_follows", "What you will see", "after the first load"):
            html.show(join(*[caption(line) for line in WHAT_FOLLOWS]))


WHAT_FOLLOWS = (
    "Today: who comes, what changed since intake, which forms are missing.",
    "Cohort review: who improved, on what, with those who left counted.",
    "Imports: what became of every row, and why a row could not be used.",
    "A first chart needs people, their courses of care, and one measure at intake and once more.",
)


def _found() -> tuple[list[str], list[Job], str]:
    """Mappings in words, files that one of them reads, and what is wrong with them, if anything is."""
    folder, clinic = reading.door().folder, reading.clinic()
    try:
        mappings = read_mappings(folder, clinic.measures)
        named = [
            f"{mapping.name} reads {listed(list(mapping.files)) or 'files that are named to it'}"
            for mapping in mappings
        ]
        return named, lying_files(folder, clinic) if mappings else [], ""
    except SourceError as error:
        return [], [], str(error).replace(f"{folder}/", "")


def _declared() -> Step:
    clinic = reading.clinic()
    found = [
        f"{clinic.name}, {clinic.clock.time_zone}.",
        f"{count(len(clinic.programs), 'program')}: {listed([one.name for one in clinic.programs])}.",
        f"{count(len(clinic.payers), 'payer')}, {count(len(clinic.sites), 'site')}.",
    ]
    return Step(1, "Describe your clinic", StepState.DONE, found, "Declared in clinic.toml; change it there.")


def _mapped(mapped: list[str]) -> Step:
    if mapped:
        return Step(2, "Say how your files are read", StepState.DONE, _cut(mapped), "One file in mappings/ per source.")
    todo = "A mapping says which column is what. Show a file: a mapping is proposed from its columns and values, and you correct it."
    return Step(2, "Say how your files are read", StepState.NEXT, (), todo)


def _lying(jobs: list[Job], is_mapped: bool) -> Step:
    if jobs:
        lines = [f"{path.name}, read by {mapping.name}" for path, mapping in jobs]
        return Step(3, "Load your files", StepState.NEXT, _cut(lines), f"Or in a terminal: {_command()}")
    if is_mapped:
        todo = f"No file lies where a mapping looks. Put the files there, then open this page again. In a terminal: {_command()}"
        return Step(3, "Load your files", StepState.NEXT, (), todo)
    return Step(3, "Load your files", StepState.LATER, (), f"In a terminal: {_command()}")


def _command() -> str:
    return f"python -m loaders load --clinic {reading.door().folder.name}"


def _cut(lines: list[str]) -> list[str]:
    return lines if len(lines) <= MOST_LISTED else [*lines[:MOST_LISTED], f"and {len(lines) - MOST_LISTED} more"]


def _load(jobs: list[Job]) -> None:
    if sum(path.stat().st_size for path, _ in jobs) > LARGE:
        html.show(caption("These files are large: load them in a terminal, which shows the time left."))
    with st.container(horizontal=True):
        tries = st.button("Try it", key="first_try", icon=":material/visibility:")
        loads = st.button(
            f"Load {count(len(jobs), 'file')}", key="first_load", icon=":material/upload:", type="primary"
        )
    if not (tries or loads):
        return
    accounts = _done(try_all if tries else load_all, jobs)
    if accounts is None:
        return
    if loads and any(one.accepted for one in accounts):
        from pages.parts import screens  # the screens know this module

        screens.open_at(addresses.COHORT)
    html.show(
        draw_flag(
            Flag(
                FlagKind.NOTE,
                _said(accounts, tries),
                "Nothing was changed." if tries else "See Imports for the reasons.",
            )
        )
    )


def _done(act, jobs: list[Job]) -> list[Account] | None:
    """The accounts; None, with the reason told, where it could not be done."""
    reading.door().authorize("load")
    with st.status(f"Reading {count(len(jobs), 'file')}") as status:
        try:
            accounts = act(reading.door().folder, reading.clinic(), jobs, _telling(status, len(jobs)))
            status.update(label=f"{count(len(jobs), 'file')} read", state="complete")
            return accounts
        except (SourceError, StoreError) as error:
            status.update(label="Nothing was loaded", state="error")
            said = str(error).replace(f"{reading.door().folder}/", "")
    html.show(draw_flag(Flag(FlagKind.NOTE, said, "Nothing was loaded.")))
    return None


def _telling(status, files: int) -> OnFile:
    """Tells the files and the rows that were read; the last file is followed by the writing, of which nothing is heard."""
    seen, rows = 0, 0

    def on_file(path, loaded) -> None:
        nonlocal seen, rows
        if loaded is None:
            seen += 1
            status.update(label=f"Reading {path.name}, file {seen} of {files}; {rows:,} rows so far")
        else:
            rows += loaded.rows_read
            if seen == files:
                status.update(label=f"{rows:,} rows read; writing them")

    return on_file


def _said(accounts: list[Account], tried: bool) -> str:
    kept = sum(one.accepted + one.corrected + one.waiting for one in accounts)
    read, rejected = sum(one.read for one in accounts), sum(one.rejected for one in accounts)
    would = "would be" if tried else "were"
    return f"{kept:,} of {read:,} rows {would} kept, {rejected:,} rejected."


def _sample() -> None:
    html.show(
        caption(
            "A whole clinic with three programs, two years of scores, and faults in its files as real ones have. It is copied aside and "
            "loaded in some seconds; nothing of it comes into your clinic."
        )
    )
    if not st.button("Look at the sample clinic", key="visit_sample", icon=":material/visibility:", type="primary"):
        return
    with st.status("Loading the sample clinic") as status:
        try:
            sample_visit.begin(lambda files: _telling(status, files))
        except Exception as error:
            status.update(label="The sample clinic could not be loaded", state="error")
            return fault.show_fault(error, "The sample clinic")
    from pages.parts import screens  # the screens know this module

    screens.open_first()
