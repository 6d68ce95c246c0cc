"""Checkpoints that close within the week while forms are not in: whom to ask, and whether they come by then."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from charts import numbers
from charts.flags import Flag, FlagKind
from charts.page_text import caption, heading
from charts.worklist import worklist_head
from domain.measure import Measure
from pages.parts import html, reading, visits, worklist_rows
from pages.parts.ways_out import choosing, show_empty
from pages.parts.wording import count

DAYS_AHEAD = 6
FIRST, MORE = 8, 20
KINDS = {
    "No visit booked": lambda rows: rows["next_visit_on"].isna(),
    "Nothing in yet": lambda rows: rows["filled"] == 0,
    "Still in the program": lambda rows: rows["has_left"] == 0,
}
SHOWN = "chase_shown"


@dataclass(frozen=True)
class Chase:
    """The open checkpoints of the week from `day`, one row each as `Door.closing_checkpoints` gives them."""

    rows: pd.DataFrame
    day: date

    @property
    def closes_today(self) -> int:
        return int((self.rows["closes_on"] == self.day).sum())

    @property
    def unbooked(self) -> int:
        return int(self.rows["next_visit_on"].isna().sum())


def read_chase(day: date) -> Chase:
    rows = reading.ask("closing_checkpoints", as_of=day, to_day=day + timedelta(days=DAYS_AHEAD))
    return Chase(rows.assign(**{name: _dates(rows[name]) for name in ("closes_on", "next_visit_on")}), day)


def show(chase: Chase, measure: Measure) -> None:
    """What stands in the card. Rows beyond the first few are drawn when asked for."""
    with st.container(horizontal=True, vertical_alignment="center", key="chase_bar"):
        html.show(heading("Closing within a week", "forms that are due are not in"), width="content")
        wanted = st.pills(
            "Of these only", list(KINDS), selection_mode="multi", key="chase_only", label_visibility="collapsed"
        )
    rows = chase.rows
    for kind in wanted:
        rows = rows[KINDS[kind](rows)]
    if not len(rows):
        return _nothing(chase)
    most = st.session_state.get(SHOWN, FIRST)
    worklist_rows.head("chase_head", worklist_head(f"{measure.short_name} {measure.direction[:1]}", first="Closes"))
    for i, listed in enumerate(_listed(rows.head(most), chase.day, measure)):
        worklist_rows.row(f"chase_{i}", listed)
    _more(len(rows), most)


def _listed(rows: pd.DataFrame, day: date, measure: Measure) -> list[visits.Visit]:
    closing = [_short_day(on) if on != day else "today" for on in rows["closes_on"]]
    found = visits.listed_rows(rows.assign(on_date=day, at_time=closing), day, measure)
    return [_with_notes(one, row, day) for one, row in zip(found, rows.itertuples(), strict=True)]


def _with_notes(listed: visits.Visit, row, day: date) -> visits.Visit:
    """The missing forms stand in their own column, so the flags tell of the visit instead."""
    kept = [flag for flag in listed.row.flags if flag.kind is not FlagKind.MISSING]
    said = [Flag(FlagKind.NOTE, _visit_in_words(row.next_visit_on, day))]
    if row.has_left:
        said.append(Flag(FlagKind.NOTE, "left the program, still asked"))
    return replace(listed, row=replace(listed.row, flags=(*kept, *said)))


def _visit_in_words(on: date | None, day: date) -> str:
    if on is None:
        return "no visit booked by then"
    return "comes today" if on == day else f"comes {_short_day(on)}"


def _nothing(chase: Chase) -> None:
    if not len(chase.rows):
        fact = "No checkpoint closes within a week with forms missing."
        return show_empty("chase", fact, "Nobody needs to be asked.")
    when, way = f"Clear a filter to see all {len(chase.rows)}.", choosing("chase_only", [], "Show all of them")
    return show_empty("chase", "No checkpoint matches these filters.", when, [way])


def _more(total: int, shown: int) -> None:
    if total > shown:
        with st.container(horizontal=True, vertical_alignment="center", key="chase_more"):
            html.show(caption(f"{shown} of {count(total, 'checkpoint')}, the soonest first."), width="content")
            st.button("Show more", key="chase_show_more", type="tertiary", on_click=_show_more, args=(shown,))


def _show_more(shown: int) -> None:
    st.session_state[SHOWN] = shown + MORE


def _short_day(on: date) -> str:
    """'19 Nov': the list is of one week."""
    return numbers.day(on).removesuffix(f" {on.year}")


def _dates(column: pd.Series) -> pd.Series:
    """Days as `datetime.date`, None where there is none."""
    days = [None if pd.isna(one) else pd.Timestamp(one).date() for one in column]
    return pd.Series(days, index=column.index, dtype=object)
