"""Share who had improved by each day, two measures in one picture: both are shares, so their scales do not mix."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from charts.figure import empty_figure, plain, write
from charts.numbers import number, percent, span
from charts.table import Column
from charts.tokens import Palette
from metrics.survival import EventShare, SurvivalCurve

HEIGHT, LEFT, RIGHT, ABOVE, BELOW = 300, 40, 16, 14, 76
COLORS, DASHES = ("ink", "series2"), ("solid", "dash")
STEP = 28
"""Days between two rows of the table: four weeks."""


@dataclass(frozen=True)
class TimeLine:
    """One measure's curve, and the name it goes by."""

    name: str
    curve: SurvivalCurve


def draw_improvement_times(
    lines: Sequence[TimeLine], horizon: int, percentage_from: int, palette: Palette
) -> go.Figure:
    """Up to two curves to day `horizon`, with bands. A curve stops where fewer than `percentage_from` are still watched."""
    figure = empty_figure(palette, HEIGHT, LEFT, RIGHT, ABOVE, BELOW)
    figure.update_yaxes(
        range=[0, 100],
        tickvals=[0, 25, 50, 75, 100],
        ticktext=["0", "25", "50", "75", "100%"],
        showgrid=True,
        gridcolor=palette["line"],
    )
    days = tick_days(horizon)
    figure.update_xaxes(range=[0, horizon], tickvals=days, ticktext=[_week(day) for day in days], ticklabelstandoff=4)
    for line, color, dash in zip(lines, COLORS, DASHES, strict=False):
        _draw_line(figure, line, horizon, percentage_from, palette, color, dash)
    for place, (line, color) in enumerate(zip(lines, COLORS, strict=False)):
        _write_at_risk(figure, line, days, place, palette, color)
    return figure


def tick_days(horizon: int) -> list[int]:
    """Every eight weeks, from the start on."""
    return list(range(0, horizon + 1, 2 * STEP))


def _week(day: int) -> str:
    return "Start" if day == 0 else f"wk {day // 7}"


def _draw_line(
    figure: go.Figure, line: TimeLine, horizon: int, percentage_from: int, palette: Palette, color: str, dash: str
) -> None:
    curve = line.curve
    kept = (curve.at_risk >= percentage_from) & (curve.day <= horizon)
    days = [0.0, *curve.day[kept]]
    low = [0.0, *(100 * (1 - curve.high[kept]))]
    high = [0.0, *(100 * (1 - curve.low[kept]))]
    edge = {"width": 0, "shape": "hv", "color": palette["band"]}
    figure.add_trace(go.Scatter(x=days, y=low, mode="lines", line=edge, hoverinfo="skip"))
    fill = {"fill": "tonexty", "fillcolor": palette["band"], "opacity": 0.6}
    figure.add_trace(go.Scatter(x=days, y=high, mode="lines", line=edge, hoverinfo="skip", **fill))
    y = [0.0, *(100 * (1 - curve.survival[kept]))]
    figure.add_trace(
        go.Scatter(
            x=days,
            y=y,
            mode="lines",
            line={"color": palette[color], "width": 2.2, "shape": "hv", "dash": dash},
            text=[plain(f"{line.name}: {value:.0f}% by day {day:.0f}") for day, value in zip(days, y, strict=True)],
            hovertemplate="%{text}<extra></extra>",
        )
    )
    if len(days) > 1:
        place = {"xanchor": "right", "yanchor": "bottom", "yshift": 3}
        write(figure, f"<b>{plain(line.name)}</b>", days[-1], y[-1], palette[color], 12.5, **place)


def _write_at_risk(
    figure: go.Figure, line: TimeLine, days: Sequence[int], place: int, palette: Palette, color: str
) -> None:
    """How many had not improved yet and were still watched, under the axis."""
    shift = -36 - 17 * place
    for day in days:
        place_ = {"yref": "paper", "yshift": shift, "xanchor": "left" if day == 0 else "center"}
        at_risk = int(line.curve.at_risk[line.curve.day >= day].max(initial=0))
        write(figure, number(at_risk), day, 0, palette[color], 12, **place_)


def improvement_times_alt(lines: Sequence[TimeLine], horizon: int, percentage_from: int) -> str:
    """Both curves in words, every four weeks."""
    columns, rows = improvement_times_table(lines, horizon, percentage_from)
    said = "; ".join(
        f"{row[0]}: " + ", ".join(f"{c.title} {cell}" for c, cell in zip(columns[1:], row[1:], strict=True))
        for row in rows
    )
    return f"Share improved by each day. {said}." if lines else "Nothing to show."


def improvement_times_table(
    lines: Sequence[TimeLine], horizon: int, percentage_from: int
) -> tuple[list[Column], list[list[str]]]:
    """One row per four weeks: share improved with its interval, and who was still watched."""
    columns = [Column("By week")]
    for line in lines:
        columns += [Column(line.name, is_number=True), Column("still watched", is_number=True)]
    rows = []
    for day in range(STEP, horizon + 1, STEP):
        cells = [str(day // 7)]
        for line in lines:
            told = line.curve.had_event_by(day)
            is_small = told.share is None or told.at_risk < percentage_from
            cells += ["too few" if is_small else _share(told), number(told.at_risk)]
        rows.append(cells)
    return columns, rows


def _share(told: EventShare) -> str:
    interval = "" if told.low is None or told.high is None else f" ({span(percent(told.low), percent(told.high))})"
    return f"{percent(told.share or 0.0)}%{interval}"
