"""Goal: a target agreed with the patient. FHIR R4, https://hl7.org/fhir/R4/goal.html."""

from domain.loaded import RowKind
from domain.unit import convert, unit_fault
from loaders.fhir.elements import (
    Fault,
    Json,
    Unused,
    child,
    children,
    coding_keys,
    number_at,
    said_of,
    status_of,
    text_at,
)
from loaders.fhir.harvest import Harvest
from loaders.fhir.resource import Resource
from loaders.fhir.when import day_at

STATUSES = {
    "proposed": "", "planned": "open", "accepted": "open", "active": "open", "on-hold": "open", "completed": "over",
    "cancelled": "dropped", "entered-in-error": "", "rejected": "dropped",
}  # fmt: skip
_ACHIEVED = {"achieved": "met", "not-achieved": "dropped", "not-attainable": "dropped", "sustaining": "met"}


def read_goal(resource: Resource, harvest: Harvest) -> None:
    """One row per target; one without a target is a goal in words."""
    body = resource.body
    status = status_of(body, tuple(STATUSES), "lifecycleStatus")
    targets = children(body, "target") or [{}]
    if status == "entered-in-error":
        withdraw_goal(resource, harvest, len(targets))
        return
    if status == "proposed":
        raise Unused("Goal resources that are only proposed")
    patient, text = resource.patient(), said_of(child(body, "description"))
    if text is None:
        raise Fault("required_missing", "The description is missing.", "description")
    zone = resource.setting.zone
    row = {
        "patient": patient, "text": text, "set_on": day_at(body, "startDate", zone, "The start"),
        "status": _status(body, status),
    }  # fmt: skip
    for place, target in enumerate(targets):
        due = day_at(target, "dueDate", zone, "The due date")
        harvest.add(RowKind.GOAL, {**row, **_target(resource, target), "due_on": due, **_named(resource, place)})


def withdraw_goal(resource: Resource, harvest: Harvest, targets: int = 1) -> None:
    for place in range(targets):
        harvest.add(RowKind.GOAL, _named(resource, place, retracted=True))


def _named(resource: Resource, place: int, retracted: bool = False) -> dict[str, object]:
    """The first target has the Goal's own record number, each further one its own."""
    named = resource.named(retracted)
    return named if place == 0 or resource.record is None else {**named, "record": f"{resource.record}#{place + 1}"}


def _status(body: Json, status: str) -> str:
    """Of a completed goal the achievement is asked: `completed` only says that it is no longer sought."""
    codes = {key.partition("|")[2] for key in coding_keys(child(body, "achievementStatus"))}
    achieved = next((_ACHIEVED[code] for code in codes if code in _ACHIEVED), None)
    if status == "completed" and achieved is None:
        raise Fault(
            "required_missing", "The goal is over, but whether it was achieved is not told.", "achievementStatus"
        )
    if status == "completed" or achieved == "met":
        return achieved or "met"
    return STATUSES[status]


def _target(resource: Resource, target: Json) -> dict[str, object]:
    """Measure, target and unit, in the measure's own unit where the mapping knows its code."""
    found = {
        resource.mapping.coded[key].measure
        for key in coding_keys(child(target, "measure"))
        if key in resource.mapping.coded
    }
    code = found.pop() if len(found) == 1 else None
    quantity = child(target, "detailQuantity")
    value = number_at(target, "detailInteger") if quantity is None else number_at(quantity, "value")
    unit = None if quantity is None else text_at(quantity, "code") or text_at(quantity, "unit")
    if code is None or value is None:
        return {"measure": code, "target": value, "unit": unit}
    measure = resource.mapping.registry[code]
    reason = unit_fault(_told(unit), measure)
    if reason is not None:
        raise Fault(reason.code, reason.sentence, "target")
    return {"measure": code, "target": float(convert(value, _told(unit), measure).values), "unit": measure.unit}


def _told(unit: str | None) -> str | None:
    return None if unit in ("1", "{score}") else unit
