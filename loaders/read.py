"""One file through one mapping: bytes in, `Loaded` out."""

import hashlib
from datetime import date
from pathlib import Path

import pandas as pd

from domain.clinic import Clinic
from domain.loaded import Loaded
from loaders import csv_file, excel_file
from loaders.items import read_long_items, read_wide_items
from loaders.lines import Lines, lines_of
from loaders.mapping import Mapping, parse_mapping
from loaders.observations import read_long_scores, read_wide_scores
from loaders.operations import read_appointments, read_events
from loaders.parts import Parts
from loaders.registry import read_episodes, read_patients
from loaders.sleep_diary import read_sleep_diary
from loaders.source_error import SourceError
from loaders.table import Table
from loaders.text import decode

MOST_BYTES = 2 * 1024**3

_BY_LINE = {
    "patients": read_patients,
    "episodes": read_episodes,
    "appointments": read_appointments,
    "events": read_events,
}


def read_file(path: Path, mapping: Mapping, clinic: Clinic, today: date | None = None) -> Loaded:
    """Every row of a file as a candidate or a rejection.

    Args:
        path: the file.
        mapping: what its columns mean.
        clinic: whose programs, sites and clock apply.
        today: the clinic's today, after which dates lie in the future; its clock's by default.

    Raises:
        SourceError: the file cannot be read at all; one sentence that names the file.
    """
    path = Path(path)
    content = read_bytes(path)
    table = _table(path, content, mapping)
    parts = _parts(table, mapping, clinic, today or clinic.clock.today())
    rejected = pd.concat([table.broken, parts.rejected], ignore_index=True) if len(table.broken) else parts.rejected
    return Loaded(
        file_name=path.name,
        file_hash=hashlib.sha256(content).hexdigest(),
        mapping_name=mapping.name,
        mapping_hash=mapping.hash,
        kind=parts.kind,
        rows_read=len(parts.rows) + len(rejected),
        lines_read=table.lines_read,
        rows=parts.rows,
        rejected=rejected.sort_values("line", kind="stable", ignore_index=True),
        flags=parts.flags,
        notes=parts.notes,
        path=path,
        mapping_text=mapping.text,
    )


def read_archived(path: Path, mapping_text: str, clinic: Clinic) -> Loaded:
    """An archived file through the mapping recorded beside it; the clinic's clock says which day it is."""
    return read_file(
        path, parse_mapping(mapping_text, f"the mapping recorded with {path.name}", clinic.measures), clinic
    )


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises:
        SourceError: it is missing, a folder, unreadable, empty or too large.
    """
    if not path.exists():
        raise SourceError(f"There is no file '{path}'.")
    if path.is_dir():
        raise SourceError(f"'{path}' is a folder, not a file.")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SourceError(f"'{path}' is larger than {MOST_BYTES // 1024**3} GB; split it.")
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"'{path}' cannot be read: {error.strerror or error}.") from None
    if not content.strip():
        raise SourceError(f"'{path}' is empty.")
    return content


def header_of(path: Path, mapping: Mapping) -> list[str]:
    """The column names of a file, read as the mapping declares.

    Raises:
        SourceError: the file cannot be read so.
    """
    if mapping.format == "excel":
        return excel_file.read_header(path, mapping.sheet, mapping.header_row, str(path))
    text = decode(read_bytes(path), mapping.encoding, str(path))
    return csv_file.read_header(text, mapping.delimiter, mapping.header_row)


def _table(path: Path, content: bytes, mapping: Mapping) -> Table:
    name = str(path)
    if mapping.format == "excel":
        return excel_file.read_excel(path, mapping.sheet, mapping.header_row, mapping.decimal, mapping.headers, name)
    text = decode(content, mapping.encoding, name)
    return csv_file.read_csv(text, mapping.delimiter, mapping.header_row, mapping.headers, name)


def _parts(table: Table, mapping: Mapping, clinic: Clinic, today: date) -> Parts:
    if mapping.rows in _BY_LINE:
        return _BY_LINE[mapping.rows](lines_of(table, mapping, today), clinic)
    if mapping.rows == "sleep_diary":
        return read_sleep_diary(lines_of(table, mapping, today), clinic.clock.time_zone)
    if mapping.is_wide:
        return (read_wide_items if mapping.level == "items" else read_wide_scores)(table, mapping, today)
    lines: Lines = lines_of(table, mapping, today)
    return (read_long_items if mapping.level == "items" else read_long_scores)(lines)
