"""Which forms of one course of care are in: one row per measure, one column per checkpoint, a word in every cell."""

from collections.abc import Callable, Mapping, Sequence

from charts import numbers
from charts.course import Course, CoursePoint, gap_word, ordered_by_construct
from charts.table import Column
from domain.program import CheckpointStatus, Window

NOT_DUE = "–"


def form_table(
    courses: Sequence[Course], windows: Mapping[str, Window], label: Callable[[str], str]
) -> tuple[list[Column], list[list[str]]]:
    """The score and its day where a form is in, else why not; '–' where the measure is not asked for."""
    columns = [Column("Measure"), *[Column(label(code)) for code in windows]]
    return columns, [_row(course, windows) for course in ordered_by_construct(courses)]


def _row(course: Course, windows: Mapping[str, Window]) -> list[str]:
    points = {point.checkpoint: point for point in course.points}
    return [course.measure.short_name, *[_cell(course, points.get(code), windows[code]) for code in windows]]


def _cell(course: Course, point: CoursePoint | None, window: Window) -> str:
    if point is None:
        return NOT_DUE
    if point.value is not None:
        day = f", {numbers.day(point.on_date)}" if point.on_date else ""
        return numbers.with_unit(course.measure, point.value) + day
    closes, opens = numbers.day(window.closes_on), numbers.day(window.opens_on)
    told = {
        CheckpointStatus.OPEN: f"open until {closes}",
        CheckpointStatus.LATE: f"overdue, open until {closes}",
        CheckpointStatus.UPCOMING: f"from {opens}",
        CheckpointStatus.NOT_DUE: CheckpointStatus.NOT_DUE.value,
    }
    return (gap_word(point) if point.in_conflict else told.get(point.status)) or gap_word(point) or NOT_DUE
