"""The mean improvement of everybody due, were the unseen worse than the model expects by more and more."""

import plotly.graph_objects as go

from charts.cohort_in_words import interval
from charts.figure import empty_figure, plain, write
from charts.numbers import difference, number, percent
from charts.table import Column
from charts.tokens import Palette
from domain.measure import Measure
from metrics.tipping_point import DeltaPoint, TippingPoint

HEIGHT, LEFT, RIGHT, ABOVE, BELOW = 240, 52, 16, 14, 44


def draw_tipping(measure: Measure, told: TippingPoint, palette: Palette) -> go.Figure:
    """Mean and band along δ, from 0 to the last δ asked; the line of no change."""
    figure = empty_figure(palette, HEIGHT, LEFT, RIGHT, ABOVE, BELOW)
    x = [point.delta for point in told.points]
    ends = [end for point in told.points for end in (point.low, point.high)]
    room = 0.08 * (max([*ends, 0.0]) - min([*ends, 0.0]))
    figure.update_yaxes(
        range=[min([*ends, 0.0]) - room, max([*ends, 0.0]) + room], nticks=5, showgrid=True, gridcolor=palette["line"]
    )
    figure.update_xaxes(range=[0, x[-1] * 1.02], nticks=6)
    edges = {"x": x + x[::-1], "y": [p.high for p in told.points] + [p.low for p in reversed(told.points)]}
    figure.add_trace(
        go.Scatter(**edges, mode="lines", fill="toself", fillcolor=palette["band"], line={"width": 0}, hoverinfo="skip")
    )
    figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=0, y1=0, line={"color": palette["ink"], "width": 1.4})
    write(figure, "no change", 1, 0, palette["ink2"], 12, xref="paper", xanchor="right", yanchor="bottom", yshift=1)
    figure.add_trace(
        go.Scatter(
            x=x,
            y=[point.improvement for point in told.points],
            mode="lines+markers",
            line={"color": palette["ink"], "width": 2.2},
            marker={"size": 7, "color": palette["ink"]},
            text=[plain(_spoken_point(measure, point)) for point in told.points],
            hovertemplate="%{text}<extra></extra>",
        )
    )
    place = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top", "yshift": -20}
    write(figure, "the unseen fared worse than expected by →", 1, 0, palette["ink3"], 12, **place)
    return figure


def tipping_alt(measure: Measure, told: TippingPoint) -> str:
    """Every value of the figure in words."""
    if not told.points:
        return told.why_not or "Nothing to show."
    said = "; ".join(_spoken_point(measure, point) for point in told.points)
    return f"Mean improvement on {measure.name} of all {number(told.n_due)} due. {said}."


def _spoken_point(measure: Measure, point: DeltaPoint) -> str:
    ends = interval(measure, point.low, point.high)
    return f"worse by {number(point.delta, 1)}: {difference(measure, point.improvement)} (95% interval {ends})"


def tipping_table(measure: Measure, told: TippingPoint) -> tuple[list[Column], list[list[str]]]:
    """One row per δ."""
    titles = ("Unseen worse by", "Mean improvement", "95% interval", "Share improved, by the model")
    rows = [
        [
            number(point.delta, 1),
            difference(measure, point.improvement),
            interval(measure, point.low, point.high),
            "–" if point.share is None else f"{percent(point.share)}%",
        ]
        for point in told.points
    ]
    return [Column(title, is_number=True) for title in titles], rows
