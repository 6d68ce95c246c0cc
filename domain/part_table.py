"""The parts of a criterion as written in TOML: each names its `kind`; `all`, `any`, `not` and `at_least` hold other parts.

Keys as in docs/how-to/write-a-policy.md.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from domain import criterion_parts as form
from domain.attestation import FACTS
from domain.criterion_parts import Part, Reading
from domain.moment_table import Days, EventKind, EventWords, Moment, Named, RegionTable, Table
from domain.outcome import Outcome

Measures = Annotated[tuple[str, ...], Field(min_length=1)]
Months = Annotated[int, Field(strict=True, ge=1, le=120)]
Share = Annotated[float, Field(gt=0, le=1, strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Count = Annotated[int, Field(strict=True, ge=0, le=1000)]


class _Score(Table):
    kind: Literal["score"]
    measures: Measures
    at: Moment
    least: Number | None = None
    most: Number | None = None

    def build(self) -> Part:
        return form.Score(self.measures, self.at.build(), self.least, self.most)


class _Change(Table):
    kind: Literal["change"]
    measures: Measures
    since: Moment = Named(at="intake")
    until: Moment = Named(at="latest")
    points: Annotated[Number, Field(gt=0)] | None = None
    share: Share | None = None
    meaningful: bool = False
    beyond_error: bool = False
    worse: bool = False
    sustained_days: Days = 0

    def build(self) -> Part:
        amounts = {name: getattr(self, name) for name in ("points", "share", "meaningful", "beyond_error", "worse")}
        return form.Change(
            self.measures, self.since.build(), self.until.build(), **amounts, sustained_days=self.sustained_days
        )


class _BlockRelief(EventWords):
    kind: Literal["block_relief"]
    event: EventKind = "procedure"
    measures: Measures
    share: Share
    least: Annotated[Count, Field(ge=1)] = 2
    within_days: Days = 0
    reading: Literal["first", "best", "worst"] = "best"

    def build(self) -> Part:
        event = self.match(self.event) if self.words else None
        return form.BlockRelief(self.measures, self.share, self.least, self.within_days, Reading(self.reading), event)


class _EventCount(EventWords):
    kind: Literal["event_count"]
    event: EventKind
    least: Annotated[Count, Field(ge=1)] | None = None
    most: Count | None = None
    window_days: Annotated[Days, Field(ge=1)] | None = None
    window_months: Months | None = None
    in_episode: bool = False
    since_score_of: tuple[str, ...] = ()
    regions: tuple[RegionTable, ...] = ()
    with_requested: bool = False
    by_day: bool = False

    @model_validator(mode="after")
    def one_limit_and_one_window(self):
        if (self.least is None) == (self.most is None):
            raise ValueError("needs either least or most")
        windows = (self.window_days, self.window_months, self.in_episode or None, self.since_score_of or None)
        if sum(one is not None for one in windows) > 1:
            raise ValueError("needs at most one of window_days, window_months, in_episode and since_score_of")
        return self

    def build(self) -> Part:
        names = (
            "least",
            "most",
            "window_days",
            "window_months",
            "in_episode",
            "since_score_of",
            "with_requested",
            "by_day",
        )
        regions = tuple(region.build() for region in self.regions)
        return form.EventCount(self.match(self.event), regions=regions, **{name: getattr(self, name) for name in names})


class _DaysBetween(EventWords):
    kind: Literal["days_between"]
    event: EventKind
    least_days: Annotated[Days, Field(ge=1)] | None = None
    least_months: Months | None = None
    each: bool = False
    regions: tuple[RegionTable, ...] = ()
    when_none: Literal["met", "cannot tell"] = "cannot tell"

    @model_validator(mode="after")
    def one_distance(self):
        if (self.least_days is None) == (self.least_months is None):
            raise ValueError("needs either least_days or least_months")
        return self

    def build(self) -> Part:
        regions = tuple(region.build() for region in self.regions)
        none = Outcome(self.when_none)
        return form.DaysBetween(self.match(self.event), self.least_days, self.least_months, self.each, regions, none)


class _PainDuration(Table):
    kind: Literal["pain_duration"]
    least_months: Months | None = None
    least_weeks: Annotated[int, Field(strict=True, ge=1, le=520)] | None = None
    more: bool = False

    @model_validator(mode="after")
    def one_length(self):
        if (self.least_months is None) == (self.least_weeks is None):
            raise ValueError("needs either least_months or least_weeks")
        return self

    def build(self) -> Part:
        return form.PainDuration(self.least_months, self.least_weeks, self.more)


class _Attendance(Table):
    kind: Literal["attendance"]
    least_share: Share
    window_days: Annotated[Days, Field(ge=1)] | None = None
    least_sessions: Annotated[Count, Field(ge=1)] = 1

    def build(self) -> Part:
        return form.Attendance(self.least_share, self.window_days, self.least_sessions)


class _GoalsSet(Table):
    kind: Literal["goals_set"]
    least: Annotated[Count, Field(ge=1)] = 1

    def build(self) -> Part:
        return form.GoalsSet(self.least)


class _GoalProgress(Table):
    kind: Literal["goal_progress"]
    progress: Annotated[Number, Field(ge=0, le=1)] = 0.0
    least: Annotated[Count, Field(ge=1)] | None = None
    least_share: Share | None = None

    @model_validator(mode="after")
    def one_count(self):
        if (self.least is None) == (self.least_share is None):
            raise ValueError("needs either least or least_share")
        return self

    def build(self) -> Part:
        return form.GoalProgress(self.progress, self.least, self.least_share)


class _GoalsAssessed(Table):
    kind: Literal["goals_assessed"]

    def build(self) -> Part:
        return form.GoalsAssessed()


class _Authorization(Table):
    kind: Literal["authorization"]
    services: tuple[str, ...] = ()
    in_force: bool = False
    units_left_least: Annotated[Number, Field(ge=0)] | None = None
    units_left_most: Annotated[Number, Field(ge=0)] | None = None
    ends_within_days: Days | None = None

    def build(self) -> Part:
        return form.AuthorizationState(**self.model_dump(exclude={"kind"}))


class _Dose(Table):
    kind: Literal["dose"]
    measure: str = "mme_day"
    reduced_share: Share | None = None
    most: Annotated[Number, Field(ge=0)] | None = None
    since: Moment = Named(at="intake")
    until: Moment = Named(at="latest")

    @model_validator(mode="after")
    def one_limit(self):
        if (self.reduced_share is None) == (self.most is None):
            raise ValueError("needs either reduced_share or most")
        return self

    def build(self) -> Part:
        return form.Dose(self.measure, self.reduced_share, self.most, self.since.build(), self.until.build())


class _Work(Table):
    kind: Literal["work"]
    reduced: bool = False
    restricted: bool | None = None

    @model_validator(mode="after")
    def asks_something(self):
        if not self.reduced and self.restricted is None:
            raise ValueError("needs reduced = true, or restricted")
        return self

    def build(self) -> Part:
        return form.WorkRestriction(self.reduced, self.restricted)


class _Attested(Table):
    kind: Literal["attested"]
    fact: str
    within_days: Annotated[Days, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def fact_is_known(self):
        if self.fact not in FACTS:
            raise ValueError(f"'{self.fact}' is not a fact that can be attested; known are {', '.join(FACTS)}")
        return self

    def build(self) -> Part:
        return form.Attested(self.fact, self.within_days)


class _Unknown(Table):
    kind: Literal["unknown"]
    why: Annotated[str, Field(min_length=5, max_length=300)]
    collect: Annotated[str, Field(max_length=300)] = ""

    def build(self) -> Part:
        return form.Unknown(self.why, self.collect)


class _All(Table):
    kind: Literal["all"]
    parts: Annotated[tuple["PartTable", ...], Field(min_length=1)]

    def build(self) -> Part:
        return form.AllOf(tuple(part.build() for part in self.parts))


class _Any(Table):
    kind: Literal["any"]
    parts: Annotated[tuple["PartTable", ...], Field(min_length=1)]

    def build(self) -> Part:
        return form.AnyOf(tuple(part.build() for part in self.parts))


class _AtLeast(Table):
    kind: Literal["at_least"]
    count: Annotated[Count, Field(ge=1)]
    parts: Annotated[tuple["PartTable", ...], Field(min_length=1)]

    @model_validator(mode="after")
    def there_are_enough(self):
        if self.count > len(self.parts):
            raise ValueError(f"count is {self.count}, but there are only {len(self.parts)} parts")
        return self

    def build(self) -> Part:
        return form.AtLeast(self.count, tuple(part.build() for part in self.parts))


class _Not(Table):
    kind: Literal["not"]
    part: "PartTable"

    def build(self) -> Part:
        return form.NotMet(self.part.build())


PartTable = Annotated[
    _Score | _Change | _BlockRelief | _EventCount | _DaysBetween | _PainDuration | _Attendance | _GoalsSet | _GoalProgress | _GoalsAssessed
    | _Authorization | _Dose | _Work | _Attested | _Unknown | _All | _Any | _AtLeast | _Not,
    Field(discriminator="kind"),
]  # fmt: skip
