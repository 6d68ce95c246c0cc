"""A long delimited file of plain lines, read block by block, so that memory does not grow with the file.

The rules are those of `read_long_scores`, asked once per combination of texts (`plain_scores`). Only how text becomes cells
differs from `csv_file`: lines without quotation marks need no quoting rules, and Arrow splits them. A file that is not plain is left to `csv_file`.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from domain.loaded import RowKind
from domain.rows import REJECTED_COLUMNS
from loaders import csv_file
from loaders.dates import ClinicToday
from loaders.how_far import tell
from loaders.lines import lines_of
from loaders.mapping import Mapping
from loaders.observations import read_long_scores
from loaders.parts import Parts, joined
from loaders.plain_scores import PlainScores
from loaders.source_error import SourceError
from loaders.source_file import MOST_STREAMED
from loaders.spool import Spool
from loaders.table import MOST_ROWS, Table, check_header
from loaders.unpacked import MOST_UNPACKED, PACKED, open_unpacked

LONG_BYTES = 32 << 20
"""From this size on a file of plain lines is read in blocks."""
BLOCK_BYTES = 8 << 20
_ROWS_AT_ONCE = 100_000

_LONG_CELL = csv.field_size_limit() // 2
_REPEATED = pa.dictionary(pa.int32(), pa.string())
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class NotPlain(Exception):
    """The file holds quotation marks, old line ends, or bytes that are no UTF-8: it has to be read as a whole."""


def is_long(path: Path, mapping: Mapping) -> bool:
    """Whether a file may be read in blocks: scores, one a line, in UTF-8, and many of them."""
    is_scores = (mapping.rows, mapping.layout, mapping.level) == ("observations", "long", "scores")
    if not is_scores or (mapping.format, mapping.encoding) != ("csv", "utf-8"):
        return False
    return path.stat().st_size >= LONG_BYTES or (
        path.suffix.lower() in PACKED and _unpacks_to_much(path, mapping.member)
    )


def _unpacks_to_much(path: Path, member: str | None) -> bool:
    left = LONG_BYTES
    with open_unpacked(path, member) as stream:
        while left > 0 and (piece := stream.read(min(left, BLOCK_BYTES))):
            left -= len(piece)
    return left <= 0


def read_long_file(path: Path, mapping: Mapping, today: ClinicToday) -> Parts:
    """As `read_table`, with the rows in chunks on disk.

    Raises:
        NotPlain: the file cannot be read in blocks; nothing was read.
        SourceError: the file cannot be read at all, or more rows are rejected than can be held.
    """
    return _gathered(_read_blocks(path, mapping), mapping, today, str(path))


def read_long_text(text: str, mapping: Mapping, today: ClinicToday, name: str) -> Parts:
    """As `read_long_file`, of a text that is not plain: it is held as a whole, its rows are not.

    Raises:
        SourceError: as `csv_file.read_csv`.
    """
    tables = csv_file.read_tables(text, mapping.delimiter, mapping.header_row, mapping.headers, name, _ROWS_AT_ONCE)
    return _gathered(tables, mapping, today, name)


def _gathered(blocks: Iterable["Table | _Block"], mapping: Mapping, today: ClinicToday, name: str) -> Parts:
    spool, plain, beside, lines_read = Spool(RowKind.OBSERVATION), PlainScores(mapping, today), [], 0
    rejections = 0
    for block in blocks:
        if isinstance(block, Table):
            parts = read_long_scores(lines_of(block, mapping, today))
            spool.add(parts.frame(RowKind.OBSERVATION))
        else:
            rows, parts = plain.read(block.cells, block.first_line)
            spool.add_typed(rows)
        rejected = pd.concat([block.broken, parts.rejected], ignore_index=True) if len(block.broken) else parts.rejected
        if len(rejected) or len(parts.flags) or parts.notes:
            beside.append(Parts({}, rejected, parts.flags, parts.notes))
        lines_read, rejections = lines_read + block.lines_read, rejections + len(rejected)
        if rejections > MOST_ROWS:
            raise SourceError(_too_many(name, rejected.iloc[-1]))
    rest = joined(beside)
    return Parts({RowKind.OBSERVATION: spool.close()}, rest.rejected, rest.flags, rest.notes, lines_read)


def _too_many(name: str, last: pd.Series) -> str:
    return (
        f"{name}: more than {MOST_ROWS:,} rows would be rejected, among them line {last['line']}: {last['reason']} "
        f"Mend the mapping, or split the file; nothing was loaded."
    )


@dataclass(frozen=True)
class _Block:
    """Lines each of which has as many cells as the header. `cells` holds their texts as `PlainScores` wants them."""

    cells: dict[str, pa.ChunkedArray]
    first_line: int
    lines_read: int
    broken: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(REJECTED_COLUMNS)))


def _read_blocks(path: Path, mapping: Mapping) -> Iterator[Table | _Block]:
    header, line, read = None, 1, 0
    size = None if path.suffix.lower() in PACKED else path.stat().st_size
    for block in _blocks(path, mapping.member):
        read += len(block)
        if line == 1:
            block = block.removeprefix(_BYTE_ORDER_MARK)
        if header is None:
            above, block = _split_after(block, mapping.header_row)
            header = csv_file.read_header(above.decode(), mapping.delimiter, mapping.header_row)
            check_header(header, mapping.headers, str(path))
            line += mapping.header_row
        count = block.count(b"\n") + (not block.endswith(b"\n") and bool(block))
        if count:
            yield _split(block, header, mapping, line, count)
        line += count
        tell(read / size if size else None, line - 1)


def _blocks(path: Path, member: str | None) -> Iterator[bytes]:
    """Whole lines, about `BLOCK_BYTES` at a time."""
    with open_unpacked(path, member, MOST_UNPACKED if path.suffix.lower() in PACKED else MOST_STREAMED) as stream:
        rest = b""
        while piece := stream.read(BLOCK_BYTES):
            rest += piece
            end = rest.rfind(b"\n") + 1
            if end:
                yield _plain(rest[:end])
                rest = rest[end:]
            elif len(rest) > 4 * BLOCK_BYTES:
                raise NotPlain
        if rest:
            yield _plain(rest)


def _plain(block: bytes) -> bytes:
    returns = block.count(b"\r")
    if b'"' in block or b"\0" in block or (returns and returns != block.count(b"\r\n")):
        raise NotPlain
    if any(block.find(b"\n", at, at + _LONG_CELL) < 0 for at in range(0, len(block) - _LONG_CELL, _LONG_CELL)):
        raise NotPlain
    if not block.isascii():
        _check_text(block)
    return block


def _check_text(block: bytes) -> None:
    try:
        block.decode()
    except UnicodeDecodeError:
        raise NotPlain from None


def _split_after(block: bytes, lines: int) -> tuple[bytes, bytes]:
    end = 0
    for _ in range(lines):
        end = block.find(b"\n", end) + 1
        if not end:
            raise NotPlain
    return block[:end], block[end:]


def _split(block: bytes, header: list[str], mapping: Mapping, line: int, count: int) -> Table | _Block:
    """The wanted cells of a block. Empty lines, and lines with another number of cells, are found the slow way."""
    names = [str(place) for place in range(len(header))]
    wanted = {name: names[header.index(name)] for name in mapping.headers}
    try:
        cells = arrow_csv.read_csv(
            pa.BufferReader(block),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=1 << 20),
            parse_options=arrow_csv.ParseOptions(
                delimiter=mapping.delimiter,
                quote_char=False,
                newlines_in_values=False,
                invalid_row_handler=lambda _: "skip",
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=list(wanted.values()),
                column_types={
                    place: pa.string() if name == mapping.columns.get("record") else _REPEATED
                    for name, place in wanted.items()
                },
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        raise NotPlain from None
    if len(cells) != count or len(header) == 1:
        return _slow_table(block, header, mapping, line)
    return _Block({name: cells[place] for name, place in wanted.items()}, line, count)


def _slow_table(block: bytes, header: list[str], mapping: Mapping, line: int) -> Table:
    return csv_file.read_rows(block.decode(), mapping.delimiter, header, mapping.headers, line)
