"""How a rejected row is explained: cells are quoted only where they cannot name anybody."""

import re

_NUMBER_LIKE = re.compile(r"[<>~]?[+-]?[0-9.,]{1,7}%?")
_DATE_LIKE = re.compile(r"[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}([ T][0-9:]{1,8})?")


def quoted_number(text: str) -> str:
    """The text in quotation marks where it looks like a score; else only that it is a text."""
    return f"'{text}'" if _NUMBER_LIKE.fullmatch(text) else "The text there"


def quoted_date(text: str) -> str:
    return f"'{text}'" if _DATE_LIKE.fullmatch(text) else "The text there"


def quoted_label(text: str) -> str:
    """A label in quotation marks, cut short, without control characters."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    return f"'{clean[:40]}…'" if len(clean) > 40 else f"'{clean}'"
