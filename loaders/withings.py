"""Withings: the account's archive (a zip of CSV files), or its sleep.csv.

`aggregates_steps.csv` and `aggregates_distance.csv` are date,value (steps, metres) by day; `sleep.csv` has from, to,
light (s), deep (s), rem (s), awake (s), Duration to sleep (s) and more (the archive's own README, as quoted by public
readers of it). The columns of the English app are read. A table of date,value by itself does not say what it counts, so
the archive is loaded whole. Time in bed runs from `from` to `to`.
"""

from loaders.source_error import SourceError
from loaders.wearable_days import DeviceDays
from loaders.wearable_files import Member
from loaders.wearable_mapping import WearableMapping
from loaders.wearable_values import day, header_places, local_day, minutes_of, moment, number

_AGGREGATES = {"aggregates_steps.csv": "steps_day", "aggregates_distance.csv": "distance_day"}
_STAGES = ("light (s)", "deep (s)", "rem (s)")
_ONSET = "Duration to sleep (s)"


def read_withings(members: list[Member], mapping: WearableMapping, days: DeviceDays) -> None:
    """Steps and distance of days, and sleep of nights.

    Raises:
        SourceError: the file is no Withings export.
    """
    if len(members) == 1 and not members[0].name:
        _read_sleep(members[0], days)
        return
    known = [member for member in members if member.base_name in _AGGREGATES or member.base_name == "sleep.csv"]
    if not known:
        raise SourceError("The archive holds no aggregates_steps.csv and no sleep.csv; is it a Withings export?")
    for member in known:
        if member.base_name == "sleep.csv":
            _read_sleep(member, days)
        else:
            _read_days(member, _AGGREGATES[member.base_name], days)


def _read_days(member: Member, measure: str, days: DeviceDays) -> None:
    table = member.table()
    places = header_places(table[0][1] if table else [], ("date", "value"), member.told)
    for line, cells in table[1:]:
        if not any(cells):
            continue
        days.lines_read += 1
        on_date = day(_cell(cells, places["date"])[:10], ("%Y-%m-%d",))
        amount = number(_cell(cells, places["value"]))
        if on_date is None or amount is None:
            days.reject(line, None, "bad_line", "The line has no date or no number.")
        else:
            days.add_count(line, on_date, measure, amount)


def _read_sleep(member: Member, days: DeviceDays) -> None:
    table = member.table()
    header = table[0][1] if table else []
    places = header_places(header, ("from", "to", "light (s)", "deep (s)"), member.told)
    optional = {name: header.index(name) for name in ("rem (s)", _ONSET) if header.count(name) == 1}
    places |= optional
    for line, cells in table[1:]:
        if not any(cells):
            continue
        days.lines_read += 1
        start, end = (moment(_cell(cells, places[name]), days.time_zone) for name in ("from", "to"))
        on_date = local_day(end, days.time_zone) if end else None
        if start is None or end is None or on_date is None:
            days.reject(line, None, "bad_date", "The sleep has no start and end that can be read.")
            continue
        stages = [number(_cell(cells, places[name])) for name in _STAGES if name in places]
        known = [seconds for seconds in stages if seconds is not None]
        asleep = sum(known) / 60 if len(known) == len(stages) else None
        onset = minutes_of(number(_cell(cells, places[_ONSET]))) if _ONSET in places else None
        days.add_night(line, on_date, asleep, (end - start).total_seconds() / 60, onset)


def _cell(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
