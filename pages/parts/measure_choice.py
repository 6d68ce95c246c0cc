"""Which measures are listed and which one is open, mirrored in the address. It holds codes and words typed about measures."""

from collections.abc import Mapping

import streamlit as st

from domain.measure import Construct, Measure

OPEN, SEARCH, ABOUT = "measure", "find", "construct"
ALL = "all"


def choose(every: Mapping[str, Measure]) -> tuple[Measure | None, list[Measure]]:
    """One row of choices. The measure that is open (None: the list is), and the measures that the filters let through."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        typed = st.text_input(
            "Find a measure",
            placeholder="Name, abbreviation or construct",
            type="search",
            icon=":material/search:",
            live="200ms",
            key=SEARCH,
            bind="query-params",
            on_change=close_sheet,
            width=320,
        )
        about = st.selectbox(
            "Construct",
            [ALL, *_constructs(every)],
            format_func=lambda name: "All constructs" if name == ALL else name.capitalize(),
            key=ABOUT,
            bind="query-params",
            on_change=close_sheet,
            width=220,
        )
        opened = _choose_sheet(every)
    return every.get(opened), matching(every, typed or "", about)


def _choose_sheet(every: Mapping[str, Measure]) -> str:
    """The code of the measure whose sheet is open. Bound by hand: `bind` would put the name into the address, which may change."""
    if OPEN not in st.session_state:
        linked = st.query_params.get(OPEN, ALL)
        st.session_state[OPEN] = linked if linked in every else ALL
    opened = st.selectbox(
        "Open a measure",
        [ALL, *every],
        format_func=lambda code: "All measures (the list)" if code == ALL else every[code].name,
        key=OPEN,
        width=380,
    )
    if opened != ALL:
        st.query_params[OPEN] = opened
    elif OPEN in st.query_params:
        del st.query_params[OPEN]
    return opened


def matching(every: Mapping[str, Measure], typed: str, about: str = ALL) -> list[Measure]:
    """The measures of a construct in whose names every typed word occurs, in any order and case."""
    words = typed.lower().split()
    return [m for m in every.values() if about in (ALL, m.construct) and all(word in _searched(m) for word in words)]


def _searched(measure: Measure) -> str:
    return " ".join((measure.code, measure.name, measure.short_name, *measure.aliases, measure.construct)).lower()


def _constructs(every: Mapping[str, Measure]) -> list[str]:
    used = {measure.construct for measure in every.values()}
    return [construct.value for construct in Construct if construct in used]


def open_sheet(code: str) -> None:
    st.session_state[OPEN] = code


def close_sheet() -> None:
    st.session_state[OPEN] = ALL
