"""The documentation that ships with the program, read from its folder."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from charts.prose import question_of, title_of

ROOT = Path(__file__).resolve().parents[2]
EXPLANATIONS = ROOT / "docs" / "explanation"


@dataclass(frozen=True)
class Explanation:
    """One page of docs/explanation. `code` is its file's name without ending; `question` what it answers."""

    code: str
    title: str
    question: str
    text: str


@cache
def explanations() -> dict[str, Explanation]:
    """By code, in the order of their titles. Empty where the folder of documentation was not shipped."""
    read = [(path.stem, path.read_text(encoding="utf-8")) for path in EXPLANATIONS.glob("*.md")]
    pages = [Explanation(code, title_of(text) or code, question_of(text), text) for code, text in read]
    return {page.code: page for page in sorted(pages, key=lambda page: page.title.lower())}


@cache
def glossary() -> str:
    return _read("docs/glossary.md")


@cache
def changelog() -> str:
    return _read("CHANGELOG.md")


@cache
def statistics() -> list[tuple[str, str]]:
    """Each file of metrics/ and the question that its first line says it answers."""
    found = []
    for path in sorted((ROOT / "metrics").glob("*.py")):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        first = said.splitlines()[0] if said else ""
        if not path.stem.startswith("_") and first.endswith("?"):
            found.append((path.stem.replace("_", " ").capitalize(), first))
    return found


def _read(name: str) -> str:
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""
