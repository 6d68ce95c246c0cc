"""The one place where HTML and SVG reach the browser. Everything else on a page is a Streamlit widget."""

import streamlit as st

from charts.markup import Markup, element


def show(markup: Markup, *, width="stretch") -> None:
    """Show escaped HTML or SVG.

    `st.html` would strip SVG, so this goes through markdown, inside one `div`: there markdown leaves
    text alone. Only what `charts.markup` built is let through.

    Raises:
        TypeError: plain text, which nobody escaped.
    """
    if not isinstance(markup, Markup):
        raise TypeError("show() takes Markup; build it with charts.markup")
    st.markdown(element("div", markup, class_="html"), unsafe_allow_html=True, anchors=False, width=width)


def style(css: str) -> None:
    """Add a style sheet to the page."""
    st.html(f"<style>{css}</style>")
