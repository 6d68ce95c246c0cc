"""A paper as PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from documents.document_words import evidence_words, thresholds_words
from documents.paper import Notes, Paper
from documents.printable import Thing, plainly_printable, printable, replaced_note, rewritten
from documents.typst_compiler import SignRefused, compile_pdf
from documents.typst_values import Values, block_values, plain, text_values, whole_values

TEMPLATE = "paper.typ"

Made = TypeVar("Made")


@dataclass(frozen=True)
class Printed:
    """A PDF and the values that its template was filled with."""

    pdf: bytes
    values: Values


def typeset(paper: Paper) -> bytes:
    """The paper as a tagged PDF (PDF/A-2a, PDF/UA-1). The same paper gives the same bytes.

    Signs that no shipped font has are replaced visibly, and a note at the end names them.

    Raises:
        PaperError: the document cannot be set.
    """
    return printed(paper).pdf


def printed(paper: Paper) -> Printed:
    """The PDF of `typeset` with what is needed to set it again (`compile_kept`)."""
    return settable(paper, _printed)


def printed_values(paper: Paper) -> Values:
    """Everything that the template prints of a paper, fit for print, with a note on what was replaced."""
    return printed(paper).values


def _printed(paper: Paper, note: str) -> Printed:
    values = paper_values(paper, (Notes((note,)),) if note else ())
    return Printed(compile_pdf(TEMPLATE, values, paper.made_at), values)


def settable(thing: Thing, make: Callable[[Thing, str], Made]) -> Made:
    """What `make` makes of `thing` and the note on replaced signs: first with every sign that the fonts have; where Typst
    refuses one of them after all, without marks and joiners.

    Raises:
        PaperError: neither can be set.
    """
    clean, replaced = rewritten(thing, printable)
    try:
        return make(clean, replaced_note(replaced))
    except SignRefused:
        clean, replaced = rewritten(thing, plainly_printable)
        return make(clean, replaced_note(replaced))


def paper_values(paper: Paper, appended: tuple[Notes, ...] = ()) -> Values:
    """Everything that the template prints."""
    language, _, region = paper.language.partition("-")
    return {
        "title": paper.title,
        "heading": text_values(paper.title),
        "kind": paper.kind,
        "size": paper.size.value,
        "language": language,
        "region": region or None,
        "clinic": text_values(paper.head.clinic),
        "author": plain(paper.head.clinic),
        "address": [text_values(line) for line in paper.head.lines],
        "packet": text_values(paper.running.packet),
        "subject": text_values(paper.running.subject),
        "notices": [text_values(notice) for notice in paper.running.notices],
        "foot": _foot(paper),
        "blocks": block_values((*paper.blocks, *appended)),
    }


def _foot(paper: Paper) -> Values:
    foot = paper.foot
    return {
        "traces": [text_values(part) for part in (foot.snapshot, foot.policy) if part],
        "thresholds": text_values(thresholds_words(foot.thresholds)),
        "evidence": whole_values(evidence_words(foot.evidence_sha256)),
    }
