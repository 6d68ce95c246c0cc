"""Improvement beyond expected, one row per group, each with its interval; more improvement is always to the right.

Two lines of text stand above each row of marks, so that the figure reads the same at any width. Rows stand in the order
given: no ranks. Colour is the verdict of the whole interval; the shrunken mark is grey, it judges nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10

import plotly.graph_objects as go

from charts.figure import empty_figure, plain, write
from charts.numbers import MINUS, difference, number
from charts.table import Column
from charts.tokens import Palette
from charts.words import GLYPHS, Mark
from domain.measure import Measure
from metrics.comparison_summary import WORDS
from metrics.group_comparison import Version
from metrics.shrinkage import ShrunkenGroup

ROW, ABOVE, BELOW, SIDE = 74, 4, 46, 2
"""Pixels: height of a row and the margins."""
FIRST_LINE, SECOND_LINE, MARKS, SHRUNKEN = 13, 31, 50, 61
"""Pixels from the top of a row."""
MARK_OF = {"more than expected": Mark.BETTER, "less than expected": Mark.WORSE, "as expected": Mark.FLAT}
LEAST_SHARE_OF_SCALE = 0.05
"""The axis reaches at least this share of the scale to either side, so that a trifle does not look large."""
STEPS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)

KEY = "Filled: this group as it is. Hollow: drawn towards the others, the more the fewer patients stand behind it."


@dataclass(frozen=True)
class DifferenceRow:
    """`word` is that of `GroupDifference`; numbers in the measure's unit, None where too few stand behind them.
    `worth`: effective n where patients are weighted, else None."""

    name: str
    n: int
    n_due: int
    worth: float | None
    observed: float | None
    expected: float | None
    difference: float | None
    low: float | None
    high: float | None
    word: str
    shrunken: ShrunkenGroup | None

    @property
    def verdict(self) -> str:
        return WORDS[self.word]


def difference_rows(version: Version, order: Sequence[str], name: Callable[[str], str]) -> list[DifferenceRow]:
    """A row per group in `order`. A group without an interval has no other number than its counts."""
    groups = {group.group: group for group in version.differences.groups}
    shrunken: Mapping[str, ShrunkenGroup] = {group.group: group for group in version.shrunken.groups}
    rows = []
    for code in order:
        if code not in groups:
            continue
        group, told = groups[code], groups[code].low is not None
        rows.append(
            DifferenceRow(
                name=name(code),
                n=group.n,
                n_due=group.n + group.missing + group.without_baseline,
                worth=group.effective_n if told and version.differences.is_weighted else None,
                observed=group.observed if told else None,
                expected=group.expected if told else None,
                difference=group.difference if told else None,
                low=group.low,
                high=group.high,
                word=group.word,
                shrunken=shrunken.get(code),
            )
        )
    return rows


def draw_differences(measure: Measure, rows: Sequence[DifferenceRow], palette: Palette) -> go.Figure:
    """The dot plot. A row without an interval has words in place of marks."""
    figure = empty_figure(palette, ROW * len(rows) + ABOVE + BELOW, SIDE, SIDE, ABOVE, BELOW)
    reach = _reach(measure, rows)
    ticks = [-reach, -reach / 2, 0.0, reach / 2, reach]
    labels = ["expected", *[f"{'+' if tick > 0 else MINUS}{number(abs(tick), 4)}" for tick in ticks if tick]]
    labels = [*labels[1:3], labels[0], *labels[3:]]
    figure.update_xaxes(range=[-reach * 1.12, reach * 1.12], tickvals=ticks, ticktext=labels)
    figure.update_yaxes(range=[max(ROW * len(rows), 1), 0], showticklabels=False)
    for place, row in enumerate(rows):
        _draw_row(figure, measure, row, ROW * place, reach, palette)
    if rows:
        _write_directions(figure, palette)
    return figure


def _reach(measure: Measure, rows: Sequence[DifferenceRow]) -> float:
    """A round number that holds every interval, and no less than a small share of the scale."""
    top = measure.chart_highest or measure.highest
    least = LEAST_SHARE_OF_SCALE * (top - measure.lowest) if top is not None else 0.0
    ends = [abs(end) for row in rows for end in _ends(row)]
    reach = max([least, *ends]) or 1.0
    power = 10.0 ** floor(log10(reach))
    return next(step * power for step in STEPS if step * power >= reach * 0.999)


def _ends(row: DifferenceRow) -> list[float]:
    own = [row.low, row.high]
    return [end for end in ([*own, row.shrunken.low, row.shrunken.high] if row.shrunken else own) if end is not None]


def _draw_row(
    figure: go.Figure, measure: Measure, row: DifferenceRow, top: float, reach: float, palette: Palette
) -> None:
    if top:
        figure.add_shape(
            type="line", xref="paper", x0=0, x1=1, y0=top, y1=top, line={"color": palette["line"], "width": 1}
        )
    _write_row(figure, measure, row, top, palette)
    if row.low is None or row.high is None or row.difference is None:
        return
    for end in (-reach, -reach / 2, 0.0, reach / 2, reach):
        line = {"color": palette["line"], "width": 1} if end else {"color": palette["ink"], "width": 2}
        figure.add_shape(type="line", x0=end, x1=end, y0=top + MARKS - 9, y1=top + ROW - 4, line=line, layer="below")
    if row.shrunken:
        _draw_shrunken(figure, measure, row.shrunken, top + SHRUNKEN, palette)
    color = palette[MARK_OF[row.word].value]
    _line(figure, row.low, row.high, top + MARKS, color, 2.4)
    figure.add_trace(
        go.Scatter(
            x=[row.difference],
            y=[top + MARKS],
            mode="markers",
            marker={"size": 11, "color": color, "line": {"width": 1.5, "color": palette["surface"]}},
            hovertemplate=plain(_spoken_row(measure, row)) + "<extra></extra>",
        )
    )


def _draw_shrunken(figure: go.Figure, measure: Measure, group: ShrunkenGroup, y: float, palette: Palette) -> None:
    _line(figure, group.low, group.high, y, palette["reference"], 1)
    figure.add_trace(
        go.Scatter(
            x=[group.shrunken],
            y=[y],
            mode="markers",
            marker={
                "size": 8,
                "symbol": "diamond",
                "color": palette["surface"],
                "line": {"width": 1.4, "color": palette["reference"]},
            },
            hovertemplate=plain(_spoken_shrunken(measure, group)) + "<extra></extra>",
        )
    )


def _line(figure: go.Figure, low: float, high: float, y: float, color: str, width: float) -> None:
    line = {"color": color, "width": width}
    figure.add_trace(go.Scatter(x=[low, high], y=[y, y], mode="lines", line=line, hoverinfo="skip"))


def _write_row(figure: go.Figure, measure: Measure, row: DifferenceRow, top: float, palette: Palette) -> None:
    def left(text: str, y: float, color: str, size: float) -> None:
        write(figure, text, 0, top + y, palette[color], size, xref="paper", xanchor="left")

    def right(text: str, y: float, color: str, size: float) -> None:
        write(figure, text, 1, top + y, palette[color], size, xref="paper", xanchor="right")

    left(plain(row.name), FIRST_LINE, "ink", 13)
    right(_counted(row), SECOND_LINE, "ink3", 12)
    if row.difference is None:
        right("too few", FIRST_LINE, "ink2", 12.5)
        return
    mark = MARK_OF[row.word]
    right(f"{GLYPHS[mark]} {_short(row)}", FIRST_LINE, f"{mark}_text", 13)
    left(f"<b>{difference(measure, row.difference)}</b>  {_interval(measure, row)}", SECOND_LINE, "ink", 13)


def _short(row: DifferenceRow) -> str:
    """'above', 'similar', 'below': of what is expected, as the axis says."""
    return row.verdict.partition(" ")[0]


def _counted(row: DifferenceRow) -> str:
    seen = f"{number(row.n)} of {number(row.n_due)} seen"
    return seen if row.worth is None else f"{seen}, worth {number(row.worth, 0)}"


def _interval(measure: Measure, row: DifferenceRow) -> str:
    assert row.low is not None
    assert row.high is not None
    return _to(measure, row.low, row.high)


def _to(measure: Measure, low: float, high: float) -> str:
    """'−0.4 to +0.5', '+0.1 to +1.0': between two signs a dash cannot be read."""
    return f"{difference(measure, low)} to {difference(measure, high)}"


def _write_directions(figure: go.Figure, palette: Palette) -> None:
    for text, x, anchor in (("← improved less", 0, "left"), ("improved more →", 1, "right")):
        place = {"xref": "paper", "yref": "paper", "xanchor": anchor, "yanchor": "top", "yshift": -24}
        write(figure, text, x, 0, palette["ink3"], 12, **place)


def differences_alt(measure: Measure, rows: Sequence[DifferenceRow]) -> str:
    """Every value of the plot in words."""
    if not rows:
        return "No group to show."
    said = "; ".join(_spoken_row(measure, row) for row in rows)
    return f"Improvement beyond expected on {measure.name}, positive is better. {said}."


def _spoken_row(measure: Measure, row: DifferenceRow) -> str:
    if row.difference is None:
        return f"{row.name}: {_counted(row)}, too few to tell"
    own = f"{row.name}: {difference(measure, row.difference)} (interval {_interval(measure, row)}), {row.verdict}, {_counted(row)}"
    return f"{own}, {_spoken_shrunken(measure, row.shrunken)}" if row.shrunken else own


def _spoken_shrunken(measure: Measure, group: ShrunkenGroup) -> str:
    return f"shrunken {difference(measure, group.shrunken)} (95% interval {_to(measure, group.low, group.high)})"


def difference_table(measure: Measure, rows: Sequence[DifferenceRow]) -> tuple[list[Column], list[list[str]]]:
    """The same values as columns and rows of `draw_table`; what patients are worth only where they are weighted."""
    is_weighted = any(row.worth is not None for row in rows)
    counts = ("Seen", "Due", "Worth") if is_weighted else ("Seen", "Due")
    titles = (*counts, "Improved", "Expected", "Difference", "Interval", "Shrunken", "Its interval")
    columns = [Column("Group"), *[Column(title, is_number=True) for title in titles], Column("In words")]
    return columns, [_table_row(measure, row, is_weighted) for row in rows]


def _table_row(measure: Measure, row: DifferenceRow, is_weighted: bool) -> list[str]:
    def written(value: float | None) -> str:
        return "–" if value is None else difference(measure, value)

    worth = ["–" if row.worth is None else number(row.worth, 0)] if is_weighted else []
    counts = [number(row.n), number(row.n_due), *worth]
    own = [written(row.observed), written(row.expected), written(row.difference)]
    interval = "–" if row.low is None else _interval(measure, row)
    shrunken = ["–", "–"]
    if row.shrunken:
        shrunken = [written(row.shrunken.shrunken), _to(measure, row.shrunken.low, row.shrunken.high)]
    return [row.name, *counts, *own, interval, *shrunken, row.verdict if row.low is None else _short(row)]
