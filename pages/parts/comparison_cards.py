"""The pictures of the Programs screen, with the words and tables that go with them."""

import streamlit as st

from charts import comparison_words, states
from charts.case_mix_table import Names, draw_case_mix, first_and_later, most_unlike, not_recorded
from charts.difference_plot import difference_rows, difference_table, differences_alt, draw_differences
from charts.export_counts import of_differences, of_funnel
from charts.funnel_plot import draw_funnel, funnel_alt, funnel_table
from charts.page_text import caption
from metrics.comparison_statistics import Question, case_mix_of, funnel_of
from metrics.group_comparison import GroupComparison
from metrics.responders import responder_rule
from pages.parts import html, picture, reading
from pages.parts.cohort_improvement import take_away
from pages.parts.comparison_filters import NARROWING
from pages.parts.picture import Picture
from pages.parts.ways_out import show_empty, wider
from pages.parts.wording import listed

BOLD = "Beside each value its standardised difference from the other groups, bold from 0.1."


def case_mix(question: Question) -> None:
    """The table: what the model knows of a patient; below it, the other intake scores."""
    mix = case_mix_of(question, reading.ask)
    if not mix.groups:
        when = "Choose all sites or any time to see more patients."
        show_empty("case_mix", "Nobody matches these filters.", when, wider(NARROWING))
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
        _nothing("differences", question, told)
        return
    measure, order = question.measure, comparison_words.order_of(question, told)
    rows = difference_rows(told.weighted if is_weighted else told.plain, order, question.name)
    html.show(caption(comparison_words.unit_and_direction(measure)))
    drawn = Picture("differences", differences_alt(measure, rows), lambda c: draw_differences(measure, rows, c))
    picture.show(drawn)
    html.show(caption(comparison_words.notes(question, told, is_weighted)))
    name = "Improvement beyond expected, by group"
    take_away(drawn, difference_table(measure, rows), name, of_differences(rows))


def _nothing(key: str, question: Question, told: GroupComparison) -> None:
    fact, counts = comparison_words.nothing_to_compare(question, told)
    when = " ".join(filter(None, [counts, "Choose another checkpoint, or fewer filters."]))
    show_empty(key, fact, when, wider(NARROWING))


def funnel(question: Question, told: GroupComparison) -> None:
    """Share improved by size, with limits."""
    if told.why_not:
        _nothing("funnel", question, told)
        return
    if not responder_rule(question.measure)[0]:
        html.show(states.empty("No meaningful change is known for this measure.", "Nobody can be counted as improved."))
        return
    shares, answer = funnel_of(question, told, reading.ask)
    if not answer.points:
        html.show(states.too_few(max((row.share.total for row in shares), default=0), question.limit))
        return
    drawn = Picture("funnel", funnel_alt(answer, question.name), lambda c: draw_funnel(answer, c, question.name))
    picture.show(drawn)
    words = (comparison_words.threshold(question.measure), comparison_words.dispersion(answer))
    html.show(caption(" ".join(["Crude shares, not adjusted for case mix.", *words])))
    name = "Share improved, with limits for each size"
    take_away(drawn, funnel_table(answer, question.name), name, of_funnel(answer))
