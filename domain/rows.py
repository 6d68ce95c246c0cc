"""The columns of each kind of row, equal to the field names everywhere."""

from domain.loaded import RowKind

PROVENANCE = ("line",)
"""Physical line, spreadsheet row, or ordinal of an entry in the source file, counted from 1."""

RECORD = ("record", "version", "retracted")
"""The source's own record number, its version (sortable text) and whether it withdraws the record."""

COLUMNS: dict[RowKind, tuple[str, ...]] = {
    RowKind.PATIENT: ("patient", "name", "birth_date", "sex", "died_on", "withdrew_on"),
    RowKind.EPISODE: (
        "patient", "program", "started", "planned_end", "ended", "how_ended", "why_left", "site", "payer", "clinician",
        "pain_months",
    ),
    RowKind.APPOINTMENT: ("patient", "on_date", "at_time", "clinician", "site", "checkpoint", "attendance"),
    RowKind.EVENT: ("patient", "on_date", "kind", "detail", "measure", "reason"),
    RowKind.OBSERVATION: (
        "patient", "measure", "value", "on_date", "at_time", "utc_offset_minutes", "occasion", "unit", "mode", "form",
        "standard_error", "score_status", "answers",
    ),
    RowKind.GOAL: ("patient", "text", "measure", "target", "unit", "set_on", "due_on", "checkpoint", "status"),
    RowKind.AUTHORIZATION: (
        "patient", "payer", "service", "level", "requested_on", "decided_on", "decision", "units_requested", "units_approved",
        "units_used", "valid_from", "valid_to", "deadline_on", "reason",
    ),
    RowKind.MEDICATION: (
        "patient", "drug", "strength", "dose", "dose_unit", "per_day", "daily_amount", "route", "form", "as_needed", "basis",
        "started", "stopped", "status", "days_supply", "quantity", "indication",
    ),
}  # fmt: skip
"""`pain_months` counts whole months of pain at the start of the episode. A payer's `reason` is its own words.

A medication is kept as its list writes it, for `domain.opioid` to read: `strength` with its unit ('5 mg/325 mg',
'10 mg/5 mL', '25 mcg/h'), `dose` (units a dose, or an amount where `dose_unit` is one of mass), `per_day` (doses a day:
'3', 'tid', 'q8h'), `daily_amount` with its unit where the source gives only that; `quantity` is what was dispensed."""

FLAG_COLUMNS = ("patient", "kind", "level", "on_date", "at_time", "basis", *RECORD, *PROVENANCE)
"""A safety answer: `level` as answered, 0 included, None where it is not known; `basis` is what it was read from."""

FROM_ITEMS, FROM_TOTAL = "items", "total"
"""The two bases of a safety answer: a form with its items, or a total, which leaves the item unknown."""

REJECTED_COLUMNS = ("line", "column", "code", "reason")


def columns_of(kind: RowKind) -> tuple[str, ...]:
    """All columns of a candidate row: source number fields, its own, and where it stood."""
    return (*COLUMNS[kind], *RECORD, *PROVENANCE)
