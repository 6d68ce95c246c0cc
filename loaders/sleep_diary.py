"""A sleep diary: one line a night in; a week out as sleep efficiency and whatever else the mapping asks for."""

from datetime import time
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from domain.loaded import RowKind
from domain.measures import measure as measure_of
from domain.scoring import ScoreStatus
from domain.sleep import NIGHT_COLUMN, night, weekly_sleep
from loaders.lines import Lines
from loaders.parts import Parts, joined, settle
from loaders.readings import Distinct


def read_sleep_diary(lines: Lines, time_zone: ZoneInfo) -> Parts:
    """One row per patient, calendar week (Monday to Sunday, by the morning) and measure, dated on its last night.

    A week's score is the mean of its nights, if at least four can be scored; else the week is a
    rejected row. A night that cannot be read or scored is a rejected row as well, and counts for no measure.
    A week is one record whose version is its last night and number of nights: a later, fuller export corrects it.
    Hours in bed elapse in the clinic's time zone.
    """
    lines.reject_empty()
    patients = lines.patients()
    lines.reject(lines.blank("date"), "date", "bad_date", "The date is missing.")
    days = lines.days("date", "The date")
    nights = night(pd.DataFrame({"on_date": days, **_parts_of_a_night(lines)}), time_zone)
    for status, code in ((ScoreStatus.INVALID, "bad_answer"), (ScoreStatus.NOT_SCORED, "not_scored")):
        lines.reject(
            (nights["status"] == status.value).to_numpy(dtype=bool), None, code, nights["reason"].to_numpy(dtype=object)
        )
    good = lines.ledger.open
    scored = nights[list(NIGHT_COLUMN.values())][good].reset_index(drop=True)
    diary = scored.assign(patient=patients[good], on_date=days[good], line=lines.lines[good])
    lines.ledger.open[:] = False  # a night is no row of its own
    bad_nights = settle(RowKind.OBSERVATION, {}, lines.ledger, lines.lines)
    weeks = [_weeks(diary, lines, code) for code in lines.mapping.measures] if len(diary) else []
    return joined([*weeks, bad_nights])


def _parts_of_a_night(lines: Lines) -> dict[str, object]:
    clocks = {"bed_time": "The bed time", "wake_time": "The time of waking", "rise_time": "The time of getting up"}
    minutes = {"sleep_onset_minutes": "The minutes to fall asleep", "wake_after_minutes": "The minutes awake"}
    return {field: _clock_times(lines.times(field, what)) for field, what in clocks.items() if lines.has(field)} | {
        field: lines.numbers(field, what) for field, what in minutes.items()
    }


def _clock_times(texts: np.ndarray) -> np.ndarray:
    distinct = Distinct(pd.Series(texts, dtype=object).fillna("").astype(str))
    return distinct.spread([time.fromisoformat(text) if text else None for text in distinct.texts])


def _weeks(diary: pd.DataFrame, lines: Lines, code: str) -> Parts:
    measure = measure_of(code)
    found = weekly_sleep(diary, code)
    first_lines = diary.groupby(["patient", "on_date"])["line"].min()
    found["line"] = first_lines.reindex(pd.MultiIndex.from_frame(found[["patient", "on_date"]])).to_numpy()
    weeks = Lines(
        {"patient": found["patient"].astype(str)}, found["line"].to_numpy(dtype=np.int64), lines.mapping, lines.today
    )
    failed = (found["status"] != ScoreStatus.SCORED.value).to_numpy(dtype=bool)
    weeks.reject(failed, None, "not_scored", found["reason"].to_numpy(dtype=object))
    many = len(found)
    columns = {
        "patient": found["patient"].to_numpy(dtype=object),
        "measure": np.full(many, measure.code, dtype=object),
        "value": found["score"].to_numpy(dtype=float),
        "on_date": found["on_date"].to_numpy(dtype=object),
        "occasion": np.full(many, "routine", dtype=object),
        "unit": np.full(many, measure.unit, dtype=object),
        "mode": np.full(many, "diary", dtype=object),
        "standard_error": np.full(many, np.nan),
        "score_status": found["status"].to_numpy(dtype=object),
        "retracted": np.zeros(many, dtype=bool),
        **_records(found),
    }
    return settle(RowKind.OBSERVATION, columns, weeks.ledger, weeks.lines)


def _records(found: pd.DataFrame) -> dict[str, np.ndarray]:
    calendar = [day.isocalendar() for day in found["on_date"]]
    records = [f"{patient}|{c.year}-W{c.week:02d}" for patient, c in zip(found["patient"], calendar, strict=True)]
    versions = [f"{day.isoformat()} {n}" for day, n in zip(found["on_date"], found["n_nights"], strict=True)]
    return {"record": np.array(records, dtype=object), "version": np.array(versions, dtype=object)}
