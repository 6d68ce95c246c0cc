"""Words under which clinics keep fields, codes and measures. Used for proposals only: a mapping declares, it never guesses."""

import re
from collections.abc import Iterable

from domain.measure import Measure
from domain.unit import unit_named
from loaders.source_mapping import Registry

FIELD_WORDS: dict[str, tuple[str, ...]] = {
    "patient": (
        "mrn", "patient id", "patient number", "patient no", "medical record number", "record number", "pat id", "chart number",
        "case number", "patient", "person id", "client id", "subject id", "participant id", "fallnummer", "patientennummer",
        "patient mrn", "pid", "mrn number", "mrn no", "patient nr", "pt", "pt id", "pt no", "pt number", "pt mrn", "chart", "chart no",
        "chart id", "case no", "case id", "hospital number", "hospital no", "unit number", "nhs number", "study id",
    ),
    "name": ("patient name", "name", "full name"),
    "birth_date": ("dob", "birth date", "date of birth", "birthdate", "born"),
    "sex": ("sex", "gender"),
    "died_on": ("deceased on", "date of death", "died on", "deceased date"),
    "withdrew_on": ("consent withdrawn on", "withdrew on", "consent withdrawn"),
    "date": (
        "date", "visit date", "test date", "assessment date", "completed on", "date completed", "survey date", "encounter date",
        "date of visit", "tested", "tested on", "observation date", "appointment date", "service date", "test dt", "visit dt", "date of test", "dos", "date of service", "event date", "day",
        "completed at", "testdatum", "datum", "morning", "fill date", "timestamp", "date time",
    ),
    "time": ("time", "completed at", "visit time", "appointment time", "start time"),
    "record": ("record", "entry id", "row id", "test id", "appt id", "appointment id", "event id", "episode id", "observation id",
               "result id", "form id", "response id", "fill no", "order id", "goal id", "ref", "reference", "authorization id"),
    "version": ("version", "revision", "rev", "updated at", "last updated", "last updated at", "updated", "modified", "modified at"),
    "retracted": ("retracted", "voided", "deleted", "is deleted", "entered in error"),
    "measure": ("measure", "instrument", "test", "questionnaire", "scale", "form name", "assessment", "activity", "metric"),
    "value": ("value", "score", "result", "total", "total score", "ergebnis", "answer value"),
    "unit": ("unit", "units", "uom", "einheit"),
    "occasion": ("occasion", "context", "timing"),
    "mode": ("mode", "device", "method", "administration mode"),
    "item": ("item", "item number", "question", "question number"),
    "answer": ("answer", "response", "item score"),
    "program": ("program", "programme", "pathway", "service line"),
    "started": ("start date", "started", "started on", "start", "admission date", "enrolled on", "from", "date started"),
    "planned_end": ("planned end", "planned end date", "expected end"),
    "ended": ("end date", "ended", "ended on", "discharge date", "end"),
    "how_ended": ("outcome", "how ended", "disposition", "end status", "discharge disposition"),
    "why_left": ("reason left", "why left", "dropout reason"),
    "site": ("site", "clinic", "location"),
    "payer": ("payer", "payor", "insurance", "insurer", "plan", "health plan"),
    "clinician": ("clinician", "provider", "lead clinician", "doctor", "therapist name", "physician"),
    "pain_months": ("pain months", "pain duration months", "months of pain", "duration of pain months"),
    "checkpoint": ("checkpoint", "visit type", "visit"),
    "attendance": ("attendance", "status", "appointment status", "visit status"),
    "kind": ("kind", "type", "event type"),
    "detail": ("detail", "description", "details", "note"),
    "reason": ("reason", "why", "denial reason", "reason given"),
    "bed_time": ("bed time", "to bed", "bedtime", "got into bed", "time to bed"),
    "sleep_onset_minutes": ("minutes to sleep", "sleep latency", "sleep onset latency", "minutes to fall asleep", "sol"),
    "wake_after_minutes": ("minutes awake", "waso", "wake after sleep onset", "minutes awake in the night"),
    "wake_time": ("woke up", "wake time", "final awakening", "waking time"),
    "rise_time": ("got up", "rise time", "out of bed", "time out of bed"),
    "drug": ("drug", "medication", "medicine", "drug name", "medication name", "generic name"),
    "strength": ("strength", "dose strength"),
    "dose": ("dose", "quantity per dose", "units per dose"),
    "per_day": ("times per day", "frequency", "sig frequency", "per day"),
    "route": ("route",),
    "as_needed": ("prn", "as needed"),
    "stopped": ("stop date", "stopped", "to", "end date", "discontinued on"),
    "text": ("goal", "goal text", "description"),
    "target": ("target", "aim", "target value"),
    "set_on": ("set on", "goal date", "date set", "set"),
    "due_on": ("due on", "due", "due date", "target date"),
    "service": ("service", "requested service", "procedure requested"),
    "requested_on": ("requested on", "requested", "request date", "date requested"),
    "decided_on": ("decided on", "decided", "decision date", "determination date"),
    "decision": ("decision", "determination"),
    "level": ("level", "appeal level"),
    "units_requested": ("units requested", "units asked"),
    "units_approved": ("units approved", "units authorized"),
}  # fmt: skip

DATE_FIELDS = (
    "date", "birth_date", "died_on", "withdrew_on", "started", "planned_end", "ended", "stopped", "set_on", "due_on",
    "requested_on", "decided_on", "valid_from", "valid_to", "deadline_on",
)  # fmt: skip
TIME_FIELDS = ("time", "bed_time", "wake_time", "rise_time")

CODE_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "sex": {"female": ("f", "female", "w", "woman"), "male": ("m", "male", "man"), "other": ("o", "x", "other", "nonbinary"), "unknown": ("u", "unknown")},
    "attendance": {
        "planned": ("scheduled", "planned", "booked", "confirmed"),
        "attended": ("attended", "arrived", "completed", "checked out", "seen", "kept"),
        "missed": ("missed", "no show", "noshow", "did not attend", "dna"),
        "cancelled": ("cancelled", "canceled"),
    },
    "how_ended": {
        "completed": ("completed", "graduated", "finished"), "left": ("left", "dropped out", "dropout", "lost", "self discharged"),
        "discharged": ("discharged", "administrative discharge"), "died": ("died", "deceased"), "withdrew": ("withdrew", "consent withdrawn"),
    },
    "kind": {
        "session_attended": ("session attended", "sess att", "attended"), "session_missed": ("session missed", "sess ns", "no show"),
        "procedure": ("procedure", "proc", "injection", "block"), "surgery": ("surgery", "operation"),
        "medication_change": ("medication change", "medication", "med"), "care_plan_change": ("care plan change", "careplan", "plan change"),
        "case_conference": ("case conference", "conference", "conf"), "flare": ("flare", "flare up"),
        "work_status": ("work status", "work"), "work_restriction": ("work restriction",), "prehabilitation": ("prehabilitation", "prehab"),
        "neurological_deficit": ("neurological deficit", "new neurological deficit", "neuro deficit"),
    },
    "retracted": {"true": ("true", "yes", "y", "1", "voided", "deleted"), "false": ("false", "no", "n", "0", "active")},
    "as_needed": {"true": ("true", "yes", "y", "1", "prn"), "false": ("false", "no", "n", "0")},
    "occasion": {"routine": ("routine",), "before_block": ("before block", "pre procedure", "pre block"), "after_block": ("after block", "post procedure", "post block")},
    "decision": {"pending": ("pending", "open", "in review"), "approved": ("approved",), "partly": ("partly", "partially approved"),
                 "denied": ("denied", "rejected"), "withdrawn": ("withdrawn",)},
    "level": {"initial": ("initial", "first"), "appeal": ("appeal", "first appeal"), "reconsideration": ("reconsideration",),
              "peer_to_peer": ("peer to peer",), "external_review": ("external review", "independent review")},
}  # fmt: skip

_MORE_NAMES: dict[str, tuple[str, ...]] = {
    "nrs_average": ("average pain", "pain average", "pain average 0 10", "average pain 0 10", "nrs average", "nrs pain", "pain nrs"),
    "nrs_worst": ("worst pain", "pain worst"), "nrs_least": ("least pain",), "nrs_now": ("pain now", "current pain"),
    "odi": ("oswestry", "oswestry disability"), "pcs": ("pain catastrophizing", "pain catastrophising scale"),
    "walk_6min": ("6 min walk", "6 minute walk", "six minute walk", "6mwt", "six minute walk test", "gehtest"),
    "chair_stand_30s": ("chair stand", "sit to stand 30 s", "30 s sit to stand", "30 second sit to stand", "sit to stand"),
    "sts_5x": ("5 times sit to stand", "5x sit to stand", "five times sit to stand test"),
    "standing_tolerance": ("standing", "standing time"), "sitting_tolerance": ("sitting", "sitting time"),
    "pile_lumbar": ("pile", "lift floor waist", "lifting floor waist", "lifting floor to waist", "floor to waist lift"), "time_on_task": ("uptime",),
    "bpi_interference": ("bpi interference", "pain interference bpi", "bpi int"), "bpi_severity": ("bpi sev",),
    "mme_day": ("mme", "mme per day", "daily mme", "morphine equivalents"), "pgic": ("global impression of change", "global change"),
    "steps_day": ("steps", "daily steps", "step count"), "sleep_efficiency": ("sleep efficiency",), "isi": ("insomnia severity",),
    "grip_strength": ("grip", "grip strength"), "tug": ("timed up and go",),
}  # fmt: skip

_NOISE = frozenset((
    "total", "score", "sum", "mean", "raw", "value", "result", "results", "test", "points", "the", "a", "and", "of",
    "questionnaire", "scale", "index", "tscore", "t",
))  # fmt: skip

_PARTS = frozenset(("item", "items", "question", "answer", "comment", "complete", "band"))
"""Words of a column that holds something about a measure, not its score."""


def words_of(text: str) -> str:
    """Small letters, one space between words, camelCase and punctuation taken apart."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", apart.lower()).split())


def matches_field(header: str, field: str) -> bool:
    return words_of(header.replace("#", " number ")) in FIELD_WORDS[field]


def code_for(field: str, label: str, named: Iterable[tuple[str, str]] = ()) -> str | None:
    """Our code for a label; `named` are (code, name) pairs of the clinic."""
    words = words_of(label)
    for code, known in CODE_WORDS.get(field, {}).items():
        if words in known:
            return code
    return next((code for code, name in named if words in (words_of(code), words_of(name))), None)


def measure_for(text: str, registry: Registry) -> tuple[str, str | None] | None:
    """(code, unit in the text) of the one measure that a header or label names; None where it names none or several."""
    bare, unit = _without_unit(text)
    wanted = _essence(bare)
    if not wanted:
        return None
    exact = [code for code, measure in registry.items() if wanted in _names(measure)]
    if len(exact) == 1:
        return exact[0], unit
    if set(wanted) & _PARTS:
        return None
    part = [code for code, measure in registry.items() if any(_is_within(name, wanted) for name in _names(measure))]
    return (part[0], unit) if not exact and len(part) == 1 else None


def _without_unit(text: str) -> tuple[str, str | None]:
    """'6-min walk (ft)' → ('6-min walk', 'ft'); 'walk_m' keeps its letter, which could mean anything."""
    found = re.search(r"[(\[]([^()\[\]]+)[)\]]\s*$", text)
    if found and unit_named(found[1].strip()) is not None:
        return text[: found.start()], found[1].strip()
    return text, None


def _names(measure: Measure) -> set[tuple[str, ...]]:
    inside = re.findall(r"\(([^)]*)\)", measure.short_name)
    texts = (measure.code, measure.name, measure.short_name, re.sub(r"\([^)]*\)", "", measure.name), *inside)
    return {_essence(text) for text in (*texts, *measure.aliases, *_MORE_NAMES.get(measure.code, ()))} - {()}


def _essence(text: str) -> tuple[str, ...]:
    words = [word for word in words_of(re.sub(r"(?<=[A-Za-z])-(?=[0-9])", "", text)).split() if word not in _NOISE]
    return tuple(words)


def _is_within(name: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """A name of the measure stands in the text as whole words, one after the other."""
    if len(" ".join(name)) < 3:
        return False
    return any(wanted[i : i + len(name)] == name for i in range(len(wanted) - len(name) + 1))
