"""Garmin: the account's data export (a zip, or one JSON file of it) and Garmin Connect's report of steps (CSV).

`UDSFile_*.json` (DI-Connect-Aggregator) lists days: calendarDate, totalSteps, totalDistanceMeters. `*_sleepData.json`
(DI-Connect-Wellness) lists sleeps: calendarDate (the day on which it ended), deepSleepSeconds, lightSleepSeconds,
remSleepSeconds, awakeSleepSeconds. The names of files and fields are those that public readers of such exports agree on;
Garmin publishes no description. The report of steps is `,Actual,Goal` with one line a day.

Garmin's sleep begins when sleep begins: it does not know when the person lay down, so there is no sleep efficiency.
"""

import re
from datetime import date
from typing import Any

from loaders.source_error import SourceError
from loaders.wearable_days import DeviceDays
from loaders.wearable_files import Member
from loaders.wearable_mapping import WearableMapping
from loaders.wearable_values import day, number, records_of

_FILES = re.compile(r"(UDSFile_.*|.*_sleepData)\.json")
_STAGES = ("deepSleepSeconds", "lightSleepSeconds", "remSleepSeconds")
_STEPS_HEADER = ["", "Actual", "Goal"]


def read_garmin(members: list[Member], mapping: WearableMapping, days: DeviceDays) -> None:
    """Steps and distance of days, and sleep of nights.

    Raises:
        SourceError: the file is no Garmin export.
    """
    if len(members) == 1 and not members[0].name:
        (member,) = members
        if member.text().lstrip()[:1] == "[":
            _read_json(member, days)
        else:
            _read_steps_report(member, mapping, days)
        return
    chosen = [member for member in members if _FILES.fullmatch(member.base_name)]
    if not chosen:
        raise SourceError("The archive holds no UDSFile_….json and no …_sleepData.json; is it a Garmin export?")
    for member in chosen:
        _read_json(member, days)


def _read_json(member: Member, days: DeviceDays) -> None:
    for entry in records_of(member, member.json()):
        days.lines_read += 1
        on_date = _day(entry.get("calendarDate"))
        if on_date is None:
            days.reject(days.lines_read, "calendarDate", "bad_date", "The entry has no calendar date.")
        elif any(name in entry for name in (*_STAGES, "awakeSleepSeconds")):
            stages = [number(entry[name]) for name in _STAGES if entry.get(name) is not None]
            known = [seconds for seconds in stages if seconds is not None]
            asleep = sum(known) / 60 if known and len(known) == len(stages) else None
            days.add_night(days.lines_read, on_date, asleep)
        else:
            _add_day(entry, on_date, days)


def _add_day(entry: dict[str, Any], on_date: date, days: DeviceDays) -> None:
    steps, metres = number(entry.get("totalSteps")), number(entry.get("totalDistanceMeters"))
    if steps is None:
        days.reject(days.lines_read, "totalSteps", "empty", "The day has no number of steps.")
        return
    days.add_count(days.lines_read, on_date, "steps_day", steps)
    if metres is not None:
        days.add_count(days.lines_read, on_date, "distance_day", metres)


def _day(value: Any) -> date | None:
    """'2021-03-01', or in older exports {"date": "Mar 1, 2021 12:00:00 AM"}."""
    if isinstance(value, dict):
        return day(value.get("date"), ("%b %d, %Y %I:%M:%S %p",))
    return day(value, ("%Y-%m-%d",))


def _read_steps_report(member: Member, mapping: WearableMapping, days: DeviceDays) -> None:
    table = member.table()
    if not table or table[0][1] != _STEPS_HEADER:
        raise SourceError(f"{member.told} is no Garmin report of steps: its first line is not ',Actual,Goal'.")
    for line, cells in table[1:]:
        if not any(cells):
            continue
        days.lines_read += 1
        on_date = day(cells[0], mapping.date_format)
        steps = number(cells[1]) if len(cells) > 1 else None
        if on_date is None or steps is None:
            days.reject(line, None, "bad_line", "The line has no date in the declared format, or no number of steps.")
        else:
            days.add_count(line, on_date, "steps_day", steps)
