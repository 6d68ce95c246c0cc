"""The mapping of a FHIR source: which code is which measure, by which identifier people are known, what is read."""

import json
import re
from collections.abc import Mapping as Dictionary
from functools import cached_property
from math import isnan
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, ValidationInfo, field_validator, model_validator

from domain.measure import Measure
from domain.scoring import is_scored_from_items, item_count
from loaders.fhir.base import as_base
from loaders.fhir.known import CONTENT_NAME, Known
from loaders.fhir.server_table import ServerTable
from loaders.fields import EVENT_KINDS, OCCASIONS, WAYS_TO_END
from loaders.numbers import numbers
from loaders.source_mapping import Registry, SourceMapping, Strict, Text, Texts, known_measure, registry_of

RESOURCES = (
    "Patient", "Observation", "QuestionnaireResponse", "MedicationRequest", "MedicationStatement", "Procedure",
    "Encounter", "Appointment", "EpisodeOfCare", "CarePlan", "Goal",
)  # fmt: skip
"""The resources that give rows. Medication is read where another one refers to it."""

LOINC, SNOMED, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
_SHORT = {"loinc": LOINC, "snomed": SNOMED, "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm"}
_WEB = re.compile(r"https?://[^\s?#]+")
_KNOWN_FROM = "known_from = "
_ENDED = ("finished", "cancelled", "completed", "revoked")


def whole_key(key: str) -> str:
    """'loinc|44261-6' with the whole address of its system."""
    system, bar, code = key.partition("|")
    return f"{_SHORT.get(system, system)}|{code}" if bar else key


def _whole_keys(table: object) -> object:
    return {whole_key(str(key)): value for key, value in table.items()} if isinstance(table, dict) else table


def _code_table(value: object) -> object:
    """A bare measure is short for a table with nothing else."""
    return {"measure": value} if isinstance(value, str) else value


Codes = Annotated[dict[str, str], BeforeValidator(_whole_keys)]


class Coded(Strict):
    """What an Observation with a certain code is."""

    measure: str
    form: str | None = None
    occasion: Literal[OCCASIONS] = "routine"  # type: ignore[valid-type]
    mode: str | None = None

    _measure = field_validator("measure")(known_measure)


class Sheet(Strict):
    """One measure of one questionnaire: `items` are the linkIds or item codes in the order of the instrument."""

    questionnaire: Texts
    measure: str
    items: tuple[str, ...] = ()
    total: str | None = None
    form: str | None = None
    offset: int = 0
    occasion: Literal[OCCASIONS] = "routine"  # type: ignore[valid-type]
    mode: str | None = None
    answers: dict[str, Text] = Field(default_factory=dict)

    _measure = field_validator("measure")(known_measure)

    @property
    def is_panel(self) -> bool:
        """Whether Observations may hold it: its questionnaire is named by a code."""
        return bool(self.items) and any("|" in name for name in self.questionnaire)

    @field_validator("answers")
    @classmethod
    def answers_are_numbers(cls, answers: dict[str, str]) -> dict[str, str]:
        return _numbers(answers)

    @model_validator(mode="after")
    def items_fit(self, info: ValidationInfo):
        if not self.questionnaire or not all(self.questionnaire):
            raise ValueError("questionnaire needs at least one address or code")
        if not self.items and not self.total:
            raise ValueError(f"'{self.measure}' needs items, or the item that holds its total")
        if not self.items:
            return self
        measure = registry_of(info)[self.measure]
        if not is_scored_from_items(measure):
            raise ValueError(f"'{self.measure}' is not scored from items")
        count = item_count(measure, self.form)
        if len(self.items) != count:
            raise ValueError(f"'{self.measure}' has {count} items, and {len(self.items)} are listed")
        if len({*self.items, self.total}) != len(self.items) + 1:
            raise ValueError(f"an item of '{self.measure}' is listed twice")
        return self


def _numbers(table: dict[str, str]) -> dict[str, str]:
    for text, number in table.items():
        if isnan(numbers([number], ".")[0]):
            raise ValueError(f"'{text}' must stand for a number, written like '0' or '2.5'")
    return table


def known_from_in(text: str) -> tuple[str, ...]:
    """The files that a recorded mapping names, read from its text alone."""
    line = text.partition("\n")[0]
    try:
        return tuple(json.loads(line.removeprefix(_KNOWN_FROM))) if line.startswith(_KNOWN_FROM) else ()
    except ValueError:
        return ()


class FhirMapping(SourceMapping):
    """Keys as in docs/how-to/fhir.md."""

    format: Literal["fhir"]
    patient_by: Literal["identifier", "id"] = "identifier"
    patient_system: Texts = ()
    patient_type: Texts = ()
    base: Texts = ()
    resources: Texts = RESOURCES
    codes: Annotated[dict[str, Annotated[Coded, BeforeValidator(_code_table)]], BeforeValidator(_whole_keys)] = Field(
        default_factory=dict
    )
    loinc: bool = True
    values: Annotated[dict[str, Text], BeforeValidator(_whole_keys)] = Field(default_factory=dict)
    units: dict[str, str] = Field(default_factory=dict)
    mode: str | None = None
    questionnaires: tuple[Sheet, ...] = ()
    programs: Codes = Field(default_factory=dict)
    how_ended: dict[str, str] = Field(default_factory=dict)
    procedures: Codes = Field(default_factory=dict)
    checkpoints: Codes = Field(default_factory=dict)
    clinicians: dict[str, str] = Field(default_factory=dict)
    sites: dict[str, str] = Field(default_factory=dict)
    server: ServerTable | None = None
    known_from: Texts = ()

    _known: Known = PrivateAttr(default_factory=Known)
    _coded: dict[str, Coded] = PrivateAttr(default_factory=dict)

    @field_validator("resources")
    @classmethod
    def resources_are_read(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in RESOURCES:
                raise ValueError(f"'{name}' is not one of {', '.join(RESOURCES)}")
        if not names:
            raise ValueError("at least one resource is needed")
        return tuple(dict.fromkeys(names))

    @field_validator("base")
    @classmethod
    def bases_are_addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for address in addresses:
            if not _WEB.fullmatch(address):
                raise ValueError(f"'{address}' is no base address; write one like 'https://ehr.example.org/fhir'")
        return addresses

    @field_validator("known_from")
    @classmethod
    def known_files_are_named_by_content(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if not CONTENT_NAME.fullmatch(name):
                raise ValueError(
                    f"'{name}' is no file of the archive; leave this key out, it is written when a file is loaded"
                )
        return names

    @field_validator("values")
    @classmethod
    def values_are_numbers(cls, values: dict[str, str]) -> dict[str, str]:
        return _numbers(values)

    @field_validator("units")
    @classmethod
    def units_of_measures(cls, units: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        for code in units:
            known_measure(code, info)
        return units

    @field_validator("codes", "programs", "procedures", "checkpoints")
    @classmethod
    def keys_name_systems(cls, table: dict) -> dict:
        for key in table:
            if not key.partition("|")[2]:
                raise ValueError(f"'{key}' must be written 'system|code', such as 'loinc|44261-6'")
        return table

    @field_validator("procedures")
    @classmethod
    def procedures_are_events(cls, table: dict[str, str]) -> dict[str, str]:
        return _known(table, (*EVENT_KINDS, ""))

    @field_validator("how_ended")
    @classmethod
    def endings_are_known(cls, table: dict[str, str]) -> dict[str, str]:
        for status in table:
            if status not in _ENDED:
                raise ValueError(f"'{status}' is not one of {', '.join(_ENDED)}")
        return _known(table, WAYS_TO_END)

    @model_validator(mode="after")
    def people_can_be_known(self):
        if self.patient_by == "identifier" and not (self.patient_system or self.patient_type):
            raise ValueError(
                "patient_system is missing: the system of the record number, or patient_by = 'id' where the logical id is one"
            )
        return self

    def came_from(self, text: str, measures: Registry) -> None:
        super().came_from(text, measures)
        self._coded = _with_loinc(self.codes, measures if self.loinc else {})

    @property
    def known(self) -> Known:
        """The people and medicines of the files in `known_from`."""
        return self._known

    def knowing(self, known: Known) -> "FhirMapping":
        """The same mapping for files that refer to what others hold; its text, which the book records, names those."""
        text = "".join(line for line in self.text.splitlines(keepends=True) if not line.startswith(_KNOWN_FROM))
        settled = self.model_copy(update={"known_from": known.names})
        settled.came_from(f"{_KNOWN_FROM}{json.dumps(known.names)}\n{text}" if known.names else text, self.registry)
        settled._known = known
        return settled

    @property
    def _unsaid(self) -> set[str]:
        # which files lay beside is told by the outcome
        return {*super()._unsaid, "known_from"} | (set() if self.base else {"base"})

    @cached_property
    def bases(self) -> frozenset[str]:
        """The addresses under which the source's own resources are known, as far as it is said."""
        return frozenset(as_base(address) for address in (*self.base, *([self.server.url] if self.server else [])))

    def owns(self, base: str | None, entry_base: str | None) -> bool:
        """Whether a resource at `base` is the source's own: there, or where the entry of a bundle that names it lies
        itself, unless the mapping says where its own are."""
        return base in self.bases or (base == entry_base and not self.base)

    @property
    def coded(self) -> dict[str, Coded]:
        """'system|code' → measure: the mapping's own, and the LOINC codes that the registry knows as scores."""
        return self._coded or _with_loinc(self.codes, self.registry if self.loinc else {})

    @property
    def score_measures(self) -> tuple[str, ...]:
        """Every measure that an Observation of this source can give."""
        return tuple(dict.fromkeys(one.measure for one in self.coded.values()))

    @cached_property
    def panel_items(self) -> frozenset[str]:
        """The codes of items that may come as Observations."""
        return frozenset(whole_key(item) for sheet in self.questionnaires if sheet.is_panel for item in sheet.items)

    @property
    def form_measures(self) -> tuple[str, ...]:
        """Every measure that a questionnaire of this source can give."""
        return tuple(dict.fromkeys(sheet.measure for sheet in self.questionnaires))


def _known(table: dict[str, str], known: tuple[str, ...]) -> dict[str, str]:
    for code in table.values():
        if code not in known:
            raise ValueError(f"'{code}' is not one of {', '.join(k for k in known if k)}")
    return table


def _with_loinc(own: Dictionary[str, Coded], measures: Dictionary[str, Measure]) -> dict[str, Coded]:
    """A LOINC code that two measures share says nothing and is left out; the mapping's own word comes first."""
    claims: dict[str, set[str]] = {}
    for code, measure in measures.items():
        for loinc in measure.loinc:
            if loinc.role == "score":
                claims.setdefault(f"{LOINC}|{loinc.code}", set()).add(code)
    clear = {key: Coded.model_construct(measure=codes.pop()) for key, codes in claims.items() if len(codes) == 1}
    return {**clear, **own}
