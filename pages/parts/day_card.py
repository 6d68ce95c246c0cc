"""The card of dense series: which measure is looked at day by day, its steps, and what came before and after what was done."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from charts import numbers
from charts.day_panel import days_in_words, draw_day_panel, with_unit
from charts.day_words import AROUND_COLUMNS, around_rows, peaks_in_words
from charts.markup import element, join
from charts.page_text import caption, heading
from charts.table import draw_table
from metrics.around_event import Happening, happenings
from metrics.day_by_day import DayByDay, day_by_day
from metrics.dense_series import DenseSeries, dense_series
from pages.parts import html, patient_pictures, reading
from pages.parts.card import card
from pages.parts.wording import count, listed

SERIES = "series"
"""Name of the choice in the session and in the address, where it holds the code of a measure and nothing else."""
DESCRIBED = "described, never called cause"


def show(patient_id: str, ask: Callable[..., Any] = reading.ask) -> None:
    """The card, where the patient has a dense series; nothing otherwise."""
    found = dense_series(
        ask("observations", patient_id=patient_id), reading.clinic().measures, reading.clinic().daily_series
    )
    if found:
        with card("days", "Day by day"):
            _show(found, happenings(_dated(ask("events", patient_id=patient_id))))


@st.fragment
def _show(found: Sequence[DenseSeries], events: Sequence[Happening]) -> None:
    """Only this part runs again when another measure is chosen."""
    chosen = _choose(found)
    told = day_by_day(chosen, events, found)
    shown = [one for one in events if one.kind != "work_status"]
    html.show(draw_day_panel(told, shown))
    sentences = list(told.stairs.sentences(lambda value: with_unit(chosen.measure, value), numbers.day))
    sentences += [told.activity.sentence(), peaks_in_words(told.activity)] if told.activity else []
    sentences += [order.sentence for order in told.orders]
    html.show(join(caption(_source(told)), element("ul", *[element("li", s) for s in sentences if s], class_="stays")))
    _show_around(told)
    patient_pictures.offer_days(told, shown)


def _choose(found: Sequence[DenseSeries]) -> DenseSeries:
    """Bound by hand, as `bind` would put the written name into the address."""
    codes = [one.measure.code for one in found]
    names = {one.measure.code: one.measure.short_name for one in found}
    if st.session_state.get(SERIES) not in codes:
        linked = st.query_params.get(SERIES)
        st.session_state[SERIES] = linked if linked in codes else codes[0]
    code = st.selectbox("Measure", codes, format_func=names.__getitem__, key=SERIES, width=320)
    st.query_params[SERIES] = code
    return found[codes.index(code)]


def _source(told: DayByDay) -> str:
    """'↑ higher is better · 84 days with a value, 7 without · from the diary'"""
    series = told.series
    parts = [series.measure.direction if series.measure.judged else "", days_in_words(told)]
    parts.append(f"from {_named(series.source)}" if series.source else "")
    parts.append(f"{count(series.n_in_conflict, 'day')} with two values, neither used" if series.n_in_conflict else "")
    also = [f"{_named(name)} ({count(n, 'day')})" for name, n in series.others]
    parts.append(f"not mixed with {listed(also)}" if also else "")
    return " · ".join(part for part in parts if part)


def _named(source: str) -> str:
    return "the diary" if source == "diary" else source.replace("_", " ")


def _show_around(told: DayByDay) -> None:
    if not told.around and not told.n_without_values:
        return
    html.show(heading("Before and after", DESCRIBED))
    if told.around:
        html.show(draw_table(AROUND_COLUMNS, around_rows(told), "Before and after what was done"))
        html.show(caption(told.around[0].caution))
    if told.n_without_values:
        html.show(caption(f"{count(told.n_without_values, 'more event')} without values on one of the two sides."))


def _dated(events: pd.DataFrame) -> pd.DataFrame:
    return events[[isinstance(day, date) for day in events["on_date"]]]
