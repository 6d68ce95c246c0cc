"""Exports of wearables: the format `wearable`. Each device has its own file; this one opens the export and asks it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from domain.clinic import Clinic
from loaders.actigraph import read_actigraph
from loaders.apple_health import read_apple_health
from loaders.fitbit import read_fitbit
from loaders.garmin import read_garmin
from loaders.ggir import read_ggir
from loaders.oura import read_oura
from loaders.parts import Parts
from loaders.source_error import SourceError
from loaders.source_file import check_file
from loaders.wearable_days import DeviceDays
from loaders.wearable_files import Member, members_of
from loaders.wearable_mapping import RESEARCH, WearableMapping
from loaders.withings import read_withings

Read = Callable[[list[Member], WearableMapping, DeviceDays], None]

_READERS: dict[str, Read] = {
    "apple_health": read_apple_health,
    "fitbit": read_fitbit,
    "garmin": read_garmin,
    "oura": read_oura,
    "withings": read_withings,
    "actigraph": read_actigraph,
    "ggir": read_ggir,
}


def read_wearable(path: Path, mapping: WearableMapping, clinic: Clinic, today: date) -> Parts:
    """One row per day or night and measure, of occasion 'daily' and the device's series; the store makes the weeks.

    Raises:
        SourceError: the file cannot be read, or nobody is named for it.
    """
    check_file(path)
    if not mapping.patient and mapping.device not in RESEARCH:
        raise SourceError(f"Nobody is named for '{path}': give --patient, or put it into a folder of the link table.")
    members = members_of(path)
    if not members:
        raise SourceError(f"'{path}' is an empty archive.")
    days = DeviceDays(mapping.device, mapping.patient, mapping.wanted, today, clinic.clock.time_zone)
    _READERS[mapping.device](members, mapping, days)
    if not days.lines_read:
        raise SourceError(f"'{path}' holds no records.")
    return days.parts(mapping.registry)
