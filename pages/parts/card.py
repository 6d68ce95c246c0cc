"""A card: a frame with a title whose failure stays inside it."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from charts.page_text import heading
from pages.parts import fault, html


@contextmanager
def card(key: str, title: str, sub: str = "", **layout) -> Iterator[None]:
    """Draw what the `with` block draws, in a frame under `title`.

    An error becomes an orange flag with a reference; the other cards of the page stand. `layout` goes to
    `st.container`.
    """
    with st.container(key=f"card_{key}", **layout):
        if title:
            html.show(heading(title, sub))
        try:
            yield
        except Exception as error:  # the flag says it, the log locates it
            fault.show_fault(error, title or "This part")
            st.button("Try again", key=f"retry_{key}", icon=":material/refresh:")
