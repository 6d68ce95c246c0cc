"""Where there is nothing to draw: the fact, when that changes, and one or two ways out as buttons."""

from collections.abc import Callable, Iterable
from functools import partial

import streamlit as st

from charts import states
from pages.parts import html
from pages.parts.coded import forget

Way = tuple[str, Callable[[], None]]
"""What a button says, and what it does before the page is drawn anew."""

MOST = 2
_WIDER = {
    "site": "Show all sites",
    "started": "Show any time",
    "payer": "Show all payers",
    "clinician": "Show all clinicians",
    "area": "Show all measures",
}
_UNCHOSEN = (None, "all", "any")


def show_empty(key: str, fact: str, when_it_changes: str, ways: Iterable[Way] = ()) -> None:
    """`key` tells this place from others on the page."""
    html.show(states.empty(fact, when_it_changes))
    offered = list(ways)[:MOST]
    if not offered:
        return
    with st.container(horizontal=True, key=f"ways_out_{key}"):
        for place, (label, act) in enumerate(offered):
            st.button(label, key=f"way_out_{key}_{place}", on_click=act)


def wider(names: dict[str, str]) -> list[Way]:
    """A way for each filter that narrows what is shown. `names`: under which name it is kept → which of `_WIDER` it is."""
    return [
        (_WIDER[kind], partial(forget, name))
        for name, kind in names.items()
        if st.session_state.get(name) not in _UNCHOSEN
    ]


def choosing(name: str, code: object, label: str) -> Way:
    """A way that chooses `code` in the widget kept under `name`."""

    def act() -> None:
        st.session_state[name] = code

    return label, act
