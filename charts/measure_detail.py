"""One measure of one patient, enlarged: the panel over all its checkpoints, and its scores as rows."""

from collections.abc import Callable

from charts import numbers
from charts.course import Course, CoursePoint, baseline, gap_word
from charts.course_groups import draw_key
from charts.course_panel import draw_course_panel
from charts.markup import Markup, element
from charts.table import Column
from charts.time_axis import TimeAxis
from domain.measure import Measure

COLUMNS = (
    Column("Checkpoint"),
    Column("On"),
    Column("Score", True),
    Column("Since intake", True),
    Column("Band"),
)


def draw_measure_detail(course: Course, axis: TimeAxis) -> Markup:
    """The panel as in the grid, wide and tall, under its key."""
    return element("div", draw_key([course], axis), draw_course_panel(course, axis), class_="panels panel-large")


def detail_rows(course: Course, axis: TimeAxis, label: Callable[[str], str]) -> list[list[str]]:
    """One row per checkpoint at which the measure is due or was seen, then one per score outside every window."""
    start = baseline(course, axis)
    rows = [_row(course, point, start, label) for point in course.points]
    outside = [
        [
            "outside every window",
            numbers.day(score.on_date) if score.on_date else "–",
            numbers.with_unit(course.measure, score.value),
            "–",
            band_name(course.measure, score.value),
        ]
        for score in course.outside
    ]
    return rows + outside


def _row(course: Course, point: CoursePoint, start: float | None, label: Callable[[str], str]) -> list[str]:
    measure = course.measure
    if point.value is None:
        return [label(point.checkpoint), "–", gap_word(point) or "not due yet", "–", "–"]
    on = numbers.day(point.on_date) if point.on_date else "–"
    value, band = numbers.with_unit(measure, point.value), band_name(measure, point.value)
    return [label(point.checkpoint), on, value, _since(course, point.value, start), band]


def _since(course: Course, value: float, start: float | None) -> str:
    if start is None or not course.measure.needs_baseline:
        return "–"
    meaningful = course.verdict.meaningful if course.verdict else None
    return numbers.written_change(course.measure, start, value, meaningful).change


def band_name(measure: Measure, value: float) -> str:
    """The severity band that holds the score, where the measure has bands."""
    band = measure.band_of(value)
    return "–" if band is None else band.label
