"""What is compared, among whom, when and on what. All of it in the address, by code; nobody is named there."""

import streamlit as st

from access.asker import AccessRefused
from domain.case_mix import Grouping
from domain.measure import Measure
from domain.program import Checkpoint, CheckpointKind
from domain.scope import Scope
from metrics.comparison_statistics import Question, comparable, usual_measure
from pages.parts import filters, reading
from pages.parts.coded import choose_coded, switch_coded

BY, AT, ON, SINCE, UNSEEN = "by", "at", "on", "since", "unseen"
LEFT_OUT, WEIGHTED = "left_out", "weighted"
SINCE_CODES = {"any": "any time", "12_months": "last 12 months", "6_months": "last 6 months"}


NARROWING = {"of_site": "site", SINCE: "started", "of_payer": "payer", "of_clinician": "clinician"}
"""Under which name each filter that narrows the scope is kept."""


def may_compare_clinicians() -> bool:
    try:
        reading.door().authorize("compare_clinicians")
    except AccessRefused:
        return False
    return True


def choose() -> tuple[Question | None, bool]:
    """Two rows of choices: whom to compare among whom; at which checkpoint, on which measure; what of those unseen.

    No question where there is nothing to compare on. True: those seen count for others like them who were missed.
    """
    colleagues = may_compare_clinicians()
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        groupings = [by for by in Grouping if colleagues or by is not Grouping.CLINICIAN]
        by = Grouping(switch_coded("Compare", BY, groupings, lambda code: f"{code.capitalize()}s", groupings[0]))
        scope = _choose_scope(by, colleagues)
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters_below"):
        checkpoint = _choose_checkpoint(scope)
        measure = _choose_measure(scope, checkpoint) if checkpoint else None
        is_weighted = _choose_unseen() == WEIGHTED
    if checkpoint is None or measure is None:
        return None, is_weighted
    return Question(reading.clinic(), by, scope, reading.today(), checkpoint, measure), is_weighted


def _choose_scope(by: Grouping, colleagues: bool) -> Scope:
    """Everything that narrows who is compared, but what they are compared by."""
    narrowed = {
        kind: _choose(kind, width)
        for kind, width in (("program", 290), ("site", 140), ("payer", 180), ("clinician", 170))
        if kind != by.value and (kind != "clinician" or colleagues)
    }
    started = choose_coded("Started", SINCE, list(SINCE_CODES), lambda code: SINCE_CODES[code].capitalize(), "any", 160)
    since = filters.since(reading.today(), filters.PERIODS[started])
    return Scope(started_from=since).with_(**narrowed)


def _choose(kind: str, width: int) -> str | None:
    """One field of the scope; 'of_site' in the address."""
    rows = getattr(reading.clinic(), f"{kind}s")
    codes = [filters.ALL, *[row.code for row in rows]]
    default = codes[1] if kind == "program" and len(codes) > 1 else filters.ALL

    def written(code: str) -> str:
        return f"All {kind}s" if code == filters.ALL else reading.clinic().name_of(f"{kind}s", code)

    chosen = choose_coded(kind.capitalize(), f"of_{kind}", codes, written, default, width)
    return None if chosen == filters.ALL else chosen


def _choose_checkpoint(scope: Scope) -> Checkpoint | None:
    choices = filters.follow_ups(scope)
    if not choices:
        return None
    order = filters.in_order(scope, choices)
    default = next((code for code in order if choices[code].kind is CheckpointKind.COMPLETION), order[-1])
    return choices[switch_coded("Checkpoint", AT, order, lambda code: choices[code].name, default)]


def _choose_measure(scope: Scope, checkpoint: Checkpoint) -> Measure | None:
    """The first function measure that every program of the scope asks for, unless another is chosen."""
    clinic = reading.clinic()
    default = usual_measure(clinic, scope, checkpoint.code)
    if default is None:
        return None
    codes, measures = comparable(clinic, scope, checkpoint.code), clinic.measures
    return measures[choose_coded("Measure", ON, codes, lambda code: measures[code].short_name, default, 260)]


def _choose_unseen() -> str:
    words = {LEFT_OUT: "Left out", WEIGHTED: "Weighted for"}
    return switch_coded("Those unseen are", UNSEEN, list(words), words.__getitem__, LEFT_OUT)
