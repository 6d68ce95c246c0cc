"""Fitbit: the account archive (Google Takeout or fitbit.com, a zip of JSON files) and the CSV export.

JSON: `steps-YYYY-MM-DD.json` is a list of {"dateTime": "MM/DD/YY HH:MM:SS", "value": "12"}, one entry a minute;
`sleep-YYYY-MM-DD.json` a list of sleeps with dateOfSleep, minutesAsleep, timeInBed, mainSleep. Accounts differ in whether
the times of steps are UTC or local, and the file does not say: the mapping does (`step_clock`). A steps file by itself
looks like one of calories or distance, so the archive is loaded whole.

CSV: sections of one title line ("Activities", "Sleep"), one header line, lines until an empty one; numbers with commas
(described at github.com/sleepdiary/core, src/Fitbit: read). `Distance` is in the unit of the account (`distance_unit`).

Efficiency is minutes asleep / time in bed; Fitbit's own "efficiency" is another quantity and is not read.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from loaders.source_error import SourceError
from loaders.wearable_days import DeviceDays
from loaders.wearable_files import Member
from loaders.wearable_mapping import WearableMapping
from loaders.wearable_values import day, header_places, local_day, number, records_of

_STEPS = re.compile(r"steps-\d{4}-\d\d-\d\d\.json")
_SLEEP = re.compile(r"sleep-\d{4}-\d\d-\d\d\.json")
_METRES = {"km": 1000.0, "mi": 1609.344}
_SLEEP_TIMES = ("%I:%M%p", "%I:%M %p", "%H:%M")


def read_fitbit(members: list[Member], mapping: WearableMapping, days: DeviceDays) -> None:
    """Steps of whole days and sleep of nights.

    Raises:
        SourceError: the file is no Fitbit export, or the mapping does not say what it leaves open.
    """
    if len(members) == 1 and not members[0].name:
        (member,) = members
        if member.text().lstrip()[:1] == "[":
            _read_sleep(member, days)
        else:
            _read_csv(member, mapping, days)
        return
    steps = [member for member in members if _STEPS.fullmatch(member.base_name)]
    sleeps = [member for member in members if _SLEEP.fullmatch(member.base_name)]
    if not steps and not sleeps:
        raise SourceError("The archive holds no steps-….json and no sleep-….json; is it a Fitbit archive?")
    if steps and days.wants("steps_day"):
        _read_steps(steps, mapping, days)
    for member in sleeps:
        _read_sleep(member, days)


def _read_steps(members: list[Member], mapping: WearableMapping, days: DeviceDays) -> None:
    if mapping.step_clock is None:
        raise SourceError(
            "The archive does not say whether its steps are in UTC or local time: compare one day with the app and write "
            'step_clock = "utc" or step_clock = "local" into the mapping.'
        )
    totals: dict[date, float] = {}
    lines: dict[date, int] = {}
    seen: dict[str, float] = {}
    for line, minute, value in _minutes(members, days):
        on_date = _step_day(minute, mapping.step_clock, days)
        if on_date is None or value is None or value < 0:
            days.reject(line, None, "bad_number", "The entry has no time and count that can be read.")
        elif minute in seen:
            if seen[minute] != value:
                days.reject(line, None, "bad_line", "Two counts for one minute; the first one holds.")
        else:
            seen[minute] = value
            totals[on_date] = totals.get(on_date, 0.0) + value
            lines.setdefault(on_date, line)
    first = min(totals, default=None)
    for on_date, total in sorted(totals.items()):
        if on_date == first and mapping.step_clock == "utc":
            sentence = "The first day of an export in UTC begins at another hour than the local day."
            days.reject(lines[on_date], None, "partial_day", sentence)
        else:
            days.add_count(lines[on_date], on_date, "steps_day", total)


def _minutes(members: list[Member], days: DeviceDays) -> Iterator[tuple[int, str, float | None]]:
    for member in members:
        for entry in records_of(member, member.json()):
            days.lines_read += 1
            yield days.lines_read, str(entry.get("dateTime", "")), number(entry.get("value"))


def _step_day(minute: str, clock: str, days: DeviceDays) -> date | None:
    try:
        stamp = datetime.strptime(minute, "%m/%d/%y %H:%M:%S")
    except ValueError:
        return None
    return stamp.date() if clock == "local" else local_day(stamp.replace(tzinfo=UTC), days.time_zone)


def _read_sleep(member: Member, days: DeviceDays) -> None:
    entries = records_of(member, member.json())
    if entries and not any("dateOfSleep" in entry for entry in entries):
        raise SourceError(f"{member.told} is no list of Fitbit sleeps; load steps with the whole archive.")
    for entry in entries:
        days.lines_read += 1
        on_date = day(entry.get("dateOfSleep"), ("%Y-%m-%d",))
        if on_date is None:
            days.reject(days.lines_read, "dateOfSleep", "bad_date", "The sleep has no date.")
            continue
        main: Any = entry.get("mainSleep")
        days.add_night(
            days.lines_read, on_date, number(entry.get("minutesAsleep")), number(entry.get("timeInBed")),
            is_main=main if isinstance(main, bool) else None,
        )  # fmt: skip


def _read_csv(member: Member, mapping: WearableMapping, days: DeviceDays) -> None:
    found = False
    for title, header, rows in _sections(member.table()):
        if title == "Activities":
            found = True
            _read_activities(member, header, rows, mapping, days)
        elif title == "Sleep":
            found = True
            _read_sleep_rows(member, header, rows, mapping, days)
        else:
            days.lines_read += len(rows)
    if not found:
        raise SourceError(f"{member.told} has no section 'Activities' or 'Sleep'; is it a Fitbit export?")


Rows = list[tuple[int, list[str]]]


def _sections(table: Rows) -> Iterator[tuple[str, list[str], Rows]]:
    """(title, header, rows) of each section."""
    place = 0
    while place < len(table):
        cells = [cell for cell in table[place][1] if cell]
        if len(cells) != 1 or place + 1 >= len(table):
            place += 1
            continue
        header, rows = table[place + 1][1], []
        place += 2
        while place < len(table) and sum(map(bool, table[place][1])) > 1:
            rows.append(table[place])
            place += 1
        yield cells[0], header, rows


def _read_activities(member: Member, header: list[str], rows: Rows, mapping: WearableMapping, days: DeviceDays) -> None:
    places = header_places(header, ("Date", "Steps"), member.told)
    factor = _METRES.get(mapping.distance_unit or "")
    if days.wants("distance_day") and factor is None and "Distance" in header:
        days.notes.append("Distances were not read: the mapping does not say distance_unit, 'km' or 'mi'.")
    for line, cells in rows:
        days.lines_read += 1
        on_date = day(_cell(cells, places["Date"]), mapping.date_format)
        steps = number(_cell(cells, places["Steps"]))
        if on_date is None or steps is None:
            days.reject(line, "Date", "bad_date", "The line has no date in the declared format, or no number of steps.")
            continue
        days.add_count(line, on_date, "steps_day", steps)
        if factor and days.wants("distance_day") and header.count("Distance") == 1:
            distance = number(_cell(cells, header.index("Distance")))
            if distance is None:
                days.reject(line, "Distance", "bad_number", "The distance is no number.")
            else:
                days.add_count(line, on_date, "distance_day", round(distance * factor, 1))


def _read_sleep_rows(member: Member, header: list[str], rows: Rows, mapping: WearableMapping, days: DeviceDays) -> None:
    places = header_places(header, ("End Time", "Minutes Asleep", "Time in Bed"), member.told)
    formats = [f"{form} {clock}" for form in mapping.date_format for clock in _SLEEP_TIMES]
    for line, cells in rows:
        days.lines_read += 1
        on_date = day(_cell(cells, places["End Time"]).upper(), formats)
        if on_date is None:
            days.reject(line, "End Time", "bad_date", "The end of the sleep has no date in the declared format.")
            continue
        asleep, in_bed = (number(_cell(cells, places[name])) for name in ("Minutes Asleep", "Time in Bed"))
        days.add_night(line, on_date, asleep, in_bed)


def _cell(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
