"""Texts to numbers, strictly: digits, one decimal sign, a sign in front. No exponents, no thousands separators."""

import re
from collections.abc import Sequence
from math import isfinite, nan

_NUMBER = {
    ".": re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"),
    ",": re.compile(r"[+-]?([0-9]+(,[0-9]*)?|,[0-9]+)"),
}


def numbers(texts: Sequence[str], decimal: str) -> list[float]:
    """The number that each text means; NaN where it means none."""
    pattern = _NUMBER[decimal]
    found = (float(text.replace(",", ".")) if pattern.fullmatch(text) else nan for text in texts)
    return [number if isfinite(number) else nan for number in found]
