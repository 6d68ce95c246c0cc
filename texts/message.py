"""A text that the product says, as a translator sees it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

WORD = "word"


@dataclass(frozen=True)
class Message:
    """`text` is what stands in the catalogue; where it holds values, they are named: '{n} of {total} forms'.

    `many` is the plural of a counted thing ('visit', 'visits'), else empty. `context` tells apart what is a word by itself from
    the same text elsewhere, which may be a code.
    """

    text: str
    many: str = ""
    context: str | None = None


@dataclass(frozen=True)
class Found:
    """A message at its place in a syntax tree. `values`: of an f-string, the node behind each name."""

    message: Message
    node: ast.expr
    values: dict[str, ast.FormattedValue]


def of_constant(node: ast.Constant) -> Found:
    return Found(Message(str(node.value)), node, {})


def of_word(node: ast.Constant) -> Found:
    """The value of an enumeration, or a label that is looked up by itself."""
    return Found(Message(str(node.value), context=WORD), node, {})


def of_fstring(node: ast.JoinedStr) -> Found:
    """The template of an f-string. Formats and conversions stay in the code, behind the name."""
    values: dict[str, ast.FormattedValue] = {}
    parts = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            parts.append(f"{{{_put(values, part)}}}")
        elif isinstance(part, ast.Constant):
            parts.append(escaped(str(part.value)))
    return Found(Message("".join(parts)), node, values)


def escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def parts_of(template: str) -> Iterator[tuple[str, str | None]]:
    """(text, name of the value that follows or None). Raises ValueError where the braces do not match."""
    for text, name, form, conversion in Formatter().parse(template):
        if form or conversion:
            raise ValueError("a format belongs into the code")
        yield text, name


def _put(values: dict[str, ast.FormattedValue], part: ast.FormattedValue) -> str:
    """A name for the value that no other value of this f-string has."""
    name = base = _name(part.value)
    number = 1
    while name in values:
        number += 1
        name = f"{base}_{number}"
    values[name] = part
    return name


def _name(node: ast.expr) -> str:
    """A telling name: that of the variable, attribute or function; 'is_or_are' for a choice between words."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.strip("_").lower() or "value"
        case ast.Call(func=function):
            return _name(function)
        case ast.Subscript(value=value):
            return _name(value)
        case ast.IfExp(body=one, orelse=other):
            words = [_word(side) for side in (one, other)]
            return "_or_".join(word for word in words if word) or "value"
    return "value"


def _word(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return re.sub(r"\W+", "_", str(node.value)).strip("_").lower()[:24]
    return _name(node)
