"""What the figures and the table of a comparison show, in which order, and what they must not show of a few people."""

import json
from dataclasses import replace
from itertools import combinations

import pandas as pd
import pytest

from charts.case_mix_table import Names, case_mix_texts, draw_case_mix, first_and_later, most_unlike, not_recorded
from charts.difference_plot import DifferenceRow, difference_rows, difference_table, differences_alt, draw_differences
from charts.funnel_plot import draw_funnel, funnel_alt, funnel_table
from charts.numbers import amount, difference
from charts.tokens import palette
from domain.measures import MEASURES
from metrics.case_mix import case_mix
from metrics.funnel import Place, funnel_of_shares
from metrics.group_comparison import group_comparison
from metrics.small_numbers import together
from tests.reference.comparison_patients import cells_of, patients

ODI, CHAIR = MEASURES["odi"], MEASURES["chair_stand_30s"]
CUTS = (32.0, 40.0, 48.0, 56.0)
LIGHT = palette("light")


def name(group: str) -> str:
    return f"Site <{group}>"


@pytest.fixture(scope="module")
def told():
    return group_comparison(ODI, cells_of(patients(3000, seed=1), CUTS), CUTS, percentage_from=20)


@pytest.fixture(scope="module")
def rows(told):
    return difference_rows(told.plain, ["E", "B", "A", "C", "D"], name)


def written(figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def marks(figure, symbol=None) -> list:
    return [t for t in figure.data if t.mode == "markers" and t.marker.symbol == symbol]


def test_rows_stand_in_the_order_given_and_not_by_result(rows):
    texts = written(draw_differences(ODI, rows, LIGHT))
    names = [text for text in texts if text.startswith("Site")]
    assert names == [f"Site &lt;{group}&gt;" for group in "EBACD"]


def test_each_group_has_its_difference_interval_word_and_counts(rows):
    texts = written(draw_differences(ODI, rows, LIGHT))
    for row in rows:
        assert (
            f"<b>{difference(ODI, row.difference)}</b>  {difference(ODI, row.low)} to {difference(ODI, row.high)}"
            in texts
        )
        assert f"{row.n:,} of {row.n_due:,} seen" in texts
    assert [text for text in texts if text in ("✓ above", "– similar", "! below")] == [
        {"above expected": "✓ above", "similar to expected": "– similar", "below expected": "! below"}[row.verdict]
        for row in rows
    ]


def test_colour_is_the_verdict_of_the_whole_interval_and_the_shrunken_mark_is_grey(rows):
    figure = draw_differences(ODI, rows, LIGHT)
    colors = [trace.marker.color for trace in marks(figure)]
    expected = [LIGHT["better"] if r.low > 0 else LIGHT["worse"] if r.high < 0 else LIGHT["flat"] for r in rows]
    assert colors == expected
    assert len(set(expected)) == 3
    assert {trace.marker.line.color for trace in marks(figure, "diamond")} == {LIGHT["reference"]}
    assert len(marks(figure, "diamond")) == len(rows)


def test_more_improvement_is_to_the_right_whichever_way_the_scale_runs(rows):
    for measure in (ODI, CHAIR):
        figure = draw_differences(measure, rows, LIGHT)
        low, high = figure.layout.xaxis.range
        assert low == -high < 0
        assert written(figure)[-2:] == ["← improved less", "improved more →"]
        assert [trace.x[0] for trace in marks(figure)] == [row.difference for row in rows]
        assert high >= max(abs(end) for row in rows for end in (row.low, row.high))


def test_a_trifle_does_not_fill_the_axis():
    row = DifferenceRow("A", 90, 100, None, 5.01, 5.0, 0.01, -0.02, 0.04, "as expected", None)
    assert draw_differences(ODI, [row], LIGHT).layout.xaxis.range[1] >= 5


def test_weighted_rows_say_how_many_patients_they_are_worth(told):
    rows = difference_rows(told.weighted, list("ABCDE"), name)
    assert "Worth" in [column.title for column in difference_table(ODI, rows)[0]]
    assert f"{rows[0].n:,} of {rows[0].n_due:,} seen, worth {rows[0].worth:,.0f}" in written(
        draw_differences(ODI, rows, LIGHT)
    )


def test_a_group_of_too_few_has_counts_and_nothing_else_anywhere():
    everybody = patients(800, seed=3)
    few = pd.concat([everybody[everybody["grp"].isin(["A", "B"])], everybody[everybody["grp"] == "C"].head(12)])
    told = group_comparison(ODI, cells_of(few, CUTS), CUTS, percentage_from=20)
    small = next(group for group in told.plain.differences.groups if group.group == together(20))
    rows = difference_rows(told.plain, ["A", "B", together(20)], lambda group: group)
    figure = draw_differences(ODI, rows, LIGHT)
    assert "too few" in written(figure)
    assert f"{small.n} of 12 seen" in written(figure)
    assert len(marks(figure)) == 2
    assert differences_alt(ODI, rows).endswith(f"fewer than 20: {small.n} of 12 seen, too few to tell.")
    assert difference_table(ODI, rows)[1][-1][3:-1] == ["–"] * 6


def test_every_value_is_in_the_words_and_in_the_table(rows):
    said, (columns, table) = differences_alt(ODI, rows), difference_table(ODI, rows)
    for row, line in zip(rows, table, strict=True):
        assert len(line) == len(columns)
        for value in (row.difference, row.low, row.high, row.shrunken.shrunken, row.shrunken.low, row.shrunken.high):
            assert difference(ODI, value) in said
            assert difference(ODI, value) in " ".join(line)


def test_differences_keep_a_decimal_and_never_round_to_nothing():
    assert [difference(ODI, value) for value in (1.0, -0.96, 0.04, -0.004, 0.0, 1234.5)] == [
        "+1.0", "−1.0", "+0.04", "−0.004", "±0.0", "+1,234.5",
    ]  # fmt: skip
    assert (amount(CHAIR, 1), amount(CHAIR, 1.4)) == ("1 rep", "1.4 reps")


def test_nobody_gives_an_empty_plot_and_says_so():
    draw_differences(ODI, [], LIGHT)
    assert differences_alt(ODI, []) == "No group to show."
    empty = funnel_of_shares([], [], [])
    draw_funnel(empty, LIGHT, name)
    assert funnel_alt(empty, name) == "No group to show."


GROUPS = ["A", "B", "C", "D", "E", "F"]
FUNNEL = funnel_of_shares(GROUPS, [12, 30, 50, 20, 41, 80], [40, 60, 100, 42, 80, 100])


def test_the_funnel_has_both_limits_the_share_of_all_and_a_ring_where_a_point_lies_outside():
    figure = draw_funnel(FUNNEL, LIGHT, name)
    assert {"95%", "99.8%", "all"} <= set(written(figure))
    assert [trace.line.dash for trace in figure.data if trace.mode == "lines"] == ["4px,3px"] * 2 + ["1px,3px"] * 2 + [
        "12px,4px"
    ]
    outside = [point for point in FUNNEL.points if point.place is not Place.INSIDE]
    (ring,) = marks(figure, "circle-open")
    assert list(ring.x) == [point.n for point in outside] != []
    assert {trace.marker.color for trace in marks(figure)} == {LIGHT["ink"]}
    assert figure.layout.yaxis.range == (0, 100)


def test_every_point_of_the_funnel_is_named_and_told_in_words_and_in_the_table():
    figure, said = draw_funnel(FUNNEL, LIGHT, name), funnel_alt(FUNNEL, name)
    _, table = funnel_table(FUNNEL, name)
    for point, line in zip(FUNNEL.points, table, strict=True):
        assert f"Site &lt;{point.group}&gt;" in written(figure)
        assert f"Site <{point.group}>: {round(100 * point.value)}% of {point.n:.0f} patients" in said
        assert line[:3] == [name(point.group), f"{point.n:.0f}", f"{round(100 * point.value)}%"]


def test_names_of_points_that_lie_close_together_do_not_run_into_one_another():
    close = funnel_of_shares(GROUPS, [20, 21, 22, 21, 20, 23], [42, 43, 44, 42, 43, 44])
    notes = [
        n for n in draw_funnel(close, LIGHT, lambda g: f"Dr. Example {g}").layout.annotations if "Example" in n.text
    ]
    most = close.limits[-1].n
    places = [(220 * n.x / most + n.xshift, 270 * n.y / 100 + n.yshift, 6.3 * len(n.text)) for n in notes]
    assert len(places) == 6
    for (x, y, width), (other_x, other_y, other_width) in combinations(places, 2):
        assert abs(y - other_y) >= 14 or abs(x - other_x) >= (width + other_width) / 2 - 1


MIX = pd.DataFrame(
    [("A", "female", "medicare", 30), ("A", "male", "medicaid", 30), ("B", "female", "medicare", 55), ("C", "male", None, 8)],
    columns=["grp", "sex", "payer", "n"],
).assign(age_band="50 to 64", pain_band=None, n_age=lambda t: t["n"], age_total=lambda t: t["n"] * 50.0,
         age_total_sq=lambda t: t["n"] * 2510.0, n_months=0, months_total=0.0, months_total_sq=0.0)  # fmt: skip
BASELINES = pd.DataFrame(
    {"grp": ["A", "B", "C", "A"], "measure": ["odi", "odi", "odi", "isi"], "n_due": [60, 55, 8, 60], "n": [58, 50, 7, 40],
     "total": [2784.0, 2200.0, 400.0, 600.0], "total_sq": [142000.0, 103000.0, 23200.0, 9400.0]}
)  # fmt: skip
NAMES = Names(name, lambda code: f"Plan {code}", lambda trait: f"{trait}, intake" if trait in MEASURES else trait)


@pytest.fixture
def mix():
    return case_mix(MIX, BASELINES, [ODI, MEASURES["isi"]])


def test_the_table_of_case_mix_gives_value_and_difference_of_every_group(mix):
    columns, lines = case_mix_texts(mix, mix.rows, ["B", "A", "C"], NAMES, 20)
    assert [column.title for column in columns] == ["At intake", name("B"), "", name("A"), "", name("C"), ""]
    table = {line[0]: line[1:] for line in lines}
    assert table["Episodes"] == ["55", "", "60", "", "8", ""]
    assert table["Sex: female"][2] == "50%"
    assert table["Payer: Plan medicare"][0] == "100%"
    assert table["odi, intake"][0] == "44.0 (SD 11.2)"  # √((103,000 − 2,200²/50)/49)


def test_no_percentage_mean_or_difference_of_fewer_than_the_limit(mix):
    _, lines = case_mix_texts(mix, mix.rows, ["A", "B", "C"], NAMES, 20)
    for line in lines[1:]:
        assert "%" not in line[5]
        assert "SD" not in line[5]
        assert line[6] == "–"
    assert "n 7, too few" in [line[5] for line in lines]


def test_a_difference_from_a_tenth_is_bold_and_the_largest_is_named(mix):
    shown = draw_case_mix(mix, mix.rows, ["A", "B"], NAMES, 20)
    assert 'class="difference notable"' in shown
    assert "Site &lt;A&gt;" in shown
    said = most_unlike(mix, mix.rows, NAMES, 20)
    assert said.startswith("Most unlike: ")
    assert "Site <C>" not in said


def test_groups_that_are_alike_are_said_to_be_alike():
    same = MIX[MIX["grp"] == "B"]
    alike = case_mix(pd.concat([same, same.assign(grp="D")]), BASELINES[:0], [])
    assert "alike at intake" in most_unlike(alike, alike.rows, NAMES, 20)


def test_what_nobody_has_recorded_is_a_sentence_and_no_line(mix):
    first, later = first_and_later(mix, "odi")
    traits = [row.trait for row in first]
    assert not_recorded(mix, NAMES) == ["Duration of pain"]
    assert "Duration of pain" not in traits
    assert "Months of pain" not in traits
    assert traits[-1] == "odi"
    assert {row.trait for row in later} == {"Age at start", "isi"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_figures_have_no_legend_no_tools_and_no_nan(theme, rows):
    colors = palette(theme)
    bare = [replace(row, shrunken=None) for row in rows]
    for figure in (
        draw_differences(ODI, rows, colors),
        draw_differences(ODI, bare, colors),
        draw_funnel(FUNNEL, colors, name),
    ):
        assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"
        assert figure.layout.showlegend is False
        assert figure.layout.xaxis.fixedrange
        assert "NaN" not in json.dumps(json.loads(figure.to_json()))
