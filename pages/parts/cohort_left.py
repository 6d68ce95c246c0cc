"""Who was not seen, how they differed at intake, and what they could change."""

import streamlit as st

from charts import cohort_in_words as words
from charts import cohort_tables as tables
from charts import states
from charts.export_counts import of_tipping
from charts.page_text import caption
from charts.table import draw_table
from charts.tipping_plot import draw_tipping, tipping_alt, tipping_table
from domain.measure import Measure
from metrics.cohort_reading import Cohort
from pages.parts import html, picture, reading
from pages.parts.cohort_asked import checkpoint_name
from pages.parts.cohort_improvement import take_away
from pages.parts.picture import Picture, show_finding

SHOWN = 8
"""Rows of the short table: the largest differences."""


def who_left(cohort: Cohort) -> None:
    """Those not seen beside those seen, at intake."""
    told, name = cohort.who_left(), checkpoint_name(cohort.checkpoint)
    if told.n_left + told.n_stayed == 0:
        html.show(states.empty("Nobody is due here yet.", "Choose an earlier checkpoint, or any time."))
        return
    show_finding(words.who_left(told, dict(cohort.measures), name, cohort.percentage_from, _level))
    html.show(
        draw_table(*tables.who_left_table(told, cohort.measures, _level), f"At intake, by whether seen at {name}")
    )
    known = [row for row in told.numbers if row.stayed.n + row.left.n]
    unknown = sum(row.stayed_unknown + row.left_unknown for row in known)
    html.show(caption(f"Arrows: the better direction. Not recorded, and in no mean: {unknown:,} values."))
    with st.expander("All that was compared"):
        whole = tables.who_left_table(told, cohort.measures, _level)
        html.show(draw_table(*whole, f"At intake, by whether seen at {name}"))


def _level(trait: str, level: str) -> str:
    """'Site: Riverside', 'Sex: female'."""
    kinds = {"site": "sites", "payer": "payers", "program": "programs", "clinician": "clinicians"}
    written = reading.clinic().name_of(kinds[trait], level) if trait in kinds else level
    return f"{words.trait_name(trait, {})}: {written}"


def tipping(cohort: Cohort, measure: Measure) -> None:
    """The mean improvement of everybody due, as the unseen are taken to be worse."""
    told = cohort.tipping(measure)
    if told.why_not:
        html.show(states.empty(told.why_not, "Choose another measure, or fewer filters."))
        return
    show_finding(words.tipping(measure, told, checkpoint_name(cohort.checkpoint)))
    drawn = Picture("tipping", tipping_alt(measure, told), lambda colours: draw_tipping(measure, told, colours))
    picture.show(drawn)
    take_away(drawn, tipping_table(measure, told), f"Tipping point on {measure.name}", of_tipping(told))
