"""Files of one source that speak of each other's people and medicines, in whatever order they come.

A file is read with everything that the source's other files hold. Where a later one brings somebody whom an earlier one
spoke of, the earlier one is read again from the archive, in the same load. So the outcome does not depend on the order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from loaders.fhir.files import first_kinds
from loaders.fhir.known import Known, Names
from loaders.fhir.mapping import FhirMapping, known_from_in
from loaders.fhir.medication import UNKNOWN_MEDICATION
from loaders.fhir.people import awaited_number
from loaders.fhir.read import names_known
from loaders.source_file import file_hash
from loaders.source_mapping import SourceMapping
from store.archived import Reading, files_of_people, readings_in_force


@dataclass(frozen=True)
class Together:
    """`mapping` is for the files at hand; `again` are former readings to be read anew, through the mappings of then."""

    mapping: FhirMapping
    again: tuple[Reading, ...] = ()

    def for_former(self, recorded: SourceMapping) -> SourceMapping:
        """A recorded mapping that knows what is known now; one that was no FHIR mapping then gives way to today's."""
        if not isinstance(recorded, FhirMapping) or recorded.hash == self.mapping.hash:
            return self.mapping
        return recorded.knowing(Known(self.mapping.known.names, self.mapping.known.places))


def files_together(mapping: FhirMapping, clinic_folder: Path, paths: Iterable[Path]) -> Together:
    """What the files of a source know of each other. Pages that a pull brought carry their own people, and lend none.

    Raises:
        SourceError: a file cannot be read.
        StoreError: no snapshot can be opened.
    """
    paths = list(paths)
    former = [
        reading
        for reading in readings_in_force(clinic_folder)
        if reading.mapping == mapping.name and reading.path.exists()
    ]
    handed = [reading.path for reading in former if reading.origin is None]
    kept = {path.name: path for path in handed if _is_referred_to(path, mapping)}
    fresh = {_content_name(path): path for path in paths if _is_referred_to(path, mapping)}
    settled = mapping.knowing(_known(kept | fresh))
    if not former or not settled.known.names:
        return Together(settled)
    lost = {name: path for name, path in _once_known(former, clinic_folder).items() if name not in settled.known.names}
    after = names_known(settled, clinic_folder)
    is_changed = bool(lost or not fresh.keys() <= kept.keys())
    before = [names_known(mapping.knowing(_known(places)), clinic_folder) for places in (kept, lost) if is_changed]
    waited = _resting_on(mapping, clinic_folder, former, before or [after, Names()], after)
    at_hand = {file_hash(path) for path in paths}
    return Together(settled, tuple(reading for reading in waited if reading.file_id not in at_hand))


def _once_known(former: list[Reading], clinic_folder: Path) -> dict[str, Path]:
    """Files that former readings knew, those whose own load was undone since included."""
    named = {name for reading in former for name in known_from_in(reading.mapping_text)}
    places = {name: Path(clinic_folder) / "archive" / name for name in named}
    return {name: place for name, place in places.items() if place.is_file()}


def _known(places: dict[str, Path]) -> Known:
    return Known(tuple(sorted(places)), places)


def _content_name(path: Path) -> str:
    return f"{file_hash(path)}{path.suffix.lower()}"


def _is_referred_to(path: Path, mapping: FhirMapping) -> bool:
    wanted = {"Medication"} if mapping.patient_by == "id" else {"Patient", "Medication"}
    return bool(first_kinds(path) & wanted)


def _resting_on(
    mapping: FhirMapping, clinic_folder: Path, former: list[Reading], before: list[Names], after: Names
) -> list[Reading]:
    """Readings that hold somebody who has a number now, or another one; or, where medicines changed, lists of medicines."""
    known, lost = before
    gone = {
        number
        for names in before
        for name, number in names.people.items()
        if after.people.get(name, number) != number or (names is lost and name not in after.people)
    }
    # everybody who is known, not only who is new: another load may have come in between
    files = files_of_people(clinic_folder, {awaited_number(mapping, name) for name in after.people} | gone)
    has_medicines = known.medications != after.medications or bool(lost.medications)
    return [
        reading
        for reading in former
        if (reading.file_id, reading.mapping) in files or (has_medicines and _may_hold_medicines(reading))
    ]


def _may_hold_medicines(reading: Reading) -> bool:
    return UNKNOWN_MEDICATION in reading.reasons or bool(
        first_kinds(reading.path) & {"MedicationRequest", "MedicationStatement"}
    )
