"""Do the patients of one program, site or clinician improve more than such patients do elsewhere, beyond chance?"""

from collections.abc import Callable
from functools import cache

import streamlit as st

from charts import comparison_words, states
from charts.page_text import caption, fixed_note, lead, page_title
from metrics.comparison_statistics import Question, compared
from metrics.group_comparison import GroupComparison
from metrics.observed_minus_expected import NOT_ASSIGNED_BY_CHANCE
from pages.parts import comparison_cards, comparison_counted, comparison_filters, fault, html, reading
from pages.parts.card import card
from pages.parts.no_data import no_data_yet
from pages.parts.opening import SENTENCE

TITLE = "Programs"
NO_MEASURE = "A checkpoint after intake is needed, and a measure due there that starts from a baseline."


def programs() -> None:
    if no_data_yet(TITLE):
        return
    question, is_weighted = comparison_filters.choose()
    if question is None:
        html.show(page_title(TITLE))
        html.show(states.empty("Nothing to compare on.", NO_MEASURE))
        return
    asked = question
    told = cache(lambda: compared(asked, reading.ask))
    _opening(question, told, is_weighted)
    _case_mix(question)
    _results(question, told, is_weighted)


def _opening(question: Question, told: Callable[[], GroupComparison], is_weighted: bool) -> None:
    html.show(page_title(comparison_words.title(question)))
    try:
        with st.skeleton(height=48):
            said = comparison_words.summary(question, told(), is_weighted)
    except Exception as error:  # the cards below stand, or say so themselves
        return fault.show_fault(error, SENTENCE)
    html.show(lead(said.verdict or f"{question.measure.short_name}: nothing to compare.", f"{said.who} {said.trust}"))
    html.show(fixed_note(NOT_ASSIGNED_BY_CHANCE))
    if differ := question.when_programs_differ():
        html.show(caption(differ))


def _case_mix(question: Question) -> None:
    beside = comparison_counted.beside("case_mix", comparison_counted.CASE_MIX)
    with card("case_mix", "Who they were at intake", "read this before you compare", beside), st.skeleton(height=320):
        comparison_cards.case_mix(question)


def _results(question: Question, told: Callable[[], GroupComparison], is_weighted: bool) -> None:
    with st.container(key="two_59_41"):
        left, right = st.columns([1.42, 1], gap="medium")
    beside = comparison_counted.beside("differences", comparison_counted.DIFFERENCES)
    sub = "with its interval, weighted for those unseen" if is_weighted else "with its interval"
    with left, card("differences", "Improvement beyond expected", sub, beside), st.skeleton(height=280):
        comparison_cards.differences(question, told(), is_weighted)
    beside = comparison_counted.beside("funnel", comparison_counted.FUNNEL)
    with right, card("funnel", "Share improved", "and the limits of chance", beside), st.skeleton(height=280):
        comparison_cards.funnel(question, told())
