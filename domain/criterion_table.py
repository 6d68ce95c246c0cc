"""Criteria as written in TOML: the requirement, its source, its part; checked against the clinic's measures and checkpoints."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Annotated, Any

from pydantic import Field, model_validator

from domain import criterion_parts as form
from domain.criterion import Criterion
from domain.criterion_parts import Part
from domain.measure import Measure
from domain.moment_table import HERE, Code, Table
from domain.part_table import PartTable
from domain.source import CLINIC_RULE, Source

OWN = "clinic"
"""The source of a clinic's own rule."""
NO_SHARES = ("T-score", "norm-based", "utility", "category")
"""Units of scales whose zero means nothing, so that a share of a score says nothing."""


class SourceTable(Table):
    """`[sources.NAME]`: what is cited. `read_on` and `how`: when it was read and by what way; needed where `verified`."""

    title: Annotated[str, Field(min_length=10, max_length=300)]
    year: Annotated[int, Field(strict=True, ge=1900, le=2100)] | None = None
    doi: str = ""
    url: str = ""
    verified: bool = False
    how: str = ""
    read_on: Annotated[date, Field(strict=True)] | None = None

    @model_validator(mode="after")
    def reading_is_told(self):
        if self.verified and (not self.how.strip() or self.read_on is None):
            raise ValueError("verified = true needs 'how' (what was read, where) and 'read_on'")
        return self

    def build(self) -> Source:
        return Source(**self.model_dump(exclude={"read_on"}))


class CriterionTable(Table):
    """One `[[criteria]]`. `source` names one of `[sources]`, or is "clinic"; `verified`: that passage was read there."""

    code: Code
    text: Annotated[str, Field(min_length=5, max_length=500)]
    source: str = OWN
    where: Annotated[str, Field(max_length=200)] = ""
    verified: bool = False
    part: PartTable

    def build(self, sources: Mapping[str, SourceTable]) -> Criterion:
        """Raises ValueError where the source is unknown, or verified without having been read."""
        if self.source == OWN:
            cited, was_read = CLINIC_RULE, False
        elif self.source in sources:
            cited, was_read = sources[self.source].build(), sources[self.source].verified
        else:
            raise ValueError(f'source: there is no [sources.{self.source}]; cite one, or write "clinic"')
        if self.verified and not was_read:
            raise ValueError("verified: its source was not read; mark the source verified first, with how and read_on")
        return Criterion(self.code, self.text, self.part.build(), cited, self.verified, self.where)


def parts_in(part: Part) -> Iterator[Part]:
    """A part and every part within it."""
    yield part
    inner = getattr(part, "parts", ()) or ((part.part,) if isinstance(part, form.NotMet) else ())
    for one in inner:
        yield from parts_in(one)


def fault_of(part: Part, measures: Mapping[str, Measure], checkpoints: Collection[str]) -> str | None:
    """Why a part cannot be evaluated in a clinic with these measures and checkpoints; None where it can."""
    return next((fault for one in parts_in(part) for fault in _faults(one, measures, checkpoints)), None)


def _faults(part: Part, measures: Mapping[str, Measure], checkpoints: Collection[str]) -> Iterator[str]:
    codes = [*getattr(part, "measures", ()), *getattr(part, "since_score_of", ())]
    codes += [part.measure] if isinstance(part, form.Dose) else []
    for code in codes:
        if code not in measures:
            yield f"there is no measure '{code}'"
            return
    for moment in (getattr(part, name, None) for name in ("at", "since", "until")):
        if isinstance(moment, form.AtCheckpoint) and moment.code == HERE and HERE not in checkpoints:
            yield '"here" is the checkpoint of a program\'s rule, and this is none'
        elif isinstance(moment, form.AtCheckpoint) and moment.code not in checkpoints:
            yield f"there is no checkpoint '{moment.code}'"
    if isinstance(part, form.Score):
        yield from _faults_of_bounds(part, measures)
    if isinstance(part, form.Change):
        yield from _faults_of_change(part, measures)


def _faults_of_bounds(part: form.Score, measures: Mapping[str, Measure]) -> Iterator[str]:
    for code in part.measures:
        top = measures[code].highest
        for bound in (part.least, part.most):
            if bound is not None and (bound < measures[code].lowest or (top is not None and bound > top)):
                yield f"{bound:g} is no score of '{code}'"


def _faults_of_change(part: form.Change, measures: Mapping[str, Measure]) -> Iterator[str]:
    for code in part.measures:
        measure = measures[code]
        if part.share is not None and (measure.unit in NO_SHARES or measure.lowest < 0):
            yield f"a share of a score of '{code}' says nothing, as its scale has no zero; ask for points or a meaningful change"
        if not measure.needs_baseline and (part.points is not None or part.share is not None or part.sustained_days):
            yield f"'{code}' is itself a rating of change; ask for a meaningful one"
    if part.points is not None and len({measures[code].unit for code in part.measures}) > 1:
        yield "points mean different things on measures of different units; write one part for each"


def at_checkpoint(part: Part, code: str) -> Part:
    """The part with `"here"` made the checkpoint `code`."""
    return _mapped(part, code)


def _mapped(value: Any, code: str) -> Any:
    if isinstance(value, form.AtCheckpoint):
        return form.AtCheckpoint(code) if value.code == HERE else value
    if isinstance(value, tuple):
        return tuple(_mapped(one, code) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _mapped(getattr(value, one.name), code) for one in fields(value)})
    return value
