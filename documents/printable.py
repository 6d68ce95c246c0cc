"""Text of anybody made fit for print: what no shipped font can show is replaced by a visible sign, and counted."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from documents.font_coverage import printable_codes

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
REORDERING = frozenset([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Signs that turn the order of the text around them. Right-to-left words need none; a name could hide a number with them."""
INVISIBLE = frozenset([0x00AD, *range(0x200B, 0x2010), *range(0x2060, 0x2065), *range(0xFE00, 0xFE10)])
"""Without a glyph and without harm: joiners, marks of direction, soft hyphens, variants."""

Thing = TypeVar("Thing")
Clean = Callable[[str], tuple[str, frozenset[str]]]


def printable(text: str) -> tuple[str, frozenset[str]]:
    """The text as the shipped fonts can print it, composed (NFC), and which characters were replaced."""
    return _cleaned(text, lambda code: code in INVISIBLE or (code in printable_codes() and not _is_forbidden(code)))


def plainly_printable(text: str) -> tuple[str, frozenset[str]]:
    """The same without marks and joiners, which a font may have and yet not set alone or in any order."""
    bare, dropped = printable(unicodedata.normalize("NFC", text))
    marks = frozenset(c for c in bare if unicodedata.category(c)[0] == "M" or unicodedata.category(c) == "Cf")
    return "".join(REPLACEMENT if c in marks else c for c in bare), dropped | marks


def exchangeable(text: str) -> tuple[str, frozenset[str]]:
    """The text as an office file can hold it: only controls and signs that reorder are replaced."""
    return _cleaned(text, lambda code: not _is_control(code))


def _cleaned(text: str, passes: Callable[[int], bool]) -> tuple[str, frozenset[str]]:
    lines = LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).replace("\t", " ").replace("\ufeff", "")
    if lines.isascii() and lines.replace("\n", " ").isprintable():
        return lines, frozenset()
    replaced = frozenset(c for c in lines if c != "\n" and (ord(c) in REORDERING or not passes(ord(c))))
    return "".join(REPLACEMENT if c in replaced else c for c in lines), replaced


def _is_forbidden(code: int) -> bool:
    """Controls, and private signs, which PDF/A refuses although a font has them."""
    return _is_control(code) or unicodedata.category(chr(code)) == "Co"


def _is_control(code: int) -> bool:
    return unicodedata.category(chr(code)) in ("Cc", "Cs", "Cn") or code in (0xFFFE, 0xFFFF)


def rewritten(thing: Thing, clean: Clean) -> tuple[Thing, frozenset[str]]:
    """A frozen dataclass with every text in it cleaned, however deep, and all that was replaced."""
    found: set[str] = set()

    def walk(value: Any) -> Any:
        if isinstance(value, str) and not isinstance(value, Enum):
            text, replaced = clean(value)
            found.update(replaced)
            return type(value)(text)
        if isinstance(value, tuple):
            return tuple(walk(part) for part in value)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{field.name: walk(getattr(value, field.name)) for field in fields(value)})
        return value

    return walk(thing), frozenset(found)


def replaced_note(replaced: Iterable[str]) -> str:
    """The sentence that tells of replaced characters by their code points; empty where none was."""
    codes = [f"U+{ord(c):04X}" for c in sorted(replaced)]
    if not codes:
        return ""
    named = ", ".join(codes[:12]) + (f" and {len(codes) - 12} more" if len(codes) > 12 else "")
    what = "A character" if len(codes) == 1 else f"{len(codes)} different characters"
    return f"{what} of the record cannot be printed here and stand{'s' if len(codes) == 1 else ''} as {REPLACEMENT}: {named}."


BREAK = "\N{ZERO WIDTH SPACE}"
LONG_WORD = re.compile(r"[^\s\u200b]{25,}")


def breakable(text: str) -> str:
    """Words of 25 characters and more may break after every tenth, so that none runs out of its column."""
    return LONG_WORD.sub(lambda word: BREAK.join(re.findall(".{1,10}", word.group())), text)


def is_right_to_left(text: str) -> bool:
    """The first letter with a direction is Hebrew, Arabic or the like (Unicode annex 9, rules P2 and P3)."""
    first = next((d for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), "L")
    return first != "L"


def isolated(text: str) -> str:
    """The text kept from reordering what stands beside it, where it has right-to-left letters."""
    if text.isascii() or not any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        return text
    return f"\u2068{text}\u2069"
