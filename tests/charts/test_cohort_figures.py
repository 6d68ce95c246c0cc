"""The figures of the cohort screen: the model, the responder curve, intervals, charts over time, time to improvement."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from charts import cohort_in_words as words
from charts.cohort_tables import effects_table, share
from charts.control_chart_plot import (
    chips,
    control_chart_alt,
    control_chart_table,
    draw_control_chart,
    limits_in_words,
    period,
)
from charts.improvement_time_plot import (
    TimeLine,
    draw_improvement_times,
    improvement_times_alt,
    improvement_times_table,
)
from charts.interval_plot import PERCENT, IntervalRow, axis_around_zero, draw_intervals, intervals_alt
from charts.mean_course import draw_mean_course, mean_course_alt
from charts.responder_curve_plot import draw_responder_curve, responder_curve_alt, responder_curve_table
from charts.tipping_plot import draw_tipping, tipping_alt, tipping_table
from charts.tokens import palette
from charts.words import Mark
from domain.dated_change import DatedChange
from domain.measures import MEASURES
from metrics.control_chart import Gap, MonthValue
from metrics.control_chart_months import month_values
from metrics.control_chart_xmr import xmr_chart
from metrics.effect_size import effect_sizes
from metrics.mean_course import CoursePoint
from metrics.proportion import wilson
from metrics.responder_curve import responder_curve
from metrics.survival import kaplan_meier
from metrics.tipping_point import DeltaPoint, TippingPoint

LIGHT = palette("light")
ODI = MEASURES["odi"]
SEEN = [CoursePoint("intake", 0, 0, 60, 48, 45, 51), CoursePoint("week_6", 2, 42, 40, 36, 33, 39)]
MODEL = [CoursePoint("intake", 0, 0, 60, 48, 45, 51), CoursePoint("week_6", 2, 42, 40, 39, 36, 42)]
TIPPING = TippingPoint("odi", "end", 100, 20, 2, (DeltaPoint(0, 9, 7, 11, 0.5), DeltaPoint(5, 8, 6, 10, None)), 30.0, 45.0, None, None, "", "")  # fmt: skip


def written(figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def months(*values: float | None) -> list[MonthValue]:
    """One month each from January 2024 on; None is a month with too few people."""
    return [
        MonthValue(date(2024 + i // 12, i % 12 + 1, 1), value, None if value is not None else Gap.SUPPRESSED, 1, 30)
        for i, value in enumerate(values)
    ]


def curve_of(*gains: float):
    return responder_curve(ODI, [60.0] * len(gains), [60.0 - gain for gain in gains])


# ---------- model beside seen ----------


def test_the_model_takes_the_ink_and_what_was_seen_stands_back(whole_axis):
    figure = draw_mean_course(ODI, SEEN, whole_axis, LIGHT, MODEL)
    quiet, model = [trace for trace in figure.data if trace.mode == "lines+markers"]
    assert (model.line.color, list(model.y)) == (LIGHT["ink"], [48, 39])
    assert (quiet.line.color, quiet.line.dash, list(quiet.y)) == (LIGHT["reference"], "dot", [48, 36])
    assert {"<b>model 39</b>", "seen 36", "With form"} <= set(written(figure))
    assert not figure.layout.shapes  # no threshold on a group mean


def test_the_names_of_two_means_close_together_stand_apart(whole_axis):
    close = [SEEN[0], CoursePoint("week_6", 2, 42, 40, 38.5, 35, 41)]
    notes = draw_mean_course(ODI, close, whole_axis, LIGHT, MODEL).layout.annotations
    model, seen = (next(n for n in notes if n.text and word in n.text) for word in ("model", "seen"))
    pixels = 220 / 100
    assert abs((model.y - seen.y) * pixels + (model.yshift - seen.yshift)) >= 14


def test_both_means_are_told_in_words(whole_axis):
    said = mean_course_alt(ODI, SEEN, whole_axis, MODEL)
    assert "Model, those who left counted: Intake: mean 48%" in said
    assert "Those seen: Intake: mean 48%" in said
    assert "wk 6: mean 36%" in said


# ---------- responder curve ----------


def test_the_curve_marks_one_threshold_or_the_ends_of_several():
    curve = curve_of(*range(-5, 25))
    one = draw_responder_curve(ODI, curve, (10.0, 10.0), LIGHT)
    assert [shape.x0 for shape in one.layout.shapes] == [10]
    assert "meaningful (10)" in written(one)
    several = draw_responder_curve(ODI, curve, (2.4, 10.0), LIGHT)
    assert [shape.x0 for shape in several.layout.shapes] == [2.4, 10]
    assert "meaningful (2.4–10)" in written(several)
    assert not draw_responder_curve(ODI, curve, None, LIGHT).layout.shapes


def test_the_curve_names_both_denominators_and_is_told_in_words():
    curve = responder_curve(ODI, [60.0] * 4, [40, 50, 60, None])
    figure = draw_responder_curve(ODI, curve, None, LIGHT)
    assert {"<b>of 3 seen</b>", "⋯ of 4 due"} <= set(written(figure))
    said = responder_curve_alt(ODI, curve, None)
    assert "improved by 20 points or more: 33% (6–79) of those seen, 25% of all due" in said
    assert "did not get worse: 100%" in said


def test_a_long_curve_is_a_short_table_with_both_ends():
    columns, rows = responder_curve_table(ODI, curve_of(*range(-20, 30)))
    assert len(rows) == 13
    assert (rows[0][0], rows[-1][0]) == ("−20", "29")
    assert columns[0].title == "Improved by at least (points)"


# ---------- intervals ----------


def test_a_row_without_a_number_has_words_and_no_mark():
    rows = [IntervalRow("One", "50% (40–60)", "n 90", 50, 40, 60), IntervalRow("Other", "too few", "n 7")]
    figure = draw_intervals(rows, PERCENT, LIGHT)
    assert [list(trace.x) for trace in figure.data] == [[40, 60], [50]]
    assert "<b>too few</b>" in written(figure)
    assert intervals_alt("Shares", rows) == "Shares. One: 50% (40–60), n 90; Other: too few, n 7."


@pytest.mark.parametrize("values", [(0.004,), (0.3, -0.7), (12.4, -3.0), (99.0,), (250.0, -1200.0), (None,)])
def test_an_axis_around_zero_is_symmetric_and_holds_every_value(values):
    axis = axis_around_zero(values, least=0.001)
    assert axis.low == -axis.high
    assert all(abs(value) <= axis.high * (1 + 1e-9) for value in values if value is not None)
    ticks = [value for value, _ in axis.ticks]
    assert ticks == sorted(ticks)
    assert 0 in ticks
    assert len(ticks) <= 7


# ---------- over time ----------


def test_colour_stands_only_where_a_rule_is_broken():
    steady = draw_control_chart(xmr_chart(months(*[0.5, 0.52] * 7)), 1, LIGHT)
    assert set(steady.data[0].marker.color) == {LIGHT["flat"]}
    jump = xmr_chart(months(*[0.50, 0.52] * 7, 0.95))
    assert draw_control_chart(jump, 1, LIGHT).data[0].marker.color[-1] == LIGHT["better"]
    assert (Mark.BETTER, "Signal on the better side: outside the limits") in chips(jump)
    assert chips(xmr_chart(months(*[0.5, 0.52] * 7))) == [(Mark.FLAT, "Usual variation only")]


def test_a_suppressed_month_has_no_point_no_number_and_is_named():
    chart = xmr_chart(months(0.5, None, 0.6, 0.5))
    figure = draw_control_chart(chart, 1, LIGHT)
    assert list(figure.data[0].y) == [50, None, 60, 50]
    assert list(figure.data[1].x) == [1]
    assert "Feb 24: too few people" in control_chart_alt("Share", chart, 1)
    assert control_chart_table(chart, 1)[1][2][:3] == ["Feb 24", "–", "too few people"]


def test_a_dated_change_is_named_where_the_limits_begin_anew():
    chart = xmr_chart(months(*[0.5, 0.55] * 12), changes=[DatedChange(date(2025, 1, 1), "Sleep <module>")])
    assert "Sleep &lt;module&gt;; limits begin anew" in written(draw_control_chart(chart, 1, LIGHT))
    assert "Since Sleep <module> (1 Jan 2025): Mean" in limits_in_words(chart)


def test_a_target_is_named_and_hit_and_miss_says_around_what():
    chart = xmr_chart(months(*[0.45, 0.6] * 7), target=0.5)
    assert "target 50" in written(draw_control_chart(chart, 1, LIGHT))
    assert (Mark.FLAT, "Hit and miss around 50%") in chips(chart)


def test_trial_limits_and_quarters_are_said():
    assert "Trial limits" in limits_in_words(xmr_chart(months(0.5, 0.6, 0.5)))
    assert "Trial limits" not in limits_in_words(xmr_chart(months(*[0.5, 0.6] * 6)))
    assert [period(date(2025, month, 1), 3) for month in (1, 4, 7, 10)] == ["Q1 25", "Q2 25", "Q3 25", "Q4 25"]


def test_quarters_put_the_months_together_and_keep_empty_ones_between():
    rows = pd.DataFrame(
        {"month": [date(2024, 2, 1), date(2024, 3, 1), date(2024, 10, 1)], "improved": [6, 7, 5], "judged": [12, 14, 8]}
    )
    told = month_values(rows, "improved", "judged", limit=20, months_each=3)
    assert [(row.month.month, row.value, row.gap) for row in told] == [
        (1, 0.5, None), (4, None, Gap.NOBODY), (7, None, Gap.NOBODY), (10, None, Gap.SUPPRESSED),
    ]  # fmt: skip


def test_no_month_at_all_draws_nothing_and_says_so():
    chart = xmr_chart([])
    draw_control_chart(chart, 1, LIGHT)
    assert control_chart_alt("Share", chart, 1) == "Share: no month to show."


# ---------- time to improvement ----------


def line_of(n: int = 60):
    days = np.repeat([20, 60, 100], n // 3)
    return TimeLine("Function", kaplan_meier(days, days < 100))


def test_a_curve_stops_where_too_few_are_still_watched():
    whole = draw_improvement_times([line_of()], 182, 20, LIGHT)
    assert list(whole.data[2].x) == [0, 20, 60, 100]
    short = draw_improvement_times([line_of()], 182, 30, LIGHT)
    assert list(short.data[2].x) == [0, 20, 60]
    rows = improvement_times_table([line_of()], 182, 30)[1]
    assert rows[-1] == ["24", "too few", "0"]
    assert rows[0] == ["4", "33% (23–47)", "40"]


def test_two_curves_differ_in_dash_and_colour_and_are_told_in_words():
    lines = [line_of(), TimeLine("Pain", line_of().curve)]
    figure = draw_improvement_times(lines, 182, 20, LIGHT)
    curves = [trace for trace in figure.data if trace.text is not None]
    assert [(trace.line.color, trace.line.dash) for trace in curves] == [
        (LIGHT["ink"], "solid"),
        (LIGHT["series2"], "dash"),
    ]
    assert "4: Function 33%" in improvement_times_alt(lines, 182, 20)


# ---------- tipping point, words, tables ----------


def test_the_tipping_figure_has_the_line_of_no_change_and_a_table():
    figure = draw_tipping(ODI, TIPPING, LIGHT)
    assert figure.layout.shapes[0].y0 == 0
    assert "no change" in written(figure)
    assert "worse by 5: +8.0 (95% interval 6.0–10.0)" in tipping_alt(ODI, TIPPING)
    assert tipping_table(ODI, TIPPING)[1][1] == ["5", "+8.0", "6.0–10.0", "–"]


def test_the_tipping_sentence_says_what_the_numbers_say():
    said = words.tipping(ODI, TIPPING, "Program end")
    assert said.startswith(
        "The 20 of 100 due without a score of Disability (ODI) would have to have fared 30 points worse"
    )


def test_a_share_of_few_people_is_written_without_a_percentage():
    assert share(wilson(3, 7), 20) == "3/7"
    assert share(wilson(30, 70), 20) == "30/70, 43% (32–55)"
    assert words.share(wilson(3, 7), 20) == "3 of 7"


def test_effect_sizes_of_few_people_are_left_out():
    few = effect_sizes(ODI, [60, 50, 40], [40, 45, 20])
    assert effects_table([(ODI, few)], 20)[1] == [["Disability (ODI)", "3", *["–"] * 6]]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_figure_is_transparent_and_still(theme, whole_axis):
    colors = palette(theme)
    figures = [
        draw_mean_course(ODI, SEEN, whole_axis, colors, MODEL),
        draw_responder_curve(ODI, curve_of(1, 2, 3), (10.0, 10.0), colors),
        draw_intervals([IntervalRow("One", "1", "", 1, 0, 2)], PERCENT, colors),
        draw_control_chart(xmr_chart(months(0.5, 0.6)), 1, colors),
        draw_improvement_times([line_of()], 182, 20, colors),
        draw_tipping(ODI, TIPPING, colors),
    ]
    for figure in figures:
        assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
        assert figure.layout.xaxis.fixedrange
        assert "NaN" not in json.dumps(json.loads(figure.to_json()))
