"""Opioid dose day after day, under one named factor table. For monitoring; not a dosing tool."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd

from domain.opioid.factor_table import DEFAULT_TABLE, Factor, FactorTable, factor_table
from domain.opioid.lines import NO_BASIS as _NO_BASIS
from domain.opioid.lines import NO_DAY, OPEN_END, Basis, day_number, ingredient_lines
from domain.opioid.medicine import OPIOID
from domain.opioid.spans import Spans, cut, dates, joined


class AsNeeded(StrEnum):
    """How a line to be taken as needed counts on a day."""

    MAXIMUM = "prescribed maximum"
    LEFT_OUT = "left out"


class DayStatus(StrEnum):
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    NOT_COUNTED = "not counted"
    NONE_LISTED = "none listed"
    NO_RECORD = "no record"


class TablesMixed(ValueError):
    """Two series that do not measure the same thing cannot be one; the message names both."""


@dataclass(frozen=True)
class DoseSeries:
    """Daily opioid dose of people under one table, on one basis.

    `spans`: one row per person and stretch of equal days, in order: `patient`, `first_day`, `last_day` (both included),
    `total` (mg oral morphine equivalent per day; NaN unless complete or none listed), `subtotal` (what is known of it),
    `status` (`DayStatus`), `opioids` (how many are counted), `left_out` (names), `unknown_names` (lines whose drug is not known).
    `left_out` lists each product that is not counted with its reason; `doubts` lists lines whose dose or days are unknown,
    names that are not known, and products listed twice at a time.
    """

    table: FactorTable
    basis: Basis
    as_needed: AsNeeded
    spans: pd.DataFrame
    left_out: pd.DataFrame
    doubts: pd.DataFrame

    def days(self) -> pd.DataFrame:
        """One row per person and day: `patient`, `on_date` and the other columns of `spans`."""
        length = span_lengths(self.spans)
        rows = self.spans.loc[self.spans.index.repeat(length)].reset_index(drop=True)
        offset = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        on_date = (pd.to_datetime(rows["first_day"]) + pd.to_timedelta(offset, unit="D")).dt.date
        rows.insert(1, "on_date", on_date.to_numpy(dtype=object))
        return rows.drop(columns=["first_day", "last_day"])

    def on(self, day: date) -> pd.DataFrame:
        """The spans that hold `day`: at most one row per person."""
        return self.spans[(self.spans["first_day"] <= day) & (self.spans["last_day"] >= day)].reset_index(drop=True)

    @property
    def says(self) -> tuple[object, ...]:
        """What two series must share to be comparable."""
        return self.table.code, self.basis.value, self.as_needed.value


def dose_series(
    medicines: pd.DataFrame,
    table: str = DEFAULT_TABLE,
    *,
    until: date,
    since: date | None = None,
    basis: Basis = Basis.PRESCRIBED,
    as_needed: AsNeeded = AsNeeded.MAXIMUM,
) -> DoseSeries:
    """Daily opioid dose of everybody on a medication list. For monitoring; not a dosing tool.

    A person's series begins with their first opioid line (or `since`) and ends on `until`. A day without an opioid line is
    0 where the list says what was prescribed ("none listed"), and unknown where it says what was taken ("no record": a line
    of 0 says that none was taken). A day with an opioid of unknown dose is incomplete: total NaN. A product that the table
    has no factor for is left out and listed; a day that holds nothing else has no total.

    Args:
        medicines: see `domain.opioid.lines`.
        table: code of the factor table.
        until, since: last and first day wanted, both included.
        basis: the lines that count; the others are no part of the series.
        as_needed: whether a line taken as needed counts with the most it allows, or is left out. Lines of what was taken
            count as they stand.

    Raises:
        UnknownTable: no such factor table.
        ListError: a needed column is missing.
    """
    chosen, end = factor_table(table), day_number(until)
    lines = ingredient_lines(medicines)
    own = lines[(lines["basis"] == basis.value) | lines["basis"].isna()]
    judged = _judged(own, chosen, as_needed if basis is Basis.PRESCRIBED else AsNeeded.MAXIMUM)
    placed, names = _placed(judged, end if since is None else min(end, day_number(since)), end)
    person, first, last = (placed[name].to_numpy(dtype=np.int64) for name in ("person", "first", "last"))
    pieces = cut(person, first, last, end)
    pairs = placed.iloc[pieces.pair_row].assign(span=pieces.pair_span)
    spans = _totals(pairs, len(pieces.first), chosen, basis)
    spans = spans.assign(patient=names[pieces.patient], first=pieces.first, last=pieces.last)
    spans = _from_day(spans, NO_DAY if since is None else day_number(since))
    return DoseSeries(
        chosen, basis, as_needed, _dated(spans)[SPAN_COLUMNS], _left_out(judged), _doubts(judged, pairs, pieces, names)
    )


SPAN_COLUMNS = [
    "patient",
    "first_day",
    "last_day",
    "total",
    "subtotal",
    "status",
    "opioids",
    "left_out",
    "unknown_names",
]
_LISTED = ["patient", "drug", "route", "first_day", "last_day", "reason"]


def join_series(one: DoseSeries, other: DoseSeries) -> DoseSeries:
    """Two series as one, for other people or other days.

    Raises:
        TablesMixed: they were computed with different tables, bases or as-needed rules.
        ValueError: both hold the same day of one person.
    """
    if one.says != other.says:
        raise TablesMixed(
            f"A series by {_in_words(one)} and one by {_in_words(other)} cannot be joined: their totals do not compare."
        )
    spans = pd.concat([one.spans, other.spans]).sort_values(["patient", "first_day"], kind="stable", ignore_index=True)
    before = spans.shift()
    if ((spans["patient"] == before["patient"]) & (spans["first_day"] <= before["last_day"])).any():
        raise ValueError("Both series hold the same day of one person.")
    lists = {
        name: pd.concat([getattr(one, name), getattr(other, name)], ignore_index=True)
        for name in ("left_out", "doubts")
    }
    return replace(one, spans=spans, **lists)


def _in_words(series: DoseSeries) -> str:
    return f"{series.table.name} ({series.basis.value}, as needed: {series.as_needed.value})"


# Judging lines


def _judged(lines: pd.DataFrame, table: FactorTable, as_needed: AsNeeded) -> pd.DataFrame:
    """Opioid lines and lines of unknown name, with `excluded` (why; else empty) and `dose` in the factor's own unit (NaN: unknown)."""
    kept = lines[(lines["group"] == OPIOID) | lines["group"].isna()].reset_index(drop=True)
    excluded, dose = np.full(len(kept), "", dtype=object), np.full(len(kept), np.nan)
    why = kept["why_unknown"].to_numpy(dtype=object).copy()
    for (drug, route, by_hour), place in kept.groupby(["drug", "route", "by_hour"], dropna=False).indices.items():
        named = route if isinstance(route, str) else None
        excluded[place] = _why_excluded(table, drug, named)
        dose[place], mismatch = _in_factor_unit(
            table.factor(drug, named or ""), kept["amount"].to_numpy()[place], bool(by_hour)
        )
        why[place] = np.where(why[place] == "", mismatch, why[place])
    if table.left_out_indication:
        excluded[kept["indication"].isin(_INDICATIONS[table.left_out_indication])] = (
            f"for {table.left_out_indication}, which is kept apart"
        )
    if as_needed is AsNeeded.LEFT_OUT:
        excluded[kept["as_needed"] & (excluded == "")] = "to be taken as needed; left out by choice"
    excluded[kept["group"].isna()] = NAME_UNKNOWN
    return kept.assign(excluded=excluded, dose=dose, why_unknown=np.where(excluded == "", why, ""))


NAME_UNKNOWN = "the name is not known, so it is not counted; it may be an opioid"
_INDICATIONS = {"opioid use disorder": ("opioid use disorder", "oud", "moud", "opioid dependence")}


def _why_excluded(table: FactorTable, drug: str, route: str | None) -> str:
    """A route that is not stated excludes only a drug that the table does not know at all; else the dose is unknown."""
    if route is None:
        return "" if table.knows(drug) else table.why_excluded(drug, "stated")
    return table.why_excluded(drug, route)


def _in_factor_unit(factor: Factor | None, amount: np.ndarray, by_hour: bool) -> tuple[np.ndarray, str]:
    """Doses in the factor's unit, and why they are unknown where the line is in another kind of unit."""
    if factor is None:
        return np.where(amount == 0, 0.0, np.nan), "the route is not stated or not known"
    if by_hour != (factor.input_unit == "mcg/h"):
        wanted = "mcg per hour" if factor.input_unit == "mcg/h" else "an amount per day"
        return np.where(amount == 0, 0.0, np.nan), f"the table counts it by {wanted}, which the line does not give"
    return amount * (1000.0 if factor.input_unit == "mcg/day" else 1.0), ""


# Placing lines in time


def _placed(judged: pd.DataFrame, undated_first: int, until: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Lines with `person` (a number) and the days they cover; and the people by number.

    An unknown start counts from the person's first known one. A person's days begin with their first opioid line.
    """
    person, names = pd.factorize(judged["patient"])
    placed = judged.assign(person=person)
    is_opioid, first = placed["group"] == OPIOID, placed["first"].to_numpy()
    known = np.where((first != NO_DAY) & (placed["fault"] == ""), first, until)
    begins = pd.Series(np.where(is_opioid, known, OPEN_END)).groupby(person).transform("min").to_numpy()
    unknown = np.where(placed["fault"] == "", np.minimum(undated_first, until), np.minimum(begins, until))
    first = np.where((placed["first"] == NO_DAY) | (placed["fault"] == _NO_BASIS), unknown, placed["first"])
    placed = placed.assign(first=np.where(is_opioid, first, np.maximum(first, begins)))
    return placed[(placed["last"] >= placed["first"]) & (placed["first"] <= until)].reset_index(drop=True), np.asarray(
        names, dtype=object
    )


def _from_day(spans: pd.DataFrame, since: int) -> pd.DataFrame:
    return spans[spans["last"] >= since].assign(first=lambda s: s["first"].clip(lower=since)).reset_index(drop=True)


# Adding up


def _totals(pairs: pd.DataFrame, many: int, table: FactorTable, basis: Basis) -> pd.DataFrame:
    """Total, subtotal and status of each span. One drug by one route is added up first: stepped factors look at the whole day."""
    counted = pairs[pairs["excluded"] == ""]
    counted = counted.assign(route=counted["route"].fillna(""), unknown=counted["dose"].isna())
    doses = (
        counted.groupby(["span", "drug", "route"], sort=False)
        .agg(dose=("dose", "sum"), unknown=("unknown", "max"))
        .reset_index()
    )
    equivalent = np.zeros(len(doses))
    for (drug, route), place in doses.groupby(["drug", "route"], sort=False).indices.items():
        if factor := table.factor(drug, route):
            equivalent[place] = factor.equivalent(doses["dose"].to_numpy()[place])
    of = doses["span"].to_numpy(dtype=np.int64)
    subtotal, opioids = np.bincount(of, equivalent, many), np.bincount(of, minlength=many)
    unknown = np.bincount(of, doses["unknown"].astype(float), many) > 0
    others = pairs[pairs["excluded"] != ""]
    names = _names_by_span(others[others["group"] == OPIOID], many)
    status = _statuses(opioids, unknown, names != "", basis)
    total = np.where(
        status == DayStatus.COMPLETE.value, subtotal, np.where(status == DayStatus.NONE_LISTED.value, 0.0, np.nan)
    )
    unknown_names = np.bincount(others[others["group"].isna()]["span"].to_numpy(dtype=np.int64), minlength=many)
    return pd.DataFrame({
        "total": total, "subtotal": subtotal, "status": status, "opioids": opioids, "left_out": names, "unknown_names": unknown_names,
    })  # fmt: skip


def _statuses(opioids: np.ndarray, unknown: np.ndarray, has_left_out: np.ndarray, basis: Basis) -> np.ndarray:
    nothing = DayStatus.NONE_LISTED if basis is Basis.PRESCRIBED else DayStatus.NO_RECORD
    status = np.full(len(opioids), nothing.value, dtype=object)
    status[has_left_out] = DayStatus.NOT_COUNTED.value
    status[opioids > 0] = DayStatus.COMPLETE.value
    status[unknown] = DayStatus.INCOMPLETE.value
    return status


def _names_by_span(left_out: pd.DataFrame, many: int) -> np.ndarray:
    names = np.full(many, "", dtype=object)
    for span, drugs in left_out.groupby("span")["drug"]:
        names[span] = ", ".join(sorted(set(drugs)))
    return names


# What is listed beside the totals


def _left_out(judged: pd.DataFrame) -> pd.DataFrame:
    rows = judged[(judged["excluded"] != "") & (judged["group"] == OPIOID)]
    return _dated(rows.assign(reason=rows["excluded"]))[_LISTED]


def _doubts(judged: pd.DataFrame, pairs: pd.DataFrame, pieces: Spans, names: np.ndarray) -> pd.DataFrame:
    unknown = judged[(judged["why_unknown"] != "")].assign(reason=lambda rows: rows["why_unknown"])
    nameless = judged[judged["group"].isna()].assign(reason=NAME_UNKNOWN)
    return pd.concat(
        [_dated(unknown)[_LISTED], _dated(nameless)[_LISTED], _listed_twice(pairs, pieces, names)], ignore_index=True
    )


def _listed_twice(pairs: pd.DataFrame, pieces: Spans, names: np.ndarray) -> pd.DataFrame:
    """Stretches on which two lines give one drug by one route: they are added up, and may be an early refill."""
    counted = pairs[pairs["excluded"] == ""]
    many = counted.groupby(["person", "drug", "route", "span"], dropna=False)["line"].nunique()
    twice = many[many > 1].reset_index()
    at = twice["span"].to_numpy(dtype=np.int64)
    spans = joined(twice.assign(first=pieces.first[at], last=pieces.last[at]), ["person", "drug", "route"])
    reason = "listed on more than one line at a time; the doses are added up (check for a refill entered early)"
    return _dated(spans.assign(patient=names[spans["person"].to_numpy(dtype=np.int64)], reason=reason))[_LISTED]


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    """`first` and `last` as dates `first_day` and `last_day`; None where not known or open."""
    return rows.assign(first_day=_as_dates(rows["first"]), last_day=_as_dates(rows["last"])).reset_index(drop=True)


def _as_dates(days: pd.Series) -> np.ndarray:
    known = ((days > NO_DAY) & (days < OPEN_END)).to_numpy()
    found = np.full(len(days), None, dtype=object)
    found[known] = dates(days[known].to_numpy())
    return found


def span_lengths(spans: pd.DataFrame) -> np.ndarray:
    """Days in each span, both ends included."""
    return ((pd.to_datetime(spans["last_day"]) - pd.to_datetime(spans["first_day"])).dt.days + 1).to_numpy(
        dtype=np.int64
    )
