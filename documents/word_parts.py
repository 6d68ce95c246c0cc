"""The small pieces of a Word file: words in their tones, verdicts, fields, lists."""

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import RGBColor

from charts.tokens import Theme, palette
from charts.words import GLYPHS, Mark
from documents.paper import Tone, Words
from documents.printable import is_right_to_left
from documents.typst_values import plain, runs_of
from documents.word_xml import Element, add, paragraph, run, tag

LIGHT = palette(Theme.LIGHT)
MARK_COLOURS = {
    Mark.BETTER: ("better_tint", "better_text"),
    Mark.WORSE: ("worse_tint", "worse_text"),
    Mark.FLAT: ("flat_tint", "flat_text"),
    Mark.MISSING: ("surface", "ink2"),
    Mark.PLAIN: ("inset", "ink2"),
}


def hexed(token: str) -> str:
    """A colour of ours as Word writes it: 'RRGGBB'."""
    return LIGHT[token].lstrip("#").upper()


def colour(token: str) -> RGBColor:
    return RGBColor.from_string(hexed(token))


def part(name: str, **attributes: str) -> BaseOxmlElement:
    """An element that stands alone yet, with its attributes: `part("w:lang", val="en")`."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def written(parent: Element, words: Words, *, size: float | None = None, token: str = "", **look) -> Element:
    """A paragraph with these words; it reads from the right where they do. `look` as `word_xml.paragraph` takes it."""
    made = paragraph(parent, from_right=is_right_to_left(plain(words)), **look)
    write(made, words, size=size, token=token)
    return made


def write(into: Element, words: Words, *, size: float | None = None, token: str = "") -> None:
    """The words at the end of a paragraph, in their tones."""
    for said in runs_of(words):
        quiet = "ink3" if said.tone is Tone.QUIET else ""
        run(
            into, said.text, bold=said.tone is Tone.STRONG, colour=hexed(token or quiet) if token or quiet else "", size=size,
            underline="dotted" if said.tone is Tone.EDITED else "", from_right=is_right_to_left(said.text),
        )  # fmt: skip


def write_mark(into: Element, mark: Mark, word: str, size: float | None = None) -> None:
    """A verdict: glyph, word, tint."""
    tint, text = MARK_COLOURS[mark]
    run(into, f" {GLYPHS[mark]} {word} ", colour=hexed(text), size=size, fill=hexed(tint))


def write_field(into: Element, code: str, token: str, size: float) -> None:
    """A field that Word fills in: PAGE, NUMPAGES."""
    for kind in ("begin", "", "separate", "1", "end"):
        made = run(into, "1" if kind == "1" else "", colour=hexed(token), size=size)
        if kind in ("begin", "separate", "end"):
            add(made, "fldChar", fldCharType=kind)
        elif not kind:
            add(made, "instrText").text = f" {code} "


def new_numbering(document: Document) -> int:
    """A list of its own that begins at 1, by the look of the style 'List Number'; its number."""
    numbering = document.part.numbering_part.numbering_definitions._numbering
    style = document.styles["List Number"].element
    of_style = style.find(f".//{tag('numId')}").get(tag("val"))
    abstract = numbering.num_having_numId(int(of_style)).abstractNumId.val
    made = numbering.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return made.numId
