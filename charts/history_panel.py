"""All courses of care of one patient in one picture per measure: real dates, one line per course, nothing drawn between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from charts import numbers
from charts.course import cut_offs, scale_of
from charts.course_groups import HEADINGS
from charts.day_axis import DayAxis, tick_labels
from charts.markup import Markup, element
from charts.time_axis import percent_of
from domain.measure import Better, Measure

HEIGHT = 116
"""Pixels of the plot without its labels."""
MOST_TICKS = 4


@dataclass(frozen=True)
class DatedScore:
    """`where` names its checkpoint; nothing for a score outside every window."""

    on_date: date
    value: float
    where: str = ""


@dataclass(frozen=True)
class Strand:
    """One course of care: `scores` at its checkpoints, in order of day."""

    name: str
    started: date
    ended: date
    scores: tuple[DatedScore, ...]


@dataclass(frozen=True)
class History:
    """One measure over all courses; `outside` are scores that fill no checkpoint."""

    measure: Measure
    strands: tuple[Strand, ...]
    outside: tuple[DatedScore, ...] = ()


def draw_histories(histories: Sequence[History], axis: DayAxis) -> Markup:
    """One grid per direction; directions are never mixed in one display."""
    groups = [[one for one in histories if _heading(one.measure) == heading] for heading in HEADINGS]
    drawn = [_group(heading, group, axis) for heading, group in zip(HEADINGS, groups, strict=True) if group]
    return element("div", _key(histories), *drawn, class_="panels panels-wide")


def axis_of(histories: Sequence[History]) -> DayAxis:
    """From the first course's start to the last day that any picture shows.

    Raises:
        ValueError: there is no course of care.
    """
    strands = [strand for one in histories for strand in one.strands]
    days = [day for strand in strands for day in (strand.started, strand.ended)]
    days += [score.on_date for strand in strands for score in strand.scores]
    days += [score.on_date for one in histories for score in one.outside]
    if not days:
        raise ValueError("a history needs at least one course of care")
    return DayAxis(min(days), max(days))


def draw_history_panel(history: History, axis: DayAxis) -> Markup:
    """Title, the scores that each course began and ended with, and the picture. Its title says every value."""
    head = element("div", history.measure.short_name, class_="panel-title", title=history.measure.name)
    from_to = element("div", _from_to(history), class_="facts")
    picture = element(
        "svg",
        element("title", spoken_history(history)),
        *[_span(strand, axis) for strand in history.strands],
        *_cuts(history.measure),
        element("svg", *_lines(history, axis), **_STRETCHED),
        *_dots(history, axis),
        *_scale(history.measure),
        *_ticks(axis),
        class_="plot",
        height=HEIGHT,
        role="img",
    )
    return element("div", head, from_to, element("div", picture, class_="plot-frame"), class_="panel")


def spoken_history(history: History) -> str:
    """'Oswestry Disability Index, lower is better. Interdisciplinary: Intake 58% on 2 Sep 2024; … Functional: …'"""
    measure = history.measure
    direction = f", {measure.direction[2:]}" if measure.judged else ""
    parts = [f"{measure.name}{direction}"]
    parts += [
        f"{strand.name}: {'; '.join(_said(measure, s) for s in strand.scores) or 'no score'}"
        for strand in history.strands
    ]
    if history.outside:
        parts.append(f"Outside every window: {'; '.join(_said(measure, s) for s in history.outside)}")
    return ". ".join(parts) + "."


def _said(measure: Measure, score: DatedScore) -> str:
    return f"{score.where} {numbers.with_unit(measure, score.value)} on {numbers.day(score.on_date)}".strip()


_STRETCHED = {
    "width": "100%", "height": "100%", "viewBox": "0 0 100 100", "preserveAspectRatio": "none", "class_": "stretched",
}  # fmt: skip


def _heading(measure: Measure) -> str:
    if not measure.judged:
        return HEADINGS[2]
    return HEADINGS[0] if measure.better is Better.HIGHER else HEADINGS[1]


def _group(heading: str, histories: Sequence[History], axis: DayAxis) -> Markup:
    style = "direction direction-none" if heading == HEADINGS[2] else "direction"
    title = element("div", element("span", heading), class_=style, role="heading", aria_level=3)
    return element("div", title, element("div", *[draw_history_panel(h, axis) for h in histories], class_="panel-grid"))


def _key(histories: Sequence[History]) -> Markup:
    entries = [("key-course", "a course of care")]
    entries += [("key-outside", "outside every window")] if any(one.outside for one in histories) else []
    said = [element("span", element("i", class_=style, aria_hidden="true"), text) for style, text in entries]
    return element("div", *said, class_="key")


def _from_to(history: History) -> str:
    """'58 → 30, then 41 → 28': the first and last score of each course."""
    told = [strand.scores for strand in history.strands if strand.scores]
    said = [
        " → ".join(
            numbers.score(history.measure, s.value) for s in ((scores[0], scores[-1]) if len(scores) > 1 else scores)
        )
        for scores in told
    ]
    return ", then ".join(said) or "no score"


def _span(strand: Strand, axis: DayAxis) -> Markup:
    left, right = axis.position(strand.started), axis.position(strand.ended)
    return element(
        "rect",
        x=percent_of(left),
        y="0",
        width=percent_of(max(0.4, right - left)),
        height="100%",
        class_="episode-span",
    )


def _cuts(measure: Measure) -> list[Markup]:
    rows = [percent_of(scale_of(measure).position(value)) for value in cut_offs(measure)]
    return [element("line", x1="0", x2="100%", y1=y, y2=y, class_="cut") for y in rows]


def _lines(history: History, axis: DayAxis) -> list[Markup]:
    scale = scale_of(history.measure)
    drawn = []
    for strand in history.strands:
        points = [(axis.position(s.on_date), scale.position(s.value)) for s in strand.scores]
        drawn += [element("line", x1=a[0], y1=a[1], x2=b[0], y2=b[1], class_="course") for a, b in pairwise(points)]
    return drawn


def _dots(history: History, axis: DayAxis) -> list[Markup]:
    scale = scale_of(history.measure)
    inside = [(score, "dot") for strand in history.strands for score in strand.scores]
    return [
        element(
            "circle",
            cx=percent_of(axis.position(score.on_date)),
            cy=percent_of(scale.position(score.value)),
            r=2.8,
            class_=style,
        )
        for score, style in [*inside, *((score, "dot-outside") for score in history.outside)]
    ]


def _scale(measure: Measure) -> list[Markup]:
    scale = scale_of(measure)
    return [
        element("text", numbers.number(value), x=-6, y=percent_of(scale.position(value)), dy=3.5, class_="scale-label")
        for value in (scale.lowest, scale.top)
    ]


def _ticks(axis: DayAxis) -> list[Markup]:
    ticks = axis.ticks[:: max(1, -(-len(axis.ticks) // MOST_TICKS))]
    return [
        element("text", text, x=percent_of(axis.position(day)), y="100%", dy=15, class_="time-label")
        for day, text in zip(ticks, tick_labels(ticks), strict=True)
    ]


def table_of(histories: Sequence[History]) -> list[list[str]]:
    """Rows of all that the pictures show: measure, course, checkpoint, day, score."""
    rows = []
    for one in histories:
        inside = [(strand.name, score) for strand in one.strands for score in strand.scores]
        rows += [
            [
                one.measure.short_name,
                name,
                score.where or "–",
                numbers.day(score.on_date),
                numbers.with_unit(one.measure, score.value),
            ]
            for name, score in [*inside, *(("outside every window", score) for score in one.outside)]
        ]
    return rows
