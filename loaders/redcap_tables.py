"""The tables of a REDCap mapping: what it says of registrations, episodes, forms, events, fields and the server."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from loaders.fields import OCCASIONS
from loaders.mapping import Form, Score
from loaders.source_mapping import Strict, Text, Texts


class ProjectField(Strict):
    """What the data dictionary says of one field; written into the mapping's text when the mapping is read."""

    form: str
    type: str = "text"
    label: str = ""
    choices: dict[str, str] = Field(default_factory=dict)
    validation: str = ""
    lowest: Text = ""
    highest: Text = ""


class EventMeaning(Strict):
    """What an event's name says of the scores taken at it. Their date alone decides on the checkpoint."""

    occasion: str | None = None
    mode: str | None = None

    @field_validator("occasion")
    @classmethod
    def occasion_is_known(cls, code: str | None) -> str | None:
        if code is not None and code not in OCCASIONS:
            raise ValueError(f"'{code}' is not one of {', '.join(OCCASIONS)}")
        return code


class PatientFields(Strict):
    """The registration: one per record. A name may be made of several fields."""

    form: str | None = None
    columns: dict[str, Texts] = Field(default_factory=dict)
    values: dict[str, dict[str, Text]] = Field(default_factory=dict)


class EpisodeForm(Strict):
    """A form whose every filled copy is one episode."""

    form: str
    columns: dict[str, str]
    constants: dict[str, Text] = Field(default_factory=dict)
    values: dict[str, dict[str, Text]] = Field(default_factory=dict)


class MeasureForm(Strict):
    """A form that holds scores, items, or both."""

    form: str
    date: str | None = None
    time: str | None = None
    mode: str | None = None
    scores: tuple[Score, ...] = ()
    items: tuple[Form, ...] = ()
    answers: dict[str, Text] = Field(default_factory=dict)
    words: dict[str, Text] = Field(default_factory=dict)

    @model_validator(mode="after")
    def holds_something(self):
        if not (self.scores or self.items):
            raise ValueError(f"the form '{self.form}' gives neither scores nor items")
        if not all(form.items for form in self.items):
            raise ValueError(f"the items of '{self.form}' are not listed")
        return self


class RedcapServer(Strict):
    """Where and how the project is pulled."""

    url: str
    token_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
    records_per_page: Annotated[int, Field(ge=1, le=5000)] = 100
    overlap_hours: Annotated[int, Field(ge=0, le=24 * 60)] = 24
    time_zone: str | None = None
    deleted: Literal["retract", "keep"] = "retract"
