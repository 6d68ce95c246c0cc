"""One dense series day by day: its values, the landings it stood on, the steps between them, what happened meanwhile."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from charts.course import cut_offs, scale_of
from charts.day_axis import DayAxis, tick_labels
from charts.markup import Markup, element
from charts.numbers import day as written_day
from charts.numbers import number, unit_after
from charts.time_axis import CHARACTER, percent_of
from domain.measure import Measure
from metrics.around_event import Happening
from metrics.day_by_day import DayByDay
from metrics.staircase import Landing, Step

HEIGHT = 168
NARROW = 560
"""Pixels of the narrowest plot on which the words above it must be readable."""


def draw_day_panel(told: DayByDay, happenings: Sequence[Happening] = ()) -> Markup:
    """The picture of one series. Its title says in words all that it shows."""
    series = told.series
    axis = DayAxis(series.days[0], max(series.days[-1], series.days[0] + timedelta(days=1)))
    shown = [one for one in happenings if axis.holds(one.on_date)]
    picture = element(
        "svg",
        element("title", spoken_days(told, shown)),
        *_cut_lines(series.measure),
        element("line", x1="0", x2="100%", y1="100%", y2="100%", class_="stop"),
        *_happenings(shown, axis),
        *_values(told, axis),
        element(
            "svg", *_landings(told, axis), *_steps(told, axis),
            width="100%", height="100%", viewBox="0 0 100 100", preserveAspectRatio="none", class_="stretched",
        ),
        *_levels(told, axis),
        *_scale_labels(series.measure),
        *_ticks(axis),
        class_="plot day-plot",
        height=HEIGHT,
        role="img",
    )  # fmt: skip
    return element("div", picture, class_="plot-frame day-frame")


def with_unit(measure: Measure, value: float) -> str:
    """A mean of days: '44.7 min', '85.6%', '4,701 steps/day'."""
    return day_mean(value) + unit_after(measure)


def day_mean(value: float) -> str:
    """To one decimal below 1,000, above to none."""
    return number(value, 1 if abs(value) < 1000 else 0)


def _cut_lines(measure: Measure) -> list[Markup]:
    scale = scale_of(measure)
    heights = [percent_of(scale.position(value)) for value in cut_offs(measure)]
    return [element("line", x1="0", x2="100%", y1=y, y2=y, class_="cut") for y in heights]


ROWS, ROW_HEIGHT = 3, 15
"""Rows of words above the picture, and their height in pixels."""


def _happenings(shown: Sequence[Happening], axis: DayAxis) -> list[Markup]:
    """A thin line and a diamond above the picture, its text in the first of three rows where it runs into no other."""
    taken = [-100.0] * ROWS
    drawn = []
    for one in shown:
        x, text = axis.position(one.on_date), one.detail or one.kind.replace("_", " ")
        width = (len(text) * CHARACTER + 16) / NARROW * 100
        is_late = x + width > 100
        left = x - width if is_late else x - 1.5
        row = next((place for place in range(ROWS) if taken[place] <= left), None)
        y = -6 - ROW_HEIGHT * (row or 0)
        title = element("title", f"{text}, {written_day(one.on_date)}")
        drawn.append(element("line", x1=percent_of(x), x2=percent_of(x), y1=y, y2="100%", class_="happened"))
        drawn.append(element("text", title, "◆", x=percent_of(x), y=y, class_="lane-moment"))
        if row is not None:
            taken[row] = x + (1.5 if is_late else width)
            side = {"dx": -9, "text_anchor": "end"} if is_late else {"dx": 9}
            drawn.append(element("text", text, x=percent_of(x), y=y, class_="happened-text", **side))
    return drawn


def _values(told: DayByDay, axis: DayAxis) -> list[Markup]:
    scale, series = scale_of(told.series.measure), told.series
    return [
        element(
            "circle", cx=percent_of(axis.position(day)), cy=percent_of(scale.position(value)), r=2.1, class_="day-dot"
        )
        for day, value in zip(series.days, series.values, strict=True)
    ]


def _landings(told: DayByDay, axis: DayAxis) -> list[Markup]:
    return [_level_line(told, one, axis) for one in told.stairs.landings]


def _level_line(told: DayByDay, one: Landing, axis: DayAxis) -> Markup:
    y = scale_of(told.series.measure).position(one.level)
    return element(
        "line", x1=axis.position(one.from_day), x2=axis.position(one.to_day), y1=y, y2=y, class_="landing-line"
    )


def _steps(told: DayByDay, axis: DayAxis) -> list[Markup]:
    scale = scale_of(told.series.measure)
    drawn = []
    for step, (old, new) in zip(told.stairs.steps, pairwise(told.stairs.landings), strict=True):
        x = (axis.position(step.after) + axis.position(step.by)) / 2
        drawn.append(
            element("line", x1=x, x2=x, y1=scale.position(old.level), y2=scale.position(new.level), class_="step-line")
        )
    return drawn


def _levels(told: DayByDay, axis: DayAxis) -> list[Markup]:
    """The level of each landing: above its middle, and beside its end for the last one."""
    scale, landings = scale_of(told.series.measure), told.stairs.landings
    drawn = []
    for place, one in enumerate(landings):
        y, text = scale.position(one.level), day_mean(one.level)
        if place == len(landings) - 1:
            text += unit_after(told.series.measure)
            drawn.append(
                element(
                    "text",
                    text,
                    x=percent_of(axis.position(one.to_day)),
                    dx=8,
                    y=percent_of(y),
                    dy=4,
                    class_="value-now",
                )
            )
        else:
            x = (axis.position(one.from_day) + axis.position(one.to_day)) / 2
            drawn.append(
                element("text", text, x=percent_of(x), y=percent_of(y), dy=-6 if y > 12 else 16, class_="level")
            )
    return drawn


def _scale_labels(measure: Measure) -> list[Markup]:
    scale = scale_of(measure)
    kept = [scale.lowest, scale.top]
    for value in cut_offs(measure):
        if all(abs(scale.position(value) - scale.position(other)) * HEIGHT / 100 >= 13 for other in kept):
            kept.append(value)
    return [
        element("text", number(value), x=-6, y=percent_of(scale.position(value)), dy=3.5, class_="scale-label")
        for value in sorted(kept)
    ]


def _ticks(axis: DayAxis) -> list[Markup]:
    return [
        element(
            "text", text, x=percent_of(axis.position(day)), y="100%", dy=15,
            text_anchor="start" if place == 0 else "middle", class_="day-tick",
        )
        for place, (day, text) in enumerate(zip(axis.ticks, tick_labels(axis.ticks), strict=True))
    ]  # fmt: skip


def spoken_days(told: DayByDay, happenings: Sequence[Happening]) -> str:
    """All that the picture shows, in sentences; single values as their range."""
    series, measure = told.series, told.series.measure
    direction = f", {measure.direction[2:]}" if measure.judged else ""
    low, high = min(series.values), max(series.values)
    parts = [
        f"{measure.name}{direction}",
        f"{days_in_words(told)}, from {written_day(series.days[0])} to {written_day(series.days[-1])}",
        f"Values from {with_unit(measure, low)} to {with_unit(measure, high)}",
        *[_spoken_landing(measure, one) for one in told.stairs.landings],
        *[_spoken_step(step) for step in told.stairs.steps],
        told.stairs.why_not and f"No steps are drawn: {told.stairs.why_not}",
        *[f"{one.detail or one.kind.replace('_', ' ')} on {written_day(one.on_date)}" for one in happenings],
    ]
    return ". ".join(part for part in parts if part) + "."


def days_in_words(told: DayByDay) -> str:
    """'84 days with a value, 7 without'"""
    n, missing = told.stairs.n, told.stairs.missing
    return f"{number(n)} day{'' if n == 1 else 's'} with a value, {number(missing)} without"


def _spoken_landing(measure: Measure, one: Landing) -> str:
    return (
        f"Level {with_unit(measure, one.level)} from {written_day(one.from_day)} to {written_day(one.to_day)} "
        f"({one.n} days)"
    )


def _spoken_step(step: Step) -> str:
    return f"Step between {written_day(step.after)} and {written_day(step.by)}, {step.word}, {step.beyond.value}"
