"""A paper as PDF."""

from documents.document_words import evidence_words, thresholds_words
from documents.paper import Notes, Paper
from documents.printable import printable, replaced_note, rewritten
from documents.typst_compiler import compile_pdf
from documents.typst_values import Values, block_values, plain, text_values

TEMPLATE = "paper.typ"


def typeset(paper: Paper) -> bytes:
    """The paper as a tagged PDF (PDF/A-2a, PDF/UA-1). The same paper gives the same bytes.

    Signs that no shipped font has are replaced visibly, and a note at the end names them.

    Raises:
        PaperError: the document cannot be set.
    """
    return compile_pdf(TEMPLATE, printed_values(paper), paper.made_at)


def printed_values(paper: Paper) -> Values:
    """Everything that the template prints of a paper, fit for print, with a note on what was replaced."""
    clean, replaced = rewritten(paper, printable)
    note = replaced_note(replaced)
    return paper_values(clean, (Notes((note,)),) if note else ())


def paper_values(paper: Paper, appended: tuple[Notes, ...] = ()) -> Values:
    """Everything that the template prints."""
    language, _, region = paper.language.partition("-")
    return {
        "title": paper.title,
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
        "evidence": text_values(evidence_words(foot.evidence_sha256)),
    }
