"""A mapping file: which column of a source means what. Everything is declared, nothing is guessed."""

import hashlib
import re
import tomllib
from collections.abc import Mapping as Dictionary
from math import isnan
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from domain.measure import Measure
from domain.measures import MEASURES
from domain.scoring import is_scored_from_items
from domain.sleep import NIGHT_COLUMN
from loaders.fields import FIELDS, Rows, known_codes
from loaders.numbers import numbers
from loaders.source_error import SourceError

_OF_A_WEEK = ("sleep_efficiency",)
"""What a sleep diary gives unless its mapping asks for more."""
_DIRECTIVE = re.compile(r"%.?", re.DOTALL)
_DIRECTIVES = ("%d", "%m", "%b", "%B", "%Y", "%y", "%H", "%I", "%M", "%S", "%f", "%p", "%z")
_DATE_PARTS = (("%Y", "%y"), ("%m", "%b", "%B"), ("%d",))


class MappingError(SourceError):
    """A mapping file cannot be used; the message is one sentence that names the file and the key."""


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_as_text)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_tuple)]


def _check_directives(text: str) -> None:
    found = _DIRECTIVE.findall(text)
    unknown = [directive for directive in found if directive not in _DIRECTIVES]
    if unknown:
        raise ValueError(f"'{text}' holds {unknown[0]}; only {' '.join(_DIRECTIVES)} can be read")
    if len(set(found)) != len(found):
        raise ValueError(f"'{text}' holds the same part twice")
    if "%z" in text and not text.endswith("%z"):
        raise ValueError(f"'{text}' holds %z, which can only stand at the end")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Registry = Dictionary[str, Measure]


def _registry(info: ValidationInfo) -> Registry:
    """The measures of the clinic whose mapping is checked."""
    return (info.context or {}).get("measures", MEASURES)


def _known_measure(code: str, info: ValidationInfo) -> str:
    if code not in _registry(info):
        raise ValueError(f"'{code}' is not a measure; known are {', '.join(_registry(info))}")
    return code


class Score(_Table):
    """One score column of a wide file."""

    column: str
    measure: str
    unit: str | None = None
    form: str | None = None
    date: str | None = None
    standard_error: str | None = None

    _measure = field_validator("measure")(_known_measure)


class Form(_Table):
    """The item columns of one instrument in item order (wide), or its item labels in item order (long)."""

    measure: str
    items: tuple[str, ...] = ()
    form: str | None = None
    offset: int = 0
    date: str | None = None

    @model_validator(mode="after")
    def items_fit(self, info: ValidationInfo):
        if not is_scored_from_items(_registry(info)[_known_measure(self.measure, info)]):
            raise ValueError(f"'{self.measure}' is not scored from items")
        if len(set(self.items)) != len(self.items):
            raise ValueError(f"an item of '{self.measure}' is listed twice")
        return self


class Mapping(_Table):
    """How the files of one source are read. Keys as in docs/how-to/load-a-csv.md."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=60)]
    files: Texts = ()
    rows: Rows
    layout: Literal["long", "wide"] = "long"
    level: Literal["scores", "items"] = "scores"
    format: Literal["csv", "excel"] = "csv"
    sheet: str | None = None
    header_row: Annotated[int, Field(ge=1, le=1000)] = 1
    encoding: Literal["utf-8", "utf-16", "cp1252"] = "utf-8"
    delimiter: Literal[",", ";", "\t", "|"] = ","
    decimal: Literal[".", ","] = "."
    date_format: Texts = ("%Y-%m-%d",)
    time_format: Texts = ("%H:%M", "%H:%M:%S")
    missing: Texts = ()
    version_format: str = "number"
    columns: dict[str, str]
    constants: dict[str, Text] = {}
    values: dict[str, dict[str, Text]] = {}
    units: dict[str, str] = {}
    scores: tuple[Score, ...] = ()
    forms: tuple[Form, ...] = ()
    measures: Texts = _OF_A_WEEK

    _text: str = PrivateAttr("")
    _measures: Registry = PrivateAttr(default_factory=lambda: MEASURES)

    @field_validator("files")
    @classmethod
    def files_stay_inside(cls, globs: tuple[str, ...]) -> tuple[str, ...]:
        for glob in globs:
            if not glob.strip() or any("**" in part and part != "**" for part in PurePosixPath(glob).parts):
                raise ValueError(f"'{glob}' is no file pattern; write one like 'sources/export_*.csv'")
            if PurePosixPath(glob).is_absolute() or ".." in PurePosixPath(glob).parts:
                raise ValueError(f"'{glob}' must be a pattern inside the clinic folder")
        return globs

    @field_validator("date_format")
    @classmethod
    def dates_are_whole(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        for text in formats:
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
            _known_measure(code, info)
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
        self._check_codes(_registry(info))
        for text, number in self.values.get("value", {}).items():
            if isnan(numbers([number], ".")[0]):
                raise ValueError(f"values.value: '{text}' must stand for a number, written like '0' or '2.5'")
        return self

    def _check_codes(self, measures: Registry) -> None:
        for name, codes in self._codes_of_ours():
            known = tuple(measures) if name == "measure" else known_codes(name)
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
        return FIELDS[self.shape].required

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
    def registry(self) -> Registry:
        """The measures of the clinic: the registry's, and its own."""
        return self._measures

    @property
    def text(self) -> str:
        """The TOML from which the mapping was parsed."""
        return self._text

    @property
    def hash(self) -> str:
        """Changes when anything that reading depends on changes; comments and order of keys do not."""
        unsaid = {"files"} | ({"measures"} if self.measures == _OF_A_WEEK else set())
        return hashlib.sha256(self.model_dump_json(exclude=unsaid).encode()).hexdigest()


def _at_least_one():
    raise ValueError("at least one format is needed")


def parse_mapping(text: str, file_name: str, measures: Registry = MEASURES) -> Mapping:
    """The mapping that a TOML text declares; `measures` are those of the clinic.

    Raises:
        MappingError: the text is no TOML, or a key is missing, unknown or impossible.
    """
    try:
        mapping = Mapping.model_validate(tomllib.loads(text), context={"measures": measures})
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{file_name} is not valid TOML: {error}.") from None
    except ValidationError as error:
        raise MappingError(f"{file_name}: {_first_fault(error)}") from None
    mapping._text, mapping._measures = text, measures
    return mapping


def read_mapping(path: Path, measures: Registry = MEASURES) -> Mapping:
    """The mapping in one file.

    Raises:
        MappingError: the file is missing, unreadable or wrong.
    """
    try:
        return parse_mapping(path.read_text(encoding="utf-8-sig"), str(path), measures)
    except OSError as error:
        raise MappingError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise MappingError(f"{path} is not UTF-8 text.") from None


def read_mappings(clinic_folder: Path, measures: Registry = MEASURES) -> list[Mapping]:
    """All mappings of a clinic, by file name.

    Raises:
        MappingError: one of them is wrong, or two have the same name.
    """
    paths = sorted((Path(clinic_folder) / "mappings").glob("*.toml"))
    mappings: dict[str, Mapping] = {}
    for path in paths:
        mapping = read_mapping(path, measures)
        if mapping.name in mappings:
            raise MappingError(f"{path}: name '{mapping.name}' is already the name of another mapping.")
        mappings[mapping.name] = mapping
    return list(mappings.values())


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    place = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in fault["loc"]).lstrip(".")
    said = {"extra_forbidden": "is not a key of a mapping", "missing": "is missing"}.get(fault["type"])
    if said:
        return f"{place} {said}."
    message = fault["msg"].removeprefix("Value error, ")
    return f"{place}: {message}." if place else f"{message}."
