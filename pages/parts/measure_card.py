"""One measure of a patient, chosen by name: the panel over all checkpoints, its scores, and the answers item by item."""

import streamlit as st

from charts import states
from charts.course import Course
from charts.item_answers import AnsweredForm, item_table
from charts.measure_detail import COLUMNS, detail_rows, draw_measure_detail
from charts.page_text import caption, heading
from charts.table import draw_table
from charts.time_axis import TimeAxis
from pages.parts import html, patient_pictures
from pages.parts.coded import choose_coded
from pages.parts.record import Record

NO_ITEMS = "Its answers were not loaded: the source gives the finished score."
ITEMS = "Item numbers and values only; the wording belongs to the makers of the form."


@st.fragment
def show(record: Record) -> None:
    """Only this part runs again when another measure is chosen."""
    courses = [one for one in record.plain_course.courses if _is_seen(one)]
    if not courses:
        html.show(states.empty("No score yet.", "The first forms are due at intake."))
        return
    names = {one.measure.code: one.measure.name for one in courses}
    code = choose_coded("Measure", "look_at", list(names), names.__getitem__, courses[0].measure.code, 380)
    _show(record, next(one for one in record.course.courses if one.measure.code == code))


def _is_seen(course: Course) -> bool:
    return any(point.value is not None for point in course.points)


def _show(record: Record, course: Course) -> None:
    axis = TimeAxis(record.plain_course.stops)
    with st.container(key="two_measure"):
        left, right = st.columns([1.2, 1], gap="medium")
    with left:
        html.show(draw_measure_detail(course, axis))
    with right:
        rows = detail_rows(course, axis, record.plain_course.label)
        html.show(draw_table(COLUMNS, rows, f"Scores of {course.measure.name}"))
        patient_pictures.offer_measure(course, axis, COLUMNS, rows)
    _items(record, course)


def _items(record: Record, course: Course) -> None:
    columns, rows = item_table(_forms(record, course))
    with st.container(key="measure_items"):
        html.show(heading("Answers", "item by item"))
        if rows:
            html.show(draw_table(columns, rows, f"Answers to {course.measure.name}, item by item"))
        html.show(caption(ITEMS if rows else NO_ITEMS))


def _forms(record: Record, course: Course) -> list[AnsweredForm]:
    """The forms behind the scores of the course, and those outside every window, that have answers."""
    seen = record.observations
    own = seen[(seen["measure"] == course.measure.code) & (seen["standing"] == "used") & seen["answers"].notna()]
    scores = record.scores[record.scores["measure"] == course.measure.code]
    places = dict(zip(scores["observation_id"], scores["checkpoint"], strict=True))
    since = min((window.opens_on for window in record.plain_course.windows.values()), default=None)
    return [
        AnsweredForm(row.on_date, record.plain_course.label(places[row.observation_id]), row.answers)
        if row.observation_id in places
        else AnsweredForm(row.on_date, "", row.answers)
        for row in own.itertuples()
        if row.observation_id in places or (since is not None and row.on_date >= since)
    ]
