"""Which rows of a table may leave the clinic?

A row tells how many people stand behind it, and lets more be worked out: of 40 due and 38 seen, that 2 were missing. Its
*parts* are all of these counts. A row with a part from 1 to `below` − 1 stays, as a whole, so that what it hides cannot be had
from the rest of it. Where rows are parts of one whole, another is kept back beside a single hidden one (`metrics.small_numbers`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.proportion import Proportion
from metrics.small_numbers import safe_list

Parts = tuple[int, ...]


@dataclass(frozen=True)
class Counts:
    """`rows`: the parts of each row of a table. `picture`: those of the picture where it shows other counts than the table.
    `sizes`: of rows that add up to one whole, how many people each holds."""

    rows: tuple[Parts, ...]
    picture: Parts | None = None
    sizes: tuple[int, ...] = ()


def parts_of(*shares: Proportion | None) -> Parts:
    """The counted and the others, of each share."""
    return tuple(part for share in shares if share is not None for part in (share.count, share.total - share.count))


def may_leave(parts: Sequence[int], below: int) -> bool:
    """True where no part is a small number; nobody at all is none."""
    return not any(0 < part < below for part in parts)


def rows_that_leave(counts: Counts, below: int) -> list[bool]:
    """For each row, whether it may leave."""
    free = [may_leave(parts, below) for parts in counts.rows]
    if not counts.sizes:
        return free
    hidden = safe_list(counts.sizes, below).hidden[0][:-1]
    return [one and not bool(away) for one, away in zip(free, hidden, strict=True)]


def picture_may_leave(counts: Counts, below: int) -> bool:
    """True where the picture shows no small number and gives none away."""
    if counts.picture is not None:
        return may_leave(counts.picture, below)
    return all(rows_that_leave(counts, below))
