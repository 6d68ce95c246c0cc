"""What a device's export says of days and nights, on its way to observation rows."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from domain.daily import DAILY, STEPS_OF_A_WORN_DAY, day_fault
from domain.loaded import RowKind
from domain.observation import check_observations
from domain.rows import REJECTED_COLUMNS
from domain.sleep import LONGEST_IN_BED
from loaders.ledger import Ledger
from loaders.observations import GIVEN
from loaders.parts import Parts, joined, settle
from loaders.source_error import SourceError
from loaders.source_mapping import Registry

MODE = "wearable"
ESTIMATE = "device_estimate"
"""Mode of a device's estimate of a test that nobody performed."""
NIGHT_MEASURES = ("sleep_tst", "sleep_sol", "sleep_waso", "sleep_efficiency")
EARLIEST = date(1990, 1, 1)
MOST_REJECTED = 1_000_000

_LEAST = {"steps_day": STEPS_OF_A_WORN_DAY, "distance_day": 300}
"""Below it a day without stated wear time counts as not worn: 500 steps (recalled) of about 0.6 m."""
_WORDS = {"steps_day": "steps", "distance_day": "m"}


@dataclass(frozen=True)
class _Count:
    line: int
    patient: str
    on_date: date
    measure: str
    amount: float
    wear_minutes: float | None
    may_be_partial: bool


@dataclass(frozen=True)
class _Night:
    line: int
    patient: str
    on_date: date
    values: dict[str, float]
    in_bed: float | None
    is_main: bool | None


class DeviceDays:
    """Collects days and nights; `parts` turns them into rows and rejections.

    Args:
        device: the series, kept as `form` of each row.
        patient: record number of the person whose device it is; '' where each entry brings its own.
        wanted: measures to take; others are not looked at.

    `version` orders exports: a value of a later one replaces that of an earlier one. Where the export does not say when it
    was made, it is the last day that it holds; without `is_versioned` two different values are a conflict.
    """

    def __init__(self, device: str, patient: str, wanted: tuple[str, ...], today: date, time_zone: ZoneInfo):
        self.device, self.patient, self.wanted = device, patient, wanted
        self.today, self.time_zone = today, time_zone
        self.version: str | None = None
        self.is_versioned = True
        self.lines_read = 0
        self.notes: list[str] = []
        self._counts: list[_Count] = []
        self._nights: list[_Night] = []
        self._estimates: list[tuple[int, date, float, str]] = []
        self._withdrawn: dict[tuple[str, date], int] = {}
        self._rejected: list[tuple[int, str | None, str, str]] = []

    def wants(self, *measures: str) -> bool:
        return any(measure in self.wanted for measure in measures)

    def reject(self, line: int, column: str | None, code: str, sentence: str) -> None:
        """Note an entry that becomes no row.

        Raises:
            SourceError: there are too many to list.
        """
        if len(self._rejected) >= MOST_REJECTED:
            raise SourceError(f"More than {MOST_REJECTED:,} entries of the export cannot be read; is it whole?")
        self._rejected.append((line, column, code, sentence))

    def add_count(
        self,
        line: int,
        on_date: date,
        measure: str,
        amount: float,
        wear_minutes: float | None = None,
        *,
        patient: str = "",
        may_be_partial: bool = True,
    ) -> None:
        """Steps or metres of one day. The last day of an export `may_be_partial` unless its wear time is stated."""
        if measure in self.wanted:
            person = patient or self.patient
            partial = may_be_partial and wear_minutes is None
            self._counts.append(_Count(line, person, on_date, measure, amount, wear_minutes, partial))

    def add_night(
        self,
        line: int,
        on_date: date,
        asleep: float | None,
        in_bed: float | None = None,
        onset: float | None = None,
        awake: float | None = None,
        *,
        patient: str = "",
        is_main: bool | None = None,
    ) -> None:
        """One sleep, in minutes, by the morning on which it ended. `is_main` is what the source says of it, None: nothing;
        a sleep that it calls a nap is no night, even where the day has no other."""
        if asleep is None:
            self.reject(line, None, "not_scored", "The night has no minutes asleep.")
            return
        fault = _night_fault(asleep, in_bed, onset, awake)
        if fault:
            self.reject(line, None, "bad_answer", fault)
            return
        if is_main is False:
            self.reject(line, None, "second_sleep", "The source calls this sleep a nap or a rest, not the night.")
            return
        values = {"sleep_tst": asleep, "sleep_sol": onset, "sleep_waso": awake}
        if in_bed is not None:
            values["sleep_efficiency"] = 100 * asleep / in_bed
        stated = {measure: value for measure, value in values.items() if value is not None and measure in self.wanted}
        self._nights.append(_Night(line, patient or self.patient, on_date, stated, in_bed, is_main))

    def withdraw_night(self, line: int, on_date: date, *, patient: str = "") -> None:
        """A night that its owner deleted. What an earlier export said of it no longer counts, unless this one holds another
        sleep that is the night of that day."""
        who = patient or self.patient
        if (who, on_date) in self._withdrawn:
            self.reject(line, None, "second_sleep", "Another sleep of this day that was deleted stands before it.")
        else:
            self._withdrawn[who, on_date] = line

    def add_estimate(self, line: int, on_date: date, metres: float, occasion: str) -> None:
        """A device's own estimate of the six-minute walk."""
        self._estimates.append((line, on_date, metres, occasion))

    def parts(self, registry: Registry) -> Parts:
        """Rows for what is whole and possible, a rejection with its reason for everything else."""
        self._drop_naps()
        self._drop_partial_days()
        entries = self._entries()
        held = [day for day in entries["on_date"] if day <= self.today]
        if self.is_versioned and self.version is None and held:
            self.version = max(held).isoformat()  # a later export reaches further
        beside = _rejections(self._rejected)
        found = joined([_settled(self, entries, registry), beside], self.lines_read)
        return Parts(found.rows, found.rejected, found.flags, tuple(self.notes), self.lines_read)

    def _drop_naps(self) -> None:
        best: dict[tuple[str, date], _Night] = {}
        for night in self._nights:
            held = best.get((night.patient, night.on_date))
            if held is None or _main_first(night) < _main_first(held):
                best[night.patient, night.on_date] = night
        kept = []
        for night in self._nights:
            if night is best[night.patient, night.on_date]:
                kept.append(night)
            else:
                self.reject(
                    night.line, None, "second_sleep", "Another sleep of this day was longer; a night is the longest."
                )
        self._nights = kept

    def _drop_partial_days(self) -> None:
        """Nobody knows whether the last day of an export had ended when it was made."""
        last: dict[str, date] = {}
        for count in self._counts:
            last[count.patient] = max(last.get(count.patient, count.on_date), count.on_date)
        kept = []
        for count in self._counts:
            if count.may_be_partial and count.on_date == last[count.patient]:
                sentence = "The last day of an export may not have been over; a later export will hold it whole."
                self.reject(count.line, None, "partial_day", sentence)
            elif fault := self._count_fault(count):
                self.reject(count.line, None, *fault)
            else:
                kept.append(count)
        self._counts = kept

    def _count_fault(self, count: _Count) -> tuple[str, str] | None:
        if not 0 <= count.amount < float("inf"):
            return "bad_number", "A count cannot be below 0 or without end."
        if count.wear_minutes is not None and not 0 <= count.wear_minutes <= 25 * 60:
            return "bad_number", f"{count.wear_minutes:g} minutes of wear are no part of a day."
        fault = day_fault(count.amount, count.wear_minutes, _LEAST[count.measure], _WORDS[count.measure])
        return ("not_worn", fault) if fault else None

    def _entries(self) -> pd.DataFrame:
        rows = [(c.line, c.patient, c.on_date, c.measure, c.amount, DAILY, MODE, False) for c in self._counts]
        rows += [
            (n.line, n.patient, n.on_date, measure, value, DAILY, MODE, False)
            for n in self._nights for measure, value in n.values.items()
        ]  # fmt: skip
        rows += [
            (line, self.patient, day, "walk_6min", metres, occasion, ESTIMATE, False)
            for line, day, metres, occasion in self._estimates
        ]
        rows += self._withdrawals()
        names = ["line", "patient", "on_date", "measure", "value", "occasion", "mode", "retracted"]
        return pd.DataFrame(rows, columns=names).sort_values(["line", "measure"], kind="stable", ignore_index=True)

    def _withdrawals(self) -> list[tuple]:
        """Rows without a value, one for each measure of a night, which withdraw the records that earlier exports gave."""
        stands = {(night.patient, night.on_date) for night in self._nights}
        rows = []
        for (patient, on_date), line in self._withdrawn.items():
            if (patient, on_date) in stands:
                self.reject(line, None, "second_sleep", "The sleep was deleted; another one of this day is the night.")
            else:
                measures = [measure for measure in NIGHT_MEASURES if measure in self.wanted]
                rows += [(line, patient, on_date, measure, np.nan, DAILY, MODE, True) for measure in measures]
        return rows


def _main_first(night: _Night) -> tuple:
    """Orders the sleeps of one day: what the source calls the main one, then the longest, then the first."""
    return (night.is_main is not True, -night.values.get("sleep_tst", night.in_bed or 0), night.line)


def _night_fault(asleep: float, in_bed: float | None, onset: float | None, awake: float | None) -> str:
    parts = [part for part in (asleep, in_bed, onset, awake) if part is not None]
    if not all(0 <= part < float("inf") for part in parts):
        return "Minutes of a night cannot be below 0 or without end."
    if asleep == 0:
        return "The night has no sleep; the device was probably not worn."
    if max(parts) > LONGEST_IN_BED:
        return f"More than {LONGEST_IN_BED // 60} hours in one night."
    if in_bed is not None and asleep > in_bed:
        return "The night has more minutes asleep than in bed."
    return ""


def _settled(days: DeviceDays, entries: pd.DataFrame, registry: Registry) -> Parts:
    lines = entries["line"].to_numpy(dtype=np.int64)
    ledger = Ledger(lines)
    if len(entries):
        found = check_observations(entries, days.today, registry)
        withdraws = entries["retracted"].to_numpy(dtype=bool)
        for code in sorted({code for code in found["code"] if isinstance(code, str)}):
            bad = (found["code"] == code).to_numpy(dtype=bool) & ~(withdraws & (code == "bad_number"))
            ledger.reject(bad, None, code, found["reason"].to_numpy(dtype=object))
        early = entries["on_date"].map(lambda day: day < EARLIEST).to_numpy(dtype=bool)
        ledger.reject(early, None, "bad_date", f"The day lies before {EARLIEST:%Y}.")
    return settle(RowKind.OBSERVATION, _columns(days, entries, registry), ledger, lines)


def _columns(days: DeviceDays, entries: pd.DataFrame, registry: Registry) -> dict[str, np.ndarray]:
    many = len(entries)
    own = {name: entries[name].to_numpy(dtype=object) for name in ("patient", "measure", "on_date", "occasion", "mode")}
    records = [
        f"{patient}|{days.device}|{measure}|{day}|{mode}"
        for patient, measure, day, mode in zip(own["patient"], own["measure"], own["on_date"], own["mode"], strict=True)
    ]
    return own | {
        "value": entries["value"].to_numpy(dtype=float),
        "unit": np.array([registry[code].unit if code in registry else None for code in own["measure"]], dtype=object),
        "form": np.full(many, days.device, dtype=object),
        "standard_error": np.full(many, np.nan),
        "score_status": np.full(many, GIVEN, dtype=object),
        "record": np.array(records, dtype=object),
        "version": np.full(many, days.version, dtype=object),
        "retracted": entries["retracted"].to_numpy(dtype=bool),
    }


def _rejections(found: list[tuple[int, str | None, str, str]]) -> Parts:
    """Entries that became no row, each with its reason."""
    rejected = pd.DataFrame(found, columns=list(REJECTED_COLUMNS)).astype({"line": np.int64, "column": object})
    return Parts({}, rejected)
