"""MedicationRequest and MedicationStatement: lines of the medication list, as `domain.opioid` reads them.

FHIR R4, https://hl7.org/fhir/R4/medicationrequest.html, https://hl7.org/fhir/R4/medicationstatement.html and
https://hl7.org/fhir/R4/dosage.html. What is not told stays blank, so that a dose is unknown and never 0.
"""

import re

from domain.loaded import RowKind
from domain.opioid.medicine import MEDICINES, ingredients_named
from loaders.fhir.dosage import dosage_of
from loaders.fhir.elements import (
    Fault,
    Json,
    Unused,
    child,
    children,
    contained_in,
    number_at,
    said_of,
    status_of,
    text_at,
    truth_at,
)
from loaders.fhir.events import first_texts
from loaders.fhir.harvest import Harvest
from loaders.fhir.resource import Resource
from loaders.fhir.when import day_at

REQUEST = {
    "active": "active", "on-hold": "on_hold", "cancelled": "cancelled", "completed": "completed", "entered-in-error": "",
    "stopped": "stopped", "draft": "draft", "unknown": "unknown",
}  # fmt: skip
STATEMENT = {
    "active": "active", "completed": "completed", "entered-in-error": "", "intended": "draft", "stopped": "stopped",
    "on-hold": "on_hold", "unknown": "unknown", "not-taken": "not_taken",
}  # fmt: skip
UNKNOWN_MEDICATION = "unknown_medication"
_ORDERS = ("order", "original-order", "reflex-order", "filler-order", "instance-order")
_MASS = r"(?:mg|mcg|ug|µg|g|meq)"
_NUMBER = r"\d+(?:\.\d+)?"
_STRENGTH = re.compile(
    rf"((?:{_NUMBER}\s*[-/]\s*)*{_NUMBER})\s*({_MASS})\b(?:\s*/\s*({_NUMBER})?\s*(ml|l|hr|h|hour)\b)?", re.IGNORECASE
)
"""'5 mg', '10 mg/5 mL', and of several ingredients '5-325 mg' and '5/325 mg'."""
_AMOUNTS = re.compile(rf"{_STRENGTH.pattern}(?:\s*-\s*(?=\d))?", re.IGNORECASE)
_BRAND = re.compile(r"\[[^\]]*\]|\(([^)]*)\)")
_FORM_WORDS = re.compile(
    r"\b(?:system|pack|disintegrating|chewable|effervescent|abuse-deterrent|injectable|prefilled|syringe|cartridge|delayed|mucosal|topical|per|sl|weekly|ptwk|pt72)\b|#\s*\d*",
    re.IGNORECASE,
)
_COUNTED_DAYS = {"d": 1.0, "day": 1.0, "days": 1.0, "wk": 7.0, "week": 7.0, "weeks": 7.0, "h": 1 / 24}


def read_medication_request(resource: Resource, harvest: Harvest) -> None:
    """One line of what is prescribed."""
    body = resource.body
    status = REQUEST[status_of(body, tuple(REQUEST))]
    if not status:
        withdraw_medication(resource, harvest)
        return
    intent = text_at(body, "intent")
    if intent not in _ORDERS:
        raise Unused("MedicationRequest resources that are no order (a plan, a proposal, an option)")
    if truth_at(body, "doNotPerform"):
        raise Unused("MedicationRequest resources that forbid a medicine")
    supply = child(body, "dispenseRequest") or {}
    quantity, duration = child(supply, "quantity") or {}, child(supply, "expectedSupplyDuration")
    zone = resource.setting.zone
    dosage = dosage_of(children(body, "dosageInstruction"), zone)
    started = dosage.started or day_at(child(supply, "validityPeriod") or {}, "start", zone, "The start")
    started = started or day_at(body, "authoredOn", zone, "The day of the prescription")
    row = {
        **_drug(resource),
        **dosage.columns(),
        "basis": "prescribed",
        "started": started,
        # a refill may begin the same number of days anew, so such a line has no end of its own
        "stopped": dosage.stopped if number_at(supply, "numberOfRepeatsAllowed") else dosage.last_day(started),
        "status": status,
        "days_supply": _days(duration),
        "quantity": number_at(quantity, "value"),
    }
    _add(resource, harvest, row)


def read_medication_statement(resource: Resource, harvest: Harvest) -> None:
    """One line of what is taken."""
    body = resource.body
    status = STATEMENT[status_of(body, tuple(STATEMENT))]
    if not status:
        withdraw_medication(resource, harvest)
        return
    zone = resource.setting.zone
    dosage = dosage_of(children(body, "dosage"), zone)
    period = child(body, "effectivePeriod") or {}
    day = day_at(body, "effectiveDateTime", zone, "The date")
    started = dosage.started or day_at(period, "start", zone, "The start") or day
    row = {
        **_drug(resource),
        **dosage.columns(),
        "basis": "taken",
        "started": started,
        "stopped": dosage.last_day(started) or day_at(period, "end", zone, "The end", ends=True),
        "status": status,
    }
    _add(resource, harvest, row)


def withdraw_medication(resource: Resource, harvest: Harvest) -> None:
    harvest.add(RowKind.MEDICATION, {"status": "entered_in_error", **resource.named(retracted=True)})


def _add(resource: Resource, harvest: Harvest, row: dict) -> None:
    started, stopped = row["started"], row["stopped"]
    if started and stopped and stopped < started:
        raise Fault("bad_date", "It was stopped before it was started.", "dosage")
    if started is not None and started > resource.setting.today and row["status"] not in ("draft", "on_hold"):
        raise Fault("future_date", "The start lies in the future.", "dosage")
    row |= {"patient": resource.patient(), "indication": first_texts(resource.body, "reasonCode"), **resource.named()}
    harvest.add(RowKind.MEDICATION, row)


def _drug(resource: Resource) -> dict[str, object]:
    """`drug`, `strength` and `form`, of the concept or of the Medication that is contained or referred to."""
    body = resource.body
    concept, medication = child(body, "medicationCodeableConcept"), None
    if concept is None:
        medication = _medication(resource)
        concept = child(medication, "code")
    drug = _best_name(concept)
    if drug is None:
        raise Fault("required_missing", "The medicine is not named.", "medication")
    strength = strength_in(medication, concept)
    return {"drug": drug, "strength": strength, "form": said_of(child(medication or {}, "form"))}


def _medication(resource: Resource) -> Json:
    reference = child(resource.body, "medicationReference") or {}
    found = contained_in(resource.body, reference)
    if found is None:
        found = resource.setting.medications.get(text_at(reference, "reference") or "")
    if found is not None:
        return found
    display = text_at(reference, "display")
    if display is None:
        raise Fault(
            UNKNOWN_MEDICATION, "It refers to a Medication that no loaded file of this source holds.", "medication"
        )
    return {"code": {"text": display}}


def _names(concept: Json | None) -> list[str]:
    codings = children(concept or {}, "coding")
    found = [text_at(concept or {}, "text"), *(text_at(coding, "display") for coding in codings)]
    return [name for name in found if name]


def _best_name(concept: Json | None) -> str | None:
    """The first name all of whose ingredients are known, as it is or without RxNorm's additions; else the first name."""
    names = _names(concept)
    tried = [*names, *(_without_additions(name) for name in names)]
    known = (name for name in tried if (parts := ingredients_named(name)) and all(part in MEDICINES for part in parts))
    return next(known, names[0] if names else said_of(concept))


def _without_additions(name: str) -> str:
    """RxNorm adds the brand in brackets and the dose form in words: '72 HR fentanyl 0.025 MG/HR Transdermal System'; others
    write 'HYDROcodone-acetaminophen (NORCO) 5-325 mg per tablet'. What brackets hold stays where it is itself a medicine."""
    without_amounts = _AMOUNTS.sub(" ", name)
    return " ".join(_FORM_WORDS.sub(" ", _BRAND.sub(_unless_medicine, without_amounts)).split())


def _unless_medicine(bracket: re.Match) -> str:
    return bracket[0] if any(part in MEDICINES for part in ingredients_named(bracket[1])) else " "


def strength_in(medication: Json | None, concept: Json | None) -> str | None:
    """The strength of one unit: from the ingredients of a Medication, else from the name of the product."""
    told = [text for one in children(medication or {}, "ingredient") if (text := _ratio(child(one, "strength")))]
    if told:
        return "/".join(told)
    for name in _names(concept):
        # '12 HR' and '24 HR' in front of a name tell for how long it works, not how much there is
        found = [
            (number, *rest) for numbers, *rest in _STRENGTH.findall(name) for number in re.split(r"\s*[-/]\s*", numbers)
        ]
        if found and len(found) == len(ingredients_named(_without_additions(name))):
            return _joined(found)
    return None


def _joined(found: list[tuple[str, str, str, str]]) -> str:
    """'325 mg/5 mg', '10 mg/5 ml', '0.025 mg/hr'; of liquids with several ingredients nothing is told."""
    number, unit, volume, per = found[0]
    if len(found) == 1 and per:
        return f"{number} {unit.lower()}/{volume + ' ' if volume else ''}{per.lower()}"
    return "/".join(f"{number} {unit.lower()}" for number, unit, _, _ in found)


def _ratio(strength: Json | None) -> str | None:
    """A ratio such as 5 mg per 1 tablet, or 10 mg per 5 mL."""
    top, bottom = child(strength or {}, "numerator") or {}, child(strength or {}, "denominator") or {}
    number, unit = number_at(top, "value"), text_at(top, "code") or text_at(top, "unit")
    if number is None or unit is None:
        return None
    amount, per = number_at(bottom, "value"), (text_at(bottom, "code") or text_at(bottom, "unit") or "").lower()
    if per in ("ml", "l", "h", "hr"):
        return (
            f"{number:.10g} {unit.lower()}/{amount or 1:.10g} {per}"
            if (amount or 1) != 1
            else f"{number:.10g} {unit.lower()}/{per}"
        )
    return f"{number / (amount or 1):.10g} {unit.lower()}"


def _days(duration: Json | None) -> float | None:
    if duration is None:
        return None
    value = number_at(duration, "value")
    unit = (text_at(duration, "code") or text_at(duration, "unit") or "").lower()
    return value * _COUNTED_DAYS[unit] if value is not None and unit in _COUNTED_DAYS else None
