"""Where similar past patients stood, behind one patient's line: always grey, because it judges nobody."""

from charts.course import Course, baseline, is_intake, scale_of
from charts.markup import Markup, element
from charts.numbers import number, score, span, unit_after
from charts.time_axis import TimeAxis
from domain.measure import Measure
from metrics.expected_course import BandPoint, Pace, Position

NARROWEST = 1.2
"""Percent of the width of a band that stands alone, between two checkpoints without one."""

Edge = tuple[float, float, float]
"""Place from the left, top and bottom edge, in percent of the picture."""


def draw_band(course: Course, axis: TimeAxis) -> list[Markup]:
    """The middle 80 % and on it the middle half, from the intake score on; broken where too few were similar."""
    return [
        element("polygon", points=_outline(run), class_=style)
        for style, share in (("band-most", 80), ("band-half", 50))
        for run in _runs(course, axis, share)
    ]


def has_band(course: Course, axis: TimeAxis) -> bool:
    return any(point.has_band for point in _points(course, axis))


def pace_words(position: Position | None) -> str:
    """'ahead', 'as expected', 'behind', or nothing where it cannot be told. A statement of its own beside the verdict."""
    return "" if position is None or position.pace is Pace.CANNOT_TELL else position.pace.value


def band_note(course: Course, axis: TimeAxis) -> Markup | None:
    """'143 similar past patients', or why there is no band; whom they resemble stands in the title."""
    if course.expected is None:
        return None
    point = band_point(course)
    if not course.measure.needs_baseline:
        text, title = "", ""
    elif point is None:
        text, title = (f"no band: {NO_INTAKE}" if course.expected.why_not else ""), course.expected.why_not
    elif point.has_band:
        text, title = f"{number(point.n)} similar past patients", point.caption
    else:
        where = f" at {axis.stop(point.checkpoint).label.lower()}" if axis.holds(point.checkpoint) else ""
        text, title = f"no band{where}: only {number(point.n)} similar", point.why_not
    return element("div", text or None, class_="band-note", title=title or None)


NO_INTAKE = "no intake score"


def band_point(course: Course) -> BandPoint | None:
    """The band at the checkpoint that the head speaks of; at intake that of the first one to come."""
    if course.expected is None or not course.expected.points:
        return None
    here = course.expected.at(course.current) if course.current else None
    return here or course.expected.points[0]


def spoken_band(course: Course, axis: TimeAxis) -> str:
    """The band in words: its edges at each checkpoint that the panel shows, whom it rests on, and the pace."""
    points = [point for point in _points(course, axis) if point.has_band]
    if not points:
        if course.expected is None or not course.measure.needs_baseline:
            return ""
        point = band_point(course)
        if point is not None:
            return _capital(point.why_not)
        return f"No expected band: {course.expected.why_not}" if course.expected.why_not else ""
    edges = "; ".join(f"{axis.stop(p.checkpoint).label} {range_words(course.measure, p)}" for p in points)
    here = band_point(course)
    rests_on = f" ({here.caption})" if here else ""
    pace = f". Pace: {course.position.sentence}" if course.position and course.position.sentence else ""
    return f"Middle half of similar past patients: {edges}{rests_on}{pace}"


def range_words(measure: Measure, point: BandPoint) -> str:
    """The middle half: '30–52 min'; 'no band' where too few were similar."""
    if point.low50 is None or point.high50 is None:
        return "no band"
    return span(score(measure, point.low50), score(measure, point.high50)) + unit_after(measure)


def _points(course: Course, axis: TimeAxis) -> list[BandPoint]:
    return [p for p in course.expected.points if axis.holds(p.checkpoint)] if course.expected else []


def _runs(course: Course, axis: TimeAxis, share: int) -> list[list[Edge]]:
    """Neighbouring checkpoints with a band; the first run begins at the intake score."""
    scale, start = scale_of(course.measure), baseline(course, axis)
    intake = next((stop for stop in axis.stops if is_intake(stop)), None)
    run: list[Edge] = []
    if start is not None and intake is not None:
        y = scale.position(start)
        run.append((axis.position(intake.day), y, y))
    runs = [run]
    for point in _points(course, axis):
        low, high = (point.low50, point.high50) if share == 50 else (point.low80, point.high80)
        if low is None or high is None:
            runs.append([])
            continue
        x = axis.position(axis.stop(point.checkpoint).day)
        runs[-1].append((x, scale.position(high), scale.position(low)))
    return [_widened(run) for run in runs if len(run) > 1 or (run and run[0][1] != run[0][2])]


def _widened(run: list[Edge]) -> list[Edge]:
    if len(run) > 1:
        return run
    x, top, bottom = run[0]
    return [(x - NARROWEST / 2, top, bottom), (x + NARROWEST / 2, top, bottom)]


def _outline(run: list[Edge]) -> str:
    upper = [f"{x:.2f},{top:.2f}" for x, top, _ in run]
    lower = [f"{x:.2f},{bottom:.2f}" for x, _, bottom in reversed(run)]
    return " ".join([*upper, *lower])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
