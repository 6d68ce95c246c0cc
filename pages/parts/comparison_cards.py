"""The pictures of the Programs screen, with the words and tables that go with them."""

import streamlit as st

from charts import comparison_words, states
from charts.case_mix_table import Names, draw_case_mix, first_and_later, most_unlike, not_recorded
from charts.difference_plot import difference_rows, difference_table, differences_alt, draw_differences
from charts.funnel_plot import draw_funnel, funnel_alt, funnel_table
from charts.markup import Markup
from charts.page_text import caption
from charts.table import draw_table
from charts.tokens import palette
from metrics.comparison_statistics import Question, case_mix_of, funnel_of
from metrics.group_comparison import GroupComparison
from metrics.responders import responder_rule
from pages.parts import cohort_cards, frame, html, reading
from pages.parts.wording import listed

BOLD = "Beside each value its standardised difference from the other groups, bold from 0.1."


def case_mix(question: Question) -> None:
    """The table: what the model knows of a patient; below it, the other intake scores."""
    mix = case_mix_of(question, reading.ask)
    if not mix.groups:
        html.show(states.empty("Nobody matches these filters.", "Choose all sites or any time to see more patients."))
        return
    names, order, limit = Names.of(question), question.in_order(mix.groups), question.limit
    first, later = first_and_later(mix, question.measure.code)
    if len(order) > 1:
        html.show(caption(f"{most_unlike(mix, [*first, *later], names, limit)} {BOLD}"))
    html.show(draw_case_mix(mix, first, order, names, limit))
    if blank := not_recorded(mix, names):
        html.show(caption(f"Recorded for nobody here: {listed([trait.lower() for trait in blank], 6)}."))
    if later:
        with st.expander("Age bands and other intake scores"):
            html.show(draw_case_mix(mix, later, order, names, limit))


def differences(question: Question, told: GroupComparison, is_weighted: bool) -> None:
    """Observed minus expected, one row per group."""
    if told.why_not:
        html.show(_nothing(question, told))
        return
    measure, order = question.measure, comparison_words.order_of(question, told)
    rows = difference_rows(told.weighted if is_weighted else told.plain, order, question.name)
    html.show(caption(comparison_words.unit_and_direction(measure)))
    figure = draw_differences(measure, rows, palette(frame.theme()))
    cohort_cards.show_figure(figure, "differences", differences_alt(measure, rows))
    html.show(caption(comparison_words.notes(question, told, is_weighted)))
    with st.expander("Show as table"):
        html.show(draw_table(*difference_table(measure, rows), "Improvement beyond expected, by group"))


def _nothing(question: Question, told: GroupComparison) -> Markup:
    fact, counts = comparison_words.nothing_to_compare(question, told)
    return states.empty(fact, " ".join(filter(None, [counts, "Choose another checkpoint, or fewer filters."])))


def funnel(question: Question, told: GroupComparison) -> None:
    """Share improved by size, with limits."""
    if told.why_not:
        html.show(_nothing(question, told))
        return
    if not responder_rule(question.measure)[0]:
        html.show(states.empty("No meaningful change is known for this measure.", "Nobody can be counted as improved."))
        return
    shares, answer = funnel_of(question, told, reading.ask)
    if not answer.points:
        html.show(states.too_few(max((row.share.total for row in shares), default=0), question.limit))
        return
    figure = draw_funnel(answer, palette(frame.theme()), question.name)
    cohort_cards.show_figure(figure, "funnel", funnel_alt(answer, question.name))
    words = (comparison_words.threshold(question.measure), comparison_words.dispersion(answer))
    html.show(caption(" ".join(["Crude shares, not adjusted for case mix.", *words])))
    with st.expander("Show as table"):
        html.show(draw_table(*funnel_table(answer, question.name), "Share improved, with limits for each size"))
