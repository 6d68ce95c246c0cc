"""Who is still in the data: at each checkpoint, everyone enrolled, by what became of their form."""

from collections.abc import Callable, Sequence

import plotly.graph_objects as go

from charts.figure import empty_figure, plain, write
from charts.numbers import number
from charts.tokens import Palette
from metrics.completeness import CheckpointCompleteness

ROW, ABOVE, BELOW, LEFT, COLUMN = 38, 30, 8, 92, 66
"""Pixels: height of a row, margins, width of a column of counts."""

Count = Callable[[CheckpointCompleteness], int]

PARTS: tuple[tuple[str, str, Count], ...] = (
    ("any form", "■", lambda row: row.observed),
    ("missing", "▨", lambda row: row.missing_still_in),
    ("left", "■", lambda row: row.missing_left),
    ("not due", "□", lambda row: row.not_yet_due + row.excused),
)
"""Title, swatch and count of each part of a bar, from left to right. Not due: not yet, or excused by death or
withdrawn consent."""


def draw_attrition(rows: Sequence[CheckpointCompleteness], palette: Palette) -> go.Figure:
    """One bar per checkpoint, as long as the enrolment, with every count in columns beside it."""
    right = COLUMN * len(PARTS) + 6
    figure = empty_figure(palette, ROW * len(rows) + ABOVE + BELOW, LEFT, right, ABOVE, BELOW)
    figure.update_layout(barmode="stack")
    figure.update_xaxes(range=[0, max((row.enrolled for row in rows), default=0) or 1], showticklabels=False)
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5], showticklabels=False)
    for (title, _, count), style in zip(PARTS, _styles(palette), strict=True):
        _draw_part(figure, title, [count(row) for row in rows], style)
    texts: list[dict] = []
    for place, row in enumerate(rows):
        write(texts, plain(row.name), 0, place, palette["ink"], 12.5, xref="paper", xanchor="right", xshift=-8)
        _write_counts(texts, row, place, palette)
    _write_titles(texts, palette)
    figure.update_layout(annotations=texts)
    return figure


def _styles(palette: Palette) -> list[dict]:
    hatched = {
        "shape": "/",
        "fgcolor": palette["reference"],
        "bgcolor": palette["surface"],
        "size": 5,
        "solidity": 0.25,
    }
    return [
        {"color": palette["ink3"], "line": {"width": 0}},
        {"color": palette["surface"], "pattern": hatched, "line": {"width": 1, "color": palette["reference"]}},
        {"color": palette["band"], "line": {"width": 0}},
        {"color": "rgba(0,0,0,0)", "line": {"width": 1, "color": palette["line"]}},
    ]


def _draw_part(figure: go.Figure, title: str, counts: Sequence[int], style: dict) -> None:
    places = list(range(len(counts)))
    hover = "%{x} " + title + "<extra></extra>"
    figure.add_trace(go.Bar(x=list(counts), y=places, orientation="h", width=0.6, marker=style, hovertemplate=hover))


def _write_counts(texts: list[dict], row: CheckpointCompleteness, place: int, palette: Palette) -> None:
    for column, (_, _, count) in enumerate(PARTS):
        value = count(row)
        text = f"<b>{number(value)}</b>" if column == 0 else number(value)
        color = palette["ink"] if column == 0 else palette["ink2"]
        write(
            texts,
            text if value or column == 0 else "–",
            1,
            place,
            color,
            12.5,
            xref="paper",
            xanchor="right",
            xshift=COLUMN * (column + 1),
        )


def _write_titles(texts: list[dict], palette: Palette) -> None:
    colors = (palette["ink3"], palette["reference"], palette["band"], palette["reference"])
    for column, ((title, swatch, _), color) in enumerate(zip(PARTS, colors, strict=True)):
        text = f'<span style="color:{color}">{swatch}</span> {title}'
        write(
            texts,
            text,
            1,
            1,
            palette["ink2"],
            12,
            xref="paper",
            yref="paper",
            xanchor="right",
            yanchor="bottom",
            xshift=COLUMN * (column + 1),
            yshift=4,
        )


def attrition_alt(rows: Sequence[CheckpointCompleteness], percentage_from: int) -> str:
    """Every count of the figure in words."""
    return "Who is still in the data. " + " ".join(row.sentence(percentage_from) for row in rows)
