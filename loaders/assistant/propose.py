"""A first mapping for a file: from header words, value ranges and known synonyms.

It is a proposal. What the file does not tell (day or month first, a unit, an unknown label) is left as a question or a
comment, never decided.
"""

import re
from pathlib import Path

from domain.clinic import Clinic
from loaders.assistant.column_facts import Facts
from loaders.assistant.fill import fill_fields
from loaders.assistant.kind import choose_kind
from loaders.assistant.proposal import Proposal
from loaders.assistant.sniff import Look, look_at
from loaders.assistant.synonyms import DATE_FIELDS, FIELD_WORDS, matches_field
from loaders.assistant.written import fill_formats, fill_missing
from loaders.source_error import SourceError

_MOST_LISTED = 30


def propose(
    path: Path,
    clinic: Clinic,
    *,
    sheet: str | None = None,
    patient: str | None = None,
    date_format: str | None = None,
    name: str | None = None,
) -> Proposal:
    """A mapping for a CSV file or workbook.

    Args:
        path: the file.
        clinic: whose measures, programs, sites and payers labels may mean.
        sheet: sheet of a workbook.
        patient: the column of record numbers, where its header does not tell.
        date_format: the format of dates, where the file does not tell.
        name: the mapping's name; from the file's by default.

    Raises:
        SourceError: no table, no column of record numbers, or nothing that Landings keeps.
    """
    look = look_at(path, sheet)
    found = Proposal(name or name_of(path.name), look)
    facts = {header: Facts(header, look.column(header), look.decimal) for header in _usable(look, found)}
    fields = _fields(facts)
    fields["patient"] = _patient(patient, fields, facts, path)
    if look.sheets[1:]:
        found.notes.append(f"The workbook has {len(look.sheets)} sheets; this is '{look.sheet or look.sheets[0]}'.")
    choose_kind(found, fields, facts, clinic, path)
    fill_fields(found, fields, facts, clinic)
    fill_formats(found, facts, date_format)
    fill_missing(found, facts)
    if "redcap_event_name" in facts or "redcap_repeat_instance" in facts:
        found.notes.append(
            'This looks like a REDCap export: format = "redcap" also reads its events, repeats and form status.'
        )
    left = [header for header in facts if header not in found.read_columns]
    if left:
        found.notes.append(f"Not read: {', '.join(left)}.")
    return found


def name_of(file_name: str) -> str:
    """A mapping's name made from a file's: its words, without the date or number at the end."""
    stem = re.sub(r"[^a-z0-9]+", "_", file_name.split(".")[0].lower()).strip("_")
    return re.sub(r"_?[0-9_]+$", "", stem)[:60] or "source"


def _usable(look: Look, found: Proposal) -> list[str]:
    twice = sorted({name for name in look.header if name and look.header.count(name) > 1})
    if twice:
        found.notes.append(f"Columns that stand there twice cannot be read: {', '.join(twice)}.")
    return [name for name in look.header if name and name not in twice]


def _fields(facts: dict[str, Facts]) -> dict[str, str]:
    """Field → header, the first header that matches in the order of the file. Where none matches the date, the only other
    column that holds dates is taken."""
    fields = {
        name: next(header for header in facts if matches_field(header, name))
        for name in FIELD_WORDS
        if any(matches_field(header, name) for header in facts)
    }
    if "date" not in fields:
        taken = {header for name, header in fields.items() if name in (*DATE_FIELDS, "version")}
        dated = [header for header, one in facts.items() if header not in taken and one.date_formats]
        fields |= {"date": dated[0]} if len(dated) == 1 else {}
    return fields


def _listed(facts: dict[str, Facts]) -> str:
    names = [f"'{name}'" for name in facts]
    return ", ".join(names[:_MOST_LISTED]) + (
        f" and {len(names) - _MOST_LISTED} more" if len(names) > _MOST_LISTED else ""
    )


def _patient(asked: str | None, fields: dict[str, str], facts: dict[str, Facts], path: Path) -> str:
    if asked is not None:
        if asked not in facts:
            raise SourceError(f"'{path}' has no column '{asked}'. Its columns: {_listed(facts)}.")
        return asked
    if "patient" not in fields:
        raise SourceError(
            f"No column of '{path}' looks like a patient's record number; say which with --patient COLUMN. "
            f"Its columns: {_listed(facts)}."
        )
    return fields["patient"]
