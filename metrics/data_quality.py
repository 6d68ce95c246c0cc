"""How complete and how sound is what the clinic holds: by measure and checkpoint, by site and month, by row that was read?

A form is one measure of one episode at one checkpoint whose window has closed. Everything here counts; nothing looks at a score.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from domain.measure import Measure
from metrics.form_quality import FormQuality
from metrics.proportion import Proportion, wilson
from metrics.weighted_quantile import weighted_quantiles

IMPLAUSIBLE = ("out_of_range", "off_step", "bad_answer", "not_scored", "unit_wrong_for_measure")
"""Codes of rejected rows that hold a score which cannot be: beyond the scale, between its steps, an answer that is none, too
many blanks, a unit of another quantity."""


@dataclass(frozen=True)
class LateForms:
    """What became of the due forms of one measure, or of all (`measure` None).

    `due` = in the window on time + `rescued` (after the due day, inside the window: they count) + `after` (only after it
    closed) + `before` (only before it opened) + `never`. Median days: of the rescued from the due day, of the others from the
    window; None where there are none.
    """

    measure: str | None
    due: int
    filled: int
    rescued: int
    after: int
    before: int
    median_days_late: float | None
    median_days_after: float | None
    median_days_before: float | None

    @property
    def never(self) -> int:
        return self.due - self.filled - self.after - self.before

    @property
    def outside(self) -> int:
        return self.after + self.before

    @property
    def closes(self) -> bool:
        """Do the counts add up?"""
        return 0 <= self.rescued <= self.filled and self.never >= 0

    @property
    def rescued_of_filled(self) -> Proportion:
        return wilson(self.rescued, self.filled)

    @property
    def outside_of_due(self) -> Proportion:
        return wilson(self.outside, self.due)


@dataclass(frozen=True)
class SiteMonth:
    """Episodes of one site (None: not recorded) whose window at any checkpoint closed in the month; an episode counts once for
    each checkpoint. `any_form`: at least one due measure is there; `all_forms`: every one."""

    site: str | None
    month: date
    due: int
    any_form: Proportion
    all_forms: Proportion


@dataclass(frozen=True)
class RejectedReason:
    """Rows that cannot be used. `measure` is its code; None where the reason names none."""

    code: str
    measure: str | None
    n: int


@dataclass(frozen=True)
class RowsRead:
    """What became of every row of every file: `read` = `kept` + `duplicates` + `rejected`; of the kept some correct an older value
    (`corrected`). `waiting` and `conflicts` are those that stand open today."""

    files: int
    read: int
    kept: int
    corrected: int
    duplicates: int
    rejected: int
    waiting: int
    conflicts: int

    @property
    def used(self) -> Proportion:
        """Rows that count, of those read that are no repetition: neither rejected nor waiting nor in conflict."""
        told = self.kept + self.rejected
        return wilson(max(0, self.kept - self.waiting - self.conflicts), told)


@dataclass(frozen=True)
class SameAnswers:
    """Forms of one measure in which every item was given one answer, of those whose items are known. `at_an_end`: of these, at the
    first or the last answer of the item, which may be the truth (no symptom at all)."""

    measure: str
    same: Proportion
    at_an_end: int

    @property
    def between(self) -> int:
        return self.same.count - self.at_an_end


def same_answers(rows: pd.DataFrame, measures: Mapping[str, Measure]) -> tuple[SameAnswers, ...]:
    """One answer per measure, in the order of `measures`, from `rows`: measure, answer (NaN: the answers differ), n."""
    told = []
    for code, measure in measures.items():
        own = rows[rows["measure"] == code]
        if not len(own) or measure.scoring is None:
            continue
        same = own[own["answer"].notna()]
        ends = same[same["answer"].isin(measure.scoring.each)]
        told.append(SameAnswers(code, wilson(int(same["n"].sum()), int(own["n"].sum())), int(ends["n"].sum())))
    return tuple(told)


def total_forms(forms: Iterable[FormQuality]) -> Proportion:
    """Filled of due, over all measures and checkpoints given."""
    told = list(forms)
    return wilson(sum(one.filled.count for one in told), sum(one.due for one in told))


def largest_gaps(forms: Iterable[FormQuality], most: int) -> list[FormQuality]:
    """The measures and checkpoints with the most forms not filled, the most first; on a tie as given. None without a gap."""
    gaps = [one for one in forms if one.filled.count < one.due]
    return sorted(gaps, key=lambda one: one.filled.count - one.due)[:most]


def late_forms(timing: pd.DataFrame, outside: pd.DataFrame, measures: Iterable[str]) -> tuple[LateForms, ...]:
    """One answer for all of `measures` together, then one for each that is due anywhere, in their order.

    `timing`: measure, state, days_from_due, n, as `metrics.form_quality` reads it; `outside`: measure, side ('after', 'before'),
    days, n. Raises ValueError, naming the measure, when the counts do not add up.
    """
    codes = [code for code in measures if (timing["measure"] == code).any()]
    told = [_late(None, timing[timing["measure"].isin(codes)], outside[outside["measure"].isin(codes)])]
    told += [_late(code, timing[timing["measure"] == code], outside[outside["measure"] == code]) for code in codes]
    for one in [*told[1:], told[0]]:  # the sum is wrong wherever a measure is: name the measure
        if not one.closes:
            raise ValueError(f"the late forms of {one.measure or 'all measures'} do not add up")
    return tuple(told)


def _late(measure: str | None, timing: pd.DataFrame, outside: pd.DataFrame) -> LateForms:
    filled = timing[timing["state"] == "filled"]
    rescued = filled[filled["days_from_due"].astype(float) > 0]
    after, before = (outside[outside["side"] == side] for side in ("after", "before"))
    return LateForms(
        measure,
        due=int(timing["n"].sum()),
        filled=int(filled["n"].sum()),
        rescued=int(rescued["n"].sum()),
        after=int(after["n"].sum()),
        before=int(before["n"].sum()),
        median_days_late=_median(rescued["days_from_due"], rescued["n"]),
        median_days_after=_median(after["days"], after["n"]),
        median_days_before=_median(before["days"], before["n"]),
    )


def _median(days: pd.Series, n: pd.Series) -> float | None:
    return float(weighted_quantiles(days.to_numpy(float), n.to_numpy(int), [0.5])[0]) if len(days) else None


def site_months(rows: pd.DataFrame, since: date | None = None) -> tuple[SiteMonth, ...]:
    """One answer per site and month with anybody due, from `rows`: site, month, due, any_form, all_forms; newest month first,
    sites by code, those without a site last. `since`: the first month told."""
    kept = rows if since is None else rows[[month >= since for month in rows["month"]]]
    if not len(kept):
        return ()
    sums = kept.groupby(["site", "month"], dropna=False, sort=False)[["due", "any_form", "all_forms"]].sum()
    told = [
        SiteMonth(_known(site), month, int(due), wilson(int(some), int(due)), wilson(int(every), int(due)))
        for (site, month), (due, some, every) in zip(sums.index, sums.to_numpy(), strict=True)
    ]
    return tuple(sorted(told, key=lambda one: (-one.month.toordinal(), one.site is None, one.site or "")))


def _known(site: object) -> str | None:
    return site if isinstance(site, str) else None


def rejected_reasons(counts: pd.DataFrame, measures: Mapping[str, Measure]) -> tuple[RejectedReason, ...]:
    """Rejected rows by code and the measure that their reason names, most frequent first. `counts`: code, reason, n."""
    names = sorted(((m.name, code) for code, m in measures.items()), key=lambda pair: -len(pair[0]))
    found: dict[tuple[str, str | None], int] = {}
    for row in counts.itertuples():
        measure = next((code for name, code in names if name in row.reason), None)
        found[row.code, measure] = found.get((row.code, measure), 0) + int(row.n)
    order = list(measures)
    place = {code: number for number, code in enumerate(order)}
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0][0], place.get(item[0][1] or "", len(order))))
    return tuple(RejectedReason(code, measure, n) for (code, measure), n in ranked)


def rows_read(batches: pd.DataFrame, rejected: int, waiting: int, conflicts: int) -> RowsRead:
    """All loads together. `batches`: one row per file with read, accepted, corrected, duplicates, waiting, rejected (its account);
    `rejected`, `waiting` and `conflicts`: rows that stand open today.

    A row that waited at its load was kept; whether it waits still is told by `waiting`.
    """
    sums = {name: int(batches[name].sum()) for name in ("read", "accepted", "corrected", "duplicates", "waiting")}
    kept = sums["accepted"] + sums["corrected"] + sums["waiting"]
    return RowsRead(
        files=int(batches["file_id"].nunique()),
        read=sums["read"],
        kept=kept,
        corrected=sums["corrected"],
        duplicates=sums["duplicates"],
        rejected=rejected,
        waiting=waiting,
        conflicts=conflicts,
    )
