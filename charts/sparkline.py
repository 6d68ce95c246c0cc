"""A row-sized line of one measure on its fixed scale; the end point carries the verdict."""

from collections.abc import Sequence
from itertools import pairwise

from charts.course import scale_of
from charts.markup import Markup, element
from charts.numbers import with_unit
from charts.words import Mark
from domain.measure import Measure

WIDTH, HEIGHT, EDGE = 96, 34, 6


def draw_sparkline(
    measure: Measure, values: Sequence[float | None], mark: Mark = Mark.PLAIN, slots: int | None = None
) -> Markup:
    """Scores by checkpoint, evenly spaced; None where one is missing or to come. `slots`: checkpoints in the program.

    The line is interrupted at a missing score. The vertical scale is the measure's own, never the values'.
    """
    places = [
        (_x(i, slots or len(values)), _y(measure, value), value) for i, value in enumerate(values) if value is not None
    ]
    ticks = [
        element("line", x1=x, x2=x, y1=HEIGHT - 3, y2=HEIGHT, class_="spark-tick") for x in _slots(slots or len(values))
    ]
    return element(
        "svg",
        element("title", _spoken(measure, values)),
        *ticks,
        *_lines(measure, values, slots or len(values)),
        *[element("circle", cx=x, cy=y, r=1.8, class_="dot") for x, y, _ in places[:-1]],
        *[element("circle", cx=x, cy=y, r=3.4, class_=f"now now-{mark}") for x, y, _ in places[-1:]],
        class_="spark",
        width=WIDTH,
        height=HEIGHT,
        role="img",
    )


def _lines(measure: Measure, values: Sequence[float | None], slots: int) -> list[Markup]:
    drawn = []
    for i, (before, after) in enumerate(pairwise(values)):
        if before is not None and after is not None:
            ends = {"x1": _x(i, slots), "y1": _y(measure, before), "x2": _x(i + 1, slots), "y2": _y(measure, after)}
            drawn.append(element("line", **ends, class_="course"))
    return drawn


def _slots(count: int) -> list[float]:
    return [_x(i, count) for i in range(count)]


def _x(i: int, count: int) -> float:
    return EDGE + i * (WIDTH - 2 * EDGE) / max(1, count - 1)


def _y(measure: Measure, value: float) -> float:
    return 4 + scale_of(measure).position(value) / 100 * (HEIGHT - 10)


def _spoken(measure: Measure, values: Sequence[float | None]) -> str:
    said = ["not done" if value is None else with_unit(measure, value) for value in values]
    return f"{measure.short_name}: {', '.join(said) or 'no score yet'}"
