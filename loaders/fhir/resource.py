"""One resource on its way to rows: where it stood, which record it is, and what its mapping says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from domain.clinic import Clinic
from loaders.fhir.base import base_of
from loaders.fhir.elements import Fault, Json, child, contained_in, refuse_modified, text_at
from loaders.fhir.mapping import FhirMapping
from loaders.fhir.people import patient_of, record_number

LAST_VERSION = "9999"
"""The version of a deletion whose time is not told: a deleted resource does not come back."""

_VERSION_DIGITS = 24
_NUMBER = re.compile(r"[0-9]{1,24}")
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")


@dataclass(frozen=True)
class Setting:
    """What every resource of a file is read with. `people` and `medications` hold what others refer to."""

    mapping: FhirMapping
    clinic: Clinic
    today: date
    people: Mapping[str, str] = field(default_factory=dict)
    medications: Mapping[str, Json] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return self.clinic.clock.time_zone


@dataclass(frozen=True)
class Resource:
    """One resource; what it refers to is looked up only when it is asked for, so that one that is not used has no faults.

    `withdrawn_as` is the version of a deletion, which has no `meta` of its own; `full_url` is where the entry of a bundle
    says that it lies.
    """

    kind: str
    body: Json
    line: int
    setting: Setting
    withdrawn_as: str | None = None
    full_url: str | None = None

    @cached_property
    def record(self) -> str | None:
        """'Type/id', None without an id."""
        own = text_at(self.body, "id")
        return f"{self.kind}/{own}" if own else None

    @cached_property
    def version(self) -> str | None:
        """Text that sorts as the versions do; None where the source tells none."""
        return self.withdrawn_as or version_of(child(self.body, "meta"))

    @property
    def mapping(self) -> FhirMapping:
        return self.setting.mapping

    def patient(self, key: str = "subject") -> str:
        return self.person(child(self.body, key))

    def person(self, reference: Json | None) -> str:
        """The record number that a reference in this resource leads to; with it the resource becomes somebody's row."""
        refuse_modified(self.body)
        return self._number_of(reference)

    def patient_if_known(self, key: str = "subject") -> str | None:
        """For a withdrawn resource, whose content may be gone."""
        try:
            return self._number_of(child(self.body, key))
        except Fault:
            return None

    def _number_of(self, reference: Json | None) -> str:
        inside = contained_in(self.body, reference)
        if (
            inside is not None
            and text_at(inside, "resourceType") == "Patient"
            and self.mapping.patient_by == "identifier"
        ):
            return record_number(inside, self.mapping)
        return patient_of(reference, self.setting.people, self.mapping, base_of(self.full_url))

    def named(self, retracted: bool = False) -> dict[str, object]:
        """The columns record, version, retracted, line."""
        return {"record": self.record, "version": self.version, "retracted": retracted, "line": self.line}


def version_of(meta: Json | None) -> str | None:
    """versionId where it is a number, else lastUpdated as UTC; both as text that sorts."""
    if meta is None:
        return None
    return version_number(text_at(meta, "versionId")) or version_stamp(text_at(meta, "lastUpdated"))


def version_number(text: str | None) -> str | None:
    return text.lstrip("0").zfill(_VERSION_DIGITS) if text and _NUMBER.fullmatch(text) else None


def version_stamp(text: str | None) -> str | None:
    """'2025-05-01T10:00:00.123+02:00' → '2025-05-01T08:00:00.123000Z'."""
    if text is None:
        return None
    if not _STAMP.fullmatch(text):
        raise Fault("bad_version", "The element lastUpdated is no FHIR instant.", "meta")
    try:
        stamp = datetime.fromisoformat(_six_digits(text)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Fault("bad_version", "The element lastUpdated is no FHIR instant.", "meta") from None
    return stamp.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if stamp.year >= 1000 else None


def _six_digits(text: str) -> str:
    """Fractions of a second beyond the sixth digit say nothing that matters."""
    return re.sub(r"\.(\d+)", lambda m: f".{m[1][:6].ljust(6, '0')}", text)
