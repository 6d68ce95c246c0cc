"""How did the opioid dose run through an episode, and which steps of its reduction held?

The store holds one dose a week: derived from the medication list, or stated by a source. A derived dose is the mean of the
week that ends on its day. A stated dose holds from its day to the day before the next statement, and for `HOLDS_DAYS` days at
most: after that nothing is known. Milestones and setbacks are those of `domain.opioid.taper`, counted from the dose on the
first day of the episode. Nothing here is a verdict, and nothing recommends a taper.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from domain.medication_dose import DOSE_MEASURE, DOSE_MODE
from domain.opioid.taper import TaperRule, taper_of_spans

HOLDS_DAYS = 35
"""Longest time for which a stated dose is taken to hold: a month between prescriptions and a few days (our own choice)."""
WEEK = 7


@dataclass(frozen=True)
class DoseStep:
    """`value` in mg oral morphine equivalent per day, on every day from `first_day` to `last_day`, both included."""

    first_day: date
    last_day: date
    value: float
    observation_id: str


@dataclass(frozen=True)
class Milestone:
    """`share` of the baseline by which the dose was lower, held as the rule asks; `reached_on` is the first day of that."""

    share: float
    reached_on: date


@dataclass(frozen=True)
class Setback:
    from_day: date
    to_day: date
    highest: float
    is_over: bool


@dataclass(frozen=True)
class DoseCourse:
    """`table` is the factor table of the doses (None: not stated), `other_tables` those that are left out, because totals of
    two tables do not compare. `baseline` is the dose on the day the episode started, None where it is not known."""

    steps: tuple[DoseStep, ...]
    table: str | None
    other_tables: tuple[str, ...]
    is_derived: bool
    baseline: float | None
    milestones: tuple[Milestone, ...]
    setbacks: tuple[Setback, ...]
    rule: TaperRule


def dose_course(
    observations: pd.DataFrame, started: date, until: date, rule: TaperRule | None = None
) -> DoseCourse | None:
    """The doses known up to `until`, under the factor table of the latest one; None where there is none.

    `observations`: one patient's, as `read_observations` gives them.
    """
    rule = rule or TaperRule()
    rows = _doses(observations, until)
    if not rows:
        return None
    table = rows[-1].form or None
    own = [row for row in rows if (row.form or None) == table]
    others = dict.fromkeys(row.form or "a table that is not stated" for row in rows if (row.form or None) != table)
    steps = _steps(own, until)
    taper = taper_of_spans(_spans(steps), started, rule)
    known = taper.baselines["baseline"].dropna()
    reached = [row for row in taper.milestones.itertuples() if row.reached_on is not None]
    return DoseCourse(
        steps=tuple(steps),
        table=table,
        other_tables=tuple(others),
        is_derived=own[-1].mode == DOSE_MODE,
        baseline=float(known.iloc[0]) if len(known) else None,
        milestones=tuple(Milestone(float(row.share), row.reached_on) for row in reached),
        setbacks=tuple(
            Setback(row.from_day, row.to_day, float(row.highest), bool(row.is_over))
            for row in taper.setbacks.itertuples()
        ),
        rule=rule,
    )


def _doses(observations: pd.DataFrame, until: date) -> list:
    """By day; of several on one day the last of the record, and those that only fill in a day of a diary not at all."""
    is_dose = (observations["measure"] == DOSE_MEASURE) & (observations["standing"] == "used")
    rows = observations[is_dose & observations["value"].notna()].itertuples()
    found = {
        row.on_date: row
        for row in sorted(rows, key=lambda r: (r.on_date, r.at_time or "", r.observation_id))
        if row.on_date <= until and (row.occasion or "routine") == "routine"
    }
    return list(found.values())


def _steps(rows: list, until: date) -> list[DoseStep]:
    steps: list[DoseStep] = []
    for place, row in enumerate(rows):
        following = rows[place + 1] if place + 1 < len(rows) else None
        first, last = _days_of(row, following, until)
        if steps and first <= steps[-1].last_day:
            first = steps[-1].last_day + timedelta(days=1)
        if first <= last:
            steps.append(DoseStep(first, last, float(row.value), row.observation_id))
    return steps


def _days_of(row, following, until: date) -> tuple[date, date]:
    if row.mode == DOSE_MODE:
        return row.on_date - timedelta(days=WEEK - 1), row.on_date
    ends = [until, row.on_date + timedelta(days=HOLDS_DAYS - 1)]
    if following is not None:
        ends.append(following.on_date - timedelta(days=1))
    return row.on_date, min(ends)


def _spans(steps: list[DoseStep]) -> pd.DataFrame:
    """The steps as `taper_of_spans` reads them; days between two steps are not known."""
    rows: list[tuple[str, date, date, float]] = []
    for step in steps:
        if rows and step.first_day > rows[-1][2] + timedelta(days=1):
            rows.append(("", rows[-1][2] + timedelta(days=1), step.first_day - timedelta(days=1), float("nan")))
        rows.append(("", step.first_day, step.last_day, step.value))
    return pd.DataFrame(rows, columns=["patient", "first_day", "last_day", "total"])
