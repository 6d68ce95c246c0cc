"""How complete and trustworthy is what we hold, and what should we chase first?"""

from functools import cache

import streamlit as st

from access.asker import AccessRefused
from charts import quality_words
from charts.page_text import caption
from metrics.data_quality import RowsRead
from metrics.data_quality_reading import DataQuality, data_quality_of
from pages.parts import html, quality_cards, quality_counted, quality_filters, quality_report, reading
from pages.parts.card import card
from pages.parts.coded import not_known
from pages.parts.no_data import no_data_yet
from pages.parts.opening import show_opening
from pages.parts.quality_counted import beside

TITLE = "Data quality"


def quality() -> None:
    if no_data_yet(TITLE):
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        scope, construct = quality_filters.choose()
    if wrong := not_known():
        html.show(caption(wrong))
    told = data_quality_of(reading.clinic(), scope, reading.ask, construct)
    late = cache(told.late)
    show_opening(TITLE, lambda: quality_words.opening(told, _rows(told)))
    with card("quality_counts", "", called="The counts"):
        quality_cards.counts(told, late()[0], _rows(told))
    with card(
        "quality_forms", "Complete", "forms in, by measure and checkpoint", beside("forms", quality_counted.FORMS)
    ):
        quality_cards.completeness(told)
    with card("quality_late", "Late", "and what of it still counts", beside("late", quality_counted.LATE)):
        quality_cards.late_forms(late(), told)
    _below(told, late, quality_filters.name_of(scope, construct))


def _below(told: DataQuality, late, scope_name: str) -> None:
    with card(
        "quality_sites",
        "Site by site",
        "month in which the window closed, all measures",
        beside("sites", quality_counted.SITES),
    ):
        quality_cards.by_site(told)
    with st.container(key="two_59_41"):
        left, right = st.columns([1.42, 1], gap="medium")
    with left, card("quality_rows", "Trustworthy", "rows of the whole clinic", beside("rows", quality_counted.ROWS)):
        quality_cards.rows(_rows(told), told)
    care = beside("care", quality_counted.CARE)
    with right, card("quality_care", "Filled in with care", "forms that came with their items", care):
        quality_cards.filled_with_care(told)
    with right, card("quality_report", "Take it along", scope_name):
        quality_report.show(told, scope_name)


def _rows(told: DataQuality) -> RowsRead | None:
    """None for who may not see the rows of the whole clinic."""
    try:
        return told.rows()
    except AccessRefused:
        return None
