"""CSV files and sheets through a table mapping: the formats `csv` and `excel`."""

from datetime import date
from pathlib import Path

import pandas as pd

from domain.clinic import Clinic
from loaders import csv_file, excel_file
from loaders.authorizations import read_authorizations
from loaders.dates import ClinicToday
from loaders.goals import read_goals
from loaders.items import read_long_items, read_wide_items
from loaders.lines import Lines, lines_of
from loaders.long_file import NotPlain, is_long, read_long_file, read_long_text
from loaders.mapping import Mapping
from loaders.medications import read_medications
from loaders.observations import read_long_scores, read_wide_scores
from loaders.operations import read_appointments, read_events
from loaders.parts import Parts
from loaders.registry import read_episodes, read_patients
from loaders.sleep_diary import read_sleep_diary
from loaders.source_file import read_bytes, read_start
from loaders.table import Table
from loaders.text import decode, decode_start

_BY_LINE = {
    "patients": read_patients,
    "episodes": read_episodes,
    "appointments": read_appointments,
    "events": read_events,
    "goals": read_goals,
    "authorizations": read_authorizations,
    "medications": read_medications,
}


def read_table(path: Path, mapping: Mapping, clinic: Clinic, today: date) -> Parts:
    """Every row of a table as a candidate or a rejection.

    Raises:
        SourceError: the file cannot be read at all.
    """
    if is_long(path, mapping):
        here = ClinicToday(today, clinic.clock.time_zone)
        try:
            return read_long_file(path, mapping, here)
        except NotPlain:
            return read_long_text(_text(path, mapping), mapping, here, str(path))
    return parts_of(_table(path, mapping), mapping, clinic, today)


def parts_of(table: Table, mapping: Mapping, clinic: Clinic, today: date) -> Parts:
    """Every row of a table, wherever it came from, as a candidate or a rejection."""
    parts = _parts(table, mapping, clinic, ClinicToday(today, clinic.clock.time_zone))
    rejected = pd.concat([table.broken, parts.rejected], ignore_index=True) if len(table.broken) else parts.rejected
    return Parts(parts.rows, rejected, parts.flags, parts.notes, table.lines_read)


def fits_table(path: Path, mapping: Mapping) -> bool:
    """Whether every column that the mapping reads stands in the file's header, once.

    Raises:
        SourceError: the file cannot be read so.
    """
    header = header_of(path, mapping)
    return all(header.count(name) == 1 for name in mapping.headers)


def header_of(path: Path, mapping: Mapping) -> list[str]:
    """The column names of a file, read as the mapping declares; of a text only the start is read.

    Raises:
        SourceError: the file cannot be read so.
    """
    if mapping.format == "excel":
        return excel_file.read_header(path, mapping.sheet, _headers(mapping), str(path))
    text = decode_start(read_start(path, mapping.member), mapping.encoding, str(path))
    return csv_file.read_header(text, mapping.delimiter, mapping.header_row)


def _headers(mapping: Mapping) -> excel_file.Headers:
    return excel_file.Headers(mapping.header_row, mapping.header_rows)


def _table(path: Path, mapping: Mapping) -> Table:
    name = str(path)
    if mapping.format == "excel":
        return excel_file.read_excel(path, mapping.sheet, _headers(mapping), mapping.decimal, mapping.headers, name)
    return csv_file.read_csv(_text(path, mapping), mapping.delimiter, mapping.header_row, mapping.headers, name)


def _text(path: Path, mapping: Mapping) -> str:
    return decode(read_bytes(path, mapping.member), mapping.encoding, str(path))


def _parts(table: Table, mapping: Mapping, clinic: Clinic, today: ClinicToday) -> Parts:
    if mapping.rows in _BY_LINE:
        return _BY_LINE[mapping.rows](lines_of(table, mapping, today), clinic)
    if mapping.rows == "sleep_diary":
        return read_sleep_diary(lines_of(table, mapping, today), clinic.clock.time_zone)
    if mapping.is_wide:
        return (read_wide_items if mapping.level == "items" else read_wide_scores)(table, mapping, today)
    lines: Lines = lines_of(table, mapping, today)
    return (read_long_items if mapping.level == "items" else read_long_scores)(lines)
