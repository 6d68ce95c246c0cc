"""Rows that are too many to hold, kept in a file without a name until the store takes them."""

import hashlib
import io
import tempfile
from collections.abc import Iterator
from typing import IO

import pandas as pd
import pyarrow as pa

from domain.loaded import RowKind
from store.typed_rows import frame_of, row_schema, typed_rows


class Spool:
    """Chunks of rows of one kind on disk. The file has no name, so that nothing is left behind even by a kill."""

    def __init__(self, kind: RowKind):
        self._kind, self._rows = kind, 0
        self._file = tempfile.TemporaryFile(prefix="landings-")  # noqa: SIM115 (closed with the spool)
        self._told = _Told(self._file)
        self._writer = pa.ipc.new_stream(
            self._told, row_schema(kind), options=pa.ipc.IpcWriteOptions(compression="lz4")
        )

    def __len__(self) -> int:
        return self._rows

    def add(self, rows: pd.DataFrame) -> None:
        self.add_typed(typed_rows(self._kind, rows))

    def add_typed(self, rows: pa.Table) -> None:
        """Rows with the columns and types of `row_schema`."""
        self._writer.write_table(rows)
        self._rows += len(rows)

    def close(self) -> "Spool":
        """No more rows; they can be read from now on."""
        self._writer.close()
        self._file.flush()
        return self

    def digest(self) -> str:
        """SHA-256 of the rows as they were written."""
        return self._told.digest.hexdigest()

    def chunks(self) -> Iterator[pa.Table]:
        self._file.seek(0)
        with pa.ipc.open_stream(self._file) as stream:
            for batch in stream:
                yield pa.Table.from_batches([batch])

    def frame(self) -> pd.DataFrame:
        tables = list(self.chunks())
        return frame_of(pa.concat_tables(tables) if tables else row_schema(self._kind).empty_table())


class _Told(io.RawIOBase):
    """A file that is written once, front to back, and its digest."""

    def __init__(self, file: IO[bytes]):
        self._file, self.digest = file, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, piece) -> int:
        self.digest.update(piece)
        return self._file.write(piece)
