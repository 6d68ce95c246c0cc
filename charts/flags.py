"""Flags of a patient: safety, worse, notes, missing. Safety red is used for nothing else; a note alerts nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from charts.markup import Markup, element, join


class FlagKind(StrEnum):
    SAFETY = "safety"
    WORSE = "worse"
    NOTE = "note"
    MISSING = "missing"


GLYPHS = {FlagKind.SAFETY: "▲", FlagKind.WORSE: "!", FlagKind.NOTE: "·", FlagKind.MISSING: "?"}
SPOKEN = {
    FlagKind.SAFETY: "Safety: ",
    FlagKind.WORSE: "Worse: ",
    FlagKind.NOTE: "Note: ",
    FlagKind.MISSING: "Missing: ",
}


@dataclass(frozen=True)
class Flag:
    """`fact` is a sentence with its date or numbers; `why` says what follows or what to do next."""

    kind: FlagKind
    fact: str
    why: str = ""


def draw_flags(flags: Sequence[Flag]) -> Markup:
    """The flags as boxes, safety first."""
    return element("div", *[_box(flag, role="listitem") for flag in in_order(flags)], class_="flags", role="list")


def in_order(flags: Sequence[Flag]) -> list[Flag]:
    return sorted(flags, key=lambda flag: list(FlagKind).index(flag.kind))


def draw_flag(flag: Flag) -> Markup:
    """One flag that stands alone."""
    return _box(flag)


def _box(flag: Flag, **attributes: str) -> Markup:
    why = element("div", flag.why, class_="flag-why") if flag.why else None
    text = element("div", _spoken(flag.kind), element("b", flag.fact), why)
    return element("div", _glyph(flag.kind), text, class_=f"flag flag-{flag.kind}", **attributes)


def short_flags(flags: Sequence[Flag]) -> Markup:
    """The flags as lines of text for a worklist row."""
    lines = [
        element("div", join(_glyph(f.kind), " ", _spoken(f.kind), f.fact), class_=f"flag-line flag-line-{f.kind}")
        for f in in_order(flags)
    ]
    return join(*lines)


def _glyph(kind: FlagKind) -> Markup:
    return element("span", GLYPHS[kind], class_="flag-glyph", aria_hidden="true")


def _spoken(kind: FlagKind) -> Markup:
    return element("span", SPOKEN[kind], class_="only-read-aloud")
