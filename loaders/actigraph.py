"""ActiGraph: the CSV files of ActiLife, daily totals and the details of sleep scoring; one person or several.

Sleep (one line a sleep period): "Subject Name", then either "In Bed Time" and "Out Bed Time" with date and time in one
cell, or with the date in "In Bed Date" and "Out Bed Date" beside them; "Latency", "Total Sleep Time" or "Total Sleep Time
(TST)", "WASO" or "Wake After Sleep Onset (WASO)", in minutes. Column names as in the data set of PhysioNet's MMASH and in
public re-implementations of ActiLife's batch export; the vendor's manual was not reached. Time in bed runs from in to out.

Daily totals name their step and wear columns by the chosen options, so the mapping names them: columns.steps and
columns.wear_minutes. "Subject" (or columns.patient) holds the person, "Date" the day.
"""

from datetime import datetime

from loaders.source_error import SourceError
from loaders.wearable_days import DeviceDays
from loaders.wearable_files import Member
from loaders.wearable_mapping import WearableMapping
from loaders.wearable_values import day, header_places, number

_IN, _OUT = "In Bed Time", "Out Bed Time"
_IN_DATE, _OUT_DATE = "In Bed Date", "Out Bed Date"
_ASLEEP = ("Total Sleep Time (TST)", "Total Sleep Time")
_AWAKE = ("Wake After Sleep Onset (WASO)", "WASO")
_SUBJECT = ("Subject Name", "Subject")
_CLOCKS = ("%I:%M:%S %p", "%I:%M %p", "%H:%M:%S", "%H:%M")


def read_actigraph(members: list[Member], mapping: WearableMapping, days: DeviceDays) -> None:
    """Steps of days with their wear time, or sleep of nights.

    Raises:
        SourceError: the file is no such table, or the mapping does not name its columns.
    """
    days.is_versioned = False
    for member in members:
        table = member.table(mapping.delimiter)
        header = table[0][1] if table else []
        person = _person_place(header, mapping, member)
        rows = [(line, cells) for line, cells in table[1:] if any(cells)]
        days.lines_read += len(rows)
        if _IN in header:
            _read_sleep(member, header, rows, person, mapping, days)
        else:
            _read_days(member, header, rows, person, mapping, days)


def _person_place(header: list[str], mapping: WearableMapping, member: Member) -> int | None:
    """Where the person of each line stands; None where the whole file belongs to one."""
    if mapping.patient:
        return None
    wanted = [mapping.columns["patient"]] if "patient" in mapping.columns else [n for n in _SUBJECT if n in header]
    if not wanted:
        raise SourceError(f"{member.told} has no column 'Subject Name' or 'Subject', and nobody is named for it.")
    return header_places(header, wanted[:1], member.told)[wanted[0]]


Rows = list[tuple[int, list[str]]]


def _read_sleep(member, header: list[str], rows: Rows, person, mapping: WearableMapping, days: DeviceDays) -> None:
    asleep_name, awake_name = _one_of(header, _ASLEEP), _one_of(header, _AWAKE)
    if asleep_name is None:
        raise SourceError(f"{member.told} has no column '{_ASLEEP[1]}'.")
    places = header_places(header, (_IN, _OUT, asleep_name), member.told)
    for line, cells in rows:
        patient = _patient(cells, person, mapping, line, days)
        if patient is None:
            continue
        start, end = (
            _stamp(header, cells, date_name, time_name, mapping)
            for date_name, time_name in ((_IN_DATE, _IN), (_OUT_DATE, _OUT))
        )
        if start is None or end is None:
            days.reject(
                line, _OUT, "bad_date", "The times in and out of bed cannot be read in the declared date format."
            )
            continue
        zone = days.time_zone
        in_bed = (end.replace(tzinfo=zone).timestamp() - start.replace(tzinfo=zone).timestamp()) / 60
        onset = number(_cell(cells, header.index("Latency"))) if header.count("Latency") == 1 else None
        awake = number(_cell(cells, header.index(awake_name))) if awake_name else None
        asleep = number(_cell(cells, places[asleep_name]))
        days.add_night(line, end.date(), asleep, in_bed, onset, awake, patient=patient)


def _read_days(member, header: list[str], rows: Rows, person, mapping: WearableMapping, days: DeviceDays) -> None:
    if "steps" not in mapping.columns or "wear_minutes" not in mapping.columns:
        raise SourceError(
            f"{member.told} holds days: the mapping must name columns.steps and columns.wear_minutes, "
            "because ActiLife calls them by the options chosen."
        )
    steps_name, wear_name = mapping.columns["steps"], mapping.columns["wear_minutes"]
    places = header_places(header, ("Date", steps_name, wear_name), member.told)
    for line, cells in rows:
        patient = _patient(cells, person, mapping, line, days)
        if patient is None:
            continue
        on_date = day(_cell(cells, places["Date"]), mapping.date_format)
        steps, wear = (number(_cell(cells, places[name])) for name in (steps_name, wear_name))
        if on_date is None or steps is None or wear is None:
            days.reject(
                line, None, "bad_line", "The line has no date in the declared format, no steps or no wear time."
            )
        else:
            days.add_count(line, on_date, "steps_day", steps, wear, patient=patient)


def _patient(cells: list[str], person: int | None, mapping: WearableMapping, line: int, days: DeviceDays) -> str | None:
    patient = mapping.patient if person is None else _cell(cells, person)
    if not patient:
        days.reject(line, None, "no_patient", "The line names no patient.")
    return patient or None


def _stamp(header, cells, date_name: str, time_name: str, mapping: WearableMapping) -> datetime | None:
    text = _cell(cells, header.index(time_name))
    if header.count(date_name) == 1:
        text = f"{_cell(cells, header.index(date_name))} {text}"
    for form in mapping.date_format:
        for clock in _CLOCKS:
            try:
                return datetime.strptime(text, f"{form} {clock}")
            except ValueError:
                continue
    return None


def _one_of(header: list[str], names: tuple[str, ...]) -> str | None:
    return next((name for name in names if header.count(name) == 1), None)


def _cell(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
