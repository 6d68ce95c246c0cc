"""Titles, headings, the sentence a page opens with, captions: what a page says before it shows."""

from collections.abc import Iterable

from charts.markup import Markup, element, join


def page_title(text: str) -> Markup:
    return element("div", text, class_="title", role="heading", aria_level=1)


def lead(bold: str, rest: str = "") -> Markup:
    """The sentence of the page: the answer in bold, then what qualifies it."""
    return element("div", element("b", bold), " " + rest if rest else None, class_="lead")


def heading(text: str, sub: str = "") -> Markup:
    """Title of a card, with its quiet second half."""
    return element(
        "div", text, element("span", sub, class_="sub") if sub else None, class_="h2", role="heading", aria_level=2
    )


def caption(text: str) -> Markup:
    return element("div", text, class_="caption")


def finding(text: str) -> Markup:
    """What a card found, in one sentence above its picture."""
    return element("div", text, class_="finding")


def fixed_note(text: str) -> Markup:
    """What must be read with everything below it."""
    return element("div", text, class_="fixed-note", role="note")


def facts(pairs: Iterable[tuple[str, str]]) -> Markup:
    """'travel 20 · lost to contact 19': words, then their number in bold, in one line that wraps."""
    parts = [element("span", words + " ", element("b", figure)) for words, figure in pairs]
    return element("div", *parts, class_="facts")


def person_strip(name: str, details: str, second_line: str, track: Markup | None = None) -> Markup:
    """Name and facts of a patient at the left, the checkpoint track at the right."""
    heading_line = element(
        "div", name, element("span", details, class_="person-facts"), class_="person-name", role="heading", aria_level=1
    )
    left = element("div", heading_line, element("div", second_line, class_="person-second"))
    return element("div", join(left, track), class_="person")
