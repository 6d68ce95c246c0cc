"""The panels of a patient: grouped by direction, function first, with a key to what is drawn and nothing else."""

from collections.abc import Collection, Sequence

from charts.course import (
    Course,
    OutsideScore,
    error_of_score,
    improved_line,
    ordered_by_construct,
    segments,
)
from charts.course_band import has_band
from charts.course_panel import draw_course_panel
from charts.markup import Markup, element
from charts.time_axis import HOW_DRAWN, TimeAxis
from charts.words import UNVERIFIED_MEANS
from domain.measure import Better
from metrics.patient_summary import FUNCTION, PAIN
from metrics.verdict import Word

HEADINGS = ("↑ higher is better", "↓ lower is better", "not judged: neither direction is good in itself")


def draw_course_groups(courses: Sequence[Course], axis: TimeAxis, leading: Collection[str] | None = None) -> Markup:
    """Key strip, then one grid of panels per direction. Directions are never mixed in one display.

    `leading`: codes of the measures that are drawn open; the others stand folded below, as many as there are.
    """
    first = [course for course in courses if leading is None or course.measure.code in leading]
    folded = [course for course in courses if course not in first]
    more = (
        element(
            "details",
            element("summary", _folded(folded)),
            draw_key(folded, axis),
            *_groups(folded, axis),
            class_="more-panels",
        )
        if folded
        else None
    )
    return element("div", draw_key(first, axis), *_groups(first, axis), more, class_="panels")


def _groups(courses: Sequence[Course], axis: TimeAxis) -> list[Markup]:
    groups = [[c for c in ordered_by_construct(courses) if heading_of(c) == heading] for heading in HEADINGS]
    return [_group(heading, group, axis) for heading, group in zip(HEADINGS, groups, strict=True) if group]


def _folded(courses: Sequence[Course]) -> str:
    """'7 more measures, none worse, 2 cannot be told: Pain interference (BPI), …'"""
    words = [course.verdict.word if course.verdict is not None else None for course in courses]
    worse, told = words.count(Word.WORSE), [word for word in words if word not in (None, Word.CANNOT_TELL)]
    names = ", ".join(course.measure.short_name for course in ordered_by_construct(courses))
    untold = len(words) - len(told)
    said = f"{worse} worse" if worse else "none worse" if told else "none can be told"
    said += f", {untold} cannot be told" if told and untold else ""
    return f"{len(courses)} more measure{'' if len(courses) == 1 else 's'}, {said}: {names}"


def leading_measures(courses: Sequence[Course], most: int = 4) -> frozenset[str]:
    """The measures of each direction to draw open: what got worse, then function, pain, and the rest, `most` at the most.

    Measures of which neither direction is good in itself are not among them; where the others fit beside them, all are.
    """
    if len(courses) <= most:
        return frozenset(course.measure.code for course in courses)
    ranked = sorted(ordered_by_construct(courses), key=_rank)
    chosen = [[c for c in ranked if heading_of(c) == heading][:most] for heading in HEADINGS[:2]]
    return frozenset(course.measure.code for group in chosen for course in group)


def _rank(course: Course) -> int:
    if course.verdict is not None and course.verdict.word is Word.WORSE:
        return 0
    construct = course.measure.construct
    return 1 if construct in FUNCTION else 2 if construct in PAIN else 3


def heading_of(course: Course) -> str:
    """Under which direction the panel of a measure stands."""
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
            "similar past patients: middle half, fainter 80%",
            any(has_band(c, axis) for c in courses),
        ),
        ("key-improved", "meaningful improvement", any(_from_intake(c, axis) for c in courses)),
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
