"""A record as it was known on a past day: which day, and the banner that never lets it pass for today's."""

from datetime import date

import streamlit as st

from charts.flags import Flag, FlagKind, draw_flag
from charts.numbers import day as written_day
from charts.page_text import caption
from pages.parts import html, reading

KNOWN = "known"
"""Name of the day in the address. The address decides; nothing else is kept, so that leaving the screen ends it."""
_PICKED = "known_day"

WHAT_COUNTS = (
    "What the loads up to that day held, as it was read then, and what had been typed in by then. Corrections, files read again and "
    "loads undone later do not count. Checkpoints are counted with today's clinic.toml."
)


def known_on() -> date | None:
    """The past day that the address asks for; None for today, and for what is no past day."""
    try:
        asked = date.fromisoformat(st.query_params.get(KNOWN, ""))
    except ValueError:
        return None
    return asked if asked < reading.today() else None


def choose_day() -> None:
    """A day to look back to."""
    with st.popover("As known on …", icon=":material/history:"):
        st.session_state[_PICKED] = known_on()
        st.date_input(
            "As known at the end of", max_value=reading.today(), format="YYYY-MM-DD", key=_PICKED, on_change=_look_back
        )
        html.show(caption(WHAT_COUNTS))


def show_banner(day: date) -> None:
    """Says that this is the past, and leads back."""
    flag = Flag(FlagKind.WORSE, f"As known on {written_day(day)}, not today.", WHAT_COUNTS)
    with st.container(key="known_banner"):
        html.show(draw_flag(flag))
        st.button("Back to today", key="known_today", icon=":material/today:", on_click=_back)


def _look_back() -> None:
    picked = st.session_state.get(_PICKED)
    if picked is None or picked >= reading.today():
        return _back()
    st.query_params[KNOWN] = picked.isoformat()


def _back() -> None:
    if KNOWN in st.query_params:
        del st.query_params[KNOWN]
