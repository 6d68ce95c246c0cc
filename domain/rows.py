"""The columns of each kind of row, equal to the field names everywhere."""

from domain.loaded import RowKind

PROVENANCE = ("line",)
"""Physical line (or spreadsheet row) of the source file, counted from 1."""

RECORD = ("record", "version", "retracted")
"""The source's own record number, its version (sortable text) and whether it withdraws the record."""

COLUMNS: dict[RowKind, tuple[str, ...]] = {
    RowKind.PATIENT: ("patient", "name", "birth_date", "sex", "died_on", "withdrew_on"),
    RowKind.EPISODE: (
        "patient", "program", "started", "planned_end", "ended", "how_ended", "why_left", "site", "payer", "clinician",
    ),
    RowKind.APPOINTMENT: ("patient", "on_date", "at_time", "clinician", "site", "checkpoint", "attendance"),
    RowKind.EVENT: ("patient", "on_date", "kind", "detail", "measure", "reason"),
    RowKind.OBSERVATION: (
        "patient", "measure", "value", "on_date", "at_time", "utc_offset_minutes", "occasion", "unit", "mode", "form",
        "standard_error", "score_status", "answers",
    ),
}  # fmt: skip

FLAG_COLUMNS = ("patient", "kind", "level", "on_date", "at_time", "basis", *RECORD, *PROVENANCE)
"""A safety answer: `level` as answered, 0 included, None where it is not known; `basis` is what it was read from."""

FROM_ITEMS, FROM_TOTAL = "items", "total"
"""The two bases of a safety answer: a form with its items, or a total, which leaves the item unknown."""

REJECTED_COLUMNS = ("line", "column", "code", "reason")


def columns_of(kind: RowKind) -> tuple[str, ...]:
    """All columns of a candidate row: source number fields, its own, and where it stood."""
    return (*COLUMNS[kind], *RECORD, *PROVENANCE)
