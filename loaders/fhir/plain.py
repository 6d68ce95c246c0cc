"""The fast way for bulk exports: Observations that hold one code and one quantity, read by DuckDB a piece at a time.

Only lines that are plain in every element are read here; every other line is handed back, to be read one by one. What a
plain line means is decided by the same functions as for any other: once per distinct code, subject and quantity. So both
ways give the same rows (tests/loaders/test_fhir_both_ways.py).
"""

import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from loaders.fhir.elements import MODIFIERS, Fault, child, coding_keys, parse
from loaders.fhir.files import Piece
from loaders.fhir.mapping import Coded
from loaders.fhir.observation import USED, VALUES, Value, coded_as, unknown_code, value_of
from loaders.fhir.panel import is_item
from loaders.fhir.people import patient_of
from loaders.fhir.resource import Setting
from loaders.fhir.scores import SCORE_COLUMNS

_READ = ("resourceType", "id", "status", "code", "subject", "effectiveDateTime", "valueQuantity")
_ABSENT = (
    *(name for name in VALUES if name != "valueQuantity"), "component", "hasMember", "dataAbsentReason", "effectiveInstant",
    "effectivePeriod", "effectiveTiming",
)  # fmt: skip
_OFFSET = r"(Z|[+-](0\d|1[0-4]):[0-5]\d)"
# a moment of the year 1900 may be a day of 1899 in the clinic, which is looked at closely
_YEAR = r"(190[1-9]|19[1-9]\d|20\d\d)"
_HOUR = r"([01]\d|2[0-3])"
_MOMENT = rf'"{_YEAR}-\d\d-\d\dT{_HOUR}:[0-5]\d(:[0-5]\d(\.\d+)?)?{_OFFSET}"'
_DAY = r'"(19|20)\d\d-\d\d-\d\d"'
_STAMP = rf'"{_YEAR}-\d\d-\d\dT{_HOUR}:[0-5]\d:[0-5]\d(\.\d+)?{_OFFSET}"'

_COLUMNS = dict.fromkeys((*_READ, *_ABSENT), "JSON") | {"meta": "STRUCT(versionId JSON, lastUpdated JSON)"}

_QUERY = f"""
    with line as (
        select * from read_json($path, format = 'newline_delimited', records = 'true', maximum_object_size = 16777216,
            columns = {{{", ".join(f"{name}: '{kind}'" for name, kind in _COLUMNS.items())}}})
    ),
    read as (
        select *,
            trim(effectiveDateTime, '"') as moment,
            trim(meta.lastUpdated, '"') as stamp,
            regexp_full_match(effectiveDateTime, $moment) as is_moment,
            regexp_full_match(effectiveDateTime, $day) as is_day,
            regexp_full_match(meta.versionId, '"?[0-9]{{1,24}}"?') as is_number,
            meta.lastUpdated is null as has_no_stamp,
            regexp_full_match(meta.lastUpdated, $stamp) as is_stamp,
            meta.versionId is null or regexp_full_match(meta.versionId, '"[^\\\\]*"') as is_other
        from line
    ),
    typed as (
        select *,
            case when is_moment then epoch_us(try_cast(moment as timestamptz)) end as moment_us,
            case when is_day then try_cast(moment as date) end as moment_day,
            case
                when is_number then lpad(ltrim(trim(meta.versionId, '"'), '0'), 24, '0')
                when is_stamp then strftime(make_timestamp(epoch_us(try_cast(stamp as timestamptz))), '%Y-%m-%dT%H:%M:%S.%fZ')
            end as version
        from read
    )
    select
        code, subject, valueQuantity as quantity, status,
        'Observation/' || trim(id, '"') as record, version, moment_us, epoch_us(moment_day) as day_us,
        resourceType = '"Observation"' and {" and ".join(f"{name} is null" for name in _ABSENT)} as is_simple,
        regexp_full_match(id, '"[A-Za-z0-9.-]{{1,64}}"')
            and (version is not null or (is_other and has_no_stamp))
            and (is_number or is_other)
            and coalesce(moment_us, epoch_us(moment_day)) is not null
            and subject is not null and valueQuantity is not null as is_plain
    from typed
"""


@dataclass(frozen=True)
class Plain:
    """What one piece gave: `scores` (columns of `SCORE_COLUMNS`), counts of what is not used, and the lines left over.

    `rest` holds places of lines within the piece, from 0; None stands for all of them.
    """

    scores: pd.DataFrame | None
    unused: Counter
    rest: np.ndarray | None


_CLOSELY = tuple(f'"{name}"'.encode() for name in ("Bundle", *MODIFIERS))
_EVERYTHING = Plain(None, Counter(), None)


class PlainReader:
    """One DuckDB in memory and one scratch file, for the pieces of a file."""

    def __init__(self, setting: Setting):
        self._setting = setting
        self._offsets: dict[int, int] = {}

    def __enter__(self) -> "PlainReader":
        self._folder = tempfile.TemporaryDirectory(prefix="landings-")
        self._path = Path(self._folder.name) / "piece.ndjson"
        self._connection = duckdb.connect(config={"memory_limit": "2GB"})
        self._connection.execute("set timezone = 'UTC'")
        self._connection.execute("set enable_progress_bar = false")
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()
        self._folder.cleanup()

    def read(self, piece: Piece) -> Plain:
        """A piece in which DuckDB finds anything odd is left over as a whole."""
        # entries of bundles are numbered one by one; what a modifier changes is looked for in every element
        if any(token in piece.content for token in _CLOSELY):
            return _EVERYTHING
        self._path.write_bytes(piece.content)
        given = {"path": str(self._path), "moment": _MOMENT, "day": _DAY, "stamp": _STAMP}
        try:
            table = self._connection.execute(_QUERY, given).to_arrow_table()
        except duckdb.Error:
            return _EVERYTHING
        return _EVERYTHING if table.num_rows != piece.count else self._decided(table, piece.first)

    def _decided(self, table: pa.Table, first: int) -> Plain:
        mapping = self._setting.mapping
        simple = _truths(table["is_simple"]) & _truths(table["is_plain"])
        code, codes = _each(table["code"], lambda text: _coded(text, mapping))
        known = np.array([isinstance(one, Coded) for one in codes], dtype=bool)[code]
        named = np.array([isinstance(one, str) for one in codes], dtype=bool)[code]
        left = named & _truths(table["is_simple"]) & ~_equal(table["status"], ['"entered-in-error"'])
        value, values = _each(table["quantity"], lambda text: _valued(text, mapping))
        person, people = _each(table["subject"], self._person)
        version, versions = _each(table["version"], lambda text: text)
        plain = (
            simple & known & _equal(table["status"], [f'"{status}"' for status in USED])
            & np.array([one is not None for one in values], dtype=bool)[value]
            & np.array([one is not None for one in people], dtype=bool)[person]
        )  # fmt: skip
        unused = Counter(dict(zip(*_counted(code[left], codes), strict=True)))
        places = np.flatnonzero(plain)
        columns = {
            "line": places + first,
            "patient": _objects(people)[person[places]],
            "record": _taken(table["record"], places),
            "version": _objects(versions)[version[places]],
            "retracted": np.zeros(len(places), dtype=bool),
            **_numbers(values, value[places]),
            **self._moments(table, places),
            **_codes(codes, code[places], mapping.mode),
        }
        frame = pd.DataFrame({name: pd.Series(columns[name], dtype=columns[name].dtype) for name in SCORE_COLUMNS})
        return Plain(frame, unused, np.flatnonzero(~plain & ~left))

    def _person(self, text: str) -> str | None:
        try:
            return patient_of(child({"subject": parse(text)}, "subject"), self._setting.people, self._setting.mapping)
        except Fault:
            return None

    def _moments(self, table: pa.Table, places: np.ndarray) -> dict[str, np.ndarray]:
        """on_date, at_time and offset in the clinic's zone."""
        moments = _integers(table["moment_us"], places)
        timed = moments != _NONE
        seconds = np.where(timed, moments // 1_000_000, _integers(table["day_us"], places) // 1_000_000)
        offsets = np.where(timed, self._offset_seconds(seconds, self._setting.zone), 0)
        local = seconds + offsets
        days, clock = local // 86_400, local % 86_400
        return {
            "on_date": _spread(days, lambda day: date(1970, 1, 1) + timedelta(days=day)),
            "at_time": _only_where(timed, _spread(clock, _clock_text)),
            "utc_offset_minutes": _only_where(timed, np.rint(offsets / 60).astype(np.int64).astype(object)),
        }

    def _offset_seconds(self, seconds: np.ndarray, zone: ZoneInfo) -> np.ndarray:
        """Zones change at whole quarters of an hour, so that one answer serves each quarter."""
        quarters, place = np.unique(seconds // 900, return_inverse=True)
        for quarter in quarters.tolist():
            if quarter not in self._offsets:
                stamp = datetime.fromtimestamp(quarter * 900, UTC).astimezone(zone)
                self._offsets[quarter] = round((stamp.utcoffset() or timedelta()).total_seconds())
        return np.array([self._offsets[quarter] for quarter in quarters.tolist()] or [0], dtype=np.int64)[place]


_NONE = np.iinfo(np.int64).min


def _coded(text: str, mapping) -> Coded | str | None:
    """The code's meaning; the words for a code that is not listed; None where it must be looked at closely."""
    try:
        holder = {"code": parse(text)}
        concept = child(holder, "code")
        found = coded_as(concept, mapping)
        # an item of a panel waits for its panel, and a code without codings may be a withdrawn record
        is_left = coding_keys(concept) and not is_item(concept, mapping)
        return found or (unknown_code(holder) if is_left else None)
    except Fault:
        return None


def _valued(text: str, mapping) -> Value | None:
    try:
        return value_of({"valueQuantity": parse(text)}, _ANY, mapping)
    except Fault:
        return None


_ANY = Coded.model_construct(measure="")
"""A quantity is read alike whatever it measures."""


def _each(column: pa.ChunkedArray, meaning: Callable[[str], object]) -> tuple[np.ndarray, list]:
    """(place in the meanings of each row, meaning of each distinct text); absent is None, at the last place."""
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    texts = encoded.dictionary.to_pylist()
    places = encoded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False).astype(np.int64)
    return places, [*(meaning(text) for text in texts), None]


def _truths(column: pa.ChunkedArray) -> np.ndarray:
    return column.combine_chunks().fill_null(False).to_numpy(zero_copy_only=False)


def _equal(column: pa.ChunkedArray, texts: list[str]) -> np.ndarray:
    place, same = _each(column, lambda text: text in texts)
    return np.array([bool(one) for one in same], dtype=bool)[place]


def _integers(column: pa.ChunkedArray, places: np.ndarray) -> np.ndarray:
    return column.combine_chunks().fill_null(int(_NONE)).to_numpy(zero_copy_only=False)[places]


def _taken(column: pa.ChunkedArray, places: np.ndarray) -> np.ndarray:
    return column.take(pa.array(places)).to_numpy(zero_copy_only=False).astype(object)


def _objects(values: list) -> np.ndarray:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def _numbers(values: list, place: np.ndarray) -> dict[str, np.ndarray]:
    numbers = np.array([np.nan if one is None else one.number for one in values], dtype=float)
    return {"value": numbers[place], "unit": _objects([one and one.unit for one in values])[place]}


def _codes(codes: list, place: np.ndarray, mode: str | None) -> dict[str, np.ndarray]:
    coded = [one if isinstance(one, Coded) else None for one in codes]
    return {
        "measure": _objects([one and one.measure for one in coded])[place],
        "occasion": _objects([one and one.occasion for one in coded])[place],
        "mode": _objects([one and (one.mode or mode) for one in coded])[place],
        "form": _objects([one and one.form for one in coded])[place],
    }


def _counted(place: np.ndarray, words: list) -> tuple[list[str], list[int]]:
    found, counts = np.unique(place, return_counts=True)
    told: Counter = Counter()
    for one, count in zip(found.tolist(), counts.tolist(), strict=True):
        told[words[one]] += count
    return list(told), list(told.values())


def _spread(numbers: np.ndarray, meaning: Callable[[int], object]) -> np.ndarray:
    distinct, place = np.unique(numbers, return_inverse=True)
    return (
        _objects([meaning(number) for number in distinct.tolist()])[place]
        if len(numbers)
        else np.array([], dtype=object)
    )


def _only_where(kept: np.ndarray, values: np.ndarray) -> np.ndarray:
    values = values.copy()
    values[~kept] = None
    return values


def _clock_text(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours:02d}:{minutes:02d}:{second:02d}" if second else f"{hours:02d}:{minutes:02d}"
