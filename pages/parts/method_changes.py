"""What changed between versions: the numbers first, then everything else."""

import re

from charts import states
from charts.markup import join
from charts.page_text import heading, lead, page_title
from charts.prose import draw_prose
from pages.parts import html, method_documents
from pages.parts.card import card

NUMBERS = "Numbers that change"


def show() -> None:
    text = method_documents.changelog()
    versions = versions_of(text)
    newest = versions[0][0] if versions else "unknown"
    html.show(
        join(
            page_title("Method: what changed"),
            lead(
                f"This is version {newest}.",
                "Every change that can move a number on a screen or in a document is listed first.",
            ),
        )
    )
    if not versions:
        html.show(states.empty("The list of changes is not here.", "It is CHANGELOG.md of the program."))
    for place, (name, body) in enumerate(versions):
        numbers, rest = parts_of(body)
        with card(f"version_{place}", name):
            html.show(join(heading(NUMBERS), draw_prose(numbers or "Nothing is listed.")))
            html.show(join(heading("Everything else"), draw_prose(rest)))


def versions_of(text: str) -> list[tuple[str, str]]:
    """Name and text of each version, the newest first, as the list of changes writes them ('## 0.1.0 (unreleased)')."""
    _, *parts = re.split(r"^##\s+(.+)$", text, flags=re.MULTILINE)
    return list(zip(parts[::2], parts[1::2], strict=True))


def parts_of(version: str) -> tuple[str, str]:
    """The section on numbers, and the rest."""
    before, _, after = version.partition(f"### {NUMBERS}")
    numbers, _, later = after.partition("\n### ")
    return numbers.strip(), (before + (f"\n### {later}" if later else "")).strip()
