"""Exports of wearables: the format `wearable`. Each device has its own file; this one opens the export and asks it."""

import re
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


_MEMBERS = {
    "apple_health": r"export.*\.xml",
    "fitbit": r"(steps|sleep)-\d{4}-\d\d-\d\d\.json",
    "garmin": r"UDSFile_.*\.json|.*_sleepData\.json",
    "withings": r"aggregates_\w+\.csv",
}
"""Names of files that only this device's archive holds. Tables and single answers tell their device by the mapping alone."""
_APPLE_ROOT = b"<HealthData"
_START_BYTES = 16_384


def looks_like_export(path: Path, mapping: WearableMapping) -> bool:
    """Whether a file is an archive (or Apple's XML) of the mapping's device, by what it holds.

    Raises:
        SourceError: it cannot be opened.
    """
    if mapping.device not in _MEMBERS:
        return False
    wanted = re.compile(_MEMBERS[mapping.device])
    members = members_of(path)
    if mapping.device == "apple_health":
        own = [member for member in members if not member.name or wanted.fullmatch(member.base_name)]
        return any(_begins_with_root(member) for member in own[:3])
    return any(member.name and wanted.fullmatch(member.base_name) for member in members)


def _begins_with_root(member: Member) -> bool:
    with member.open() as stream:
        return _APPLE_ROOT in stream.read(_START_BYTES)


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
