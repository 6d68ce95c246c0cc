"""Who a reference speaks of: the record number of the person, by the identifier that the mapping declares."""

import re
from collections.abc import Mapping

from loaders.fhir.elements import Fault, Json, child, children, coding_keys, text_at
from loaders.fhir.mapping import FhirMapping

_REFERENCE = re.compile(r"(?:.*/)?Patient/([A-Za-z0-9\-.]{1,64})(?:/_history/[^/]+)?")
_SEARCH = re.compile(r"Patient\?identifier=([^|]+)\|(.+)")
_URN = re.compile(r"urn:(?:uuid|oid):([A-Za-z0-9\-.]{1,64})")
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


def patient_of(reference: Json | None, people: Mapping[str, str], mapping: FhirMapping) -> str:
    """The record number that a reference to a Patient leads to.

    Args:
        people: 'Patient/id' (and the fullUrl of bundle entries) → record number.

    Returns:
        The number; where it is not known yet, a stand-in under which the row waits until a file of the source tells it.

    Raises:
        Fault: the reference is missing, is no Patient, or names one of another entry of a bundle that is not there.
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
    found = people.get(text)
    if found is None and (match := _REFERENCE.fullmatch(text)):
        name = f"Patient/{match[1]}"
        found = match[1] if mapping.patient_by == "id" else people.get(name, awaited_number(mapping, name))
    elif found is None and mapping.patient_by == "id" and (urn := _URN.fullmatch(text)):
        found = urn[1]
    if found is None:
        other = "/" in text and "Patient/" not in text
        raise Fault("no_patient", "It is not about a Patient." if other else _NO_NUMBER, "subject")
    return found


def awaited_prefix(mapping: FhirMapping) -> str:
    """What no record number begins with: the source's name stands in front, because ids of two servers may be equal."""
    return f"{mapping.name}:Patient/"


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


def names_of(patient: Json, full_url: str | None) -> list[str]:
    """The texts by which other resources may refer to a Patient."""
    own = text_at(patient, "id")
    return [*([f"Patient/{own}"] if own else []), *([full_url] if full_url else [])]
