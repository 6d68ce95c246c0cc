"""A file that nobody has mapped yet: a proposal, its preview, and the load through what a person made of it."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from access.door import StoreError
from charts import states
from charts.flags import Flag, FlagKind, draw_flag
from charts.page_text import caption
from charts.table import Column, draw_table
from loaders.assistant.mapping_text import mapping_text, write_mapping
from loaders.assistant.preview import first_rows, preview, reasons
from loaders.assistant.proposal import Proposal
from loaders.assistant.propose import name_of, propose
from loaders.assistant.sniff import look_at
from loaders.mapping_files import parse_mapping
from loaders.mend import load_file
from loaders.source_error import SourceError
from pages.parts import html, reading
from pages.parts.wording import count

TYPES = ("csv", "tsv", "txt", "gz", "zip", "xlsx", "xlsm", "xlsb", "xls", "ods")


def new_mapping() -> None:
    """Choose a file, read the proposal, change it, see what it gives, keep it, load with it."""
    chosen = st.file_uploader("A CSV file or workbook that no mapping reads yet", type=list(TYPES), key="new_file")
    if chosen is None:
        html.show(
            caption(
                f"The file stays on this machine. Nothing is loaded before you say so. Larger files than {_most_megabytes()} MB, and "
                "exports of REDCap, FHIR or a wearable, are loaded on the command line: python -m loaders load."
            )
        )
        return
    content = chosen.getvalue()
    key = hashlib.sha256(content).hexdigest()[:16]
    with _on_disk(chosen.name, content) as path:
        try:
            proposal = _proposed(path, chosen.name, key)
        except SourceError as error:
            html.show(draw_flag(Flag(FlagKind.NOTE, _without_path(error, path, chosen.name))))
            return
        text = _edited(proposal, key)
        if not _previewed(path, text, chosen.name):
            return
        _keep_and_load(path, text, chosen.name, key)


def _most_megabytes() -> int:
    return int(st.get_option("server.maxUploadSize"))


@contextmanager
def _on_disk(name: str, content: bytes) -> Iterator[Path]:
    """The upload under a name of ours, readable by us alone, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="landings-") as folder:
        suffix = "".join(Path(name).suffixes[-2:]).lower()
        path = Path(folder) / f"upload{suffix if suffix.removeprefix('.').replace('.', '').isalnum() else ''}"
        path.write_bytes(content)
        yield path


def _proposed(path: Path, name: str, key: str) -> Proposal:
    """The proposal; what the file does not tell is asked in select boxes above it."""
    clinic, patient, date_format = reading.clinic(), st.session_state.get(f"patient_{key}"), None
    named = name_of(name)
    try:
        proposal = propose(path, clinic, patient=patient, name=named)
    except SourceError:
        patient = st.selectbox("Column of the patients' record numbers", look_at(path).header, key=f"patient_{key}")
        proposal = propose(path, clinic, patient=patient, name=named)
    if proposal.date_choices:
        date_format = st.selectbox(
            "The dates do not tell which is the day and which is the month. They are written as",
            proposal.date_choices,
            index=None,
            key=f"dates_{key}",
            placeholder="Choose a format",
            width=420,
        )
    return propose(path, clinic, patient=patient, date_format=date_format, name=named) if date_format else proposal


def _edited(proposal: Proposal, key: str) -> str:
    for question in proposal.questions:
        html.show(draw_flag(Flag(FlagKind.MISSING, question, "Answer it above or in the text below.")))
    proposed = mapping_text(proposal)
    version = hashlib.sha256(proposed.encode()).hexdigest()[:8]
    return st.text_area(
        "Proposed mapping: a guess until you have read it", proposed, height=340, key=f"text_{key}_{version}"
    )


def _previewed(path: Path, text: str, name: str) -> bool:
    """Whether the mapping can be used; its first rows and its rejections are drawn."""
    try:
        loaded = preview(path, text, reading.clinic())
    except SourceError as error:
        html.show(draw_flag(Flag(FlagKind.NOTE, _without_path(error, path, name), "Nothing was loaded.")))
        return False
    kept = loaded.rows_read - len(loaded.rejected)
    html.show(
        caption(f"{count(loaded.rows_read, 'row')} read: {kept:,} could be loaded, {len(loaded.rejected):,} rejected.")
    )
    table = first_rows(loaded)
    if len(table):
        columns = [Column(name.replace("_", " ").capitalize()) for name in table.columns]
        html.show(draw_table(columns, table.to_numpy().tolist(), "First rows as they would be read"))
    else:
        html.show(states.empty("No row could be loaded.", "The reasons stand below."))
    why = [[row.code.replace("_", " "), f"{row.rows:,}", row.reason] for row in reasons(loaded).itertuples()]
    if why:
        html.show(draw_table((Column("Rejected as"), Column("Rows", True), Column("First reason")), why, "Reasons"))
    return bool(kept)


def _keep_and_load(path: Path, text: str, name: str, key: str) -> None:
    with st.container(horizontal=True):
        keep = st.button("Keep this mapping", key=f"keep_{key}", icon=":material/save:")
        load = st.button("Load the file with it", key=f"load_{key}", icon=":material/upload:", type="primary")
    if not (keep or load):
        return
    reading.door().authorize("load")
    folder, clinic = reading.door().folder, reading.clinic()
    try:
        said = _kept(folder, text) if keep else _loaded(folder, path, text, name)
    except (SourceError, StoreError) as error:
        html.show(draw_flag(Flag(FlagKind.NOTE, _without_path(error, path, name), "Nothing was loaded.")))
        return
    html.show(draw_flag(Flag(FlagKind.NOTE, said, f"Clinic: {clinic.name}.")))


def _kept(folder: Path, text: str) -> str:
    mapping = parse_mapping(text, "The mapping", reading.clinic().measures)
    write_mapping(folder, mapping.name, text)
    return f"Kept as the mapping {mapping.name}. Files with these columns are now read by it."


def _loaded(folder: Path, path: Path, text: str, name: str) -> str:
    account, _ = load_file(folder, reading.clinic(), path, text, name)
    if account.already_loaded:
        return "This file was loaded before; nothing changed."
    parts = (account.accepted, account.corrected, account.duplicates, account.waiting, account.rejected)
    words = ("accepted", "corrected", "duplicates", "waiting", "rejected")
    return f"{account.read:,} rows read = " + " + ".join(f"{n:,} {w}" for n, w in zip(parts, words, strict=True)) + "."


def _without_path(error: Exception, path: Path, name: str) -> str:
    return str(error).replace(str(path), name)
