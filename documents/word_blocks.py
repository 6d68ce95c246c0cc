"""Each kind of block of a paper, written into a Word file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import singledispatch
from io import BytesIO

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Pt
from docx.table import Table as WordTable
from docx.table import _Cell
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
from documents.word_parts import (
    MARK_COLOURS,
    colour,
    keep_whole,
    line_below,
    new_numbering,
    number_with,
    repeat_as_header,
    rule,
    write,
    write_mark,
)

SMALL = 8.0
ALIGNS = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
    Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
}

Drawn = Mapping[str, bytes]
"""PNG by the SVG it was drawn from."""


def write_blocks(document: Document, blocks: Sequence[Block], width: float, drawn: Drawn) -> None:
    """The blocks in order; `width` of the text in points, `drawn` the pictures as PNG."""
    for block in blocks:
        _written(block, document, width, drawn)


@singledispatch
def _written(block: object, document: Document, width: float, drawn: Drawn) -> None:
    raise TypeError(f"{type(block).__name__} is no block of a paper")


def _block(kind: type) -> Callable:
    return _written.register(kind)


@_block(Heading)
def _heading(block: Heading, document: Document, width: float, drawn: Drawn) -> None:
    document.add_heading(block.text, level=max(1, block.level - 1))


@_block(Paragraph)
def _paragraph(block: Paragraph, document: Document, width: float, drawn: Drawn) -> None:
    write(document.add_paragraph(), block.words)


@_block(Facts)
def _facts(block: Facts, document: Document, width: float, drawn: Drawn) -> None:
    table = document.add_table(len(block.facts), 2)
    _set_widths(table, [0.18 * width, 0.82 * width])
    for row, fact in zip(_rows_of_cells(table), block.facts, strict=True):
        write(_only(row[0]), fact.label, token="ink3")
        write(_only(row[1]), fact.value)
    _end(document)


@_block(Table)
def _table(block: Table, document: Document, width: float, drawn: Drawn) -> None:
    if block.caption:
        write(document.add_paragraph(), (Run(block.caption, Tone.STRONG),)).paragraph_format.keep_with_next = True
    shares = _shares(block)
    table = _ruled(document, [column.name for column in block.columns], [s / sum(shares) * width for s in shares])
    for row in block.rows:
        cells = table.add_row().cells
        for cell, column, value in zip(cells, block.columns, row, strict=True):
            line_below(cell)
            _fill(_only(cell), value if isinstance(value, Cell) else Cell(value))
            cell.paragraphs[0].alignment = ALIGNS[column.align]
    for i, column in enumerate(block.columns):
        table.rows[0].cells[i].paragraphs[0].alignment = ALIGNS[column.align]
    write(_end(document), block.note, size=SMALL, token="ink3")


def _end(document: Document) -> WordParagraph:
    """The paragraph after a table: without one, Word takes the next table as its continuation."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(0), Pt(4)
    paragraph.paragraph_format.line_spacing = Pt(11)
    return paragraph


MARGIN_LETTERS = 3.5
"""What the margins of a cell take, in letters."""


def _shares(block: Table) -> list[float]:
    """Declared shares, or the longest text of each column, within reason."""
    if all(column.share is not None for column in block.columns):
        return [column.share or 1.0 for column in block.columns]
    return [min(32.0, max(6.0, length)) + MARGIN_LETTERS for length in longest_texts(block)]


def _fill(paragraph: WordParagraph, cell: Cell) -> None:
    if cell.mark is not None:
        write_mark(paragraph, cell.mark, plain(cell.words))
    else:
        write(paragraph, cell.words)
    if cell.hint:
        write(paragraph, f"  {cell.hint}", size=7, token="ink3")


def _ruled(document: Document, names: Sequence[str], widths: Sequence[float]) -> WordTable:
    """A table with its header row, repeated on each page."""
    table = document.add_table(1, len(names))
    _set_widths(table, widths)
    repeat_as_header(table.rows[0])
    for cell, name in zip(table.rows[0].cells, names, strict=True):
        write(_only(cell), name, size=SMALL, token="ink2")
        line_below(cell, "ink2")
    return table


def _rows_of_cells(table: WordTable) -> Iterator[tuple[_Cell, ...]]:
    """Row by row; a table looks for all of its cells each time that it is asked for one."""
    cells, columns = table._cells, len(table.columns)
    for i in range(0, len(cells), columns):
        yield tuple(cells[i : i + columns])


def _set_widths(table: WordTable, widths: Sequence[float]) -> None:
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
        for cell in column.cells:
            cell.width = Pt(width)


def _only(cell: _Cell) -> WordParagraph:
    """The first paragraph of a cell, without room around it."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.space_before = Pt(2)
    return paragraph


def _further(cell: _Cell) -> WordParagraph:
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(2)
    return paragraph


@_block(Pictures)
def _pictures(block: Pictures, document: Document, width: float, drawn: Drawn) -> None:
    rows = -(-len(block.pictures) // block.across)
    table = document.add_table(rows, block.across)
    each = width / block.across
    _set_widths(table, [each] * block.across)
    cells = [cell for row in _rows_of_cells(table) for cell in row]
    for cell, picture in zip(cells, block.pictures, strict=False):
        _draw(cell, picture, each - 12, drawn)
    for row in table.rows:
        keep_whole(row)
    _end(document)


def _draw(cell: _Cell, picture: Picture, width: float, drawn: Drawn) -> None:
    paragraph = _only(cell)
    head = picture.head
    if head is not None:
        write(paragraph, (Run(head.title, Tone.STRONG),), size=9)
        value = _further(cell)
        write(value, (Run(head.value, Tone.STRONG),), size=14)
        write(value, f"{head.unit}  {head.change}", size=SMALL, token="ink2")
        verdict = _further(cell)
        if head.mark is not None and head.word:
            write_mark(verdict, head.mark, head.word, SMALL)
        write(verdict, f"  {head.small}" if head.small else "", size=7.5, token="ink2")
        paragraph = _further(cell)
    shape = paragraph.add_run().add_picture(BytesIO(drawn[picture.svg]), width=Pt(width))
    shape._inline.docPr.set("descr", picture.alt)
    if picture.caption:
        write(_further(cell), picture.caption, size=SMALL, token="ink3")


@_block(Checklist)
def _checklist(block: Checklist, document: Document, width: float, drawn: Drawn) -> None:
    names = [TEMPLATE_WORDS[key] for key in ("answer", "requirement", "asked_by")]
    table = _ruled(document, names, [0.16 * width, 0.57 * width, 0.27 * width])
    for requirement in block.requirements:
        cells = table.add_row().cells
        for cell in cells:
            line_below(cell)
        _answer(_only(cells[0]), requirement)
        _requirement(cells[1], requirement)
        write(_only(cells[2]), requirement.source, size=SMALL, token="ink3")
    _end(document)


def _answer(paragraph: WordParagraph, requirement: Requirement) -> None:
    token = MARK_COLOURS[ANSWER_MARKS[requirement.answer]][1]
    write(paragraph, f"{ANSWER_GLYPHS[requirement.answer]} {requirement.answer.value}", token=token)


def _requirement(cell: _Cell, requirement: Requirement) -> None:
    write(_only(cell), requirement.text)
    if requirement.proof:
        write(_further(cell), requirement.proof, size=SMALL + 0.5, token="ink2")
    if requirement.needs:
        words = (Run(f"{TEMPLATE_WORDS['needs']} ", Tone.STRONG), Run(requirement.needs))
        write(_further(cell), words, size=SMALL + 0.5)


@_block(Items)
def _items(block: Items, document: Document, width: float, drawn: Drawn) -> None:
    number = new_numbering(document) if block.numbered else None
    for item in block.items:
        paragraph = document.add_paragraph(style="List Bullet" if number is None else "List Number")
        if number is not None:
            number_with(paragraph, number)
        write(paragraph, item)


@_block(Quote)
def _quote(block: Quote, document: Document, width: float, drawn: Drawn) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent = Pt(12)
    rule(paragraph, "left", eighths=12)
    write(paragraph, block.text)
    if block.source:
        paragraph.add_run().add_break(WD_BREAK.LINE)
        write(paragraph, block.source, size=SMALL, token="ink3")


@_block(Signature)
def _signature(block: Signature, document: Document, width: float, drawn: Drawn) -> None:
    if block.statement:
        write(document.add_paragraph(), block.statement).paragraph_format.keep_with_next = True
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(8 if block.signed_on else 30)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(0.72 * width))
    rule(paragraph, "top", "ink", 8)
    signed = bool(block.signed_on)
    lead: Words = (Run(f"{TEMPLATE_WORDS['signed']}, ", Tone.STRONG),) if signed else f"{TEMPLATE_WORDS['signature']} "
    write(paragraph, lead)
    write(paragraph, ", ".join(part for part in (block.name, block.role) if part))
    write(paragraph, "\t" + (block.signed_on if signed else TEMPLATE_WORDS["date"]))


@_block(Notes)
def _notes(block: Notes, document: Document, width: float, drawn: Drawn) -> None:
    if block.title:
        write(document.add_paragraph(), (Run(block.title, Tone.STRONG),)).paragraph_format.keep_with_next = True
    for line in block.lines:
        paragraph = write(document.add_paragraph(), line, size=SMALL)
        paragraph.paragraph_format.space_after = Pt(3)
        for run in paragraph.runs:
            run.font.color.rgb = colour("ink2")


@_block(PageBreak)
def _page_break(_: PageBreak, document: Document, width: float, drawn: Drawn) -> None:
    document.add_page_break()
