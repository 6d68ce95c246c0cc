"""An Observation that is a whole form: the panel's code names the questionnaire; its components, or members, are the items.

Members are Observations of their own, which may stand anywhere in the file: they are put together at its end.
"""

from dataclasses import replace
from functools import partial

from loaders.fhir.answers import answer_of, one_answer
from loaders.fhir.elements import Fault, Json, Unused, child, children, coding_keys, coding_labels, text_at
from loaders.fhir.forms import Answer, FilledForm
from loaders.fhir.harvest import Harvest
from loaders.fhir.mapping import FhirMapping, Sheet, whole_key
from loaders.fhir.resource import Resource
from loaders.fhir.when import When, checked, performed

Parts = list[tuple[set[str], Json]]
"""Labels of an item, and the object that holds its value."""

_LEFT = ("registered", "preliminary", "cancelled", "unknown")
_KEPT = ("id", "meta", "status", "code", "subject", "extension")
"""What an item needs until its panel is read: many wait at once."""
_USED = ("final", "amended", "corrected")


def sheets_of_panel(body: Json, mapping: FhirMapping) -> list[Sheet]:
    """The sheets whose questionnaire is this Observation's code, where it has items of theirs or members."""
    keys = set(coding_keys(child(body, "code")))
    named = [s for s in mapping.questionnaires if s.items and any(whole_key(name) in keys for name in s.questionnaire)]
    if not named or children(body, "hasMember"):
        return named
    labels = {label for part in children(body, "component") for label in _labels(part)}
    return [sheet for sheet in named if labels & {whole_key(item) for item in sheet.items}]


def is_item(concept: Json | None, mapping: FhirMapping) -> bool:
    """Whether a code is that of an item of a panel."""
    labels = _labels({"code": concept})
    return bool(labels & mapping.panel_items) if concept is not None else False


def keep_item(resource: Resource, harvest: Harvest) -> None:
    """Until the panels of the file are put together."""
    body = resource.body
    if type(body) is dict:  # one with an element twice is kept as it is, to be refused for it
        body = {key: value for key, value in body.items() if key in _KEPT or key.startswith(("value", "effective"))}
    harvest.items[resource.record or f"line {resource.line}"] = replace(resource, body=body)


def put_together(harvest: Harvest) -> None:
    """The panels with their members. An item that no panel claims is a form by itself, so that a safety item is told."""
    claimed: set[str] = set()
    for resource, sheets in harvest.panels:
        harvest.take(partial(_read_with_members, sheets=sheets, claimed=claimed), resource)
    for name, resource in harvest.items.items():
        if name not in claimed:
            harvest.take(_read_alone, resource)
    harvest.items, harvest.panels = {}, []


def _read_with_members(resource: Resource, harvest: Harvest, sheets: list[Sheet], claimed: set[str]) -> None:
    names = [text_at(one, "reference") or "" for one in children(resource.body, "hasMember")]
    mine = [name for told in names if (name := told[told.find("Observation/") :]) in harvest.items]
    claimed.update(mine)
    bodies = [harvest.items[name].body for name in mine]
    read_panel(resource, harvest, sheets, [(_labels(body), _answer(body)) for body in bodies])


def _answer(body: Json) -> Json:
    """An item that is no result counts as not answered."""
    return body if text_at(body, "status") in _USED else {}


def _read_alone(resource: Resource, harvest: Harvest) -> None:
    labels = _labels(resource.body)
    panels = [sheet for sheet in resource.mapping.questionnaires if sheet.is_panel]
    mine = [sheet for sheet in panels if labels & {whole_key(item) for item in sheet.items}]
    read_panel(resource, harvest, mine, [(labels, _answer(resource.body))], alone=True)


def _labels(part: Json) -> set[str]:
    return {label for coding in children(child(part, "code") or {}, "coding") for label in coding_labels(coding)}


def read_panel(resource: Resource, harvest: Harvest, sheets: list[Sheet], parts: Parts, alone: bool = False) -> None:
    """One form per sheet. An item alone says nothing of the items that it is not."""
    status = text_at(resource.body, "status")
    if status in _LEFT:
        raise Unused(f"Observation resources with the status {status}")
    retracted = status == "entered-in-error"
    patient = resource.patient_if_known() if retracted else resource.patient()
    when, fault = _when(resource)
    for sheet in sheets:
        answers, twice = _answers(parts, sheet)
        why = Fault("bad_answer", "An item is answered more than once.") if twice else fault
        harvest.forms.append(
            FilledForm(
                resource.line,
                patient,
                resource.record,
                resource.version,
                retracted,
                sheet.measure,
                sheet.form,
                when,
                sheet.occasion,
                sheet.mode or resource.mapping.mode,
                answers,
                None if retracted else why,
                open_form=alone,
                element="Observation",
            )
        )


def _when(resource: Resource) -> tuple[When | None, Fault | None]:
    try:
        when = performed(resource.body, "effective", resource.setting.zone, "The date")
        return checked(when, resource.setting.today, "The date", "effective"), None
    except Fault as fault:
        return None, fault


def _answers(parts: Parts, sheet: Sheet) -> tuple[tuple[Answer, ...], bool]:
    found = []
    for item in sheet.items:
        found.append(one_answer([answer_of(part, sheet) for labels, part in parts if whole_key(item) in labels]))
    return tuple(answer for answer, _ in found), any(twice for _, twice in found)


def components_of(body: Json) -> Parts:
    return [(_labels(part), part) for part in children(body, "component")]
