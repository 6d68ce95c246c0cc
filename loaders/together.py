"""All files of one load: read with what files of their source know of each other, and former ones again where that changed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from domain.clinic import Clinic
from domain.loaded import Loaded
from loaders.choose import Job
from loaders.fhir.together import Together
from loaders.formats import FORMATS
from loaders.mapping_files import parse_mapping
from loaders.read import read_file
from loaders.source_error import SourceError
from loaders.source_mapping import SourceMapping
from store.archived import Reading

OnFile = Callable[[Path, Loaded | None], None]
"""Hears that a file is about to be read (None), and what was read of it."""


def read_jobs(clinic_folder: Path, clinic: Clinic, jobs: Iterable[Job], on_file: OnFile | None = None) -> list[Loaded]:
    """The files in the order given; after them those loaded before that are read otherwise because of them.

    Raises:
        SourceError: a file cannot be read; nothing was loaded.
        StoreError: no snapshot can be opened.
    """
    tell = on_file or (lambda path, loaded: None)
    jobs, loadeds = list(jobs), []
    found = {mapping.hash: files_known(clinic_folder, mapping, jobs) for _, mapping in jobs}
    for path, mapping in jobs:
        tell(path, None)
        together = found[mapping.hash]
        loadeds.append(read_file(path, together.mapping if together else mapping, clinic))
        tell(path, loadeds[-1])
    former = {reading.file_id: (reading, one) for one in found.values() if one for reading in one.again}
    return loadeds + [_again(reading, together, clinic) for reading, together in former.values()]


def files_known(clinic_folder: Path, mapping: SourceMapping, jobs: Iterable[Job] = ()) -> Together | None:
    """What the files of the mapping's source know of each other; None where its format has no such thing.

    Raises:
        SourceError, StoreError: as `read_jobs`.
    """
    find = FORMATS[mapping.format].together
    return find(mapping, clinic_folder, [path for path, its in jobs if its.name == mapping.name]) if find else None


def _again(reading: Reading, together: Together, clinic: Clinic) -> Loaded:
    recorded = parse_mapping(reading.mapping_text, f"The mapping recorded with {reading.file_name}", clinic.measures)
    loaded = read_file(reading.path, together.for_former(recorded), clinic, origin=reading.origin)
    if loaded.file_hash != reading.file_id:
        raise SourceError(
            f"The archived copy of '{reading.file_name}' is damaged. Load the file again, which mends the copy."
        )
    return replace(loaded, file_name=reading.file_name)
