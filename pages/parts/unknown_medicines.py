"""Names on medication lists that nobody knows: how many weeks they leave without a dose, and where the clinic says what they are."""

import json

import streamlit as st

from access.door import StoreError
from charts.flags import Flag, FlagKind, draw_flag
from charts.markup import Markup
from charts.page_text import caption
from charts.table import Column, draw_table
from domain.clinic_error import ClinicError
from pages.parts import html, reading
from pages.parts.card import card
from pages.parts.wording import count

MOST = 50
TITLE = "Names of medicines that nobody knows"
DONE = "unknown_medicines_done"


def unknown_medicines() -> None:
    """Nothing where every name is known."""
    attempt, done = reading.attempt("unknown_medicines"), st.session_state.pop(DONE, None)
    if attempt.is_known and not len(attempt.answer) and done is None:
        return
    with card("medicines", TITLE, "any of them may be an opioid, so no dose is computed beside them"):
        if done is not None:
            html.show(draw_flag(Flag(FlagKind.NOTE, done)))
        found = attempt.shown()
        if not len(found):
            return
        html.show(table_of(found))
        if len(found) > MOST:
            html.show(caption(f"The first {MOST} of {len(found):,} names."))
        html.show(
            caption(
                "Weeks: of people with a known opioid and no stated dose; a week with two such names counts for both."
            )
        )
        with st.expander("Say what they are"):
            _declare(list(found["name"].head(MOST)))


def table_of(found) -> Markup:
    columns = (Column("Name"), *(Column(title, True) for title in ("Rows", "People", "Weeks without a dose")))
    rows = [
        [row.name, f"{row.lines:,}", f"{row.people:,}", f"{row.weeks:,}"]
        for row in found.head(MOST).itertuples(index=False)
    ]
    return draw_table(columns, rows, TITLE)


def declaration(names: list[str]) -> str:
    """Lines for clinic.toml in which nothing is declared yet: who knows a name takes the mark off one of its two lines."""
    quoted = [json.dumps(name, ensure_ascii=False) for name in names]
    return "\n".join([
        "[medicines]",
        "not_opioids = [",
        *(f"    # {name}," for name in quoted),
        "]",
        "",
        "[medicines.names]",
        *(f'# {name} = "generic name"' for name in quoted),
    ])  # fmt: skip


def _declare(names: list[str]) -> None:
    html.show(
        caption(
            "Add these lines to clinic.toml, or to its [medicines] where it has one. Of each name that you are sure of take the # off one line: under not_opioids where "
            "it is no opioid, else under names, with its generic name ('oxycodone', 'oxycodone/naloxone')."
        )
    )
    st.code(declaration(names), language=None)  # the colours of TOML break lines apart
    if st.button("Bring up to date", key="unknown_medicines_update", icon=":material/refresh:"):
        _bring_up_to_date(names)


def _bring_up_to_date(names: list[str]) -> None:
    try:
        is_done = reading.door().bring_up_to_date()
    except (ClinicError, StoreError) as error:
        return html.show(draw_flag(Flag(FlagKind.NOTE, str(error), "Nothing was changed.")))
    if not is_done:
        return html.show(draw_flag(Flag(FlagKind.NOTE, "A load is running; the doses follow with it.")))
    known = len(set(names) - set(reading.ask("unknown_medicines")["name"]))
    said = (
        f"{count(known, 'name')} now known; the doses are computed anew."
        if known
        else "clinic.toml says nothing new of these names."
    )
    st.session_state[DONE] = said
    st.rerun()
