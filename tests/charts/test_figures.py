"""What the Plotly figures show, and what they must not."""

import json
from dataclasses import replace

import pytest

from charts.attrition import attrition_alt, draw_attrition
from charts.figure import CONFIG
from charts.mean_course import draw_mean_course, mean_course_alt
from charts.responder_plot import Denominator, ResponderRow, draw_responders, responder_rows, responders_alt
from charts.time_axis import TimeAxis
from charts.tokens import palette
from domain.measures import MEASURES
from metrics.completeness import CheckpointCompleteness
from metrics.mean_course import CoursePoint
from metrics.proportion import wilson
from metrics.responders import responder_rate

LIGHT = palette("light")
ROWS = [
    ResponderRow("odi", "Disability (ODI)", wilson(90, 159), 0.41, 0.69),
    ResponderRow("pile_lumbar", "Lifting <b>", wilson(3, 7), 0.1, 0.9),
    ResponderRow("pgic", "Global impression", wilson(0, 0), verified=False),
]
POINTS = (
    CoursePoint("intake", 0, 0, 220, 48.1, 45.5, 50.7),
    CoursePoint("week_2", 1, 14, 0, None, None, None),
    CoursePoint("week_6", 2, 42, 12, 40.0, None, None),
)
COUNTS = [
    CheckpointCompleteness("intake", "Intake", 0, 220, 0, 0, 220, 205, 190, 15, 0),
    CheckpointCompleteness("end", "Program <end>", 1, 220, 2, 20, 198, 150, 140, 18, 30),
]


def written(figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def test_a_row_shows_percent_interval_and_count():
    texts = written(draw_responders(ROWS, LIGHT, 20))
    assert "<b>57%</b>  49–64" in texts
    assert "90/159" in texts


def test_a_row_below_the_limit_has_no_percentage_and_no_dot():
    figure = draw_responders(ROWS, LIGHT, 20)
    assert "n = 7, too few" in written(figure)
    assert "n = 0, too few" in written(figure)
    assert [trace.y[0] for trace in figure.data if trace.mode == "markers"] == [0]
    everything = figure.to_json() + responders_alt(ROWS, 20)
    assert "43%" not in everything
    assert "42.8" not in everything


def test_the_dots_are_ink_because_nothing_was_judged():
    figure = draw_responders(ROWS, LIGHT, 20)
    assert {trace.marker.color for trace in figure.data if trace.mode == "markers"} == {LIGHT["ink"]}
    assert not any("benchmark" in text for text in written(figure))


def test_names_cannot_bring_markup():
    assert "Lifting &lt;b&gt;" in written(draw_responders(ROWS, LIGHT, 20))


def test_an_unverified_threshold_is_marked():
    row = ResponderRow("odi", "Disability", wilson(90, 159), verified=False)
    assert "unverified" in written(draw_responders([row], LIGHT, 20))
    assert "threshold unverified" in responders_alt([row], 20)


def test_the_denominator_decides_the_share_and_the_unjudged_have_no_row():
    odi, mme = MEASURES["odi"], MEASURES["mme_day"]
    rate = responder_rate(odi, [60, 60, 60, None], [30, 58, None, None], is_due=[True, True, True, False])
    unjudged = responder_rate(mme, [60], [30])
    shares = {d: responder_rows([(odi, rate), (mme, unjudged)], d) for d in Denominator}
    assert {d: [(r.share.count, r.share.total) for r in rows] for d, rows in shares.items()} == {
        Denominator.OBSERVED: [(1, 2)],
        Denominator.DUE: [(1, 3)],
        Denominator.ENROLLED: [(1, 4)],
    }


def test_the_average_course_has_its_direction_its_counts_and_no_threshold(whole_axis):
    figure = draw_mean_course(MEASURES["odi"], POINTS, whole_axis, LIGHT)
    texts = written(figure)
    assert texts.count("↓ lower is better") == 1
    for expected in ("Form and<br>intake", "220", "–", "12", "<b>mean 40</b>", "<b>48.1</b>"):
        assert expected in texts
    assert not figure.layout.shapes
    assert not any("meaningful" in text or "benchmark" in text for text in texts)
    assert not any(trace.line.dash for trace in figure.data)


def test_counts_of_checkpoints_that_lie_close_together_do_not_run_into_one_another(whole_axis):
    close = TimeAxis(tuple(replace(stop, day=45) if stop.code == "program_end" else stop for stop in whole_axis.stops))
    points = [
        CoursePoint(code, i, None, 300 + i, 40, 38, 42) for i, code in enumerate(("intake", "week_6", "program_end"))
    ]
    notes = draw_mean_course(MEASURES["odi"], points, close, LIGHT).layout.annotations
    heights = {note.text: note.yshift for note in notes if note.text.endswith(("301", "302"))}
    assert len(heights) == len(set(heights.values())) == 2
    assert "wk 6 301" in heights


def test_a_mean_without_interval_is_hollow_and_has_no_band(whole_axis):
    figure = draw_mean_course(MEASURES["odi"], POINTS, whole_axis, LIGHT)
    line = figure.data[-1]
    assert list(line.marker.color) == [LIGHT["ink"], LIGHT["surface"]]
    assert len([trace for trace in figure.data if trace.fill == "toself"]) == 1


def test_the_average_course_is_told_in_words(whole_axis):
    said = mean_course_alt(MEASURES["odi"], POINTS, whole_axis)
    assert "Intake: mean 48.1% (95% interval 45.5–50.7), n = 220" in said
    assert "wk 6: mean 40%, n = 12" in said


def test_nobody_measured_gives_an_empty_axis_and_says_so(whole_axis):
    nobody = (CoursePoint("intake", 0, 0, 0, None, None, None),)
    draw_mean_course(MEASURES["odi"], nobody, whole_axis, LIGHT)
    assert mean_course_alt(MEASURES["odi"], nobody, whole_axis) == "Oswestry Disability Index: no score yet."


def test_the_vertical_range_is_the_measures_own_for_every_measure(whole_axis):
    for measure in MEASURES.values():
        figure = draw_mean_course(measure, (), whole_axis, LIGHT)
        assert figure.layout.yaxis.range == (measure.lowest, measure.chart_highest or measure.highest)


def test_every_count_of_the_attrition_is_written_and_the_parts_add_up():
    figure = draw_attrition(COUNTS, LIGHT)
    for expected in ("<b>205</b>", "15", "<b>150</b>", "18", "30", "22"):
        assert expected in written(figure)
    assert [sum(trace.x[i] for trace in figure.data) for i in range(2)] == [220, 220]
    assert "Program &lt;end&gt;" in written(figure)
    assert figure.data[1].marker.pattern.shape == "/"
    assert "150 of 198 due have at least one form" in attrition_alt(COUNTS, 20)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_figure_is_still_transparent_and_without_legend_or_tools(theme, whole_axis):
    colors = palette(theme)
    figures = [
        draw_responders(ROWS, colors, 20, "odi"),
        draw_mean_course(MEASURES["odi"], POINTS, whole_axis, colors),
        draw_attrition(COUNTS, colors),
    ]
    for figure in figures:
        assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"
        assert figure.layout.showlegend is False
        assert figure.layout.xaxis.fixedrange
        assert figure.layout.yaxis.fixedrange
        assert figure.layout.font.family.startswith("IBM Plex Sans")
        assert "NaN" not in json.dumps(json.loads(figure.to_json()))
    assert CONFIG["displayModeBar"] is False
    assert CONFIG["showSendToCloud"] is False


def test_empty_cohorts_draw_without_error(whole_axis):
    draw_responders([], LIGHT, 20)
    draw_attrition([], LIGHT)
    assert responders_alt([], 20) == "No measure to show."
