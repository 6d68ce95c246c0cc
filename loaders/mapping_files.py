"""Mapping files as they lie in the clinic's folder: TOML in, the mapping of its format out."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from domain.measures import MEASURES
from loaders.formats import DEFAULT_FORMAT, FORMATS
from loaders.source_mapping import MappingError, Registry, SourceMapping, first_fault


def parse_mapping(text: str, file_name: str, measures: Registry = MEASURES) -> SourceMapping:
    """The mapping that a TOML text declares; `measures` are those of the clinic.

    Raises:
        MappingError: the text is no TOML, its format is not known, or a key is missing, unknown or impossible.
    """
    try:
        declared = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{file_name} is not valid TOML: {error}.") from None
    except RecursionError:
        raise MappingError(f"{file_name} is nested too deeply to be a mapping.") from None
    named = declared.get("format", DEFAULT_FORMAT)
    if not isinstance(named, str) or named not in FORMATS:
        raise MappingError(f"{file_name}: format: it is none of {', '.join(FORMATS)}.")
    try:
        mapping = FORMATS[named].mapping_class.model_validate(declared, context={"measures": measures})
    except ValidationError as error:
        raise MappingError(f"{file_name}: {first_fault(error)}") from None
    mapping.came_from(text, measures)
    return mapping


def read_mapping(path: Path, measures: Registry = MEASURES) -> SourceMapping:
    """The mapping in one file.

    Raises:
        MappingError: the file is missing, unreadable or wrong.
    """
    try:
        return parse_mapping(_completed(path.read_text(encoding="utf-8-sig"), path), str(path), measures)
    except OSError as error:
        raise MappingError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise MappingError(f"{path} is not UTF-8 text.") from None


def _completed(text: str, path: Path) -> str:
    """The text with what its format draws from files beside it; a fault in it is told by `parse_mapping`."""
    try:
        complete = FORMATS[tomllib.loads(text)["format"]].complete
    except (tomllib.TOMLDecodeError, RecursionError, KeyError, TypeError):
        return text
    return complete(text, path) if complete else text


def read_mappings(clinic_folder: Path, measures: Registry = MEASURES) -> list[SourceMapping]:
    """All mappings of a clinic, by file name.

    Raises:
        MappingError: one of them is wrong, or two have the same name.
    """
    paths = sorted((Path(clinic_folder) / "mappings").glob("*.toml"))
    mappings: dict[str, SourceMapping] = {}
    for path in paths:
        mapping = read_mapping(path, measures)
        if mapping.name in mappings:
            raise MappingError(f"{path}: name '{mapping.name}' is already the name of another mapping.")
        mappings[mapping.name] = mapping
    return list(mappings.values())
