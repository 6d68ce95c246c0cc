"""What one answer of a form means: a number by the mapping's table, by the source's own extension, or by itself."""

from math import isnan

from loaders.fhir.elements import Fault, Json, children, coding_labels, extensions, get, number_at, text_at, truth_at
from loaders.fhir.forms import UNREADABLE, Answer
from loaders.fhir.mapping import Sheet
from loaders.numbers import numbers

ORDINAL = (
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
    "http://hl7.org/fhir/StructureDefinition/iso21090-CO-value",
)
"""Extensions that give a coded answer its number."""

_NUMBERS = ("valueInteger", "valueDecimal")


def ordinal_of(holder: Json) -> float | None:
    """The number that an extension gives a coding or an answer; None without one."""
    for one in extensions(holder, *ORDINAL):
        for key in _NUMBERS:
            if (number := number_at(one, key)) is not None:
                return number
    return None


def answer_of(holder: Json, sheet: Sheet) -> Answer:
    """The answer in a `value[x]`, moved by the sheet's offset; `UNREADABLE` where it is no number, None where there is none."""
    try:
        number = _number(holder, sheet)
    except Fault:
        return UNREADABLE
    if number is None:
        return None
    return UNREADABLE if isnan(number) else number + sheet.offset


def _number(holder: Json, sheet: Sheet) -> float | None:
    """NaN where something stands that is no number."""
    for key in _NUMBERS:
        if (number := number_at(holder, key)) is not None:
            return number
    if (flag := truth_at(holder, "valueBoolean")) is not None:
        return _listed(["true" if flag else "false"], sheet, float(flag))
    if (text := text_at(holder, "valueString")) is not None:
        return _listed([text], sheet, numbers([text], ".")[0])
    if isinstance(quantity := get(holder, "valueQuantity"), dict):
        return number_at(quantity, "value")
    codings = _codings(holder)
    if codings:
        own = [n for c in [*codings, holder] if (n := ordinal_of(c)) is not None]
        labels = [label for coding in codings for label in coding_labels(coding)]
        return _listed(labels, sheet, own[0] if own else float("nan"))
    return float("nan") if any(key.startswith("value") for key in holder) else None


def _codings(holder: Json) -> list[Json]:
    if isinstance(coding := get(holder, "valueCoding"), dict):
        return [coding]
    if isinstance(concept := get(holder, "valueCodeableConcept"), dict):
        return children(concept, "coding")
    return []


def _listed(labels: list[str], sheet: Sheet, otherwise: float) -> float:
    meant = next((sheet.answers[label] for label in labels if label in sheet.answers), None)
    return otherwise if meant is None else numbers([meant], ".")[0]


def one_answer(given: list[Answer]) -> tuple[Answer, bool]:
    """(the answer to an item, whether it was answered more than once).

    Of several the highest above 0 is kept for the safety item's sake, never a 0.
    """
    said = [answer for answer in given if answer is not None]
    if len(said) < 2:
        return (said[0] if said else None), False
    above = [answer for answer in said if isinstance(answer, float) and answer > 0]
    return (max(above) if above else None), True
