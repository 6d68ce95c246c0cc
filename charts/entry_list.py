"""An entry as it stands in a list: what it says, in whose words, by whom and when."""

from charts.markup import Markup, element


def draw_entry(headline: str, body: str, second_line: str, is_past: bool = False) -> Markup:
    """`is_past`: it no longer stands, because it was corrected or withdrawn."""
    lines = [element("div", line) for line in body.splitlines() if line.strip()]
    return element(
        "div",
        element("div", element("b", headline)),
        element("div", *lines, class_="entry-body") if lines else None,
        element("div", second_line, class_="entry-made"),
        class_="entry entry-past" if is_past else "entry",
    )


def said(text: str) -> Markup:
    """A short word that something was done, read aloud when it appears."""
    return element("div", text, class_="caption", role="status")
