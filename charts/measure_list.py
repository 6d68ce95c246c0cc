"""Rows of the list of measures: range, direction, default threshold, and whether that was read at its source."""

from charts.markup import Markup, element
from charts.measure_sheet import checked
from domain.measure import Measure
from domain.measure_words import default_in_words, default_is_verified, direction_in_words, range_in_words

COLUMNS = (
    ("Measure", "ml-name"),
    ("Range", "ml-range"),
    ("Direction", "ml-direction"),
    ("Default threshold", "ml-default"),
    ("At its source", "ml-checked"),
)


def measure_list_head() -> Markup:
    return element(
        "div",
        *[element("div", title, class_=style) for title, style in COLUMNS],
        class_="measure-list measure-list-head",
    )


def measure_row(measure: Measure, is_own: bool = False) -> Markup:
    """One line of the list. `is_own` marks a measure that the clinic defined itself."""
    cells = (
        _name(measure, is_own),
        range_in_words(measure),
        direction_in_words(measure),
        default_in_words(measure),
        checked(default_is_verified(measure)),
    )
    pairs = zip(cells, COLUMNS, strict=True)
    return element("div", *[element("div", cell, class_=style) for cell, (_, style) in pairs], class_="measure-list")


def _name(measure: Measure, is_own: bool) -> Markup:
    short = ", ".join(measure.aliases) or measure.short_name
    said = [] if short == measure.name else [short]
    said += ["clinic's own"] if is_own else []
    return element(
        "span", element("b", measure.name), element("span", " " + " · ".join(said), class_="quiet") if said else None
    )
