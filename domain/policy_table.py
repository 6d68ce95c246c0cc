"""Policies as written in TOML: the product's own in `domain/policies`, a clinic's in its folder `policies`."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator, model_validator

from domain.clinic_error import ClinicError
from domain.criterion import Criterion
from domain.criterion_table import CriterionTable, SourceTable, fault_of
from domain.measure import Measure
from domain.moment_table import Code, Table
from domain.plan_class import PlanClass
from domain.policy import REQUESTS, Policy
from domain.toml_fault import first_fault_in, told_at

Day = Annotated[date, Field(strict=True)]


class PolicyError(ClinicError):
    """A policy file cannot be used; the message is one sentence that names file, line and key."""


class _PolicyTable(Table):
    code: Code
    name: Annotated[str, Field(min_length=5, max_length=200)]
    payer: Annotated[str, Field(min_length=2, max_length=120)]
    plan_class: PlanClass
    service: Annotated[str, Field(min_length=3, max_length=200)]
    request: str
    jurisdiction: Annotated[str, Field(max_length=200)] = ""
    effective_from: Day | None = None
    effective_to: Day | None = None
    read_on: Day | None = None
    source: str
    notes: Annotated[str, Field(max_length=2000)] = ""
    sources: dict[Code, SourceTable]
    criteria: Annotated[tuple[CriterionTable, ...], Field(min_length=1)]

    @field_validator("request")
    @classmethod
    def request_is_known(cls, request: str) -> str:
        if request not in REQUESTS:
            raise ValueError(f"'{request}' is not a kind of request; known are {', '.join(REQUESTS)}")
        return request

    @model_validator(mode="after")
    def is_consistent(self):
        if self.source not in self.sources:
            raise ValueError(f"source: there is no [sources.{self.source}]")
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError("effective_to lies before effective_from")
        codes = [one.code for one in self.criteria]
        twice = next((code for code in codes if codes.count(code) > 1), None)
        if twice is not None:
            raise ValueError(f"two criteria have the code '{twice}'")
        return self


def parse_policy(text: str, file_name: str, measures: Mapping[str, Measure]) -> Policy:
    """The policy that a TOML text declares. Keys as in docs/how-to/write-a-policy.md.

    Raises:
        PolicyError: the text is no TOML, or a key is missing, unknown or impossible.
    """
    try:
        data = tomllib.loads(text)
        table = _PolicyTable.model_validate(data)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{file_name} is not valid TOML: {error}.") from None
    except ValidationError as error:
        raise PolicyError(f"{file_name}: {first_fault_in(error, data, text)}") from None
    criteria = built_criteria(table.criteria, table.sources, measures, (), text, file_name)
    facts: dict[str, Any] = {
        name: getattr(table, name)
        for name in _PolicyTable.model_fields
        if name not in ("source", "sources", "criteria")
    }
    source = table.sources[table.source].build()
    verified = source.verified and all(one.verified for one in criteria)
    return Policy(**facts, source=source, verified=verified, criteria=criteria)


def built_criteria(
    tables: Iterable[CriterionTable],
    sources: Mapping[str, SourceTable],
    measures: Mapping[str, Measure],
    checkpoints: Iterable[str],
    text: str,
    file_name: str,
    place: tuple[str | int, ...] = (),
) -> tuple[Criterion, ...]:
    """The criteria that the tables at `place` declare. Raises PolicyError where one cannot be evaluated here."""
    found = []
    known = frozenset(checkpoints)
    for number, table in enumerate(tables):
        path = (*place, "criteria", number)
        try:
            criterion = table.build(sources)
        except ValueError as error:
            raise PolicyError(f"{file_name}: {told_at(text, path, str(error))}") from None
        fault = fault_of(criterion.part, measures, known)
        if fault is not None:
            raise PolicyError(f"{file_name}: {told_at(text, (*path, 'part'), fault)}")
        found.append(criterion)
    return tuple(found)


def own_policies(parsed: Iterable[tuple[str, Policy]]) -> tuple[Policy, ...]:
    """A clinic's own policies from (file name, policy) pairs.

    Raises:
        PolicyError: two files hold versions of one policy whose days overlap.
    """
    found: list[tuple[str, Policy]] = []
    for file_name, policy in parsed:
        for other_name, other in found:
            if policy.code == other.code and policy.overlaps(other):
                raise PolicyError(
                    f"{file_name}: '{policy.code}' is in effect on days on which the version in {other_name} is as well."
                )
        found.append((file_name, policy))
    return tuple(policy for _, policy in found)
