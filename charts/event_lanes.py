"""What was done, on the same time axis as the panels: one lane per kind of event, and a dose on a scale of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from charts.lane import CHARACTER_SHARE, LANE_HEIGHT, Lane, LaneEvent, LaneMark, is_shown, spoken_event
from charts.level_lane import draw_levels
from charts.markup import Markup, element, join
from charts.time_axis import TimeAxis, labels_that_fit, percent_of, stop_at


@dataclass(frozen=True)
class Happening:
    """An event row of the store: its kind code, its day from the start of the episode, its detail."""

    kind: str
    day: int
    detail: str = ""


__all__ = ["Happening", "Lane", "LaneEvent", "LaneMark", "draw_event_lanes", "lanes_of", "spoken_lanes"]

LANES = (
    ("Sessions", ("session_attended", "session_missed")),
    ("Procedures", ("procedure", "surgery")),
    ("Prehabilitation", ("prehabilitation",)),
    ("Medication", ("medication_change",)),
    ("Care plan", ("care_plan_change",)),
    ("Case conference", ("case_conference",)),
    ("Red flags", ("neurological_deficit",)),
    ("Flares", ("flare",)),
    ("Work", ("work_status",)),
    ("Work limits", ("work_restriction",)),
)
SESSION_MARKS = {"session_attended": LaneMark.ATTENDED, "session_missed": LaneMark.MISSED}


def lanes_of(happenings: Iterable[Happening], until_day: int) -> list[Lane]:
    """Events by lane, empty lanes left out. A work status holds until the next one, the last until `until_day`."""
    ordered = sorted(happenings, key=lambda h: h.day)
    lanes = []
    for name, kinds in LANES:
        own = [h for h in ordered if h.kind in kinds]
        if own:
            lanes.append(Lane(name, _spans(own, until_day) if name == "Work" else tuple(_event(h) for h in own)))
    return lanes


def _event(happening: Happening) -> LaneEvent:
    return LaneEvent(SESSION_MARKS.get(happening.kind, LaneMark.MOMENT), happening.day, happening.detail)


def _spans(own: Sequence[Happening], until_day: int) -> tuple[LaneEvent, ...]:
    ends = [later.day for _, later in pairwise(own)] + [max(until_day, own[-1].day)]
    return tuple(LaneEvent(LaneMark.SPAN, h.day, h.detail, end) for h, end in zip(own, ends, strict=True))


def draw_event_lanes(
    lanes: Sequence[Lane], axis: TimeAxis, current: str | None = None, today_day: int | None = None
) -> Markup:
    """The lanes. A text that would run into the next mark is left to the mark's title; a lane
    with nothing on the axis is left out."""
    lanes = [lane for lane in lanes if any(is_shown(event, axis) for event in lane.events)]
    ends = list(accumulate(lane.height for lane in lanes))
    height = ends[-1] if ends else 0
    rows = [_row(lane, axis, end - lane.height) for lane, end in zip(lanes, ends, strict=True)]
    picture = element(
        "svg",
        element("title", spoken_lanes(lanes, axis)),
        *_stops(axis, current, height),
        _today(axis, today_day, height),
        *rows,
        *_labels(axis, current, height),
        class_="lanes-plot",
        height=height,
        role="img",
    )
    return element("div", picture, class_="lanes")


def _row(lane: Lane, axis: TimeAxis, top: int) -> Markup:
    if lane.top is not None:
        return draw_levels(lane, axis, top)
    return _lane(lane, axis, top + LANE_HEIGHT / 2)


def _lane(lane: Lane, axis: TimeAxis, middle: float) -> Markup:
    shown = [event for event in lane.events if is_shown(event, axis)]
    name = element("text", lane.name, x=-10, y=middle, dy=4, class_="lane-name")
    return join(name, *[_mark(event, axis, middle) for event in shown], *_texts(shown, axis, middle))


def _mark(event: LaneEvent, axis: TimeAxis, middle: float) -> Markup:
    x = axis.position(event.day)
    title = element("title", spoken_event(event))
    if event.mark is LaneMark.SPAN:
        width = axis.position(event.until_day if event.until_day is not None else event.day) - x
        return element(
            "rect",
            title,
            x=percent_of(x),
            y=middle - 8,
            width=percent_of(max(0.5, width - 0.3)),
            height=16,
            rx=2,
            class_="lane-span",
        )
    if event.mark is LaneMark.MOMENT:
        return element("text", title, "◆", x=percent_of(x), y=middle, dy=5, class_="lane-moment")
    return element("circle", title, cx=percent_of(x), cy=middle, r=3.6, class_=f"lane-{event.mark}")


def _texts(events: Sequence[LaneEvent], axis: TimeAxis, middle: float) -> list[Markup]:
    ends = [*(axis.position(event.day) for event in events), 100.0 + 8][1:]
    drawn = []
    for event, end in zip(events, ends, strict=True):
        x = axis.position(event.day)
        if (
            event.text
            and event.mark in (LaneMark.SPAN, LaneMark.MOMENT)
            and x + 2 + len(event.text) * CHARACTER_SHARE <= end
        ):
            dx = 12 if event.mark is LaneMark.MOMENT else 6
            style = "lane-text lane-text-on-span" if event.mark is LaneMark.SPAN else "lane-text"
            drawn.append(element("text", event.text, x=percent_of(x), dx=dx, y=middle, dy=4, class_=style))
    return drawn


def _stops(axis: TimeAxis, current: str | None, height: int) -> list[Markup]:
    return [
        element(
            "line",
            x1=stop_at(axis, s),
            x2=stop_at(axis, s),
            y1=0,
            y2=height,
            class_="stop stop-current" if s.code == current else "stop",
        )
        for s in axis.stops
    ]


def _today(axis: TimeAxis, today_day: int | None, height: int) -> Markup | None:
    if today_day is None or not axis.has_day(today_day):
        return None
    x = percent_of(axis.position(today_day))
    return join(
        element("line", x1=x, x2=x, y1=0, y2=height, class_="today"),
        element("text", "today", x=x, y=0, dy=-4, class_="today-label"),
    )


NARROW = 380
"""Pixels of the narrowest axis of the lanes that must be readable."""


def _labels(axis: TimeAxis, current: str | None, height: int) -> list[Markup]:
    fitting = labels_that_fit(axis, NARROW, current)
    return [
        element(
            "text",
            s.label,
            x=stop_at(axis, s),
            y=height,
            dy=14,
            class_="time-label time-label-current" if s.code == current else "time-label",
        )
        for i, s in enumerate(axis.stops)
        if i in fitting
    ]


def spoken_lanes(lanes: Sequence[Lane], axis: TimeAxis) -> str:
    """What the lanes show: sessions as a count, everything else one by one with its week."""
    return "What was done. " + " ".join(_spoken_lane(lane, axis) for lane in lanes) if lanes else "No event recorded."


def _spoken_lane(lane: Lane, axis: TimeAxis) -> str:
    shown = [event for event in lane.events if is_shown(event, axis)]
    attended = sum(event.mark is LaneMark.ATTENDED for event in shown)
    missed = sum(event.mark is LaneMark.MISSED for event in shown)
    counted = [f"{attended} of {attended + missed} attended"] if attended + missed else []
    told = [spoken_event(event) for event in shown if event.mark not in (LaneMark.ATTENDED, LaneMark.MISSED)]
    unit = f" ({lane.unit})" if lane.unit else ""
    return f"{lane.name}{unit}: {'; '.join(counted + told) or 'none'}."
