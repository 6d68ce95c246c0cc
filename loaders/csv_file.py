"""A delimited text file as a table: physical line numbers, quoted newlines, lines that are no rows."""

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from loaders.how_far import tell
from loaders.source_error import SourceError
from loaders.table import Table, TableBuilder

# small chunks stay in the processor's cache and out of the garbage collector's old generation: 3 times faster
_CHUNK_ROWS = 2_000
MOST_CHARACTERS = 10_000_000
"""Of one record, so that a line of hundreds of MB cannot become as many cells. A cell alone may have 131,072."""
_LINE_END = re.compile(r"\r\n|\r|\n")


def read_csv(text: str, delimiter: str, header_row: int, wanted: Iterable[str], file_name: str) -> Table:
    """The wanted columns of a delimited text (RFC 4180 quoting), all as text.

    Empty lines are skipped and not counted. A record's line is the one on which it starts.

    Raises:
        SourceError: there is no header, or a wanted column is missing or stands there twice.
    """
    (table,) = read_tables(text, delimiter, header_row, wanted, file_name)
    return table


def read_tables(
    text: str, delimiter: str, header_row: int, wanted: Iterable[str], file_name: str, rows: int | None = None
) -> Iterator[Table]:
    """As `read_csv`, in tables of about `rows` rows; in one without it.

    Raises:
        SourceError: as `read_csv`.
    """
    if not text or text.isspace():
        raise SourceError(f"{file_name} is empty.")
    records = _Records(text, delimiter, header_row)
    header = records.header()
    if not header:
        raise SourceError(f"{file_name}, line {header_row}: there is no header line that can be read.")
    chunks, ended = records.chunks(_CHUNK_ROWS), False
    last = text.count("\n") + (not text.endswith("\n"))
    while not ended:
        builder, found = TableBuilder(header, wanted, file_name), 0
        for lines, cells in chunks:
            builder.add(lines, cells)
            tell(min(lines[-1] / last, 1.0), lines[-1])
            found += len(lines)
            if rows is not None and found >= rows:
                break
        else:
            ended = True
        yield _finished(records, builder, 0)


def read_rows(text: str, delimiter: str, header: list[str], wanted: Iterable[str], first_line: int) -> Table:
    """The wanted columns of a text that is the rest of a file: it has no header of its own and starts on `first_line`."""
    records, builder = _Records(text, delimiter, 1), TableBuilder(header, wanted, "the file")
    for lines, rows in records.chunks():
        builder.add([line + first_line - 1 for line in lines], rows)
    return _finished(records, builder, first_line - 1)


def _finished(records: "_Records", builder: TableBuilder, lines_above: int) -> Table:
    for line, sentence in records.faults:
        builder.add_broken(line + lines_above, sentence)
    records.faults.clear()
    return builder.table()


def read_header(text: str, delimiter: str, header_row: int) -> list[str]:
    """The column names of a delimited text; empty where there are none."""
    return [name.strip() for name in _Records(text, delimiter, header_row).header()]


class _Records:
    """Records with the line on which each starts. After a record that cannot be read, reading goes
    on at the line after its first one, so that an open quotation mark costs one line, not the rest."""

    def __init__(self, text: str, delimiter: str, first_line: int):
        self.faults: list[tuple[int, str]] = []
        self._text, self._delimiter, self._has_returns = text, delimiter, "\r" in text
        self._next_line = first_line
        self._known = (1, 0)
        self._pending = 0
        self._start_reader()

    def header(self) -> list[str]:
        rows = (row for _, chunk in self.chunks(1) for row in chunk)
        header = next(rows, [])
        return [] if self.faults else header

    def chunks(self, size: int = _CHUNK_ROWS) -> Iterator[tuple[list[int], list[list[str]]]]:
        """(lines, rows) without the empty lines, until the text ends."""
        ended = False
        while not ended:
            found: list[tuple[int, list[str]]] = []
            fault = ""
            try:
                # `extend` keeps what came before an error; a comprehension would lose it
                found.extend(map(self._with_last_line, islice(self._reader, size)))
                ended = len(found) < size
            except csv.Error as error:
                fault = _fault_in_words(error)
            ends = [self._next_line - 1, *(last for last, _ in found)]
            whole = [(start + 1, row) for start, (_, row) in zip(ends, found, strict=False) if row]
            self._next_line = ends[-1] + 1
            if fault:
                self.faults.append((self._next_line, fault))
                self._next_line += 1
                self._start_reader()
            if whole:
                yield [line for line, _ in whole], [row for _, row in whole]

    def _with_last_line(self, row: list[str]) -> tuple[int, list[str]]:
        self._pending = 0
        return self._offset + self._reader.line_num, row

    def _bounded(self, lines: Iterator[str]) -> Iterator[str]:
        """The lines, until those of one record are too long together."""
        for line in lines:
            self._pending += len(line)
            if self._pending > MOST_CHARACTERS:
                raise csv.Error("record too long")
            yield line

    def _start_reader(self) -> None:
        """Where the next line starts is looked for from the last such place on: reading never goes back before it."""
        self._offset = self._next_line - 1
        line, start = self._known
        for end in islice(_LINE_END.finditer(self._text, start), self._next_line - line):
            line, start = line + 1, end.end()
        self._known = (line, start)
        lines = _lines(self._text, start if line == self._next_line else len(self._text), self._has_returns)
        self._pending = 0
        self._reader = csv.reader(self._bounded(lines), delimiter=self._delimiter, strict=True)


def _lines(text: str, start: int, has_returns: bool) -> Iterator[str]:
    """The lines of a text with their ends, from a place on. No second copy: `io.StringIO` takes four bytes a character."""
    if has_returns:
        for end in _LINE_END.finditer(text, start):
            yield text[start : end.end()]
            start = end.end()
    else:
        while end_of_line := text.find("\n", start) + 1:
            yield text[start:end_of_line]
            start = end_of_line
    if start < len(text):
        yield text[start:]


def _fault_in_words(error: csv.Error) -> str:
    if "record too long" in str(error):
        return f"The line is longer than {MOST_CHARACTERS:,} characters, or a quotation mark in it is never closed."
    if "field larger" in str(error):
        return f"A cell is longer than {csv.field_size_limit()} characters, or its quotation mark is never closed."
    if "unexpected end" in str(error):
        return "A quotation mark is never closed."
    return "A quotation mark stands inside a cell without being doubled."
