"""A Plotly figure as SVG of a fixed size, without a browser: for a picture that is taken away.

Plotly itself can write a picture only in a browser. The figures of this house use a small part of it (number lines, lines,
steps, bands, markers, stacked bars, shapes, texts), and this draws that part and refuses the rest, so that no picture silently
lacks what the screen shows. A browser test holds every mark to where Plotly puts it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from charts.figure_frame import Axis, Frame, frame_of
from charts.figure_marks import dashes, draw_traces, hatch_of
from charts.markup import Markup, element, join
from charts.tokens import FONT

WIDTH = 860.0
"""Pixels. The figures of the cohort keep up to 480 for words beside the plot."""
TAGS = re.compile(r"(<[^>]*>)")
SIGNS = re.compile("([\u25a0-\u25ff]+)")
SIGN_FONT = "DejaVu Sans Mono"
"""Squares and diamonds, which IBM Plex Sans lacks."""
LINE_HEIGHT = 1.3
LETTER = 0.56
"""Mean width of a letter, in sizes of the type; for the ground behind a text."""


def figure_svg(figure: go.Figure, alt: str, width: float = WIDTH) -> Markup:
    """The figure, light or dark as it was drawn, on a white ground. `alt` says its values.

    Raises:
        ValueError: the figure uses something that is not drawn here.
    """
    told = figure.to_dict()
    layout, traces = told["layout"], [_plain(trace) for trace in told.get("data", ())]
    frame = frame_of(layout, width)
    shapes = layout.get("shapes") or ()
    plot = {"x": frame.left, "y": frame.top, "width": frame.inner_width, "height": frame.inner_height}
    view = f"{frame.left:g} {frame.top:g} {frame.inner_width:g} {frame.inner_height:g}"
    hatch = hatch_of(traces)
    parts = [
        element("title", alt),
        element("defs", hatch) if hatch else None,
        element("rect", width=width, height=frame.height, fill="#FFFFFF"),
        *_grid(frame),
        *[_shape(shape, frame) for shape in shapes if shape.get("layer") == "below"],
        element("svg", *draw_traces(traces, frame), **plot, viewBox=view),  # nothing runs out of the plot
        *[_shape(shape, frame) for shape in shapes if shape.get("layer") != "below"],
        *_tick_labels(frame),
        *[_annotation(one, frame, layout) for one in layout.get("annotations") or ()],
    ]
    return element(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=frame.height,
        viewBox=f"0 0 {width:g} {frame.height:g}",
        font_family=FONT,
        role="img",
    )


def _plain(trace: Mapping[str, Any]) -> dict[str, Any]:
    """The trace with its arrays as lists of plain numbers."""
    return {name: value.tolist() if hasattr(value, "tolist") else value for name, value in trace.items()}


def _grid(frame: Frame) -> list[Markup]:
    drawn = []
    left, right = frame.left, frame.left + frame.inner_width
    top, bottom = frame.top, frame.top + frame.inner_height
    for value, _ in frame.x.ticks if frame.x.spec.get("showgrid") else ():
        x = frame.across(value)
        drawn.append(
            element("line", x1=x, x2=x, y1=top, y2=bottom, stroke=frame.x.spec.get("gridcolor"), stroke_width=1)
        )
    for value, _ in frame.y.ticks if frame.y.spec.get("showgrid") else ():
        y = frame.down(value)
        drawn.append(
            element("line", x1=left, x2=right, y1=y, y2=y, stroke=frame.y.spec.get("gridcolor"), stroke_width=1)
        )
    if _has_zero(frame.x):
        x, spec = frame.across(0), frame.x.spec
        width = spec.get("zerolinewidth", 1)
        drawn.append(
            element("line", x1=x, x2=x, y1=top, y2=bottom, stroke=spec.get("zerolinecolor"), stroke_width=width)
        )
    if _has_zero(frame.y):
        y, spec = frame.down(0), frame.y.spec
        width = spec.get("zerolinewidth", 1)
        drawn.append(
            element("line", x1=left, x2=right, y1=y, y2=y, stroke=spec.get("zerolinecolor"), stroke_width=width)
        )
    return drawn


def _has_zero(axis: Axis) -> bool:
    return bool(axis.spec.get("zeroline")) and axis.holds(0)


def _tick_labels(frame: Frame) -> list[Markup]:
    drawn = []
    for axis, is_across in ((frame.x, True), (frame.y, False)):
        if axis.spec.get("showticklabels", True) is False:
            continue
        font = axis.spec.get("tickfont", {})
        size, color = float(font.get("size", 12)), font.get("color")
        gap = float(axis.spec.get("ticklabelstandoff", 0))
        for value, label in axis.ticks:
            if is_across:
                at = (frame.across(value), frame.top + frame.inner_height + 2 + gap)
                drawn.append(_text(label, *at, size, color, "middle", "top"))
            else:
                drawn.append(_text(label, frame.left - 3 - gap, frame.down(value), size, color, "end", "middle"))
    return drawn


def _shape(shape: Mapping[str, Any], frame: Frame) -> Markup:
    x = [frame.across(shape[name], shape.get("xref", "x")) for name in ("x0", "x1")]
    y = [frame.down(shape[name], shape.get("yref", "y")) for name in ("y0", "y1")]
    line = shape.get("line", {})
    width = float(line.get("width", 2))
    stroke = {"stroke": line.get("color") if width else None, "stroke_width": width or None}
    stroke["stroke_dasharray"] = dashes(line.get("dash"), width) if width else None
    if shape.get("type") == "line":
        return element("line", x1=x[0], x2=x[1], y1=y[0], y2=y[1], **stroke)
    if shape.get("type") == "rect":
        box = {"x": min(x), "y": min(y), "width": abs(x[1] - x[0]), "height": abs(y[1] - y[0])}
        return element("rect", **box, fill=shape.get("fillcolor", "none"), **stroke)
    raise ValueError(f"a shape {shape.get('type')} is not drawn in a picture that leaves the screen")


ANCHORS = {"left": "start", "center": "middle", "right": "end"}
INWARD = {"left": 1, "top": 1, "center": 0, "middle": 0, "right": -1, "bottom": -1}
"""Plotly anchors the frame of a text, drawn or not, and writes inside it."""


def _annotation(told: Mapping[str, Any], frame: Frame, layout: Mapping[str, Any]) -> Markup:
    if told.get("showarrow", True):
        raise ValueError("a text with an arrow is not drawn in a picture that leaves the screen")
    x = frame.across(told["x"], told.get("xref", "x")) + float(told.get("xshift", 0))
    y = frame.down(told["y"], told.get("yref", "y")) - float(told.get("yshift", 0))
    font = {**layout.get("font", {}), **told.get("font", {})}
    across = told.get("xanchor") or _auto(told, "x", ("left", "center", "right"))
    upright = told.get("yanchor") or _auto(told, "y", ("bottom", "middle", "top"))
    size, color = float(font["size"]), font.get("color")
    inset = float(told.get("borderpad", 1)) + float(told.get("borderwidth", 1))
    at = (x + INWARD[across] * inset, y + INWARD[upright] * inset)
    return join(
        _ground(told, x, y, size, across, upright), _text(told["text"], *at, size, color, ANCHORS[across], upright)
    )


def _auto(told: Mapping[str, Any], letter: str, names: Sequence[str]) -> str:
    """The side that Plotly takes where none is given: by thirds of the paper, else the middle."""
    if told.get(f"{letter}ref", letter) != "paper":
        return names[1]
    place = float(told[letter])
    return names[0] if place < 1 / 3 else names[2] if place > 2 / 3 else names[1]


def _ground(told: Mapping[str, Any], x: float, y: float, size: float, across: str, upright: str) -> Markup | None:
    if not told.get("bgcolor"):
        return None
    lines = _lines(told["text"])
    width = max(len(TAGS.sub("", line)) for line in lines) * size * LETTER + 2
    height = len(lines) * size * LINE_HEIGHT
    left = {"left": x, "center": x - width / 2, "right": x - width}[across]
    top = {"top": y, "middle": y - height / 2, "bottom": y - height}[upright]
    return element("rect", x=left, y=top, width=width, height=height, fill=told["bgcolor"])


def _lines(text: str) -> list[str]:
    return re.split(r"<br\s*/?>", text)


def _text(text: str, x: float, y: float, size: float, color: str | None, anchor: str, upright: str) -> Markup:
    """Lines of text; of Plotly's few tags bold and colour are kept."""
    lines = _lines(text)
    above = {"top": 0.0, "middle": len(lines) / 2, "bottom": float(len(lines))}[upright] * LINE_HEIGHT * size
    first = y - above + LINE_HEIGHT * size / 2 + 0.35 * size
    spans = [
        element("tspan", *_pieces(line), x=x, y=first + place * LINE_HEIGHT * size) for place, line in enumerate(lines)
    ]
    return element("text", *spans, text_anchor=anchor, font_size=size, fill=color)


def _pieces(line: str) -> list[Markup]:
    """Runs of one look each. Plotly reads '&lt;' and the like; these are turned back before they are escaped again."""
    is_bold, drawn = False, []
    colors: list[str | None] = [None]
    for piece in TAGS.split(line):
        if piece in ("<b>", "</b>"):
            is_bold = piece == "<b>"
        elif piece.startswith("<span"):
            found = re.search(r"color:\s*([^;\"']+)", piece)
            colors.append(found.group(1) if found else colors[-1])
        elif piece == "</span>":
            colors.pop()
        elif piece.startswith("<"):
            raise ValueError("a tag other than b, br and span is not drawn in a picture that leaves the screen")
        else:
            look = {"font_weight": 600 if is_bold else None, "fill": colors[-1]}
            runs = [run for run in SIGNS.split(_unescaped(piece)) if run]
            drawn += [
                element("tspan", run, font_family=SIGN_FONT if SIGNS.match(run) else None, **look) for run in runs
            ]
    return drawn


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
