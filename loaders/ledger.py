"""Which rows are still good, and the first reason against each of the others."""

import numpy as np
import pandas as pd

from domain.rows import REJECTED_COLUMNS


class Ledger:
    """One entry per row. The first reason against a row stands; later ones are not asked."""

    def __init__(self, lines: np.ndarray):
        self.open = np.ones(len(lines), dtype=bool)
        self._lines = np.asarray(lines)
        self._entries: list[pd.DataFrame] = []

    def reject(self, bad: np.ndarray, column, code: str, sentence) -> None:
        """Close the open rows among `bad`. `column` and `sentence` are texts, or arrays with one per row."""
        fresh = np.asarray(bad, dtype=bool) & self.open
        if not fresh.any():
            return
        entry = {"line": self._lines[fresh], "column": _at(column, fresh), "code": code, "reason": _at(sentence, fresh)}
        self._entries.append(pd.DataFrame(entry).astype({"column": object}))
        self.open &= ~fresh

    def rejected(self) -> pd.DataFrame:
        """line, column, code, reason of every closed row."""
        if not self._entries:
            return pd.DataFrame(columns=list(REJECTED_COLUMNS))
        return pd.concat(self._entries, ignore_index=True)[list(REJECTED_COLUMNS)]


def _at(value, rows: np.ndarray):
    return value[rows] if isinstance(value, np.ndarray) else value
