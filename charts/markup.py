"""Escaped HTML and SVG by construction: text becomes markup only by going through `element`."""

import math
import re
from html import escape


class Markup(str):
    """One line of text that is safe to show as HTML. Made by `element` and `join` only."""

    __slots__ = ()


def element(name: str, *children: str | None, **attributes: object) -> Markup:
    """One element. A child that is not Markup is escaped; None is left out.

    Attribute names: `class_` is class, `aria_label` is aria-label, `viewBox` stays. An attribute that
    is None or False is left out. Numbers are written with two decimals at most.

    Raises:
        ValueError: a number is NaN or infinite.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    return Markup(f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: str | None) -> Markup:
    """The children side by side, those that are plain text escaped."""
    return Markup("".join(_child(child) for child in children))


def _child(child: str | None) -> str:
    if child is None:
        return ""
    return child if isinstance(child, Markup) else escape(one_line(child))


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    return f' {key.rstrip("_").replace("_", "-")}="{escape(_written(value))}"'


def _written(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return one_line(str(value))
    if not math.isfinite(value):
        raise ValueError(f"cannot draw at {value}")
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def one_line(text: str) -> str:
    """Runs of white space and characters that XML forbids become one space: a blank line would end an HTML block."""
    if text.isprintable() and "  " not in text:
        return text  # nearly every text; nothing printable but a space is white space
    return re.sub(r"\s+", " ", "".join(c if _allowed(c) else " " for c in text))


def _allowed(character: str) -> bool:
    code = ord(character)
    return 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code >= 0x10000
