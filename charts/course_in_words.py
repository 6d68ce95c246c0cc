"""A panel read aloud: every value it shows, in sentences."""

from charts.course import Course, baseline, error_of_score, gap_word, improved_line, improvement_is_off_scale
from charts.course_band import spoken_band
from charts.numbers import amount, day, number, with_unit, written_change
from charts.time_axis import TimeAxis
from charts.words import capital, in_words

NO_INTAKE = "no intake score: change cannot be told"


def spoken_course(course: Course, axis: TimeAxis) -> str:
    """All that the panel shows, in sentences."""
    measure = course.measure
    direction = f", {measure.direction[2:]}" if measure.judged else ""
    parts = [f"{measure.name}{direction}", _spoken_points(course, axis), _spoken_change(course, axis)]
    parts += [
        spoken_band(course, axis),
        _spoken_threshold(course, axis),
        _spoken_error(course),
        _spoken_outside(course),
    ]
    return ". ".join(part for part in parts if part) + "."


def _spoken_points(course: Course, axis: TimeAxis) -> str:
    said = []
    for point in course.points:
        if not axis.holds(point.checkpoint):
            continue
        word = with_unit(course.measure, point.value) if point.value is not None else gap_word(point)
        dated = f" on {day(point.on_date)}" if point.on_date and point.value is not None else ""
        if word:
            said.append(f"{axis.stop(point.checkpoint).label} {word}{dated}")
    return "; ".join(said) or "no score yet"


def _spoken_change(course: Course, axis: TimeAxis) -> str:
    if course.verdict is None:
        return ""
    start, now = baseline(course, axis), course.now
    if not course.measure.needs_baseline:
        return capital(in_words(course.verdict))
    if start is None:
        return capital(NO_INTAKE)
    if now is None or now.value is None:
        return capital(in_words(course.verdict))
    written = written_change(course.measure, start, now.value, course.verdict.meaningful)
    return f"Change since intake {written.change}: {in_words(course.verdict)}"


def _spoken_threshold(course: Course, axis: TimeAxis) -> str:
    line = improved_line(course, axis)
    if line is None:
        return (
            "A meaningful improvement would lie beyond the end of the scale"
            if improvement_is_off_scale(course, axis)
            else ""
        )
    said = f"from {number(line.value)}" if line.amount is None else f"by {amount(course.measure, line.amount)}"
    return f"Meaningfully improved {said}" + ("" if line.verified else " (threshold unverified)")


def _spoken_error(course: Course) -> str:
    error = error_of_score(course.measure, course.now) if course.now and course.now.value is not None else None
    return "" if error is None else f"95% measurement error of one score ±{number(error, 1)}"


def _spoken_outside(course: Course) -> str:
    said = [with_unit(course.measure, o.value) + (f" on {day(o.on_date)}" if o.on_date else "") for o in course.outside]
    return "Outside every checkpoint window: " + ", ".join(said) if said else ""
