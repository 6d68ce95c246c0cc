"""From JSON values to resources, and from each resource to the reader of its kind. Bundles are opened, entry by entry."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from loaders.fhir.courses import read_care_plan, read_episode_of_care, withdraw_episode
from loaders.fhir.elements import Fault, Json, child, text_at
from loaders.fhir.events import read_procedure, withdraw_event
from loaders.fhir.goals import read_goal, withdraw_goal
from loaders.fhir.harvest import Harvest, Read
from loaders.fhir.medication import read_medication_request, read_medication_statement, withdraw_medication
from loaders.fhir.observation import read_observation, withdraw_scores
from loaders.fhir.patient import read_patient, withdraw_patient
from loaders.fhir.questionnaire import read_questionnaire_response, withdraw_forms
from loaders.fhir.resource import LAST_VERSION, Resource, version_number, version_of, version_stamp
from loaders.fhir.visits import read_appointment, read_encounter, withdraw_visit
from loaders.reasons import quoted_label

READERS: dict[str, Read] = {
    "Patient": read_patient,
    "Observation": read_observation,
    "QuestionnaireResponse": read_questionnaire_response,
    "MedicationRequest": read_medication_request,
    "MedicationStatement": read_medication_statement,
    "Procedure": read_procedure,
    "Encounter": read_encounter,
    "Appointment": read_appointment,
    "EpisodeOfCare": read_episode_of_care,
    "CarePlan": read_care_plan,
    "Goal": read_goal,
}

_ADDRESS = re.compile(r"(?:.*/)?([A-Z][A-Za-z]{1,60})/([A-Za-z0-9\-.]{1,64})")
_ETAG = re.compile(r'(?:W/)?"?([0-9]{1,24})"?')
_DEEPEST = 4
_TYPE = re.compile(r"[A-Z][A-Za-z]{0,60}")


@dataclass(frozen=True)
class Entry:
    """A resource, or one that was deleted (`body` is then its id alone). `number` counts from 1 within its document."""

    number: int
    body: Any
    full_url: str | None = None
    deleted: str | None = None
    version: str | None = None


def entries_of(document: Any, depth: int = 0, first: int = 1) -> Iterator[Entry]:
    """The resources of a document: itself, or those of a bundle, or those of a list.

    Whatever is no resource comes as it is, for `take` to refuse.
    """
    if isinstance(document, dict) and document.get("resourceType") == "Bundle" and depth < _DEEPEST:
        listed = document.get("entry")
        if listed is not None and not isinstance(listed, list):
            yield Entry(first, None)
        for place, entry in enumerate(listed if isinstance(listed, list) else [], start=first):
            yield from _entry(entry, document, place, depth)
    elif isinstance(document, list) and depth == 0:
        for place, one in enumerate(document, start=first):
            yield from (Entry(place, e.body, e.full_url, e.deleted, e.version) for e in entries_of(one, depth + 1))
    else:
        yield Entry(first, document)


def _entry(entry: Any, bundle: Json, place: int, depth: int) -> Iterator[Entry]:
    if not isinstance(entry, dict):
        yield Entry(place, entry)
        return
    request = entry.get("request")
    if isinstance(request, dict) and request.get("method") == "DELETE":
        url = request.get("url")
        match = _ADDRESS.fullmatch(url) if isinstance(url, str) else None
        if match:
            yield Entry(place, {"id": match[2]}, deleted=match[1], version=_deleted_at(entry, bundle))
        else:
            yield Entry(place, None)
        return
    url, body = entry.get("fullUrl"), entry.get("resource")
    if isinstance(body, dict) and body.get("resourceType") == "Bundle":
        yield from (Entry(place, e.body, e.full_url, e.deleted, e.version) for e in entries_of(body, depth + 1))
    else:
        yield Entry(place, body if body is not None else {}, url if isinstance(url, str) else None)


def _deleted_at(entry: Json, bundle: Json) -> str:
    """The version of a deletion: as the server numbers it, else the time, else above all others."""
    try:
        response = child(entry, "response") or {}
        etag = _ETAG.fullmatch(text_at(response, "etag") or "")
        told = version_number(etag[1]) if etag else version_stamp(text_at(response, "lastModified"))
        return told or version_stamp(text_at(bundle, "timestamp")) or version_of(child(bundle, "meta")) or LAST_VERSION
    except Fault:
        return LAST_VERSION


def take(entry: Entry, line: int, harvest: Harvest) -> None:
    """Rows, a rejection or a count: whatever a resource gives."""
    kinds = harvest.setting.mapping.resources
    if entry.deleted is not None:
        if entry.deleted in kinds:
            body = entry.body
            harvest.take(
                WITHDRAWERS[entry.deleted], Resource(entry.deleted, body, line, harvest.setting, entry.version)
            )
        else:
            harvest.unused[f"deletions of {entry.deleted} resources"] += 1
        return
    if entry.body == {}:
        harvest.unused["bundle entries without a resource"] += 1
        return
    kind = entry.body.get("resourceType") if isinstance(entry.body, dict) else None
    if not isinstance(kind, str) or not _TYPE.fullmatch(kind):
        harvest.reject(line, Fault("bad_line", "It is no FHIR resource: it has no resourceType."))
    elif kind == "OperationOutcome":
        _remark(entry.body, harvest)
    elif kind in kinds:
        harvest.take(READERS[kind], Resource(kind, entry.body, line, harvest.setting, full_url=entry.full_url))
    else:
        harvest.unused[f"{quoted_label(kind)[1:-1]} resources{_MEANWHILE.get(kind, '')}"] += 1


def _remark(outcome: Json, harvest: Harvest) -> None:
    """What a server says went wrong; only its codes, because its words may hold names and numbers."""
    issues = outcome.get("issue")
    for issue in issues if isinstance(issues, list) else [None]:
        told = [issue.get(key) for key in ("severity", "code")] if isinstance(issue, dict) else []
        words = " ".join(word for word in told if isinstance(word, str) and _WORD.fullmatch(word))
        harvest.remarks[f"Problems that the server itself tells of ({words or 'not named'}): {{count}}."] += 1


_WORD = re.compile(r"[a-z-]{1,40}")
_MEANWHILE = {"Medication": ", which are read through the resources that refer to them"}


def _withdraw_observation(resource: Resource, harvest: Harvest) -> None:
    """Which measure a deleted Observation gave is not told, so each that it may have given is withdrawn."""
    mapping = resource.mapping
    panels = [sheet for sheet in mapping.questionnaires if sheet.is_panel]
    formed = {sheet.measure for sheet in panels}
    withdraw_scores(resource, harvest, tuple(code for code in mapping.score_measures if code not in formed))
    withdraw_forms(resource, harvest, panels)


def _withdraw_response(resource: Resource, harvest: Harvest) -> None:
    withdraw_forms(resource, harvest, resource.mapping.questionnaires)


def _withdraw_plan(resource: Resource, harvest: Harvest) -> None:
    withdraw_event(resource, harvest)
    if resource.mapping.programs:
        withdraw_episode(resource, harvest)


WITHDRAWERS: dict[str, Callable[[Resource, Harvest], None]] = {
    "Patient": withdraw_patient,
    "Observation": _withdraw_observation,
    "QuestionnaireResponse": _withdraw_response,
    "MedicationRequest": withdraw_medication,
    "MedicationStatement": withdraw_medication,
    "Procedure": withdraw_event,
    "Encounter": withdraw_visit,
    "Appointment": withdraw_visit,
    "EpisodeOfCare": withdraw_episode,
    "CarePlan": _withdraw_plan,
    "Goal": withdraw_goal,
}
