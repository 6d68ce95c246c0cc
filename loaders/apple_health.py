"""Apple Health's "Export All Health Data": export.zip, or the export.xml in it, read as a stream.

Elements and identifiers as Apple documents them (HealthKit: HKQuantityTypeIdentifier, HKCategoryValueSleepAnalysis,
HKMetadataKeyWasUserEntered); the file itself is an `HealthData` element with `ExportDate`, `Me` and `Record` elements
under an internal document type, which some versions of iOS write with errors. So the document type is not parsed: it is
skipped, unless it declares an entity or points elsewhere; then the file is refused.

A source's name is often its owner's ("Maria's Apple Watch"): it orders sources, and is neither kept nor repeated.
"""

import re
from array import array
from datetime import UTC, date, datetime
from math import isnan, nan
from typing import IO
from xml.parsers import expat

import numpy as np
import pandas as pd

from domain.device_counts import daily_counts
from domain.device_nights import ASLEEP, AWAKE, IN_BED, nights
from loaders.how_far import tell
from loaders.source_error import SourceError
from loaders.wearable_days import EARLIEST, DeviceDays
from loaders.wearable_files import Member
from loaders.wearable_mapping import WearableMapping
from loaders.wearable_values import number

_QUANTITY = "HKQuantityTypeIdentifier"
_COUNTS = {f"{_QUANTITY}StepCount": "steps_day", f"{_QUANTITY}DistanceWalkingRunning": "distance_day"}
_WALK_TEST = f"{_QUANTITY}SixMinuteWalkTestDistance"
_SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
_VALUE = "HKCategoryValueSleepAnalysis"
_STATES = {
    f"{_VALUE}InBed": IN_BED, f"{_VALUE}Asleep": ASLEEP, f"{_VALUE}AsleepUnspecified": ASLEEP, f"{_VALUE}AsleepCore": ASLEEP,
    f"{_VALUE}AsleepDeep": ASLEEP, f"{_VALUE}AsleepREM": ASLEEP, f"{_VALUE}Awake": AWAKE,
}  # fmt: skip
_STATE_CODES = (ASLEEP, AWAKE, IN_BED)
_METRES = {"m": 1.0, "km": 1000.0, "mi": 1609.344, "ft": 0.3048, "yd": 0.9144, "cm": 0.01}
_TYPED_IN = "HKWasUserEntered"

_CHUNK = 1 << 18
_MOST_PROLOGUE = 1 << 20
_MOST_ELEMENT = 8 << 20
_MOST_DEPTH = 32
_MOST_INTERVALS = 5_000_000
"""Of one kind, which bounds the memory to about 1.5 GB; ten years of phone and watch are about a million."""
_LONGEST_INTERVAL = 86_400.0
_LONGEST_ESTIMATE = 8 * 86_400.0
"""An estimate of the walking test may speak of a week."""
_ROOT = b"<HealthData"
_ENTITY = re.compile(rb"<!ENTITY|<!DOCTYPE\s+[^\[>]*\b(SYSTEM|PUBLIC)\b|<!ATTLIST[^>]*\bENTIT(Y|IES)\b", re.IGNORECASE)
_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")


def read_apple_health(members: list[Member], mapping: WearableMapping, days: DeviceDays) -> None:
    """Steps and walking distance of whole days, sleep of nights, and estimates of the six-minute walk.

    Raises:
        SourceError: there is no export in the file, or it is damaged or hostile.
    """
    export = _Export(days)
    member = _export_member(members)
    with member.open() as stream:
        _parse(stream, member, export)
    days.lines_read = export.ordinal
    days.version = export.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") if export.made_at else None
    last_day = export.made_at.astimezone(days.time_zone).date() if export.made_at else None
    for measure, records in export.counts.items():
        _add_counts(days, measure, records, export.ranks(), last_day)
    _add_nights(days, export.stretches, export.ranks())
    for line, on_date, metres in export.estimates:
        days.add_estimate(line, on_date, metres, "routine" if mapping.estimates_fill_checkpoints else "daily")
    if export.others:
        days.notes.append(f"{export.others} records of other kinds (heart rate and so on) were not read.")


def _add_counts(
    days: DeviceDays, measure: str, records: "_Intervals", ranks: np.ndarray, last_day: date | None
) -> None:
    for row in daily_counts(records.frame(ranks), days.time_zone).itertuples(index=False):
        amount = float(round(row.value)) if measure == "steps_day" else round(row.value, 1)
        if last_day is not None and row.on_date >= last_day:
            days.reject(int(row.line), None, "partial_day", "The day was not over when the export was made.")
        else:
            days.add_count(int(row.line), row.on_date, measure, amount, may_be_partial=last_day is None)


def _add_nights(days: DeviceDays, records: "_Intervals", ranks: np.ndarray) -> None:
    frame = records.frame(ranks)
    frame["state"] = [_STATE_CODES[int(code)] for code in frame["value"]]
    for night in nights(frame, days.time_zone):
        days.add_night(night.line, night.on_date, night.asleep_minutes, night.in_bed_minutes)


class _Intervals:
    """Records of one kind in flat arrays: 36 bytes a record where the file has about 400."""

    def __init__(self) -> None:
        self.start, self.end, self.value = array("d"), array("d"), array("d")
        self.source, self.line = array("l"), array("q")

    def add(self, start: float, end: float, value: float, source: int, line: int) -> None:
        if len(self.line) >= _MOST_INTERVALS:
            raise SourceError(f"it holds more than {_MOST_INTERVALS:,} records of one kind")
        self.start.append(start)
        self.end.append(end)
        self.value.append(value)
        self.source.append(source)
        self.line.append(line)

    def frame(self, ranks: np.ndarray) -> pd.DataFrame:
        columns = {name: np.array(getattr(self, name)) for name in ("start", "end", "value", "line")}
        return pd.DataFrame(columns | {"rank": ranks[np.array(self.source, dtype=np.int64)]})


class _Export:
    """What the parser has met so far."""

    def __init__(self, days: DeviceDays):
        self.days = days
        self.ordinal = 0
        self.others = 0
        self.made_at: datetime | None = None
        self.counts = {measure: _Intervals() for measure in _COUNTS.values()}
        self.stretches = _Intervals()
        self.estimates: list[tuple[int, date, float]] = []
        self._latest = datetime.combine(days.today, datetime.min.time(), days.time_zone).timestamp() + 2 * 86_400
        self._earliest = datetime.combine(EARLIEST, datetime.min.time(), UTC).timestamp()
        self._sources: dict[tuple[int, str], int] = {}
        self._depth = 0
        self._record: dict[str, str] | None = None
        self._is_typed_in = False

    def ranks(self) -> np.ndarray:
        """Rank of each source number: watches, phones, others; by name among themselves."""
        order = {number: rank for rank, (_, number) in enumerate(sorted(self._sources.items()))}
        return np.array([order[number] for number in range(len(order))] or [0], dtype=np.int64)

    def open_element(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise SourceError(f"elements are nested more than {_MOST_DEPTH} deep")
        if name == "Record" and self._depth == 2:
            self.ordinal += 1
            self._record, self._is_typed_in = attributes, False
        elif name == "MetadataEntry" and self._record is not None:
            if attributes.get("key") == _TYPED_IN and attributes.get("value") in ("1", "true", "YES"):
                self._is_typed_in = True
        elif name == "ExportDate" and self._depth == 2:
            seconds = _seconds(attributes.get("value", ""))
            self.made_at = None if seconds is None else datetime.fromtimestamp(seconds, UTC)

    def close_element(self, name: str) -> None:
        if name == "Record" and self._depth == 2 and self._record is not None:
            self._take(self._record)
            self._record = None
        self._depth -= 1

    def _take(self, record: dict[str, str]) -> None:
        kind = record.get("type", "")
        measure = _COUNTS.get(kind)
        is_wanted = (
            self.days.wants(measure)
            if measure
            else (kind == _SLEEP and self.days.wants("sleep_tst", "sleep_efficiency"))
            or (kind == _WALK_TEST and self.days.wants("walk_6min"))
        )
        if not is_wanted:
            self.others += 1
            return
        span = self._span(record)
        fault = self._fault_of(span, _LONGEST_ESTIMATE if kind == _WALK_TEST else _LONGEST_INTERVAL)
        if fault:
            self._refuse(*fault)
        elif measure:
            self._take_count(measure, record, span)
        elif kind == _SLEEP:
            self._take_sleep(record, span)
        else:
            self._take_estimate(record, span)

    @staticmethod
    def _span(record: dict[str, str]) -> tuple[float, float]:
        """Seconds of start and end, NaN where they cannot be read."""
        start, end = (_seconds(record.get(name, "")) for name in ("startDate", "endDate"))
        return (nan if start is None else start), (nan if end is None else end)

    def _fault_of(self, span: tuple[float, float], longest: float) -> tuple[str, str] | None:
        start, end = span
        if isnan(start) or isnan(end):
            return "bad_date", "The record has no start and end that can be read."
        if end < start or end - start > longest:
            return "bad_date", "The record ends before it starts, or lasts too long."
        if end > self._latest:
            return "future_date", "The record lies in the future."
        if start < self._earliest:
            return "bad_date", f"The record lies before {EARLIEST:%Y}."
        if self._is_typed_in:
            return "typed_in", "The value was typed in by hand and not measured."
        return None

    def _refuse(self, code: str, sentence: str) -> None:
        self.days.reject(self.ordinal, None, code, sentence)

    def _take_count(self, measure: str, record: dict[str, str], span: tuple[float, float]) -> None:
        value, unit = number(record.get("value")), record.get("unit", "")
        factor = 1.0 if measure == "steps_day" else _METRES.get(unit)
        if factor is None or (measure == "steps_day" and unit != "count"):
            self._refuse("unknown_unit", "The unit of the record is not known.")
        elif value is None or value < 0:
            self._refuse("bad_number", "The value of the record is no count.")
        else:
            self.counts[measure].add(*span, value * factor, self._source(record), self.ordinal)

    def _take_sleep(self, record: dict[str, str], span: tuple[float, float]) -> None:
        state = _STATES.get(record.get("value", ""))
        if state is None:
            self._refuse("unknown_label", "The state of sleep of the record is not known.")
        else:
            self.stretches.add(*span, _STATE_CODES.index(state), self._source(record), self.ordinal)

    def _take_estimate(self, record: dict[str, str], span: tuple[float, float]) -> None:
        value, factor = number(record.get("value")), _METRES.get(record.get("unit", ""))
        if value is None or factor is None:
            self._refuse("bad_number", "The estimated distance cannot be read.")
        else:
            on_date = datetime.fromtimestamp(span[1], self.days.time_zone).date()
            self.estimates.append((self.ordinal, on_date, round(value * factor, 1)))

    def _source(self, record: dict[str, str]) -> int:
        name = record.get("sourceName", "")
        said = f"{record.get('device', '')} {name}".replace("\xa0", " ").lower()
        kind = 0 if "watch" in said else 1 if "iphone" in said else 2
        return self._sources.setdefault((kind, name), len(self._sources))


def _seconds(text: str) -> float | None:
    """Seconds since 1970 of '2019-11-01 08:00:00 -0600'."""
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    try:
        local = datetime(*(int(part) for part in found.groups()[:6]), tzinfo=UTC)  # type: ignore[arg-type, misc]
        ahead = (int(found[8]) * 60 + int(found[9])) * 60
        return local.timestamp() - (ahead if found[7] == "+" else -ahead)
    except (ValueError, OverflowError):
        return None


def _export_member(members: list[Member]) -> Member:
    """The one XML file that is an export; its name depends on the language of the phone."""
    found = [member for member in members if _may_be_export(member) and _has_root(member)]
    if len(found) != 1:
        raise SourceError(
            f"{members[0].told if members else 'The file'} holds {len(found)} Apple Health exports, not one."
        )
    return found[0]


def _may_be_export(member: Member) -> bool:
    return not member.name or (member.name.lower().endswith(".xml") and member.name.count("/") <= 2)


def _has_root(member: Member) -> bool:
    with member.open() as stream:
        return _ROOT in stream.read(_MOST_PROLOGUE)


def _parse(stream: IO[bytes], member: Member, export: _Export) -> None:
    told = member.told
    head = stream.read(_MOST_PROLOGUE)
    root = head.find(_ROOT)
    if root < 0:
        raise SourceError(f"{told} is no Apple Health export: it has no HealthData element.")
    if _ENTITY.search(head[:root]):
        raise SourceError(f"{told} declares an entity or an outside document type; it is not read.")
    parser = expat.ParserCreate("UTF-8")
    parser.StartElementHandler, parser.EndElementHandler = export.open_element, export.close_element
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_doctype
    parser.buffer_text = True
    try:
        fed = 0
        size = max(member.size - root, 1)
        piece = head[root:]
        while piece:
            for start in range(0, len(piece), _CHUNK):
                part = piece[start : start + _CHUNK]
                parser.Parse(part, False)
                fed += len(part)
                if fed - parser.CurrentByteIndex > _MOST_ELEMENT:
                    raise SourceError(f"an element is larger than {_MOST_ELEMENT >> 20} MB")
            tell(min(fed / size, 1.0), export.ordinal)
            piece = stream.read(_CHUNK)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise SourceError(
            f"{told} is no well-formed XML (record {export.ordinal + 1}): {expat.ErrorString(error.code)}."
        ) from None
    except SourceError as error:
        raise SourceError(f"{told} is not read: {error}.") from None


def _refuse_doctype(*_: object) -> None:
    raise SourceError("it declares a document type or an entity inside the document")
