"""A group's mean score at each checkpoint with its 95 % interval, and how many people stand behind each.

No threshold of within-person change and no benchmark: the first does not apply to a mean, the second has no source.
"""

from collections.abc import Sequence
from math import nan

import plotly.graph_objects as go

from charts.course import cut_offs, scale_of
from charts.figure import empty_figure, plain, write
from charts.numbers import mean, number, span, unit_after
from charts.time_axis import TimeAxis, compact_labels, labels_that_fit
from charts.tokens import Palette
from domain.measure import Better, Measure
from metrics.mean_course import CoursePoint

HEIGHT, LEFT, RIGHT, ABOVE, BELOW = 308, 76, 84, 18, 70
NARROW = 300
"""Pixels of the narrowest axis that must be readable."""
LINE_HEIGHT = 16
TICK_GAP = 15
"""Least pixels between two labels of the vertical axis."""


def draw_mean_course(
    measure: Measure,
    points: Sequence[CoursePoint],
    axis: TimeAxis,
    palette: Palette,
    model: Sequence[CoursePoint] = (),
) -> go.Figure:
    """`points` of `metrics.mean_course`; those whose checkpoint is not on `axis`, or that nobody reached, have no dot.

    With `model`, the modelled means take the ink and the band, and `points`, the means of all who were seen there, stand
    back behind them."""
    shown, modelled = _shown(points, axis), _shown(model, axis)
    figure = empty_figure(palette, HEIGHT, LEFT, RIGHT, ABOVE, BELOW)
    _draw_axes(figure, measure, axis, palette)
    for run in _runs_with_interval(modelled or shown):
        _draw_band(figure, run, axis, palette)
    if modelled:
        _draw_quiet(figure, measure, shown, axis, palette)
    _draw_line(figure, measure, modelled or shown, axis, palette)
    if modelled:
        _write_both_ends(figure, measure, modelled, shown, axis, palette)
    else:
        _write_ends(figure, measure, shown, axis, palette)
    _write_counts(figure, measure, points, axis, palette, "With form" if modelled else _counted(measure))
    if measure.judged:
        write(
            figure,
            measure.direction,
            1,
            1,
            palette["better_text"],
            12,
            xref="paper",
            yref="paper",
            xanchor="right",
            yanchor="bottom",
            yshift=2,
        )
    return figure


def _shown(points: Sequence[CoursePoint], axis: TimeAxis) -> list[CoursePoint]:
    return [point for point in points if point.mean is not None and axis.holds(point.checkpoint)]


def _mean(point: CoursePoint) -> float:
    """The mean of a point that is shown."""
    return point.mean if point.mean is not None else nan


def _x(point: CoursePoint, axis: TimeAxis) -> float:
    return axis.position(axis.stop(point.checkpoint).day)


def _draw_axes(figure: go.Figure, measure: Measure, axis: TimeAxis, palette: Palette) -> None:
    scale = scale_of(measure)
    figure.update_yaxes(
        range=[scale.lowest, scale.top],
        tickvals=(ticks := _ticks(measure)),
        ticktext=[number(t) for t in ticks],
        showgrid=True,
        gridcolor=palette["line"],
    )
    fitting = labels_that_fit(axis, NARROW, None)
    labels = compact_labels([stop.label if i in fitting else "" for i, stop in enumerate(axis.stops)])
    places = [axis.position(stop.day) for stop in axis.stops]
    figure.update_xaxes(
        range=[0, 100], tickvals=places, ticktext=[plain(label) for label in labels], ticklabelstandoff=6
    )


def _ticks(measure: Measure) -> list[float]:
    """The ends of the scale and the severity cut-offs that stand clear of one another."""
    scale, pixels = scale_of(measure), HEIGHT - ABOVE - BELOW
    kept = [scale.lowest, scale.top]
    for value in cut_offs(measure):
        if all(abs(value - other) / (scale.top - scale.lowest) * pixels >= TICK_GAP for other in kept):
            kept.append(value)
    return sorted(kept)


def _runs_with_interval(points: Sequence[CoursePoint]) -> list[list[CoursePoint]]:
    """Neighbouring points that have an interval; a point without one interrupts the band."""
    runs: list[list[CoursePoint]] = [[]]
    for point in points:
        if point.low is None or point.high is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _draw_band(figure: go.Figure, run: Sequence[CoursePoint], axis: TimeAxis, palette: Palette) -> None:
    x = [_x(point, axis) for point in run]
    edges = {"x": x + x[::-1], "y": [p.high for p in run] + [p.low for p in reversed(run)]}
    width = 0 if len(run) > 1 else 6
    figure.add_trace(
        go.Scatter(
            **edges,
            mode="lines",
            fill="toself",
            fillcolor=palette["band"],
            line={"width": width, "color": palette["band"]},
            hoverinfo="skip",
        )
    )


def _draw_line(
    figure: go.Figure, measure: Measure, shown: Sequence[CoursePoint], axis: TimeAxis, palette: Palette
) -> None:
    fills = [palette["ink"] if point.low is not None else palette["surface"] for point in shown]
    edges = [palette["surface"] if point.low is not None else palette["ink"] for point in shown]
    figure.add_trace(
        go.Scatter(
            x=[_x(point, axis) for point in shown],
            y=[point.mean for point in shown],
            mode="lines+markers",
            line={"color": palette["ink"], "width": 2.6},
            marker={"size": 8, "color": fills, "line": {"width": 1.5, "color": edges}},
            text=[plain(_spoken_point(measure, point, axis)) for point in shown],
            hovertemplate="%{text}<extra></extra>",
        )
    )


def _draw_quiet(
    figure: go.Figure, measure: Measure, shown: Sequence[CoursePoint], axis: TimeAxis, palette: Palette
) -> None:
    """What was seen, beside the model: no band of its own."""
    figure.add_trace(
        go.Scatter(
            x=[_x(point, axis) for point in shown],
            y=[point.mean for point in shown],
            mode="lines+markers",
            line={"color": palette["reference"], "width": 1.4, "dash": "dot"},
            marker={"size": 9, "color": palette["surface"], "line": {"width": 1.5, "color": palette["reference"]}},
            text=[plain(f"Seen. {_spoken_point(measure, point, axis)}") for point in shown],
            hovertemplate="%{text}<extra></extra>",
        )
    )


def _write_both_ends(
    figure: go.Figure,
    measure: Measure,
    modelled: Sequence[CoursePoint],
    shown: Sequence[CoursePoint],
    axis: TimeAxis,
    palette: Palette,
) -> None:
    """The last means at the right, apart from one another; the first above its point."""
    first, last = modelled[0], modelled[-1]
    seen = next((point for point in shown if point.checkpoint == last.checkpoint), None)
    scale = scale_of(measure)
    apart = 0.0
    if seen is not None:
        pixels = (_mean(seen) - _mean(last)) / (scale.top - scale.lowest) * (HEIGHT - ABOVE - BELOW)
        apart = max(0.0, LINE_HEIGHT - abs(pixels)) / 2 * (1 if pixels >= 0 else -1)
    for text, point, color, shift in (
        (f"<b>model {mean(_mean(last))}</b>", last, "ink", -apart),
        (f"seen {mean(_mean(seen))}" if seen else "", seen or last, "ink3", apart),
    ):
        if text:
            write(
                figure,
                text,
                _x(point, axis),
                _mean(point),
                palette[color],
                12.5,
                xanchor="left",
                xshift=10,
                yshift=shift,
            )
    if first is not last:
        above = 14 if measure.better is Better.LOWER else -14
        write(figure, f"<b>{mean(_mean(first))}</b>", _x(first, axis), _mean(first), palette["ink"], 13, yshift=above)


def _write_ends(
    figure: go.Figure, measure: Measure, shown: Sequence[CoursePoint], axis: TimeAxis, palette: Palette
) -> None:
    if not shown:
        return
    first, last = shown[0], shown[-1]
    write(
        figure,
        f"<b>mean {mean(_mean(last))}</b>",
        _x(last, axis),
        _mean(last),
        palette["ink"],
        12.5,
        xanchor="left",
        xshift=10,
    )
    if first is not last:
        above = 14 if measure.better is Better.LOWER else -14
        write(figure, f"<b>{mean(_mean(first))}</b>", _x(first, axis), _mean(first), palette["ink"], 13, yshift=above)


def _counted(measure: Measure) -> str:
    """Who stands behind a mean: those with a score there and, where the measure needs one, at intake."""
    return "Form and<br>intake" if measure.needs_baseline else "With form"


def _write_counts(
    figure: go.Figure,
    measure: Measure,
    points: Sequence[CoursePoint],
    axis: TimeAxis,
    palette: Palette,
    counted: str,
) -> None:
    """How many stand behind each mean."""
    write(
        figure,
        counted,
        0,
        0,
        palette["ink3"],
        12,
        xref="paper",
        yref="paper",
        xanchor="right",
        xshift=-14,
        yshift=-52 if "<br>" in counted else -44,
    )
    fitting = {axis.stops[i].code for i in labels_that_fit(axis, NARROW, None)}
    for point in points:
        if axis.holds(point.checkpoint):
            _write_count(figure, point, axis, palette, in_line=point.checkpoint in fitting)


def _write_count(figure: go.Figure, point: CoursePoint, axis: TimeAxis, palette: Palette, *, in_line: bool) -> None:
    """A checkpoint whose label has no room beside its neighbour's is named with its count one line below."""
    counted = number(point.n) if point.n else "–"
    text, shift = (counted, -44) if in_line else (f"{axis.stop(point.checkpoint).label} {counted}", -60)
    write(figure, plain(text), _x(point, axis), 0, palette["ink2"], 12, yref="paper", yshift=shift)


def mean_course_alt(
    measure: Measure, points: Sequence[CoursePoint], axis: TimeAxis, model: Sequence[CoursePoint] = ()
) -> str:
    """Every value of the figure in words."""
    shown, modelled = _shown(points, axis), _shown(model, axis)
    if not shown:
        return f"{measure.name}: no score yet."
    direction = f", {measure.direction[2:]}" if measure.judged else ""
    seen = "; ".join(_spoken_point(measure, point, axis) for point in shown)
    if not modelled:
        return f"Average course of {measure.name}{direction}. {seen}."
    told = "; ".join(_spoken_point(measure, point, axis) for point in modelled)
    return f"Average course of {measure.name}{direction}. Model, those who left counted: {told}. Those seen: {seen}."


def _spoken_point(measure: Measure, point: CoursePoint, axis: TimeAxis) -> str:
    said = f"{axis.stop(point.checkpoint).label}: mean {mean(_mean(point))}{unit_after(measure)}"
    if point.low is not None and point.high is not None:
        said += f" (95% interval {span(mean(point.low), mean(point.high))})"
    return f"{said}, n = {number(point.n)}"
