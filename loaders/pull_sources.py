"""Every format that can be pulled from a server, and how its source is opened. A new one is one entry here."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from domain.clinic import Clinic
from domain.measures import MEASURES
from loaders.fhir.server import fhir_source
from loaders.mapping_files import read_mappings
from loaders.pull import ServerSource
from loaders.redcap_server import redcap_source
from loaders.source_error import SourceError
from loaders.source_mapping import Registry, SourceMapping
from loaders.sql.source import sql_source

OpenSource = Callable[[Any, Clinic], AbstractContextManager[ServerSource]]
"""(mapping, clinic) → the source, its connection closed at the end. Raises SourceError where it cannot be opened."""

SOURCES: dict[str, OpenSource] = {"fhir": fhir_source, "redcap": redcap_source, "sql": sql_source}


def choose_source(clinic_folder: Path, name: str, measures: Registry = MEASURES) -> SourceMapping:
    """The clinic's mapping of that name, which must be one of a server.

    Raises:
        MappingError: a mapping is wrong.
        SourceError: there is none of that name, or its format cannot be pulled.
    """
    mappings = {mapping.name: mapping for mapping in read_mappings(clinic_folder, measures)}
    if name not in mappings:
        raise SourceError(f"There is no mapping '{name}' in this clinic; there are {', '.join(mappings) or 'none'}.")
    if mappings[name].format not in SOURCES:
        raise SourceError(f"The mapping '{name}' is of the format '{mappings[name].format}', which is no server's.")
    return mappings[name]


def open_source(mapping: SourceMapping, clinic: Clinic) -> AbstractContextManager[ServerSource]:
    """The source that a mapping declares, ready to be pulled."""
    return SOURCES[mapping.format](mapping, clinic)
