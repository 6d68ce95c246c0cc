"""What share improved by at least x, for every x: a staircase that falls from the smallest change to the largest."""

import plotly.graph_objects as go

from charts.figure import empty_figure, plain, write
from charts.numbers import number, percent, span, spoken_amount
from charts.table import Column
from charts.tokens import Palette
from domain.measure import Measure
from metrics.proportion import Proportion
from metrics.responder_curve import CurvePoint, ResponderCurve

HEIGHT, LEFT, RIGHT, ABOVE, BELOW = 300, 40, 16, 22, 46
MOST_ROWS = 13
"""Rows of the table, beyond which amounts are taken at even steps."""


Thresholds = tuple[float, float] | None
"""Least and largest meaningful change at the intake scores there are; equal where one number holds for everybody."""


def draw_responder_curve(
    measure: Measure, curve: ResponderCurve, thresholds: Thresholds, palette: Palette
) -> go.Figure:
    """Ink: of those with both scores, with its band. Grey: of all due, a missing score counted as not improved."""
    figure = empty_figure(palette, HEIGHT, LEFT, RIGHT, ABOVE, BELOW)
    ticks = [0, 25, 50, 75, 100]
    figure.update_yaxes(
        range=[0, 102],
        tickvals=ticks,
        ticktext=["0", "25", "50", "75", "100%"],
        showgrid=True,
        gridcolor=palette["line"],
    )
    x = [point.amount for point in curve.points]
    figure.update_xaxes(range=_range(x), nticks=7, zeroline=True, zerolinecolor=palette["line2"], zerolinewidth=1)
    _draw_band(figure, curve, palette)
    due = [100 * (point.of_due.share or 0) for point in curve.points]
    observed = [100 * (point.observed.share or 0) for point in curve.points]
    for y, color, width, dash in ((due, "flat", 1.6, "dot"), (observed, "ink", 2.4, "solid")):
        line = {"color": palette[color], "width": width, "dash": dash, "shape": "vh"}
        texts = [plain(_spoken_point(measure, point)) for point in curve.points]
        figure.add_trace(
            go.Scatter(x=x, y=y, mode="lines", line=line, text=texts, hovertemplate="%{text}<extra></extra>")
        )
    _write_names(figure, curve, palette)
    _mark_threshold(figure, thresholds, palette)
    places = (("← got worse", 0, "left"), ("improved by at least →", 1, "right"))
    for text, at, anchor in places:
        place = {"xref": "paper", "yref": "paper", "xanchor": anchor, "yanchor": "top", "yshift": -22}
        write(figure, text, at, 0, palette["ink3"], 12, **place)
    return figure


def _range(amounts: list[float]) -> list[float]:
    room = 0.03 * (amounts[-1] - amounts[0]) or 1.0
    return [min(amounts[0], 0) - room, max(amounts[-1], 0) + room]


def _draw_band(figure: go.Figure, curve: ResponderCurve, palette: Palette) -> None:
    x = [point.amount for point in curve.points]
    low = [100 * (point.observed.low or 0) for point in curve.points]
    high = [100 * (point.observed.high or 0) for point in curve.points]
    edge = {"width": 0, "shape": "vh", "color": palette["band"]}
    figure.add_trace(go.Scatter(x=x, y=high, mode="lines", line=edge, hoverinfo="skip"))
    fill = {"fill": "tonexty", "fillcolor": palette["band"]}
    figure.add_trace(go.Scatter(x=x, y=low, mode="lines", line=edge, hoverinfo="skip", **fill))


def _write_names(figure: go.Figure, curve: ResponderCurve, palette: Palette) -> None:
    """Each line named where there is room: above the upper one at the right, below the lower one at the left."""
    texts = (
        (f"<b>of {number(curve.n)} seen</b>", 1, 0.97, "ink", "right"),
        (f"⋯ of {number(curve.due)} due", 1, 0.90, "ink2", "right"),
    )
    for text, x, y, color, anchor in texts:
        write(figure, text, x, y, palette[color], 12.5, xref="paper", yref="paper", xanchor=anchor)


def _mark_threshold(figure: go.Figure, thresholds: Thresholds, palette: Palette) -> None:
    if thresholds is None:
        return
    line = {"color": palette["better"], "width": 1.3, "dash": "dash"}
    for amount in dict.fromkeys(thresholds):
        figure.add_shape(type="line", x0=amount, x1=amount, y0=0, y1=100, line=line)
    place = {"yref": "paper", "yanchor": "bottom", "yshift": 2, "xanchor": "left"}
    write(
        figure, f"meaningful ({threshold_in_words(thresholds)})", thresholds[0], 1, palette["better_text"], 12, **place
    )


def threshold_in_words(thresholds: tuple[float, float]) -> str:
    """'10', or '4.2–10' where it depends on the intake score."""
    low, high = (number(amount, 1) for amount in thresholds)
    return low if low == high else span(low, high)


def responder_curve_alt(measure: Measure, curve: ResponderCurve, thresholds: Thresholds) -> str:
    """The curve in words, at the amounts of its table."""
    if not curve.points:
        return f"Responder curve of {measure.name}: nothing to show."
    said = "; ".join(_spoken_point(measure, point) for point in sampled_points(curve))
    marked = "" if thresholds is None else f" The meaningful change, {threshold_in_words(thresholds)}, is marked."
    return f"Cumulative responder curve of {measure.name}, {number(curve.n)} of {number(curve.due)} due seen. {said}.{marked}"


def _spoken_point(measure: Measure, point: CurvePoint) -> str:
    if point.amount < 0:
        head = f"got worse by no more than {spoken_amount(measure, number(-point.amount, 1))}"
    elif point.amount == 0:
        head = "did not get worse"
    else:
        head = f"improved by {spoken_amount(measure, number(point.amount, 1))} or more"
    return f"{head}: {_share(point.observed)} of those seen, {_percent(point.of_due)} of all due"


def responder_curve_table(measure: Measure, curve: ResponderCurve) -> tuple[list[Column], list[list[str]]]:
    """The curve at up to 13 amounts as columns and rows of `draw_table`."""
    unit = spoken_amount(measure, "2").removeprefix("2 ")
    columns = [Column(f"Improved by at least ({unit})", is_number=True), Column("Of those seen", is_number=True)]
    columns += [Column(name, is_number=True) for name in ("% (95% CI)", "Of all due", "%")]
    rows = [
        [
            number(point.amount, 1),
            f"{number(point.observed.count)}/{number(point.observed.total)}",
            _share(point.observed),
            f"{number(point.of_due.count)}/{number(point.of_due.total)}",
            _percent(point.of_due),
        ]
        for point in sampled_points(curve)
    ]
    return columns, rows


def sampled_points(curve: ResponderCurve) -> list[CurvePoint]:
    """Every point, or as many as a table holds at even steps, the ends among them."""
    size = len(curve.points)
    if size <= MOST_ROWS:
        return list(curve.points)
    places = sorted({round(i * (size - 1) / (MOST_ROWS - 1)) for i in range(MOST_ROWS)})
    return [curve.points[place] for place in places]


def _percent(share: Proportion) -> str:
    return "–" if share.share is None else f"{percent(share.share)}%"


def _share(share: Proportion) -> str:
    if share.share is None or share.low is None or share.high is None:
        return "–"
    return f"{percent(share.share)}% ({span(percent(share.low), percent(share.high))})"
