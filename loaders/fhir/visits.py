"""Appointment and Encounter: planned visits and what became of them.

FHIR R4, https://hl7.org/fhir/R4/appointment.html and https://hl7.org/fhir/R4/encounter.html. An Encounter that names its
Appointment is the same visit; where both are read, the Appointment tells it.
"""

from collections.abc import Iterable

from domain.loaded import RowKind
from loaders.fhir.elements import Fault, Json, Unused, child, children, labels_of, status_of, text_at
from loaders.fhir.harvest import Harvest
from loaders.fhir.resource import Resource
from loaders.fhir.when import When, when_of

APPOINTMENT = {
    "proposed": "planned", "pending": "planned", "booked": "planned", "waitlist": "planned", "arrived": "attended",
    "checked-in": "attended", "fulfilled": "attended", "cancelled": "cancelled", "noshow": "missed",
    "entered-in-error": "",
}  # fmt: skip
ENCOUNTER = {
    "planned": "planned", "arrived": "attended", "triaged": "attended", "in-progress": "attended", "onleave": "attended",
    "finished": "attended", "cancelled": "cancelled", "entered-in-error": "", "unknown": "unknown",
}  # fmt: skip


def read_appointment(resource: Resource, harvest: Harvest) -> None:
    """One row; its patient is the participant that is one."""
    body = resource.body
    attendance = APPOINTMENT[status_of(body, tuple(APPOINTMENT))]
    actors = [actor for one in children(body, "participant") if (actor := child(one, "actor")) is not None]
    if not attendance:
        withdraw_visit(resource, harvest)
        return
    start = text_at(body, "start")
    if start is None and attendance == "planned":
        raise Unused("Appointment resources that have no time yet")
    if start is None:
        raise Fault("required_missing", "The start is missing.", "start")
    when = when_of(start, resource.setting.zone, "The start", element="start")
    checkpoint = _checkpoint(resource, labels_of(child(body, "appointmentType")))
    _add(resource, harvest, _patient(resource, actors), when, attendance, actors, checkpoint)


def read_encounter(resource: Resource, harvest: Harvest) -> None:
    """One row, on the day on which the encounter began."""
    body = resource.body
    attendance = ENCOUNTER[status_of(body, tuple(ENCOUNTER))]
    if not attendance:
        withdraw_visit(resource, harvest)
        return
    if attendance == "unknown":
        raise Unused("Encounter resources with the status unknown")
    if children(body, "appointment") and "Appointment" in resource.mapping.resources:
        raise Unused("Encounter resources that name their Appointment, which tells the same visit")
    start = text_at(child(body, "period") or {}, "start")
    if start is None:
        raise Fault("required_missing", "The start is missing.", "period")
    when = when_of(start, resource.setting.zone, "The start", element="period")
    actors = [actor for one in children(body, "participant") if (actor := child(one, "individual")) is not None]
    places = [place for one in children(body, "location") if (place := child(one, "location")) is not None]
    labels = [label for one in children(body, "type") for label in labels_of(one)]
    provider = [one for one in [child(body, "serviceProvider")] if one is not None]
    _add(
        resource,
        harvest,
        resource.patient(),
        when,
        attendance,
        [*actors, *places, *provider],
        _checkpoint(resource, labels),
    )


def withdraw_visit(resource: Resource, harvest: Harvest) -> None:
    harvest.add(RowKind.APPOINTMENT, {"attendance": "cancelled", **resource.named(retracted=True)})


def _add(
    resource: Resource,
    harvest: Harvest,
    patient: str,
    when: When,
    attendance: str,
    actors: list[Json],
    checkpoint: str | None,
) -> None:
    if attendance in ("attended", "missed") and when.on_date > resource.setting.today:
        raise Fault("future_date", "The visit lies in the future, yet it counts as attended or missed.", "status")
    row = {
        "patient": patient, "on_date": when.on_date, "at_time": when.at_time, "attendance": attendance, "checkpoint": checkpoint,
        "clinician": code_of(actors, resource.mapping.clinicians), "site": code_of(actors, resource.mapping.sites),
        **resource.named(),
    }  # fmt: skip
    harvest.add(RowKind.APPOINTMENT, row)


def _patient(resource: Resource, actors: list[Json]) -> str:
    people = [actor for actor in actors if _names_a_patient(actor)]
    if len(people) != 1:
        raise Fault(
            "no_patient", f"The appointment has {len(people) or 'no'} participants that are patients.", "participant"
        )
    return resource.person(people[0])


def _names_a_patient(actor: Json) -> bool:
    reference = text_at(actor, "reference") or ""
    return (
        "Patient/" in reference
        or "Patient?" in reference
        or text_at(actor, "type") == "Patient"
        or reference.startswith("urn:")
    )


def code_of(references: Iterable[Json], table: dict[str, str]) -> str | None:
    """Our code of the first reference that the mapping lists, by its reference or its display."""
    for one in references:
        for label in (text_at(one, "reference"), text_at(one, "display")):
            if label in table:
                return table[label]
    return None


def _checkpoint(resource: Resource, labels: list[str]) -> str | None:
    table = resource.mapping.checkpoints
    code = next((table[label] for label in labels if label in table), None)
    known = {checkpoint.code for program in resource.setting.clinic.programs for checkpoint in program.checkpoints}
    if code is not None and code not in known:
        raise Fault(
            "unknown_label", "No program in clinic.toml has the checkpoint that the mapping gives its type.", "type"
        )
    return code
