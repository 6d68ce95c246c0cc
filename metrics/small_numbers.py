"""Which counts may be shown, and which must be hidden beside them so that none can be worked out?

Two rules: on screen small groups are put together; in what leaves the clinic no count from 1 to `below` − 1 stands, nor
can be had by subtraction (CMS cell-size policy as told by ResDAC, resdac.org/node/1506).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd


def small_groups_together(rows: pd.DataFrame, limit: int, count: str = "n") -> pd.DataFrame:
    """`rows` with every group whose `count` adds up to fewer than `limit` renamed to 'fewer than <limit>'.

    Sums over the group then stand for all of them together, and no single one is shown.
    """
    sizes = rows.groupby("grp", dropna=False)[count].transform("sum")
    return rows.assign(grp=rows["grp"].astype(object).where(sizes >= limit, together(limit)))


def together(limit: int) -> str:
    """The name under which small groups stand."""
    return f"fewer than {limit}"


def safe_share(count: int, total: int, below: int) -> float | None:
    """count/total, or None where either the count, the others, or the total is a small number."""
    small = any(0 < part < below for part in (count, total - count, total))
    return None if small or total == 0 else count / total


@dataclass(frozen=True)
class SafeTable:
    """A table with its totals in the last row and column. `counts` as they are, for nobody but the caller; `hidden`:
    what must not leave. `shown` has None there."""

    counts: np.ndarray
    hidden: np.ndarray

    @property
    def shown(self) -> tuple[tuple[int | None, ...], ...]:
        return tuple(
            tuple(None if hide else int(count) for count, hide in zip(row, hides, strict=True))
            for row, hides in zip(self.counts, self.hidden, strict=True)
        )


def safe_list(counts: Sequence[int], below: int) -> SafeTable:
    """`safe_table` of one row of counts that add up to a total: one row, the total last."""
    table = safe_table([list(counts)], below)
    return SafeTable(table.counts[:1], table.hidden[:1] | table.hidden[1:])


def safe_table(counts: Sequence[Sequence[int]], below: int) -> SafeTable:
    """Hide the counts from 1 to `below` − 1 and, beside them, as many more as it takes.

    A line (a row or a column with its total) is safe when more than one of its cells is hidden and those hidden do not
    add up to a small number themselves; then, by linear programming over all tables that agree with what is shown, no
    small count may be pinned down or known to be below `below`. The smallest count that helps is hidden first, totals last.
    Raises ValueError for an empty table or negative counts.
    """
    inner = np.asarray(counts, dtype=np.int64)
    if inner.ndim != 2 or inner.size == 0 or (inner < 0).any():
        raise ValueError("a table of counts has rows and columns and no negative counts")
    table = np.block([[inner, inner.sum(axis=1, keepdims=True)], [inner.sum(axis=0), inner.sum()]])
    small = (table > 0) & (table < below)
    hidden = small.copy()
    while True:
        _close_lines(table, hidden, below)
        open_cell = _first_known(table, hidden, small, below)
        if open_cell is None:
            return SafeTable(table, hidden)
        _hide_beside(table, hidden, open_cell)


def _lines(shape: tuple[int, int]) -> list[list[tuple[int, int]]]:
    """The cells of every row and every column, the total last."""
    rows, columns = shape
    across = [[(r, c) for c in range(columns)] for r in range(rows)]
    return across + [[(r, c) for r in range(rows)] for c in range(columns)]


def _close_lines(table: np.ndarray, hidden: np.ndarray, below: int) -> None:
    """Hide more until every line is safe by counting."""
    changed = True
    while changed:
        changed = False
        for line in _lines(table.shape):
            if not _is_safe(table, hidden, line, below):
                _hide_one(table, hidden, line)
                changed = True


def _is_safe(table: np.ndarray, hidden: np.ndarray, line: list[tuple[int, int]], below: int) -> bool:
    away = [cell for cell in line if hidden[cell]]
    if not away or all(hidden[cell] for cell in line):
        return True
    if len(away) == 1:
        return False
    rest = sum(int(table[cell]) for cell in away)
    return bool(hidden[line[-1]]) or not 0 < rest < below


def _hide_one(table: np.ndarray, hidden: np.ndarray, line: list[tuple[int, int]]) -> None:
    """Hide the smallest count still shown in a line, one above 0 if there is one; its total only when nothing else is left."""
    cells = [cell for cell in line[:-1] if not hidden[cell]] or [line[-1]]
    hidden[min(cells, key=lambda cell: (table[cell] == 0, table[cell]))] = True


def _first_known(table: np.ndarray, hidden: np.ndarray, small: np.ndarray, below: int) -> tuple[int, int] | None:
    """A small count that what is shown still gives away."""
    from scipy.optimize import linprog  # slow to import, so only where it is used

    unknown = [(int(r), int(c)) for r, c in zip(*np.nonzero(hidden), strict=True)]
    if not unknown:
        return None
    place = {cell: i for i, cell in enumerate(unknown)}
    equations, sums = [], []
    for line in _lines(table.shape):
        equation, total = np.zeros(len(unknown)), 0.0
        for cell in line:
            sign = -1.0 if cell == line[-1] else 1.0
            if cell in place:
                equation[place[cell]] = sign
            else:
                total -= sign * float(table[cell])
        equations.append(equation)
        sums.append(total)
    for cell in unknown:
        if small[cell]:
            goal = np.zeros(len(unknown))
            goal[place[cell]] = -1.0
            most = linprog(goal, A_eq=np.array(equations), b_eq=np.array(sums), bounds=(0, None), method="highs")
            if most.status == 0 and -most.fun < below - 1e-6:
                return cell
    return None


def _hide_beside(table: np.ndarray, hidden: np.ndarray, cell: tuple[int, int]) -> None:
    """Hide one more count in the row or column of `cell`, or, where both are hidden, the smallest left anywhere."""
    rows, columns = table.shape
    row, column = [(cell[0], c) for c in range(columns)], [(r, cell[1]) for r in range(rows)]
    near = [other for other in row + column if not hidden[other]]
    every = [(int(r), int(c)) for r, c in zip(*np.nonzero(~hidden), strict=True)]
    hidden[min(near or every, key=lambda other: (_is_total(other, table.shape), table[other] == 0, table[other]))] = (
        True
    )


def _is_total(cell: tuple[int, int], shape: tuple[int, int]) -> int:
    return (cell[0] == shape[0] - 1) + (cell[1] == shape[1] - 1)
