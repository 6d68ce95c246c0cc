"""Which files to load, and which mapping reads each of them."""

from collections.abc import Iterator
from pathlib import Path

from domain.measures import MEASURES
from loaders.formats import FORMATS
from loaders.mapping_files import read_mapping, read_mappings
from loaders.source_error import SourceError
from loaders.source_file import MOST_STREAMED, check_file
from loaders.source_mapping import MappingError, Registry, SourceMapping

Job = tuple[Path, SourceMapping]


def choose_jobs(
    clinic_folder: Path,
    files: list[Path],
    mapping_named: str | None = None,
    measures: Registry = MEASURES,
    patient: str | None = None,
) -> list[Job]:
    """Each file with its mapping. Without `files`: every file that a mapping's patterns match, patients first.

    `measures` are those of the clinic, its own ones included. `patient` is the record number of the person whose device
    gave the files.

    Raises:
        MappingError: a mapping is wrong, or there is none of that name.
        SourceError: a file is missing, or none or several of the mappings fit it, or nobody knows whose it is.
    """
    if patient is not None and not files:
        raise SourceError("--patient says whose export a file is; name the file.")
    return [
        (path, _for_file(mapping, path, clinic_folder, patient))
        for path, mapping in _jobs(clinic_folder, files, mapping_named, measures)
    ]


def _for_file(mapping: SourceMapping, path: Path, clinic_folder: Path, patient: str | None) -> SourceMapping:
    settle = FORMATS[mapping.format].for_file
    if settle is not None:
        return settle(mapping, path, clinic_folder, patient)
    if patient is not None:
        raise SourceError(f"'{path}' names its own people; --patient applies to the export of a device.")
    return mapping


def _jobs(clinic_folder: Path, files: list[Path], mapping_named: str | None, measures: Registry) -> list[Job]:
    mappings = (
        [_named(clinic_folder, mapping_named, measures)] if mapping_named else read_mappings(clinic_folder, measures)
    )
    if not mappings:
        raise MappingError(f"The clinic has no mapping files in '{Path(clinic_folder) / 'mappings'}'.")
    if not files:
        return _matching_jobs(clinic_folder, mappings)
    chosen = ((path, mappings if mapping_named else choose_mappings(path, mappings, clinic_folder)) for path in files)
    jobs = [(path, mapping) for path, fitting in chosen for mapping in fitting]
    return list({(path.resolve(), mapping.name): (path, mapping) for path, mapping in jobs}.values())


def choose_mappings(path: Path, mappings: list[SourceMapping], clinic_folder: Path) -> list[SourceMapping]:
    """The mapping whose patterns match the path; else the only one that the file looks like (for a table: whose columns
    are all in the header). Several where each reads its own part of the file, such as a sheet of a workbook.

    Raises:
        SourceError: the file cannot be read, or none or several of the mappings fit.
    """
    check_file(path, MOST_STREAMED)
    matching = [mapping for mapping in mappings if path.resolve() in _matched(mapping, clinic_folder)]
    if len(matching) == 1 or _share(matching):
        return matching
    fitting = [mapping for mapping in matching or mappings if _fits(path, mapping)]
    if len(fitting) == 1 or _share(fitting):
        return fitting
    if fitting:
        names = ", ".join(mapping.name for mapping in fitting)
        raise SourceError(f"Several mappings fit '{path}': {names}; say which with --mapping.")
    if len(matching or mappings) == 1:
        _refuse_unreadable(path, (matching or mappings)[0])
    names = ", ".join(mapping.name for mapping in mappings)
    raise SourceError(
        f"No mapping fits '{path}': neither its name nor its columns match any of {names}; say which with --mapping, or have one "
        "proposed by 'python -m loaders map'."
    )


def _share(mappings: list[SourceMapping]) -> bool:
    """Whether each mapping reads another part of the file."""
    parts = [mapping.part for mapping in mappings]
    return bool(parts) and None not in parts and len(set(parts)) == len(parts)


def _named(clinic_folder: Path, name: str, measures: Registry) -> SourceMapping:
    """The mapping in a file, or the clinic's own of that name."""
    if name.endswith(".toml") or Path(name).is_file():
        return read_mapping(Path(name), measures)
    mappings = {mapping.name: mapping for mapping in read_mappings(clinic_folder, measures)}
    if name not in mappings:
        raise MappingError(f"There is no mapping '{name}' in this clinic; there are {', '.join(mappings) or 'none'}.")
    return mappings[name]


def _matching_jobs(clinic_folder: Path, mappings: list[SourceMapping]) -> list[Job]:
    for mapping in mappings:
        _refuse_links_out(mapping, clinic_folder)
    paths = sorted({path for mapping in mappings for path in _matched(mapping, clinic_folder)})
    jobs = [(path, mapping) for path in paths for mapping in choose_mappings(path, mappings, clinic_folder)]
    return sorted(jobs, key=lambda job: (job[1].load_order, str(job[0])))


def _matched(mapping: SourceMapping, clinic_folder: Path) -> set[Path]:
    """The files inside the clinic folder that the mapping's patterns match."""
    inside = Path(clinic_folder).resolve()
    return {path.resolve() for path in _found(mapping, clinic_folder) if path.resolve().is_relative_to(inside)}


def _found(mapping: SourceMapping, clinic_folder: Path) -> Iterator[Path]:
    for glob in mapping.files:
        yield from (path for path in Path(clinic_folder).glob(glob) if path.is_file())


def _refuse_links_out(mapping: SourceMapping, clinic_folder: Path) -> None:
    """A pattern takes what lies in the folder, unseen; whoever can put a link there must not choose what else is read."""
    inside = Path(clinic_folder).resolve()
    for path in sorted(_found(mapping, clinic_folder)):
        if not path.resolve().is_relative_to(inside):
            raise SourceError(
                f"'{path.relative_to(clinic_folder)}' is a link that leads out of the clinic folder, where no pattern of a "
                "mapping reads; put the file itself there, or name the file on the command line."
            )


def _fits(path: Path, mapping: SourceMapping) -> bool:
    fits = FORMATS[mapping.format].fits
    try:
        return fits is not None and fits(path, mapping)
    except SourceError:
        return False


def _refuse_unreadable(path: Path, mapping: SourceMapping) -> None:
    """Where only one mapping could be meant, its own fault with the file says more than that none fits."""
    fits = FORMATS[mapping.format].fits
    if fits is not None:
        fits(path, mapping)
