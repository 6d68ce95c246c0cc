"""Rows of a worklist with the button that opens the patient at their right."""

import streamlit as st

from charts.markup import Markup
from charts.worklist import worklist_row
from pages.parts import html
from pages.parts.chosen_patient import ask_to_prepare
from pages.parts.visits import Visit

BUTTON_WIDTH = 92


def head(key: str, titles: Markup) -> None:
    with _line(key):
        html.show(titles)
        st.space(BUTTON_WIDTH)


def row(key: str, visit: Visit) -> None:
    """One visit; its button opens their preparation."""
    with _line(key):
        html.show(worklist_row(visit.row))
        st.button(
            "Prepare",
            key=f"open_{key}",
            icon=":material/arrow_forward:",
            icon_position="right",
            type="tertiary",
            width=BUTTON_WIDTH,
            on_click=ask_to_prepare,
            args=(visit.patient_id,),
        )


def _line(key: str):
    return st.container(horizontal=True, vertical_alignment="center", key=f"visit_{key}")
