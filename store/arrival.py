"""One read file on its way into the store: people and records under internal ids, columns typed for DuckDB."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from domain.loaded import Loaded, RowKind
from domain.rows import REJECTED_COLUMNS
from store.book import Book
from store.schema import FLAG, KIND_COLUMNS

_ARROW = {
    "VARCHAR": pa.string(),
    "DOUBLE": pa.float64(),
    "INTEGER": pa.int32(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
}
_BETWEEN = "\x1f"
_DIGITS = 20


@dataclass(frozen=True)
class Arrival:
    """A file with its rows as Arrow tables: `rows` by kind (no identifiers), `rejected`, `flags`. `digest` tells two readings apart."""

    loaded: Loaded
    digest: str
    rows: dict[RowKind, pa.Table]
    rejected: pa.Table
    flags: pa.Table


def reading_digest(loaded: Loaded, key: bytes) -> str:
    """Keyed digest of everything that was read: equal only where the same file was read with the same outcome."""
    digest = hmac.new(key, digestmod=hashlib.sha256)
    by_kind = {kind.value: rows for kind, rows in sorted(loaded.rows.items()) if len(rows)}
    for name, frame in {**by_kind, "rejected": loaded.rejected, "flags": loaded.flags}.items():
        digest.update(repr((name, list(frame.columns))).encode())
        if len(frame):
            digest.update(pd.util.hash_pandas_object(frame.astype(object), index=False).to_numpy().tobytes())
    return digest.hexdigest()


def identify(loaded: Loaded, digest: str, book: Book, key: bytes, batch_id: int) -> Arrival:
    """Replace record numbers by internal ids (issued by the book where they are new) and type the columns.

    Must run inside `book.writing()`.
    """
    numbers = [_column(frame, "patient") for frame in (*loaded.rows.values(), loaded.flags)]
    people = book.internal_ids("patient", _known_texts(*numbers), batch_id)
    who = _Who(people, book, key, batch_id)
    rows = {kind: _typed(loaded, kind, frame, who) for kind, frame in loaded.rows.items() if len(frame)}
    flag_secret = hidden(_sourced(loaded, loaded.flags), key)
    return Arrival(loaded, digest, rows, _rejected_table(loaded), _flags_table(loaded.flags, people, flag_secret))


@dataclass(frozen=True)
class _Who:
    """The internal ids of a file's people, and where to ask for more."""

    people: dict[str, str]
    book: Book
    key: bytes
    batch_id: int


def _typed(loaded: Loaded, kind: RowKind, rows: pd.DataFrame, who: _Who) -> pa.Table:
    columns = {"patient_id": _column(rows, "patient").map(who.people).astype(object)}
    columns |= {name: _column(rows, name) for name in KIND_COLUMNS[kind] if name in rows.columns}
    if kind is RowKind.PATIENT:
        columns["birth_year"] = _years(_column(rows, "birth_date"))
        columns["person_key"] = hidden(
            columns["patient_id"] + _BETWEEN + _joined(rows, ("name", "birth_date")), who.key
        )
        who.book.add_people(_people(rows, columns, who.batch_id))
    if kind is RowKind.EPISODE:
        columns["episode_id"] = _episode_ids(loaded, rows, columns["patient_id"], who)
    columns["record_secret"] = hidden(_sourced(loaded, rows), who.key)
    return _rows_table(kind, rows, columns)


def _people(rows: pd.DataFrame, columns: dict[str, pd.Series], batch_id: int) -> list[tuple]:
    births = [None if pd.isna(day) else str(day)[:10] for day in _column(rows, "birth_date")]
    names = _objects(_column(rows, "name"))
    return [
        (person_key, internal_id, batch_id, name, birth)
        for person_key, internal_id, name, birth in zip(
            columns["person_key"], columns["patient_id"], names, births, strict=True
        )
    ]


def hidden(values: pd.Series, key: bytes) -> pd.Series:
    """HMAC-SHA256 of each text, worked out once per different text; absent stays absent."""
    known = {text: _hidden(text, key) for text in values.dropna().unique()}
    return values.map(known)


def _hidden(text: str, key: bytes) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:_DIGITS]


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    return frame[name] if name in frame.columns else pd.Series([None] * len(frame), index=frame.index, dtype=object)


def _objects(values: pd.Series) -> pd.Series:
    return values.astype(object).where(values.notna(), None)


def _known_texts(*columns: pd.Series) -> Iterable[str]:
    return {text for column in columns for text in column.dropna().unique()}


def _years(days: pd.Series) -> pd.Series:
    return days.map(lambda day: None if pd.isna(day) else day.year)


def _joined(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.Series:
    parts = [_column(frame, name).map(lambda value: "" if pd.isna(value) else str(value)) for name in names]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined + _BETWEEN + part
    return joined


def _sourced(loaded: Loaded, frame: pd.DataFrame) -> pd.Series:
    """Record numbers of rows or flags, prefixed by their source, so that two sources may number alike."""
    records = _objects(_column(frame, "record"))
    return records.map(lambda record: None if record is None else f"{loaded.mapping_name}{_BETWEEN}{record}")


def _episode_ids(loaded: Loaded, rows: pd.DataFrame, patient_ids: pd.Series, who: _Who) -> pd.Series:
    natural = patient_ids + _BETWEEN + _joined(rows, ("program", "started"))
    numbers = _sourced(loaded, rows).where(_column(rows, "record").notna(), natural)
    return numbers.map(who.book.internal_ids("episode", set(numbers), who.batch_id))


def _rows_table(kind: RowKind, rows: pd.DataFrame, columns: dict[str, pd.Series]) -> pa.Table:
    kinds = {"patient_id": "VARCHAR", **KIND_COLUMNS[kind], "record_secret": "VARCHAR"}
    columns = columns | {name: _column(rows, name) for name in ("version", "retracted", "line")}
    columns["retracted"] = _truths(columns["retracted"])
    if "at_time" in kinds:
        columns["at_time"] = _clock_texts(columns.get("at_time", _column(rows, "at_time")))
    kinds |= {"version": "VARCHAR", "retracted": "BOOLEAN", "line": "INTEGER"}
    arrays = {
        name: _array(columns[name], typed) if name in columns else pa.nulls(len(rows), _ARROW[typed])
        for name, typed in kinds.items()
    }
    return pa.table({**arrays, "seq": pa.array(range(len(rows)), pa.int64())})


def _truths(values: pd.Series) -> pd.Series:
    return values.map(lambda value: bool(value) if pd.notna(value) else False)


def _clock_texts(times: pd.Series) -> pd.Series:
    """Times of day as sortable text: '08:30', with seconds only where there are any."""
    known = {
        time: str(time).removesuffix(":00") if str(time).count(":") == 2 else str(time)
        for time in times.dropna().unique()
    }
    return times.map(known)


def _rejected_table(loaded: Loaded) -> pa.Table:
    kinds = dict(zip(REJECTED_COLUMNS, ("INTEGER", "VARCHAR", "VARCHAR", "VARCHAR"), strict=True))
    return pa.table({name: _array(_column(loaded.rejected, name), kind) for name, kind in kinds.items()})


def _flags_table(flags: pd.DataFrame, ids: dict[str, str], record_secret: pd.Series) -> pa.Table:
    kinds = {**FLAG, "version": "VARCHAR", "retracted": "BOOLEAN", "line": "INTEGER", "record_secret": "VARCHAR"}
    own = {
        "patient_id": _column(flags, "patient").map(ids), "at_time": _clock_texts(_column(flags, "at_time")),
        "retracted": _truths(_column(flags, "retracted")), "record_secret": record_secret,
    }  # fmt: skip
    columns = {name: own[name] if name in own else _column(flags, name) for name in kinds}
    return pa.table({name: _array(columns[name], kind) for name, kind in kinds.items()})


def _array(values: pd.Series, kind: str) -> pa.Array:
    plain = _objects(values)
    if kind == "VARCHAR":
        return pa.array([None if value is None else str(value) for value in plain], pa.string())
    if kind == "INTEGER":
        return pa.array([None if value is None else int(value) for value in plain], pa.int32())
    if kind == "BOOLEAN":
        return pa.array([None if value is None else bool(value) for value in plain], pa.bool_())
    return pa.array(plain, _ARROW[kind], from_pandas=True)
