"""The words above a panel: measure, value, change since intake, verdict and what stands behind it."""

from charts.course import Course, baseline, gap_word, is_at_intake, scored_points
from charts.course_band import pace_words
from charts.course_in_words import NO_INTAKE
from charts.markup import Markup, element
from charts.numbers import score, unit_after, written_change
from charts.time_axis import TimeAxis
from charts.words import chip, qualifiers
from metrics.verdict import Verdict

TWO_VALUES = "sources disagree, neither value is used"


def course_head(course: Course, axis: TimeAxis) -> list[Markup]:
    """Three lines: title, value and change, chip and its small print."""
    return [
        element("div", course.measure.short_name, class_="panel-title", title=course.measure.name),
        element("div", *_value_line(course, axis), class_="panel-value"),
        element("div", *_verdict_line(course, axis), class_="chip-line"),
    ]


def _value_line(course: Course, axis: TimeAxis) -> list[Markup]:
    now, start = course.now, baseline(course, axis)
    if now is None or now.value is None:
        return [element("b", "–"), element("span", _why_no_value(course, axis), class_="panel-change")]
    unit = element("span", unit_after(course.measure) or None, class_="unit")
    parts = [element("b", score(course.measure, now.value)), unit]
    if not course.measure.needs_baseline:
        return [*parts, element("span", _category(course, now.value), class_="panel-change")]
    if is_at_intake(course, axis):
        return [*parts, element("span", "at intake", class_="panel-change")]
    if start is None:
        return parts
    written = written_change(course.measure, start, now.value, course.verdict.meaningful if course.verdict else None)
    since = element("span", f" from {written.before}", class_="quiet")
    return [element("b", written.after), unit, element("span", written.change, since, class_="panel-change")]


def _why_no_value(course: Course, axis: TimeAxis) -> str:
    word = gap_word(course.now) if course.now else None
    scored = scored_points(course, axis)
    if not scored:
        return word or "no score yet"
    last = scored[-1]
    return (
        f"{word or 'no score'}, last {score(course.measure, last.score)} at {axis.stop(last.checkpoint).label.lower()}"
    )


def _verdict_line(course: Course, axis: TimeAxis) -> list[Markup | None]:
    if course.verdict is None or is_at_intake(course, axis):
        return []
    notes = [*qualifiers(course.verdict), _reason(course, course.verdict, axis)]
    small = " · ".join(note for note in notes if note)
    pace = pace_words(course.position)
    parts = [chip(course.verdict), element("span", pace, class_=f"pace pace-{pace.split()[-1]}") if pace else None]
    return [*parts, element("span", small, class_="note") if small else None]


def _reason(course: Course, verdict: Verdict, axis: TimeAxis) -> str:
    """Why the change cannot be told, short enough for a panel; what the line above says already is not repeated."""
    now = course.now
    if not verdict.why_not or now is None:
        return ""
    if now.value is None:
        return TWO_VALUES if now.in_conflict else ""
    if course.measure.needs_baseline and baseline(course, axis) is None:
        return NO_INTAKE
    return verdict.why_not


def _category(course: Course, value: float) -> str:
    band = course.measure.band_of(value)
    return band.label if band else ""
