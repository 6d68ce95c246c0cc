"""How the cohort's numbers are counted, one click away from them."""

from collections.abc import Sequence

import streamlit as st

from charts.markup import Markup, element
from pages.parts import html

RULES = (
    ("Improved", "The change from intake is at least the published meaningful change of that measure, in its better direction. "
     "A global rating counts by its category."),
    ("Enrolled", "Every episode that started in the chosen scope."),
    ("Due", "The checkpoint's window has closed, and the patient has neither died nor withdrawn consent. Who left stays due; "
     "who has not reached the checkpoint is not missing."),
    ("Observed", "Due, with a score at intake and at the checkpoint."),
    ("Leave out", "The share of those observed."),
    ("Not improved", "The share of all who are due; a missing form counts as not improved. The truth is usually between the two."),
    ("Worst and best case", "All missing forms counted as not improved, then all as improved."),
    ("Interval", "Wilson, 95%, for shares; Student's t, 95%, for means."),
    ("Conflict", "Two sources give different values for one form: neither is used, the form counts as missing."),
    ("Percentages", "None from fewer patients than the clinic's limit."),
)  # fmt: skip


def popover(rules: Sequence[tuple[str, str]] = RULES, key: str | None = None) -> None:
    with st.popover("How this is counted", icon=":material/info:", type="tertiary", key=key):
        html.show(_rules(rules))


def _rules(rules: Sequence[tuple[str, str]]) -> Markup:
    entries = [element("div", element("b", f"{name}. "), text, class_="caption") for name, text in rules]
    return element("div", *entries, class_="flags")
