"""The filters of a screen, mirrored in its address. The address holds codes and names of programs, never of people."""

from datetime import date, timedelta

import streamlit as st

from domain.measure import Measure
from domain.program import Checkpoint, CheckpointKind
from domain.scope import Scope
from pages.parts import reading

ALL = "all"
PERIODS = {"any time": None, "last 12 months": 365, "last 6 months": 182}
"""Days before today on which an episode must have started."""

LEAVE_OUT, NOT_IMPROVED = "Leave out", "Not improved"


def choose_scope() -> Scope:
    """One row of choices: program, site, payer, clinician, start of the episode."""
    clinic = reading.clinic()
    program = _choose(
        "Program", "program", [p.code for p in clinic.programs], "programs", "All programs", 290, first=True
    )
    site = _choose("Site", "site", [s.code for s in clinic.sites], "sites", "All sites", 140)
    payer = _choose("Payer", "payer", [p.code for p in clinic.payers], "payers", "All payers", 180)
    clinician = _choose(
        "Clinician", "clinician", [c.code for c in clinic.clinicians], "clinicians", "All clinicians", 170
    )
    started = st.selectbox(
        "Started", list(PERIODS), format_func=str.capitalize, key="started", bind="query-params", width=160
    )
    return Scope(program, site, payer, clinician, started_from=_since(reading.today(), PERIODS[started]))


def _choose(
    label: str, key: str, codes: list[str], kind: str, everything: str, width: int, first: bool = False
) -> str | None:
    def name(code: str) -> str:
        return everything if code == ALL else reading.clinic().name_of(kind, code)

    index = 1 if first and codes else 0
    chosen = st.selectbox(
        label, [ALL, *codes], index=index, format_func=name, key=key, bind="query-params", width=width
    )
    return None if chosen == ALL else chosen


def _since(today: date, days: int | None) -> date | None:
    return None if days is None else today - timedelta(days=days)


def follow_ups(scope: Scope) -> dict[str, Checkpoint]:
    """Checkpoints after intake by code, of the scope's program, else of all programs together."""
    programs = [p for p in reading.clinic().programs if scope.program in (None, p.code)]
    later = [c for p in programs for c in p.checkpoints if c.kind is not CheckpointKind.INTAKE]
    return {c.code: c for c in reversed(later)}


def due_at(scope: Scope, checkpoint: str) -> list[str]:
    """Measures due at a checkpoint in any program of the scope, function first."""
    programs = [p for p in reading.clinic().programs if scope.program in (None, p.code)]
    due = {m for p in programs for c in p.checkpoints if c.code == checkpoint for m in c.measures}
    return [code for code in reading.clinic().measures if code in due]


def not_due_in(scope: Scope, checkpoint: str) -> dict[str, list[str]]:
    """By measure due at a checkpoint, the names of the scope's programs that have the checkpoint without it."""
    programs = [p for p in reading.clinic().programs if scope.program in (None, p.code)]
    asked = {p.name: set(c.measures) for p in programs for c in p.checkpoints if c.code == checkpoint}
    return {
        code: [name for name, measures in asked.items() if code not in measures] for code in due_at(scope, checkpoint)
    }


def choose_checkpoint(scope: Scope) -> Checkpoint | None:
    """The checkpoint that a cohort is read at; the end of the program unless another is chosen."""
    choices = follow_ups(scope)
    order = sorted(choices, key=_order(scope).index)
    completion = next(
        (code for code in order if choices[code].kind is CheckpointKind.COMPLETION), order[-1] if order else None
    )
    chosen = st.segmented_control(
        "Checkpoint",
        order,
        default=completion,
        format_func=lambda code: choices[code].name,
        key="checkpoint",
        required=True,
        bind="query-params",
    )
    return choices.get(chosen or "")


def _order(scope: Scope) -> list[str]:
    return list(
        dict.fromkeys(
            c.code for p in reading.clinic().programs if scope.program in (None, p.code) for c in p.checkpoints
        )
    )


def choose_missing_rule() -> str:
    """How a missing form counts: LEAVE_OUT or NOT_IMPROVED."""
    return st.segmented_control(
        "Count missing as",
        [LEAVE_OUT, NOT_IMPROVED],
        default=LEAVE_OUT,
        key="missing",
        required=True,
        bind="query-params",
    )


def choose_measure(label: str, key: str, first: Measure, codes: list[str] | None = None) -> Measure:
    """One of the measures that the clinic's programs use (or of `codes`), function first."""
    used = (
        set(codes)
        if codes is not None
        else {m for p in reading.clinic().programs for c in p.checkpoints for m in c.measures}
    )
    measures = reading.clinic().measures
    choices = [code for code in measures if code in used] or [first.code]
    index = choices.index(first.code) if first.code in choices else 0
    chosen = st.selectbox(
        label,
        choices,
        index=index,
        format_func=lambda code: measures[code].short_name,
        key=key,
        bind="query-params",
        width=260,
        label_visibility="collapsed",
    )
    return measures[chosen]


def program_name(scope: Scope) -> str:
    return "All programs" if scope.program is None else reading.clinic().name_of("programs", scope.program)
