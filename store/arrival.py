"""One read file on its way into the store: people under internal ids, record numbers on their way to be hidden."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from domain.loaded import Loaded, RowKind
from domain.rows import REJECTED_COLUMNS
from store.book import Book
from store.schema import FLAG, KIND_COLUMNS
from store.typed_rows import ARROW, clock_texts, typed_array, typed_rows

_BETWEEN = "\x1f"
_DIGITS = 20
_RUN_ROWS = 500_000
"""Rows that are sorted together: what one patient's rows stand among."""
_BATCH_ROWS = 30_000
"""DuckDB shares the batches of a table out among its threads."""

Chunks = Callable[[], Iterator[pa.Table]]
"""Rows in order, table by table; each call begins anew."""


@dataclass(frozen=True)
class Arrival:
    """A file with its rows by kind, chunk by chunk as Arrow tables: typed, with `seq`, people under internal ids, records
    under the source's numbers (which `store.ledger` hides before it keeps anything). `digest` tells two readings apart."""

    loaded: Loaded
    digest: str
    rows: dict[RowKind, Chunks]
    rejected: pa.Table
    flags: pa.Table
    key: bytes = field(repr=False)


def reading_digest(loaded: Loaded, key: bytes) -> str:
    """Keyed digest of everything that was read: equal only where the same file was read with the same outcome."""
    digest = hmac.new(key, digestmod=hashlib.sha256)
    for kind, rows in sorted(loaded.rows.items()):
        if len(rows):
            digest.update(repr((kind.value, len(rows))).encode())
            if isinstance(rows, pd.DataFrame):
                _digest_table(digest, typed_rows(kind, rows))
            else:
                digest.update(rows.digest().encode())
    for name, frame in (("rejected", loaded.rejected), ("flags", loaded.flags)):
        digest.update(repr((name, list(frame.columns))).encode())
        if len(frame):
            digest.update(pd.util.hash_pandas_object(frame.astype(object), index=False).to_numpy().tobytes())
    return digest.hexdigest()


def _digest_table(digest, table: pa.Table) -> None:
    """The bytes of a chunk as Arrow lays them out."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    digest.update(sink.getvalue())


def identify(loaded: Loaded, digest: str, book: Book, key: bytes, batch_id: int) -> Arrival:
    """Replace record numbers of people by internal ids (issued by the book where they are new) and type the columns.

    Must run inside `book.writing()`.
    """
    numbers = {number for kind in loaded.rows for number in _numbers(loaded, kind)}
    people = book.internal_ids("patient", numbers | _known_texts(_column(loaded.flags, "patient")), batch_id)
    who = _Who(people, book, key, batch_id)
    rows = {kind: _arriving(loaded, kind, who) for kind, rows in loaded.rows.items() if len(rows)}
    flag_secret = hidden(_sourced(loaded, loaded.flags), key)
    flags = _flags_table(loaded.flags, people, flag_secret)
    return Arrival(loaded, digest, rows, _rejected_table(loaded), flags, key)


@dataclass(frozen=True)
class _Who:
    """The internal ids of a file's people, and where to ask for more."""

    people: dict[str, str]
    book: Book
    key: bytes
    batch_id: int


def _typed_chunks(loaded: Loaded, kind: RowKind) -> Iterator[pa.Table]:
    rows = loaded.rows[kind]
    if isinstance(rows, pd.DataFrame):
        yield typed_rows(kind, rows)
    else:
        yield from rows.chunks()


def _numbers(loaded: Loaded, kind: RowKind) -> set[str]:
    found: set[str] = set()
    rows = loaded.rows[kind]
    if isinstance(rows, pd.DataFrame):
        return _known_texts(_column(rows, "patient"))
    for chunk in rows.chunks():
        found |= set(pc.unique(chunk["patient"]).to_pylist())
    return found - {None}


def _arriving(loaded: Loaded, kind: RowKind, who: _Who) -> Chunks:
    """Registrations and episodes bring new people and ids into the book, at once; the others are few or come in chunks."""
    if kind in (RowKind.PATIENT, RowKind.EPISODE):
        table = _with_ids(loaded, kind, loaded.frame(kind), who)
        return lambda: iter([table])
    return lambda: map(
        _by_patient, _numbered(_under_internal_ids(run, who.people) for run in _runs(_typed_chunks(loaded, kind)))
    )


def _runs(chunks: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Chunks put together to some `_RUN_ROWS` rows each."""
    waiting: list[pa.Table] = []
    for chunk in chunks:
        waiting.append(chunk)
        if sum(map(len, waiting)) >= _RUN_ROWS:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)


def _numbered(runs: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """With `seq`, the place of each row among all of the file's rows of its kind."""
    begun = 0
    for run in runs:
        yield run.append_column("seq", pa.array(np.arange(begun, begun + len(run)), pa.int64()))
        begun += len(run)


def _by_patient(run: pa.Table) -> pa.Table:
    """The rows of one patient together and in their order, so that whoever reads a patient reads little else."""
    ids = run["patient_id"].combine_chunks()
    names = ids.dictionary.to_pylist()
    rank = np.empty(len(names), dtype=np.int64)
    rank[sorted(range(len(names)), key=lambda place: names[place] or "")] = np.arange(len(names))
    key = rank[ids.indices.to_numpy(zero_copy_only=False)] if len(names) else np.empty(0, dtype=np.int64)
    if (key[1:] < key[:-1]).any():
        run = run.take(pa.array((key << 32 | np.arange(len(key))).argsort()))
    plain = run["patient_id"].combine_chunks().dictionary_decode()
    whole = run.set_column(run.schema.get_field_index("patient_id"), "patient_id", plain).combine_chunks()
    return pa.Table.from_batches(whole.to_batches(max_chunksize=_BATCH_ROWS), whole.schema)


def _under_internal_ids(run: pa.Table, people: dict[str, str]) -> pa.Table:
    """`patient_id`, dictionary-encoded, in place of `patient`."""
    numbers = run["patient"].combine_chunks().dictionary_encode()
    ids = pa.array([people.get(number) for number in numbers.dictionary.to_pylist()], pa.string())
    known = pa.DictionaryArray.from_arrays(
        numbers.indices.fill_null(len(ids)), pa.concat_arrays([ids, pa.nulls(1, pa.string())])
    )
    return run.drop_columns(["patient"]).append_column("patient_id", known)


def _with_ids(loaded: Loaded, kind: RowKind, rows: pd.DataFrame, who: _Who) -> pa.Table:
    rows = rows.reset_index(drop=True)
    patient_ids = _column(rows, "patient").map(who.people).astype(object)
    (table,) = _numbered([_under_internal_ids(typed_rows(kind, rows), who.people)])
    table = table.set_column(
        table.schema.get_field_index("patient_id"),
        "patient_id",
        table["patient_id"].combine_chunks().dictionary_decode(),
    )
    own: dict[str, pd.Series] = {}
    if kind is RowKind.PATIENT:
        own["birth_year"] = _years(_column(rows, "birth_date"))
        own["person_key"] = hidden(patient_ids + _BETWEEN + _joined(rows, ("name", "birth_date")), who.key)
        own["name_key"] = hidden(patient_ids + _BETWEEN + _folded(_column(rows, "name")), who.key)
        own["birth_key"] = hidden(patient_ids + _BETWEEN + _column(rows, "birth_date").map(_text_or_none), who.key)
        who.book.add_people(_people(rows, {"person_key": own["person_key"], "patient_id": patient_ids}, who.batch_id))
        table = table.drop_columns(["name", "birth_date"])
    else:
        own["episode_id"] = _episode_ids(loaded, rows, patient_ids, who)
    for name, values in own.items():
        table = table.append_column(name, typed_array(values, ARROW[KIND_COLUMNS[kind][name]]))
    return table


def _folded(names: pd.Series) -> pd.Series:
    """Names as they are compared: without regard to case and spaces; a blank one is none."""
    return names.map(lambda name: (" ".join(name.split()).casefold() or None) if isinstance(name, str) else None)


def _text_or_none(value: object) -> str | None:
    return None if pd.isna(value) else str(value)[:10]


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
    return hmac.digest(key, text.encode(), "sha256").hex()[:_DIGITS]


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    return frame[name] if name in frame.columns else pd.Series([None] * len(frame), index=frame.index, dtype=object)


def _objects(values: pd.Series) -> pd.Series:
    return values.astype(object).where(values.notna(), None)


def _known_texts(*columns: pd.Series) -> set[str]:
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


def _rejected_table(loaded: Loaded) -> pa.Table:
    kinds = dict(zip(REJECTED_COLUMNS, ("INTEGER", "VARCHAR", "VARCHAR", "VARCHAR"), strict=True))
    return pa.table({name: typed_array(_column(loaded.rejected, name), ARROW[kind]) for name, kind in kinds.items()})


def _flags_table(flags: pd.DataFrame, ids: dict[str, str], record_secret: pd.Series) -> pa.Table:
    kinds = {**FLAG, "version": "VARCHAR", "retracted": "BOOLEAN", "line": "INTEGER", "record_secret": "VARCHAR"}
    own = {
        "patient_id": _column(flags, "patient").map(ids), "retracted": _truths(_column(flags, "retracted")),
        "record_secret": record_secret,
    }  # fmt: skip
    columns = {name: own[name] if name in own else _column(flags, name) for name in kinds}
    arrays = {name: typed_array(columns[name], ARROW[kind]) for name, kind in kinds.items()}
    return pa.table({**arrays, "at_time": clock_texts(arrays["at_time"])})


def _truths(values: pd.Series) -> pd.Series:
    return values.map(lambda value: bool(value) if pd.notna(value) else False)
