"""Observation: scores by code, of the Observation itself and of its components.

FHIR R4, https://hl7.org/fhir/R4/observation.html. Only `final`, `amended` and `corrected` ones are results; an
`entered-in-error` one withdraws its record. Without a value there is no score: the source's reason is told, never 0.
"""

from dataclasses import dataclass
from math import nan

from domain.unit import is_timed_test
from loaders.fhir.answers import ordinal_of
from loaders.fhir.elements import (
    Fault,
    Json,
    Unused,
    child,
    children,
    coding_keys,
    get,
    labels_of,
    number_at,
    said_of,
    status_of,
    text_at,
    truth_at,
)
from loaders.fhir.harvest import Harvest
from loaders.fhir.mapping import Coded, FhirMapping
from loaders.fhir.panel import components_of, is_item, keep_item, read_panel, sheets_of_panel
from loaders.fhir.resource import Resource
from loaders.fhir.when import When, performed
from loaders.numbers import numbers
from loaders.reasons import quoted_label

STATUSES = ("registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown")
USED = ("final", "amended", "corrected")
VALUES = (
    "valueQuantity",
    "valueInteger",
    "valueDecimal",
    "valueString",
    "valueCodeableConcept",
    "valueBoolean",
    "valueRange",
    "valueRatio",
    "valueSampledData",
    "valueTime",
    "valueDateTime",
    "valuePeriod",
)


@dataclass(frozen=True)
class Value:
    """A number in the source's unit; None where none is told."""

    number: float
    unit: str | None = None


def read_observation(resource: Resource, harvest: Harvest) -> None:
    """One score per code that the mapping knows, of the Observation or one of its components."""
    body, mapping = resource.body, resource.mapping
    if sheets := sheets_of_panel(body, mapping):
        if children(body, "hasMember"):
            harvest.panels.append((resource, sheets))
        else:
            read_panel(resource, harvest, sheets, components_of(body))
        return
    own = coded_as(child(body, "code"), mapping)
    parts = [(part, found) for part in children(body, "component") if (found := coded_as(child(part, "code"), mapping))]
    if own is None and not parts:
        if is_item(child(body, "code"), mapping):
            keep_item(resource, harvest)
            return
        if _is_bare(body):
            withdraw_scores(resource, harvest, mapping.score_measures)
            return
        raise Unused(unknown_code(body))
    status = status_of(body, STATUSES)
    told = [(body, own)] if own is not None and (not parts or has_value(body)) else []
    if status == "entered-in-error":
        codes = dict.fromkeys(coded.measure for _, coded in [*([(body, own)] if own else []), *parts])
        withdraw_scores(resource, harvest, tuple(codes))
        return
    if status not in USED:
        raise Unused(f"Observation resources with the status {status}")
    if own is not None and not parts and not has_value(body) and children(body, "hasMember"):
        raise Unused("Observation resources that only list members; the members are read by themselves")
    patient = resource.patient()
    _add_scores(resource, harvest, patient, [*told, *parts])


def _add_scores(resource: Resource, harvest: Harvest, patient: str, told: list[tuple[Json, Coded]]) -> None:
    for holder, coded in told:
        when = None
        try:
            when = performed(resource.body, "effective", resource.setting.zone, "The date")
            value = value_of(holder, coded, resource.mapping)
        except Fault as fault:
            harvest.reject(resource.line, fault, resource.kind)
            if has_value(holder):
                harvest.flag_total(resource, coded.measure, patient, when)
            continue
        harvest.scores.append(score_row(resource, patient, coded, value, when))


def score_row(resource: Resource, patient: str | None, coded: Coded, value: Value, when: When | None) -> tuple:
    """As `loaders.fhir.scores.SCORE_COLUMNS`."""
    return (
        resource.line,
        patient,
        resource.record,
        resource.version,
        False,
        coded.measure,
        value.number,
        value.unit,
        when and when.on_date,
        when and when.at_time,
        when and when.utc_offset_minutes,
        coded.occasion,
        coded.mode or resource.mapping.mode,
        coded.form,
    )


def withdraw_scores(resource: Resource, harvest: Harvest, measures: tuple[str, ...]) -> None:
    """A retraction for each measure that the record may have given."""
    patient = resource.patient_if_known()
    for measure in measures:
        harvest.scores.append(
            (
                resource.line,
                patient,
                resource.record,
                resource.version,
                True,
                measure,
                nan,
                None,
                None,
                None,
                None,
                "routine",
                None,
                None,
            )
        )


def _is_bare(body: Json) -> bool:
    """A withdrawn Observation whose code has been taken out."""
    return text_at(body, "status") == "entered-in-error" and not coding_keys(child(body, "code"))


def coded_as(concept: Json | None, mapping: FhirMapping) -> Coded | None:
    """What the mapping says of a code; None where it does not know it.

    Raises:
        Fault: two of its codings are different measures.
    """
    coded = mapping.coded
    found = {key: coded[key] for key in coding_keys(concept) if key in coded}
    if len({one.measure for one in found.values()}) > 1:
        raise Fault("unknown_measure", "Its codes are of different measures.", "code")
    return next(iter(found.values()), None)


def unknown_code(body: Json) -> str:
    said = said_of(child(body, "code"))
    key = next(iter(coding_keys(child(body, "code"))), None)
    return f"Observation resources with the code {quoted_label(key or said or '')}, which the mapping does not list"


def has_value(holder: Json) -> bool:
    return any(holder.get(key) is not None for key in VALUES)


def value_of(holder: Json, coded: Coded, mapping: FhirMapping) -> Value:
    """The value of an Observation or component.

    Raises:
        Fault: there is none, several, or one that is no number.
    """
    given = [key for key in VALUES if get(holder, key) is not None]
    if not given:
        raise Fault("empty", _why_absent(holder), "value")
    if len(given) > 1 or child(holder, "dataAbsentReason") is not None:
        raise Fault("bad_number", "It has two values, or a value and a reason for having none.", "value")
    key = given[0]
    if key == "valueQuantity":
        return _quantity(child(holder, key) or {})
    if key in ("valueInteger", "valueDecimal"):
        return Value(number_at(holder, key) or 0.0)
    return Value(_worded(holder, key, coded, mapping))


def _why_absent(holder: Json) -> str:
    reason = child(holder, "dataAbsentReason")
    if reason is None:
        return "It has no value."
    # only a code is repeated: the text beside it is free, and may name somebody
    codes = [code for coding in children(reason, "coding") if (code := text_at(coding, "code"))]
    return f"The source gives no value: {quoted_label(codes[0])}." if codes else "The source gives no value."


def _quantity(quantity: Json) -> Value:
    """The number with its unit: the UCUM code, else the unit as written.

    Raises:
        Fault: there is no number, or it is only a limit ('<', '>').
    """
    if text_at(quantity, "comparator") is not None:
        raise Fault("bad_number", "The value is only a limit, such as 'less than'.", "value")
    number = number_at(quantity, "value")
    if number is None:
        raise Fault("empty", "The quantity has no value.", "value")
    code, unit = text_at(quantity, "code"), text_at(quantity, "unit")
    return Value(number, code or unit)


def _worded(holder: Json, key: str, coded: Coded, mapping: FhirMapping) -> float:
    """The number that a text, a code or yes and no stand for."""
    measure = mapping.registry[coded.measure]
    if key == "valueString":
        labels = [text_at(holder, key) or ""]
    elif key == "valueBoolean":
        labels = ["true" if truth_at(holder, key) else "false"]
    elif key == "valueCodeableConcept":
        labels = labels_of(child(holder, key))
    else:
        raise Fault("bad_number", f"A {key.removeprefix('value')} is no score.", "value")
    meant = next((mapping.values[label] for label in labels if label in mapping.values), None)
    if meant is not None:
        if is_timed_test(measure):
            sentence = f"{measure.name} is timed: a word such as 'unable' stands for no number of seconds."
            raise Fault("bad_number", sentence, "value")
        return numbers([meant], ".")[0]
    found = _own_number(holder, key, labels)
    if found is None:
        raise Fault(
            "bad_number",
            f"The value {_quoted(key, labels)}is no number, and values in the mapping do not list it.",
            "value",
        )
    return found


def _quoted(key: str, labels: list[str]) -> str:
    """A code may be told; a free text may name somebody."""
    return f"{quoted_label(labels[0])} " if key == "valueCodeableConcept" and labels else ""


def _own_number(holder: Json, key: str, labels: list[str]) -> float | None:
    if key == "valueString":
        found = numbers(labels, ".")[0]
        return None if found != found else found
    if key == "valueCodeableConcept":
        return next((n for c in children(child(holder, key) or {}, "coding") if (n := ordinal_of(c)) is not None), None)
    return None
