"""A few numbers, each with its interval, one under another on one axis: what was expected beside what was seen.

Three lines to a row, words above marks, so that the figure reads the same at any width. Marks are ink: nothing is judged here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from charts.figure import empty_figure, plain, text_at
from charts.tokens import Palette

ROW, ABOVE, BELOW, SIDE = 58, 4, 34, 12
"""Pixels: height of a row and the margins."""
WORDS, NOTE, MARKS = 11, 27, 43
"""Pixels from the top of a row."""


@dataclass(frozen=True)
class IntervalRow:
    """`text`: the value with its interval as written; `note`: who stands behind it. Numbers on the axis's scale, None where
    too few do; then `text` says so. `is_quiet`: reference, drawn in grey."""

    name: str
    text: str
    note: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    is_quiet: bool = False

    @property
    def spoken(self) -> str:
        return f"{self.name}: {self.text}" + (f", {self.note}" if self.note else "")


@dataclass(frozen=True)
class Axis:
    """Range and ticks of the horizontal axis; `reference`: where nothing would differ, with its word."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    reference: float | None = None


PERCENT = Axis(0, 100, ((0, "0"), (25, "25"), (50, "50"), (75, "75"), (100, "100%")))


def draw_intervals(rows: Sequence[IntervalRow], axis: Axis, palette: Palette) -> go.Figure:
    """One row each, in the order given."""
    figure = empty_figure(palette, ROW * len(rows) + ABOVE + BELOW, SIDE, SIDE, ABOVE, BELOW)
    room = 0.02 * (axis.high - axis.low)
    figure.update_xaxes(
        range=[axis.low - room, axis.high + room],
        tickvals=[value for value, _ in axis.ticks],
        ticktext=[text for _, text in axis.ticks],
        showgrid=False,
    )
    figure.update_yaxes(range=[max(1, ROW * len(rows)), 0], showticklabels=False)
    tops = [ROW * place for place in range(len(rows))]
    placed = list(zip(rows, tops, strict=True))
    figure.update_layout(
        shapes=[shape for top in tops for shape in _tick_marks(axis, top, palette)],
        annotations=[text for row, top in placed for text in _texts(row, top, palette)],
    )
    for row, top in placed:
        _draw_row(figure, row, top, axis, palette)
    return figure


def _tick_marks(axis: Axis, top: float, palette: Palette) -> list[dict]:
    """A short mark at every tick of one row, a stronger one at the reference."""
    marks = []
    for value, _ in axis.ticks:
        is_reference = value == axis.reference
        line = {"color": palette["line2" if is_reference else "line"], "width": 1.6 if is_reference else 1}
        place = {"x0": value, "x1": value, "y0": top + MARKS - 9, "y1": top + MARKS + 9}
        marks.append({"type": "line", "line": line, "layer": "below", **place})
    return marks


def _texts(row: IntervalRow, top: float, palette: Palette) -> list[dict]:
    told = (
        (plain(row.name), 0, "left", WORDS, "ink"),
        (f"<b>{plain(row.text)}</b>", 1, "right", WORDS, "ink"),
        (plain(row.note), 0, "left", NOTE, "ink3"),
    )
    return [
        text_at(text, x, top + line, palette[color], 12.5, xref="paper", xanchor=anchor)
        for text, x, anchor, line, color in told
        if text
    ]


def _draw_row(figure: go.Figure, row: IntervalRow, top: float, axis: Axis, palette: Palette) -> None:
    if row.value is None:
        return
    color = palette["flat" if row.is_quiet else "ink"]
    if row.low is not None and row.high is not None:
        ends = [max(row.low, axis.low), min(row.high, axis.high)]
        line = {"color": color, "width": 2.2}
        figure.add_trace(go.Scatter(x=ends, y=[top + MARKS] * 2, mode="lines", line=line, hoverinfo="skip"))
    figure.add_trace(
        go.Scatter(
            x=[row.value],
            y=[top + MARKS],
            mode="markers",
            marker={"size": 10, "color": color, "line": {"width": 1.5, "color": palette["surface"]}},
            hovertemplate=plain(row.spoken) + "<extra></extra>",
        )
    )


def intervals_alt(title: str, rows: Sequence[IntervalRow]) -> str:
    """Every value of the figure in words."""
    return f"{title}. {'; '.join(row.spoken for row in rows)}." if rows else f"{title}: nothing to show."


def axis_around_zero(values: Sequence[float | None], least: float) -> Axis:
    """A symmetric axis in round steps that holds every value, reaching at least `least` to either side."""
    reach = max([least, *[abs(value) for value in values if value is not None]])
    step = _round_step(reach / 2)
    ends = step * 2 if step * 2 >= reach else step * 3
    count = round(ends / step)
    ticks = tuple((step * i, _signed(step * i)) for i in range(-count, count + 1))
    return Axis(-ends, ends, ticks, reference=0.0)


def _round_step(value: float) -> float:
    power = 10.0 ** len(str(int(value))) / 10 if value >= 1 else 0.1 if value >= 0.1 else 0.01
    return next(step * power for step in (1, 2, 2.5, 4, 5, 10) if step * power >= value * 0.999)


def _signed(value: float) -> str:
    text = f"{abs(value):g}"
    return text if value == 0 else ("+" if value > 0 else "−") + text
