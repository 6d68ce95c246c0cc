"""The filters of a screen, mirrored in its address. The address holds codes of programs and places, never of people."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from domain.measure import Measure
from domain.program import Checkpoint, CheckpointKind
from domain.scope import Scope
from pages.parts import reading
from pages.parts.coded import choose_coded, switch_coded

ALL = "all"
PERIODS = {"any": None, "12_months": 365, "6_months": 182}
"""Days before today on which an episode must have started."""

STARTED = {"any": "any time", "12_months": "last 12 months", "6_months": "last 6 months"}
"""By the same codes, which stand in the address."""

NARROWING = {"site": "site", "started": "started", "payer": "payer", "clinician": "clinician"}
"""Under which name each filter that narrows the scope is kept."""

LEAVE_OUT, NOT_IMPROVED = "leave_out", "not_improved"
MISSING_RULES = {LEAVE_OUT: "Leave out", NOT_IMPROVED: "Not improved"}


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
    started = choose_coded("Started", "started", list(STARTED), lambda code: STARTED[code].capitalize(), "any", 160)
    return Scope(program, site, payer, clinician, started_from=since(reading.today(), PERIODS[started]))


def _choose(
    label: str, key: str, codes: list[str], kind: str, everything: str, width: int, first: bool = False
) -> str | None:
    def name(code: str) -> str:
        return everything if code == ALL else reading.clinic().name_of(kind, code)

    default = codes[0] if first and codes else ALL
    chosen = choose_coded(label, key, [ALL, *codes], name, default, width)
    return None if chosen == ALL else chosen


def since(today: date, days: int | None) -> date | None:
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
    order = in_order(scope, choices)
    completion = next(
        (code for code in order if choices[code].kind is CheckpointKind.COMPLETION), order[-1] if order else None
    )
    if completion is None:
        return None
    chosen = switch_coded("Checkpoint", "checkpoint", order, lambda code: choices[code].name, completion)
    return choices.get(chosen)


def in_order(scope: Scope, choices: Iterable[str]) -> list[str]:
    """Checkpoint codes in the order of the scope's programs."""
    programs = [p for p in reading.clinic().programs if scope.program in (None, p.code)]
    order = list(dict.fromkeys(c.code for p in programs for c in p.checkpoints))
    return sorted(choices, key=order.index)


def choose_missing_rule() -> str:
    """How a missing form counts: LEAVE_OUT or NOT_IMPROVED."""
    return switch_coded("Count missing as", "missing", list(MISSING_RULES), MISSING_RULES.__getitem__, LEAVE_OUT)


def choose_measure(label: str, key: str, codes: Collection[str]) -> Measure | None:
    """One of the measures `codes`, in the order of the registry; the first unless another is chosen."""
    measures = reading.clinic().measures
    choices = [code for code in measures if code in codes]
    if not choices:
        return None
    return measures[choose_coded(label, key, choices, lambda code: measures[code].short_name, choices[0], 260)]


def choose_used_measure(label: str, key: str, first: Measure) -> Measure:
    """One of the measures that the clinic's programs use, function first; `first` unless another is chosen."""
    used = {m for p in reading.clinic().programs for c in p.checkpoints for m in c.measures} | {first.code}
    measures = reading.clinic().measures
    codes = [code for code in measures if code in used]
    chosen = choose_coded(label, key, codes, lambda code: measures[code].short_name, first.code, 260, hides_label=True)
    return measures[chosen]


def program_name(scope: Scope) -> str:
    return "All programs" if scope.program is None else reading.clinic().name_of("programs", scope.program)
