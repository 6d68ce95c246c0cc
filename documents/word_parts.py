"""The small pieces of a Word file that python-docx leaves to XML: fields, shading, borders, header rows, alt texts."""

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from charts.tokens import Theme, palette
from charts.words import GLYPHS, Mark
from documents.paper import Tone, Words
from documents.printable import is_right_to_left
from documents.typst_values import plain, runs_of

LIGHT = palette(Theme.LIGHT)
MARK_COLOURS = {
    Mark.BETTER: ("better_tint", "better_text"),
    Mark.WORSE: ("worse_tint", "worse_text"),
    Mark.FLAT: ("flat_tint", "flat_text"),
    Mark.MISSING: ("surface", "ink2"),
    Mark.PLAIN: ("inset", "ink2"),
}


def colour(token: str) -> RGBColor:
    return RGBColor.from_string(LIGHT[token].lstrip("#"))


def part(name: str, **attributes: str) -> BaseOxmlElement:
    """An element of WordprocessingML with its attributes: `part("w:shd", fill="E4F0FA")`."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def write(paragraph: Paragraph, words: Words, *, size: float | None = None, token: str = "") -> Paragraph:
    """The words at the end of a paragraph, in their tones; the paragraph reads from the right where they do."""
    for said in runs_of(words):
        run = paragraph.add_run(said.text)
        run.bold = True if said.tone is Tone.STRONG else None
        if size:
            run.font.size = Pt(size)
        if said.tone is Tone.QUIET or token:
            run.font.color.rgb = colour(token or "ink3")
        if said.tone is Tone.EDITED:
            run._r.get_or_add_rPr().append(part("w:u", val="dotted"))
        if is_right_to_left(said.text):
            run._r.get_or_add_rPr().append(part("w:rtl"))
    if is_right_to_left(plain(words)):
        paragraph._p.get_or_add_pPr().append(part("w:bidi"))
    return paragraph


def write_mark(paragraph: Paragraph, mark: Mark, word: str, size: float | None = None) -> Run:
    """A verdict: glyph, word, tint."""
    tint, text = MARK_COLOURS[mark]
    run = paragraph.add_run(f" {GLYPHS[mark]} {word} ")
    run.font.color.rgb = colour(text)
    run.font.size = Pt(size) if size else None
    run._r.get_or_add_rPr().append(part("w:shd", val="clear", color="auto", fill=LIGHT[tint].lstrip("#")))
    return run


def write_field(paragraph: Paragraph, code: str, token: str, size: float) -> None:
    """A field that Word fills in: PAGE, NUMPAGES."""
    for kind in ("begin", "", "separate", "1", "end"):
        run = paragraph.add_run()
        run.font.size, run.font.color.rgb = Pt(size), colour(token)
        if kind in ("begin", "separate", "end"):
            run._r.append(part("w:fldChar", fldCharType=kind))
        elif kind:
            run.text = kind
        else:
            instruction = part("w:instrText")
            instruction.text = f" {code} "
            run._r.append(instruction)


def rule(paragraph: Paragraph, side: str, token: str = "line2", eighths: int = 6) -> None:
    """A line along one side ('top', 'bottom', 'left') of a paragraph, `eighths` of a point thick."""
    borders = part("w:pBdr")
    borders.append(part(f"w:{side}", val="single", sz=str(eighths), space="4", color=LIGHT[token].lstrip("#")))
    paragraph._p.get_or_add_pPr().append(borders)


def repeat_as_header(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(part("w:tblHeader"))


def keep_whole(row: _Row) -> None:
    """The row does not break over pages."""
    row._tr.get_or_add_trPr().append(part("w:cantSplit"))


def line_below(cell: _Cell, token: str = "line") -> None:
    borders = part("w:tcBorders")
    borders.append(part("w:bottom", val="single", sz="4", space="0", color=LIGHT[token].lstrip("#")))
    cell._tc.get_or_add_tcPr().append(borders)


def new_numbering(document: Document) -> int:
    """A list of its own that begins at 1, by the look of the style 'List Number'; its number."""
    numbering = document.part.numbering_part.numbering_definitions._numbering
    style = document.styles["List Number"].element
    of_style = style.find(f".//{qn('w:numId')}").get(qn("w:val"))
    abstract = numbering.num_having_numId(int(of_style)).abstractNumId.val
    made = numbering.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return made.numId


def number_with(paragraph: Paragraph, number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number
