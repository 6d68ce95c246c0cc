"""Rejected rows mended where they are: change the mapping, see what it would bring, keep it and read the files again."""

import streamlit as st

from access.door import StoreError
from charts.flags import Flag, FlagKind, draw_flag
from charts.page_text import caption
from charts.table import Column, draw_table
from loaders.mend import mapping_file, mend_mapping, try_mapping
from loaders.retry import Retried
from loaders.source_error import SourceError
from pages.parts import html, reading
from pages.parts.wording import count


def mend(rejected) -> None:
    """A mapping whose files have rejected rows, to be changed."""
    names = list(rejected["mapping"].value_counts().index)
    chosen = st.selectbox("Mapping", names, key="mend_mapping", width=360)
    folder = reading.door().folder
    try:
        before = mapping_file(folder, chosen).read_text(encoding="utf-8-sig")
    except SourceError as error:
        html.show(draw_flag(Flag(FlagKind.NOTE, str(error))))
        return
    html.show(
        caption(
            "A label under [values], another unit or date format: change it, try it, keep it. Its files are read again."
        )
    )
    text = st.text_area("Mapping file", before, height=300, key=f"mend_text_{chosen}")
    with st.container(horizontal=True):
        tries = st.button("Try it", key="mend_try", icon=":material/visibility:")
        keeps = st.button("Keep it and read again", key="mend_keep", icon=":material/save:", type="primary")
    if tries or keeps:
        _do(try_mapping if tries else mend_mapping, chosen, text, "would be" if tries else "were")


def _do(act, name: str, text: str, verb: str) -> None:
    reading.door().authorize("load")
    try:
        brought = act(reading.door().folder, reading.clinic(), name, text)
    except (SourceError, StoreError) as error:
        html.show(draw_flag(Flag(FlagKind.NOTE, str(error), "Nothing was changed.")))
        return
    html.show(draw_flag(Flag(FlagKind.NOTE, _said(brought, verb))))
    columns = [Column("File"), *(Column(t, True) for t in ("Read", "Rejected before", "Rejected now", "Taken back"))]
    rows = [
        [a.file, f"{a.read:,}", f"{before:,}", f"{a.rejected:,}", f"{a.withdrawn:,}"]
        for a, before in zip(brought.accounts, brought.rejected_before, strict=True)
    ]
    if rows:
        html.show(draw_table(columns, rows, "Files read again"))


def _said(brought: Retried, verb: str) -> str:
    if not brought.accounts:
        return "No file was loaded through this mapping."
    return f"{count(brought.rows_picked_up, 'row')} {verb} picked up that had been rejected."
