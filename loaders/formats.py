"""Every format that a mapping may name, with its mapping's class and its reader. A new format is one entry here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from domain.clinic import Clinic
from loaders.fhir.mapping import FhirMapping
from loaders.fhir.read import looks_like_fhir, read_fhir
from loaders.fhir.together import Together, files_together
from loaders.mapping import Mapping
from loaders.parts import Parts
from loaders.redcap import fits_redcap, read_redcap
from loaders.redcap_mapping import RedcapMapping
from loaders.redcap_project import with_dictionary
from loaders.source_mapping import SourceMapping
from loaders.sql.mapping import SqlMapping, with_query
from loaders.sql.page import looks_like_page, read_sql
from loaders.table_file import fits_table, read_table
from loaders.wearable import looks_like_export, read_wearable
from loaders.wearable_link import belonging, belonging_as_recorded
from loaders.wearable_mapping import WearableMapping


@dataclass(frozen=True)
class Format:
    """`read(path, mapping, clinic, today)` gives `Parts` or raises SourceError.

    `fits(path, mapping)` says whether the file looks like one of the mapping's (it may raise SourceError); without it a
    file is found by the mapping's patterns or by its name on the command line alone.

    `complete(text, path)` gives a mapping file's text with all that it draws from files beside it, so that the recorded
    text alone reads an archived file as it was read before.

    `for_file(mapping, path, clinic_folder, patient)` gives the mapping for one file that does not say whose it is;
    `as_recorded(mapping, recorded_text)` gives a changed mapping what was known of that file when it was read before.

    `together(mapping, clinic_folder, paths)`, where files of a source refer to each other, gives the mapping for reading
    `paths`, which knows what they and the files loaded before hold, and the former readings that have to be read again
    because of what these paths bring.
    """

    mapping_class: type[SourceMapping]
    read: Callable[[Path, Any, Clinic, date], Parts]
    fits: Callable[[Path, Any], bool] | None = None
    complete: Callable[[str, Path], str] | None = None
    for_file: Callable[[Any, Path, Path, str | None], SourceMapping] | None = None
    as_recorded: Callable[[Any, str], SourceMapping] | None = None
    together: Callable[[Any, Path, list[Path]], Together] | None = None


DEFAULT_FORMAT = "csv"

FORMATS: dict[str, Format] = {
    "csv": Format(Mapping, read_table, fits_table),
    "excel": Format(Mapping, read_table, fits_table),
    "fhir": Format(FhirMapping, read_fhir, looks_like_fhir, together=files_together),
    "redcap": Format(RedcapMapping, read_redcap, fits_redcap, with_dictionary),
    "sql": Format(SqlMapping, read_sql, looks_like_page, with_query),
    "wearable": Format(
        WearableMapping, read_wearable, looks_like_export, for_file=belonging, as_recorded=belonging_as_recorded
    ),
}
