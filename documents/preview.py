"""A paper on screen: the same blocks as HTML at the proportions of the sheet, always in light colours.

Page breaks of the file are not known here: each sheet ends where a new page was asked for, and grows with its text.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import singledispatch

from charts.markup import Markup, element, join
from charts.words import word_chip
from documents.document_words import TEMPLATE_WORDS, evidence_words, thresholds_words
from documents.paper import (
    Block,
    Cell,
    Checklist,
    Facts,
    Heading,
    Items,
    Notes,
    PageBreak,
    Paper,
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
from documents.printable import exchangeable, replaced_note, rewritten
from documents.typst_values import ANSWER_GLYPHS, ANSWER_MARKS, plain, runs_of

Child = str | None


def draw_preview(paper: Paper) -> Markup:
    """The sheets of a paper, for `pages/parts/html.show`. All text is escaped; what no office file may hold is replaced."""
    clean, replaced = rewritten(paper, exchangeable)
    note = replaced_note(replaced)
    sheets = _sheets((*clean.blocks, Notes((note,))) if note else clean.blocks)
    drawn = [_sheet(clean, blocks, is_first=i == 0) for i, blocks in enumerate(sheets)]
    return element("div", *drawn, class_="paper paper-desk", lang=clean.language)


def _sheets(blocks: Iterable[Block]) -> list[list[Block]]:
    sheets: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, PageBreak):
            sheets.append([])
        else:
            sheets[-1].append(block)
    return [sheet for sheet in sheets if sheet] or [[]]


def _sheet(paper: Paper, blocks: Sequence[Block], is_first: bool) -> Markup:
    address = element("p", " · ".join(paper.head.lines), class_="paper-address") if is_first else None
    title = element("h3", _words(paper.title), class_="paper-title") if is_first else None
    body = element("div", address, title, *[_drawn(block) for block in blocks], class_="paper-body")
    return element("section", _head(paper), body, _foot(paper), class_=f"paper-sheet paper-{paper.size.value}")


def _head(paper: Paper) -> Markup:
    clinic = element("b", _words(paper.head.clinic))
    return element("div", clinic, element("span", _words(paper.running.packet)), class_="paper-head")


def _foot(paper: Paper) -> Markup:
    foot = paper.foot
    traces = " · ".join(words for words in (paper.running.subject, foot.snapshot, foot.policy) if words)
    lines = [traces, thresholds_words(foot.thresholds), evidence_words(foot.evidence_sha256)]
    notices = [element("div", element("b", notice)) for notice in paper.running.notices]
    return element("div", *notices, *[element("div", line) for line in lines if line], class_="paper-foot")


def _words(words: Words) -> Markup:
    """Runs in their tones, line by line; each in a direction of its own."""
    return join(*[_run(run) for run in runs_of(words)])


def _run(run: Run) -> Markup:
    lines = run.text.split("\n")
    parts: list[Child] = [element("bdi", lines[0])]
    for line in lines[1:]:
        parts += [Markup("<br/>"), element("bdi", line)]
    if run.tone is Tone.STRONG:
        return element("b", *parts)
    if run.tone is Tone.PLAIN:
        return join(*parts)
    return element("span", *parts, class_=f"paper-{run.tone.value}")


def _paragraph_of(words: Words, class_: str | None = None) -> Markup | None:
    return element("p", _words(words), dir="auto", class_=class_) if plain(words) else None


@singledispatch
def _drawn(block: object) -> Markup:
    raise TypeError(f"{type(block).__name__} is no block of a paper")


def _block(kind: type) -> Callable:
    return _drawn.register(kind)


@_block(Heading)
def _heading(block: Heading) -> Markup:
    return element("h4" if block.level <= 2 else "h5", _words(block.text))


@_block(Paragraph)
def _paragraph(block: Paragraph) -> Markup:
    return _paragraph_of(block.words) or join()


@_block(Facts)
def _facts(block: Facts) -> Markup:
    rows = [
        element("div", element("dt", _words(fact.label)), element("dd", _words(fact.value), dir="auto"))
        for fact in block.facts
    ]
    return element("dl", *rows, class_="paper-facts")


@_block(Table)
def _table(block: Table) -> Markup:
    names = [element("th", _words(c.name), scope="col", class_=f"paper-{c.align.value}") for c in block.columns]
    rows = [
        element("tr", *[_cell(value, c.align.value) for value, c in zip(row, block.columns, strict=True)])
        for row in block.rows
    ]
    return join(
        _paragraph_of(block.caption, "paper-caption"), _grid(names, rows), _paragraph_of(block.note, "paper-small")
    )


def _grid(names: Sequence[Markup], rows: Sequence[Markup]) -> Markup:
    table = element("table", element("thead", element("tr", *names)), element("tbody", *rows))
    return element("div", table, class_="paper-table", tabindex="0")


def _cell(value: Cell | str, align: str) -> Markup:
    cell = value if isinstance(value, Cell) else Cell(value)
    words = _words(cell.words) if cell.mark is None else word_chip(cell.mark, plain(cell.words))
    hint = element("span", cell.hint, class_="paper-hint") if cell.hint else None
    return element("td", words, hint, dir="auto", class_=f"paper-{align}")


@_block(Pictures)
def _pictures(block: Pictures) -> Markup:
    drawn = [_picture(picture) for picture in block.pictures]
    return element("div", *drawn, class_=f"paper-pictures paper-across-{min(4, block.across)}")


def _picture(picture: Picture) -> Markup:
    """Drawn by `charts` the SVG stands in the page; any other text is no markup and is not let in."""
    svg = picture.svg if isinstance(picture.svg, Markup) else None
    image = element("div", svg, role="img", aria_label=picture.alt, class_="paper-image")
    return element("div", _picture_head(picture), image, _paragraph_of(picture.caption, "paper-small"))


def _picture_head(picture: Picture) -> Markup | None:
    head = picture.head
    if head is None:
        return None
    chip = word_chip(head.mark, head.word) if head.mark is not None and head.word else None
    value = [element("b", head.value), element("span", head.unit), element("span", f" {head.change}")]
    lines = [element("b", head.title), element("div", *value, class_="paper-value")]
    small = element("span", f" {head.small}", class_="paper-small")
    return element("div", *lines, element("div", chip, small), class_="paper-picture-head")


@_block(Checklist)
def _checklist(block: Checklist) -> Markup:
    names = [element("th", TEMPLATE_WORDS[key], scope="col") for key in ("answer", "requirement", "asked_by")]
    return _grid(names, [_requirement(requirement) for requirement in block.requirements])


def _requirement(requirement: Requirement) -> Markup:
    answer = requirement.answer
    said = element("span", f"{ANSWER_GLYPHS[answer]} {answer.value}", class_=f"paper-answer-{ANSWER_MARKS[answer]}")
    needs = join(element("b", TEMPLATE_WORDS["needs"]), " ", _words(requirement.needs)) if requirement.needs else None
    proof = element("div", _words(requirement.proof), class_="paper-proof") if requirement.proof else None
    shown = [_words(requirement.text), proof, element("div", needs, class_="paper-proof") if needs else None]
    return element(
        "tr",
        element("td", said),
        element("td", *shown, dir="auto"),
        element("td", _words(requirement.source), class_="paper-small"),
    )


@_block(Items)
def _items(block: Items) -> Markup:
    return element("ol" if block.numbered else "ul", *[element("li", _words(item), dir="auto") for item in block.items])


@_block(Quote)
def _quote(block: Quote) -> Markup:
    return element("blockquote", _paragraph_of(block.text), _paragraph_of(block.source, "paper-small"))


@_block(Signature)
def _signature(block: Signature) -> Markup:
    by = ", ".join(part for part in (block.name, block.role) if part)
    lead = element("b", TEMPLATE_WORDS["signed"] + ", ") if block.signed_on else f"{TEMPLATE_WORDS['signature']} "
    line = [element("span", lead, _words(by)), element("span", block.signed_on or TEMPLATE_WORDS["date"])]
    style = "paper-line" if block.signed_on else "paper-line paper-unsigned"
    return join(_paragraph_of(block.statement), element("div", *line, class_=style))


@_block(Notes)
def _notes(block: Notes) -> Markup:
    title = _paragraph_of((Run(block.title, Tone.STRONG),)) if block.title else None
    return element("div", title, *[_paragraph_of(line) for line in block.lines], class_="paper-notes")
