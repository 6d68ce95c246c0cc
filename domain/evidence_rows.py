"""The rows of a patient's record as a criterion reads them: typed, in order of time, without what has no date.

Texts and numbers that a source left out are None. Rows dated after the day of evaluation are left out.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class ScoreRow:
    """One score in the measure's unit. `in_conflict`: another value stands for the same time and nobody has decided."""

    observation_id: str
    measure: str
    on_date: date
    at_time: str | None
    value: float
    form: str | None
    mode: str | None
    occasion: str
    standard_error: float | None
    in_conflict: bool


@dataclass(frozen=True)
class EventRow:
    event_id: str
    on_date: date
    kind: str
    detail: str | None


@dataclass(frozen=True)
class GoalRow:
    goal_id: str
    text: str | None
    measure: str | None
    target: float | None
    set_on: date | None
    status: str | None
    in_conflict: bool

    @property
    def is_measurable(self) -> bool:
        return self.measure is not None and self.target is not None


@dataclass(frozen=True)
class AuthorizationRow:
    authorization_id: str
    service: str | None
    level: str | None
    requested_on: date
    decided_on: date | None
    decision: str | None
    units_approved: float | None
    units_used: float | None
    valid_from: date | None
    valid_to: date | None
    in_conflict: bool


def score_rows(observations: pd.DataFrame, as_of: date) -> Mapping[str, tuple[ScoreRow, ...]]:
    """By measure, in order of day, time and id. Single days of a dense series are left out; their weekly values are scores."""
    found: dict[str, list[ScoreRow]] = defaultdict(list)
    if "occasion" in observations:
        observations = observations[observations["occasion"] != "daily"]
    for row in _records(observations, "on_date", as_of):
        value = _number(row["value"])
        if row.get("standing") in ("used", "conflict") and value is not None:
            found[row["measure"]].append(
                ScoreRow(
                    row["observation_id"], row["measure"], row["on_date"], _text(row.get("at_time")), value,
                    _text(row.get("form")), _text(row.get("mode")), _text(row.get("occasion")) or "routine",
                    _number(row.get("standard_error")), row["standing"] == "conflict",
                )
            )  # fmt: skip
    return {code: tuple(sorted(rows, key=_in_time)) for code, rows in found.items()}


def _in_time(row: ScoreRow) -> tuple:
    """A score without a time stands first on its day; one after a block stands last."""
    is_after = row.occasion == "after_block"
    return (row.on_date, row.at_time or ("24:00" if is_after else ""), is_after, row.observation_id)


def event_rows(events: pd.DataFrame, as_of: date) -> tuple[EventRow, ...]:
    rows = [
        EventRow(row["event_id"], row["on_date"], row["kind"], _text(row.get("detail")))
        for row in _records(events, "on_date", as_of)
    ]
    return tuple(sorted(rows, key=lambda row: (row.on_date, row.event_id)))


def goal_rows(goals: pd.DataFrame, as_of: date) -> tuple[GoalRow, ...]:
    """Goals set by `as_of`, and those of which nobody knows when they were set."""
    rows = []
    for row in goals.to_dict("records"):
        set_on = _day(row.get("set_on"))
        if set_on is None or set_on <= as_of:
            told = (_text(row.get("text")), _text(row.get("measure")), _number(row.get("target")))
            rows.append(GoalRow(row["goal_id"], *told, set_on, _text(row.get("status")), bool(row.get("in_conflict"))))
    return tuple(sorted(rows, key=lambda row: (row.set_on or date.min, row.goal_id)))


def authorization_rows(
    authorizations: pd.DataFrame, as_of: date, *, are_todays: bool = False
) -> tuple[AuthorizationRow, ...]:
    """Requests made by `as_of`; of one decided later the decision is not known yet. `are_todays`: the rows tell of a later day
    than `as_of`, so that how many units had been used by then is not known."""
    rows = []
    for row in _records(authorizations, "requested_on", as_of):
        decided_on = _day(row.get("decided_on"))
        if decided_on is not None and decided_on > as_of:
            row |= dict.fromkeys(
                ("decided_on", "decision", "units_approved", "units_used", "valid_from", "valid_to"), None
            )
        if are_todays:
            row["units_used"] = None
        rows.append(
            AuthorizationRow(
                row["authorization_id"], _text(row.get("service")), _text(row.get("level")), row["requested_on"],
                _day(row.get("decided_on")), _text(row.get("decision")), _number(row.get("units_approved")),
                _number(row.get("units_used")), _day(row.get("valid_from")), _day(row.get("valid_to")),
                bool(row.get("in_conflict")),
            )
        )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.requested_on, row.decided_on or date.min, row.authorization_id)))


def _records(rows: pd.DataFrame, day: str, as_of: date) -> Iterator[dict[str, Any]]:
    for row in rows.to_dict("records"):
        on_date = _day(row[day])
        if on_date is not None and on_date <= as_of:
            yield {**row, day: on_date}


def _day(value: Any) -> date | None:
    if value is None or pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
