"""Candidate rows as Arrow tables: the columns of `domain.rows` with the types that the store keeps them in."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from domain.loaded import RowKind
from domain.rows import columns_of
from store.schema import KIND_COLUMNS

ARROW = {
    "VARCHAR": pa.string(),
    "DOUBLE": pa.float64(),
    "INTEGER": pa.int32(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
}
_ABOUT_ALL = {
    "patient": "VARCHAR", "name": "VARCHAR", "birth_date": "DATE", "record": "VARCHAR", "version": "VARCHAR",
    "retracted": "BOOLEAN", "line": "INTEGER",
}  # fmt: skip


def row_schema(kind: RowKind) -> pa.Schema:
    """Columns and types of the rows of one kind, people and records under the source's own numbers."""
    kinds = {**KIND_COLUMNS[kind], **_ABOUT_ALL}
    return pa.schema([(name, ARROW[kinds[name]]) for name in columns_of(kind)])


def typed_rows(kind: RowKind, rows: pd.DataFrame) -> pa.Table:
    """A loader's frame as a typed table; a column that it lacks is absent in every row."""
    schema = row_schema(kind)
    arrays = [
        typed_array(rows[field.name], field.type) if field.name in rows.columns else pa.nulls(len(rows), field.type)
        for field in schema
    ]
    table = pa.table(arrays, schema=schema)
    return with_clock_texts(with_truths(table))


def frame_of(table: pa.Table) -> pd.DataFrame:
    """The rows as a loader would give them: texts, days and truths as Python's own, absent ones None, numbers NaN."""
    frame = table.to_pandas(date_as_object=True)
    for field in table.schema:
        if not pa.types.is_floating(field.type) and not pa.types.is_integer(field.type):
            frame[field.name] = pd.Series(table[field.name].to_pylist(), dtype=object)
    return frame


def typed_array(values: pd.Series, kind: pa.DataType) -> pa.Array:
    """One column; what is absent (None, NaN) becomes null. Texts of other things are their `str`."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return pa.array(values, from_pandas=True).cast(kind)
    plain = values.to_numpy(dtype=object) if kind != pa.float64() else values.to_numpy()
    try:
        return pa.array(plain, kind, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return _converted(plain, kind)


def _converted(plain: np.ndarray, kind: pa.DataType) -> pa.Array:
    make = {pa.string(): str, pa.int32(): int, pa.bool_(): bool, pa.float64(): float}.get(kind, lambda value: value)
    return pa.array([None if pd.isna(value) else make(value) for value in plain], kind, from_pandas=True)


def with_truths(table: pa.Table) -> pa.Table:
    """A row that does not say whether it retracts its record does not."""
    place = table.schema.get_field_index("retracted")
    return table.set_column(place, "retracted", pc.fill_null(table["retracted"], False))


def with_clock_texts(table: pa.Table) -> pa.Table:
    """Times of day as sortable text: '08:30', with seconds only where there are any."""
    place = table.schema.get_field_index("at_time")
    if place < 0 or table["at_time"].null_count == len(table):
        return table
    return table.set_column(place, "at_time", clock_texts(table["at_time"]))


def clock_texts(times: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    return pc.replace_substring_regex(times, r"^(\d+:\d+):00$", r"\1")
