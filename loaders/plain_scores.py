"""The fast way for long files of scores: what a text means is found once, and most lines repeat texts that are known.

`read_long_scores` is asked about one line for each new combination of texts. A line that it accepts proves its texts good: what
the score is (measure, value, unit and all that goes with it), when it was taken, and its version. These three do not depend
on each other, nor on whose score it is, so that any line made of proven texts is read by looking them up. Every other line
is handed to `read_long_scores`, which alone rejects. So both ways give the same rows (tests/loaders/test_long_file.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from domain.loaded import RowKind
from domain.rows import REJECTED_COLUMNS
from loaders.dates import ClinicToday
from loaders.lines import lines_of
from loaders.mapping import Mapping
from loaders.observations import read_long_scores
from loaders.parts import Parts
from loaders.table import Table
from store.typed_rows import row_schema, typed_rows

_WHAT = ("measure", "value", "unit", "occasion", "mode", "form", "standard_error", "retracted")
_WHEN = ("date", "time")
_MEANT = {
    _WHAT: ("measure", "value", "occasion", "unit", "mode", "form", "standard_error", "score_status", "answers", "retracted"),
    _WHEN: ("on_date", "at_time", "utc_offset_minutes"),
    ("version",): ("version",),
}  # fmt: skip
"""Fields of the file that are read together, and the columns of a row that follow from them alone."""


_MOST_PROVEN = 100_000
_MOST_MIXED = 1 << 62


@dataclass
class _Proven:
    """Combinations of texts that stood on an accepted line, and what they mean: row `place` of `rows`."""

    fields: tuple[str, ...]
    columns: tuple[str, ...]
    codes: list[dict[str, int]] = field(default_factory=list)
    places: dict[tuple[int, ...], int] = field(default_factory=dict)
    rows: pa.Table | None = None

    def forget_where_many(self) -> None:
        """A column in which every text is another one would fill the memory, and saves nothing."""
        if max(len(self.places), *map(len, self.codes), 0) > _MOST_PROVEN:
            self.codes, self.places, self.rows = [{} for _ in self.fields], {}, None


class PlainScores:
    """Reads block after block of one file; what was proven in one holds in all."""

    def __init__(self, mapping: Mapping, today: ClinicToday):
        self._mapping, self._today = mapping, today
        given = mapping.columns
        groups = [(tuple(name for name in fields if name in given), columns) for fields, columns in _MEANT.items()]
        self._proven = [_Proven(fields, columns, [{} for _ in fields]) for fields, columns in groups]

    def read(self, cells: dict[str, pa.ChunkedArray], first_line: int) -> tuple[pa.Table, Parts]:
        """Typed rows in the order of their lines; and rejections and flags.

        `cells` holds the texts of each wanted header as they stand in the file, dictionary-encoded but for the records' numbers.
        The rows of the second answer are among the first.
        """
        count = len(next(iter(cells.values())))
        encoded = {name: _whole(column) for name, column in cells.items()}
        for proven in self._proven:
            proven.forget_where_many()
        keys = [self._keys(proven, encoded, count) for proven in self._proven]
        if not self._prove(encoded, keys, first_line):
            parts = self._read_lines(encoded, np.arange(count), first_line)
            return typed_rows(RowKind.OBSERVATION, parts.frame(RowKind.OBSERVATION)), parts
        found = [
            _places(proven, distinct)[codes] for proven, (codes, distinct, _) in zip(self._proven, keys, strict=True)
        ]
        patients = self._texts(encoded[self._mapping.columns["patient"]])
        is_plain = np.logical_and.reduce([place >= 0 for place in found]) & ~pc.is_null(patients).to_numpy(
            zero_copy_only=False
        )
        plain = np.flatnonzero(is_plain)
        rows = self._composed(encoded, patients, found, plain, first_line)
        rest = np.flatnonzero(~is_plain)
        if not len(rest):
            return rows, Parts({}, pd.DataFrame(columns=list(REJECTED_COLUMNS)))
        parts = self._read_lines(encoded, rest, first_line)
        both = pa.concat_tables([rows, typed_rows(RowKind.OBSERVATION, parts.frame(RowKind.OBSERVATION))])
        return both.take(pc.sort_indices(both["line"])), parts

    def _keys(self, proven: _Proven, encoded: dict[str, pa.Array], count: int):
        """(combination of each line, the distinct combinations as tuples of codes, a line of each)."""
        mixed, own, most = np.zeros(count, dtype=np.int64), [], 1
        for known, name in zip(proven.codes, proven.fields, strict=True):
            column = encoded[self._mapping.columns[name]]
            column = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
            texts = column.dictionary.to_pylist()
            code = np.array([known.setdefault(text, len(known)) for text in texts] or [0], dtype=np.int64)
            own.append(code[column.indices.to_numpy(zero_copy_only=False)])
            most *= len(known) + 1
            if most > _MOST_MIXED:
                mixed = pa.array(mixed).dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
                most = (count + 1) * (len(known) + 1)
            mixed = mixed * (len(known) + 1) + own[-1]
        coded = pa.array(mixed).dictionary_encode()
        places = coded.indices.to_numpy(zero_copy_only=False)
        first = np.full(len(coded.dictionary), -1, dtype=np.int64)
        first[places[::-1]] = np.arange(count - 1, -1, -1)
        return places, list(zip(*(code[first].tolist() for code in own), strict=True)) or [()] * len(first), first

    def _prove(self, encoded: dict[str, pa.Array], keys: list, first_line: int) -> bool:
        """Ask about one line of each combination that is not proven yet. False where that would be most of the lines."""
        lines = {
            int(line)
            for proven, (_, distinct, first) in zip(self._proven, keys, strict=True)
            for key, line in zip(distinct, first, strict=True)
            if key not in proven.places
        }
        asked = np.array(sorted(lines), dtype=np.int64)
        if 2 * len(asked) > len(keys[0][0]) + 1_000:
            return False
        if not len(asked):
            return True
        parts = self._read_lines(encoded, asked, first_line)
        rows = typed_rows(RowKind.OBSERVATION, parts.frame(RowKind.OBSERVATION))
        good = (
            ~np.isin(rows["line"].to_numpy(), parts.flags["line"].to_numpy(dtype=np.int64))
            & ~rows["retracted"].to_numpy()
        )
        rows = rows.filter(pa.array(good))
        if parts.notes or not len(rows):
            return True
        accepted = rows["line"].to_numpy() - first_line
        for proven, (codes, distinct, _) in zip(self._proven, keys, strict=True):
            begun = 0 if proven.rows is None else len(proven.rows)
            for place, code in enumerate(codes[accepted].tolist()):
                proven.places.setdefault(distinct[code], begun + place)
            more = rows.select(proven.columns)
            proven.rows = more if proven.rows is None else pa.concat_tables([proven.rows, more]).combine_chunks()
        return True

    def _read_lines(self, encoded: dict[str, pa.Array], places: np.ndarray, first_line: int) -> Parts:
        chosen = pa.array(places)
        texts = {name: _decoded(column.take(chosen)) for name, column in encoded.items()}
        frame = {name: pd.Series(pd.array(column, dtype="str")).str.strip() for name, column in texts.items()}
        broken = pd.DataFrame(columns=list(REJECTED_COLUMNS))
        table = Table(pd.DataFrame(frame), places + first_line, broken)
        return read_long_scores(lines_of(table, self._mapping, self._today))

    def _texts(self, column: pa.Array) -> pa.Array:
        """Stripped texts; null where nothing stands, or what the mapping calls missing."""
        if isinstance(column, pa.DictionaryArray):
            return self._texts(column.dictionary).take(column.indices)
        texts = pc.utf8_trim_whitespace(column)
        blank = pc.is_in(texts, value_set=pa.array(["", *self._mapping.missing], texts.type))
        return pc.if_else(blank, pa.scalar(None, texts.type), texts) if pc.any(blank).as_py() else texts

    def _composed(
        self, encoded: dict, patients: pa.Array, found: Sequence[np.ndarray], plain: np.ndarray, first_line: int
    ) -> pa.Table:
        columns: dict[str, pa.Array] = {"line": pa.array(plain + first_line, pa.int32())}
        whole = len(plain) == len(patients)
        kept = (lambda column: column) if whole else (lambda column: column.take(pa.array(plain)))
        columns["patient"] = kept(patients)
        record = self._mapping.columns.get("record")
        if record is not None:
            columns["record"] = kept(self._texts(encoded[record]))
        for proven, places in zip(self._proven, found, strict=True):
            if proven.rows is not None:
                meant = proven.rows.take(pa.array(places[plain]))
                columns |= dict(zip(proven.columns, meant.columns, strict=True))
        schema = row_schema(RowKind.OBSERVATION)
        return pa.table(
            [columns.get(name, pa.nulls(len(plain), schema.field(name).type)) for name in schema.names], schema=schema
        )


def _whole(column: pa.ChunkedArray) -> pa.Array:
    whole = column.unify_dictionaries().combine_chunks()
    return whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole


def _decoded(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if isinstance(column, pa.DictionaryArray) else column


def _places(proven: _Proven, distinct: list[tuple[int, ...]]) -> np.ndarray:
    return np.array([proven.places.get(key, -1) for key in distinct], dtype=np.int64)
