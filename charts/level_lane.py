"""A lane whose events are levels on a scale of its own, such as an opioid dose: a step line with its numbers."""

from collections.abc import Sequence
from itertools import pairwise

from charts.lane import CHARACTER_SHARE, Lane, LaneEvent, LaneMark, is_shown, spoken_event
from charts.markup import Markup, element, join
from charts.numbers import number
from charts.time_axis import TimeAxis, percent_of


def draw_levels(lane: Lane, axis: TimeAxis, top: int) -> Markup:
    """A step line on the lane's own scale: a level holds from its first to its last day; where none is known there is a gap."""
    levels = [event for event in lane.events if event.mark is LaneMark.LEVEL and is_shown(event, axis)]
    floor, room = top + lane.height - 6, lane.height - 22
    heights = [floor - room * min(1.0, (event.value or 0.0) / (lane.top or 1.0)) for event in levels]
    base = element("line", x1=percent_of(axis.position(axis.first_day)), x2=percent_of(axis.position(axis.last_day)), y1=floor, y2=floor, class_="level-base")  # fmt: skip
    drawn = [_level(event, axis, y, floor) for event, y in zip(levels, heights, strict=True)]
    risers = [
        element("line", x1=x, x2=x, y1=y, y2=following, class_="level-line")
        for (event, y), (later, following) in pairwise(zip(levels, heights, strict=True))
        if _end(event) >= later.day - 1 and (x := percent_of(axis.position(later.day)))
    ]
    name = element("text", lane.name, x=-10, y=floor - 14, dy=0, class_="lane-name")
    unit = element("text", lane.unit, x=-10, y=floor, dy=0, class_="lane-unit")
    scale = [
        element(
            "text", number(value, 0), x=percent_of(axis.position(axis.last_day)), dx=6, y=y, dy=4, class_="lane-scale"
        )
        for value, y in ((lane.top or 0.0, floor - room), (0.0, floor))
    ]
    moments = [event for event in lane.events if event.mark is LaneMark.MOMENT and is_shown(event, axis)]
    marks = [_milestone(event, axis, floor) for event in moments]
    return join(name, unit, base, *scale, *drawn, *risers, *_level_texts(levels, heights, axis), *marks)


def _end(event: LaneEvent) -> int:
    return event.until_day if event.until_day is not None else event.day


def _level(event: LaneEvent, axis: TimeAxis, y: float, floor: float) -> Markup:
    left, right = axis.position(event.day), axis.position(_end(event) + 1)
    title = element("title", spoken_event(event))
    box = element(
        "rect", title, x=percent_of(left), y=y, width=percent_of(right - left), height=floor - y, class_="level"
    )
    return join(box, element("line", x1=percent_of(left), x2=percent_of(right), y1=y, y2=y, class_="level-line"))


def _level_texts(levels: Sequence[LaneEvent], heights: Sequence[float], axis: TimeAxis) -> list[Markup]:
    """The value above a level where it differs from the one before and leaves room to the last one written."""
    drawn, free_from, before = [], -100.0, None
    for event, y in zip(levels, heights, strict=True):
        x = axis.position(event.day)
        if event.text and event.text != before and x >= free_from:
            drawn.append(element("text", event.text, x=percent_of(x), dx=3, y=y, dy=-4, class_="lane-text level-text"))
            free_from, before = x + 2 + len(event.text) * CHARACTER_SHARE, event.text
    return drawn


def _milestone(event: LaneEvent, axis: TimeAxis, floor: float) -> Markup:
    x, title = percent_of(axis.position(event.day)), element("title", spoken_event(event))
    text = element("text", event.text, x=x, dx=8, y=floor, dy=-4, class_="lane-text milestone-text")
    return join(element("text", title, "◆", x=x, y=floor, dy=-4, class_="lane-moment milestone"), text)
