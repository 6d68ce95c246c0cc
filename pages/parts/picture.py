"""A figure with what it says: the finding above it, words for those who cannot see it, and its values as a table."""

from collections.abc import Iterable, Sequence

import streamlit as st

from charts.figure import CONFIG
from charts.page_text import caption, finding
from charts.table import Column, draw_table
from pages.parts import html

Table = tuple[Sequence[Column], Sequence[Sequence[str]]]


def show_figure(figure, key: str, alt: str, **reaction) -> None:
    """A Plotly figure in the page's theme, read aloud as `alt`."""
    st.plotly_chart(figure, theme=None, config=CONFIG, key=key, alt=alt, **reaction)


def show_finding(sentences: str | Iterable[str]) -> None:
    """What the card found: the first sentence to read aloud, the others quieter."""
    first, *rest = [sentences] if isinstance(sentences, str) else [text for text in sentences if text]
    html.show(finding(first))
    if rest:
        html.show(caption(" ".join(rest)))


def show_as_table(table: Table, name: str) -> None:
    with st.expander("Show as table"):
        html.show(draw_table(*table, name))
