"""Where the words and numbers of a panel stand, so that they stay clear of the line and of one another."""

from charts.course import (
    Course,
    CoursePoint,
    Gap,
    cut_offs,
    gaps,
    is_intake,
    place,
    scale_of,
    scored_points,
    worse_line,
)
from charts.markup import Markup, element
from charts.numbers import number, score
from charts.time_axis import CHARACTER, TimeAxis, compact_labels, labels_that_fit, percent_of, stop_at
from domain.measure import Better

HEIGHT = 104
"""Pixels of the plot without its axis labels."""
NARROW = 165
"""Pixels of width of the narrowest plot that must be readable (four across in 70 % of 1440)."""
WIDE = 260
"""Pixels of the narrowest plot that shows every label there is room for (a panel of 300, see app.css)."""
VALUE_WIDTH = 20.0
"""Percent of the narrowest plot that the current value takes beside its dot."""
INTAKE_SHIFT = 10
"""Pixels by which the first label is moved into the margin, to leave room for the second."""


def value_labels(course: Course, axis: TimeAxis) -> list[Markup]:
    """Values at intake, now, and wherever one lies off the chart."""
    scored = scored_points(course, axis)
    following = [*scored, None][1:]
    labels = [_value_label(course, axis, point, later) for point, later in zip(scored, following, strict=True)]
    return [label for label in labels if label is not None]


def _value_label(course: Course, axis: TimeAxis, point: CoursePoint, later: CoursePoint | None) -> Markup | None:
    x, y = place(course, axis, point)
    at = {"x": percent_of(x), "y": percent_of(y)}
    text = _value_text(course, point.score)
    if point.checkpoint == course.current:
        return element("text", text, **at, dx=10, dy=4, class_="value-now")
    if is_intake(axis.stop(point.checkpoint)):
        return element("text", text, **at, dx=5, dy=_intake_shift(course, axis, point, later), class_="value-intake")
    if scale_of(course.measure).holds(point.score):
        return None
    return element("text", text, **at, dy=15 if y < 50 else -8, text_anchor="middle", class_="value-intake")


def _intake_shift(course: Course, axis: TimeAxis, point: CoursePoint, later: CoursePoint | None) -> int:
    """Away from the line; but where the worse line is near, away from that and its words."""
    y = place(course, axis, point)[1]
    worse = worse_line(course, axis)
    if worse is not None and abs(distance := scale_of(course.measure).position(worse.value) - y) < 25:
        return -7 if distance > 0 else 15
    return _clear_of_line(y, later is not None and later.score > point.score)


def _clear_of_line(y: float, line_rises: bool) -> int:
    """Baseline shift of the intake value: on the side where the line does not go, unless the edge is there."""
    below, above = 15, -7
    if line_rises:
        return above if y > 82 else below
    return below if y < 14 else above


def _value_text(course: Course, value: float) -> str:
    scale = scale_of(course.measure)
    beyond = "" if scale.holds(value) else " ↑" if value > scale.top else " ↓"
    return score(course.measure, value) + beyond


def gap_labels(course: Course, axis: TimeAxis) -> list[Markup]:
    """A word at every gap, raised where it would run into the one before."""
    labels, taken, lift = [], 0.0, 0
    for gap in gaps(course, axis):
        x = sum(axis.position(axis.stop(code).day) for code in gap.checkpoints) / len(gap.checkpoints)
        anchor, left, right = _extent(gap.word, x)
        lift = 12 if left < taken + 2 and lift == 0 else 0
        labels.append(_gap_label(gap, x, anchor, lift, at_top=_line_height(course, axis, x) > 60))
        taken = right
    return labels


def _extent(word: str, x: float) -> tuple[str, float, float]:
    """Anchor, left and right end of a word at x, in percent of a narrow panel."""
    width = len(word) * CHARACTER / NARROW * 100
    if x < 14:
        return "start", x, x + width
    return ("end", x - width, x) if x > 86 else ("middle", x - width / 2, x + width / 2)


def _gap_label(gap: Gap, x: float, anchor: str, lift: int, at_top: bool) -> Markup:
    shift = 11 + lift if at_top else -5 - lift
    return element(
        "text", gap.word, x=percent_of(x), y="0" if at_top else "100%", dy=shift, text_anchor=anchor, class_="gap"
    )


def _line_height(course: Course, axis: TimeAxis, x: float) -> float:
    """Where the line is at x, percent from the top: between its neighbours, or the last score."""
    places = [place(course, axis, point) for point in scored_points(course, axis)]
    before = [y for at, y in places if at <= x][-1:]
    after = [y for at, y in places if at > x][:1]
    near = before + after
    return sum(near) / len(near) if near else 0.0


def worse_label(course: Course, axis: TimeAxis) -> Markup | None:
    """'worse by 6' on its line, at the right end where the current value leaves it room, else at the left."""
    line = worse_line(course, axis)
    if line is None or line.amount is None:
        return None
    y = scale_of(course.measure).position(line.value)
    now = axis.position(axis.stop(course.current).day) if course.current and axis.holds(course.current) else 0.0
    x, anchor = (axis.position(axis.last_day), "end") if now < 40 else (axis.position(axis.first_day) + 2, "start")
    outside = 12 if course.measure.better is Better.HIGHER else -4
    shift = 12 if y < 12 else -4 if y > 88 else outside
    text = f"worse by {number(line.amount, 1)}"
    return element("text", text, x=percent_of(x), y=percent_of(y), dy=shift, text_anchor=anchor, class_="worse-label")


def scale_labels(course: Course) -> list[Markup]:
    scale = scale_of(course.measure)
    kept = [scale.lowest, scale.top]
    for value in cut_offs(course.measure):
        if all(abs(scale.position(value) - scale.position(other)) * HEIGHT / 100 >= 13 for other in kept):
            kept.append(value)
    return [
        element("text", number(value), x=-6, y=percent_of(scale.position(value)), dy=3.5, class_="scale-label")
        for value in sorted(kept)
    ]


def time_labels(course: Course, axis: TimeAxis) -> list[Markup]:
    """The names of the checkpoints; those that would collide in a narrow panel show only where there is room, and
    those that would collide in a wide one not at all."""
    kept = labels_that_fit(axis, NARROW, course.current, shifts=(-INTAKE_SHIFT,))
    room = labels_that_fit(axis, WIDE, course.current, shifts=(-INTAKE_SHIFT,), kept=sorted(kept))
    labels = compact_labels([stop.label if i in kept else "" for i, stop in enumerate(axis.stops)])
    shown = [i for i in range(len(axis.stops)) if i in kept | room]
    return [_time_label(course, axis, i, labels[i] or axis.stops[i].label, i in kept) for i in shown]


def _time_label(course: Course, axis: TimeAxis, i: int, text: str, fits: bool) -> Markup:
    stop = axis.stops[i]
    names = [
        "time-label",
        "time-label-current" if stop.code == course.current else "",
        "" if fits else "time-label-if-wide",
    ]
    style = " ".join(name for name in names if name)
    return element(
        "text", text, x=stop_at(axis, stop), y="100%", dy=15, dx=-INTAKE_SHIFT if i == 0 else None, class_=style
    )
