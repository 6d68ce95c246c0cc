"""The same page with constant text: what Typst needs for it without values, blocks and templates."""

from typing import Any

import typst

from documents.font_coverage import FONTS
from documents.typst_compiler import STANDARDS


def constant_page(values: dict[str, Any], number: int) -> bytes:
    """A Typst file with every text and picture of a document's values written into it. `number` makes it another page than
    the last one, because Typst remembers what it has set."""
    lines = [
        f'#set document(title: "Constant page {number}")',
        "#set page(width: 612pt, height: 792pt, margin: 54pt)",
        '#set text(font: ("IBM Plex Sans", "IBM Plex Sans Arabic", "IBM Plex Sans Hebrew", "DejaVu Sans Mono"), size: 9.6pt)',
        f"Page {number}",
    ]
    return "\n\n".join([*lines, *_written(values, number)]).encode()


def _written(value: Any, number: int) -> list[str]:
    if isinstance(value, list):
        return [line for one in value for line in _written(one, number)]
    if not isinstance(value, dict):
        return []
    if "svg" in value:
        svg = f"{value['svg']}<!-- {number} -->"
        image = f'#image(bytes({_quoted(svg)}), format: "svg", width: 30%, alt: {_quoted(value["alt"])})'
        return [image, *_written(value.get("head"), number)]
    if "lines" in value and "rtl" in value:
        runs = [run["text"] for line in value["lines"] for run in line]
        return [f"#par({_quoted(' '.join(runs))})"] if runs else []
    if value.get("kind") == "table":
        cells = [_quoted(_plain(cell["text"])) for row in value["rows"] for cell in row["cells"]]
        return [f"#table(columns: {len(value['columns'])}, {', '.join(cells)})"]
    return [line for one in value.values() for line in _written(one, number)]


def _plain(text: dict[str, Any]) -> str:
    return " ".join(run["text"] for line in text["lines"] for run in line)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def constant_compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])
    return typst.Compiler(font_paths=fonts)


def compile_constant(compiler: typst.Compiler, page: bytes) -> bytes:
    made = compiler.compile(input=page, format="pdf", pdf_standards=list(STANDARDS), timestamp=0)
    return made if isinstance(made, bytes) else b""
