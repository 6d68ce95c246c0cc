"""Back to the top when a page shows something else: Streamlit would stay where the reader had scrolled to."""

import streamlit as st

SCROLL = """
let shown = null;
export default function ({ data }) {
  if (shown !== null && shown !== data.shown) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  shown = data.shown;
}
"""


@st.cache_resource
def _scroll():
    return st.components.v2.component("top_of_page", js=SCROLL)


def top_when_changed(shown: str) -> None:
    """Scroll to the top where `shown` is not what the run before showed."""
    with st.container(key="top_of_page_box"):
        _scroll()(data={"shown": shown}, key="top_of_page")
