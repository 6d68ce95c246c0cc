"""The catalogue of all texts, `landings.pot`, made from the code."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from texts.finding import codes_of, messages, searched
from texts.message import Message
from texts.rules import READING, speaks

ROOT = Path(__file__).parents[1]
FILE = Path(__file__).with_name("landings.pot")
PACKAGES = ("domain", "access", "metrics", "charts", "documents", "pages")
RENEW = "python -m texts extract"
HEADER = """\
# Texts of Landings. A clinic translates them: docs/how-to/translate.md.
# Made from the code by `python -m texts extract`; never edited by hand."""
_BIRTH = datetime(2026, 1, 1, tzinfo=UTC)
"""In place of the moment of making: the same code gives the same file."""


def extracted() -> Catalog:
    """Every text of the code once, with the files that say it, in the order of these."""
    catalog = Catalog(project="Landings", version="", header_comment=HEADER, creation_date=_BIRTH, revision_date=_BIRTH)
    for path, tree in _modules():
        for found in messages(tree, module_name(path), codes()):
            _add(catalog, found.message, path)
    return catalog


def _add(catalog: Catalog, message: Message, path: Path) -> None:
    text = (message.text, message.many) if message.many else message.text
    catalog.add(text, context=message.context, locations=[(path.relative_to(ROOT).as_posix(), 0)])


@cache
def codes() -> frozenset[str]:
    """Texts that are codes somewhere in the product and therefore are never translated."""
    read = [(_tree(path), module_name(path)) for path in _sources() if not module_name(path).startswith(READING)]
    collections = frozenset(name for tree, _ in read for name in searched(tree) if name.isupper())
    return frozenset(text for tree, module in read for text in codes_of(tree, module, collections))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes(), str(path))


def _sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def _modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in _sources():
        if speaks(module_name(path)):
            yield path, _tree(path)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def as_bytes(catalog: Catalog) -> bytes:
    written = BytesIO()
    write_po(written, catalog, width=0, include_lineno=False)
    return written.getvalue()


def shipped() -> Catalog:
    """The catalogue as it lies beside this file."""
    with FILE.open("rb") as file:
        return read_po(file)
