"""A clinic's own measure: `measures/*.toml` in the clinic folder builds the same `Measure` as the registry.

Every number needs a source: a table that cites one, or `source = "clinic"`, which is shown as the clinic's
own rule and counts as unverified. A measure of the registry cannot be redefined.
"""

import tomllib
from collections.abc import Iterable
from math import inf, isclose
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from domain import measure as form
from domain.clinic import ClinicError, first_fault
from domain.measure import Better, Combine, Construct, LicenceClass, Measure, ThresholdKind, ThresholdUnit
from domain.measures import MEASURES
from domain.scoring_rule import MissingItems, ScoringRule, Subscale, Total
from domain.source import CLINIC_RULE, Source


class MeasureError(ClinicError):
    """A measure file cannot be used; the message is one sentence that names the file and the key."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Amount = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
Item = Annotated[int, Field(strict=True, ge=1)]


# Sources


class _Citation(_Table):
    title: Annotated[str, Field(min_length=10, max_length=300)]
    year: Annotated[int, Field(strict=True, ge=1900, le=2100)] | None = None
    doi: str = ""
    url: str = ""
    verified: bool = False
    how: str = ""

    @model_validator(mode="after")
    def reading_is_told(self):
        if self.verified and not self.how.strip():
            raise ValueError("verified = true needs 'how': what was read, by whom")
        return self

    @property
    def cited(self) -> Source:
        return CLINIC_RULE if self is _OWN else Source(**self.model_dump())


_OWN = _Citation(title=CLINIC_RULE.title)


def _stated(value: object) -> object:
    if value == "clinic":
        return _OWN
    if not isinstance(value, dict | _Citation):
        raise ValueError('no source; cite one as a table, or write source = "clinic" for the clinic\'s own rule')
    return value


class _Sourced(_Table):
    source: Annotated[_Citation, BeforeValidator(_stated), Field(validate_default=True)] = None  # type: ignore[assignment]

    @property
    def origin(self) -> dict[str, Any]:
        return {"source": self.source.cited, "verified": self.source.verified}


# Parts of a measure


class _Licence(_Sourced):
    kind: LicenceClass
    note: Text

    def build(self) -> form.Licence:
        return form.Licence(self.kind, self.note, **self.origin)


class _Threshold(_Sourced):
    kind: ThresholdKind
    unit: ThresholdUnit = ThresholdUnit.POINTS
    value: Amount | None = None
    low: Amount | None = None
    high: Amount | None = None
    text: str = ""
    population: Text
    method: Text
    condition: str = ""
    note: str = ""

    @model_validator(mode="after")
    def says_an_amount(self):
        if (self.low is None) != (self.high is None) or (self.low or 0) > (self.high or inf):
            raise ValueError("low and high go together, low below high")
        if (self.value is not None) + (self.low is not None) + bool(self.text) != 1:
            raise ValueError("needs one of value, low with high, or text")
        return self

    def build(self) -> form.Threshold:
        return form.Threshold(**self.model_dump(exclude={"source"}), **self.origin)


class _Change(_Sourced):
    points: Amount | None = None
    percent: Amount | None = None
    combine: Combine = Combine.ALL
    why: Text
    population: Text

    @model_validator(mode="after")
    def says_an_amount(self):
        if self.points is None and self.percent is None:
            raise ValueError("needs points, percent of baseline, or both")
        return self

    def build(self) -> form.MeaningfulChange:
        given = ((self.points, ThresholdUnit.POINTS), (self.percent, ThresholdUnit.PERCENT_OF_BASELINE))
        terms = tuple(form.ChangeTerm(amount, unit) for amount, unit in given if amount is not None)
        return form.MeaningfulChange(terms, self.why, population=self.population, combine=self.combine, **self.origin)


class _Response(_Sourced):
    improved_from: Number
    worse_from: Number | None = None
    why: Text

    def build(self) -> form.ResponseCategory:
        return form.ResponseCategory(self.improved_from, self.worse_from, self.why, **self.origin)


class _Error(_Sourced):
    population: Text
    mdc95: Amount | None = None
    reliability: Annotated[float, Field(strict=True, gt=0, lt=1)] | None = None
    sd: Amount | None = None
    note: str = ""

    @model_validator(mode="after")
    def says_an_amount(self):
        if (self.mdc95 is None) == (self.reliability is None or self.sd is None):
            raise ValueError("needs mdc95, or reliability with sd")
        return self

    def build(self) -> form.MeasurementError:
        return form.MeasurementError(**self.model_dump(exclude={"source"}), **self.origin)


class _Band(_Sourced):
    label: Text
    upto: Number | None = None
    below: Number | None = None

    def build(self, top: float) -> form.Band:
        """A band without an upper end reaches the top of the scale."""
        if self.below is not None:
            return form.Band(self.label, self.below, **self.origin, upto_included=False)
        return form.Band(self.label, top if self.upto is None else self.upto, **self.origin)


class _Norm(_Sourced):
    population: Text
    mean: Number
    sd: Amount | None = None
    group: form.NormGroup = form.NormGroup.OTHER

    def build(self) -> form.Norm:
        return form.Norm(self.population, self.mean, self.sd, **self.origin, group=self.group)


class _Loinc(_Table):
    code: Annotated[str, Field(pattern=r"^[0-9]+-[0-9]$")]
    display: Text
    role: Text = "score"

    def build(self) -> form.Loinc:
        return form.Loinc(self.code, self.display, self.role, verified=False)


class _Subscale(_Table):
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class _Scoring(_Sourced):
    items: Annotated[int, Field(strict=True, ge=1, le=500)]
    each: tuple[Annotated[int, Field(strict=True)], Annotated[int, Field(strict=True)]]
    total: Total = Total.SUM
    missing: Literal[
        "all items needed", "mean of the answered items", "blank items take the mean of the answered ones",
        "divided by what the answered items could reach", "a blank item counts as not ticked, but a blank form is missing",
    ] = "all items needed"  # fmt: skip
    least_answered: Item | None = None
    reversed_items: tuple[Item, ...] = ()
    rescale_to: Amount | None = None
    subscales: tuple[_Subscale, ...] = ()

    @model_validator(mode="after")
    def items_exist(self):
        named = (1, *self.reversed_items, *(item for s in self.subscales for item in s.items))
        if max(named) > self.items:
            raise ValueError(f"there is no item {max(named)}; the form has {self.items}")
        if self.each[0] >= self.each[1]:
            raise ValueError("each needs the lowest answer, then the highest")
        if self.missing == MissingItems.ALL_NEEDED.value and self.least_answered not in (None, self.items):
            raise ValueError(f"least_answered contradicts missing = '{self.missing}'")
        if self.missing != MissingItems.ALL_NEEDED.value and not 1 <= (self.least_answered or 0) <= self.items:
            raise ValueError(f"missing = '{self.missing}' needs least_answered, from 1 to {self.items}")
        return self

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest total that the answers can give."""
        low, high = (answer * (self.items if self.total is Total.SUM else 1) for answer in self.each)
        return (0.0, self.rescale_to) if self.rescale_to else (float(low), float(high))

    def build(self) -> ScoringRule:
        return ScoringRule(
            self.items, self.each, self.total, self.least_answered or self.items, MissingItems(self.missing),
            reversed_items=self.reversed_items, rescale_to=self.rescale_to,
            subscales=tuple(Subscale(s.name, s.items) for s in self.subscales), **self.origin,
        )  # fmt: skip


class _MeasureTable(_Table):
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
    name: Text
    short_name: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    about: Annotated[Construct, Field(alias="construct")]
    unit: Annotated[str, Field(min_length=1, max_length=20)]
    better: Better
    lowest: Number
    highest: Number | None = None
    step: Amount
    licence: _Licence
    scoring: _Scoring | None = None
    meaningful_change: _Change | None = None
    response_category: _Response | None = None
    measurement_error: _Error | None = None
    thresholds: tuple[_Threshold, ...] = ()
    bands: tuple[_Band, ...] = ()
    norms: tuple[_Norm, ...] = ()
    loinc: tuple[_Loinc, ...] = ()
    needs_baseline: bool = True
    judged: bool = True
    physical_unit: bool = False
    whole_steps: bool = False
    chart_highest: Number | None = None
    least_interval_days: Annotated[int, Field(strict=True, ge=1)] | None = None
    recall_period: str = ""
    notes: str = ""
    aliases: tuple[str, ...] = ()

    @model_validator(mode="after")
    def scale_is_sound(self):
        for fault in (
            *self._faults_of_scale(),
            *self._faults_of_scoring(),
            *self._faults_of_bands(),
            *self._faults_of_change(),
        ):
            raise ValueError(fault)
        return self

    def _faults_of_scale(self) -> Iterable[str]:
        if self.code in MEASURES:
            yield f"code: '{self.code}' is a measure of the registry already; choose another code"
        if self.highest is not None and self.highest <= self.lowest:
            yield "highest: must lie above lowest"
        if self.highest is None and self.chart_highest is None:
            yield "chart_highest: a scale without highest needs it"
        if self.chart_highest is not None and not self.lowest < self.chart_highest <= (
            inf if self.highest is None else self.highest
        ):
            yield "chart_highest: must lie on the scale"
        if self.whole_steps and self.physical_unit:
            yield "whole_steps: excludes physical_unit; a converted value lies between the steps"
        if self.whole_steps and self.highest is not None and not _is_whole((self.highest - self.lowest) / self.step):
            yield "whole_steps: the scale is no whole number of steps long"

    def _faults_of_scoring(self) -> Iterable[str]:
        if self.scoring is None:
            return
        if self.scoring.ends != (self.lowest, self.highest):
            yield "scoring: the answers reach from {:g} to {:g}, but the scale does not".format(*self.scoring.ends)
        if self.whole_steps and (
            self.scoring.missing != MissingItems.ALL_NEEDED.value or self.scoring.total is not Total.SUM
        ):
            yield "whole_steps: only a sum that needs all items has whole steps"
        if self.physical_unit:
            yield "physical_unit: a score from items has no unit to convert"

    def _faults_of_bands(self) -> Iterable[str]:
        top = inf if self.highest is None else self.highest
        built = [band.build(top) for band in self.bands]
        if any(band.upto is not None and band.below is not None for band in self.bands):
            yield "bands: a band ends with upto or below, not both"
        uppers = [band.upto for band in built]
        if uppers != sorted(set(uppers)) or (
            uppers and (uppers[0] < self.lowest or uppers[-1] != top or not built[-1].upto_included)
        ):
            yield "bands: must rise, and the last one must reach the top of the scale"

    def _faults_of_change(self) -> Iterable[str]:
        if self.needs_baseline and self.response_category:
            yield "response_category: is for a rating of change, with needs_baseline = false"
        if not self.needs_baseline and (self.meaningful_change or self.measurement_error):
            yield "needs_baseline: a rating of change has no meaningful_change and no measurement_error; it takes response_category"


def _is_whole(number: float) -> bool:
    return isclose(number, round(number), abs_tol=1e-9)


def parse_measure(text: str, file_name: str) -> Measure:
    """The measure that a TOML text declares. Keys as in docs/how-to/define-a-measure.md.

    Raises:
        MeasureError: the text is no TOML, a key is missing, unknown or impossible, a number has no source, or the
            code is one of the registry's.
    """
    try:
        table = _MeasureTable.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise MeasureError(f"{file_name} is not valid TOML: {error}.") from None
    except ValidationError as error:
        raise MeasureError(f"{file_name}: {first_fault(error).removeprefix('top level: ')}") from None
    return _built(table)


def _built(table: _MeasureTable) -> Measure:
    top = inf if table.highest is None else table.highest
    fields: dict[str, Any] = {
        name: _part(getattr(table, name)) for name in _MeasureTable.model_fields if name not in ("about", "bands")
    }
    fields["short_name"] = table.short_name or table.name
    return Measure(construct=table.about, bands=tuple(band.build(top) for band in table.bands), **fields)


def _part(value: Any) -> Any:
    """A declared part as the dataclass it stands for; anything else as it is."""
    if isinstance(value, tuple):
        return tuple(_part(one) for one in value)
    return value.build() if hasattr(value, "build") else value


def own_measures(parsed: Iterable[tuple[str, Measure]]) -> tuple[Measure, ...]:
    """The measures of a clinic from (file name, measure) pairs.

    Raises:
        MeasureError: two files declare the same code.
    """
    files: dict[str, str] = {}
    found = []
    for file_name, measure in parsed:
        if measure.code in files:
            raise MeasureError(f"{file_name}: code: '{measure.code}' is declared in {files[measure.code]} as well.")
        files[measure.code] = file_name
        found.append(measure)
    return tuple(found)
