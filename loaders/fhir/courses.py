"""EpisodeOfCare and CarePlan: courses of care in a program of the clinic, and changes of plan.

FHIR R4, https://hl7.org/fhir/R4/episodeofcare.html and https://hl7.org/fhir/R4/careplan.html. The type or category decides the
program; the mapping says how an ended one ended, because `finished` is told of successes and losses alike.
"""

from datetime import timedelta

from domain.loaded import RowKind
from loaders.fhir.elements import Fault, Unused, child, children, coding_keys, status_of, text_at
from loaders.fhir.events import first_texts, withdraw_event
from loaders.fhir.harvest import Harvest
from loaders.fhir.resource import Resource
from loaders.fhir.visits import code_of
from loaders.fhir.when import checked, day_at, when_of

EPISODE_STATUSES = ("planned", "waitlist", "active", "onhold", "finished", "cancelled", "entered-in-error")
PLAN_STATUSES = ("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown")
ENDED = ("finished", "cancelled", "completed", "revoked")
_NOT_YET = ("planned", "waitlist", "draft", "unknown")


def read_episode_of_care(resource: Resource, harvest: Harvest) -> None:
    """One episode, where its type is one of the clinic's programs."""
    status = status_of(resource.body, EPISODE_STATUSES)
    if status == "entered-in-error":
        withdraw_episode(resource, harvest)
        return
    program = _program(resource, "type")
    if program is None:
        raise Unused("EpisodeOfCare resources whose type the mapping gives no program")
    _add_episode(resource, harvest, program, status, resource.patient("patient"))


def read_care_plan(resource: Resource, harvest: Harvest) -> None:
    """An episode, where its category is one of the clinic's programs; else a change of the care plan."""
    status = status_of(resource.body, PLAN_STATUSES)
    program = _program(resource, "category")
    if status == "entered-in-error":
        if program is not None or resource.mapping.programs:
            withdraw_episode(resource, harvest)
        if program is None:
            withdraw_event(resource, harvest)
        return
    if program is not None:
        _add_episode(resource, harvest, program, status, resource.patient())
        return
    if status in ("draft", "unknown"):
        raise Unused(f"CarePlan resources with the status {status}")
    _add_change(resource, harvest)


def withdraw_episode(resource: Resource, harvest: Harvest) -> None:
    harvest.add(RowKind.EPISODE, resource.named(retracted=True))


def _program(resource: Resource, key: str) -> str | None:
    table = resource.mapping.programs
    keys = [code for one in children(resource.body, key) for code in coding_keys(one)]
    found = {table[code] for code in keys if code in table}
    if len(found) > 1:
        raise Fault("unknown_program", "Its codes are of different programs.", key)
    program = next(iter(found), None)
    if program is not None and program not in {one.code for one in resource.setting.clinic.programs}:
        raise Fault("unknown_program", "The clinic's clinic.toml declares no such program.", key)
    return program


def _add_episode(resource: Resource, harvest: Harvest, program: str, status: str, patient: str) -> None:
    zone, today = resource.setting.zone, resource.setting.today
    period = child(resource.body, "period") or {}
    started = day_at(period, "start", zone, "The start")
    end = day_at(period, "end", zone, "The end", ends=True)
    if status in _NOT_YET:
        raise Unused(f"{resource.kind} resources with the status {status}")
    if started is None:
        raise Fault("required_missing", "The start of the episode is missing.", "period")
    if started > today:
        raise Fault("future_date", "The start lies in the future.", "period")
    if end is not None and end < started:
        raise Fault("bad_date", "The end lies before the start.", "period")
    ended, how = None, None
    if status in ENDED:
        ended, how = end, resource.mapping.how_ended.get(status)
        if ended is None or how is None:
            missing = (
                "the day of its end is missing"
                if ended is None
                else f"how_ended in the mapping does not say what {status} means"
            )
            raise Fault(
                "required_missing", f"The episode has ended, but {missing}.", "period" if ended is None else "status"
            )
        if ended > today:
            raise Fault("future_date", "The end lies in the future.", "period")
    weeks = resource.setting.clinic.program(program).weeks
    planned = end if end is not None and ended is None else started + timedelta(weeks=weeks)
    manager = [one for one in [child(resource.body, "careManager"), child(resource.body, "author")] if one is not None]
    places = [one for one in [child(resource.body, "managingOrganization")] if one is not None]
    row = {
        "patient": patient, "program": program, "started": started, "planned_end": planned, "ended": ended, "how_ended": how,
        "clinician": code_of(manager, resource.mapping.clinicians), "site": code_of(places, resource.mapping.sites),
        **resource.named(),
    }  # fmt: skip
    harvest.add(RowKind.EPISODE, row)


def _add_change(resource: Resource, harvest: Harvest) -> None:
    body = resource.body
    text = text_at(body, "created") or text_at(child(body, "period") or {}, "start")
    if text is None:
        raise Fault("bad_date", "The date is missing.", "created")
    when = checked(
        when_of(text, resource.setting.zone, "The date", element="created"),
        resource.setting.today,
        "The date",
        "created",
    )
    row = {
        "patient": resource.patient(),
        "on_date": when.on_date,
        "kind": "care_plan_change",
        "detail": text_at(body, "title") or text_at(body, "description") or first_texts(body, "category"),
        "reason": _reason(resource),
        **resource.named(),
    }
    harvest.add(RowKind.EVENT, row)


def _reason(resource: Resource) -> str | None:
    said = [text for one in children(resource.body, "addresses") if (text := text_at(one, "display"))]
    return ", ".join(said) or None
