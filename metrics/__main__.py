"""The command line of the statistics: `python -m metrics patient ID`, `python -m metrics bands PROGRAM`,
`python -m metrics compare --by program`, `python -m metrics cohort`, `python -m metrics quality`,
`python -m metrics criteria --patient ID --policy CODE`.

Exit code 2: nothing can be told, for the reason given in one sentence on the error output.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from access.asker import AccessRefused, local_user
from access.door import Door, StoreError, find_clinic
from access.evidence import read_evidence
from charts.cohort_in_words import trait_name
from charts.cohort_lines import cohort_lines
from charts.comparison_lines import comparison_lines
from charts.criteria_lines import policy_lines, rule_lines
from charts.patient_lines import patient_lines
from charts.quality_lines import quality_lines
from charts.quality_tables import site_namer
from domain.case_mix import Grouping
from domain.clinic import Clinic, ClinicError
from domain.evidence import Evidence, Request
from domain.policy import Policy, policy_for
from domain.program import CheckpointKind, Program
from domain.program_rule import ProgramRule
from domain.scope import Scope
from domain.written import day as written_day
from metrics.checkpoint_change import change_at, scores_at
from metrics.cohort_plain import cohort_plain
from metrics.cohort_reading import Cohort, cohort_at
from metrics.comparison_plain import comparison_plain
from metrics.comparison_statistics import Question as ComparisonQuestion
from metrics.comparison_statistics import case_mix_of, comparable, compared, funnel_of, usual_measure
from metrics.course_calibration import Calibration, course_calibration
from metrics.criteria import evaluate_all, evaluate_rule
from metrics.criteria_plain import plain_policy, plain_rule
from metrics.data_quality_plain import data_quality_plain
from metrics.data_quality_reading import data_quality_of
from metrics.episode_changes import is_excused, latest_checkpoint
from metrics.measure_reading import MeasureReading, measure_reading, own_populations
from metrics.patient_statistics import PatientStatistics, patient_statistics
from metrics.plain_answer import plain_answer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)

ClinicOption = Annotated[
    Path | None, typer.Option(readable=False, help="Clinic folder; else LANDINGS_CLINIC, else sample_data.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


NOT_PRINTED = frozenset({"scores"})
"""The counts of past patients by single score behind a band: small numbers about other people than the one asked for."""


class NothingToTell(Exception):
    """The question cannot be answered; the text is one sentence that names no patient."""


@app.callback()
def _metrics() -> None:
    """Statistics of a clinic, as text or JSON."""


@app.command()
def patient(
    patient_id: Annotated[str, typer.Argument(metavar="ID", help="The patient's internal id, never a record number.")],
    checkpoint: Annotated[
        str | None, typer.Option(help="Code of a checkpoint; else the one that holds the latest score.")
    ] = None,
    episode: Annotated[
        int | None, typer.Option(min=1, help="1 for the patient's first episode; else the latest.")
    ] = None,
    clinic: ClinicOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what one patient's scores amount to: verdicts gate by gate, expected course, days, blocks."""
    with _one_sentence_errors():
        door = _open_door(clinic)
        told = _read_patient(door, patient_id, checkpoint, episode)
        if as_json:
            typer.echo(json.dumps(plain_answer(told, NOT_PRINTED), ensure_ascii=False, allow_nan=False))
            return
        names = {c.code: c.name for p in door.clinic.programs for c in p.checkpoints}
        for line in patient_lines(told, lambda code: names.get(code, code)):
            typer.echo(line)


@app.command()
def compare(
    by: Annotated[Grouping, typer.Option(help="What is compared.")] = Grouping.PROGRAM,
    checkpoint: Annotated[str, typer.Option(help="Code of a checkpoint after intake.")] = "program_end",
    measure: Annotated[
        str | None, typer.Option(help="Code of a measure; else the first that all of them ask for.")
    ] = None,
    program: Annotated[str | None, typer.Option(help="Only this program.")] = None,
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    payer: Annotated[str | None, typer.Option(help="Only this payer.")] = None,
    clinic: ClinicOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare programs, sites or clinicians: case mix, observed minus expected, share improved. No ranks."""
    with _one_sentence_errors():
        door = _open_door(clinic)
        scope = _declared_scope(door.clinic, {"program": program, "site": site, "payer": payer}, by)
        question = _comparison_question(door.clinic, by, scope, checkpoint, measure)

        def ask(name: str, **parameters) -> pd.DataFrame:
            return getattr(door, name)(**parameters)

        mix, told = case_mix_of(question, ask), compared(question, ask)
        shares, funnel = funnel_of(question, told, ask)
        if as_json:
            plain = comparison_plain(question, mix, told, shares, funnel)
            typer.echo(json.dumps(plain, ensure_ascii=False, allow_nan=False))
            return
        for line in comparison_lines(question, mix, told, funnel):
            typer.echo(line)


@app.command()
def cohort(
    program: Annotated[str | None, typer.Option(help="Only this program.")] = None,
    checkpoint: Annotated[str, typer.Option(help="Code of a checkpoint after intake.")] = "program_end",
    measure: Annotated[str | None, typer.Option(help="Code of a measure; else the first that is due there.")] = None,
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    payer: Annotated[str | None, typer.Option(help="Only this payer.")] = None,
    clinician: Annotated[str | None, typer.Option(help="Only this clinician.")] = None,
    clinic: ClinicOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how a cohort fares: who improved, the average course, who left, whether it lasts, over time, checks."""
    with _one_sentence_errors():
        door = _open_door(clinic)
        wanted = {"program": program, "site": site, "payer": payer, "clinician": clinician}
        told = _read_cohort(door, _declared_scope(door.clinic, wanted, None), checkpoint)
        chosen = measure or next(iter(told.rates), None)
        if chosen is None or chosen not in told.due:
            raise NothingToTell(f"'{chosen}' is not due there; due are {', '.join(told.due) or 'no measures'}.")
        if as_json:
            plain = cohort_plain(told, door.clinic.measures[chosen])
            typer.echo(json.dumps(plain, ensure_ascii=False, allow_nan=False))
            return
        names = {c.code: c.name for p in reversed(door.clinic.programs) for c in p.checkpoints}
        whose = door.clinic.name_of("programs", program) if program else "All programs"
        title = f"{whose}, {names[checkpoint].lower()}"
        levels = {"site": "sites", "payer": "payers"}

        def level(trait: str, code: str) -> str:
            written = door.clinic.name_of(levels[trait], code) if trait in levels else code
            return f"{trait_name(trait, {})}: {written}"

        for line in cohort_lines(told, door.clinic.measures[chosen], title, lambda code: names.get(code, code), level):
            typer.echo(line)


@app.command()
def quality(
    program: Annotated[str | None, typer.Option(help="Only this program.")] = None,
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    clinic: ClinicOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how complete and trustworthy the data are: forms in, late or missing, site by site, rows that cannot be used."""
    with _one_sentence_errors():
        door = _open_door(clinic)
        scope = _declared_scope(door.clinic, {"program": program, "site": site}, None)
        told = data_quality_of(door.clinic, scope, lambda name, **asked: _answer(door, name, asked))
        if as_json:
            plain = data_quality_plain(told, door.clinic.measures)
            typer.echo(json.dumps(plain, ensure_ascii=False, allow_nan=False))
            return
        names = site_namer(lambda code: door.clinic.name_of("sites", code))
        for line in quality_lines(told, door.clinic.measures, names):
            typer.echo(line)


def _answer(door: Door, name: str, asked: dict) -> pd.DataFrame:
    """The door's answer; what has to be worked out first is worked out now."""
    return getattr(door, name)(**{key: value() if callable(value) else value for key, value in asked.items()})


def _read_cohort(door: Door, scope: Scope, checkpoint: str) -> Cohort:
    found = cohort_at(door.clinic, scope, checkpoint, lambda name, **asked: _answer(door, name, asked))
    if found is None:
        programs = [p for p in door.clinic.programs if scope.program in (None, p.code)]
        codes = dict.fromkeys(c.code for p in programs for c in p.checkpoints if c.kind is not CheckpointKind.INTAKE)
        raise NothingToTell(f"There is no checkpoint '{checkpoint}' after intake; there are {', '.join(codes)}.")
    return found


def _declared_scope(clinic: Clinic, wanted: dict[str, str | None], by: Grouping | None) -> Scope:
    """The scope of these codes, each declared in clinic.toml; what is compared must be left open."""
    for kind, code in wanted.items():
        codes = [row.code for row in getattr(clinic, f"{kind}s")]
        if code is not None and code not in codes:
            raise NothingToTell(f"The clinic has no {kind} '{code}'; it has {', '.join(codes)}.")
    if by is not None and wanted.get(by) is not None:
        raise NothingToTell(f"{by.capitalize()}s are compared, so --{by} must be left out.")
    return Scope().with_(**wanted)


def _comparison_question(
    clinic: Clinic, by: Grouping, scope: Scope, checkpoint: str, measure: str | None
) -> ComparisonQuestion:
    programs = [p for p in clinic.programs if scope.program in (None, p.code)]
    known = {c.code: c for p in programs for c in p.checkpoints if c.kind is not CheckpointKind.INTAKE}
    if checkpoint not in known:
        raise NothingToTell(f"There is no checkpoint '{checkpoint}' after intake; there are {', '.join(known)}.")
    codes = comparable(clinic, scope, checkpoint)
    chosen = measure or usual_measure(clinic, scope, checkpoint)
    if chosen not in codes:
        raise NothingToTell(f"Nothing can be compared on '{chosen}' there; on {', '.join(codes) or 'no measure'}.")
    return ComparisonQuestion(clinic, by, scope, clinic.clock.today(), known[checkpoint], clinic.measures[chosen])


@app.command()
def bands(
    program: Annotated[str, typer.Argument(help="Code of a program.")],
    measure: Annotated[str | None, typer.Option(help="Code of a measure; else all that the program asks for.")] = None,
    clinic: ClinicOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how well the expected bands hold: each past patient looked up in the band that the others give."""
    with _one_sentence_errors():
        door = _open_door(clinic)
        told = [one for code in _measures_of(door, program, measure) for one in _calibrations(door, program, code)]
        if as_json:
            typer.echo(json.dumps(plain_answer(told), ensure_ascii=False, allow_nan=False))
            return
        for one in told:
            typer.echo(f"{one.measure}, {one.checkpoint}: {one.sentence}")


def _measures_of(door: Door, program: str, wanted: str | None) -> list[str]:
    """Measures with a baseline that the program asks for at some checkpoint, in the order of the clinic's measures."""
    known = {one.code: one for one in door.clinic.programs}
    if program not in known:
        raise NothingToTell(f"There is no program '{program}'; there is {', '.join(known)}.")
    asked = {code for checkpoint in known[program].checkpoints for code in checkpoint.measures}
    found = [code for code, one in door.clinic.measures.items() if code in asked and one.needs_baseline]
    if wanted is not None and wanted not in found:
        raise NothingToTell(f"{known[program].name} has no expected course of '{wanted}'.")
    return found if wanted is None else [wanted]


def _calibrations(door: Door, program: str, code: str) -> tuple[Calibration, ...]:
    rows = door.similar_rows(program, code, door.clinic.clock.today())
    return course_calibration(door.clinic.measures[code], rows)


@app.command()
def criteria(
    patient_id: Annotated[str, typer.Option("--patient", metavar="ID", help="The patient's internal id.")],
    policy: Annotated[str | None, typer.Option(help="Code of a policy; else the rules of the program.")] = None,
    program: Annotated[bool, typer.Option("--program", help="The rules of the patient's program.")] = False,
    checkpoint: Annotated[
        str | None,
        typer.Option(help="Of the program's rules those at this checkpoint; else the latest that has opened."),
    ] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Evaluate as of this day.")] = None,
    by_date: Annotated[
        bool, typer.Option("--by-date", help="Of an earlier day: rows dated by then, also those loaded later.")
    ] = False,
    service_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of service; it decides the policy's version.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="Region of the body that is requested, such as lumbar.")] = None,
    clinic: ClinicOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say criterion by criterion whether a policy, or a program's rule, is met: rows, nearest miss, what to collect."""
    with _one_sentence_errors():
        if (policy is None) != program:
            raise NothingToTell("Say either --policy CODE or --program.")
        door = _open_door(clinic)
        day = as_of.date() if as_of else None
        evidence = _known_patient(read_evidence(door, patient_id, day, known_then=not by_date), door)
        evidence = evidence.for_request(Request(service_on.date() if service_on else None, region))
        if policy is not None:
            chosen = _policy(door.clinic, policy, evidence.day_of_service)
            answers = evaluate_all(chosen.criteria, evidence)
            lines, plain = policy_lines(chosen, answers), plain_policy(chosen, answers)
        else:
            told = [evaluate_rule(rule, evidence) for rule in _rules(door.clinic, evidence, checkpoint)]
            lines = (line for one in told for line in (*rule_lines(one), ""))
            plain = {"rules": [plain_rule(one) for one in told]}
        if as_json:
            typer.echo(json.dumps({"as_of": evidence.as_of.isoformat(), **plain}, ensure_ascii=False, allow_nan=False))
            return
        typer.echo(f"As of {written_day(evidence.as_of)}.")
        for line in lines:
            typer.echo(line)


def _known_patient(evidence: Evidence, door: Door) -> Evidence:
    if evidence.episode is None and door.people((evidence.patient_id,)).empty:
        raise NothingToTell("There is no patient with this id; it is the internal one, not a record number.")
    return evidence


def _policy(clinic: Clinic, code: str, on: date) -> Policy:
    """The version in effect on the day of service."""
    found = policy_for(clinic.policies, code, on)
    if found is None:
        versions = [one.version for one in clinic.policies if one.code == code]
        if versions:
            raise NothingToTell(
                f"No version of '{code}' was in effect on {written_day(on)}; there is {'; '.join(versions)}."
            )
        codes = dict.fromkeys(one.code for one in clinic.policies)
        raise NothingToTell(f"There is no policy '{code}'; there are {', '.join(codes)}.")
    return found


def _rules(clinic: Clinic, evidence: Evidence, wanted: str | None) -> tuple[ProgramRule, ...]:
    """Rules of the checkpoint asked for, else of the latest one with rules whose window has opened."""
    if evidence.episode is None:
        raise NothingToTell("The patient has no episode of care on that day.")
    program = next((one for one in clinic.programs if one.code == evidence.episode.program), None)
    if program is None:
        raise NothingToTell("The patient's program is no longer declared in clinic.toml.")
    if wanted is not None and wanted not in [one.code for one in program.checkpoints]:
        known = ", ".join(one.code for one in program.checkpoints)
        raise NothingToTell(f"{program.name} has no checkpoint '{wanted}'; it has {known}.")
    opened = [one.code for one in evidence.checkpoints if one.window.opens_on <= evidence.as_of]
    found = [one for one in program.checkpoints if one.rules and (one.code == wanted if wanted else one.code in opened)]
    if not found:
        raise NothingToTell("The program has no rule there." if wanted else "No checkpoint with a rule has opened yet.")
    return found[-1].rules


def _open_door(clinic: Path | None) -> Door:
    door = Door(find_clinic(clinic), local_user())
    if door.current_number() == 0:
        raise NothingToTell("Nothing has been loaded yet. Run: python -m loaders load")
    return door


def _read_patient(door: Door, patient_id: str, checkpoint: str | None, number: int | None) -> PatientStatistics:
    rows = list(door.episodes((patient_id,)).itertuples())
    if not rows and door.people((patient_id,)).empty:
        raise NothingToTell("There is no patient with this id; it is the internal one, not a record number.")
    if number is not None and number > len(rows):
        raise NothingToTell(f"The patient has {len(rows)} episode(s).")
    today, clinic = door.clinic.clock.today(), door.clinic
    said = partial(
        patient_statistics,
        patient_id,
        today,
        door.observations(patient_id),
        door.events(patient_id),
        clinic.measures,
        series_order=clinic.daily_series,
    )
    if not rows:
        return said()
    row = rows[(number or len(rows)) - 1]
    program, scores = clinic.program(row.program), door.course(patient_id)
    own = scores[scores["episode_id"] == row.episode_id]
    here = _checkpoint(program, own, checkpoint)
    readings = [] if here is None else list(_readings(door, row, program, own, here))
    return said(program=program.name, started=row.started, checkpoint=here, readings=readings)


def _checkpoint(program: Program, scores: pd.DataFrame, wanted: str | None) -> str | None:
    """The one asked for; else the one that holds the latest score by date, None before any."""
    codes = [checkpoint.code for checkpoint in program.checkpoints]
    if wanted is not None:
        if wanted not in codes:
            raise NothingToTell(f"{program.name} has no checkpoint '{wanted}'; it has {', '.join(codes)}.")
        return wanted
    return latest_checkpoint(scores)


def _readings(door: Door, row, program: Program, scores: pd.DataFrame, checkpoint: str) -> Iterator[MeasureReading]:
    """Every measure that is due or was seen at the checkpoint, in the order of the clinic's measures."""
    today, intake = door.clinic.clock.today(), program.intake.code
    name = f"this clinic's own patients of {program.name} at intake"
    referrals = own_populations(door.intake_sums(Scope(program=program.code), today), name)
    here = set(scores.loc[scores["checkpoint"] == checkpoint, "measure"])
    for code, measure in door.clinic.measures.items():
        if code not in here:
            continue
        own = scores_at(scores[scores["measure"] == code])
        change = change_at(measure, own, intake, checkpoint, today=today, is_excused=is_excused(row))
        similar = door.similar(row.patient_id, row.episode_id, code, today)
        yield measure_reading(
            change, similar.traits, similar.rungs, similar.counts, intake=intake, referrals=referrals.get(code)
        )


@contextmanager
def _one_sentence_errors() -> Iterator[None]:
    try:
        yield
    except (NothingToTell, ClinicError, StoreError, AccessRefused) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    app(prog_name="python -m metrics")
