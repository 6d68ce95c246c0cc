"""Typst, asked for bytes: our templates, our fonts, a fixed time; values go in as JSON and are never markup."""

import json
import threading
from datetime import UTC, datetime, timezone
from functools import cache
from pathlib import Path
from typing import Any

import typst

from charts.tokens import Theme, palette
from documents.document_words import TEMPLATE_WORDS
from documents.font_coverage import FONTS

TEMPLATES = Path(__file__).parent / "templates"
STANDARDS = ("a-2a", "ua-1")
"""PDF/A-2a for archives and PDF/UA-1 for screen readers; Typst refuses to write a file that it knows to break them."""


class PaperError(Exception):
    """A document cannot be made; the message is one sentence without anything of the record in it."""


class SignRefused(PaperError):
    """Typst met a sign that it cannot set, although a font has it: a mark without a letter, for instance."""


def compile_pdf(template: str, values: dict[str, Any], made_at: datetime) -> bytes:
    """The PDF of a template filled with `values`. The same values and time give the same bytes.

    Raises:
        SignRefused: a text holds a sign that cannot be set where it stands.
        PaperError: Typst refuses otherwise, which is a fault of the template.
    """
    pdf = _compiled(template, values, format="pdf", pdf_standards=list(STANDARDS), timestamp=_with_zone(made_at))
    return pdf if isinstance(pdf, bytes) else b"".join(pdf)


def compile_png(template: str, values: dict[str, Any], ppi: float) -> list[bytes]:
    """One PNG for each page of a template filled with `values`."""
    pages = _compiled(template, values, format="png", ppi=ppi)
    return [pages] if isinstance(pages, bytes) else list(pages)


def inputs_of(values: dict[str, Any]) -> str:
    """All that a template is filled with, as the JSON that Typst is given: the values, our colours and words."""
    whole = {**values, "colours": palette(Theme.LIGHT), "words": TEMPLATE_WORDS}
    return json.dumps(whole, ensure_ascii=False)


def compile_kept(templates: Path, template: str, inputs: str, made_at: datetime) -> bytes:
    """The PDF of templates that were kept in a folder, with `inputs_of` as it was kept; today's fonts.

    Raises PaperError as `compile_pdf`.
    """
    compiler = typst.Compiler(root=templates, font_paths=_fonts())
    export = {"format": "pdf", "pdf_standards": list(STANDARDS), "timestamp": _with_zone(made_at)}
    pdf = _made(compiler, templates / template, inputs, **export)
    return pdf if isinstance(pdf, bytes) else b"".join(pdf)


def _compiled(template: str, values: dict[str, Any], **export: Any) -> bytes | list[bytes]:
    return _made(_compiler(), TEMPLATES / template, inputs_of(values), **export)


def _made(compiler: typst.Compiler, template: Path, inputs: str, **export: Any) -> bytes | list[bytes]:
    with _ONE_AT_A_TIME:
        try:
            made = compiler.compile(input=template, sys_inputs={"values": inputs}, **export)
        except typst.TypstError as error:
            raise _refusal(error) from None
        except BaseException as error:
            if type(error).__module__ != "pyo3_runtime":  # a panic inside Typst is no Exception
                raise
            _compiler.cache_clear()
            raise SignRefused("This document could not be set (Typst stopped).") from None
    if made is None:
        raise PaperError("This document could not be set (nothing came back).")
    return made


_ONE_AT_A_TIME = threading.Lock()
"""A compiler holds the inputs of its last run; a batch uses processes."""


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=TEMPLATES, font_paths=_fonts())


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])


def _refusal(error: typst.TypstError) -> PaperError:
    """What Typst refused, without the text that it quotes."""
    for words in ("could not be displayed", "disallowed codepoint", "contains the codepoint"):
        if words in error.message:
            return SignRefused(f"This document could not be set (a sign {words}).")
    return PaperError("This document could not be set (template).")


def _with_zone(made_at: datetime) -> datetime:
    """With the offset of its moment: Typst takes no zone whose offset changes with the season."""
    offset = made_at.utcoffset()
    return made_at.replace(tzinfo=UTC if offset is None else timezone(offset))
