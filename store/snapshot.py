"""A reader's handle on one published snapshot."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from store.errors import OUTDATED, StoreError
from store.schema import create_tables, is_outdated
from store.snapshot_files import connect_to_read, find_current, newest_whole, read_pointer, snapshot_path
from store.sql_file import sql

_ATTEMPTS = 5


@dataclass(frozen=True)
class Snapshot:
    """One whole state of the store. `number` is 0 and `path` None for a clinic that has loaded nothing. `wanted` is the
    number of the state that should be current; another one where that cannot be read.

    The handle stays good when newer snapshots appear. One connection per snapshot, one cursor per query:
    a connection shared by threads mixes up their answers.
    """

    number: int
    path: Path | None
    published_at: datetime | None
    config_hash: str
    connection: duckdb.DuckDBPyConnection
    wanted: int = 0

    def cursor(self) -> duckdb.DuckDBPyConnection:
        return self.connection.cursor()

    def ask(self, name: str, parameters: dict | None = None, **frames: pd.DataFrame) -> pd.DataFrame:
        """The answer of `store/sql/<name>.sql`; `frames` are joined by name.

        Days are datetime.date, texts are str, absent ones None.
        """
        with self.cursor() as cursor:
            for table, frame in frames.items():
                cursor.register(table, frame)
            return plain_frame(cursor.execute(sql(name), parameters or {}))

    def ask_arrays(self, name: str, parameters: dict | None = None, **frames: pd.DataFrame) -> dict[str, np.ndarray]:
        """The same as plain arrays, for millions of rows: absent numbers are NaN, absent texts None. It has no days."""
        with self.cursor() as cursor:
            for table, frame in frames.items():
                cursor.register(table, frame)
            columns = cursor.execute(sql(name), parameters or {}).fetchnumpy()
        return {name: _filled(column) for name, column in columns.items()}

    def close(self) -> None:
        self.connection.close()


def open_snapshot(folder: Path) -> Snapshot:
    """The current snapshot, read-only; an empty one where nothing has been loaded.

    A damaged pointer or snapshot is passed over for the newest one that verifies.

    Raises:
        StoreError: none can be opened, or the current one was written with other columns.
    """
    for _ in range(_ATTEMPTS):
        number = find_current(folder)
        if number == 0:
            return _empty()
        try:
            snapshot = _open(folder, number)
        except (duckdb.Error, OSError):
            if find_current(folder) == number:
                break
            continue
        if is_outdated(snapshot.connection):
            snapshot.close()
            raise StoreError(OUTDATED)
        return snapshot
    number = newest_whole(folder)
    if number == 0:
        raise StoreError("No snapshot of this clinic can be opened. Run: python -m store rebuild")
    return _open(folder, number)


def current_number(folder: Path) -> int:
    """Number of the current snapshot; cheap enough to ask on every page."""
    pointer = read_pointer(folder)
    return pointer.number if pointer else find_current(folder)


def _open(folder: Path, number: int) -> Snapshot:
    path = snapshot_path(folder, number)
    connection = connect_to_read(path)
    config_hash = connection.execute("select config_hash from configuration").fetchone()
    pointer = read_pointer(folder)
    return Snapshot(
        number,
        path,
        datetime.fromisoformat(pointer.published_at) if pointer and pointer.number == number else None,
        config_hash[0] if config_hash else "",
        connection,
        pointer.number if pointer else number,
    )


def _empty() -> Snapshot:
    connection = duckdb.connect(":memory:", config={"enable_external_access": "false"})
    create_tables(connection)
    connection.execute("set lock_configuration = true")
    return Snapshot(0, None, None, "", connection)


def plain_frame(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """An answer with days as datetime.date, texts as str and absent ones as None; numbers as in a frame of DuckDB's own.

    Made of columns, in half of the time of such a frame that is mended afterwards: pages ask for many small answers.
    """
    kinds = {column[0]: str(column[1]) for column in cursor.description or []}
    return pd.DataFrame({name: _plain(column, kinds[name]) for name, column in cursor.fetchnumpy().items()}, copy=False)


def _plain(column: np.ndarray, kind: str) -> pd.Series | np.ndarray:
    absent = np.ma.getmaskarray(column) if isinstance(column, np.ma.MaskedArray) else np.zeros(len(column), dtype=bool)
    values = column.data if isinstance(column, np.ma.MaskedArray) else column
    if kind in ("DATE", "VARCHAR"):
        plain = values.astype("datetime64[D]").astype(object) if kind == "DATE" else values.astype(object)
        plain[absent] = None
        return pd.Series(plain, dtype=object)
    if not absent.any():
        return values
    if values.dtype.kind == "b":
        return pd.Series(pd.arrays.BooleanArray(values.copy(), absent))
    if values.dtype.kind in "iu":
        return pd.Series(pd.arrays.IntegerArray(values.copy(), absent))
    filled = values.copy()
    filled[absent] = {"f": np.nan, "M": np.datetime64("NaT")}.get(values.dtype.kind)
    return filled


def _filled(column: np.ndarray) -> np.ndarray:
    if not isinstance(column, np.ma.MaskedArray):
        return column
    absent = np.ma.getmaskarray(column)
    if not absent.any():
        return column.data
    values = column.data.astype(object if column.dtype == object else float)
    values[absent] = None if values.dtype == object else np.nan
    return values
