"""Rows of the worklist: one visit each. The button that opens it is the page's."""

from collections.abc import Sequence
from dataclasses import dataclass

from charts.flags import Flag, short_flags
from charts.markup import Markup, element
from charts.sparkline import draw_sparkline
from charts.words import chip_with_qualifiers, mark_of
from domain.measure import Measure
from metrics.verdict import Verdict

COLUMNS = (
    ("Time", "wl-time"),
    ("Patient", "wl-who"),
    ("Program", "wl-program"),
    ("", "wl-course"),
    ("Since intake", "wl-verdict"),
    ("Forms", "wl-forms"),
    ("Attention", "wl-flags"),
)


@dataclass(frozen=True)
class WorklistRow:
    """One visit. `scores` are those of `measure` by checkpoint up to the visit, `slots` the checkpoints of its program.

    `verdict` is that of the latest score since intake; None before there is one, then `instead` says why
    ('first visit'). `forms` is written with its total ('7 of 8').
    """

    time: str
    name: str
    age: str
    place: str
    measure: Measure
    scores: tuple[float | None, ...]
    slots: int
    verdict: Verdict | None
    forms: str
    flags: tuple[Flag, ...] = ()
    instead: str = ""


def worklist_head(measure_name: str, first: str = "Time") -> Markup:
    """The column titles; `first` stands over the first column, `measure_name` over the sparklines."""
    titles = {"wl-time": first, "wl-course": measure_name}
    return element(
        "div",
        *[element("div", titles.get(style, title), class_=style) for title, style in COLUMNS],
        class_="worklist worklist-head",
    )


def worklist_row(row: WorklistRow) -> Markup:
    cells: Sequence[tuple[str, str | None]] = [
        ("wl-time", row.time),
        ("wl-who", _who(row)),
        ("wl-program", row.place),
        (
            "wl-course",
            draw_sparkline(row.measure, row.scores, mark_of(row.verdict), row.slots)
            if any(v is not None for v in row.scores)
            else None,
        ),
        ("wl-verdict", chip_with_qualifiers(row.verdict) if row.verdict else row.instead),
        ("wl-forms", row.forms),
        ("wl-flags", short_flags(row.flags) if row.flags else None),
    ]
    return element("div", *[element("div", content, class_=style) for style, content in cells], class_="worklist")


def _who(row: WorklistRow) -> Markup:
    return element("span", element("b", row.name), element("span", f" {row.age}", class_="quiet"))
