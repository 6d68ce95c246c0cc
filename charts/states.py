"""What a card shows when it has no picture: nothing yet, too few, an error, a form that is missing."""

from charts.flags import Flag, FlagKind, draw_flag
from charts.markup import Markup, element
from charts.numbers import number


def empty(fact: str, when_it_changes: str = "") -> Markup:
    """A dashed box: the fact, and when it will change or what to do. Buttons stand below it."""
    return element("div", element("b", fact), when_it_changes, class_="empty")


def too_few(count: int, percentage_from: int, what: str = "patient") -> Markup:
    """Why no percentage is shown."""
    counted = f"{number(count)} {what}" if count == 1 else f"{number(count)} {what}s"
    return empty(f"{counted}. Too few to show a percentage.", f"Percentages appear at {percentage_from} or more.")


def failed(what: str, reference: str, what_is_safe: str = "Your filters are kept.") -> Markup:
    """A card that could not be drawn. `reference` finds the entry in the log; it says nothing of a patient."""
    box = element(
        "div",
        element("span", "!", class_="flag-glyph", aria_hidden="true"),
        element(
            "div",
            element("b", f"{what} did not load. {what_is_safe}"),
            element("div", f"Reference {reference}.", class_="flag-why"),
        ),
        class_="flag flag-worse",
        role="alert",
    )
    return box


def missing_form(fact: str, next_step: str = "") -> Markup:
    return draw_flag(Flag(FlagKind.MISSING, fact, next_step))


def stale(as_of: str, is_old: bool) -> Markup:
    """When what is shown was true; orange when it is old."""
    return element("div", f"As of {as_of}", class_="as-of as-of-old" if is_old else "as-of")
