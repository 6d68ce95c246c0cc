"""Each kind of block of a paper, written into a Word file."""

from collections.abc import Callable, Mapping, Sequence
from functools import singledispatch
from io import BytesIO

from docx.document import Document
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from documents.document_words import TEMPLATE_WORDS
from documents.paper import (
    Align,
    Block,
    Cell,
    Checklist,
    Facts,
    Heading,
    Items,
    Notes,
    PageBreak,
    Paragraph,
    Picture,
    Pictures,
    Quote,
    Requirement,
    Run,
    Signature,
    Table,
    Tone,
    Words,
)
from documents.typst_values import ANSWER_GLYPHS, ANSWER_MARKS, longest_texts, plain
from documents.word_parts import MARK_COLOURS, hexed, new_numbering, write, write_mark, written
from documents.word_xml import Element, add, paragraph, row, table

SMALL = 8.0
ALIGNS = {Align.LEFT: "left", Align.RIGHT: "right", Align.CENTER: "center"}

Drawn = Mapping[str, bytes]
"""PNG by the SVG it was drawn from."""


def write_body(
    document: Document, title: str, lines: Words, blocks: Sequence[Block], width: float, drawn: Drawn
) -> None:
    """The clinic's lines, the title and the blocks in order; `width` of the text in points, `drawn` the pictures as PNG."""
    body = document.element.body
    last = body.sectPr
    body.remove(last)
    if lines:
        written(body, lines, size=8, token="ink3")
    written(body, title, style="Title")
    for block in blocks:
        _written(block, document, body, width, drawn)
    body.append(last)


@singledispatch
def _written(block: object, document: Document, body: Element, width: float, drawn: Drawn) -> None:
    raise TypeError(f"{type(block).__name__} is no block of a paper")


def _block(kind: type) -> Callable:
    return _written.register(kind)


@_block(Heading)
def _heading(block: Heading, document: Document, body: Element, width: float, drawn: Drawn) -> None:
    written(body, block.text, style=f"Heading{max(1, block.level - 1)}")


@_block(Paragraph)
def _paragraph(block: Paragraph, document: Document, body: Element, width: float, drawn: Drawn) -> None:
    written(body, block.words)


@_block(Facts)
def _facts(block: Facts, document: Document, body: Element, width: float, drawn: Drawn) -> None:
    widths = [0.18 * width, 0.82 * width]
    made = table(body, widths)
    for fact in block.facts:
        label, value = row(made, widths)
        _first(label, fact.label, token="ink3")
        _first(value, fact.value)
    _end(body)


@_block(Table)
def _table(block: Table, document: Document, body: Element, width: float, drawn: Drawn) -> None:
    if block.caption:
        written(body, (Run(block.caption, Tone.STRONG),), keep_with_next=True)
    shares = _shares(block)
    widths = [share / sum(shares) * width for share in shares]
    aligns = [ALIGNS[column.align] for column in block.columns]
    made = _ruled(body, [column.name for column in block.columns], widths, aligns)
    for line in block.rows:
        for cell, align, value in zip(row(made, widths, line=hexed("line"), is_whole=True), aligns, line, strict=True):
            _fill(_empty(cell, align), value if isinstance(value, Cell) else Cell(value))
    write(_end(body), block.note, size=SMALL, token="ink3")


def _end(body: Element) -> Element:
    """The paragraph after a table: without one, Word takes the next table as its continuation."""
    return paragraph(body, before=0, after=4, line=11)


MARGIN_LETTERS = 3.5
"""What the margins of a cell take, in letters."""


def _shares(block: Table) -> list[float]:
    """Declared shares, or the longest text of each column, within reason."""
    if all(column.share is not None for column in block.columns):
        return [column.share or 1.0 for column in block.columns]
    return [min(32.0, max(6.0, length)) + MARGIN_LETTERS for length in longest_texts(block)]


def _fill(into: Element, cell: Cell) -> None:
    if cell.mark is not None:
        write_mark(into, cell.mark, plain(cell.words))
    else:
        write(into, cell.words)
    if cell.hint:
        write(into, f"  {cell.hint}", size=7, token="ink3")


def _ruled(body: Element, names: Sequence[str], widths: Sequence[float], aligns: Sequence[str]) -> Element:
    """A table with its header row, repeated on each page."""
    made = table(body, widths)
    cells = row(made, widths, line=hexed("ink2"), is_header=True)
    for cell, name, align in zip(cells, names, aligns, strict=True):
        write(_empty(cell, align), name, size=SMALL, token="ink2")
    return made


def _empty(cell: Element, align: str = "") -> Element:
    """The first paragraph of a cell, without room around it."""
    return paragraph(cell, before=2, after=2, align=align)


def _first(cell: Element, words: Words, **look) -> Element:
    return written(cell, words, before=2, after=2, **look)


def _further(cell: Element, words: Words = "", **look) -> Element:
    return written(cell, words, after=2, **look)


@_block(Pictures)
def _pictures(block: Pictures, document: Document, body: Element, width: float, drawn: Drawn) -> None:
    widths = [width / block.across] * block.across
    made = table(body, widths)
    for i in range(0, len(block.pictures), block.across):
        here = block.pictures[i : i + block.across]
        for place, cell in enumerate(row(made, widths, is_whole=True)):
            if place < len(here):
                _draw(document, cell, here[place], widths[0] - 12, drawn)
            else:
                paragraph(cell)
    _end(body)


def _draw(document: Document, cell: Element, picture: Picture, width: float, drawn: Drawn) -> None:
    head = picture.head
    if head is not None:
        _first(cell, (Run(head.title, Tone.STRONG),), size=9)
        value = _further(cell, (Run(head.value, Tone.STRONG),), size=14)
        write(value, f"{head.unit}  {head.change}", size=SMALL, token="ink2")
        verdict = _further(cell)
        if head.mark is not None and head.word:
            write_mark(verdict, head.mark, head.word, SMALL)
        write(verdict, f"  {head.small}" if head.small else "", size=7.5, token="ink2")
    into = _further(cell) if head is not None else _empty(cell)
    shape = WordParagraph(into, document._body).add_run().add_picture(BytesIO(drawn[picture.svg]), width=Pt(width))
    shape._inline.docPr.set("descr", picture.alt)
    if picture.caption:
        _further(cell, picture.caption, size=SMALL, token="ink3")


@_block(Checklist)
def _checklist(block: Checklist, document: Document, body: Element, width: float, drawn: Drawn) -> None:
    names = [TEMPLATE_WORDS[key] for key in ("answer", "requirement", "asked_by")]
    widths = [0.16 * width, 0.57 * width, 0.27 * width]
    made = _ruled(body, names, widths, ["left"] * len(names))
    for requirement in block.requirements:
        answer, asked, source = row(made, widths, line=hexed("line"), is_whole=True)
        token = MARK_COLOURS[ANSWER_MARKS[requirement.answer]][1]
        _first(answer, f"{ANSWER_GLYPHS[requirement.answer]} {requirement.answer.value}", token=token)
        _requirement(asked, requirement)
        _first(source, requirement.source, size=SMALL, token="ink3")
    _end(body)


def _requirement(cell: Element, requirement: Requirement) -> None:
    _first(cell, requirement.text)
    if requirement.proof:
        _further(cell, requirement.proof, size=SMALL + 0.5, token="ink2")
    if requirement.needs:
        words = (Run(f"{TEMPLATE_WORDS['needs']} ", Tone.STRONG), Run(requirement.needs))
        _further(cell, words, size=SMALL + 0.5)


@_block(Items)
def _items(block: Items, document: Document, body: Element, width: float, drawn: Drawn) -> None:
    number = new_numbering(document) if block.numbered else None
    for item in block.items:
        written(body, item, style="ListBullet" if number is None else "ListNumber", number=number)


@_block(Quote)
def _quote(block: Quote, document: Document, body: Element, width: float, drawn: Drawn) -> None:
    made = written(body, block.text, left=12, rule=("left", hexed("line2"), 12))
    if block.source:
        write(made, f"\n{block.source}", size=SMALL, token="ink3")


@_block(Signature)
def _signature(block: Signature, document: Document, body: Element, width: float, drawn: Drawn) -> None:
    if block.statement:
        written(body, block.statement, keep_with_next=True)
    signed = bool(block.signed_on)
    made = paragraph(body, before=8 if signed else 30, tab=0.72 * width, rule=("top", hexed("ink"), 8))
    lead: Words = (Run(f"{TEMPLATE_WORDS['signed']}, ", Tone.STRONG),) if signed else f"{TEMPLATE_WORDS['signature']} "
    write(made, lead)
    write(made, ", ".join(part for part in (block.name, block.role) if part))
    write(made, "\t" + (block.signed_on if signed else TEMPLATE_WORDS["date"]))


@_block(Notes)
def _notes(block: Notes, document: Document, body: Element, width: float, drawn: Drawn) -> None:
    if block.title:
        written(body, (Run(block.title, Tone.STRONG),), keep_with_next=True)
    for line in block.lines:
        written(body, line, size=SMALL, token="ink2", after=3)


@_block(PageBreak)
def _page_break(_: PageBreak, document: Document, body: Element, width: float, drawn: Drawn) -> None:
    add(add(paragraph(body), "r"), "br", type="page")
