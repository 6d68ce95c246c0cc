"""A Plotly figure as SVG without a browser: marks where they belong, texts escaped, and nothing left out in silence."""

import math
from xml.etree.ElementTree import fromstring

import plotly.graph_objects as go
import pytest

from charts.figure import empty_figure, write
from charts.figure_svg import figure_svg
from charts.tokens import palette

LIGHT = palette("light")
NS = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def plot() -> go.Figure:
    """100 px of plot each way inside 20 px, from 0 to 10."""
    figure = empty_figure(LIGHT, 140, 20, 20, 20, 20)
    figure.update_xaxes(range=[0, 10], showticklabels=False)
    figure.update_yaxes(range=[0, 10], showticklabels=False)
    return figure


def drawn(figure, alt="three values"):
    return fromstring(figure_svg(figure, alt, 140))


def all_of(root, tag):
    return list(root.iter(NS + tag))


def test_a_marker_stands_where_its_values_say(plot):
    plot.add_trace(go.Scatter(x=[0, 5, 10], y=[0, 5, 10], mode="markers", marker={"color": "#000", "size": 8}))
    places = [(float(c.get("cx")), float(c.get("cy")), float(c.get("r"))) for c in all_of(drawn(plot), "circle")]
    assert places == [(20, 120, 4), (70, 70, 4), (120, 20, 4)]


def test_an_axis_that_runs_downwards_is_followed(plot):
    plot.update_yaxes(range=[10, 0])
    plot.add_trace(go.Scatter(x=[0], y=[0], mode="markers", marker={"color": "#000"}))
    assert float(all_of(drawn(plot), "circle")[0].get("cy")) == 20


def test_a_line_breaks_at_a_gap(plot):
    plot.add_trace(go.Scatter(x=[0, 1, 2, 3, 4], y=[1, 2, None, math.nan, 3], mode="lines", line={"color": "#000"}))
    assert [line.get("points") for line in all_of(drawn(plot), "polyline")] == ["20.00,110.00 30.00,100.00"]


def test_stairs_go_across_before_they_go_up(plot):
    plot.add_trace(go.Scatter(x=[0, 5], y=[0, 10], mode="lines", line={"shape": "hv", "color": "#000"}))
    (line,) = all_of(drawn(plot), "polyline")
    assert line.get("points") == "20.00,120.00 70.00,120.00 70.00,20.00"


def test_a_band_lies_between_two_lines(plot):
    edge = {"width": 0}
    plot.add_trace(go.Scatter(x=[0, 10], y=[2, 2], mode="lines", line=edge))
    plot.add_trace(go.Scatter(x=[0, 10], y=[8, 8], mode="lines", line=edge, fill="tonexty", fillcolor="#ccc"))
    (band,) = all_of(drawn(plot), "polygon")
    assert band.get("points") == "20.00,40.00 120.00,40.00 120.00,100.00 20.00,100.00"
    assert all_of(drawn(plot), "polyline") == []


def test_bars_stand_on_the_end_of_the_one_before(plot):
    plot.update_layout(barmode="stack")
    for color, length in (("#111", 4), ("#222", 6)):
        plot.add_trace(go.Bar(x=[length], y=[5], orientation="h", width=2, marker={"color": color}))
    bars = [bar for bar in all_of(drawn(plot), "rect") if bar.get("fill") in ("#111", "#222")]
    assert [(float(b.get("x")), float(b.get("width")), float(b.get("height"))) for b in bars] == [
        (20, 40, 20),
        (60, 60, 20),
    ]


def test_text_is_written_as_it_is_and_only_bold_and_colour_are_kept(plot):
    write(plot, "<b>12%</b> &lt;b&gt; &amp; so", 5, 5, "#000")
    (text,) = all_of(drawn(plot), "text")
    assert "".join(text.itertext()) == "12% <b> & so"
    assert [span.get("font-weight") for span in text.iter(NS + "tspan") if span.text] == ["600", None]


def test_shifts_and_paper_places_are_pixels_from_the_edges(plot):
    write(plot, "n", 1, 0, "#000", xref="paper", yref="paper", xanchor="right", yanchor="top", xshift=-5, yshift=-4)
    (text,) = all_of(drawn(plot), "text")
    span = next(text.iter(NS + "tspan"))
    assert text.get("text-anchor") == "end"
    assert (
        float(span.get("x")) == 113
    )  # 120 - 5, and the 2 px that Plotly keeps between the anchored frame and its text
    assert 124 < float(span.get("y")) < 140


def test_even_ticks_are_round_numbers(plot):
    plot.update_xaxes(range=[-23, 41], nticks=7, showticklabels=True)
    labels = ["".join(text.itertext()) for text in all_of(drawn(plot), "text")]
    assert labels == ["−20", "−10", "0", "10", "20", "30", "40"]


def test_the_words_for_those_who_cannot_see_come_first_and_are_escaped(plot):
    root = drawn(plot, "a < b & c")
    assert root[0].tag == NS + "title"
    assert root[0].text == "a < b & c"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda f: f.add_trace(go.Pie(values=[1])), "pie"),
        (lambda f: f.add_trace(go.Scatter(x=[1], y=[1], mode="text", text=["a"])), "mode text"),
        (lambda f: f.add_trace(go.Scatter(x=[1], y=[1], mode="markers", marker={"symbol": "star"})), "star"),
        (lambda f: f.add_trace(go.Scatter(x=[1, 2], y=[1, 2], mode="lines", line={"shape": "spline"})), "spline"),
        (lambda f: f.add_trace(go.Scatter(x=[1, 2], y=[1, 2], fill="tozeroy")), "tozeroy"),
        (lambda f: f.add_trace(go.Bar(x=[1], y=[1])), "standing bar"),
        (lambda f: f.add_shape(type="circle", x0=0, x1=1, y0=0, y1=1), "circle"),
        (lambda f: f.add_annotation(text="a", x=1, y=1), "arrow"),
        (lambda f: f.add_annotation(text="<i>a</i>", x=1, y=1, showarrow=False), "tag"),
        (lambda f: f.update_xaxes(type="log"), "number line"),
        (lambda f: f.update_xaxes(range=None, autorange=True), "range"),
    ],
)
def test_what_is_not_drawn_here_is_refused(plot, change, told):
    change(plot)
    with pytest.raises(ValueError, match=told):
        figure_svg(plot, "")
