"""Do the grey ranges hold what they promise? Every past patient looked up in the range that the others give."""

from collections.abc import Mapping

import streamlit as st

from charts.band_table import COLUMNS, band_rows
from charts.page_text import caption
from charts.table import draw_table
from metrics.course_calibration import course_calibration
from metrics.measure_reading import MeasureReading
from pages.parts import html, reading
from pages.parts.episode_course import EpisodeCourse

HOW_READ = (
    "Each past patient is taken out and looked up in the range that the others give. A range that holds has about 50 of 100 in "
    "its middle half and 80 of 100 in its middle 80%; on a scale of few steps more, because a score on an edge counts as inside."
)

RULES = (
    ("Similar", "Past patients of this program with the same form and a near intake score; sex, age, payer and duration of pain "
     "are matched as long as at least 30 were seen at the checkpoint, and given up in that order."),
    ("Grey range", "Where the middle half of them scored; fainter, the middle 80%. It describes those who were seen: who left and "
     "who lacks a score stands beside it. It is what happened to others, no forecast and no target."),
    ("Pace", "Better than the middle half is ahead, worse is behind. About one in four is behind by construction: behind alone is "
     "no alarm, and says nothing of whether the patient improved."),
    ("Gates", "Meaningful: at least the published meaningful change. Beyond error: more than the noise of two scores. Band crossed: "
     "another severity band. Sustained: the next checkpoint says the same. Room: the scale could show a change."),
    ("Reliable change", "The change over its standard error (Jacobson–Truax); from 1.96 it is more than noise."),
    ("Clinical significance", "Recovered: reliably improved and across the cut-off towards the general population. The clinic's own "
     "intake scores, from 30 on, stand for people in care."),
)  # fmt: skip


@st.fragment
def show(course: EpisodeCourse, readings: Mapping[str, MeasureReading]) -> None:
    """A switch; on, the table of the measures that have a grey range at the current checkpoint."""
    if not st.toggle("Show how well the grey ranges hold", key="band_check"):
        return
    rows, limit = [], reading.clinic().percentage_from
    for told in readings.values():
        if told.band is None:
            continue
        past = reading.ask(
            "similar_rows", program=course.episode.program.code, measure=told.measure.code, as_of=course.episode.today
        )
        here = past[past["checkpoint"] == told.band.checkpoint]
        rows += band_rows(told.measure, course_calibration(told.measure, here), course.label, limit)
    if rows:
        html.show(draw_table(COLUMNS, rows, "How well the grey ranges hold"))
    html.show(caption(HOW_READ if rows else "There are no past patients to look up yet."))
