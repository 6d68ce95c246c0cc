"""Dated rules of deadlines as TOML says them: those that ship with the product, and a clinic's own."""

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from domain.clinic import ClinicError, Code, first_fault
from domain.deadline import Act, DeadlineRule
from domain.packet_register import LEVELS
from domain.plan_class import PlanClass
from domain.source import Source

_FOLDER = Path(__file__).parent / "deadlines"
_MOST = 3653


class _RuleTable(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code
    plan_class: PlanClass
    act: Act
    after: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    file: str = ""
    days: Annotated[int, Field(ge=1, le=_MOST)] | None = None
    months: Annotated[int, Field(ge=1, le=120)] | None = None
    hours: Annotated[int, Field(ge=24, le=_MOST, multiple_of=24)] | None = None
    is_urgent: bool = False
    effective_from: date | None = None
    effective_to: date | None = None
    source: Annotated[str, Field(min_length=1)]
    url: str = ""
    how: str = ""
    verified: bool = False
    note: str = ""

    @model_validator(mode="after")
    def fits(self):
        if bool(self.after) == bool(self.of) or (self.act is Act.APPEAL) != bool(self.after):
            raise ValueError("an appeal says 'after' which levels, a decision says 'of' which levels")
        for level in (*self.after, *self.of, *([self.file] if self.file else [])):
            if level not in LEVELS:
                raise ValueError(f"'{level}' is not a level; known are {', '.join(LEVELS)}")
        if sum(amount is not None for amount in (self.days, self.months, self.hours)) > 1:
            raise ValueError("only one of days, months and hours may be given")
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError("effective_to lies before effective_from")
        return self


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: tuple[_RuleTable, ...] = ()


def parse_deadlines(text: str, file_name: str) -> tuple[DeadlineRule, ...]:
    """The rules that a TOML text declares.

    Raises:
        ClinicError: the text is no TOML, or an entry is missing, unknown or impossible; it names file, place and reason.
    """
    try:
        table = _Rules.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ClinicError(f"{file_name} is not valid TOML: {error}.") from None
    except ValidationError as error:
        raise ClinicError(f"{file_name}: {first_fault(error)}") from None
    return tuple(_rule(row) for row in table.rules)


@cache
def shipped_deadlines() -> tuple[DeadlineRule, ...]:
    """The rules that ship with the product."""
    files = sorted(_FOLDER.glob("*.toml"))
    return tuple(rule for file in files for rule in parse_deadlines(file.read_text(encoding="utf-8"), file.name))


def with_own(own: Iterable[DeadlineRule]) -> tuple[DeadlineRule, ...]:
    """The shipped rules and a clinic's own; an own one replaces the shipped one of the same code."""
    chosen = tuple(own)
    codes = {rule.code for rule in chosen}
    return (*(rule for rule in shipped_deadlines() if rule.code not in codes), *chosen)


def _rule(row: _RuleTable) -> DeadlineRule:
    source = Source(title=row.source, url=row.url, verified=row.verified, how=row.how)
    kept = row.model_dump(include={
        "code", "plan_class", "act", "file", "days", "months", "hours", "is_urgent", "effective_from", "effective_to", "note",
    })  # fmt: skip
    return DeadlineRule(levels=row.after or row.of, source=source, **kept)
