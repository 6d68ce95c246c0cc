"""Our own documentation as markup: headings, paragraphs, lists, tables, bold, code. Everything is escaped by construction.

Only the small Markdown of `docs/` is read. A link keeps its words, and its address where that leads to another site.
"""

import re
from collections.abc import Iterator

from charts.markup import Markup, element, join

PIECES = re.compile(r"(\*\*.+?\*\*|`[^`]+`|\[[^\]]+\]\([^)]+\)|(?<!\w)\*[^*\s][^*]*\*(?!\w))")
LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
ITEM = re.compile(r"\s*(?:[-*]|\d+\.)\s+")
RULE = re.compile(r"\|?[\s:|-]+\|?")


def draw_prose(text: str, first_level: int = 3) -> Markup:
    """The page, its headings from `first_level` down; the title of the page ('# …') is left out."""
    return element("div", *[_block(lines, first_level) for lines in _blocks(text)], class_="prose")


def title_of(text: str) -> str:
    """The title of a page: its first heading."""
    found = re.search(r"^#\s+(.+)$", text, re.MULTILINE)
    return found.group(1).strip() if found else ""


def question_of(text: str) -> str:
    """What a page of explanation answers, as it says in its first line; '' where it does not."""
    found = re.search(r"^\*\*Answers?:\*\*\s*(.+)$", text, re.MULTILINE)
    return found.group(1).strip() if found else ""


def _blocks(text: str) -> Iterator[list[str]]:
    """Runs of lines that belong together; a fenced block of code is one."""
    block: list[str] = []
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        ends = not line.strip() and not fenced
        begins = line.startswith("#") and not fenced
        if (ends or begins) and block:
            yield block
            block = []
        if not ends:
            block.append(line)
        if begins:
            yield block
            block = []
    if block:
        yield block


def _block(lines: list[str], first_level: int) -> Markup | None:
    first = lines[0]
    if first.startswith("```"):
        code = [line for line in lines if not line.startswith("```")]
        return element("div", *[element("div", line) for line in code], class_="code")
    if first.startswith("#"):
        depth = len(first) - len(first.lstrip("#"))
        if depth == 1:
            return None
        words = inline(first.lstrip("#").strip())
        return element("div", words, class_="sheet-table-name", role="heading", aria_level=first_level + depth - 2)
    if first.lstrip().startswith("|") and len(lines) > 1 and RULE.fullmatch(lines[1].strip()):
        return _table(lines)
    if ITEM.match(first):
        return _list(lines)
    return element("p", inline(" ".join(lines)))


def _list(lines: list[str]) -> Markup:
    """Items with the lines that go on with them."""
    items: list[str] = []
    for line in lines:
        if ITEM.match(line):
            items.append(ITEM.sub("", line, count=1))
        else:
            items[-1] += f" {line.strip()}"
    name = "ol" if lines[0].lstrip()[:1].isdigit() else "ul"
    return element(name, *[element("li", inline(item)) for item in items])


def _table(lines: list[str]) -> Markup:
    head, _, *rows = [_cells(line) for line in lines]
    # A corner without words heads nothing.
    top = element("tr", *[element("th", inline(cell), scope="col") if cell else element("td") for cell in head])
    body = [element("tr", *[element("td", inline(cell)) for cell in row]) for row in rows]
    table = element("table", element("thead", top), element("tbody", *body), class_="table")
    return element(
        "div",
        table,
        class_="table-frame",
        tabindex=0,
        role="group",
        aria_label=", ".join(filter(None, head)) or "Table",
    )


def _cells(line: str) -> list[str]:
    """Cells of a line; a bar behind a backslash belongs to its cell."""
    parts = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
    return [part.strip().replace("\\|", "|") for part in parts]


def inline(text: str) -> Markup:
    """A line with bold, slanted, code and links."""
    return join(*[_piece(piece) for piece in PIECES.split(text) if piece])


def _piece(piece: str) -> str | Markup:
    if piece.startswith("**") and len(piece) > 4:
        return element("b", piece[2:-2])
    if piece.startswith("`") and len(piece) > 2:
        return element("code", piece[1:-1])
    if found := LINK.fullmatch(piece):
        words, target = found.groups()
        return (
            element("a", words, href=target, target="_blank", rel="noopener noreferrer")
            if target.startswith("https://")
            else words
        )
    if piece.startswith("*") and piece.endswith("*") and len(piece) > 2:
        return element("i", piece[1:-1])
    return piece
