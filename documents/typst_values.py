"""The blocks of a paper as plain values for the templates: lists, numbers, strings, no markup."""

from collections.abc import Callable, Iterable
from functools import singledispatch
from typing import Any

from charts.words import GLYPHS, Mark
from documents.paper import (
    Answered,
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
from documents.printable import breakable, is_right_to_left, isolated

Values = dict[str, Any]

ANSWER_MARKS = {
    Answered.MET: Mark.BETTER,
    Answered.NOT_MET: Mark.WORSE,
    Answered.CANNOT_TELL: Mark.MISSING,
    Answered.TO_DO: Mark.PLAIN,
}
ANSWER_GLYPHS = {Answered.MET: "✓", Answered.NOT_MET: "!", Answered.CANNOT_TELL: "?", Answered.TO_DO: "…"}


def runs_of(words: Words) -> tuple[Run, ...]:
    return (Run(words),) if isinstance(words, str) else words


def plain(words: Words) -> str:
    return words if isinstance(words, str) else "".join(run.text for run in words)


def text_values(words: Words) -> Values:
    """Lines of runs, and whether the whole reads from right to left. Runs of the other direction keep to themselves."""
    lines: list[list[Values]] = [[]]
    for run in runs_of(words):
        for i, part in enumerate(run.text.split("\n")):
            if i:
                lines.append([])
            if part:
                lines[-1].append({"text": isolated(breakable(part)), "tone": run.tone.value})
    return {"lines": lines, "rtl": is_right_to_left(plain(words))}


def whole_values(text: str) -> Values:
    """One line of words of our own that are not broken, such as a hash: whoever copies it must be able to compare it."""
    return {"lines": [[{"text": text, "tone": Tone.PLAIN.value}]] if text else [[]], "rtl": False}


def block_values(blocks: Iterable[Block]) -> list[Values]:
    """Every block with its kind. Headings never skip a level, which a screen reader would hear as a gap."""
    values, depth = [], 0
    for block in blocks:
        made = _values(block)
        if isinstance(block, Heading):
            depth = made["level"] = min(max(block.level - 1, 1), depth + 1)
        values.append(made)
    return values


@singledispatch
def _values(block: object) -> Values:
    raise TypeError(f"{type(block).__name__} is no block of a paper")


def _block(kind: type) -> Callable:
    return _values.register(kind)


@_block(Heading)
def _heading(block: Heading) -> Values:
    return {"kind": "heading", "text": text_values(block.text)}


@_block(Paragraph)
def _paragraph(block: Paragraph) -> Values:
    return {"kind": "paragraph", "text": text_values(block.words)}


@_block(Facts)
def _facts(block: Facts) -> Values:
    rows = [{"label": text_values(fact.label), "value": text_values(fact.value)} for fact in block.facts]
    return {"kind": "facts", "rows": rows}


@_block(Table)
def _table(block: Table) -> Values:
    return {
        "kind": "table",
        "columns": [
            {"name": text_values(column.name), "align": column.align.value, "share": share}
            for column, share in zip(block.columns, column_shares(block), strict=True)
        ],
        "rows": [
            {"cells": [cell_values(cell) for cell in row], "whole": max(map(_letters, row), default=0) <= WHOLE_LETTERS}
            for row in block.rows
        ],
        "small": block.small,
        "caption": text_values(block.caption),
        "note": text_values(block.note),
    }


WHOLE_LETTERS = 300
"""A row of a table whose cells are no longer does not break over pages; a longer one may, so that nothing is lost."""
WHOLE_REQUIREMENT = 1000
AUTO_LETTERS = 24
"""Columns with no longer text are as wide as that; longer ones share what is left."""
PAGE_LETTERS = 84
"""About as many letters stand side by side on a page."""


def column_shares(table: Table) -> list[float | None]:
    """The part of the width of each column; None: as wide as its longest text. Where nothing is declared the first column,
    and every one with long texts, shares the room that short ones leave."""
    if any(column.share is not None for column in table.columns):
        return [column.share for column in table.columns]
    longest = longest_texts(table)
    crowded = sum(length for length in longest if length <= AUTO_LETTERS) > PAGE_LETTERS
    return [
        float(min(max(length, 12), 60)) if i == 0 or crowded or length > AUTO_LETTERS else None
        for i, length in enumerate(longest)
    ]


def longest_texts(table: Table) -> list[int]:
    """Letters of the longest text of each column, its name and hints included."""
    return [
        max([len(column.name), *(_letters(row[i]) for row in table.rows)]) for i, column in enumerate(table.columns)
    ]


def _letters(value: Cell | str) -> int:
    return len(value) if isinstance(value, str) else len(plain(value.words)) + len(value.hint)


def cell_values(cell: Cell | str) -> Values:
    if isinstance(cell, str):
        cell = Cell(cell)
    mark = None if cell.mark is None else mark_values(cell.mark)
    return {"text": text_values(cell.words), "hint": text_values(cell.hint), "mark": mark}


def mark_values(mark: Mark) -> Values:
    return {"name": mark.value, "glyph": GLYPHS[mark]}


def answer_values(answer: Answered) -> Values:
    return {"name": ANSWER_MARKS[answer].value, "glyph": ANSWER_GLYPHS[answer], "word": answer.value}


def picture_values(picture: Picture) -> Values:
    head = picture.head
    return {
        "svg": str(picture.svg),
        "alt": picture.alt,
        "caption": text_values(picture.caption),
        "head": None
        if head is None
        else {
            "title": text_values(head.title),
            "value": text_values(head.value),
            "unit": text_values(head.unit),
            "change": text_values(head.change),
            "mark": None if head.mark is None else mark_values(head.mark),
            "word": head.word,
            "small": text_values(head.small),
        },
    }


@_block(Pictures)
def _pictures(block: Pictures) -> Values:
    return {"kind": "pictures", "across": block.across, "pictures": [picture_values(p) for p in block.pictures]}


@_block(Checklist)
def _checklist(block: Checklist) -> Values:
    return {"kind": "checklist", "rows": [_requirement(r) for r in block.requirements]}


def _requirement(requirement: Requirement) -> Values:
    return {
        "answer": answer_values(requirement.answer),
        "text": text_values(requirement.text),
        "proof": text_values(requirement.proof),
        "needs": text_values(requirement.needs),
        "source": text_values(requirement.source),
        "whole": sum(len(plain(part)) for part in (requirement.text, requirement.proof, requirement.needs))
        <= WHOLE_REQUIREMENT,
    }


@_block(Items)
def _items(block: Items) -> Values:
    return {"kind": "items", "numbered": block.numbered, "items": [text_values(item) for item in block.items]}


@_block(Quote)
def _quote(block: Quote) -> Values:
    return {"kind": "quote", "text": text_values(block.text), "source": text_values(block.source)}


@_block(Signature)
def _signature(block: Signature) -> Values:
    named = {key: text_values(getattr(block, key)) for key in ("name", "role", "statement", "signed_on")}
    return {"kind": "signature", "is_signed": bool(block.signed_on), **named}


@_block(Notes)
def _notes(block: Notes) -> Values:
    return {"kind": "notes", "title": text_values(block.title), "lines": [text_values(line) for line in block.lines]}


@_block(PageBreak)
def _page_break(_: PageBreak) -> Values:
    return {"kind": "page-break"}
