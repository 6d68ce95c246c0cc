"""The pictures of one patient as tables, and to take away. Nothing in them or in their names says who it is."""

from collections.abc import Sequence
from dataclasses import replace

from charts import numbers
from charts.course import Course, ordered_by_construct
from charts.course_groups import HEADINGS, heading_of
from charts.course_in_words import spoken_course
from charts.day_axis import DayAxis
from charts.day_panel import draw_day_panel, spoken_days, with_unit
from charts.history_panel import HEIGHT as HISTORY_HEIGHT
from charts.history_panel import History, draw_history_panel, spoken_history, table_of
from charts.leaving import everything
from charts.measure_detail import COLUMNS, detail_rows
from charts.paper_svg import Frame, PaperPicture, PictureHead, paper_lanes, paper_panel, paper_plot
from charts.picture_sheet import Group, sheet
from charts.table import Column
from charts.time_axis import TimeAxis
from metrics.around_event import Happening
from metrics.day_by_day import DayByDay
from pages.parts import picture
from pages.parts.episode_course import EpisodeCourse
from pages.parts.prep_case import Case

LARGE = 520.0
MOST_DAYS = 60
"""Rows of days on the screen, the last ones; the file has all of them."""
EVENTS = (Column("On"), Column("What"), Column("Detail"))
HISTORY = (Column("Measure"), Column("Program"), Column("Checkpoint"), Column("On"), Column("Score", True))


def offer_course(course: EpisodeCourse) -> None:
    """Every measure at every checkpoint."""
    columns = [Column("Measure"), *COLUMNS]
    courses = ordered_by_construct(course.courses)
    rows = [[one.measure.short_name, *row] for one in courses for row in detail_rows(one, course.axis, course.label)]
    picture.show_as_table(
        (columns, rows),
        "Scores at each checkpoint",
        "course",
        lambda: course_svg(courses, course.axis),
        everything(rows),
    )


def course_svg(courses: Sequence[Course], axis: TimeAxis) -> str:
    """One panel per measure, those of one direction together."""
    groups = [
        Group(heading, tuple(paper_panel(one, axis) for one in courses if heading_of(one) == heading))
        for heading in HEADINGS
    ]
    alt = " ".join(spoken_course(one, axis) for one in courses)
    return sheet([group for group in groups if group.pictures], 4, alt)


def offer_measure(course: Course, axis: TimeAxis, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """One measure, enlarged; its table stands beside it already."""

    def drawn() -> str:
        return sheet([Group("", (paper_panel(course, axis, LARGE),))], 1, spoken_course(course, axis))

    picture.offer(columns, f"measure_{course.measure.code}", drawn, everything(rows))


def offer_lanes(case: Case) -> None:
    """What was done, as rows by day."""
    dated = sorted((row for row in case.events.itertuples() if row.on_date is not None), key=lambda row: row.on_date)
    rows = [[numbers.day(row.on_date), row.kind.replace("_", " "), row.detail or "–"] for row in dated]
    lanes, course = case.lanes, case.plain_course
    today = course.episode.day_of(course.episode.today)

    def drawn() -> str:
        told = paper_lanes(lanes, course.axis, course.current, today)
        return sheet([Group("", (told,))] if told else [], 1, told.alt if told else "")

    svg = drawn if lanes and paper_lanes(lanes, course.axis, course.current, today) else None
    if rows:
        picture.show_as_table((EVENTS, rows), "What was done, by day", "treatment", svg, everything(rows))


def offer_days(told: DayByDay, shown: Sequence[Happening]) -> None:
    """A dense series, day by day."""
    measure = told.series.measure
    rows = [
        [numbers.day(day), with_unit(measure, value)]
        for day, value in zip(told.series.days, told.series.values, strict=True)
    ]

    def drawn() -> str:
        frame = Frame(860.0, left=44, right=44, top=58, bottom=24)
        plot = paper_plot(draw_day_panel(told, shown), spoken_days(told, shown), frame)
        head = PictureHead(f"{measure.name}{', ' + measure.direction if measure.judged else ''}")
        return sheet([Group("", (replace(plot, head=head),))], 1, plot.alt)

    table = ((Column("On"), Column(measure.short_name, True)), rows[-MOST_DAYS:])
    picture.show_as_table(table, f"{measure.name}, day by day", f"days_{measure.code}", drawn, everything(rows))


def offer_histories(histories: Sequence[History], axis: DayAxis) -> None:
    rows = table_of(histories)

    def drawn() -> str:
        pictures = tuple(_history(one, axis) for one in histories)
        return sheet([Group("", pictures)], 2, " ".join(spoken_history(one) for one in histories))

    picture.show_as_table((HISTORY, rows), "Every score of every course", "history", drawn, everything(rows))


def _history(history: History, axis: DayAxis) -> PaperPicture:
    frame = Frame(480.0, left=40, right=20, top=8, bottom=22)
    drawn = paper_plot(draw_history_panel(history, axis), spoken_history(history), frame)
    head = PictureHead(
        f"{history.measure.short_name} {history.measure.direction[:1] if history.measure.judged else ''}"
    )
    return PaperPicture(drawn.svg, drawn.alt, drawn.width, HISTORY_HEIGHT + frame.top + frame.bottom, head)
