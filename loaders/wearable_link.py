"""Whose a device's export is: such a file names nobody, and no identifier may stand in the name of a file.

The file lies in a folder that carries a code (sources/wearables/k7f3/export.zip), and the clinic's link table says which
record number the code stands for; or whoever loads the file says `--patient`. Either way the answer is written into the
mapping text that the book of records keeps with the file, so that the archived copy can be read again.
"""

import csv
import json
import re
import tomllib
from pathlib import Path

from loaders.source_error import SourceError
from loaders.source_mapping import MappingError
from loaders.wearable_mapping import RESEARCH, Belongs, WearableMapping

LINK_COLUMNS = ("code", "patient")
_CODE = re.compile(r"[A-Za-z0-9_-]{2,40}")
_MOST_BYTES = 16 * 1024**2


def belonging(mapping: WearableMapping, path: Path, clinic_folder: Path, patient: str | None = None) -> WearableMapping:
    """The mapping for one file, with the person it belongs to.

    Raises:
        MappingError: the mapping names a person itself, or its link table cannot be used.
        SourceError: nobody is known for the file.
    """
    if mapping.belongs:
        raise MappingError(
            f"The mapping '{mapping.name}' names one person for all its files; use the link table, or --patient."
        )
    if patient is None and mapping.device in RESEARCH and mapping.links is None:
        return mapping
    return _given_to(mapping, patient.strip() if patient is not None else _linked(mapping, path, clinic_folder))


def belonging_as_recorded(mapping: WearableMapping, recorded_text: str) -> WearableMapping:
    """A changed mapping for a file that was read before: it still belongs to the same person."""
    try:
        recorded = tomllib.loads(recorded_text).get("belongs", {})
    except tomllib.TOMLDecodeError:
        return mapping
    return _given_to(mapping, recorded["patient"]) if "patient" in recorded else mapping


def _given_to(mapping: WearableMapping, number: str) -> WearableMapping:
    if not number or len(number) > 200 or not number.isprintable():
        raise SourceError("--patient is no record number.")
    text = f"{mapping.text.rstrip()}\n\n[belongs]\npatient = {json.dumps(number, ensure_ascii=False)}\n"
    settled = mapping.model_copy(update={"belongs": Belongs(patient=number)})
    settled.came_from(text, mapping.registry)
    return settled


def _linked(mapping: WearableMapping, path: Path, clinic_folder: Path) -> str:
    code = path.resolve().parent.name
    if mapping.links is None:
        raise SourceError(
            f"Nobody is named for '{path}': give --patient, or let links in the mapping name the clinic's link table."
        )
    numbers = read_links(Path(clinic_folder) / mapping.links)
    if code not in numbers:
        raise SourceError(f"The link table has no line for the folder of '{path}'; add its code, or give --patient.")
    return numbers[code]


def read_links(path: Path) -> dict[str, str]:
    """Record number of each code.

    Raises:
        MappingError: the table is missing, or a line of it is no link. A sentence never repeats a record number.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise MappingError(f"The link table '{path}' is larger than {_MOST_BYTES // 1024**2} MB.")
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), strict=True))
    except OSError as error:
        raise MappingError(f"The link table '{path}' cannot be read: {error.strerror or error}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise MappingError(f"The link table '{path}' is no CSV in UTF-8.") from None
    if not rows or tuple(cell.strip() for cell in rows[0]) != LINK_COLUMNS:
        raise MappingError(f"The link table '{path}' must begin with the line {','.join(LINK_COLUMNS)}.")
    numbers: dict[str, str] = {}
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != 2 or not all(cell.strip() for cell in row):
            raise MappingError(f"The link table '{path}', line {line}, needs a code and a record number.")
        code, number = (cell.strip() for cell in row)
        if not _CODE.fullmatch(code):
            raise MappingError(f"The link table '{path}', line {line}: a code has 2 to 40 letters, digits, _ or -.")
        if code.lower() == number.lower():
            raise MappingError(f"The link table '{path}', line {line}: a code must not be the record number itself.")
        if code in numbers:
            raise MappingError(f"The link table '{path}', line {line}: the code stands there twice.")
        numbers[code] = number
    return numbers
