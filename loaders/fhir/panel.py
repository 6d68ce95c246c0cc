"""An Observation that is a whole form: the panel's code names the questionnaire, its components are the items."""

from loaders.fhir.answers import answer_of, one_answer
from loaders.fhir.elements import Fault, Json, Unused, child, children, coding_keys, coding_labels, text_at
from loaders.fhir.forms import Answer, FilledForm
from loaders.fhir.harvest import Harvest
from loaders.fhir.mapping import FhirMapping, Sheet, whole_key
from loaders.fhir.resource import Resource
from loaders.fhir.when import When, checked, performed


def sheets_of_panel(body: Json, mapping: FhirMapping) -> list[Sheet]:
    """The sheets whose questionnaire is this Observation's code and whose items are among its components."""
    keys = set(coding_keys(child(body, "code")))
    named = [s for s in mapping.questionnaires if s.items and any(whole_key(name) in keys for name in s.questionnaire)]
    if not named:
        return []
    labels = {label for part in children(body, "component") for label in _labels(part)}
    return [sheet for sheet in named if labels & {whole_key(item) for item in sheet.items}]


def _labels(part: Json) -> set[str]:
    return {label for coding in children(child(part, "code") or {}, "coding") for label in coding_labels(coding)}


def read_panel(resource: Resource, harvest: Harvest, sheets: list[Sheet]) -> None:
    """One form per sheet."""
    status = text_at(resource.body, "status")
    if status in ("registered", "preliminary", "cancelled", "unknown"):
        raise Unused(f"Observation resources with the status {status}")
    retracted = status == "entered-in-error"
    patient = resource.patient_if_known() if retracted else resource.patient()
    when, fault = _when(resource)
    parts = [(_labels(part), part) for part in children(resource.body, "component")]
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
                element="Observation",
            )
        )


def _when(resource: Resource) -> tuple[When | None, Fault | None]:
    try:
        when = performed(resource.body, "effective", resource.setting.zone, "The date")
        return checked(when, resource.setting.today, "The date", "effective"), None
    except Fault as fault:
        return None, fault


def _answers(parts: list[tuple[set[str], Json]], sheet: Sheet) -> tuple[tuple[Answer, ...], bool]:
    found = []
    for item in sheet.items:
        found.append(one_answer([answer_of(part, sheet) for labels, part in parts if whole_key(item) in labels]))
    return tuple(answer for answer, _ in found), any(twice for _, twice in found)
