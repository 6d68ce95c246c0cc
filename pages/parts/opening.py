"""How a page begins: its title at once, then the sentence that answers its question."""

from collections.abc import Callable

import streamlit as st

from access.asker import AccessRefused
from charts import states
from charts.markup import join
from charts.page_text import caption, lead, page_title
from pages.parts import fault, html

SENTENCE = "The sentence of this page"


def show_opening(title: str, sentence: Callable[[], tuple[str, str]]) -> None:
    """Where the sentence fails it says so under the title; the cards below stand, or say so themselves."""
    heading = page_title(title)
    with st.empty():
        html.show(heading)
        try:
            said = lead(*sentence())
        except AccessRefused:
            said = caption("Its numbers are not shown to you.")
        except Exception as error:
            said = states.failed(SENTENCE, fault.report(error))
        html.show(join(heading, said))
