"""What a mapping draws from the project's data dictionary, written into the mapping's own text.

So the recorded text alone reads an archived export as it was read before, whatever became of the dictionary since.
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from loaders.redcap_dictionary import DictionaryField, read_dictionary
from loaders.source_error import SourceError
from loaders.source_file import read_bytes
from loaders.source_mapping import MappingError
from loaders.text import decode


def with_dictionary(text: str, path: Path) -> str:
    """The mapping's text with a table [fields.…] for each field of the dictionary that it may read.

    Args:
        text: TOML; what is no TOML, or names no dictionary, comes back as it is.
        path: the mapping's file; `dictionary` names a file within the clinic folder above it.

    Raises:
        MappingError: the dictionary cannot be read.
    """
    try:
        declared = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return text
    named = declared.get("dictionary")
    if not isinstance(named, str):
        return text
    if PurePosixPath(named).is_absolute() or ".." in PurePosixPath(named).parts:
        raise MappingError(f"{path}: dictionary: '{named}' must be a file inside the clinic folder.")
    folder = path.resolve().parent.parent
    dictionary = folder / named
    if not dictionary.resolve().is_relative_to(folder):
        raise MappingError(f"{path}: dictionary: '{named}' is a link that leads out of the clinic folder.")
    try:
        fields = read_dictionary(decode(read_bytes(dictionary), "utf-8", str(dictionary)), str(dictionary))
    except SourceError as error:
        raise MappingError(f"{path}: dictionary: {error}") from None
    own = declared.get("fields")
    said = set(own) if isinstance(own, dict) else set()
    needed = None if declared.get("headers") == "label" else set(_names(declared))
    tables = [_table(f) for f in fields if f.name not in said and (needed is None or f.name in needed)]
    return "\n".join([text.rstrip("\n"), "", "# from the data dictionary", *tables]) if tables else text


def _names(value: Any) -> Iterator[str]:
    """Every text in the mapping, and of a checkbox column its field."""
    if isinstance(value, str):
        yield from {value, value.partition("___")[0]}
    elif isinstance(value, dict):
        for part in value.values():
            yield from _names(part)
        yield "record_id"
    elif isinstance(value, list):
        for part in value:
            yield from _names(part)


def _table(field: DictionaryField) -> str:
    plain = {
        "form": field.form, "type": field.type, "label": field.label, "validation": field.validation,
        "lowest": field.lowest, "highest": field.highest,
    }  # fmt: skip
    lines = [f"[fields.{_quoted(field.name)}]", *(f"{key} = {_quoted(text)}" for key, text in plain.items() if text)]
    choices = ", ".join(f"{_quoted(code)} = {_quoted(label)}" for code, label in field.choices)
    return "\n".join([*lines, *([f"choices = {{ {choices} }}"] if choices else []), ""])


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's, but for characters that JSON lets stand."""
    return json.dumps("".join(c for c in text if c.isprintable()), ensure_ascii=False)
