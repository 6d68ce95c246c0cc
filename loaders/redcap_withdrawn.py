"""What a pull found deleted in REDCap, as rows that withdraw their records. Nothing is erased."""

from collections.abc import Mapping as Dictionary
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from domain.loaded import RowKind
from domain.measure import Measure
from domain.rows import FLAG_COLUMNS, FROM_ITEMS, REJECTED_COLUMNS, columns_of
from loaders.parts import Parts

_FLAG = "flag"


_SAID = {
    RowKind.OBSERVATION: ("on_date", "at_time", "occasion"),
    RowKind.EPISODE: ("program", "started"),
}
"""What a withdrawing row repeats, so that whoever sees it knows when the withdrawn one was."""
_DATES = ("on_date", "started")


def kept_parts(rows: dict[RowKind, pd.DataFrame], flags: pd.DataFrame) -> list[dict[str, Any]]:
    """What must be known of rows and flags to withdraw them one day; entries as `withdrawn_parts` reads them."""
    found = []
    for kind, frame in rows.items():
        for row in frame.to_dict("records"):
            said = {name: str(row[name]) for name in _SAID.get(kind, ()) if not pd.isna(row[name])}
            found.append(_part(kind.value, row, row.get("measure") if kind is RowKind.OBSERVATION else None, said))
    for row in flags.to_dict("records"):
        said = {name: str(row[name]) for name in ("on_date", "at_time") if not pd.isna(row[name])}
        found.append(_part(_FLAG, row, row["kind"], said))
    return [part for part in found if isinstance(part["number"], str)]


def _part(kind: str, row: dict, measure: str | None, said: dict[str, str]) -> dict[str, Any]:
    return {"kind": kind, "number": row["record"], "patient": row["patient"], "measure": measure, "said": said}


def _said(entry: dict[str, Any]) -> dict[str, Any] | None:
    """None where the entry is not as `kept_parts` wrote it."""
    told = entry.get("said", {})
    if not isinstance(told, dict) or not all(isinstance(text, str) for text in told.values()):
        return None
    known = {name for names in _SAID.values() for name in names}
    try:
        return {
            name: date.fromisoformat(text) if name in _DATES else text for name, text in told.items() if name in known
        }
    except ValueError:
        return None


def withdrawn_parts(entries: list[dict[str, Any]], at: str | None, registry: Dictionary[str, Measure]) -> Parts:
    """One retracted row per row that was known, and one per flag beside them. Lines count the entries from 1."""
    version = (at or "").removesuffix("Z") or None
    rows: dict[RowKind, list[dict]] = {}
    flags, rejected = [], []
    for line, entry in enumerate(entries, start=1):
        kind, told = entry.get("kind"), {name: entry.get(name) for name in ("number", "patient", "measure")}
        common = {
            "patient": told["patient"], "record": told["number"], "version": version, "retracted": True, "line": line,
        }  # fmt: skip
        said = _said(entry)
        if not isinstance(told["number"], str) or not isinstance(told["patient"], str) or said is None:
            rejected.append((line, None, "bad_line", "The entry names no record and patient to withdraw."))
        elif kind == _FLAG:
            flags.append({**said, **common, "kind": told["measure"], "basis": FROM_ITEMS})
        elif kind in set(RowKind) and (told["measure"] is None or told["measure"] in registry):
            measure = {"measure": told["measure"]} if told["measure"] else {}
            rows.setdefault(RowKind(kind), []).append({**said, **common, **measure})
        else:
            rejected.append((line, None, "bad_line", "The entry names no kind of row, or no measure, of ours."))
    return Parts(
        {kind: _frame(found, columns_of(kind)) for kind, found in rows.items()},
        pd.DataFrame(rejected, columns=list(REJECTED_COLUMNS)),
        _frame(flags, FLAG_COLUMNS),
        lines_read=len(entries),
    )


def _frame(found: list[dict], columns: tuple[str, ...]) -> pd.DataFrame:
    def column(name: str) -> pd.Series:
        if name in ("value", "standard_error"):
            return pd.Series(np.full(len(found), np.nan))
        kind = {"line": np.int64, "retracted": bool}.get(name, object)
        return pd.Series([one.get(name) for one in found], dtype=kind)

    return pd.DataFrame({name: column(name) for name in columns})
