"""What the steps of a reading give, put together: rows that are many wait on disk, so that memory does not grow with the file."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from domain.loaded import RowKind
from domain.rows import FLAG_COLUMNS, REJECTED_COLUMNS
from loaders.parts import Parts, joined
from loaders.spool import Spool

HELD_ROWS = 50_000
"""Of one kind: beyond this they wait on disk."""


def nothing() -> Parts:
    return Parts({}, pd.DataFrame(columns=list(REJECTED_COLUMNS)), pd.DataFrame(columns=list(FLAG_COLUMNS)))


@dataclass
class Gathered:
    """Rows of each step follow those of the step before; within a step they follow their lines.

    `awaited` are those of their people whose number begins with one of `awaited_prefixes`.
    """

    held_rows: int = HELD_ROWS
    awaited_prefixes: tuple[str, ...] = ()
    awaited: set[str] = field(default_factory=set)
    _held: dict[RowKind, list[pd.DataFrame]] = field(default_factory=dict)
    _spools: dict[RowKind, Spool] = field(default_factory=dict)
    _beside: list[Parts] = field(default_factory=list)

    def add(self, parts: list[Parts]) -> None:
        """All that one step gave."""
        told = joined([part for part in parts if part.rows_read or len(part.flags)] or [nothing()])
        for kind, rows in told.rows.items():
            if len(rows):
                self._keep(kind, rows)
        if len(told.rejected) or len(told.flags):
            self._beside.append(Parts({}, told.rejected, told.flags))

    def _keep(self, kind: RowKind, rows: pd.DataFrame) -> None:
        numbers = set(rows["patient"]) if self.awaited_prefixes else set()
        self.awaited |= {one for one in numbers if isinstance(one, str) and one.startswith(self.awaited_prefixes)}
        held = self._held.setdefault(kind, [])
        if kind in self._spools:
            self._spools[kind].add(rows)
            return
        held.append(rows)
        if sum(map(len, held)) > self.held_rows:
            self._spools[kind] = Spool(kind)
            for frame in held:
                self._spools[kind].add(frame)
            held.clear()

    def parts(self, notes: tuple[str, ...], lines_read: int) -> Parts:
        """Everything; nothing can be added after it."""
        beside = joined(self._beside or [nothing()])
        rows: dict[RowKind, Any] = {
            kind: self._spools[kind].close() if kind in self._spools else joined([_of(kind, one) for one in held]).rows[kind]
            for kind, held in self._held.items()
        }  # fmt: skip
        return Parts(rows, beside.rejected, beside.flags, notes, lines_read)


def _of(kind: RowKind, rows: pd.DataFrame) -> Parts:
    return Parts({kind: rows}, nothing().rejected)
