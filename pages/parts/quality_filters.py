"""What the data quality screen is about: program, site, area of measures; in the address by code."""

from domain.measure import Construct
from domain.scope import Scope
from pages.parts import reading
from pages.parts.coded import choose_coded
from pages.parts.wording import sentence_start

ALL = "all"
AREAS = {construct.value.replace(" ", "_").replace("-", "_"): construct for construct in Construct}
"""Code in the address → area."""


NARROWING = {"at_site": "site", "area": "area"}
"""Under which name each filter that narrows the scope is kept."""


def choose() -> tuple[Scope, Construct | None]:
    """The scope, and the area of measures; None for all."""
    clinic = reading.clinic()
    program = _choose("Program", "in_program", [one.code for one in clinic.programs], "programs", "All programs", 290)
    site = _choose("Site", "at_site", [one.code for one in clinic.sites], "sites", "All sites", 170)
    scope = Scope(program, site)
    codes = [ALL, *_areas(scope)]
    chosen = choose_coded("Measures", "area", codes, _area_name, ALL, 210)
    return scope, AREAS.get(chosen)


def _choose(label: str, name: str, codes: list[str], kind: str, everything: str, width: int) -> str | None:
    def written(code: str) -> str:
        return everything if code == ALL else reading.clinic().name_of(kind, code)

    chosen = choose_coded(label, name, [ALL, *codes], written, ALL, width)
    return None if chosen == ALL else chosen


def _areas(scope: Scope) -> list[str]:
    """Areas of the measures that the scope's programs use."""
    clinic = reading.clinic()
    programs = [one for one in clinic.programs if scope.program in (None, one.code)]
    used = {code for program in programs for checkpoint in program.checkpoints for code in checkpoint.measures}
    constructs = {clinic.measures[code].construct for code in used if code in clinic.measures}
    return [code for code, construct in AREAS.items() if construct in constructs]


def _area_name(code: str) -> str:
    return "All measures" if code == ALL else sentence_start(AREAS[code].value)


def name_of(scope: Scope, construct: Construct | None) -> str:
    """'All programs, Riverside, sleep'."""
    clinic = reading.clinic()
    parts = [clinic.name_of("programs", scope.program) if scope.program else "All programs"]
    parts.append(clinic.name_of("sites", scope.site) if scope.site else "all sites")
    return ", ".join([*parts, construct.value if construct else "all measures"])
