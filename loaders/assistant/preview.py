"""What a mapping would make of a file: its first rows as they would be read, and what would be rejected."""

from pathlib import Path

import pandas as pd

from domain.clinic import Clinic
from domain.loaded import Loaded, RowChunks
from loaders.mapping_files import parse_mapping
from loaders.read import read_file

_NOT_SHOWN = ("answers", "utc_offset_minutes", "score_status", "retracted", "line", "version", "record")


def preview(path: Path, mapping_text: str, clinic: Clinic) -> Loaded:
    """The whole file, read and not loaded.

    Raises:
        MappingError: the mapping cannot be used yet.
        SourceError: the file cannot be read so.
    """
    return read_file(path, parse_mapping(mapping_text, "The mapping", clinic.measures), clinic)


def first_rows(loaded: Loaded, most: int = 8) -> pd.DataFrame:
    """The first rows as texts: their line, and every column in which one of them says something. Of several kinds the first."""
    kind = next((kind for kind, rows in loaded.rows.items() if len(rows)), None)
    shown = pd.DataFrame() if kind is None else _head(loaded.rows[kind], most)
    said = [name for name in shown.columns if name not in _NOT_SHOWN and shown[name].notna().any()]
    table = shown[said].astype(object).where(shown[said].notna(), "").map(_written)
    if len(shown):
        table.insert(0, "line", shown["line"].astype(str))
    return table.reset_index(drop=True)


def _written(cell: object) -> str:
    """Numbers to four decimals: enough to compare with the file."""
    return f"{round(cell, 4):.15g}" if isinstance(cell, float) else str(cell)


def _head(rows: pd.DataFrame | RowChunks, most: int) -> pd.DataFrame:
    if isinstance(rows, pd.DataFrame):
        return rows.head(most)
    return next(rows.chunks()).slice(0, most).to_pandas()


def reasons(loaded: Loaded) -> pd.DataFrame:
    """Why rows would be rejected, the commonest first: code, rows, reason (of the first such row)."""
    grouped = loaded.rejected.groupby("code", sort=False).agg(rows=("reason", "size"), reason=("reason", "first"))
    return grouped.sort_values("rows", ascending=False, kind="stable").reset_index()


def preview_lines(loaded: Loaded) -> list[str]:
    """The preview in plain text."""
    kept = loaded.rows_read - len(loaded.rejected)
    lines = [f"{loaded.rows_read:,} rows read: {kept:,} could be loaded, {len(loaded.rejected):,} would be rejected."]
    table = first_rows(loaded)
    if len(table):
        lines += ["", *table.to_string(index=False).splitlines()]
    for row in reasons(loaded).itertuples():
        lines.append(f"  {row.code}: {row.rows:,}, first: {row.reason}")
    return [*lines, *loaded.notes]
