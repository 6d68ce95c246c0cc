"""What of a table and its picture may leave the clinic, with what must stay blotted out."""

from collections.abc import Sequence
from dataclasses import dataclass

from charts import numbers
from charts.table import Column
from metrics.completeness import CheckpointCompleteness
from metrics.safe_export import Counts, picture_may_leave, rows_that_leave
from metrics.small_numbers import safe_table

SUPPRESSED = "suppressed"


@dataclass(frozen=True)
class Leaving:
    """The rows as they may leave, and whether the picture may."""

    rows: tuple[tuple[str, ...], ...]
    has_picture: bool = True

    @property
    def n_suppressed(self) -> int:
        """Rows in which something is blotted out."""
        return sum(SUPPRESSED in row for row in self.rows)


def everything(rows: Sequence[Sequence[str]]) -> Leaving:
    """Nothing is blotted out: the record of one patient, not a count of people."""
    return Leaving(tuple(map(tuple, rows)))


def leaving(rows: Sequence[Sequence[str]], counts: Counts, below: int) -> Leaving:
    """A row that may not leave keeps its first cell, which names it.

    Raises:
        ValueError: not every row has its counts.
    """
    free = rows_that_leave(counts, below)
    told = [
        tuple(row) if may else (row[0], *[SUPPRESSED] * (len(row) - 1)) for row, may in zip(rows, free, strict=True)
    ]
    return Leaving(tuple(told), picture_may_leave(counts, below))


COMPLETENESS = ("Checkpoint", "Any form", "Missing", "Left", "Not due", "Enrolled")


def completeness_table(rows: Sequence[CheckpointCompleteness]) -> tuple[list[Column], list[list[str]]]:
    """Who is still in the data: every count of the picture, which add up to the enrolled."""
    columns = [Column(title, is_number=place > 0) for place, title in enumerate(COMPLETENESS)]
    return columns, [[row.name, *map(numbers.number, _parts(row)), numbers.number(row.enrolled)] for row in rows]


def leaving_completeness(rows: Sequence[CheckpointCompleteness], below: int) -> Leaving:
    """Cell by cell, as the counts of a row add up; the sums over checkpoints mean nothing and are not written."""
    if not rows:
        return Leaving(())
    safe = safe_table([_parts(row) for row in rows], below)
    told = [
        (row.name, *[SUPPRESSED if count is None else numbers.number(count) for count in counts])
        for row, counts in zip(rows, safe.shown[:-1], strict=True)
    ]
    return Leaving(tuple(told), not bool(safe.hidden[:-1].any()))


def _parts(row: CheckpointCompleteness) -> tuple[int, ...]:
    return (row.observed, row.missing_still_in, row.missing_left, row.not_yet_due + row.excused)
