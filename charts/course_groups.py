"""The panels of a patient: grouped by direction, function first, with a key to what is drawn and nothing else."""

from collections.abc import Sequence

from charts.course import (
    Course,
    OutsideScore,
    error_of_score,
    improved_line,
    ordered_by_construct,
    segments,
    worse_line,
)
from charts.course_band import has_band
from charts.course_panel import draw_course_panel
from charts.markup import Markup, element
from charts.time_axis import HOW_DRAWN, TimeAxis
from charts.words import UNVERIFIED_MEANS
from domain.measure import Better

HEADINGS = ("↑ higher is better", "↓ lower is better", "not judged: neither direction is good in itself")


def draw_course_groups(courses: Sequence[Course], axis: TimeAxis) -> Markup:
    """Key strip, then one grid of panels per direction. Directions are never mixed in one display."""
    groups = [[c for c in ordered_by_construct(courses) if _heading(c) == heading] for heading in HEADINGS]
    drawn = [_group(heading, group, axis) for heading, group in zip(HEADINGS, groups, strict=True) if group]
    return element("div", draw_key(courses, axis), *drawn, class_="panels")


def _heading(course: Course) -> str:
    if not course.measure.judged:
        return HEADINGS[2]
    return HEADINGS[0] if course.measure.better is Better.HIGHER else HEADINGS[1]


def _group(heading: str, courses: Sequence[Course], axis: TimeAxis) -> Markup:
    style = "direction direction-none" if heading == HEADINGS[2] else "direction"
    title = element("div", element("span", heading), class_=style, role="heading", aria_level=3)
    return element(
        "div", title, element("div", *[draw_course_panel(course, axis) for course in courses], class_="panel-grid")
    )


def draw_key(courses: Sequence[Course], axis: TimeAxis) -> Markup:
    """What the marks mean, each only if one of the panels shows it."""
    entries = [
        (
            "key-band",
            "middle half of similar past patients; fainter: middle 80%",
            any(has_band(c, axis) for c in courses),
        ),
        ("key-improved", "meaningful improvement since intake", any(_from_intake(c, axis) for c in courses)),
        ("key-worse", "meaningfully worse", any(worse_line(c, axis) for c in courses)),
        ("key-error", "measurement error, 95%", any(_has_error_bar(c) for c in courses)),
        ("key-skips", "checkpoint missed", any(s.skips for c in courses for s in segments(c, axis))),
        ("key-outside", "outside every window", any(_on_axis(o, axis) for c in courses for o in c.outside)),
        ("", UNVERIFIED_MEANS, any(c.verdict is not None and c.verdict.unverified for c in courses)),
        ("", HOW_DRAWN, not axis.is_even),
    ]
    return element("div", *[_entry(style, text) for style, text, is_drawn in entries if is_drawn], class_="key")


def _entry(style: str, text: str) -> Markup:
    swatch = element("i", class_=style, aria_hidden="true") if style else None
    return element("span", swatch, text)


def _from_intake(course: Course, axis: TimeAxis) -> bool:
    return course.measure.needs_baseline and improved_line(course, axis) is not None


def _has_error_bar(course: Course) -> bool:
    return (
        course.now is not None
        and course.now.value is not None
        and error_of_score(course.measure, course.now) is not None
    )


def _on_axis(score: OutsideScore, axis: TimeAxis) -> bool:
    return axis.has_day(score.day)
