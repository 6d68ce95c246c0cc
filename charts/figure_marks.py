"""The marks of a Plotly figure as SVG: lines, steps, bands, markers, stacked bars."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from charts.figure_frame import Frame, listed
from charts.markup import Markup, element

Point = tuple[float, float]
HATCH = "hatched"
"""Id of the pattern of bars that are hatched."""


def draw_traces(traces: Sequence[Mapping[str, Any]], frame: Frame) -> list[Markup]:
    """The marks of every trace, in their order.

    Raises:
        ValueError: a kind of trace that is not drawn here, so that nothing is left out in silence.
    """
    drawn: list[Markup] = []
    before: list[Point] = []
    reached: dict[float, float] = {}
    for trace in traces:
        if trace.get("type") == "bar":
            drawn += _bars(trace, frame, reached)
        elif trace.get("type") == "scatter":
            marks, before = _scatter(trace, frame, before)
            drawn += marks
        else:
            raise ValueError(f"a trace of kind {trace.get('type')} is not drawn in a picture that leaves the screen")
    return drawn


def dashes(dash: str | None, width: float) -> str | None:
    """Plotly's names of dashes as SVG writes them."""
    unit = max(width, 3.0)
    named = {"solid": None, None: None, "dot": f"{unit:g} {unit:g}", "dash": f"{3 * unit:g} {3 * unit:g}"}
    return named[dash] if dash in named else str(dash).replace("px", "").replace(",", " ")


def _scatter(trace: Mapping[str, Any], frame: Frame, before: list[Point]) -> tuple[list[Markup], list[Point]]:
    mode = trace.get("mode", "lines")
    if unknown := set(mode.split("+")) - {"lines", "markers"}:
        raise ValueError(
            f"marks of mode {', '.join(sorted(unknown))} are not drawn in a picture that leaves the screen"
        )
    runs = _runs(trace, frame)
    whole = [point for run in runs for point in run]
    opacity = trace.get("opacity")
    drawn = _band(trace, whole, before, opacity)
    if "lines" in mode:
        drawn += [_line(trace, run, opacity) for run in runs if len(run) > 1 and _width(trace) > 0]
    if "markers" in mode:
        drawn += _markers(trace, frame, opacity)
    return drawn, whole


def _width(trace: Mapping[str, Any]) -> float:
    return float(trace.get("line", {}).get("width", 2))


def _runs(trace: Mapping[str, Any], frame: Frame) -> list[list[Point]]:
    """Stretches without a gap, as pixels, stairs included."""
    runs: list[list[Point]] = [[]]
    for x, y in zip(trace["x"], trace["y"], strict=True):
        if _absent(x) or _absent(y):
            runs.append([])
        else:
            runs[-1].append((frame.across(x), frame.down(y)))
    shape = trace.get("line", {}).get("shape", "linear")
    return [_stairs(run, shape) for run in runs if run]


def _absent(value: Any) -> bool:
    return value is None or value != value


def _stairs(points: list[Point], shape: str) -> list[Point]:
    if shape == "linear":
        return points
    if shape not in ("hv", "vh"):
        raise ValueError(f"a line of shape {shape} is not drawn in a picture that leaves the screen")
    walked = points[:1]
    for (x1, y1), (x2, y2) in pairwise(points):
        walked += [(x2, y1) if shape == "hv" else (x1, y2), (x2, y2)]
    return walked


def _band(trace: Mapping[str, Any], points: list[Point], before: list[Point], opacity: float | None) -> list[Markup]:
    fill = trace.get("fill")
    if fill in (None, "none"):
        return []
    if fill not in ("toself", "tonexty"):
        raise ValueError(f"a fill {fill} is not drawn in a picture that leaves the screen")
    corners = points + before[::-1] if fill == "tonexty" else points
    return [element("polygon", points=_written(corners), fill=trace.get("fillcolor"), fill_opacity=opacity)]


def _written(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in points)


def _line(trace: Mapping[str, Any], run: list[Point], opacity: float | None) -> Markup:
    line, width = trace.get("line", {}), _width(trace)
    return element(
        "polyline",
        points=_written(run),
        fill="none",
        stroke=line.get("color"),
        stroke_width=width,
        stroke_dasharray=dashes(line.get("dash"), width),
        stroke_linejoin="round",
        opacity=opacity,
    )


def _markers(trace: Mapping[str, Any], frame: Frame, opacity: float | None) -> list[Markup]:
    marker, count = trace.get("marker", {}), len(trace["x"])
    edge = marker.get("line", {})
    properties = zip(
        trace["x"],
        trace["y"],
        listed(marker.get("size", 6), count),
        listed(marker.get("symbol", "circle"), count),
        listed(marker.get("color"), count),
        listed(edge.get("color"), count),
        listed(edge.get("width", 0), count),
        strict=True,
    )
    return [
        _marker(frame.across(x), frame.down(y), float(size) / 2, symbol, color, around, float(width), opacity)
        for x, y, size, symbol, color, around, width in properties
        if not _absent(x) and not _absent(y)
    ]


def _marker(x, y, radius, symbol, color, around, width, opacity) -> Markup:
    if symbol == "circle":
        return element(
            "circle", cx=x, cy=y, r=radius, fill=color, stroke=around if width else None, stroke_width=width or None, opacity=opacity
        )  # fmt: skip
    if symbol == "circle-open":
        return element(
            "circle", cx=x, cy=y, r=radius, fill="none", stroke=color, stroke_width=width or 1, opacity=opacity
        )
    if symbol == "diamond":
        reach = radius * 1.3
        corners = [(x + reach, y), (x, y + reach), (x - reach, y), (x, y - reach)]
        return element(
            "polygon", points=_written(corners), fill=color, stroke=around if width else None, stroke_width=width or None,
            opacity=opacity,
        )  # fmt: skip
    if symbol == "x-thin":
        path = f"M{x - radius:.2f} {y - radius:.2f}L{x + radius:.2f} {y + radius:.2f}M{x - radius:.2f} {y + radius:.2f}L{x + radius:.2f} {y - radius:.2f}"
        return element("path", d=path, fill="none", stroke=around or color, stroke_width=width or 1, opacity=opacity)
    raise ValueError(f"a marker {symbol} is not drawn in a picture that leaves the screen")


def _bars(trace: Mapping[str, Any], frame: Frame, reached: dict[float, float]) -> list[Markup]:
    """Lying bars, each on the end of the one before at its place."""
    if trace.get("orientation") != "h":
        raise ValueError("a standing bar is not drawn in a picture that leaves the screen")
    marker, half = trace.get("marker", {}), float(trace.get("width", 0.8)) / 2
    color = f"url(#{HATCH})" if marker.get("pattern") else marker.get("color")
    edge = marker.get("line", {})
    drawn = []
    for length, place in zip(trace["x"], trace["y"], strict=True):
        start = reached.get(place, 0.0)
        reached[place] = start + float(length)
        if not length:
            continue
        left, right = frame.across(start), frame.across(reached[place])
        ends = sorted((frame.down(place - half), frame.down(place + half)))
        drawn.append(
            element(
                "rect", x=left, y=ends[0], width=right - left, height=ends[1] - ends[0], fill=color,
                stroke=edge.get("color") if edge.get("width") else None, stroke_width=edge.get("width") or None,
            )
        )  # fmt: skip
    return drawn


def hatch_of(traces: Sequence[Mapping[str, Any]]) -> Markup | None:
    """The pattern of hatched bars; None where no bar is hatched."""
    marker = next((t["marker"] for t in traces if t.get("type") == "bar" and t.get("marker", {}).get("pattern")), None)
    if marker is None:
        return None
    pattern = marker["pattern"]
    size = float(pattern.get("size", 8))
    ground = element("rect", width=size, height=size, fill=pattern.get("bgcolor", "#FFFFFF"))
    stroke = element("path", d=f"M0 {size:g}L{size:g} 0", stroke=pattern.get("fgcolor"), stroke_width=1)
    return element("pattern", ground, stroke, id=HATCH, width=size, height=size, patternUnits="userSpaceOnUse")
