"""GGIR: the nights of part 4 and the days of part 5, one person or several.

`part4_nightsummary_sleep_cleaned.csv`: ID, calendar_date (the day on which the night started; the morning is the day
after), SleepDurationInSpt and WASO in hours, fraction_night_invalid; guider_inbedDuration and sleeplatency (hours) only
where a log of time in bed was used. Then, and only then, is there a sleep efficiency: GGIR's sleep period begins with
sleep. `part5_daysummary_MM_*.csv`: calendar_date, dur_day_spt_min, nonwear_perc_day_spt; GGIR counts no steps itself, so
the mapping names the column of the step function that was used (columns.steps). Variables: GGIR's vignette "GGIR output"
(read).

An ID is taken as the record number, leading zeros kept.
"""

from datetime import date, timedelta

from loaders.source_error import SourceError
from loaders.wearable_days import DeviceDays
from loaders.wearable_files import Member
from loaders.wearable_mapping import WearableMapping
from loaders.wearable_values import day, header_places, number

_ASLEEP, _WASO, _IN_BED, _LATENCY = "SleepDurationInSpt", "WASO", "guider_inbedDuration", "sleeplatency"
_INVALID = "fraction_night_invalid"
_SPAN, _NONWEAR = "dur_day_spt_min", "nonwear_perc_day_spt"
_DATES = ("%Y-%m-%d", "%d/%m/%Y")
"""GGIR writes one or the other, depending on its version; they cannot be confused."""
_MOST_INVALID = 1 / 3
"""Of a night: GGIR's own default asks for 16 valid hours of 24."""


def read_ggir(members: list[Member], mapping: WearableMapping, days: DeviceDays) -> None:
    """Sleep of nights (part 4), or steps of days (part 5, midnight to midnight).

    Raises:
        SourceError: the file is neither, or the mapping does not name its step column.
    """
    days.is_versioned = False
    for member in members:
        table = member.table(mapping.delimiter)
        header = [name.strip('"') for name in (table[0][1] if table else [])]
        rows = [(line, cells) for line, cells in table[1:] if any(cells)]
        days.lines_read += len(rows)
        if _ASLEEP in header:
            _read_nights(member, header, rows, mapping, days)
        elif _SPAN in header:
            _read_days(member, header, rows, mapping, days)
        else:
            raise SourceError(
                f"{member.told} has neither the column '{_ASLEEP}' nor '{_SPAN}'; is it GGIR's part 4 or 5?"
            )


Rows = list[tuple[int, list[str]]]


def _read_nights(member: Member, header: list[str], rows: Rows, mapping: WearableMapping, days: DeviceDays) -> None:
    places = _places(member, header, mapping, (_ASLEEP, _WASO))
    places |= {name: header.index(name) for name in (_IN_BED, _LATENCY, _INVALID) if header.count(name) == 1}
    for line, cells in rows:
        patient, started = _who_and_when(cells, places, mapping, line, days)
        if started is None:
            continue
        invalid = _value(cells, places, _INVALID)
        if invalid is not None and invalid > _MOST_INVALID:
            days.reject(line, _INVALID, "not_worn", f"{invalid:.0%} of the night's data are invalid.")
            continue
        hours = {name: _value(cells, places, name) for name in (_ASLEEP, _WASO, _IN_BED, _LATENCY)}
        minutes = {name: None if value is None else value * 60 for name, value in hours.items()}
        days.add_night(
            line, started + timedelta(days=1), minutes[_ASLEEP], minutes[_IN_BED], minutes[_LATENCY], minutes[_WASO],
            patient=patient,
        )  # fmt: skip


def _read_days(member: Member, header: list[str], rows: Rows, mapping: WearableMapping, days: DeviceDays) -> None:
    if "steps" not in mapping.columns:
        raise SourceError(
            f"{member.told} holds days: the mapping must name columns.steps, the column of the step counter."
        )
    steps_name = mapping.columns["steps"]
    places = _places(member, header, mapping, (steps_name, _SPAN, _NONWEAR, "window"))
    for line, cells in rows:
        patient, on_date = _who_and_when(cells, places, mapping, line, days)
        if on_date is None:
            continue
        if _text(cells, places, "window") != "MM":
            days.reject(
                line, "window", "bad_line", "The window does not run from midnight to midnight; load the MM file."
            )
            continue
        steps, span, away = (_value(cells, places, name) for name in (steps_name, _SPAN, _NONWEAR))
        if steps is None or span is None or away is None:
            days.reject(line, None, "bad_number", "The day has no steps, no length or no share of wear.")
        else:
            days.add_count(line, on_date, "steps_day", steps, span * (1 - away / 100), patient=patient)


def _places(member: Member, header: list[str], mapping: WearableMapping, wanted: tuple[str, ...]) -> dict[str, int]:
    person = () if mapping.patient else (mapping.columns.get("patient", "ID"),)
    places = header_places(header, (*person, "calendar_date", *wanted), member.told)
    return places | ({"": places[person[0]]} if person else {})


def _who_and_when(
    cells: list[str], places: dict[str, int], mapping: WearableMapping, line: int, days: DeviceDays
) -> tuple[str, date | None]:
    """(patient, calendar date); no date where the line was rejected."""
    patient = mapping.patient or _text(cells, places, "")
    if not patient:
        days.reject(line, None, "no_patient", "The line names no patient.")
        return "", None
    found = day(_text(cells, places, "calendar_date"), _DATES)
    if found is None or found.year > 9990:
        days.reject(line, "calendar_date", "bad_date", "The calendar date cannot be read.")
        return patient, None
    return patient, found


def _text(cells: list[str], places: dict[str, int], name: str) -> str:
    return cells[places[name]] if places[name] < len(cells) else ""


def _value(cells: list[str], places: dict[str, int], name: str) -> float | None:
    return number(_text(cells, places, name)) if name in places else None
