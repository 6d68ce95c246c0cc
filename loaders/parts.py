"""What reading one table gives, before file and mapping are written beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from domain.loaded import RowKind
from domain.rows import FLAG_COLUMNS, REJECTED_COLUMNS, columns_of
from loaders.ledger import Ledger


@dataclass(frozen=True)
class Parts:
    """`rows` by kind (a frame, or `RowChunks` such as a `loaders.spool.Spool`) and `rejected` together are the rows read. `flags` stand beside them.

    `lines_read` counts the lines (or entries) of the file; None where every row and rejection is one of them.
    """

    rows: dict[RowKind, Any]
    rejected: pd.DataFrame
    flags: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(FLAG_COLUMNS)))
    notes: tuple[str, ...] = ()
    lines_read: int | None = None

    @property
    def rows_read(self) -> int:
        return sum(map(len, self.rows.values())) + len(self.rejected)

    def frame(self, kind: RowKind) -> pd.DataFrame:
        """The rows of one kind, all at once.

        Raises:
            KeyError: there are none of that kind.
        """
        rows = self.rows[kind]
        return rows if isinstance(rows, pd.DataFrame) else rows.frame()


def settle(kind: RowKind, columns: dict[str, np.ndarray], ledger: Ledger, lines: np.ndarray, **more) -> Parts:
    """Rows whose ledger entry is still open become candidates; columns not given are blank."""
    blank = np.full(len(lines), None, dtype=object)
    named = {name: columns.get(name, blank) for name in columns_of(kind) if name != "line"}
    # the dtype is given, because pandas would turn texts with None into texts with NaN
    frame = pd.DataFrame({name: pd.Series(values, dtype=values.dtype) for name, values in named.items()})
    frame["line"] = lines
    return Parts({kind: frame[ledger.open].reset_index(drop=True)}, ledger.rejected(), **more)


def joined(parts: Sequence[Parts], lines_read: int | None = None) -> Parts:
    """Several parts of one file as one: each kind in the order of lines."""
    kinds = dict.fromkeys(kind for part in parts for kind in part.rows)
    return Parts(
        {kind: _stacked([part.frame(kind) for part in parts if kind in part.rows], columns_of(kind)) for kind in kinds},
        _stacked([part.rejected for part in parts], REJECTED_COLUMNS),
        _stacked([part.flags for part in parts], FLAG_COLUMNS),
        tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        lines_read,
    )


def _stacked(frames: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return frames[0] if frames else pd.DataFrame(columns=list(columns))
    return pd.concat(filled, ignore_index=True)[list(columns)].sort_values("line", kind="stable", ignore_index=True)
