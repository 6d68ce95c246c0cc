"""How long did something hold that was only seen now and then? Between what is certain and what is possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Held:
    """`least_days` it held for certain, `most_days` it may have held. Both of the stretch that was longest."""

    least_days: int
    most_days: int


def longest_held(looks: Sequence[tuple[date, bool | None]], today: date, begins: date | None = None) -> Held:
    """The longest stretch for which it held: for certain, and at most.

    `looks`: days in order with whether it held (None: cannot be told). For certain it held from the first to the last of at
    least two looks in a row at which it did; where no look before denies it, from `begins` (the day of an event). At most,
    it held from the day after the last look that denies it to the day before the next one, or until `today`. A single
    look is no stretch.
    """
    return Held(_certain(looks, begins), _possible(looks, today, begins))


def _certain(looks: Sequence[tuple[date, bool | None]], begins: date | None) -> int:
    longest, start, seen = 0, None, 0
    before_any = True
    for day, held in looks:
        if held:
            if start is None:
                start = begins if before_any and begins is not None else day
            seen += 1
            if seen >= 2:
                longest = max(longest, (day - start).days)
        else:
            start, seen = None, 0
        before_any = before_any and bool(held)
    return longest


def _possible(looks: Sequence[tuple[date, bool | None]], today: date, begins: date | None) -> int:
    longest = 0
    held_on: date | None = None
    free_from = begins
    for day, held in looks:
        if held is False:
            if held_on is not None:
                start = free_from if free_from is not None else held_on
                longest = max(longest, (day - start).days - 1)
            free_from, held_on = day, None
        elif held and held_on is None:
            held_on = day
            if free_from is None:
                free_from = day
    if held_on is not None:
        longest = max(longest, (today - (free_from if free_from is not None else held_on)).days)
    return longest
