"""How a rejected row is explained: cells are quoted only where they cannot name anybody."""

import re

_NUMBER_LIKE = re.compile(r"[<>~]?[+-]?[0-9.,]{1,7}%?")
_DATE_LIKE = re.compile(r"[0-9]{1,4}([./ -])([0-9]{1,2}|[A-Za-z]{3})\1[0-9]{1,4}([ T][0-9:]{1,8})?")


def quoted_number(text: str) -> str:
    """The text in quotation marks, after a space, where it looks like a score; else nothing."""
    return f" '{text}'" if _NUMBER_LIKE.fullmatch(text) else ""


def quoted_date(text: str) -> str:
    """The text in quotation marks, after a space, where it looks like a date; else nothing."""
    return f" '{text}'" if _DATE_LIKE.fullmatch(text) else ""


def quoted_label(text: str) -> str:
    """A label in quotation marks, cut short, without control characters."""
    clean = printable(text)
    return f"'{clean[:40]}…'" if len(clean) > 40 else f"'{clean}'"


def printable(text: str) -> str:
    """A text on one line without control characters, which a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in text)
