"""Definitions: one word for one thing, and the page that explains each statistic with its formula and its source."""

import streamlit as st

from charts import states
from charts.markup import join
from charts.page_text import caption, heading, lead, page_title
from charts.prose import draw_prose
from charts.table import Column, draw_table
from pages.parts import html, method_documents
from pages.parts.card import card
from pages.parts.coded import choose_coded
from pages.parts.wording import count

NONE = "none"
NOT_SHIPPED = ("The documentation is not here.", "It lies in docs/ of the program.")


def show() -> None:
    pages = method_documents.explanations()
    html.show(
        join(
            page_title("Method: definitions"),
            lead(
                "One word for one thing.",
                f"{count(len(pages), 'page')} explain how each number is made, and from which source.",
            ),
        )
    )
    with card("explanations", "How a number is made", "what it answers, formula, source, when not to use it"):
        _explanations(pages)
    with card("glossary", "Glossary", "as used in code, on screen and in print"):
        words = method_documents.glossary()
        html.show(draw_prose(words) if words else states.empty(*NOT_SHIPPED))
    with card("statistics", "Statistics", "the question that each one answers"), st.expander("Show all"):
        rows = method_documents.statistics()
        html.show(draw_table((Column("Statistic"), Column("Question")), rows, "Statistics"))


def _explanations(pages: dict[str, method_documents.Explanation]) -> None:
    if not pages:
        html.show(states.empty(*NOT_SHIPPED))
        return
    names = {NONE: "The list"} | {code: page.title for code, page in pages.items()}
    opened = choose_coded("Explanation", "about", list(names), names.__getitem__, NONE, 380)
    if opened == NONE:
        rows = [[page.title, page.question or "–"] for page in pages.values()]
        html.show(draw_table((Column("Page"), Column("Answers")), rows, "Pages of explanation"))
        return
    page = pages[opened]
    html.show(join(heading(page.title), draw_prose(page.text)))
    html.show(caption(f"docs/explanation/{page.code}.md"))
