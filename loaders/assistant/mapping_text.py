"""A proposed mapping as the text of a mapping file, with its doubts as comments."""

import json
import re
from dataclasses import asdict
from pathlib import Path

from loaders.assistant.proposal import Proposal
from loaders.source_mapping import MappingError

_PLAIN_KEY = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def mapping_text(found: Proposal) -> str:
    """TOML that `loaders.mapping_files.parse_mapping` reads once the questions are answered."""
    lines = [f"# {note}" for note in found.notes]
    lines += [f"# QUESTION: {question}" for question in found.questions]
    lines += [*_top(found), "", "[columns]", *_pairs(found.columns)]
    if found.constants:
        lines += ["", "[constants]", *_pairs(found.constants)]
    for name, labels in found.values.items():
        lines += ["", f"[values.{name}]", *_pairs(labels)]
        lines += [f'# {_key(label)} = ""   # not recognised' for label in found.unknown.get(name, [])]
    for score in found.scores:
        lines += ["", "[[scores]]", *_pairs(score)]
    for form in found.forms:
        lines += ["", "[[forms]]", *_pairs(asdict(form))]
    return "\n".join(lines) + "\n"


def write_mapping(folder: Path, name: str, text: str) -> Path:
    """Keep a mapping in the clinic's folder; one that is there already stays.

    Raises:
        MappingError: the name is no name for a mapping, or there is a mapping file of that name.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9_]{0,59}", name):
        raise MappingError(f"'{name}' is no name for a mapping: small letters, digits and underscores.")
    path = Path(folder) / "mappings" / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as fresh:
            fresh.write(text)
    except FileExistsError:
        raise MappingError(f"There is a mapping '{path}' already; choose another --name.") from None
    return path


def _top(found: Proposal) -> list[str]:
    look = found.look
    keys: dict[str, object] = {"name": found.name, "rows": found.rows}
    keys |= {"layout": found.layout} if found.layout != "long" else {}
    keys |= {"level": found.level} if found.level != "scores" else {}
    keys |= {"format": look.format} if look.format != "csv" else {}
    keys |= {"sheet": look.sheet} if look.sheet else {}
    keys |= {"header_row": look.header_row} if look.header_row != 1 else {}
    keys |= {"header_rows": look.header_rows} if look.header_rows != 1 else {}
    if look.format == "csv":
        keys |= {"encoding": look.encoding} if look.encoding != "utf-8" else {}
        keys |= {"delimiter": look.delimiter} if look.delimiter != "," else {}
        keys |= {"decimal": look.decimal} if look.decimal != "." else {}
    keys |= {"date_format": found.date_format} if found.date_format else {}
    keys |= {"time_format": found.time_format} if found.time_format else {}
    keys |= {"version_format": found.version_format} if found.version_format != "number" else {}
    keys |= {"missing": found.missing} if found.missing else {}
    return _pairs(keys)


def _pairs(table) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in table.items()]


def _key(key: str) -> str:
    return key if key and set(key) <= _PLAIN_KEY else _value(key)


def _value(value: object) -> str:
    """TOML's basic strings escape as JSON's do."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
