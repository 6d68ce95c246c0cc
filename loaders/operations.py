"""What was planned and what was done: appointment books and event logs."""

import numpy as np

from domain.clinic import Clinic
from domain.loaded import RowKind
from loaders.lines import Lines
from loaders.notes import unknown_codes
from loaders.parts import Parts, settle


def read_appointments(lines: Lines, clinic: Clinic) -> Parts:
    """One row per planned visit. It may lie in the future, unless it was attended or missed already."""
    lines.reject_empty()
    patients = lines.patients()
    lines.require("date", "The date")
    days, day_times, _ = lines.moments("date", "The date", future=True)
    attendance = lines.codes("attendance", "The attendance")
    columns = {
        "patient": patients,
        "on_date": days,
        "at_time": lines.times("time", "The time") if lines.has("time") else day_times,
        "clinician": lines.codes("clinician", "The clinician"),
        "site": lines.codes("site", "The site"),
        "checkpoint": lines.codes("checkpoint", "The checkpoint"),
        "attendance": np.array([code or "planned" for code in attendance], dtype=object),
        **lines.records(),
    }
    reject_unknown_checkpoints(lines, columns["checkpoint"], clinic)
    happened = np.isin(columns["attendance"].astype(str), ("attended", "missed"))
    later = np.array([day is not None and day > lines.today.day for day in days], dtype=bool)
    lines.reject(
        happened & later, "date", "future_date", "The visit lies in the future, yet it counts as attended or missed."
    )
    notes = unknown_codes(columns, lines.ledger, clinic)
    return settle(RowKind.APPOINTMENT, columns, lines.ledger, lines.lines, notes=notes)


def reject_unknown_checkpoints(lines: Lines, codes: np.ndarray, clinic: Clinic) -> None:
    """Close rows that name a checkpoint of no program."""
    known = {checkpoint.code for program in clinic.programs for checkpoint in program.checkpoints}
    unknown = np.array([code is not None and code not in known for code in codes], dtype=bool)
    lines.reject(unknown, "checkpoint", "unknown_label", "No program in clinic.toml has such a checkpoint.")


def read_events(lines: Lines, clinic: Clinic) -> Parts:
    """One row per thing done: session, procedure, change of medication or plan, flare, work status."""
    lines.reject_empty()
    patients = lines.patients()
    lines.require("date", "The date")
    lines.require("kind", "The kind of event")
    columns = {
        "patient": patients,
        "on_date": lines.days("date", "The date"),
        "kind": lines.codes("kind", "The kind of event"),
        "detail": lines.free_text("detail"),
        "measure": lines.codes("measure", "The measure", code="unknown_measure", known=tuple(lines.mapping.registry)),
        "reason": lines.free_text("reason"),
        **lines.records(),
    }
    return settle(RowKind.EVENT, columns, lines.ledger, lines.lines)
