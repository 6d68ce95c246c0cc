"""Who a reference speaks of: the record number of the person, by the identifier that the mapping declares."""

import re
from collections.abc import Mapping

from loaders.fhir.base import base_of, plain_address
from loaders.fhir.elements import Fault, Json, child, children, coding_keys, text_at
from loaders.fhir.mapping import FhirMapping
from loaders.reasons import quoted_label

_REFERENCE = re.compile(r"(?:.*/)?Patient/([A-Za-z0-9\-.]{1,64})(?:/_history/[^/]+)?")
_SEARCH = re.compile(r"Patient\?identifier=([^|]+)\|(.+)")
_URN = re.compile(r"urn:(?:uuid|oid):([A-Za-z0-9\-.]{1,64})")
_INSIDE = "It refers to a Patient that it holds itself, whose id is nobody's record number."
_NOT_INSIDE = "It refers to a Patient that it says it holds itself, but holds none."
_NO_NUMBER = (
    "It refers to a Patient by a name that only this file could explain, and the file holds no such Patient resource."
)


def record_number(patient: Json, mapping: FhirMapping) -> str:
    """The record number of a Patient resource.

    Raises:
        Fault: none, or several different ones.
    """
    if mapping.patient_by == "id":
        number = text_at(patient, "id")
        if number is None:
            raise Fault("no_patient", "The Patient has no id.", "id")
        return number
    found = {value for one in children(patient, "identifier") if (value := _declared(one, mapping))}
    if not found:
        raise Fault("no_patient", "The Patient has no identifier of the declared system.", "identifier")
    if len(found) > 1:
        raise Fault("no_patient", "The Patient has several identifiers of the declared system.", "identifier")
    return found.pop()


def _declared(identifier: Json, mapping: FhirMapping) -> str | None:
    """The value of an identifier where the mapping means it; numbers that are no longer in use do not count."""
    if text_at(identifier, "use") == "old":
        return None
    system = text_at(identifier, "system")
    if mapping.patient_system and system not in mapping.patient_system:
        return None
    types = {key.partition("|")[2] for key in coding_keys(child(identifier, "type"))}
    if mapping.patient_type and not types & set(mapping.patient_type):
        return None
    return text_at(identifier, "value")


def patient_of(
    reference: Json | None, people: Mapping[str, str], mapping: FhirMapping, entry_base: str | None = None
) -> str:
    """The record number that a reference to a Patient leads to. An absolute one is the source's own only where its base is.

    Args:
        people: 'Patient/id' (and the fullUrl of bundle entries) → record number.
        entry_base: where the entry of a bundle lies in which the reference stands.

    Returns:
        The number; where it is not known yet, a stand-in under which the row waits until a file of the source tells it.

    Raises:
        Fault: the reference is missing, is no Patient, names one of another entry of a bundle that is not there, or one of
            another server whose number nobody tells.
    """
    if reference is None:
        raise Fault("no_patient", "The resource names no patient.", "subject")
    text = text_at(reference, "reference")
    if mapping.patient_by == "identifier":
        by_value = _by_identifier(reference, text, mapping)
        if by_value:
            return by_value
    if text is None:
        raise Fault("no_patient", "The resource names no patient.", "subject")
    if text.startswith("#"):
        raise Fault("no_patient", _INSIDE if mapping.patient_by == "id" else _NOT_INSIDE, "subject")
    found = people.get(text)
    base = base_of(text)
    if found is None and base is not None and not mapping.owns(base, entry_base) and _REFERENCE.fullmatch(text):
        return _elsewhere(plain_address(text), base, people, mapping)
    if found is None and (match := _REFERENCE.fullmatch(text)):
        name = f"Patient/{match[1]}"
        found = match[1] if mapping.patient_by == "id" else people.get(name, awaited_number(mapping, name))
    elif found is None and mapping.patient_by == "id" and (urn := _URN.fullmatch(text)):
        found = urn[1]
    if found is None:
        other = "/" in text and "Patient/" not in text
        raise Fault("no_patient", "It is not about a Patient." if other else _NO_NUMBER, "subject")
    return found


def _elsewhere(address: str, base: str, people: Mapping[str, str], mapping: FhirMapping) -> str:
    """The number of somebody at another server, whose id says nothing here."""
    if mapping.patient_by == "id":
        raise Fault(
            "no_patient",
            f"It refers to a Patient of another server, {quoted_label(base)}. Where that is this source's own address, write "
            "it as base in the mapping.",
            "subject",
        )
    return people.get(address, awaited_number(mapping, address))


def awaited_prefixes(mapping: FhirMapping) -> tuple[str, ...]:
    """What no record number begins with: the source's name stands in front, because ids of two servers may be equal."""
    return tuple(f"{mapping.name}:{start}" for start in ("Patient/", "http://", "https://"))


def is_elsewhere(entry_base: str | None, mapping: FhirMapping) -> bool:
    """Whether an entry of a bundle lies at another server, where the mapping says which its own addresses are."""
    return bool(mapping.base) and entry_base is not None and entry_base not in mapping.bases


def awaited_number(mapping: FhirMapping, name: str) -> str:
    """What stands for the record number of 'Patient/id' until it is known."""
    return f"{mapping.name}:{name}"


def _by_identifier(reference: Json, text: str | None, mapping: FhirMapping) -> str | None:
    """A reference may name the identifier itself, as an element or as a search."""
    identifier = child(reference, "identifier")
    if identifier is not None and (value := _declared(identifier, mapping)):
        return value
    search = _SEARCH.fullmatch(text or "")
    return search[2] if search and search[1] in mapping.patient_system and not mapping.patient_type else None


def names_of(patient: Json, full_url: str | None, mapping: FhirMapping) -> list[str]:
    """The texts by which other resources may refer to a Patient: one of another server only by its whole address."""
    own = None if is_elsewhere(base_of(full_url), mapping) else text_at(patient, "id")
    return [*([f"Patient/{own}"] if own else []), *([full_url] if full_url else [])]
