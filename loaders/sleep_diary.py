"""A sleep diary: one line a night in; one value a night and measure out. The store makes the week of them."""

from datetime import time
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from domain.daily import DAILY
from domain.loaded import RowKind
from domain.measures import measure as measure_of
from domain.scoring import ScoreStatus
from domain.sleep import NIGHT_COLUMN, night
from loaders.lines import Lines
from loaders.parts import Parts, joined, settle
from loaders.readings import Distinct

MODE = "diary"


def read_sleep_diary(lines: Lines, time_zone: ZoneInfo) -> Parts:
    """One row per line and wanted measure, dated on the morning, of occasion 'daily'.

    A night that cannot be read or scored is one rejected row and counts for no measure. A line may carry the source's own
    record number, version and retraction; without them a night is the same as another of its patient, morning and value.
    Hours in bed elapse in the clinic's time zone.
    """
    lines.reject_empty()
    patients = lines.patients()
    lines.reject(lines.blank("date"), "date", "bad_date", "The date is missing.")
    days = lines.days("date", "The date")
    records = lines.records()
    nights = night(pd.DataFrame({"on_date": days, **_parts_of_a_night(lines)}), time_zone)
    for status, code in ((ScoreStatus.INVALID, "bad_answer"), (ScoreStatus.NOT_SCORED, "not_scored")):
        unusable = (nights["status"] == status.value).to_numpy(dtype=bool) & ~records["retracted"]
        lines.reject(unusable, None, code, nights["reason"].to_numpy(dtype=object))
    common = {"patient": patients, "on_date": days, **records}
    return joined([_rows_of(code, nights, common, lines) for code in lines.mapping.measures] + [_bad_nights(lines)])


def _parts_of_a_night(lines: Lines) -> dict[str, object]:
    clocks = {"bed_time": "The bed time", "wake_time": "The time of waking", "rise_time": "The time of getting up"}
    minutes = {"sleep_onset_minutes": "The minutes to fall asleep", "wake_after_minutes": "The minutes awake"}
    return {field: _clock_times(lines.times(field, what)) for field, what in clocks.items() if lines.has(field)} | {
        field: lines.numbers(field, what) for field, what in minutes.items()
    }


def _clock_times(texts: np.ndarray) -> np.ndarray:
    distinct = Distinct(pd.Series(texts, dtype=object).fillna("").astype(str))
    return distinct.spread([time.fromisoformat(text) if text else None for text in distinct.texts])


def _rows_of(code: str, nights: pd.DataFrame, common: dict[str, np.ndarray], lines: Lines) -> Parts:
    """The rows of one measure; what was rejected is told once, beside them."""
    good, measure = lines.ledger.open, measure_of(code)
    many = int(good.sum())
    same = {
        "measure": measure.code, "occasion": DAILY, "unit": measure.unit, "mode": MODE, "form": MODE,
        "score_status": ScoreStatus.SCORED.value,
    }  # fmt: skip
    columns = {name: values[good] for name, values in common.items()}
    columns |= {name: np.full(many, value, dtype=object) for name, value in same.items()}
    columns |= {
        "value": nights[NIGHT_COLUMN[code]].to_numpy(dtype=float)[good],
        "standard_error": np.full(many, np.nan),
    }
    part = Lines({}, lines.lines[good], lines.mapping, lines.today)
    return settle(RowKind.OBSERVATION, columns, part.ledger, part.lines)


def _bad_nights(lines: Lines) -> Parts:
    rejected = settle(RowKind.OBSERVATION, {}, lines.ledger, lines.lines)
    return Parts({}, rejected.rejected)
