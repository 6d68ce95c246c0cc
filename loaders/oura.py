"""Oura: documents of the API (version 2) as JSON, and the CSV files of the account.

JSON as api.ouraring.com/v2/usercollection answers: {"data": [...]} of `daily_activity` (day, steps, non_wear_time in
seconds) or `sleep` (day, type, total_sleep_duration, time_in_bed, latency, in seconds); a plain list is read too. CSV with
the same names, or with those of the Trends page (date, Steps, Non-wear Time, Total Sleep Duration, Total Bedtime, Sleep
Latency). A sleep of type "long_sleep" is the night; a "deleted" one withdraws what an earlier export said of that night.
Fields: Oura's API description (read).

An activity day of Oura begins at 4 in the morning.
"""

from typing import Any

from loaders.source_error import SourceError
from loaders.wearable_days import DeviceDays
from loaders.wearable_files import Member
from loaders.wearable_mapping import WearableMapping
from loaders.wearable_values import day, minutes_of, number, records_of

_TRENDS = {
    "date": "day", "Steps": "steps", "Non-wear Time": "non_wear_time", "Total Sleep Duration": "total_sleep_duration",
    "Total Sleep Time": "total_sleep_duration", "Total Bedtime": "time_in_bed", "Sleep Latency": "latency",
}  # fmt: skip
_ACTIVITY, _SLEEP = "steps", "total_sleep_duration"
_DAY_MINUTES = 24 * 60
_IS_NIGHT = {"long_sleep": True, "late_nap": False, "rest": False}
"""Of Oura's types of sleep. "sleep" may be a short night, so that it counts where the day has no longer one."""


def read_oura(members: list[Member], mapping: WearableMapping, days: DeviceDays) -> None:
    """Steps of days and sleep of nights.

    Raises:
        SourceError: the file is no Oura export.
    """
    for member in [member for member in members if not member.name or member.name.lower().endswith((".json", ".csv"))]:
        is_json = member.text().lstrip()[:1] in ("{", "[")
        entries = _of_json(member) if is_json else _of_table(member, mapping)
        _read(entries, days)
    if not days.lines_read:
        raise SourceError(f"{members[0].told if members else 'The archive'} holds no days and no sleeps of Oura.")


def _of_json(member: Member) -> list[tuple[int | None, dict[str, Any]]]:
    value = member.json()
    if isinstance(value, dict):
        value = value.get("data", [value] if "day" in value else [])
    return [(None, entry) for entry in records_of(member, value)]


def _of_table(member: Member, mapping: WearableMapping) -> list[tuple[int | None, dict[str, Any]]]:
    table = member.table(mapping.delimiter)
    header = [_TRENDS.get(name, name) for name in (table[0][1] if table else [])]
    if "day" not in header or not {_ACTIVITY, _SLEEP} & set(header):
        if member.name:
            return []  # an account's archive holds many other tables
        raise SourceError(f"{member.told} has no column of days with steps or sleep; is it an Oura export?")
    for name in ("day", _ACTIVITY, _SLEEP):
        if header.count(name) > 1:
            raise SourceError(f"{member.told} has several columns for {name}.")
    return [(line, dict(zip(header, cells, strict=False))) for line, cells in table[1:] if any(cells)]


def _read(entries: list[tuple[int | None, dict[str, Any]]], days: DeviceDays) -> None:
    for place, entry in entries:
        if not {_ACTIVITY, _SLEEP} & entry.keys() and entry.get("type") != "deleted":
            continue  # another kind of document
        days.lines_read += 1
        line = place or days.lines_read
        on_date = day(entry.get("day"), ("%Y-%m-%d",))
        if on_date is None:
            days.reject(line, "day", "bad_date", "The entry has no day.")
            continue
        if entry.get(_ACTIVITY) not in (None, ""):
            _add_steps(line, on_date, entry, days)
        if entry.get(_SLEEP) not in (None, "") or entry.get("type") == "deleted":
            _add_sleep(line, on_date, entry, days)


def _add_steps(line: int, on_date, entry: dict[str, Any], days: DeviceDays) -> None:
    steps, away = number(entry[_ACTIVITY]), minutes_of(number(entry.get("non_wear_time")))
    if steps is None:
        days.reject(line, _ACTIVITY, "bad_number", "The steps are no number.")
    else:
        wear = None if away is None else _DAY_MINUTES - away
        days.add_count(line, on_date, "steps_day", steps, wear)


def _add_sleep(line: int, on_date, entry: dict[str, Any], days: DeviceDays) -> None:
    kind = entry.get("type")
    if kind == "deleted":
        days.withdraw_night(line, on_date)
        return
    asleep, in_bed, onset = (minutes_of(number(entry.get(name))) for name in (_SLEEP, "time_in_bed", "latency"))
    days.add_night(line, on_date, asleep, in_bed, onset, is_main=_IS_NIGHT.get(str(kind)))
