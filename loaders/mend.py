"""A mapping changed on the spot: what it would bring, and the change itself with everything read again."""

import os
import tomllib
from dataclasses import replace
from pathlib import Path

from domain.clinic import Clinic
from domain.loaded import Loaded
from loaders.mapping_files import parse_mapping
from loaders.read import read_file
from loaders.retry import Retried, retry
from loaders.source_mapping import MappingError, SourceMapping
from store.account import Account
from store.rehearsal import rehearse
from store.writer import load


def mapping_file(folder: Path, name: str) -> Path:
    """The file in which the clinic keeps the mapping `name`.

    Raises:
        MappingError: there is none.
    """
    for path in sorted((Path(folder) / "mappings").glob("*.toml")):
        try:
            if tomllib.loads(path.read_text(encoding="utf-8-sig")).get("name") == name:
                return path
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            continue
    raise MappingError(f"There is no mapping file for '{name}' in this clinic.")


def try_mapping(folder: Path, clinic: Clinic, name: str, text: str) -> Retried:
    """What reading the mapping's files again would bring with this text in its place; nothing is changed.

    Raises:
        MappingError: the text is no mapping, or one of another name.
        SourceError, StoreError: as `loaders.retry.retry`.
    """
    mapping = _parsed(clinic, name, text)
    return retry(folder, clinic, lambda loadeds: rehearse(folder, clinic, loadeds), mapping)


def mend_mapping(folder: Path, clinic: Clinic, name: str, text: str) -> Retried:
    """Keep the text as the mapping and read its files again, as one batch. The former text stays with the loads made by it.

    Raises:
        MappingError, SourceError, StoreError: as `try_mapping`; the mapping file is then as it was.
    """
    mapping, path = _parsed(clinic, name, text), mapping_file(folder, name)
    brought = retry(folder, clinic, lambda loadeds: load(folder, clinic, loadeds), mapping)
    fresh = path.with_suffix(".toml.fresh")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)
    return brought


def load_file(
    folder: Path, clinic: Clinic, path: Path, mapping_text: str, file_name: str | None = None
) -> tuple[Account, Loaded]:
    """Load one file through a mapping given as text; `file_name` is its name where it lies under another.

    Raises:
        MappingError, SourceError, StoreError: nothing was loaded.
    """
    loaded = read_file(path, parse_mapping(mapping_text, "The mapping", clinic.measures), clinic)
    named = replace(loaded, file_name=file_name or loaded.file_name)
    return load(folder, clinic, [named])[0], named


def _parsed(clinic: Clinic, name: str, text: str) -> SourceMapping:
    mapping = parse_mapping(text, "The mapping", clinic.measures)
    if mapping.name != name:
        raise MappingError(f"The mapping: name must stay '{name}'; record numbers belong to it.")
    return mapping
