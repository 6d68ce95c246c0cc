"""Where the words and numbers of a panel stand, so that they stay clear of the line and of one another."""

from charts.course import Course, Gap, cut_offs, gaps, is_intake, place, scale_of, scored_points, worse_line
from charts.markup import Markup, element
from charts.numbers import number, score
from charts.time_axis import Stop, TimeAxis, percent_of, stop_at
from domain.program import CheckpointKind

HEIGHT = 104
"""Pixels of the plot without its axis labels."""
NARROW = 150
"""Pixels between the ends of the axis in the narrowest panel that must be readable (four across in 70 % of 1440)."""
CHARACTER = 6.2
"""Pixels of a character at 11.5 px."""


def value_labels(course: Course, axis: TimeAxis) -> list[Markup]:
    labels = []
    for i, point in enumerate(scored := scored_points(course, axis)):
        x, y = place(course, axis, point)
        text = _value_text(course, point.value)
        if point.checkpoint == course.current:
            labels.append(element("text", text, x=percent_of(x), y=percent_of(y), dx=10, dy=4, class_="value-now"))
        elif is_intake(axis.stop(point.checkpoint)):
            following = scored[i + 1].value if i + 1 < len(scored) else point.value
            labels.append(element("text", text, x=percent_of(x), y=percent_of(y), dx=5, dy=_clear_of_line(y, following > point.value), class_="value-intake"))
    return labels


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
    labels, previous, lift = [], -100.0, 0
    for gap in gaps(course, axis):
        x = sum(axis.position(axis.stop(code).day) for code in gap.checkpoints) / len(gap.checkpoints)
        lift = 12 if x - previous < 34 and lift == 0 else 0
        labels.append(_gap_label(gap, x, lift, at_top=_line_height(course, axis, x) > 60))
        previous = x
    return labels


def _gap_label(gap: Gap, x: float, lift: int, at_top: bool) -> Markup:
    anchor = "start" if x < 14 else "end" if x > 86 else "middle"
    shift = 11 + lift if at_top else -5 - lift
    return element("text", gap.word, x=percent_of(x), y="0" if at_top else "100%", dy=shift, text_anchor=anchor, class_="gap")


def _line_height(course: Course, axis: TimeAxis, x: float) -> float:
    """Where the line is at x, percent from the top: between its neighbours, or the last score."""
    places = [place(course, axis, point) for point in scored_points(course, axis)]
    before = [y for at, y in places if at <= x][-1:]
    after = [y for at, y in places if at > x][:1]
    near = before + after
    return sum(near) / len(near) if near else 0.0


def worse_label(course: Course, axis: TimeAxis) -> Markup | None:
    line = worse_line(course, axis)
    if line is None or line.amount is None:
        return None
    y, x = scale_of(course.measure).position(line.value), axis.position(axis.last_day)
    shift = 12 if y < 12 else -4
    return element("text", f"worse by {score(course.measure, line.amount)}", x=percent_of(x), y=percent_of(y), dy=shift, class_="worse-label")


def scale_labels(course: Course) -> list[Markup]:
    scale = scale_of(course.measure)
    kept = [scale.lowest, scale.top]
    for value in cut_offs(course.measure):
        if all(abs(scale.position(value) - scale.position(other)) * HEIGHT / 100 >= 13 for other in kept):
            kept.append(value)
    return [element("text", number(value), x=-6, y=percent_of(scale.position(value)), dy=3.5, class_="scale-label") for value in sorted(kept)]


def time_labels(course: Course, axis: TimeAxis) -> list[Markup]:
    labels = _compact(axis.stops)
    kept = _labels_that_fit(course, axis, labels)
    return [
        element("text", labels[i], x=stop_at(axis, stop), y="100%", dy=15, dx=-6 if i == 0 else None, class_=_label_class(stop, course, i in kept))
        for i, stop in enumerate(axis.stops)
    ]


def _label_class(stop: Stop, course: Course, fits: bool) -> str:
    names = ["time-label", "time-label-current" if stop.code == course.current else "", "" if fits else "time-label-if-wide"]
    return " ".join(name for name in names if name)


def _compact(stops: tuple[Stop, ...]) -> list[str]:
    """'wk 2', 'wk 6' → 'wk 2', '6': the unit is said once in a run."""
    labels = [stop.label for stop in stops]
    return [
        label.removeprefix("wk ") if i and label.startswith("wk ") and labels[i - 1].startswith("wk ") else label
        for i, label in enumerate(labels)
    ]


def _labels_that_fit(course: Course, axis: TimeAxis, labels: list[str]) -> set[int]:
    """Which labels stand clear of one another in a narrow panel: the current checkpoint, the ends and the end of the
    program first."""

    def rank(i: int) -> int:
        stop = axis.stops[i]
        wishes = (stop.code == course.current, i == 0, i == len(labels) - 1, stop.kind is CheckpointKind.COMPLETION)
        return next((place for place, wish in enumerate(wishes) if wish), len(wishes))

    centres = [axis.position(stop.day) / 100 * NARROW - (6 if i == 0 else 0) for i, stop in enumerate(axis.stops)]
    widths = [len(label) * CHARACTER for label in labels]
    kept: set[int] = set()
    for i in sorted(range(len(labels)), key=rank):
        if all(abs(centres[i] - centres[j]) >= (widths[i] + widths[j]) / 2 + 3 for j in kept):
            kept.add(i)
    return kept
