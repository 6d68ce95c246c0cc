"""A monthly share with the limits of its own variation. Colour only where a rule is broken; a month with too few people is an
empty mark at the foot of the chart, never a zero."""

from datetime import date

import plotly.graph_objects as go

from charts.figure import empty_figure, plain, write
from charts.numbers import MONTHS, day, number, percent, span
from charts.table import Column
from charts.tokens import Palette
from charts.words import Mark
from metrics.control_chart import Assurance, ControlChart, ControlPoint, Gap, Reading, Stretch

HEIGHT, LEFT, RIGHT, ABOVE, BELOW = 290, 40, 76, 26, 34
MARK_OF = {Reading.IMPROVEMENT: Mark.BETTER, Reading.CONCERN: Mark.WORSE}
APART = 15
"""Least pixels between two names at the right edge."""


def draw_control_chart(chart: ControlChart, months_each: int, palette: Palette) -> go.Figure:
    """Points, centre line, limits stretch by stretch, and every change that moved them, on 0–100 %."""
    figure = empty_figure(palette, HEIGHT, LEFT, RIGHT, ABOVE, BELOW)
    figure.update_yaxes(
        range=[-7, 104],
        tickvals=[0, 25, 50, 75, 100],
        ticktext=["0", "25", "50", "75", "100%"],
        showgrid=True,
        gridcolor=palette["line"],
    )
    size = len(chart.points)
    figure.update_xaxes(range=[-0.6, size - 0.4], **_ticks(chart, months_each))
    places = {point.month: i for i, point in enumerate(chart.points)}
    for first, last, stretch in _stretches(chart, places):
        _draw_lines(figure, stretch, first, last, palette)
    _draw_points(figure, chart, months_each, palette)
    _draw_gaps(figure, chart, months_each, palette)
    _write_names(figure, chart, palette)
    return figure


def _ticks(chart: ControlChart, months_each: int) -> dict:
    """At most six, the last one always among them."""
    every = max(1, -(-len(chart.points) // 6))
    shown = range((len(chart.points) - 1) % every, len(chart.points), every) if chart.points else range(0)
    return {"tickvals": list(shown), "ticktext": [period(chart.points[i].month, months_each) for i in shown]}


def period(month: date, months_each: int) -> str:
    """'Apr 24', or 'Q2 24' for a quarter."""
    year = f"{month.year % 100:02d}"
    return f"Q{(month.month + 2) // 3} {year}" if months_each == 3 else f"{MONTHS[month.month - 1]} {year}"


def _stretches(chart: ControlChart, places: dict[date, int]) -> list[tuple[int, int, Stretch]]:
    if not chart.stretches:
        return []
    starts = [places[stretch.from_month] for stretch in chart.stretches]
    ends = [*[start - 1 for start in starts[1:]], len(chart.points) - 1]
    return list(zip(starts, ends, chart.stretches, strict=True))


def _draw_lines(figure: go.Figure, stretch: Stretch, first: int, last: int, palette: Palette) -> None:
    if stretch.change is not None:
        edge = first - 0.5
        figure.add_shape(type="line", x0=edge, x1=edge, y0=0, y1=100, line={"color": palette["line2"], "width": 1.4})
        text = f"{plain(stretch.change.name)}; limits begin anew"
        write(figure, text, edge, 1, palette["ink2"], 12, yref="paper", yanchor="bottom", yshift=2)
    for value, dash, width in ((stretch.centre, "solid", 1.4), (stretch.low, "dot", 1.4), (stretch.high, "dot", 1.4)):
        if value is not None and 0 <= value <= 1:
            line = {"color": palette["reference"], "width": width, "dash": dash}
            figure.add_shape(type="line", x0=first - 0.4, x1=last + 0.4, y0=100 * value, y1=100 * value, line=line)


def _draw_points(figure: go.Figure, chart: ControlChart, months_each: int, palette: Palette) -> None:
    x = list(range(len(chart.points)))
    colors = [palette[MARK_OF[p.reading].value if p.reading in MARK_OF else "flat"] for p in chart.points]
    figure.add_trace(
        go.Scatter(
            x=x,
            y=[None if p.value is None else 100 * p.value for p in chart.points],
            mode="lines+markers",
            connectgaps=False,
            line={"color": palette["flat"], "width": 1.4},
            marker={
                "size": [11 if p.rules else 8 for p in chart.points],
                "color": colors,
                "line": {"width": 1.5, "color": palette["surface"]},
            },
            text=[plain(_spoken_point(p, months_each)) for p in chart.points],
            hovertemplate="%{text}<extra></extra>",
        )
    )


def _draw_gaps(figure: go.Figure, chart: ControlChart, months_each: int, palette: Palette) -> None:
    gaps = [(i, p) for i, p in enumerate(chart.points) if p.gap is Gap.SUPPRESSED]
    if gaps:
        figure.add_trace(
            go.Scatter(
                x=[i for i, _ in gaps],
                y=[-4] * len(gaps),
                mode="markers",
                marker={"size": 7, "symbol": "x-thin", "line": {"width": 1.4, "color": palette["reference"]}},
                text=[plain(_spoken_point(p, months_each)) for _, p in gaps],
                hovertemplate="%{text}<extra></extra>",
            )
        )


def _write_names(figure: go.Figure, chart: ControlChart, palette: Palette) -> None:
    """Mean, limits and target at the right edge, kept apart."""
    last = chart.stretches[-1] if chart.stretches else None
    lines: list[tuple[float, str, str]] = []
    if last is not None and last.centre is not None and last.low is not None and last.high is not None:
        lines = [(last.centre, f"mean {percent(last.centre)}", "ink2")]
        lines += [(end, "limit", "ink3") for end in (last.low, last.high) if 0 <= end <= 1]
    if chart.target is not None:
        line = {"color": palette["ink2"], "width": 1.4, "dash": "longdash"}
        y = 100 * chart.target
        figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=y, y1=y, line=line)
        lines.append((chart.target, f"target {percent(chart.target)}", "ink"))
    pixels = (HEIGHT - ABOVE - BELOW) / 111
    highest = float("-inf")
    for value, text, color in sorted(lines):
        at = max(100 * value * pixels, highest + APART)
        place = {"xref": "paper", "xanchor": "left", "xshift": 8, "yshift": at - 100 * value * pixels}
        write(figure, text, 1, 100 * value, palette[color], 12, **place)
        highest = at


def _spoken_point(point: ControlPoint, months_each: int) -> str:
    head = period(point.month, months_each)
    if point.value is None:
        return f"{head}: {(point.gap or Gap.NOBODY).value}"
    rules = f", {', '.join(rule.value for rule in point.rules)}" if point.rules else ""
    return f"{head}: {percent(point.value)}% of {number(point.total or 0)}{rules}"


def control_chart_alt(title: str, chart: ControlChart, months_each: int) -> str:
    """Every value of the figure in words."""
    if not chart.points:
        return f"{title}: no month to show."
    points = "; ".join(_spoken_point(point, months_each) for point in chart.points)
    return f"{title}. {points}. {limits_in_words(chart)}"


def limits_in_words(chart: ControlChart) -> str:
    """'Mean 86%, limits 57 to 100%, from 16 points.' for each stretch, with what began it."""
    return " ".join(_stretch_in_words(stretch) for stretch in chart.stretches)


def _stretch_in_words(stretch: Stretch) -> str:
    since = "" if stretch.change is None else f"Since {stretch.change.name} ({day(stretch.change.on)}): "
    if stretch.centre is None or stretch.low is None or stretch.high is None:
        return f"{since}No limits: {stretch.why_not}."
    ends = [percent(min(1.0, max(0.0, end))) for end in (stretch.low, stretch.high)]
    trial = " Trial limits: they rest on fewer than 12 points and will move." if stretch.is_trial else ""
    return f"{since}Mean {percent(stretch.centre)}%, limits {span(*ends)}%, from {stretch.n_points} points.{trial}"


def chips(chart: ControlChart) -> list[tuple[Mark, str]]:
    """What the rules and the target say, in words: 'Usual variation only', 'Hit and miss around 50%'."""
    if chart.why_not:
        return []
    found: list[tuple[Mark, str]] = []
    for reading, text in (
        (Reading.CONCERN, "Signal on the worse side"),
        (Reading.IMPROVEMENT, "Signal on the better side"),
    ):
        rules = dict.fromkeys(rule for point in chart.signals if point.reading is reading for rule in point.rules)
        if rules:
            found.append((MARK_OF[reading], f"{text}: {', '.join(rule.value for rule in rules)}"))
    target = "" if chart.target is None else f"{percent(chart.target)}%"
    assured = {
        Assurance.HIT_AND_MISS: (Mark.FLAT, f"Hit and miss around {target}"),
        Assurance.PASSING: (Mark.BETTER, f"Always above {target}"),
        Assurance.FAILING: (Mark.WORSE, f"Always below {target}"),
    }
    found = found or [(Mark.FLAT, "Usual variation only")]
    return [*found, assured[chart.assurance]] if chart.assurance in assured else found


def control_chart_table(chart: ControlChart, months_each: int) -> tuple[list[Column], list[list[str]]]:
    """Every point as columns and rows of `draw_table`, newest first."""
    columns = [Column("Quarter" if months_each == 3 else "Month"), Column("Share", is_number=True)]
    columns += [Column("n", is_number=True), Column("Mean and limits", is_number=True), Column("Rules")]
    rows = []
    for point in reversed(chart.points):
        value = "–" if point.value is None else f"{percent(point.value)}%"
        n = number(point.total) if point.value is not None and point.total else (point.gap or Gap.NOBODY).value
        rules = ", ".join(rule.value for rule in point.rules) or ("" if point.value is None else "none")
        rows.append([period(point.month, months_each), value, n, _limits(point), rules])
    return columns, rows


def _limits(point: ControlPoint) -> str:
    if point.centre is None or point.low is None or point.high is None:
        return "–"
    ends = [percent(min(1.0, max(0.0, end))) for end in (point.low, point.high)]
    return f"{percent(point.centre)}% ({span(*ends)})"
