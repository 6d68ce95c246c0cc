"""A button that leads to another screen of this session."""

import streamlit as st


def button(address: str, label: str, key: str) -> None:
    """Streamlit's link to a page is a link out of its own frame; a button keeps session and filters."""
    if st.button(label, key=key, icon=":material/arrow_forward:", icon_position="right", type="tertiary"):
        from pages.parts import screens  # the screens know this module

        screens.open_at(address)
