"""Read archived files again: those with rejected rows, and those whose mapping has changed since."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from domain.clinic import Clinic
from domain.loaded import Loaded
from loaders.fhir.together import Together
from loaders.formats import FORMATS
from loaders.mapping_files import read_mappings
from loaders.read import read_file
from loaders.source_error import SourceError
from loaders.source_mapping import SourceMapping
from loaders.together import files_known
from store.account import Account
from store.archived import Reading, readings_in_force

Load = Callable[[list[Loaded]], list[Account]]


@dataclass(frozen=True)
class Retried:
    """One account and one `Loaded` per file that was read again, with the rows rejected before; notes on files left alone."""

    accounts: list[Account]
    loadeds: list[Loaded]
    rejected_before: list[int]
    notes: tuple[str, ...]

    @property
    def rows_picked_up(self) -> int:
        """Rows rejected before that are read now."""
        pairs = zip(self.rejected_before, self.accounts, strict=True)
        return sum(max(0, before - account.rejected) for before, account in pairs)


def retry(folder: Path, clinic: Clinic, load: Load, changed: SourceMapping | None = None) -> Retried:
    """Read every such file with the mapping as it now stands, and load all as one batch through `load`.

    With `changed`, only the files of the mapping of that name, read as if it stood in its place already.

    Raises:
        SourceError: a mapping is wrong, or an archived file cannot be read; nothing was loaded.
        StoreError: from `load`.
    """
    mappings = {mapping.name: mapping for mapping in read_mappings(folder, clinic.measures)}
    if changed is not None:
        mappings[changed.name] = changed
    wanted, notes = [], []
    for reading in readings_in_force(folder):
        if changed is not None and reading.mapping != changed.name:
            continue
        mapping = mappings.get(reading.mapping)
        if mapping is None:
            notes += [f"{reading.file_name}: its mapping {reading.mapping} is no longer in the clinic; left as it is."]
        elif reading.rejected or mapping.hash != reading.mapping_hash:
            wanted.append((reading, mapping))
    known = {name: files_known(folder, mappings[name]) for name in {mapping.name for _, mapping in wanted}}
    loadeds = [_read_again(reading, _knowing(mapping, known[mapping.name]), clinic) for reading, mapping in wanted]
    accounts = load(loadeds) if loadeds else []
    return Retried(accounts, loadeds, [reading.rejected for reading, _ in wanted], tuple(notes))


def _knowing(mapping: SourceMapping, together: Together | None) -> SourceMapping:
    return together.mapping if together else mapping


def _read_again(reading: Reading, mapping: SourceMapping, clinic: Clinic) -> Loaded:
    again = "Load the file again, which mends the copy."
    if not reading.path.exists():
        raise SourceError(f"The archived copy of '{reading.file_name}' is missing. {again}")
    settle = FORMATS[mapping.format].as_recorded
    if settle is not None:
        mapping = settle(mapping, reading.mapping_text)
    loaded = read_file(reading.path, mapping, clinic, origin=reading.origin)
    if loaded.file_hash != reading.file_id:
        raise SourceError(f"The archived copy of '{reading.file_name}' is damaged. {again}")
    return replace(loaded, file_name=reading.file_name)
