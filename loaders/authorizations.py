"""What was asked of a payer and what it decided: authorizations, denials and appeals."""

import numpy as np

from domain.clinic import Clinic
from domain.loaded import RowKind
from loaders.dates import earlier
from loaders.fields import AUTHORIZATION_LEVELS, DECISIONS
from loaders.lines import Lines
from loaders.notes import unknown_codes
from loaders.parts import Parts, settle

_UNITS = ("units_requested", "units_approved", "units_used")


def read_authorizations(lines: Lines, clinic: Clinic) -> Parts:
    """One row per request at one level: a first request, a reconsideration, an appeal. It is pending unless it says more."""
    lines.reject_empty()
    patients = lines.patients()
    lines.require("service", "The service")
    lines.require("requested_on", "The day of the request")
    levels = lines.codes("level", "The level", known=AUTHORIZATION_LEVELS)
    decisions = lines.codes("decision", "The decision", known=DECISIONS)
    columns = {
        "patient": patients,
        "payer": lines.codes("payer", "The payer"),
        "service": lines.codes("service", "The service"),
        "level": np.where(levels == None, "initial", levels),  # noqa: E711
        "requested_on": lines.days("requested_on", "The day of the request"),
        "decided_on": lines.days("decided_on", "The day of the decision"),
        "decision": np.where(decisions == None, "pending", decisions),  # noqa: E711
        **{field: _units(lines, field) for field in _UNITS},
        "valid_from": lines.days("valid_from", "The first day of the authorization", future=True),
        "valid_to": lines.days("valid_to", "The last day of the authorization", future=True),
        "deadline_on": lines.days("deadline_on", "The deadline", future=True),
        "reason": lines.free_text("reason"),
        **lines.records(),
    }
    _check_decisions(lines, columns)
    _check_order(lines, columns)
    notes = unknown_codes(columns, lines.ledger, clinic)
    return settle(RowKind.AUTHORIZATION, columns, lines.ledger, lines.lines, notes=notes)


def _units(lines: Lines, field: str) -> np.ndarray:
    numbers = lines.numbers(field, "The number of units")
    with np.errstate(invalid="ignore"):
        lines.reject(numbers < 0, field, "out_of_range", "The number of units is negative.")
    return numbers


def _check_decisions(lines: Lines, columns: dict[str, np.ndarray]) -> None:
    """A decision without its day, or a day without its decision, would put a deadline in the wrong place."""
    dated = columns["decided_on"] != None  # noqa: E711
    decided = np.isin(columns["decision"].astype(str), ("approved", "partly", "denied"))
    lines.reject(
        decided & ~dated,
        "decided_on",
        "required_missing",
        "It says what was decided, but the day of the decision is missing.",
    )
    pending = columns["decision"] == "pending"
    lines.reject(
        dated & pending, "decision", "required_missing", "There is a day of the decision, but the decision is missing."
    )
    with np.errstate(invalid="ignore"):
        approved = (columns["decision"] == "denied") & (columns["units_approved"] > 0)
    lines.reject(approved, "units_approved", "bad_number", "The request was denied, yet units are approved.")


def _check_order(lines: Lines, columns: dict[str, np.ndarray]) -> None:
    for later, sooner, sentence in (
        ("decided_on", "requested_on", "The decision lies before the request."),
        ("valid_to", "valid_from", "The authorization ends before it begins."),
        ("deadline_on", "requested_on", "The deadline lies before the request."),
    ):
        lines.reject(earlier(columns[later], columns[sooner]), later, "bad_date", sentence)
