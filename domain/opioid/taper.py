"""What happened to the dose since a baseline: milestones of reduction that held, and setbacks.

It describes; it recommends no taper. A lower dose is not better for every patient: fast or unwanted
tapers harm, so nothing here is a verdict. The size and duration of a milestone and of a setback are
the clinic's own rule: no source was found that defines them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from domain.measure import TOLERANCE
from domain.opioid.series import DoseSeries, span_lengths
from domain.source import CLINIC_RULE, Source


@dataclass(frozen=True)
class TaperRule:
    """A milestone is reached on the first of `held_days` known days in a row with a dose at or below (1 − share) × baseline.

    A setback begins where, after a reduction of at least the smallest share, the dose stands above the lowest known dose so far
    by at least `rise_share` of the baseline, for at least `rise_days` known days in a row; it ends when it no longer does.
    A day that is not known breaks the row.
    """

    shares: tuple[float, ...] = (0.10, 0.25, 0.50)
    held_days: int = 28
    rise_share: float = 0.10
    rise_days: int = 7
    source: Source = field(default=CLINIC_RULE)

    @property
    def wording(self) -> str:
        steps = ", ".join(f"{100 * share:g} %" for share in self.shares)
        return (
            f"Milestone: {steps} below the baseline, held for {self.held_days} known days in a row. Setback: after a reduction, "
            f"{100 * self.rise_share:g} % of the baseline or more above the lowest dose so far for {self.rise_days} known days in a row. "
            f"{self.source.title}."
        )


@dataclass(frozen=True)
class TaperCourse:
    """`baselines`: `patient`, `on_date`, `baseline` (mg/day; NaN where that day is not known).

    `milestones`: one row per person with a baseline above 0 and share: `patient`, `share`, `dose_at_most`, `reached_on`
    (None: not reached) and `held_days` (days of the row that reached it, so far; where none did, of a row still running at the end).
    `setbacks`: `patient`, `from_day`, `to_day`, `lowest_before`, `highest`, `days`, `is_over`.
    """

    rule: TaperRule
    baselines: pd.DataFrame
    milestones: pd.DataFrame
    setbacks: pd.DataFrame


def taper_course(
    series: DoseSeries, baseline_on: Mapping[object, date] | date | None = None, rule: TaperRule | None = None
) -> TaperCourse:
    """Milestones and setbacks of each person since their baseline.

    Args:
        series: daily doses under one table.
        baseline_on: the day whose dose is the baseline, for all or by patient; without it the first day with a known dose above 0.
        rule: sizes and durations; the clinic's own.
    """
    return taper_of_spans(series.spans, baseline_on, rule)


def taper_of_spans(
    days: pd.DataFrame, baseline_on: Mapping[object, date] | date | None = None, rule: TaperRule | None = None
) -> TaperCourse:
    """As `taper_course`, of doses that were stated: `patient`, `first_day`, `last_day`, `total` (NaN: not known), in order."""
    rule = rule or TaperRule()
    baselines = _baselines(days, baseline_on)
    spans = days.merge(baselines[baselines["baseline"] > 0], on="patient")
    spans = spans[spans["last_day"] >= spans["on_date"]].reset_index(drop=True)
    spans["first_day"] = np.where(spans["first_day"] < spans["on_date"], spans["on_date"], spans["first_day"])
    spans["length"] = span_lengths(spans) if len(spans) else 0
    return TaperCourse(rule, baselines, _milestones(spans, rule), _setbacks(spans, rule))


def _baselines(spans: pd.DataFrame, wanted: Mapping[object, date] | date | None) -> pd.DataFrame:
    if wanted is None:
        first = spans[spans["total"] > 0].drop_duplicates("patient")
        return (
            first[["patient", "first_day", "total"]]
            .set_axis(["patient", "on_date", "baseline"], axis=1)
            .reset_index(drop=True)
        )
    people = spans["patient"].drop_duplicates()
    days = [wanted if isinstance(wanted, date) else wanted.get(person) for person in people]
    asked = pd.DataFrame({"patient": people.to_numpy(), "on_date": np.array(days, dtype=object)}).dropna()
    held = asked.merge(spans, on="patient")
    held = held[(held["first_day"] <= held["on_date"]) & (held["last_day"] >= held["on_date"])]
    return asked.merge(held[["patient", "total"]], on="patient", how="left").rename(columns={"total": "baseline"})


def _runs(spans: pd.DataFrame, holds: np.ndarray) -> pd.DataFrame:
    """Unbroken rows of spans that hold, by person: `patient`, `from_day`, `to_day`, `days`, `is_last` (reaches the person's end)."""
    is_new = (spans["patient"] != spans["patient"].shift()) | pd.Series(holds, index=spans.index).ne(
        pd.Series(holds, index=spans.index).shift()
    )
    run = is_new.cumsum()[holds]
    is_end = spans["patient"] != spans["patient"].shift(-1)
    table = spans[holds].assign(is_last=is_end[holds]).groupby(run)
    return table.agg(
        patient=("patient", "first"), baseline=("baseline", "first"), from_day=("first_day", "first"), to_day=("last_day", "last"),
        days=("length", "sum"), highest=("total", "max"), is_last=("is_last", "last"),
    ).reset_index(drop=True)  # fmt: skip


def _milestones(spans: pd.DataFrame, rule: TaperRule) -> pd.DataFrame:
    people = spans.drop_duplicates("patient")[["patient", "baseline"]]
    rows = []
    for share in rule.shares:
        most = spans["baseline"] * (1 - share)
        runs = _runs(spans, (spans["total"] <= most + TOLERANCE).to_numpy())
        reached = runs[runs["days"] >= rule.held_days].drop_duplicates("patient").set_index("patient")
        running = runs[runs["is_last"]].set_index("patient")["days"]
        found = people.assign(share=share, dose_at_most=people["baseline"] * (1 - share))
        found["reached_on"] = _column_by(found["patient"], reached["from_day"])
        days = found["patient"].map(reached["days"]).fillna(found["patient"].map(running)).fillna(0)
        rows.append(found.assign(held_days=days.astype(int)))
    return pd.concat(rows).drop(columns="baseline").sort_values(["patient", "share"], kind="stable", ignore_index=True)


def _column_by(people: pd.Series, values: pd.Series) -> np.ndarray:
    found = np.empty(len(people), dtype=object)
    found[:] = [values.get(person) for person in people]
    return found


def _setbacks(spans: pd.DataFrame, rule: TaperRule) -> pd.DataFrame:
    lowest = spans.groupby("patient", sort=False)["total"].cummin().groupby(spans["patient"], sort=False).ffill()
    reduced = lowest <= spans["baseline"] * (1 - min(rule.shares)) + TOLERANCE
    above = spans["total"] >= lowest + spans["baseline"] * rule.rise_share - TOLERANCE
    runs = _runs(spans.assign(lowest=lowest), (reduced & above).to_numpy())
    long = runs[runs["days"] >= rule.rise_days]
    low = pd.Series(lowest.to_numpy(), index=pd.MultiIndex.from_frame(spans[["patient", "first_day"]]))
    before = [low.loc[(person, day)] for person, day in zip(long["patient"], long["from_day"], strict=True)]
    return pd.DataFrame({
        "patient": long["patient"], "from_day": long["from_day"], "to_day": long["to_day"], "lowest_before": np.array(before, dtype=float),
        "highest": long["highest"], "days": long["days"], "is_over": ~long["is_last"].astype(bool),
    }).reset_index(drop=True)  # fmt: skip
