"""Share of patients who improved meaningfully, one row per measure, function first, each with its interval and count.

The dots are ink: without a sourced benchmark there is no verdict, and colour is a verdict.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import plotly.graph_objects as go

from charts.figure import empty_figure, plain, write
from charts.numbers import number, span
from charts.tokens import Palette
from charts.words import UNVERIFIED
from domain.measure import Measure
from metrics.proportion import Proportion
from metrics.responders import ResponderRate

ROW, ABOVE, BELOW, LEFT, RIGHT = 34, 30, 24, 232, 244
"""Pixels: height of a row, and the margins that hold names and columns."""
COLUMN_PERCENT, COLUMN_COUNT, COLUMN_NOTE = 18, 166, 176

BOUNDS_MEAN = "grey: if nobody, or everybody, of those missing had improved"
"""Says what the bar behind the interval is; for the caption of the card."""


class Denominator(StrEnum):
    """Of whom the share is taken. Those without both scores are left out of `OBSERVED`, else they count as not improved."""

    OBSERVED = "observed"
    DUE = "due"
    ENROLLED = "enrolled"


@dataclass(frozen=True)
class ResponderRow:
    """`worst` and `best`: the share of all due if every missing score were not improved, or improved."""

    code: str
    name: str
    share: Proportion
    worst: float | None = None
    best: float | None = None
    verified: bool = True


def responder_rows(rates: Iterable[tuple[Measure, ResponderRate]], denominator: Denominator) -> list[ResponderRow]:
    """One row per measure that has a responder rule, in the order given (the registry's: function first)."""
    return [_row(measure, rate, denominator) for measure, rate in rates if not rate.why_not]


def _row(measure: Measure, rate: ResponderRate, denominator: Denominator) -> ResponderRow:
    shares = {Denominator.OBSERVED: rate.observed, Denominator.DUE: rate.of_due, Denominator.ENROLLED: rate.of_enrolled}
    bounds = (None, None) if denominator is Denominator.ENROLLED else (rate.worst_case.share, rate.best_case.share)
    return ResponderRow(measure.code, measure.short_name, shares[denominator], *bounds, verified=rate.verified)


def draw_responders(
    rows: Sequence[ResponderRow], palette: Palette, percentage_from: int, selected: str | None = None
) -> go.Figure:
    """The dot plot. A row with fewer than `percentage_from` people has no dot and no percentage."""
    figure = empty_figure(palette, ROW * len(rows) + ABOVE + BELOW, LEFT, RIGHT, ABOVE, BELOW)
    figure.update_xaxes(
        range=[0, 100],
        tickvals=[0, 25, 50, 75, 100],
        ticktext=["0", "25", "50", "75", "100%"],
        showgrid=True,
        gridcolor=palette["line"],
    )
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5], showticklabels=False)
    texts: list[dict] = []
    for place, row in enumerate(rows):
        if row.code == selected:
            figure.add_shape(
                type="rect",
                xref="paper",
                x0=-3,
                x1=3,
                y0=place - 0.46,
                y1=place + 0.46,
                fillcolor=palette["inset"],
                line_width=0,
                layer="below",
            )
        _draw_row(figure, texts, row, place, palette, percentage_from, is_selected=row.code == selected)
    _write_titles(texts, palette)
    figure.update_layout(annotations=texts)
    return figure


def _draw_row(
    figure: go.Figure,
    texts: list[dict],
    row: ResponderRow,
    place: int,
    palette: Palette,
    percentage_from: int,
    *,
    is_selected: bool,
) -> None:
    name = f"<b>{plain(row.name)}</b>" if is_selected else plain(row.name)
    write(texts, name, 0, place, palette["ink"], 13, xref="paper", xanchor="right", xshift=-10)
    if row.share.percent(percentage_from) is None:
        write(
            texts,
            f"n = {number(row.share.total)}, too few",
            1,
            place,
            palette["ink2"],
            12.5,
            xref="paper",
            xanchor="left",
            xshift=COLUMN_PERCENT,
        )
        return
    _draw_bounds(figure, row, place, palette)
    _draw_interval(figure, row, place, palette)
    _draw_dot(figure, row, place, palette, percentage_from)
    _write_columns(texts, row, place, palette, percentage_from)


def _draw_bounds(figure: go.Figure, row: ResponderRow, place: int, palette: Palette) -> None:
    if row.worst is None or row.best is None:
        return
    line = {"color": palette["band"], "width": 10}
    figure.add_trace(
        go.Scatter(x=_percents(row.worst, row.best), y=[place, place], mode="lines", line=line, hoverinfo="skip")
    )


def _draw_interval(figure: go.Figure, row: ResponderRow, place: int, palette: Palette) -> None:
    line = {"color": palette["ink2"], "width": 2.2}
    figure.add_trace(
        go.Scatter(
            x=_percents(row.share.low, row.share.high), y=[place, place], mode="lines", line=line, hoverinfo="skip"
        )
    )


def _draw_dot(figure: go.Figure, row: ResponderRow, place: int, palette: Palette, percentage_from: int) -> None:
    figure.add_trace(
        go.Scatter(
            x=_percents(row.share.share),
            y=[place],
            mode="markers",
            marker={"size": 11, "color": palette["ink"], "line": {"width": 1.5, "color": palette["surface"]}},
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            customdata=[[row.code]],
            hovertemplate=plain(_spoken_row(row, percentage_from)) + "<extra></extra>",
        )
    )


def _percents(*shares: float | None) -> list[float]:
    return [100 * share for share in shares if share is not None]


def _write_columns(texts: list[dict], row: ResponderRow, place: int, palette: Palette, percentage_from: int) -> None:
    interval = row.share.percent_interval(percentage_from) or ()
    text = f"<b>{row.share.percent(percentage_from)}%</b>  {span(*map(str, interval))}"
    write(texts, text, 1, place, palette["ink"], 13, xref="paper", xanchor="left", xshift=COLUMN_PERCENT)
    counted = f"{number(row.share.count)}/{number(row.share.total)}"
    write(texts, counted, 1, place, palette["ink3"], 12, xref="paper", xanchor="right", xshift=COLUMN_COUNT)
    if not row.verified:
        write(texts, UNVERIFIED, 1, place, palette["ink3"], 11.5, xref="paper", xanchor="left", xshift=COLUMN_NOTE)


def _write_titles(texts: list[dict], palette: Palette) -> None:
    titles = (("% (95% CI)", "left", COLUMN_PERCENT), ("n", "right", COLUMN_COUNT))
    for text, anchor, shift in titles:
        write(
            texts,
            text,
            1,
            1,
            palette["ink3"],
            12,
            xref="paper",
            yref="paper",
            xanchor=anchor,
            yanchor="bottom",
            xshift=shift,
            yshift=4,
        )


def responders_alt(rows: Sequence[ResponderRow], percentage_from: int) -> str:
    """Every value of the plot in words."""
    said = "; ".join(_spoken_row(row, percentage_from) for row in rows)
    return f"Share of patients who improved meaningfully. {said}." if rows else "No measure to show."


def _spoken_row(row: ResponderRow, percentage_from: int) -> str:
    percent, interval = row.share.percent(percentage_from), row.share.percent_interval(percentage_from)
    if percent is None or interval is None:
        return f"{row.name}: {number(row.share.total)} patients, too few to show a percentage"
    mark = "" if row.verified else ", threshold unverified"
    shown = f"{row.name}: {number(row.share.count)} of {number(row.share.total)}, {percent}% (95% interval {span(*map(str, interval))}){mark}"
    if row.worst is None or row.best is None:
        return shown
    bounds = span(f"{100 * row.worst:.0f}", f"{100 * row.best:.0f}")
    return f"{shown}; {bounds}% of all due, if nobody or everybody missing had improved"
