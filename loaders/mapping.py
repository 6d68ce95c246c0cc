"""The mapping of a table: which column of a CSV or spreadsheet means what. Everything is declared, nothing is guessed."""

import re
from math import isnan
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from domain.scoring import is_scored_from_items
from domain.sleep import NIGHT_COLUMN
from loaders.dates import SERIAL_FORMATS
from loaders.fields import FIELDS, Rows, known_codes
from loaders.numbers import numbers
from loaders.source_mapping import Registry, SourceMapping, Strict, Text, Texts, known_measure, registry_of

_ORDER = ("patients", "episodes")
_OF_A_WEEK = ("sleep_efficiency",)
"""What a sleep diary gives unless its mapping asks for more."""
_DIRECTIVE = re.compile(r"%.?", re.DOTALL)
_DIRECTIVES = ("%d", "%m", "%b", "%B", "%Y", "%y", "%H", "%I", "%M", "%S", "%f", "%p", "%z")
_DATE_PARTS = (("%Y", "%y"), ("%m", "%b", "%B"), ("%d",))


def _check_directives(text: str) -> None:
    found = _DIRECTIVE.findall(text)
    unknown = [directive for directive in found if directive not in _DIRECTIVES]
    if unknown:
        raise ValueError(f"'{text}' holds {unknown[0]}; only {' '.join(_DIRECTIVES)} can be read")
    if len(set(found)) != len(found):
        raise ValueError(f"'{text}' holds the same part twice")
    if "%z" in text and not text.endswith("%z"):
        raise ValueError(f"'{text}' holds %z, which can only stand at the end")


class Score(Strict):
    """One score column of a wide file."""

    column: str
    measure: str
    unit: str | None = None
    form: str | None = None
    date: str | None = None
    standard_error: str | None = None

    _measure = field_validator("measure")(known_measure)


class Form(Strict):
    """The item columns of one instrument in item order (wide), or its item labels in item order (long)."""

    measure: str
    items: tuple[str, ...] = ()
    form: str | None = None
    offset: int = 0
    date: str | None = None

    @model_validator(mode="after")
    def items_fit(self, info: ValidationInfo):
        if not is_scored_from_items(registry_of(info)[known_measure(self.measure, info)]):
            raise ValueError(f"'{self.measure}' is not scored from items")
        if len(set(self.items)) != len(self.items):
            raise ValueError(f"an item of '{self.measure}' is listed twice")
        return self


class Mapping(SourceMapping):
    """How the tables of one source are read. Keys as in docs/how-to/load-a-csv.md."""

    rows: Rows
    layout: Literal["long", "wide"] = "long"
    level: Literal["scores", "items"] = "scores"
    format: Literal["csv", "excel", "sql"] = "csv"
    sheet: str | None = None
    member: str | None = None
    header_row: Annotated[int, Field(ge=1, le=1000)] = 1
    header_rows: Annotated[int, Field(ge=1, le=5)] = 1
    encoding: Literal["utf-8", "utf-16", "cp1252"] = "utf-8"
    delimiter: Literal[",", ";", "\t", "|"] = ","
    decimal: Literal[".", ","] = "."
    date_format: Texts = ("%Y-%m-%d",)
    time_format: Texts = ("%H:%M", "%H:%M:%S")
    missing: Texts = ()
    version_format: str = "number"
    columns: dict[str, str]
    constants: dict[str, Text] = Field(default_factory=dict)
    values: dict[str, dict[str, Text]] = Field(default_factory=dict)
    units: dict[str, str] = Field(default_factory=dict)
    scores: tuple[Score, ...] = ()
    forms: tuple[Form, ...] = ()
    measures: Texts = _OF_A_WEEK

    @field_validator("date_format")
    @classmethod
    def dates_are_whole(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        for text in formats:
            if text in SERIAL_FORMATS:
                continue
            _check_directives(text)
            if not all(any(part in text for part in choice) for choice in _DATE_PARTS):
                raise ValueError(f"'{text}' lacks a year, a month or a day; write one like '%m/%d/%Y'")
        return formats or _at_least_one()

    @field_validator("time_format")
    @classmethod
    def times_are_times(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        for text in formats:
            _check_directives(text)
            if "%H" not in text and "%I" not in text:
                raise ValueError(f"'{text}' lacks an hour; write one like '%H:%M'")
        return formats

    @field_validator("version_format")
    @classmethod
    def versions_sort(cls, text: str) -> str:
        _check_directives(text)
        if text != "number" and not all(any(part in text for part in choice) for choice in _DATE_PARTS):
            raise ValueError(f"'{text}' is neither 'number' nor a date format like '%Y-%m-%d %H:%M:%S'")
        return text

    @field_validator("units")
    @classmethod
    def units_of_measures(cls, units: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        for code in units:
            known_measure(code, info)
        return units

    @field_validator("measures")
    @classmethod
    def measures_are_of_sleep(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if code not in NIGHT_COLUMN:
                raise ValueError(f"'{code}' is not one of {', '.join(NIGHT_COLUMN)}")
        if len(set(codes)) != len(codes) or not codes:
            raise ValueError("each measure wanted must be listed once, at least one")
        return codes

    @model_validator(mode="after")
    def kind_of_rows_fits(self):
        if self.rows != "observations" and (self.layout, self.level) != ("long", "scores"):
            raise ValueError(f"layout and level apply to observations only, not to {self.rows}")
        if self.format == "csv" and self.sheet is not None:
            raise ValueError("sheet applies to format = 'excel' only")
        if self.format == "csv" and self.header_rows != 1:
            raise ValueError("header_rows applies to format = 'excel' only")
        if self.format == "excel" and self.member is not None:
            raise ValueError("member applies to format = 'csv' only")
        for key, needed in (("scores", self._takes_scores), ("forms", self._takes_forms)):
            if getattr(self, key) and not needed:
                raise ValueError(
                    f"{key} do not apply to rows = '{self.rows}', layout = '{self.layout}', level = '{self.level}'"
                )
        if self.rows != "sleep_diary" and self.measures != _OF_A_WEEK:
            raise ValueError("measures apply to rows = 'sleep_diary' only")
        if self.is_wide and not (self.scores or self.forms):
            raise ValueError("a wide layout needs [[scores]] or, with level = 'items', [[forms]]")
        if self.is_wide and self.forms and not all(form.items for form in self.forms):
            raise ValueError("each of [[forms]] in a wide layout needs its items")
        return self

    @model_validator(mode="after")
    def fields_fit(self, info: ValidationInfo):
        allowed, required = self.allowed_fields, self.required_fields
        for place in ("columns", "constants", "values"):
            for name in getattr(self, place):
                if name not in allowed and not (place == "values" and name == "value" and self._takes_scores):
                    raise ValueError(f"{place}.{name} is not a field of {self.rows}; fields are {', '.join(allowed)}")
        both = sorted(self.columns.keys() & self.constants.keys())
        if both:
            raise ValueError(f"{both[0]} stands under both columns and constants")
        for name in required:
            if name not in self.columns and name not in self.constants:
                raise ValueError(f"columns.{name} is missing; {self.rows} need it")
        if "patient" in self.constants:
            raise ValueError("constants.patient: one number for all rows is surely a mistake; use columns.patient")
        self._check_codes(registry_of(info))
        for text, number in self.values.get("value", {}).items():
            if isnan(numbers([number], ".")[0]):
                raise ValueError(f"values.value: '{text}' must stand for a number, written like '0' or '2.5'")
        return self

    def _check_codes(self, measures: Registry) -> None:
        for name, codes in self._codes_of_ours():
            known = tuple(measures) if name == "measure" else known_codes(name, self.rows)
            for code in codes:
                if known is not None and code not in known:
                    raise ValueError(f"{name}: '{code}' is not one of {', '.join(k for k in known if k)}")

    def _codes_of_ours(self):
        yield from ((name, (code,)) for name, code in self.constants.items())
        yield from ((name, tuple(labels.values())) for name, labels in self.values.items())

    @property
    def is_wide(self) -> bool:
        return self.layout == "wide"

    @property
    def part(self) -> str | None:
        """Sheet of a workbook, or file in a zip."""
        return self.sheet or self.member

    @property
    def _takes_scores(self) -> bool:
        return self.rows == "observations" and self.is_wide and self.level == "scores"

    @property
    def _takes_forms(self) -> bool:
        return self.rows == "observations" and self.level == "items"

    @property
    def shape(self) -> str:
        """The key under which `loaders.fields` lists the fields of such a file."""
        return f"{self.rows} {self.layout} {self.level}" if self.rows == "observations" else self.rows

    @property
    def required_fields(self) -> tuple[str, ...]:
        """A wide file whose scores (or forms) all have a date of their own needs none for the line."""
        own = [score.date for score in self.scores] + [form.date for form in self.forms] if self.is_wide else []
        told = {"date"} if own and all(own) else set()
        return tuple(name for name in FIELDS[self.shape].required if name not in told)

    @property
    def allowed_fields(self) -> tuple[str, ...]:
        return FIELDS[self.shape].required + FIELDS[self.shape].optional

    @property
    def headers(self) -> list[str]:
        """Every column of the file that this mapping reads, once."""
        names = list(self.columns.values())
        for score in self.scores:
            names += [name for name in (score.column, score.date, score.standard_error) if name]
        for form in self.forms:
            names += (list(form.items) if self.is_wide else []) + ([form.date] if form.date else [])
        return list(dict.fromkeys(names))

    @property
    def load_order(self) -> int:
        return _ORDER.index(self.rows) if self.rows in _ORDER else len(_ORDER)

    @property
    def _unsaid(self) -> set[str]:
        defaults = {"measures": _OF_A_WEEK, "member": None, "header_rows": 1}
        return {"files"} | {key for key, default in defaults.items() if getattr(self, key) == default}


def _at_least_one():
    raise ValueError("at least one format is needed")
