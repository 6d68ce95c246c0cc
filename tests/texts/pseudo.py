"""A translation made by machine: every text of the catalogue between ‹ and ›, to see on screen what went through it."""

import re
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog

from texts.catalogue import as_bytes, shipped
from texts.hook import file_of
from texts.starting import started

PSEUDO = "eo"
OPEN, CLOSE = "‹", "›"


def marked(text: str) -> str:
    """The text between marks, which stand inside the spaces, signs and stops that it begins and ends with."""
    before, bare, after = re.fullmatch(r"([^\w{(<]*)(.*?)([\s.,:;]*)", text, re.DOTALL).groups()
    return f"{before}{OPEN}{bare}{CLOSE}{after}"


def pseudo_catalog() -> Catalog:
    catalog = started(Locale.parse(PSEUDO), shipped(), None)
    for entry in catalog:
        if entry.id:
            entry.string = tuple(map(marked, entry.id)) if isinstance(entry.id, tuple) else marked(entry.id)
    return catalog


def write_pseudo(clinic: Path) -> Path:
    file = file_of(clinic, PSEUDO)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(as_bytes(pseudo_catalog()))
    return file
