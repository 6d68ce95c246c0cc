"""Sleep efficiency from a sleep diary. The denominator is time in bed, not the sleep episode.

Total sleep time = time in bed − sleep onset latency − wake after sleep onset, and, where the
diary gives the final awakening, − the time in bed after it. Efficiency = 100 × total sleep time
/ time in bed (PMC9672415, Table 1). A blank part is never taken as 0 minutes.
"""

from datetime import time

import numpy as np
import pandas as pd

from domain.measures.sources import SLEEP_ARITHMETIC
from domain.scoring import ScoreStatus

SOURCE = SLEEP_ARITHMETIC
DENOMINATOR = "time in bed"
NIGHTS_NEEDED = 4
"""Of the seven nights of a week (recalled rule; no source reached)."""

LONGEST_IN_BED = 18 * 60
"""Minutes. Beyond it a 12-hour clock time is the likelier reading, so the night asks to be looked at."""

_DAY = 24 * 60


def night(diary: pd.DataFrame) -> pd.DataFrame:
    """Sleep efficiency of each night of a diary.

    Args:
        diary: `bed_time`, `rise_time` and optionally `wake_time` (final awakening) as `datetime.time`
            or None, clock times that may lie either side of midnight; `sleep_onset_minutes` and
            `wake_after_minutes` as numbers.

    Returns:
        Same index: `in_bed_minutes`, `asleep_minutes`, `score` (%), `status` (scored, not_scored,
        invalid) and `reason`.
    """
    in_bed = _minutes_between(diary["bed_time"], diary["rise_time"])
    after_waking = _after_waking(diary, in_bed)
    return sleep_efficiency(in_bed, diary["sleep_onset_minutes"], diary["wake_after_minutes"], after_waking).set_axis(diary.index)


def sleep_efficiency(in_bed_minutes, sleep_onset_minutes, wake_after_minutes, after_waking_minutes=0.0) -> pd.DataFrame:
    """Sleep efficiency of nights whose time in bed is known, in minutes. Columns as in `night`."""
    parts = (in_bed_minutes, sleep_onset_minutes, wake_after_minutes, after_waking_minutes)
    in_bed, onset, awake, after = np.broadcast_arrays(*(np.atleast_1d(np.asarray(part, dtype=float)) for part in parts))
    asleep = in_bed - onset - awake - after
    status, reason = _judge(in_bed, onset, awake, after, asleep)
    scored = status == ScoreStatus.SCORED.value
    share = np.divide(asleep, in_bed, out=np.full(in_bed.shape, np.nan), where=scored)
    columns = {"in_bed_minutes": in_bed, "asleep_minutes": np.where(scored, asleep, np.nan), "score": 100 * share}
    return pd.DataFrame({**columns, "status": status, "reason": reason})


def weekly_mean(scores) -> pd.DataFrame:
    """Mean of the nights of each week: weeks × 7 scores, NaN where a night has none.

    Returns `score`, `n_nights`, `status`, `reason`; not scored with fewer than 4 nights.
    """
    nights = np.atleast_2d(np.asarray(scores, dtype=float))
    count = (~np.isnan(nights)).sum(axis=1)
    enough = count >= NIGHTS_NEEDED
    mean = np.divide(np.nansum(nights, axis=1), count, out=np.full(len(nights), np.nan), where=enough)
    status = np.where(enough, ScoreStatus.SCORED.value, ScoreStatus.NOT_SCORED.value).astype(object)
    reason = ["" if e else f"{n} of 7 nights have a sleep efficiency; a weekly mean needs {NIGHTS_NEEDED}." for n, e in zip(count, enough, strict=True)]
    return pd.DataFrame({"score": mean, "n_nights": count, "status": status, "reason": reason})


def weekly_sleep_efficiency(nights: pd.DataFrame) -> pd.DataFrame:
    """Weekly means of each person, weeks from Monday to Sunday by the morning on which the night ended.

    Calendar weeks do not depend on which nights have arrived so far. A night given twice with one
    value counts once; with two values it is in conflict and counts as missing.

    Args:
        nights: `patient`, `on_date` (the morning) and `score` (NaN where the night has none).

    Returns:
        `patient`, `on_date` (the last night that counted, else the last of the week), `score`,
        `n_nights`, `status`, `reason`; ordered by patient and date.
    """
    counted = _one_score_each(nights)
    day = counted["on_date"].dt.day_of_week
    counted["week"] = counted["on_date"] - pd.to_timedelta(day, unit="D")
    grid = counted.set_index(["patient", "week", day])["score"].unstack().reindex(columns=range(7))
    weeks = counted.assign(scored_on=counted["on_date"].where(counted["score"].notna())).groupby(["patient", "week"])
    last = weeks["scored_on"].max().fillna(weeks["on_date"].max())
    keys = pd.DataFrame({"patient": grid.index.get_level_values("patient"), "on_date": last.dt.date.to_numpy()})
    return pd.concat([keys, weekly_mean(grid.to_numpy())], axis=1)


def _one_score_each(nights: pd.DataFrame) -> pd.DataFrame:
    """One row per person and morning; NaN where its rows disagree."""
    table = nights.assign(on_date=pd.to_datetime(nights["on_date"]))
    spread = table.groupby(["patient", "on_date"])["score"].agg(["min", "max"])
    return spread["min"].where(spread["min"] == spread["max"]).rename("score").reset_index()


def _minutes(clock: pd.Series) -> np.ndarray:
    return np.array([t.hour * 60 + t.minute + t.second / 60 if isinstance(t, time) else np.nan for t in clock], dtype=float)


def _minutes_between(start: pd.Series, end: pd.Series) -> np.ndarray:
    """Minutes from one clock time to the next occurrence of another, across midnight where needed."""
    return (_minutes(end) - _minutes(start)) % _DAY


def _after_waking(diary: pd.DataFrame, in_bed: np.ndarray) -> np.ndarray:
    """Minutes in bed after the final awakening: 0 where the diary does not ask; beyond the night where times contradict."""
    if "wake_time" not in diary:
        return np.zeros(len(diary))
    after = _minutes_between(diary["wake_time"], diary["rise_time"])
    return np.where(np.isnan(after), 0.0, after)


def _judge(in_bed, onset, awake, after, asleep) -> tuple[np.ndarray, np.ndarray]:
    missing = np.isnan(in_bed) | np.isnan(onset) | np.isnan(awake)
    with np.errstate(invalid="ignore"):
        faults = (
            (asleep < 0, ScoreStatus.INVALID, "The night has more minutes awake than in bed."),
            ((onset < 0) | (awake < 0) | (after < 0), ScoreStatus.INVALID, "Minutes awake cannot be below 0."),
            (in_bed > LONGEST_IN_BED, ScoreStatus.INVALID, "More than 18 hours in bed; was a 12-hour clock time meant?"),
            (in_bed <= 0, ScoreStatus.INVALID, "Bed time and rise time are the same."),
            (missing, ScoreStatus.NOT_SCORED, "A part of the night is missing: bed time, rise time, sleep onset or wake after onset."),
        )
    status = np.full(in_bed.shape, ScoreStatus.SCORED.value, dtype=object)
    reason = np.full(in_bed.shape, "", dtype=object)
    for faulty, name, sentence in faults:
        status[faulty], reason[faulty] = name.value, sentence
    return status, reason
