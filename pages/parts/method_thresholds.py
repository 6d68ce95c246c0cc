"""The thresholds in force: what counts as improved, as more than noise, as a checkpoint, as met; each with its source."""

from charts import method_tables as tables
from charts import states
from charts.entry_words import DECISIONS
from charts.markup import join
from charts.page_text import caption, facts, heading, lead, page_title
from charts.table import draw_table
from domain.clinic import Clinic
from domain.measure import Measure
from domain.measure_words import default_is_verified
from domain.program import Program
from domain.program_rule import ProgramRule
from pages.parts import html, reading
from pages.parts.card import card
from pages.parts.coded import switch_coded
from pages.parts.wording import count

USED, EVERY = "used", "every"
OF_WHOM = {USED: "Used here", EVERY: "All in the registry"}


def show() -> None:
    clinic = reading.clinic()
    measures = _used(clinic)
    html.show(join(page_title("Method: thresholds in force"), lead(*_sentence(measures, clinic))))
    with card("thresholds", "Meaningful change and measurement error", "the default of each measure, and who read it"):
        _thresholds(clinic, measures)
    with card("clinic_limits", "Limits of this clinic", "clinic.toml"):
        html.show(facts(tables.limits_of(clinic)))
    with card("benchmarks", "Benchmarks", "norms and targets of this clinic; without a source none is drawn"):
        if clinic.benchmarks:
            rows = tables.benchmark_rows(clinic.benchmarks, clinic.measures)
            html.show(draw_table(tables.BENCHMARKS, rows, "Benchmarks"))
        else:
            html.show(states.empty("No benchmark is declared.", "docs/how-to/enter-a-benchmark.md says how."))
    for program in clinic.programs:
        with card(f"program_{program.code}", program.name, f"{count(program.weeks, 'week')}"):
            _program(program, clinic)


def _used(clinic: Clinic) -> list[Measure]:
    """The measures due anywhere in the clinic's programs, in the order of the pages."""
    due = {code for program in clinic.programs for checkpoint in program.checkpoints for code in checkpoint.measures}
    return [measure for measure in clinic.measures.values() if measure.code in due]


def _sentence(measures: list[Measure], clinic: Clinic) -> tuple[str, str]:
    checks = [default_is_verified(measure) for measure in measures]
    known = [verified for verified in checks if verified is not None]
    head = f"{count(len(measures), 'measure')} used here, {len(known)} with a meaningful change in force."
    own = f" {count(len(clinic.own_measures), 'measure')} of the clinic's own." if clinic.own_measures else ""
    return head, f"{sum(known)} of these were read at their source; {len(known) - sum(known)} are unverified.{own}"


def _thresholds(clinic: Clinic, used: list[Measure]) -> None:
    whom = switch_coded("Measures", "of", list(OF_WHOM), OF_WHOM.__getitem__, USED, hides_label=True)
    own = frozenset(measure.code for measure in clinic.own_measures)
    listed = used if whom == USED else list(clinic.measures.values())
    html.show(draw_table(tables.THRESHOLDS, tables.threshold_rows(listed, own), "Thresholds in force"))
    html.show(caption("How they decide: docs/explanation/verdict.md, under Definitions."))


def _program(program: Program, clinic: Clinic) -> None:
    rows = tables.checkpoint_rows(program, clinic.measures)
    html.show(draw_table(tables.CHECKPOINTS, rows, f"Checkpoints of {program.name}"))
    for checkpoint in program.checkpoints:
        for rule in checkpoint.rules:
            html.show(heading(f"{checkpoint.name}: {rule.name.lower()}", _proposes(rule)))
            html.show(tables.draw_criteria(rule.criteria))


def _proposes(rule: ProgramRule) -> str:
    """'met: continue; not met: change plan'"""
    said = [
        f"{when}: {DECISIONS[decision].lower()}"
        for when, decision in (("met", rule.when_met), ("not met", rule.when_not_met))
        if decision is not None
    ]
    return "; ".join(said) or "proposes nothing"
