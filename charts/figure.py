"""What every Plotly figure here has in common: font, quiet axes, no toolbar, no legend, transparent ground."""

import plotly.graph_objects as go

from charts.markup import one_line
from charts.tokens import FONT, Palette

Figure = go.Figure
"""What a chart hands to a page, which need not know who draws it."""

CONFIG = {
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
}
"""Given to the page's chart element with every figure."""


def empty_figure(palette: Palette, height: int, left: int, right: int, top: int, bottom: int) -> go.Figure:
    """A figure without data; `height` and margins in pixels."""
    figure = go.Figure()
    figure.update_layout(
        height=height,
        margin={"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        hovermode="closest",
        dragmode=False,
        font={"family": FONT, "size": 12, "color": palette["ink2"]},
        hoverlabel={
            "bgcolor": palette["surface"],
            "bordercolor": palette["line2"],
            "font": {"family": FONT, "size": 12.5, "color": palette["ink"]},
        },
        transition={"duration": 0},
    )
    axis = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        "automargin": False,
    }
    tick_font = {"size": 11.5, "color": palette["ink3"]}
    figure.update_xaxes(**axis, tickfont=tick_font)
    figure.update_yaxes(**axis, tickfont=tick_font)
    return figure


def write(target: go.Figure | list[dict], text: str, x: float, y: float, color: str, size: float = 12, **place) -> None:
    """Text without an arrow, added to a figure, or to a list that the figure takes at once
    (`update_layout(annotations=...)`): added one by one to a figure, each copies all before it."""
    told = text_at(text, x, y, color, size, **place)
    if isinstance(target, list):
        target.append(told)
    else:
        target.add_annotation(told)


def text_at(text: str, x: float, y: float, color: str, size: float = 12, **place) -> dict:
    """Text without an arrow. `place`: anchors, shifts and references as Plotly names them.

    Text is aligned to its anchor, so that it stays put when the font arrives after the figure was measured.
    """
    font = {"family": FONT, "size": size, "color": color}
    anchor = place.get("xanchor", "center")
    return {"text": text, "align": anchor, "x": x, "y": y, "showarrow": False, "font": font, **place}


def plain(text: str) -> str:
    """Text for Plotly, which reads a few HTML tags: none of ours comes from outside."""
    return one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
