"""The fields that each kind of file may declare, and the codes that some of them take."""

from dataclasses import dataclass
from typing import Literal

from domain.measures import MEASURES
from domain.program import OCCASIONS

Rows = Literal[
    "patients", "episodes", "appointments", "events", "observations", "sleep_diary", "goals", "authorizations", "medications",
]  # fmt: skip

RECORD = ("record", "version", "retracted")
"""The source's own record number, its version, and whether the line withdraws the record."""

_ABOUT_A_SCORE = ("time", *RECORD, "occasion", "mode", "form")


@dataclass(frozen=True)
class Fields:
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


FIELDS: dict[str, Fields] = {
    "patients": Fields(("patient",), ("name", "birth_date", "sex", "died_on", "withdrew_on", *RECORD)),
    "episodes": Fields(
        ("patient", "program", "started"),
        ("planned_end", "ended", "how_ended", "why_left", "site", "payer", "clinician", "pain_months", *RECORD),
    ),
    "appointments": Fields(("patient", "date"), ("time", "clinician", "site", "checkpoint", "attendance", *RECORD)),
    "events": Fields(("patient", "date", "kind"), ("detail", "measure", "reason", *RECORD)),
    "goals": Fields(
        ("patient", "set_on"), ("text", "measure", "target", "unit", "due_on", "checkpoint", "status", *RECORD)
    ),
    "authorizations": Fields(
        ("patient", "service", "requested_on"),
        (
            "payer",
            "level",
            "decided_on",
            "decision",
            "units_requested",
            "units_approved",
            "units_used",
            "valid_from",
            "valid_to",
            "deadline_on",
            "reason",
            *RECORD,
        ),
    ),
    "medications": Fields(
        ("patient", "drug"),
        (
            "strength",
            "dose",
            "dose_unit",
            "per_day",
            "daily_amount",
            "route",
            "form",
            "as_needed",
            "basis",
            "started",
            "stopped",
            "status",
            "days_supply",
            "quantity",
            "indication",
            *RECORD,
        ),
    ),
    "sleep_diary": Fields(
        ("patient", "date", "bed_time", "sleep_onset_minutes", "wake_after_minutes", "rise_time"),
        ("wake_time", *RECORD),
    ),
    "observations long scores": Fields(
        ("patient", "date", "measure", "value"), ("unit", "standard_error", *_ABOUT_A_SCORE)
    ),
    "observations wide scores": Fields(("patient", "date"), ("unit", *_ABOUT_A_SCORE)),
    "observations long items": Fields(("patient", "date", "measure", "item", "answer"), _ABOUT_A_SCORE),
    "observations wide items": Fields(("patient", "date"), _ABOUT_A_SCORE),
}

SEXES = ("female", "male", "other", "unknown")
WAYS_TO_END = ("completed", "left", "discharged", "died", "withdrew")
ATTENDANCES = ("planned", "attended", "missed", "cancelled")
EVENT_KINDS = (
    "session_attended", "session_missed", "procedure", "medication_change", "care_plan_change", "case_conference",
    "flare", "work_status", "surgery", "prehabilitation", "work_restriction", "neurological_deficit",
)  # fmt: skip
GOAL_STATUSES = ("open", "met", "dropped")
AUTHORIZATION_LEVELS = ("initial", "peer_to_peer", "reconsideration", "appeal", "external_review")
DECISIONS = ("pending", "approved", "partly", "denied", "withdrawn")
MEDICATION_STATUSES = (
    "active", "completed", "stopped", "on_hold", "cancelled", "draft", "not_taken", "entered_in_error", "unknown",
)  # fmt: skip
BASES = ("prescribed", "taken")
TRUTHS = ("true", "false")

_CODES: dict[str, tuple[str, ...]] = {
    "measure": tuple(MEASURES),
    "sex": SEXES,
    "how_ended": (*WAYS_TO_END, ""),
    "occasion": OCCASIONS,
    "attendance": ATTENDANCES,
    "kind": EVENT_KINDS,
    "retracted": TRUTHS,
    "level": AUTHORIZATION_LEVELS,
    "decision": DECISIONS,
    "as_needed": TRUTHS,
    "basis": BASES,
}


_STATUSES = {"goals": GOAL_STATUSES, "medications": MEDICATION_STATUSES}


def known_codes(field: str, rows: str | None = None) -> tuple[str, ...] | None:
    """The codes a field takes in files of `rows`; None where the clinic's own codes or free text stand. '' means 'nothing'."""
    return _STATUSES.get(rows or "") if field == "status" else _CODES.get(field)
