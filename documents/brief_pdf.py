"""A reassessment brief as PDF."""

from documents.brief import Brief
from documents.printable import printable, replaced_note, rewritten
from documents.typst_brief import brief_values
from documents.typst_compiler import compile_pdf


def brief_pdf(brief: Brief) -> bytes:
    """The brief on one page, tagged (PDF/A-2a, PDF/UA-1). What does not fit is left out from the ends of the lists and
    counted on the page. The same brief gives the same bytes.

    Raises:
        PaperError: the page cannot be set.
    """
    clean, replaced = rewritten(brief, printable)
    return compile_pdf("brief.typ", brief_values(clean, replaced_note(replaced)), brief.made_at)
