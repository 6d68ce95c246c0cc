"""A clinic as its `clinic.toml` declares it: programs, sites, payers, limits, time zone."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime, ValidationError, field_validator, model_validator

from domain.benchmark import Benchmark, BenchmarkTable, benchmark_of
from domain.clinic_error import ClinicError
from domain.clock import Clock
from domain.daily import SERIES
from domain.dated_change import DatedChange
from domain.letterhead import Letterhead
from domain.measure import Construct, Measure
from domain.measures import MEASURES
from domain.opioid.local_names import NO_NAMES, LocalNames, local_names
from domain.plan_class import PlanClass
from domain.policy import Policy, in_force
from domain.program import OCCASIONS, Anchor, Checkpoint, CheckpointKind, Program
from domain.program_rule_table import RuleTable, built_rules
from domain.shipped_policies import shipped_policies
from domain.toml_fault import first_fault_in
from domain.unit import with_us_unit


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=40)]
Day = Annotated[int, Field(strict=True, ge=-3653, le=3653)]
"""Days from an anchor; further than ten years is surely a mistake."""
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
_AsOf = Annotated[NaiveDatetime, Field(strict=True, ge=datetime(1990, 1, 1), lt=datetime(2200, 1, 1))]
_AtLeastOne = Annotated[int, Field(strict=True, ge=1, le=10_000)]


class Named(_Table):
    code: Code
    name: Name


class Payer(Named):
    """`plan_class` decides about deadlines; `policies` are codes of those that apply to this payer's patients."""

    plan_class: PlanClass | None = None
    policies: tuple[Code, ...] = ()


class _CheckpointTable(_Table):
    code: Code
    name: Name
    kind: CheckpointKind
    anchor: Anchor = Anchor.START
    due_day: Day
    opens_day: Day
    closes_day: Day
    measures: tuple[str, ...] | None = None
    also: tuple[str, ...] = ()
    occasions: Annotated[tuple[str, ...], Field(min_length=1)] = ("routine",)
    rules: tuple[RuleTable, ...] = ()

    @field_validator("occasions")
    @classmethod
    def occasions_are_known(cls, occasions: tuple[str, ...]) -> tuple[str, ...]:
        for occasion in occasions:
            if occasion not in OCCASIONS:
                raise ValueError(f"'{occasion}' is not an occasion; known are {', '.join(OCCASIONS)}")
        return occasions

    @model_validator(mode="after")
    def days_in_order(self):
        if not self.opens_day <= self.due_day <= self.closes_day:
            raise ValueError("opens_day, due_day and closes_day must be in this order")
        return self


class _ProgramTable(_Table):
    code: Code
    name: Name
    weeks: Annotated[int, Field(strict=True, gt=0, le=520)]
    measures: tuple[str, ...]
    checkpoints: Annotated[tuple[_CheckpointTable, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def checkpoints_fit(self):
        codes = [c.code for c in self.checkpoints]
        if len(set(codes)) != len(codes):
            raise ValueError("two checkpoints have the same code")
        if sum(c.kind is CheckpointKind.INTAKE for c in self.checkpoints) != 1:
            raise ValueError("exactly one checkpoint must have kind 'intake'")
        return self


class _ChangeTable(_Table):
    on: Annotated[date, Field(strict=True)]
    name: Name


class _MedicinesTable(_Table):
    """The clinic's own names of medicines: `names` in generic ones, and those that are no opioid."""

    names: dict[str, str] = {}
    not_opioids: tuple[str, ...] = ()

    @model_validator(mode="after")
    def names_can_be(self):
        local_names(self.names, self.not_opioids)
        return self


class _ClinicTable(_Table):
    name: Name
    time_zone: str
    as_of: _AsOf | None = None
    percentage_from: _AtLeastOne = 20
    suppress_below: _AtLeastOne = 11
    sites: tuple[Named, ...] = ()
    payers: tuple[Payer, ...] = ()
    clinicians: tuple[Named, ...] = ()
    programs: tuple[_ProgramTable, ...] = ()
    daily_series: tuple[Code, ...] = ()
    benchmarks: tuple[BenchmarkTable, ...] = ()
    changes: tuple[_ChangeTable, ...] = ()
    medicines: _MedicinesTable = _MedicinesTable()
    letterhead: Letterhead = Letterhead()
    paper: Literal["letter", "a4"] = "letter"
    units: Literal["metric", "us"] = "metric"
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    """Of the screens and documents, as a BCP 47 tag. `texts/hook.py` reads it before anything that speaks is imported."""

    @field_validator("time_zone")
    @classmethod
    def zone_exists(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"'{zone}' is not a time zone; write one like 'America/Chicago'") from None
        return zone

    @field_validator("daily_series")
    @classmethod
    def series_are_known(cls, declared: tuple[str, ...]) -> tuple[str, ...]:
        for series in declared:
            if series not in SERIES:
                raise ValueError(f"'{series}' is not a series; known are {', '.join(SERIES)}")
        return declared

    @model_validator(mode="after")
    def codes_are_unique(self):
        for label in ("sites", "payers", "clinicians", "programs"):
            codes = [row.code for row in getattr(self, label)]
            if len(set(codes)) != len(codes):
                raise ValueError(f"two entries of {label} have the same code")
        return self


class Clinic(BaseModel):
    """A clinic's configuration. `fingerprint` changes when anything that matching depends on changes.

    `own_measures` are those that the clinic defines itself, beside the registry. `daily_series` says which of several
    series is taken where they cover the same week (see `domain.daily`). `benchmarks` are its own norms and targets,
    `changes` what it changed and when, which is where the limits of its charts begin anew. `medicine_names` are its own names of
    medicines. `policies` are the product's and its
    own, see `domain.policy.policy_for`. `letterhead` and `paper` are for its documents. With `units` "us" lengths and weights are
    read in feet and pounds too, beside the units in which they are kept.
    """

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    name: str
    time_zone: str
    as_of: datetime | None
    percentage_from: int
    suppress_below: int
    sites: tuple[Named, ...]
    payers: tuple[Payer, ...]
    clinicians: tuple[Named, ...]
    programs: tuple[Program, ...]
    own_measures: tuple[Measure, ...] = ()
    daily_series: tuple[str, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    changes: tuple[DatedChange, ...] = ()
    medicine_names: LocalNames = NO_NAMES
    policies: tuple[Policy, ...] = ()
    letterhead: Letterhead = Letterhead()
    paper: Literal["letter", "a4"] = "letter"
    units: Literal["metric", "us"] = "metric"

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Every measure by its code, the registry's and the clinic's own, in the order in which pages list them."""
        order = {construct: place for place, construct in enumerate(Construct)}
        every = sorted((*MEASURES.values(), *self.own_measures), key=lambda measure: order[measure.construct])
        return {one.code: with_us_unit(one) if self.units == "us" else one for one in every}

    @property
    def clock(self) -> Clock:
        return Clock(ZoneInfo(self.time_zone), self.as_of)

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(
            repr((self.programs, self.daily_series, self.medicine_names.meanings)).encode()
        ).hexdigest()

    def program(self, code: str) -> Program:
        return next(p for p in self.programs if p.code == code)

    def payer(self, code: str | None) -> Payer | None:
        return next((payer for payer in self.payers if payer.code == code), None)

    def name_of(self, label: str, code: str | None) -> str:
        """Readable name of a site, payer, clinician or program; the code itself where it is not declared."""
        return next((row.name for row in getattr(self, label) if row.code == code), code or "not recorded")


def parse_clinic(
    text: str,
    file_name: str,
    known_measures: frozenset[str],
    own_measures: Iterable[Measure] = (),
    own_policies: Iterable[Policy] = (),
) -> Clinic:
    """The clinic that a `clinic.toml` text declares; its programs may name `known_measures` and the clinic's own, its payers
    the policies of the product and `own_policies`.

    Raises:
        ClinicError: the text is no TOML, or an entry is missing, unknown or impossible.
    """
    try:
        data = tomllib.loads(text)
        table = _ClinicTable.model_validate(data)
    except tomllib.TOMLDecodeError as error:
        raise ClinicError(f"{file_name} is not valid TOML: {error}.") from None
    except ValidationError as error:
        raise ClinicError(f"{file_name}: {first_fault_in(error, data, text)}") from None
    own = tuple(own_measures)
    known = known_measures | {measure.code for measure in own}
    measures = {**MEASURES, **{measure.code: measure for measure in own}}
    programs = tuple(
        _with_rules(_program(row, file_name, known), row, place, measures, text, file_name)
        for place, row in enumerate(table.programs)
    )
    checkpoints = {checkpoint.code for program in programs for checkpoint in program.checkpoints}
    try:
        benchmarks = tuple(benchmark_of(row, (*MEASURES.values(), *own), checkpoints) for row in table.benchmarks)
    except ValueError as error:
        raise ClinicError(f"{file_name}: {error}.") from None
    changes = tuple(DatedChange(row.on, row.name) for row in table.changes)
    policies = in_force(shipped_policies(), own_policies)
    _check_payers(table.payers, policies, file_name)
    declared = {
        "programs": programs, "own_measures": own, "benchmarks": benchmarks, "changes": changes, "policies": policies,
        "medicine_names": local_names(table.medicines.names, table.medicines.not_opioids),
    }  # fmt: skip
    return Clinic(**{**dict(table), **declared})


def first_fault(error: ValidationError) -> str:
    """The first validation fault in words: 'programs[0].weeks: ...'."""
    fault = error.errors(include_url=False)[0]
    place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in fault["loc"]).lstrip(".")
    return f"{place or 'top level'}: {fault['msg'].removeprefix('Value error, ')}."


def _program(table: _ProgramTable, file_name: str, known_measures: frozenset[str]) -> Program:
    unknown = sorted(set(table.measures) - known_measures)
    if unknown:
        raise ClinicError(f"{file_name}: program '{table.code}' names an unknown measure '{unknown[0]}'.")
    checkpoints = []
    for row in table.checkpoints:
        measures = (row.measures if row.measures is not None else table.measures) + row.also
        unknown = sorted(set(measures) - known_measures)
        if unknown:
            raise ClinicError(
                f"{file_name}: program '{table.code}', checkpoint '{row.code}' names an unknown measure '{unknown[0]}'."
            )
        days = {key: getattr(row, key) for key in ("due_day", "opens_day", "closes_day")}
        checkpoints.append(
            Checkpoint(row.code, row.name, row.kind, row.anchor, measures=measures, occasions=row.occasions, **days)
        )
    return Program(table.code, table.name, table.weeks, tuple(checkpoints))


def _with_rules(
    program: Program, table: _ProgramTable, place: int, measures: Mapping[str, Measure], text: str, file_name: str
) -> Program:
    """The program with the rules of its checkpoints, which may name any checkpoint of the program."""
    codes = [checkpoint.code for checkpoint in program.checkpoints]
    checkpoints = [
        replace(
            checkpoint,
            rules=built_rules(
                row.rules, row.code, codes, measures, text, file_name, ("programs", place, "checkpoints", number)
            ),
        )
        for number, (checkpoint, row) in enumerate(zip(program.checkpoints, table.checkpoints, strict=True))
    ]
    return replace(program, checkpoints=tuple(checkpoints))


def _check_payers(payers: Iterable[Payer], policies: Iterable[Policy], file_name: str) -> None:
    known = {policy.code for policy in policies}
    for payer in payers:
        for code in payer.policies:
            if code not in known:
                raise ClinicError(f"{file_name}: payer '{payer.code}' names a policy '{code}' that there is not.")
