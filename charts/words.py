"""A verdict on screen: word, glyph and colour, in that order of importance. It must survive a photocopier."""

from enum import StrEnum

from charts.markup import Markup, element
from metrics.verdict import Verdict, Word


class Mark(StrEnum):
    """What a mark's colour says; also the end of its CSS class and its token."""

    BETTER = "better"
    WORSE = "worse"
    FLAT = "flat"
    MISSING = "missing"
    PLAIN = "plain"


MARKS = {
    Word.IMPROVED: Mark.BETTER,
    Word.WORSE: Mark.WORSE,
    Word.NO_CLEAR_CHANGE: Mark.FLAT,
    Word.CANNOT_TELL: Mark.MISSING,
    Word.NOT_JUDGED: Mark.PLAIN,
}
GLYPHS = {Mark.BETTER: "✓", Mark.WORSE: "!", Mark.FLAT: "–", Mark.MISSING: "?", Mark.PLAIN: "·"}
UNVERIFIED = "unverified"
UNVERIFIED_MEANS = "unverified: source not checked"


def mark_of(verdict: Verdict | None) -> Mark:
    """The mark of a verdict; a score without verdict is plain."""
    return Mark.PLAIN if verdict is None else MARKS[verdict.word]


def chip(verdict: Verdict) -> Markup:
    """The verdict as a small coloured word: 'Improved', 'Better beyond error', 'Cannot tell'."""
    return word_chip(mark_of(verdict), capital(_head(verdict)))


def word_chip(mark: Mark, text: str) -> Markup:
    glyph = element("i", GLYPHS[mark], aria_hidden="true")
    return element("span", glyph, text, class_=f"chip chip-{mark}")


def qualifiers(verdict: Verdict) -> list[str]:
    """What stands beside the chip in small type: gate of error, whether it lasted, whether it rests on a checked figure."""
    _, _, gate = verdict.phrase.partition(", ")
    lasted = {True: "sustained", False: "not sustained", None: ""}[verdict.sustained]
    return [text for text in (gate, lasted, UNVERIFIED if verdict.unverified else "") if text]


def chip_with_qualifiers(verdict: Verdict) -> Markup:
    """Chip and small text in a block of its own."""
    small = element("span", " · ".join(qualifiers(verdict)), class_="note") if qualifiers(verdict) else None
    return element("div", chip(verdict), small, class_="chip-line")


def in_words(verdict: Verdict) -> str:
    """The verdict in one clause, for titles and reading aloud."""
    text = ", ".join([verdict.phrase.partition(", ")[0], *qualifiers(verdict)])
    return f"{text}: {verdict.why_not}" if verdict.why_not else text


def capital(text: str) -> str:
    """The text with a capital, the rest as it is: a language may have capitals inside."""
    return text[:1].upper() + text[1:]


def _head(verdict: Verdict) -> str:
    return verdict.phrase.partition(", ")[0]
