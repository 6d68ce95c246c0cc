"""Share improved against the number of patients, inside limits that widen as groups get smaller. No order, no ranks.

The points are ink: the shares are crude, so a point outside the limits is ringed for a closer look and not judged.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from charts.figure import empty_figure, plain, write
from charts.numbers import number, percent
from charts.table import Column
from charts.tokens import Palette
from metrics.funnel import Funnel, FunnelPoint, Place

HEIGHT, LEFT, RIGHT, ABOVE, BELOW = 330, 40, 46, 14, 46
NARROW = 220
"""Pixels of the narrowest axis on which names must not run into one another."""
LETTER, LINE, GAP = 6.3, 15, 9
"""Pixels: width of a letter, height of a line, from a point to its name."""
FAR = 20
"""Pixels from which a name is tied to its point by a line."""
SHIFTS = (17, -17, 34, -34, 51, -51, 68, -68, 85, -85)


@dataclass(frozen=True)
class _Label:
    """Where a name stands on the narrowest axis, in pixels from its left and its bottom: `left` edge and `middle`.
    `across`, `up`: from its point to its middle."""

    text: str
    left: float
    middle: float
    across: float
    up: float

    def meets(self, other: "_Label") -> bool:
        is_beside = self.left > other.left + LETTER * len(other.text) or other.left > self.left + LETTER * len(
            self.text
        )
        return not is_beside and abs(self.middle - other.middle) < LINE


def draw_funnel(funnel: Funnel, palette: Palette, name: Callable[[str], str]) -> go.Figure:
    """Points with their names, the share of all together, limits of 95 % and 99.8 %."""
    figure = empty_figure(palette, HEIGHT, LEFT, RIGHT, ABOVE, BELOW)
    most = max((limit.n for limit in funnel.limits), default=1.0)
    ticks = [25, 50, 75, 100]  # 0 stands at the foot of the other axis
    figure.update_yaxes(
        range=[0, 100],
        tickvals=ticks,
        ticktext=["25", "50", "75", "100%"],
        showgrid=True,
        gridcolor=palette["line"],
    )
    figure.update_xaxes(range=[0, most], nticks=5, tick0=0)
    _draw_limits(figure, funnel, palette)
    _draw_points(figure, funnel, palette, name)
    for point, label in zip(funnel.points, _labels(funnel.points, name, most), strict=True):
        _write_name(figure, point, label, palette)
    bottom = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top", "yshift": -24}
    write(figure, "patients with both scores →", 1, 0, palette["ink3"], 12, **bottom)
    return figure


def _write_name(figure: go.Figure, point: FunnelPoint, label: _Label, palette: Palette) -> None:
    """The name on the ground of the card, so that no line strikes it out; with a thin line to its point where it is far."""
    if abs(label.up) > FAR:
        line = {"color": palette["reference"], "width": 1}
        near = {"xref": "x", "yref": "y", "x": point.n, "y": 100 * point.value}
        figure.add_annotation(
            text="",
            **near,
            ax=label.across / 2,
            ay=-label.up + (LINE / 2 if label.up > 0 else -LINE / 2),
            showarrow=True,
            arrowhead=0,
            arrowwidth=line["width"],
            arrowcolor=line["color"],
            standoff=6,
        )
    place = {
        "xanchor": "center",
        "xshift": label.across,
        "yshift": label.up,
        "bgcolor": palette["surface"],
        "borderpad": 1,
    }
    write(figure, plain(label.text), point.n, 100 * point.value, palette["ink"], 12, **place)


def _draw_limits(figure: go.Figure, funnel: Funnel, palette: Palette) -> None:
    if funnel.target is None or not funnel.limits:
        return
    sizes = [limit.n for limit in funnel.limits]
    lines = (("low_95", "4px,3px"), ("high_95", "4px,3px"), ("low_998", "1px,3px"), ("high_998", "1px,3px"))
    for side, dash in lines:
        values = [100 * getattr(limit, side) for limit in funnel.limits]
        line = {"color": palette["reference"], "width": 1.3, "dash": dash}
        figure.add_trace(go.Scatter(x=sizes, y=values, mode="lines", line=line, hoverinfo="skip"))
    line = {"color": palette["ink2"], "width": 1.2, "dash": "12px,4px"}
    figure.add_trace(
        go.Scatter(x=[0, sizes[-1]], y=[100 * funnel.target] * 2, mode="lines", line=line, hoverinfo="skip")
    )
    last = funnel.limits[-1]
    for text, value in (("95%", last.high_95), ("99.8%", last.high_998), ("all", funnel.target)):
        write(
            figure, text, sizes[-1], 100 * value, palette["ink3"], 11.5, xanchor="left", xshift=5, yshift=_apart(text)
        )


def _apart(text: str) -> float:
    """The two limits lie close together at their right end: their names are drawn apart."""
    return {"95%": -3, "99.8%": 5, "all": -6}[text]


def _draw_points(figure: go.Figure, funnel: Funnel, palette: Palette, name: Callable[[str], str]) -> None:
    outside = [point for point in funnel.points if point.place is not Place.INSIDE]
    if outside:
        figure.add_trace(
            go.Scatter(
                x=[point.n for point in outside],
                y=[100 * point.value for point in outside],
                mode="markers",
                marker={"size": 18, "symbol": "circle-open", "color": palette["ink"], "line": {"width": 1.6}},
                hoverinfo="skip",
            )
        )
    figure.add_trace(
        go.Scatter(
            x=[point.n for point in funnel.points],
            y=[100 * point.value for point in funnel.points],
            mode="markers",
            marker={"size": 10, "color": palette["ink"], "line": {"width": 1.5, "color": palette["surface"]}},
            text=[plain(_spoken_point(point, name)) for point in funnel.points],
            hovertemplate="%{text}<extra></extra>",
        )
    )


def _labels(points: Sequence[FunnelPoint], name: Callable[[str], str], most: float) -> list[_Label]:
    """A place for every name: beside its point where that is free, else above or below, until it meets no name and no point."""
    taken = [_Label("••", _x(point, most) - LETTER, _y(point), 0, 0) for point in points]
    names: list[_Label] = []
    for point in points:
        tried = _tried(name(point.group), point, most)
        names.append(next((one for one in tried if not any(one.meets(other) for other in taken)), tried[-1]))
        taken.append(names[-1])
    return names


def _x(point: FunnelPoint, most: float) -> float:
    return NARROW * point.n / most


def _y(point: FunnelPoint) -> float:
    return (HEIGHT - ABOVE - BELOW) * point.value


def _tried(text: str, point: FunnelPoint, most: float) -> list[_Label]:
    """Places for one name, the best first: right of its point, left of it, above and below, pushed in from the edges."""
    x, y, width = _x(point, most), _y(point), LETTER * len(text)
    sides = [left for left in (x + GAP, x - GAP - width) if -LEFT <= left <= NARROW + RIGHT - width]
    middle = max(-LEFT, min(x - width / 2, NARROW + RIGHT - width))
    places = [(left, 0.0) for left in sides] + [(middle, shift) for shift in SHIFTS]
    return [_Label(text, left, y + up, left + width / 2 - x, up) for left, up in places]


def funnel_alt(funnel: Funnel, name: Callable[[str], str]) -> str:
    """Every value of the plot in words."""
    if not funnel.points or funnel.target is None:
        return "No group to show."
    said = "; ".join(_spoken_point(point, name) for point in funnel.points)
    return f"Share improved by number of patients; {percent(funnel.target)}% of all together. {said}."


def _spoken_point(point: FunnelPoint, name: Callable[[str], str]) -> str:
    return f"{name(point.group)}: {percent(point.value)}% of {number(point.n)} patients, {in_words(point.place)}"


def in_words(place: Place) -> str:
    """'within the 95% limits'."""
    return place.value.replace(" %", "%")


def funnel_table(funnel: Funnel, name: Callable[[str], str]) -> tuple[list[Column], list[list[str]]]:
    """Points with the limits for their size, as columns and rows of `draw_table`."""
    titles = ("Patients", "Improved", "95% limits", "99.8% limits")
    columns = [Column("Group"), *[Column(title, is_number=True) for title in titles], Column("In words")]
    limits = {limit.n: limit for limit in funnel.limits}
    rows = []
    for point in funnel.points:
        at = limits[point.n]
        ends = [
            f"{percent(low)}–{percent(high)}%" for low, high in ((at.low_95, at.high_95), (at.low_998, at.high_998))
        ]
        shown = [name(point.group), number(point.n), f"{percent(point.value)}%", *ends, in_words(point.place)]
        rows.append(shown)
    return columns, rows
