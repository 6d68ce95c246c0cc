"""Which files to load, and which mapping reads each of them."""

from pathlib import Path

from domain.measures import MEASURES
from loaders.mapping import Mapping, MappingError, Registry, read_mapping, read_mappings
from loaders.read import header_of, read_bytes
from loaders.source_error import SourceError

Job = tuple[Path, Mapping]

_ORDER = ("patients", "episodes")


def choose_jobs(
    clinic_folder: Path, files: list[Path], mapping_named: str | None = None, measures: Registry = MEASURES
) -> list[Job]:
    """Each file with its mapping. Without `files`: every file that a mapping's patterns match, patients first.

    `measures` are those of the clinic, its own ones included.

    Raises:
        MappingError: a mapping is wrong, or there is none of that name.
        SourceError: a file is missing, or none or several of the mappings fit it.
    """
    mappings = (
        [_named(clinic_folder, mapping_named, measures)] if mapping_named else read_mappings(clinic_folder, measures)
    )
    if not mappings:
        raise MappingError(f"The clinic has no mapping files in '{Path(clinic_folder) / 'mappings'}'.")
    if not files:
        return _matching_jobs(clinic_folder, mappings)
    jobs = [(path, mappings[0] if mapping_named else choose_mapping(path, mappings, clinic_folder)) for path in files]
    return list({path.resolve(): (path, mapping) for path, mapping in jobs}.values())


def choose_mapping(path: Path, mappings: list[Mapping], clinic_folder: Path) -> Mapping:
    """The mapping whose patterns match the path; else the only one whose columns are all in the header.

    Raises:
        SourceError: the file cannot be read, or none or several of the mappings fit.
    """
    read_bytes(path)
    matching = [mapping for mapping in mappings if path.resolve() in _matched(mapping, clinic_folder)]
    if len(matching) == 1:
        return matching[0]
    fitting = [mapping for mapping in matching or mappings if _fits(path, mapping)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(mapping.name for mapping in fitting)
        raise SourceError(f"Several mappings fit '{path}': {names}; say which with --mapping.")
    names = ", ".join(mapping.name for mapping in mappings)
    raise SourceError(
        f"No mapping fits '{path}': neither its name nor its columns match any of {names}; say which with --mapping."
    )


def _named(clinic_folder: Path, name: str, measures: Registry) -> Mapping:
    """The mapping in a file, or the clinic's own of that name."""
    if name.endswith(".toml") or Path(name).is_file():
        return read_mapping(Path(name), measures)
    mappings = {mapping.name: mapping for mapping in read_mappings(clinic_folder, measures)}
    if name not in mappings:
        raise MappingError(f"There is no mapping '{name}' in this clinic; there are {', '.join(mappings) or 'none'}.")
    return mappings[name]


def _matching_jobs(clinic_folder: Path, mappings: list[Mapping]) -> list[Job]:
    paths = sorted({path for mapping in mappings for path in _matched(mapping, clinic_folder)})
    jobs = [(path, choose_mapping(path, mappings, clinic_folder)) for path in paths]
    return sorted(
        jobs, key=lambda job: (_ORDER.index(job[1].rows) if job[1].rows in _ORDER else len(_ORDER), str(job[0]))
    )


def _matched(mapping: Mapping, clinic_folder: Path) -> set[Path]:
    found = (path for glob in mapping.files for path in Path(clinic_folder).glob(glob))
    return {path.resolve() for path in found if path.is_file()}


def _fits(path: Path, mapping: Mapping) -> bool:
    try:
        header = header_of(path, mapping)
    except SourceError:
        return False
    return all(header.count(name) == 1 for name in mapping.headers)
