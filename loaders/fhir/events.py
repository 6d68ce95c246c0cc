"""Procedure: what was done, as an event. FHIR R4, https://hl7.org/fhir/R4/procedure.html."""

from domain.loaded import RowKind
from loaders.fhir.elements import Unused, child, children, coding_keys, first_child, said_of, status_of, text_at
from loaders.fhir.harvest import Harvest
from loaders.fhir.mapping import SNOMED
from loaders.fhir.resource import Resource
from loaders.fhir.when import When, checked, performed, when_of

STATUSES = (
    "preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error", "unknown",
)  # fmt: skip
DONE = ("in-progress", "completed")
SURGICAL = f"{SNOMED}|387713003"
"""Category 'Surgical procedure', from FHIR's own value set of procedure categories."""


def read_procedure(resource: Resource, harvest: Harvest) -> None:
    """One event of the kind that the mapping gives the code; without it, a procedure, or surgery by its category."""
    body = resource.body
    status = status_of(body, STATUSES)
    if status == "entered-in-error":
        withdraw_event(resource, harvest)
        return
    if status not in DONE:
        raise Unused(f"Procedure resources with the status {status}")
    kind = _kind(resource)
    if not kind:
        raise Unused("Procedure resources whose code the mapping leaves out")
    when = checked(_when(resource), resource.setting.today, "The date", "performed")
    row = {
        "patient": resource.patient(),
        "on_date": when.on_date,
        "kind": kind,
        "detail": said_of(child(body, "code")),
        "reason": said_of(first_child(body, "reasonCode")),
        **resource.named(),
    }
    harvest.add(RowKind.EVENT, row)


def withdraw_event(resource: Resource, harvest: Harvest) -> None:
    harvest.add(RowKind.EVENT, {"patient": resource.patient_if_known(), **resource.named(retracted=True)})


def _kind(resource: Resource) -> str:
    table = resource.mapping.procedures
    listed = next((table[key] for key in coding_keys(child(resource.body, "code")) if key in table), None)
    if listed is not None:
        return listed
    return "surgery" if SURGICAL in coding_keys(child(resource.body, "category")) else "procedure"


def _when(resource: Resource) -> When:
    """The day on which it began; a period over midnight is one event."""
    period = child(resource.body, "performedPeriod")
    start = text_at(period, "start") if period is not None else None
    if start is not None:
        return when_of(start, resource.setting.zone, "The date", element="performedPeriod")
    return performed(resource.body, "performed", resource.setting.zone, "The date")


def first_texts(body: dict, key: str) -> str | None:
    """What the concepts of a list say, joined."""
    said = [text for one in children(body, key) if (text := said_of(one))]
    return ", ".join(dict.fromkeys(said)) or None
