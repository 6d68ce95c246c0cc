"""When a score was taken, and which event is meant, as written in TOML."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from domain import criterion_parts as form
from domain.criterion_parts import Reading, Which


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=60)]
Words = Annotated[tuple[Annotated[str, Field(min_length=2, max_length=80)], ...], Field(min_length=1)]
Days = Annotated[int, Field(strict=True, ge=0, le=3660)]
Occasion = Literal["routine", "before_block", "after_block", "diary"]
"""`domain.program.OCCASIONS` without the single days of a dense series."""
EventKind = Literal[
    "session_attended", "session_missed", "procedure", "medication_change", "care_plan_change", "case_conference",
    "flare", "work_status", "surgery", "prehabilitation", "work_restriction", "neurological_deficit",
]  # fmt: skip
"""Kinds of event that are loaded; another word is surely a slip."""


class RegionTable(Table):
    name: Annotated[str, Field(min_length=2, max_length=60)]
    words: Words

    def build(self) -> form.Region:
        return form.Region(self.name, self.words)


class EventWords(Table):
    """What an event's detail must say; the keys beside the one that names its kind."""

    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    name: Annotated[str, Field(max_length=60)] = ""

    def match(self, kind: str) -> form.EventMatch:
        return form.EventMatch(kind, self.words, self.unless, self.name)


class Named(Table):
    """`"intake"`, `"latest"`, or in a program's rule `"here"`: its own checkpoint."""

    at: Literal["intake", "latest", "here"]

    def build(self) -> form.Moment:
        named: dict[str, form.Moment] = {"intake": form.AtIntake(), "latest": form.AtLatest()}
        return named.get(self.at, form.AtCheckpoint(HERE))


HERE = "here"
"""The code that stands for a rule's own checkpoint until it is known."""


class _Latest(Table):
    latest_within_days: Days
    occasions: tuple[Occasion, ...] = ("routine",)

    def build(self) -> form.Moment:
        return form.AtLatest(self.latest_within_days, self.occasions)


class _Checkpoint(Table):
    checkpoint: Code

    def build(self) -> form.Moment:
        return form.AtCheckpoint(self.checkpoint)


class _Before(EventWords):
    before: EventKind
    which: Which = Which.LATEST
    within_days: Days | None = None
    occasions: tuple[Occasion, ...] = ("routine", "before_block")

    def build(self) -> form.Moment:
        return form.BeforeEvent(self.match(self.before), self.which, self.within_days, self.occasions)


class _After(EventWords):
    after: EventKind
    which: Which = Which.LATEST
    from_day: Days = 0
    to_day: Days | None = None
    reading: Reading = Reading.LAST
    occasions: tuple[Occasion, ...] = ("routine", "after_block")

    @model_validator(mode="after")
    def days_in_order(self):
        if self.to_day is not None and self.to_day < self.from_day:
            raise ValueError("to_day must not lie before from_day")
        return self

    def build(self) -> form.Moment:
        event = self.match(self.after)
        return form.AfterEvent(event, self.which, self.from_day, self.to_day, self.reading, self.occasions)


def _tag_of(value: Any) -> str:
    return next((key for key in ("latest_within_days", "checkpoint", "before", "after") if key in value), "at")


def _spelled(value: Any) -> Any:
    return {"at": value} if isinstance(value, str) else value


Moment = Annotated[
    Annotated[Named, Tag("at")]
    | Annotated[_Latest, Tag("latest_within_days")]
    | Annotated[_Checkpoint, Tag("checkpoint")]
    | Annotated[_Before, Tag("before")]
    | Annotated[_After, Tag("after")],
    Discriminator(_tag_of),
    BeforeValidator(_spelled),
]
