"""One file through one mapping: bytes in, `Loaded` out."""

from datetime import date
from pathlib import Path

from domain.clinic import Clinic
from domain.loaded import Loaded
from loaders.formats import FORMATS
from loaders.mapping_files import parse_mapping
from loaders.source_file import file_hash
from loaders.source_mapping import SourceMapping

LOADER_VERSION = "4"
"""Raise it when the same file through the same mapping is read differently than before."""


def read_file(
    path: Path, mapping: SourceMapping, clinic: Clinic, today: date | None = None, origin: str | None = None
) -> Loaded:
    """Every row of a file as a candidate or a rejection.

    Args:
        path: the file.
        mapping: what it means.
        clinic: whose programs, sites and clock apply.
        today: the clinic's today, after which dates lie in the future; its clock's by default.
        origin: the server's endpoint that gave the file, without its query.

    Raises:
        SourceError: the file cannot be read at all; one sentence that names the file.
    """
    path = Path(path)
    digest = file_hash(path)
    parts = FORMATS[mapping.format].read(path, mapping, clinic, today or clinic.clock.today())
    return Loaded(
        file_name=path.name,
        file_hash=digest,
        mapping_name=mapping.name,
        mapping_hash=mapping.hash,
        rows_read=parts.rows_read,
        lines_read=parts.rows_read if parts.lines_read is None else parts.lines_read,
        rows=parts.rows,
        rejected=parts.rejected.sort_values("line", kind="stable", ignore_index=True),
        flags=parts.flags,
        notes=parts.notes,
        path=path,
        mapping_text=mapping.text,
        origin=origin,
        loader_version=LOADER_VERSION,
    )


def read_archived(path: Path, mapping_text: str, clinic: Clinic, origin: str | None = None) -> Loaded:
    """An archived file through the mapping recorded beside it; the clinic's clock says which day it is."""
    mapping = parse_mapping(mapping_text, f"the mapping recorded with {path.name}", clinic.measures)
    return read_file(path, mapping, clinic, origin=origin)
