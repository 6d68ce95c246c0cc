"""What reading one table gives, before file and mapping are written beside it."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from domain.loaded import RowKind
from domain.rows import FLAG_COLUMNS, REJECTED_COLUMNS, columns_of
from loaders.ledger import Ledger


@dataclass(frozen=True)
class Parts:
    """`rows` and `rejected` together are the rows read. `flags` stand beside them."""

    kind: RowKind
    rows: pd.DataFrame
    rejected: pd.DataFrame
    flags: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(FLAG_COLUMNS)))
    notes: tuple[str, ...] = ()


def settle(kind: RowKind, columns: dict[str, np.ndarray], ledger: Ledger, lines: np.ndarray, **more) -> Parts:
    """Rows whose ledger entry is still open become candidates; columns not given are blank."""
    blank = np.full(len(lines), None, dtype=object)
    named = {name: columns.get(name, blank) for name in columns_of(kind) if name != "line"}
    # the dtype is given, because pandas would turn texts with None into texts with NaN
    frame = pd.DataFrame({name: pd.Series(values, dtype=values.dtype) for name, values in named.items()})
    frame["line"] = lines
    return Parts(kind, frame[ledger.open].reset_index(drop=True), ledger.rejected(), **more)


def joined(kind: RowKind, parts: list[Parts]) -> Parts:
    """Several parts of one file as one, in the order of lines."""
    return Parts(
        kind,
        _stacked([part.rows for part in parts], columns_of(kind)),
        _stacked([part.rejected for part in parts], REJECTED_COLUMNS),
        _stacked([part.flags for part in parts], FLAG_COLUMNS),
        tuple(dict.fromkeys(note for part in parts for note in part.notes)),
    )


def _stacked(frames: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return frames[0] if frames else pd.DataFrame(columns=list(columns))
    return pd.concat(filled, ignore_index=True)[list(columns)].sort_values("line", kind="stable", ignore_index=True)
