"""A file as a table of text: the columns that a mapping asks for, and the line on which each row starts."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
import pandas as pd
import pyarrow as pa

from domain.rows import REJECTED_COLUMNS
from loaders.source_error import SourceError

MOST_COLUMNS = 5_000
MOST_ROWS = 5_000_000
"""Rows that are held at once, and rejected rows of one file: more would not fit into the memory of a small machine."""


@dataclass(frozen=True)
class Table:
    """`cells` holds stripped text, '' where nothing stands, one column per wanted header.

    `lines` is the physical line (or spreadsheet row, from 1) on which each row of `cells` starts.
    `broken` lists lines that are no rows at all (wrong number of cells, quotation mark never closed).
    """

    cells: pd.DataFrame
    lines: np.ndarray
    broken: pd.DataFrame

    @property
    def lines_read(self) -> int:
        return len(self.lines) + len(self.broken)


class TableBuilder:
    """Collects rows chunk by chunk in Arrow, so that a large file never stands in memory as Python lists.

    Raises:
        SourceError: the header lacks a wanted column, or has it twice; or there are more rows than can be held.
    """

    def __init__(self, header: list[str], wanted: Iterable[str], file_name: str):
        self._file_name = file_name
        names = [name.strip() for name in header]
        self._width = len(names)
        self._columns: dict[str, list[pa.Array]] = {name: [] for name in wanted}
        check_header(names, list(self._columns), file_name)
        self._positions = {name: names.index(name) for name in self._columns}
        self._lines: list[int] = []
        self._broken: list[tuple[int, str]] = []

    def add(self, lines: list[int], rows: list[list[str]]) -> None:
        """Rows of any width; those that do not match the header are broken."""
        if len(self._lines) + len(self._broken) + len(lines) > MOST_ROWS:
            raise SourceError(f"{self._file_name} has more than {MOST_ROWS:,} rows; split it, one header in each part.")
        if any(len(row) != self._width for row in rows):
            for line, row in zip(lines, rows, strict=True):
                if len(row) != self._width:
                    self.add_broken(line, f"The line has {len(row)} cells where the header has {self._width}.")
            lines = [line for line, row in zip(lines, rows, strict=True) if len(row) == self._width]
            rows = [row for row in rows if len(row) == self._width]
        self._lines.extend(lines)
        for name, position in self._positions.items():
            self._columns[name].append(pa.array(list(map(itemgetter(position), rows)), pa.large_string()))

    def add_broken(self, line: int, sentence: str) -> None:
        self._broken.append((line, sentence))

    def table(self) -> Table:
        cells = {name: _stripped(chunks) for name, chunks in self._columns.items()}
        broken = [(line, None, "bad_line", sentence) for line, sentence in self._broken]
        return Table(
            pd.DataFrame(cells, index=range(len(self._lines))),
            np.asarray(self._lines, dtype=np.int64),
            pd.DataFrame(broken, columns=list(REJECTED_COLUMNS)),
        )


def _stripped(chunks: list[pa.Array]) -> pd.Series:
    return pd.Series(pd.array(pa.chunked_array(chunks, pa.large_string()), dtype="str")).str.strip()


def check_header(names: list[str], wanted: list[str], file_name: str) -> None:
    """Let a header pass that holds each wanted column once. Its own words are not repeated: in a file without header row they are a patient's."""
    if len(names) > MOST_COLUMNS:
        raise SourceError(f"{file_name} has {len(names)} columns; at most {MOST_COLUMNS} are read.")
    for name in wanted:
        found = names.count(name)
        if found == 0:
            raise SourceError(f"{file_name} has no column '{name}', which the mapping needs.")
        if found > 1:
            raise SourceError(
                f"{file_name} has {found} columns named '{name}'; the mapping cannot tell which one is meant."
            )
