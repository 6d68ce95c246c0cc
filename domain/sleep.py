"""Sleep from a diary: efficiency, total sleep time, onset latency, wake after sleep onset.

Time in bed runs from bed time to rise time, as it elapses in the clinic's time zone, so that the night on
which the clocks change is an hour shorter or longer. Total sleep time = time in bed − sleep onset latency −
wake after sleep onset, and, where the diary gives the final awakening, − the time in bed after it. Efficiency
= 100 × total sleep time / time in bed (PMC9672415, Table 1): the denominator is time in bed, not the sleep
episode. Wake after sleep onset ends with the final awakening; diaries differ in that (Carney 2012). A blank
part is never taken as 0 minutes.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from domain.measures.sources import SLEEP_ARITHMETIC
from domain.scoring import ScoreStatus
from domain.source import RECALLED, Source

SOURCE = SLEEP_ARITHMETIC
CARNEY_2012 = Source(
    "The Consensus Sleep Diary: standardizing prospective sleep self-monitoring (Carney et al., Sleep 35(2):287)",
    2012, doi="10.5665/sleep.1642", verified=True, how="introduction read in a copy; DOI from memory",
)  # fmt: skip
DENOMINATOR = "time in bed"
NIGHTS_NEEDED = 4
"""Of the seven nights of a week."""
NIGHTS_SOURCE = RECALLED

LONGEST_IN_BED = 18 * 60
"""Minutes. Beyond it a 12-hour clock time is the likelier reading, so the night asks to be looked at."""

NIGHT_COLUMN = {
    "sleep_efficiency": "score",
    "sleep_tst": "asleep_minutes",
    "sleep_sol": "onset_minutes",
    "sleep_waso": "awake_minutes",
}
"""For each measure of sleep the column of `night` that holds its nightly value."""

_IN_WORDS = {
    "sleep_efficiency": "a sleep efficiency", "sleep_tst": "a total sleep time", "sleep_sol": "a sleep onset latency",
    "sleep_waso": "a wake time after sleep onset",
}  # fmt: skip

_DAY = 24 * 60


def night(diary: pd.DataFrame, time_zone: ZoneInfo | None = None) -> pd.DataFrame:
    """The sleep of each night of a diary.

    Args:
        diary: `bed_time`, `rise_time` and optionally `wake_time` (final awakening) as `datetime.time`
            or None, clock times that may lie either side of midnight; `sleep_onset_minutes` and
            `wake_after_minutes` as numbers; with a time zone also `on_date`, the morning as `datetime.date`.
        time_zone: where the person slept. Without it every day counts 24 hours.

    Returns:
        Same index: `in_bed_minutes`, `asleep_minutes`, `onset_minutes`, `awake_minutes`, `score` (efficiency
        in %), `status` (scored, not_scored, invalid) and `reason`. Where a part is missing, the parts that are
        stated stand; an invalid night has none.
    """
    in_bed = _minutes_between(diary, "bed_time", "rise_time", time_zone)
    after_waking = _after_waking(diary, time_zone)
    found = sleep_efficiency(in_bed, diary["sleep_onset_minutes"], diary["wake_after_minutes"], after_waking)
    unclear = np.isnan(in_bed) & _both_stated(diary, "bed_time", "rise_time")
    found.loc[unclear & (found["status"] == ScoreStatus.NOT_SCORED.value).to_numpy(), "reason"] = _UNCLEAR
    return found.set_axis(diary.index)


_MISSING = "A part of the night is missing: bed time, rise time, sleep onset, wake after onset or final awakening."
_UNCLEAR = "A time of this night came twice or not at all, because the clocks changed; its length is not known."


def sleep_efficiency(in_bed_minutes, sleep_onset_minutes, wake_after_minutes, after_waking_minutes=0.0) -> pd.DataFrame:
    """The sleep of nights whose time in bed is known, in minutes. Columns as in `night`."""
    parts = (in_bed_minutes, sleep_onset_minutes, wake_after_minutes, after_waking_minutes)
    in_bed, onset, awake, after = np.broadcast_arrays(*(np.atleast_1d(np.asarray(part, dtype=float)) for part in parts))
    asleep = in_bed - onset - awake - after
    status, reason = _judge(in_bed, onset, awake, after, asleep)
    scored, valid = status == ScoreStatus.SCORED.value, status != ScoreStatus.INVALID.value
    share = np.divide(asleep, in_bed, out=np.full(in_bed.shape, np.nan), where=scored)
    columns = {
        "in_bed_minutes": in_bed, "asleep_minutes": np.where(scored, asleep, np.nan), "onset_minutes": np.where(valid, onset, np.nan),
        "awake_minutes": np.where(valid, awake, np.nan), "score": 100 * share,
    }  # fmt: skip
    return pd.DataFrame({**columns, "status": status, "reason": reason})


def weekly_mean(scores, measure: str = "sleep_efficiency") -> pd.DataFrame:
    """Mean of the nights of each week: weeks × 7 scores, NaN where a night has none. `measure` names them in the reason.

    Returns `score`, `n_nights`, `status`, `reason`; not scored with fewer than 4 nights.
    """
    nights = np.atleast_2d(np.asarray(scores, dtype=float))
    count = (~np.isnan(nights)).sum(axis=1)
    enough = count >= NIGHTS_NEEDED
    mean = np.divide(np.nansum(nights, axis=1), count, out=np.full(len(nights), np.nan), where=enough)
    status = np.where(enough, ScoreStatus.SCORED.value, ScoreStatus.NOT_SCORED.value).astype(object)
    reason = [
        "" if e else f"{n} of 7 nights have {_IN_WORDS[measure]}; a weekly mean needs {NIGHTS_NEEDED}."
        for n, e in zip(count, enough, strict=True)
    ]
    return pd.DataFrame({"score": mean, "n_nights": count, "status": status, "reason": reason})


def weekly_sleep(nights: pd.DataFrame, measure: str = "sleep_efficiency") -> pd.DataFrame:
    """Weekly means of one measure of each person, weeks from Monday to Sunday by the morning on which the night ended.

    Calendar weeks do not depend on which nights have arrived so far. A night given twice with one
    value counts once; with two values it is in conflict and counts as missing.

    Args:
        nights: `patient`, `on_date` (the morning) and the columns of `night`.
        measure: sleep_efficiency, sleep_tst, sleep_sol or sleep_waso.

    Returns:
        `patient`, `on_date` (the last night that counted, else the last of the week), `score`,
        `n_nights`, `status`, `reason`; ordered by patient and date.
    """
    counted = _one_score_each(nights.assign(score=nights[NIGHT_COLUMN[measure]]))
    day = counted["on_date"].dt.day_of_week
    counted["week"] = counted["on_date"] - pd.to_timedelta(day, unit="D")
    grid = counted.set_index(["patient", "week", day])["score"].unstack().reindex(columns=range(7))
    weeks = counted.assign(scored_on=counted["on_date"].where(counted["score"].notna())).groupby(["patient", "week"])
    last = weeks["scored_on"].max().fillna(weeks["on_date"].max())
    keys = pd.DataFrame({"patient": grid.index.get_level_values("patient"), "on_date": last.dt.date.to_numpy()})
    return pd.concat([keys, weekly_mean(grid.to_numpy(), measure)], axis=1)


def weekly_sleep_efficiency(nights: pd.DataFrame) -> pd.DataFrame:
    """`weekly_sleep` of efficiencies: `nights` needs `patient`, `on_date` and `score` only."""
    return weekly_sleep(nights)


def _one_score_each(nights: pd.DataFrame) -> pd.DataFrame:
    """One row per person and morning; NaN where its rows disagree."""
    table = nights.assign(on_date=pd.to_datetime(nights["on_date"]))
    spread = table.groupby(["patient", "on_date"])["score"].agg(["min", "max"])
    return spread["min"].where(spread["min"] == spread["max"]).rename("score").reset_index()


# Clock times


def _minutes(clock: pd.Series) -> np.ndarray:
    return np.array(
        [t.hour * 60 + t.minute + t.second / 60 if isinstance(t, time) else np.nan for t in clock], dtype=float
    )


def _both_stated(diary: pd.DataFrame, *names: str) -> np.ndarray:
    return np.logical_and.reduce([~np.isnan(_minutes(diary[name])) for name in names])


def _minutes_between(diary: pd.DataFrame, start: str, end: str, time_zone: ZoneInfo | None) -> np.ndarray:
    """Minutes from one clock time to the next occurrence of another, across midnight where needed.

    `end` lies on the morning `on_date`. NaN where a time is missing, or came twice or not at all on that night.
    """
    by_clock = (_minutes(diary[end]) - _minutes(diary[start])) % _DAY
    if time_zone is None:
        return by_clock
    changed = diary["on_date"].map(_once(lambda day: _clocks_change(day, time_zone))).to_numpy(dtype=bool)
    for row in np.flatnonzero(changed & ~np.isnan(by_clock)):
        by_clock[row] = _elapsed(diary["on_date"].iloc[row], diary[end].iloc[row], by_clock[row], time_zone)
    return by_clock


def _once(judge: Callable[[date], bool]) -> Callable[[object], bool]:
    """`judge` of each distinct day, asked once; False where there is no day."""
    known: dict[object, bool] = {}

    def look_up(day: object) -> bool:
        if day not in known:
            known[day] = isinstance(day, date) and not pd.isna(day) and judge(day)
        return known[day]

    return look_up


def _clocks_change(morning: date, time_zone: ZoneInfo) -> bool:
    """Whether the clocks change between the start of the day before and the end of `morning`."""
    ends = (morning - timedelta(days=1), morning + timedelta(days=1))
    first, last = (datetime.combine(day, time(), time_zone).utcoffset() for day in ends)
    return first != last


def _elapsed(morning: date, end: time, by_clock: float, time_zone: ZoneInfo) -> float:
    finish = datetime.combine(morning, end)
    moments = [moment.replace(tzinfo=time_zone) for moment in (finish - timedelta(minutes=by_clock), finish)]
    if any(moment.utcoffset() != moment.replace(fold=1).utcoffset() for moment in moments):
        return np.nan
    start, stop = (moment.timestamp() for moment in moments)
    return (stop - start) / 60


def _after_waking(diary: pd.DataFrame, time_zone: ZoneInfo | None) -> np.ndarray:
    """Minutes in bed after the final awakening: 0 where the diary does not ask, NaN where it does and nothing is stated;
    beyond the night where times contradict."""
    return (
        _minutes_between(diary, "wake_time", "rise_time", time_zone) if "wake_time" in diary else np.zeros(len(diary))
    )


# Judging nights


def _judge(in_bed, onset, awake, after, asleep) -> tuple[np.ndarray, np.ndarray]:
    missing = np.isnan(asleep)
    known_awake = np.nansum([onset, awake, after], axis=0)
    with np.errstate(invalid="ignore"):
        faults = (
            (missing, ScoreStatus.NOT_SCORED, _MISSING),
            (known_awake > in_bed, ScoreStatus.INVALID, "The night has more minutes awake than in bed."),
            ((onset < 0) | (awake < 0) | (after < 0), ScoreStatus.INVALID, "Minutes awake cannot be below 0."),
            (
                in_bed > LONGEST_IN_BED,
                ScoreStatus.INVALID,
                "More than 18 hours in bed; was a 12-hour clock time meant?",
            ),
            (in_bed <= 0, ScoreStatus.INVALID, "Bed time and rise time are the same."),
        )
    status = np.full(in_bed.shape, ScoreStatus.SCORED.value, dtype=object)
    reason = np.full(in_bed.shape, "", dtype=object)
    for faulty, name, sentence in faults:
        status[faulty], reason[faulty] = name.value, sentence
    return status, reason
