"""A card: a frame with a title whose failure stays inside it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from access.asker import AccessRefused
from charts import states
from charts.page_text import heading
from pages.parts import fault, html


@contextmanager
def card(
    key: str, title: str, sub: str = "", beside: Callable[[], None] | None = None, *, called: str = "", **layout
) -> Iterator[None]:
    """Draw what the `with` block draws, in a frame under `title`; one without a title is `called` so where it fails.

    An error becomes an orange flag with a reference; the other cards of the page stand. `beside` draws at
    the right of the title. `layout` goes to `st.container`.
    """
    with st.container(key=f"card_{key}", **layout):
        if title:
            _show_heading(title, sub, beside, key)
        try:
            yield
        except AccessRefused:  # no fault: others may see it
            html.show(states.empty("This is not shown to you.", "Your role does not see it."))
        except Exception as error:  # the flag says it, the log locates it
            fault.show_fault(error, title or called or "This part")
            st.button("Try again", key=f"retry_{key}", icon=":material/refresh:")


def _show_heading(title: str, sub: str, beside: Callable[[], None] | None, key: str) -> None:
    if beside is None:
        return html.show(heading(title, sub))
    with st.container(horizontal=True, vertical_alignment="center", key=f"head_{key}"):
        html.show(heading(title, sub), width="content")
        st.space("stretch")
        beside()
