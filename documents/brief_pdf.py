"""A reassessment brief as PDF."""

from documents.brief import Brief
from documents.typst_brief import brief_values
from documents.typst_compiler import compile_pdf
from documents.typst_paper import settable


def brief_pdf(brief: Brief) -> bytes:
    """The brief on one page, tagged (PDF/A-2a, PDF/UA-1). What does not fit is left out from the ends of the lists and
    counted on the page. The same brief gives the same bytes.

    Raises:
        PaperError: the page cannot be set.
    """
    return settable(brief, lambda clean, note: compile_pdf("brief.typ", brief_values(clean, note), brief.made_at))
