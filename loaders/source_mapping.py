"""What every mapping file has, whatever its format, and how a fault in one is told."""

import hashlib
from collections.abc import Mapping as Dictionary
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from domain.measure import Measure
from domain.measures import MEASURES
from loaders.source_error import SourceError


class MappingError(SourceError):
    """A mapping file cannot be used; the message is one sentence that names the file and the key."""


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_as_text)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_tuple)]


class Strict(BaseModel):
    """A table of a mapping file: a key that is not declared is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Registry = Dictionary[str, Measure]


def registry_of(info: ValidationInfo) -> Registry:
    """The measures of the clinic whose mapping is checked."""
    return (info.context or {}).get("measures", MEASURES)


def known_measure(code: str, info: ValidationInfo) -> str:
    """The code, where it is one of the clinic's measures (a pydantic validator)."""
    registry = registry_of(info)
    if code not in registry:
        raise ValueError(f"'{code}' is not a measure; known are {', '.join(registry)}")
    return code


class SourceMapping(Strict):
    """How the files of one source are read: the keys that all formats share. Each format adds its own in its own class."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=60)]
    files: Texts = ()
    format: str

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

    def came_from(self, text: str, measures: Registry) -> None:
        """Remember the TOML and the clinic's measures (done once, by whoever parsed the mapping)."""
        self._text, self._measures = text, measures

    @property
    def registry(self) -> Registry:
        """The measures of the clinic: the registry's, and its own."""
        return self._measures

    @property
    def text(self) -> str:
        """The TOML from which the mapping was parsed."""
        return self._text

    @property
    def load_order(self) -> int:
        """Files of a lower number are read first where several are loaded at once."""
        return 2

    @property
    def part(self) -> str | None:
        """The part of a file that this mapping reads, where a file has parts; None: all of it."""
        return None

    @property
    def _unsaid(self) -> set[str]:
        """Keys on which the outcome of reading does not depend."""
        return {"files"}

    @property
    def hash(self) -> str:
        """Changes when anything that reading depends on changes; comments and order of keys do not."""
        return hashlib.sha256(self.model_dump_json(exclude=self._unsaid).encode()).hexdigest()


def first_fault(error: ValidationError) -> str:
    """The first thing wrong with a mapping, in one sentence that names the key."""
    fault = error.errors(include_url=False)[0]
    place = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in fault["loc"]).lstrip(".")
    said = {"extra_forbidden": "is not a key of a mapping", "missing": "is missing"}.get(fault["type"])
    if said:
        return f"{place} {said}."
    message = fault["msg"].removeprefix("Value error, ")
    return f"{place}: {message}." if place else f"{message}."
