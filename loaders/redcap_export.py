"""A REDCap export as a table of text: CSV or JSON, one row per record and event (flat) or per value (EAV).

Also the pages that a pull keeps: the same rows in an envelope that says when the server gave them.
"""

import csv
import io
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from domain.rows import REJECTED_COLUMNS
from loaders.csv_file import read_csv, read_header
from loaders.source_error import SourceError
from loaders.source_file import read_bytes, read_start
from loaders.text import decode, decode_start

EVENT, INSTRUMENT, INSTANCE = "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"
DAG, SURVEY_IDENTIFIER = "redcap_data_access_group", "redcap_survey_identifier"
PLACE = (EVENT, INSTRUMENT, INSTANCE)
"""With the record, what tells two rows apart."""
EAV = ("record", "field_name", "value")
"""What a row of the other layout is: one value of one field."""
ENVELOPE = "landings_pull"
MOST_JSON_BYTES = 512 * 1024**2
"""JSON is parsed as a whole, which takes some ten times its size in memory."""


_LONGEST_PLAIN = 10_000


@dataclass(frozen=True)
class Export:
    """`cells` holds stripped text, '' where nothing stands, a column per field; `lines` where each row starts.

    `broken` lists entries that are no rows. `exported_at` is the server's time of a pull, None for a plain file;
    `withdrawn` what a pull found deleted.
    """

    cells: pd.DataFrame
    lines: np.ndarray
    broken: pd.DataFrame
    lines_read: int
    exported_at: str | None = None
    withdrawn: list[dict[str, Any]] = field(default_factory=list)

    def column(self, name: str) -> pd.Series:
        """A column, all '' where the export has none of that name."""
        return self.cells[name] if name in self.cells else pd.Series([""] * len(self.cells), dtype=object)


def read_export(path: Path, wanted: Collection[str], mapping) -> Export:
    """The wanted columns of an export, as far as it has them.

    Raises:
        SourceError: the file is neither CSV nor JSON, or not in the declared layout.
    """
    content = read_bytes(path)
    if content.lstrip()[:1] in (b"[", b"{") and len(content) > MOST_JSON_BYTES:
        raise SourceError(
            f"'{path}' is larger than {MOST_JSON_BYTES // 1024**2} MB of JSON; export it as CSV, or in parts."
        )
    text = decode(content, mapping.encoding, str(path))
    if text.lstrip()[:1] in ("[", "{") or _is_plain_json(text):
        return _of_json(text, wanted, mapping, str(path))
    return _of_csv(text, wanted, mapping, str(path))


def read_fields(path: Path, mapping) -> list[str] | None:
    """The field names in the header of a CSV export, of which only the start is read; None for JSON, which has none.

    Raises:
        SourceError: it is not in the declared layout, or its first line cannot be read.
    """
    text = decode_start(read_start(path), mapping.encoding, str(path))
    if text.lstrip()[:1] in ("[", "{") or _is_plain_json(text):
        return None
    header = read_header(text, mapping.delimiter, 1)
    return mapping.names_of_labels(header, str(path)) if mapping.headers == "label" else header


def _is_plain_json(text: str) -> bool:
    """Whether the whole of it is one JSON value that is no list and no object, such as null: an answer without an export."""
    if len(text) > _LONGEST_PLAIN:
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def envelope(rows: list, exported_at: str, withdrawn: list | None = None) -> bytes:
    """A page of a pull as it is kept: the rows as the server gave them."""
    about = {ENVELOPE: 1, "exported_at": exported_at, "rows": rows, "withdrawn": withdrawn or []}
    return json.dumps(about, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _of_csv(text: str, wanted: Collection[str], mapping, name: str) -> Export:
    header = read_header(text, mapping.delimiter, 1)
    if mapping.headers == "label":
        text, header = _relabelled(text, header, mapping, name)
    if mapping.layout == "eav":
        there = [column for column in (*EAV, *PLACE) if column in header or column in EAV]
        table = read_csv(text, mapping.delimiter, 1, there, name)
        return _pivoted(table.cells, table.lines, table.broken, wanted, mapping, table.lines_read)
    there = [column for column in header if column in wanted]
    if mapping.record_id not in header:
        raise SourceError(f"{name} has no field '{mapping.record_id}', which the mapping reads.")
    table = read_csv(text, mapping.delimiter, 1, dict.fromkeys(there), name)
    return Export(table.cells, table.lines, table.broken, table.lines_read)


def _relabelled(text: str, header: list[str], mapping, name: str) -> tuple[str, list[str]]:
    """The text with field names in the place of its first line, which holds labels."""
    fields = mapping.names_of_labels(header, name)
    first = io.StringIO()
    csv.writer(first, delimiter=mapping.delimiter).writerow(fields)
    # labels may hold line breaks: as many lines as the header took stand empty, so that lines keep their numbers
    rest = io.StringIO(text, newline="")
    reader = csv.reader(rest, delimiter=mapping.delimiter, strict=True)
    next(reader)
    return first.getvalue().rstrip("\r\n") + "\n" * reader.line_num + rest.read(), fields


def _of_json(text: str, wanted: Collection[str], mapping, name: str) -> Export:
    found = _parsed(text, name)
    exported_at: str | None = None
    withdrawn: list[Any] = []
    if isinstance(found, dict) and found.get(ENVELOPE):
        exported_at, gone = _about(found, name)
        withdrawn, found = gone, found.get("rows")
    if isinstance(found, dict) and "error" in found:
        raise SourceError(f"{name} holds an error message of REDCap, no export.")
    if not isinstance(found, list):
        raise SourceError(f"{name} is no REDCap export: it holds no list of rows.")
    columns = (*EAV, *PLACE) if mapping.layout == "eav" else tuple(dict.fromkeys(wanted))
    cells, lines, broken = _cells(found, columns)
    frame = pd.DataFrame(broken, columns=list(REJECTED_COLUMNS))
    withdrawn = [one for one in withdrawn if isinstance(one, dict)]
    if mapping.layout == "eav":
        export = _pivoted(cells, lines, frame, wanted, mapping, len(found))
        return Export(export.cells, export.lines, export.broken, export.lines_read, exported_at, withdrawn)
    return Export(cells, lines, frame, len(found), exported_at, withdrawn)


def _about(page: dict[str, Any], name: str) -> tuple[str, list[Any]]:
    exported_at, withdrawn = page.get("exported_at"), page.get("withdrawn")
    if not isinstance(exported_at, str) or not isinstance(withdrawn, list):
        raise SourceError(f"{name} is no whole page of a pull.")
    return exported_at, withdrawn


def _parsed(text: str, name: str) -> Any:
    """Numbers stay the texts they are: 007 keeps no zero in JSON, but 1.10 and a number of a thousand digits do."""
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except RecursionError:
        raise SourceError(f"{name} is nested too deeply to be an export.") from None
    except ValueError as error:
        place = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise SourceError(f"{name}{place}: this is not valid JSON.") from None


def _cells(entries: list, columns: tuple[str, ...]) -> tuple[pd.DataFrame, np.ndarray, list[tuple]]:
    """Cells of the entries that are rows; their ordinals from 1; the entries that are none."""
    kept: list[list[str]] = []
    lines, broken = [], []
    there = {name for entry in entries if isinstance(entry, dict) for name in entry}
    names = [name for name in columns if name in there]
    for ordinal, entry in enumerate(entries, start=1):
        row = [_text(entry.get(name)) for name in names] if isinstance(entry, dict) else [None]
        if None in row:
            sentence = "The entry is no row of texts and numbers, or a value holds characters that no text may hold."
            broken.append((ordinal, None, "bad_line", sentence))
        else:
            kept.append(row)  # type: ignore[arg-type]
            lines.append(ordinal)
    cells = {name: pd.Series([row[i] for row in kept], dtype=object) for i, name in enumerate(names)}
    return pd.DataFrame(cells, index=range(len(kept))), np.asarray(lines, dtype=np.int64), broken


def _text(value: object) -> str | None:
    """A cell's text; None where it is no text and no number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if not isinstance(value, str) or "\0" in value:
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return None
    return value.strip()


def _pivoted(
    cells: pd.DataFrame, lines: np.ndarray, broken: pd.DataFrame, wanted: Collection[str], mapping, lines_read: int
) -> Export:
    """EAV → flat: the entries of one record, event, instrument and instance are one row, at the line of the first.

    Raises:
        SourceError: it is not in this layout.
    """
    for name in EAV:
        if name not in cells and len(cells):
            raise SourceError(f"The export is not in the EAV layout, which the mapping declares: it has no '{name}'.")
    if not len(cells):
        return Export(pd.DataFrame(columns=[mapping.record_id]), lines, broken, lines_read)
    entries = cells.assign(line=lines, field=_flat_names(cells, mapping))
    keys = ["record", *(name for name in PLACE if name in cells)]
    entries["row"] = entries.groupby(keys, sort=False).ngroup()
    entries["value"] = entries["value"].where(entries["field"] == entries["field_name"], "1")
    heads = entries.drop_duplicates("row").set_index("row").sort_index()
    read = entries[entries["field"].isin(list(wanted))]
    twice = _said_twice(read)
    wide = (
        read.drop_duplicates(["row", "field"])
        .pivot(index="row", columns="field", values="value")
        .reindex(heads.index)
        .fillna("")
        .astype(object)
    )
    for name in keys[1:]:
        wide[name] = heads[name]
    wide[mapping.record_id] = heads["record"]
    sentence = "A field has two values in one record, event and instance."
    more = [(int(heads["line"].iloc[row]), None, "bad_line", sentence) for row in twice]
    good = ~heads.index.isin(twice)
    frames = [broken, pd.DataFrame(more, columns=list(REJECTED_COLUMNS))]
    faults = pd.concat([frame for frame in frames if len(frame)], ignore_index=True) if more or len(broken) else broken
    return Export(
        wide[good].reset_index(drop=True), heads["line"].to_numpy(dtype=np.int64)[good], faults, lines_read
    )  # fmt: skip


def _flat_names(cells: pd.DataFrame, mapping) -> pd.Series:
    """EAV gives a checked box under its field's name with the code (or label) as its value."""
    pairs = cells[["field_name", "value"]].drop_duplicates()
    names = {(name, value): mapping.flat_name(name, value) for name, value in pairs.itertuples(index=False)}
    return pd.Series(
        [names[pair] for pair in zip(cells["field_name"], cells["value"], strict=True)], dtype=object, index=cells.index
    )


def _said_twice(entries: pd.DataFrame) -> list[int]:
    distinct = entries[["row", "field", "value"]].drop_duplicates()
    return sorted(set(distinct.loc[distinct.duplicated(["row", "field"]), "row"]))
