"""Patient: the registration. FHIR R4, https://hl7.org/fhir/R4/patient.html."""

from datetime import date

from domain.loaded import RowKind
from loaders.fhir.base import base_of
from loaders.fhir.elements import Fault, Json, children, get, refuse_modified, text_at, truth_at
from loaders.fhir.harvest import Harvest
from loaders.fhir.people import is_elsewhere, record_number
from loaders.fhir.resource import Resource
from loaders.fhir.when import when_of

SEX = {"female": "female", "male": "male", "other": "other", "unknown": "unknown"}
_NO_BIRTH_DAY = "Birth dates without a day are left out: {count}."
_NO_DEATH_DAY = "Patients said to have died on a day that is not told stay due at their checkpoints: {count}."
_MERGED = "Patients replaced by another resource keep their own record number: {count}."


def read_patient(resource: Resource, harvest: Harvest) -> None:
    """One row. Partial birth dates are left out with a remark: year or month alone are no day."""
    body = resource.body
    refuse_modified(body)
    if resource.mapping.patient_by == "id" and is_elsewhere(base_of(resource.full_url), resource.mapping):
        raise Fault("no_patient", "The Patient lies at another server, whose ids are no record numbers here.", "id")
    born, died = _birth(resource, harvest), _death(resource, harvest)
    row = {
        "patient": record_number(body, resource.mapping),
        "name": _name(body),
        "birth_date": born,
        "sex": SEX.get(text_at(body, "gender") or "unknown"),
        "died_on": died,
        "withdrew_on": None,
        **resource.named(),
    }
    if row["sex"] is None:
        raise Fault("unknown_label", "The gender is none that FHIR R4 knows.", "gender")
    if born and died and died < born:
        raise Fault("date_before_birth", "The day of death lies before the birth date.", "deceased")
    if any(text_at(link, "type") == "replaced-by" for link in children(body, "link")):
        harvest.remarks[_MERGED] += 1
    harvest.add(RowKind.PATIENT, row)


def withdraw_patient(resource: Resource, harvest: Harvest) -> None:
    """The registration is taken back. Its other rows stay, and wait."""
    harvest.add(RowKind.PATIENT, {"sex": None, **resource.named(retracted=True)})


def _name(body: Json) -> str | None:
    """The official name, else the usual one, else the first; as text, else given names and family name."""
    names = [name for name in children(body, "name") if text_at(name, "use") != "old"]
    order = {"official": 0, "usual": 1}
    names.sort(key=lambda name: order.get(text_at(name, "use") or "", 2))
    for name in names:
        if text := text_at(name, "text"):
            return text
        parts = [*_given(name), text_at(name, "family")]
        if any(parts):
            return " ".join(part for part in parts if part)
    return None


def _given(name: Json) -> list[str]:
    given = get(name, "given") or []
    if not isinstance(given, list):
        raise Fault("bad_line", "The element given is no list.", "name")
    return [text for one in given if (text := text_at({"given": one}, "given"))]


def _birth(resource: Resource, harvest: Harvest) -> date | None:
    text = text_at(resource.body, "birthDate")
    if text is None:
        return None
    if len(text) < 10 and _is_partial(text):
        harvest.remarks[_NO_BIRTH_DAY] += 1
        return None
    day = _private_day(resource, text, "The birth date", "birthDate")
    if day > resource.setting.today:
        raise Fault("future_date", "The birth date lies in the future.", "birthDate")
    return day


def _death(resource: Resource, harvest: Harvest) -> date | None:
    text = text_at(resource.body, "deceasedDateTime")
    if text is None or _is_partial(text):
        if text is not None or truth_at(resource.body, "deceasedBoolean"):
            harvest.remarks[_NO_DEATH_DAY] += 1
        return None
    day = _private_day(resource, text, "The day of death", "deceased")
    if day > resource.setting.today:
        raise Fault("future_date", "The day of death lies in the future.", "deceased")
    return day


def _is_partial(text: str) -> bool:
    return len(text) in (4, 7) and text.replace("-", "", 1).isdecimal()


def _private_day(resource: Resource, text: str, what: str, element: str) -> date:
    """A day whose text is never repeated in a reason."""
    return when_of(text, resource.setting.zone, what, element=element).on_date
