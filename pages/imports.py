"""What was loaded, and what was left out and why?"""

import streamlit as st

from charts import states
from charts.kpi_strip import draw_kpi_strip
from pages.parts import html, loads, reading, settle_conflict
from pages.parts.card import card
from pages.parts.mend import mend
from pages.parts.new_mapping import new_mapping
from pages.parts.no_data import no_data_yet
from pages.parts.opening import show_opening
from pages.parts.unknown_medicines import unknown_medicines


def imports() -> None:
    if no_data_yet("Imports"):
        _new_file()
        return
    show_opening("Imports", lambda: loads.sentence(*_of_all_loads()))
    with card("counts", "", called="The counts"):
        html.show(draw_kpi_strip(loads.counts(*_of_all_loads())))
    with card("accounts", "Last loads", "read = accepted + corrected + duplicate + waiting + rejected"):
        html.show(loads.accounts_table(loads.batches()))
    with st.container(key="two_59_41"):
        left, right = st.columns([1, 1], gap="medium")
    with left, card("waiting", "Waiting", "their patient is not registered yet"):
        _waiting(reading.ask("waiting"))
    with right, card("conflicts", "Conflicts", "two values, neither is used until somebody decides"):
        _conflicts(reading.ask("conflicts"))
        settle_conflict.show()
    rejected = reading.attempt("rejected")
    with card("rejected", "Rejected rows", "nothing is dropped silently; correct the source or the mapping"):
        _rejected(rejected.shown())
    if rejected.is_known and len(rejected.answer):
        with card("mend", "Mend a mapping", "and read its files again"), st.expander("Change a mapping"):
            mend(rejected.answer)
    unknown_medicines()
    _lookalikes()
    _new_file()


def _of_all_loads():
    return loads.batches(), reading.ask("rejected"), reading.ask("waiting"), reading.ask("conflicts")


def _waiting(rows) -> None:
    html.show(
        loads.waiting_table(rows)
        if len(rows)
        else states.empty("Nothing is waiting.", "Rows of unregistered patients would stand here.")
    )


def _conflicts(rows) -> None:
    html.show(
        loads.conflicts_table(rows)
        if len(rows)
        else states.empty("No conflict.", "Rows that contradict each other would stand here.")
    )


def _new_file() -> None:
    with card("new_mapping", "Map a new file", "a proposal from its columns and values"):
        new_mapping()


def _lookalikes() -> None:
    pairs = reading.attempt("lookalikes")
    if pairs.is_known and not len(pairs.answer):
        return
    with card("lookalikes", "Two record numbers, one person?", "for a human to look at; nobody is merged"):
        html.show(loads.lookalikes_table(pairs.shown()))


def _rejected(rejected) -> None:
    if not len(rejected):
        html.show(states.empty("No row was rejected.", "Rows that cannot be used would stand here with the reason."))
        return
    reasons = loads.reasons(rejected)
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = st.selectbox(
            "Reason",
            [None, *reasons],
            format_func=lambda code: _label(code, reasons),
            key="reason",
            label_visibility="collapsed",
            width=280,
        )
        st.space("stretch")
        name, content = loads.download(rejected)
        st.download_button(
            "Download as CSV", content, file_name=name, mime="text/csv", icon=":material/download:", type="tertiary"
        )
    shown = rejected if chosen is None else rejected[rejected["code"] == chosen]
    html.show(loads.rejected_table(shown.head(loads.MOST_ROWS)))
    if len(shown) > loads.MOST_ROWS:
        html.show(loads.more_rows(len(shown)))


def _label(code: str | None, reasons: dict[str, int]) -> str:
    return (
        f"All reasons ({sum(reasons.values()):,})"
        if code is None
        else f"{code.replace('_', ' ').capitalize()} ({reasons[code]:,})"
    )
