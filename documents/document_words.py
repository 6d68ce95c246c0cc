"""The words that documents have of their own, in one place."""

TEMPLATE_WORDS = {
    "answer": "Answer",
    "requirement": "Requirement and what shows it",
    "asked_by": "Asked by",
    "needs": "To settle it:",
    "page": "Page",
    "of": "of",
    "meaningful_change": "Meaningful change:",
    "signed": "Signed electronically",
    "signature": "Signature:",
    "date": "Date:",
    "check": "Check before you go in",
    "nothing_flagged": "Nothing in the record raises a flag.",
    "points": "Talking points",
    "goals": "Goals",
    "rule": "Program rule",
    "payer": "Payer",
    "progress": "Progress at each checkpoint",
    "done": "What was done",
    "done_on_screen": "on screen; it did not fit this page",
    "and": "and",
    "more_on_screen": "more on screen",
}
"""What templates, the Word file and the preview write beside the blocks."""

BRIEF_TITLE = "Reassessment brief"


def evidence_words(sha256: str) -> str:
    return f"SHA-256 of the evidence {sha256}" if sha256 else ""


def thresholds_words(thresholds: tuple[str, ...]) -> str:
    """Thresholds with their citations on one line."""
    return f"{TEMPLATE_WORDS['meaningful_change']} {' · '.join(thresholds)}" if thresholds else ""
