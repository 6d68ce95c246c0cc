"""Free text never becomes markup: one function shows HTML, and only what was escaped."""

import ast
from pathlib import Path

import pytest

from pages.parts import html

ROOT = Path(__file__).resolve().parents[2]
SCREEN_CODE = sorted([*ROOT.glob("pages/**/*.py"), ROOT / "dashboard.py", ROOT / "server.py"])
GATE = ROOT / "pages" / "parts" / "html.py"
RENDERS_MARKDOWN = {
    "write",
    "markdown",
    "caption",
    "title",
    "header",
    "subheader",
    "error",
    "warning",
    "info",
    "success",
    "html",
    "toast",
    "table",
}
"""Streamlit calls that turn their text into markdown or HTML, where an image address would be loaded."""


def streamlit_calls(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {
        f.attr for f in calls if isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name) and f.value.id == "st"
    }


@pytest.mark.parametrize("path", [p for p in SCREEN_CODE if p != GATE], ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_gate_renders_markup(path):
    assert streamlit_calls(path) & RENDERS_MARKDOWN == set()
    assert "unsafe_allow_html" not in path.read_text(encoding="utf-8")


def test_the_gate_is_the_place_that_renders_it():
    assert streamlit_calls(GATE) == {"markdown", "html"}


def test_plain_text_is_refused():
    with pytest.raises(TypeError, match=r"charts\.markup"):
        html.show("<b>typed by somebody</b>")
