"""The mapping of a device's export: which device, whose, and what to take from it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from loaders.source_mapping import SourceMapping, Strict, Texts, known_measure

Device = Literal["apple_health", "fitbit", "garmin", "oura", "withings", "actigraph", "ggir"]

GIVES: dict[str, tuple[str, ...]] = {
    "apple_health": ("steps_day", "distance_day", "sleep_efficiency", "sleep_tst", "walk_6min"),
    "fitbit": ("steps_day", "distance_day", "sleep_efficiency", "sleep_tst"),
    "garmin": ("steps_day", "distance_day", "sleep_tst"),
    "oura": ("steps_day", "sleep_efficiency", "sleep_tst", "sleep_sol"),
    "withings": ("steps_day", "distance_day", "sleep_efficiency", "sleep_tst", "sleep_sol"),
    "actigraph": ("steps_day", "sleep_efficiency", "sleep_tst", "sleep_sol", "sleep_waso"),
    "ggir": ("steps_day", "sleep_efficiency", "sleep_tst", "sleep_sol", "sleep_waso"),
}
"""What each export can give. A day's walking distance is never a six-minute walk: `walk_6min` is Apple's own
estimate of that test, and taken only where the mapping asks for it."""

UNASKED = ("walk_6min",)
RESEARCH = ("actigraph", "ggir")
"""Exports of a study's software: they name their people in a column."""
COLUMNS: dict[str, tuple[str, ...]] = {"actigraph": ("steps", "wear_minutes"), "ggir": ("steps",)}
"""Columns that these exports name as whoever ran them chose, so that the mapping must say."""
_DATE_PARTS = (("%Y", "%y"), ("%m", "%b", "%B"), ("%d",))


class Belongs(Strict):
    """Whose export a file is; put into the recorded mapping when a file is chosen, never written by hand."""

    patient: Annotated[str, Field(min_length=1, max_length=200)]


class WearableMapping(SourceMapping):
    """Keys as in docs/how-to/wearables.md."""

    device: Device
    measures: Texts = ()
    links: str | None = None
    belongs: Belongs | None = None
    columns: Annotated[dict[str, str], Field(default_factory=dict)]
    date_format: Texts = ("%Y-%m-%d",)
    delimiter: Literal[",", ";", "\t"] = ","
    distance_unit: Literal["km", "mi"] | None = None
    step_clock: Literal["utc", "local"] | None = None
    estimates_fill_checkpoints: bool = False

    @field_validator("measures")
    @classmethod
    def measures_are_given(cls, codes: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        given = GIVES.get(info.data.get("device", ""), ())
        for code in codes:
            known_measure(code, info)
            if given and code not in given:
                raise ValueError(f"'{code}' is not in such an export; it gives {', '.join(given)}")
        return codes

    @field_validator("date_format")
    @classmethod
    def dates_are_whole(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        for text in formats:
            if not all(any(part in text for part in choice) for choice in _DATE_PARTS):
                raise ValueError(f"'{text}' lacks a year, a month or a day; write one like '%m/%d/%Y'")
            try:
                datetime.strptime(datetime(2024, 2, 3).strftime(text), text)
            except ValueError:
                raise ValueError(f"'{text}' is no date format that can be read") from None
        if not formats:
            raise ValueError("at least one format is needed")
        return formats

    @field_validator("links")
    @classmethod
    def links_stay_inside(cls, name: str | None) -> str | None:
        if name is not None and (name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/")):
            raise ValueError(f"'{name}' must be a file inside the clinic folder")
        return name

    @model_validator(mode="after")
    def columns_fit(self):
        for name in self.columns:
            if name not in (*COLUMNS.get(self.device, ()), *(("patient",) if self.device in RESEARCH else ())):
                raise ValueError(f"columns.{name} is not a column to name for {self.device}")
        if self.estimates_fill_checkpoints and "walk_6min" not in self.wanted:
            raise ValueError("estimates_fill_checkpoints applies where measures holds 'walk_6min'")
        return self

    @property
    def wanted(self) -> tuple[str, ...]:
        return self.measures or tuple(code for code in GIVES[self.device] if code not in UNASKED)

    @property
    def patient(self) -> str:
        """The record number of the person whose export it is; '' where the export names its people."""
        return self.belongs.patient if self.belongs else ""

    @property
    def _unsaid(self) -> set[str]:
        # whose export it is must not stand in a plain hash: a record number is soon found by trying. The digest of the
        # rows, which is keyed, changes with it.
        return {"files", "links", "belongs"}
