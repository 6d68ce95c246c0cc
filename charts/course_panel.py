"""The panel of one measure for one patient, as fluid SVG.

Lines live in an inner picture of 100 × 100 that stretches with the panel while its strokes keep their width;
dots and text are placed in percent of the outer picture and keep their size.
"""

from charts.course import (
    Course,
    CoursePoint,
    ReferenceLine,
    cut_offs,
    error_of_score,
    improved_line,
    place,
    scale_of,
    scored_points,
    segments,
    worse_line,
)
from charts.course_band import band_note, draw_band
from charts.course_head import course_head
from charts.course_in_words import spoken_course
from charts.course_labels import HEIGHT, gap_labels, scale_labels, time_labels, value_labels, worse_label
from charts.markup import Markup, element, join
from charts.time_axis import Stop, TimeAxis, percent_of, stop_at
from charts.words import mark_of
from domain.measure import Better


def draw_course_panel(course: Course, axis: TimeAxis) -> Markup:
    """Head, picture and, where the expected course was asked for, who it rests on."""
    return element("div", *course_head(course, axis), _plot(course, axis), band_note(course, axis), class_="panel")


def _plot(course: Course, axis: TimeAxis) -> Markup:
    """The picture. Its title says in words all that it shows."""
    picture = element(
        "svg",
        element("title", spoken_course(course, axis)),
        _cut_lines(course),
        _stop_lines(course, axis),
        element(
            "svg",
            *_lines(course, axis),
            width="100%",
            height="100%",
            viewBox="0 0 100 100",
            preserveAspectRatio="none",
            class_="stretched",
        ),
        *_outside_dots(course, axis),
        *_dots(course, axis),
        *value_labels(course, axis),
        *gap_labels(course, axis),
        worse_label(course, axis),
        *scale_labels(course),
        *time_labels(course, axis),
        class_="plot",
        height=HEIGHT,
        role="img",
    )
    return element("div", picture, class_="plot-frame")


def _cut_lines(course: Course) -> Markup:
    scale = scale_of(course.measure)
    rows = [scale.position(value) for value in cut_offs(course.measure)]
    return join(*[element("line", x1="0", x2="100%", y1=percent_of(y), y2=percent_of(y), class_="cut") for y in rows])


def _stop_lines(course: Course, axis: TimeAxis) -> Markup:
    return join(
        *[
            element("line", x1=stop_at(axis, s), x2=stop_at(axis, s), y1="0", y2="100%", class_=_stop_class(s, course))
            for s in axis.stops
        ]
    )


def _stop_class(stop: Stop, course: Course) -> str:
    return "stop stop-current" if stop.code == course.current else "stop"


def _lines(course: Course, axis: TimeAxis) -> list[Markup]:
    improved, worse = improved_line(course, axis), worse_line(course, axis)
    drawn = []
    if improved:
        drawn.append(_tint(course, axis, improved))
    drawn += draw_band(course, axis)
    if improved:
        drawn.append(_threshold(course, axis, improved, "improved-line"))
    if worse:
        drawn.append(_threshold(course, axis, worse, "worse-line"))
    return drawn + [_segment(course, axis, s.start, s.end, s.skips) for s in segments(course, axis)]


def _tint(course: Course, axis: TimeAxis, line: ReferenceLine) -> Markup:
    y = scale_of(course.measure).position(line.value)
    top, bottom = (0.0, y) if course.measure.better is Better.HIGHER else (y, 100.0)
    left, right = axis.position(axis.first_day), axis.position(axis.last_day)
    return element("rect", x=left, y=top, width=right - left, height=bottom - top, class_="improved-zone")


def _threshold(course: Course, axis: TimeAxis, line: ReferenceLine, name: str) -> Markup:
    y = scale_of(course.measure).position(line.value)
    style = name if line.verified else f"{name} line-unverified"
    return element("line", x1=axis.position(axis.first_day), x2=axis.position(axis.last_day), y1=y, y2=y, class_=style)


def _segment(course: Course, axis: TimeAxis, start: CoursePoint, end: CoursePoint, skips: bool) -> Markup:
    (x1, y1), (x2, y2) = place(course, axis, start), place(course, axis, end)
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_="course course-skips" if skips else "course")


def _dots(course: Course, axis: TimeAxis) -> list[Markup]:
    drawn = []
    for point in scored_points(course, axis):
        x, y = place(course, axis, point)
        if point.checkpoint == course.current:
            drawn += [
                _error_bar(course, point, x),
                element(
                    "circle", cx=percent_of(x), cy=percent_of(y), r=5.4, class_=f"now now-{mark_of(course.verdict)}"
                ),
            ]
        else:
            drawn.append(element("circle", cx=percent_of(x), cy=percent_of(y), r=2.8, class_="dot"))
    return [mark for mark in drawn if mark is not None]


def _error_bar(course: Course, point: CoursePoint, x: float) -> Markup | None:
    error, scale = error_of_score(course.measure, point), scale_of(course.measure)
    if error is None:
        return None
    high, low = scale.position(point.score + error), scale.position(point.score - error)
    return element(
        "line", x1=percent_of(x), x2=percent_of(x), y1=percent_of(high), y2=percent_of(low), class_="error-bar"
    )


def _outside_dots(course: Course, axis: TimeAxis) -> list[Markup]:
    scale = scale_of(course.measure)
    return [
        element(
            "circle",
            cx=percent_of(axis.position(o.day)),
            cy=percent_of(scale.position(o.value)),
            r=2.8,
            class_="dot-outside",
        )
        for o in course.outside
        if axis.has_day(o.day)
    ]
