"""Is it changing from month to month, and does function improve before pain?"""

import streamlit as st

from charts import cohort_in_words as words
from charts import states
from charts.control_chart_plot import (
    chips,
    control_chart_alt,
    control_chart_table,
    draw_control_chart,
    limits_in_words,
)
from charts.export_counts import of_control_chart, of_times
from charts.improvement_time_plot import (
    TimeLine,
    draw_improvement_times,
    improvement_times_alt,
    improvement_times_table,
)
from charts.markup import element
from charts.page_text import caption
from charts.words import word_chip
from domain.measure import Measure
from metrics.cohort_reading import Cohort, OverTime
from metrics.time_to_improvement import HORIZON_DAYS
from pages.parts import html, picture
from pages.parts.cohort_improvement import take_away
from pages.parts.picture import Picture, show_finding

BETWEEN = (
    "The day is that of the checkpoint at which improvement was first seen; it came at some time after the checkpoint before. "
    "Under the axis: who had not improved yet and was still watched."
)


def share_by_month(cohort: Cohort, measure: Measure, *, of_due: bool) -> None:
    """Share improved on the chosen measure."""
    rate = cohort.rates.get(measure.code)
    if rate is not None and rate.why_not:
        html.show(states.empty("No share to follow.", f"{rate.why_not[:1].upper()}{rate.why_not[1:]}."))
        return
    _chart(cohort.share_by_month(measure, of_due=of_due), "share_by_month", f"Share improved on {measure.name}", cohort)


def completeness_by_month(cohort: Cohort) -> None:
    """Share of those due who have a form."""
    _chart(cohort.completeness_by_month(), "completeness_by_month", "Share of those due with at least one form", cohort)


def _chart(told: OverTime, key: str, title: str, cohort: Cohort) -> None:
    chart, limit = told.chart, cohort.percentage_from
    if not any(point.value is not None for point in chart.points):
        if not chart.points:
            html.show(states.empty("No month to show.", "The first point appears when a window has closed."))
        else:
            html.show(
                states.empty(
                    f"No month and no quarter has {limit} patients or more.",
                    "Choose all programs or all sites, or count a missing form as not improved: then everybody due counts.",
                )
            )
        return
    if found := chips(chart):
        html.show(element("div", *[word_chip(mark, text) for mark, text in found], class_="chip-line"))
    show_finding(words.over_time(chart, told.months_each, limit))
    drawn = Picture(
        key,
        control_chart_alt(title, chart, told.months_each),
        lambda colours: draw_control_chart(chart, told.months_each, colours),
    )
    picture.show(drawn)
    html.show(caption(limits_in_words(chart)))
    take_away(drawn, control_chart_table(chart, told.months_each), title, of_control_chart(chart))


def function_before_pain(cohort: Cohort) -> None:
    """Time to the first meaningful improvement, on function and on pain."""
    told, limit, measures = cohort.function_and_pain(), cohort.percentage_from, cohort.measures
    both = [row for row in (told.function, told.pain) if row is not None]
    if not both:
        html.show(
            states.empty(
                "Neither function nor pain can be followed here.", "No such measure with a meaningful change is due."
            )
        )
        return
    least = max(row.n for row in both)
    if least < limit:
        html.show(states.too_few(least, limit))
        return
    if told.first is not None:
        sentences = words.function_before_pain(
            measures[told.first.first], measures[told.first.second], told.first, limit
        )
    else:
        sentences = [f"Only {measures[both[0].measure].short_name} can be followed here, so nothing comes first."]
    lines = [TimeLine(measures[row.measure].short_name, row.curve) for row in both]
    figure, said = st.columns([1.3, 1], gap="medium")
    drawn = Picture(
        "improvement_times",
        improvement_times_alt(lines, HORIZON_DAYS, limit),
        lambda colours: draw_improvement_times(lines, HORIZON_DAYS, limit, colours),
    )
    with figure:
        picture.show(drawn)
    with said:
        show_finding(sentences)
        for row in both:
            html.show(caption(words.improvement_time(measures[row.measure], row)))
        html.show(caption(BETWEEN))
    table = improvement_times_table(lines, HORIZON_DAYS, limit)
    take_away(drawn, table, "Share improved by week", of_times(lines, HORIZON_DAYS))
