"""Do the patients of one program, site or clinician improve more than such patients do elsewhere, beyond chance?"""

from collections.abc import Callable
from datetime import date
from functools import cache

import streamlit as st

from charts import states
from charts.page_text import caption, fixed_note, lead, page_title
from metrics.observed_minus_expected import NOT_ASSIGNED_BY_CHANCE
from pages.parts import comparison_cards, comparison_counted, comparison_filters, fault, html, reading
from pages.parts.card import card
from pages.parts.comparison_cards import Compared
from pages.parts.comparison_filters import Asked
from pages.parts.no_data import no_data_yet

TITLE = "Programs"


def programs() -> None:
    if no_data_yet(TITLE):
        return
    asked = comparison_filters.choose()
    if asked.checkpoint is None or asked.measure is None:
        html.show(page_title(TITLE))
        html.show(
            states.empty(
                "Nothing to compare on.",
                "A checkpoint after intake is needed, and a measure due there that starts from a baseline.",
            )
        )
        return
    as_of = reading.today()
    compared = cache(lambda: comparison_cards.compare(asked, as_of))
    _opening(asked, compared)
    _case_mix(asked, as_of)
    _results(asked, as_of, compared)


def _opening(asked: Asked, compared: Callable[[], Compared]) -> None:
    assert asked.checkpoint is not None
    assert asked.measure is not None
    html.show(page_title(comparison_cards.title(asked)))
    try:
        with st.skeleton(height=48):
            told = comparison_cards.summary(compared(), asked.is_weighted)
    except Exception as error:  # the cards below stand, or say so themselves
        return fault.show_fault(error, "The sentence of this page")
    html.show(lead(told.verdict or f"{asked.measure.short_name}: nothing to compare.", f"{told.who} {told.trust}"))
    html.show(fixed_note(NOT_ASSIGNED_BY_CHANCE))
    if differ := comparison_cards.when_programs_differ(asked):
        html.show(caption(differ))


def _case_mix(asked: Asked, as_of: date) -> None:
    beside = comparison_counted.beside("case_mix", comparison_counted.CASE_MIX)
    with card("case_mix", "Who they were at intake", "read this before you compare", beside), st.skeleton(height=320):
        comparison_cards.case_mix(asked, as_of)


def _results(asked: Asked, as_of: date, compared: Callable[[], Compared]) -> None:
    with st.container(key="two_59_41"):
        left, right = st.columns([1.42, 1], gap="medium")
    beside = comparison_counted.beside("differences", comparison_counted.DIFFERENCES)
    sub = "with its interval, weighted for those unseen" if asked.is_weighted else "with its interval"
    with left, card("differences", "Improvement beyond expected", sub, beside), st.skeleton(height=280):
        comparison_cards.differences(compared(), asked.is_weighted)
    beside = comparison_counted.beside("funnel", comparison_counted.FUNNEL)
    with right, card("funnel", "Share improved", "and the limits of chance", beside), st.skeleton(height=280):
        comparison_cards.funnel(compared(), as_of)
