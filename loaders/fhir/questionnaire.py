"""QuestionnaireResponse: answers by linkId or item code, scored by the measure's own rule, or a total that was given.

FHIR R4, https://hl7.org/fhir/R4/questionnaireresponse.html. A response that is still open, or was stopped, gives no
score, but an answer to a safety item in it is told.
"""

from collections.abc import Iterator

from loaders.fhir.answers import answer_of, one_answer
from loaders.fhir.elements import Fault, Json, Unused, children, get, status_of, text_at
from loaders.fhir.forms import UNREADABLE, Answer, FilledForm
from loaders.fhir.harvest import Harvest
from loaders.fhir.mapping import Coded, FhirMapping, Sheet
from loaders.fhir.observation import Value, score_row, withdraw_scores
from loaders.fhir.resource import Resource
from loaders.fhir.when import When, checked, when_of
from loaders.reasons import quoted_label

STATUSES = ("in-progress", "completed", "amended", "entered-in-error", "stopped")
USED = ("completed", "amended")
_MOST_ITEMS = 10_000

Answers = dict[str, list[Json]]
"""Answers of a response by each label of their item."""


def read_questionnaire_response(resource: Resource, harvest: Harvest) -> None:
    """One row per sheet of the mapping that is about this questionnaire."""
    sheets = sheets_of(resource.body, resource.mapping)
    status = status_of(resource.body, STATUSES)
    if not sheets:
        if status == "entered-in-error" and text_at(resource.body, "questionnaire") is None:
            withdraw_forms(resource, harvest, resource.mapping.questionnaires)
            return
        raise Unused(_unknown(resource.body))
    if status == "entered-in-error":
        withdraw_forms(resource, harvest, sheets)
        return
    patient = _person(resource)
    when, fault = _authored(resource)
    if status not in USED:
        fault = Fault("not_scored", f"The response is {status}, not completed.", "status")
    answers = _answers(resource.body)
    for sheet in sheets:
        _read_sheet(resource, harvest, sheet, answers, patient, when, fault, status not in USED)


def sheets_of(body: Json, mapping: FhirMapping) -> list[Sheet]:
    """The sheets about the questionnaire that a response names, whatever its version."""
    name = (text_at(body, "questionnaire") or "").partition("|")[0]
    tail = name.rstrip("/").rpartition("/")[2]
    return [one for one in mapping.questionnaires if name and {name, tail} & {_bare(key) for key in one.questionnaire}]


def _bare(key: str) -> str:
    """'loinc|44249-1' is found as '44249-1' at the end of an address; an address may carry its version."""
    system, bar, code = key.partition("|")
    return key if not bar else code if system == "loinc" else system


def _unknown(body: Json) -> str:
    name = text_at(body, "questionnaire")
    return f"QuestionnaireResponse resources of {quoted_label(name) if name else 'no named questionnaire'}, which the mapping does not list"


def withdraw_forms(resource: Resource, harvest: Harvest, sheets: list[Sheet] | tuple[Sheet, ...]) -> None:
    """A retraction of each measure that the response may have given, and of its safety answer."""
    patient = resource.patient_if_known()
    told = {sheet.measure: sheet for sheet in sheets}.values()
    withdraw_scores(resource, harvest, tuple(sheet.measure for sheet in told if not sheet.items))
    for sheet in told:
        if sheet.items:
            mark = (resource.line, patient, resource.record, resource.version, True, sheet.measure, sheet.form)
            harvest.forms.append(FilledForm(*mark, None, "routine", None, ()))


def _person(resource: Resource) -> str:
    return resource.patient("subject" if get(resource.body, "subject") is not None else "source")


def _authored(resource: Resource) -> tuple[When | None, Fault | None]:
    try:
        text = text_at(resource.body, "authored")
        if text is None:
            raise Fault("bad_date", "The date is missing.", "authored")
        when = when_of(text, resource.setting.zone, "The date", element="authored")
        return checked(when, resource.setting.today, "The date", "authored"), None
    except Fault as fault:
        return None, fault


def _answers(body: Json) -> Answers:
    found: Answers = {}
    for item in _every_item(body):
        for label in _labels(item):
            found.setdefault(label, []).extend(children(item, "answer"))
    return found


def _every_item(body: Json) -> Iterator[Json]:
    """Items of groups, and items below answers, in document order."""
    waiting, count = list(reversed(children(body, "item"))), 0
    while waiting:
        item = waiting.pop()
        count += 1
        if count > _MOST_ITEMS:
            raise Fault("bad_line", f"The response has more than {_MOST_ITEMS} items.", "item")
        yield item
        below = [
            *children(item, "item"),
            *(one for answer in children(item, "answer") for one in children(answer, "item")),
        ]
        waiting.extend(reversed(below))


def _labels(item: Json) -> set[str]:
    """linkId, its last part ('/44249-1/44250-9' is 44250-9 too), and the last part of the item's definition."""
    names = [text_at(item, "linkId"), text_at(item, "definition")]
    tails = [name.replace("#", "/").rstrip("/").rpartition("/")[2] for name in names if name]
    return {name for name in [*names, *tails] if name}


def _read_sheet(
    resource: Resource,
    harvest: Harvest,
    sheet: Sheet,
    answers: Answers,
    patient: str,
    when: When | None,
    fault: Fault | None,
    is_open: bool,
) -> None:
    found = [one_answer(_given(answers, item, sheet)) for item in sheet.items]
    given = tuple(answer for answer, _ in found)
    total = _total(answers, sheet)
    if sheet.total and not any(answer is not None for answer in given) and (total is not None or not sheet.items):
        _add_total(resource, harvest, sheet, total, patient, when, fault)
        return
    if any(twice for _, twice in found):
        fault = Fault("bad_answer", "An item is answered more than once.", "item")
    harvest.forms.append(
        FilledForm(
            resource.line,
            patient,
            resource.record,
            resource.version,
            False,
            sheet.measure,
            sheet.form,
            when,
            sheet.occasion,
            sheet.mode or resource.mapping.mode,
            given,
            fault,
            is_open,
        )
    )


def _given(answers: Answers, item: str, sheet: Sheet) -> list[Answer]:
    return [answer_of(one, sheet) for one in answers.get(item, [])]


def _total(answers: Answers, sheet: Sheet) -> Answer:
    """A total is a finished score: the offset of the answers does not apply."""
    plain = sheet.model_copy(update={"offset": 0})
    return one_answer(_given(answers, sheet.total, plain))[0] if sheet.total else None


def _add_total(
    resource: Resource,
    harvest: Harvest,
    sheet: Sheet,
    total: Answer,
    patient: str,
    when: When | None,
    fault: Fault | None,
) -> None:
    if fault is None and total is None:
        fault = Fault("empty", "The response has no answer in any item that the mapping reads.", "item")
    if fault is None and total == UNREADABLE:
        fault = Fault("bad_number", "The total is no number.", "item")
    if fault is not None:
        if total is not None:
            harvest.flag_total(resource, sheet.measure, patient, when)
        harvest.reject(resource.line, fault, resource.kind)
        return
    coded = Coded.model_construct(measure=sheet.measure, form=sheet.form, occasion=sheet.occasion, mode=sheet.mode)
    harvest.scores.append(score_row(resource, patient, coded, Value(float(total or 0)), when))
