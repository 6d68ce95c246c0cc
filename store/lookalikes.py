"""Registered people who may be one person under two record numbers. They are listed for a human and never merged."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from heapq import merge
from itertools import combinations, groupby, islice, product
from pathlib import Path

import pandas as pd

from store.readers import read_people
from store.snapshot import Snapshot

LOOKALIKE_COLUMNS = ("record_number", "other_record_number", "why")
MOST_COMPARED = 200
"""In a larger group of people with one birth date (such as 1 January for 'not known') only equal names are listed."""
MOST_LISTED = 1_000

SAME, CLOSE_NAME = "same name and birth date", "same birth date, names differ by one letter"
SWAPPED, ONE_DIGIT = "same name, day and month of birth swapped", "same name, birth dates differ in one digit"

_Person = tuple[str, str, date]
"""Record number, normalised name, birth date."""
_Pair = tuple[str, str, str]
"""Two record numbers in their order, and why they may be one."""


def read_lookalikes(folder: Path, snapshot: Snapshot) -> pd.DataFrame:
    """Pairs of registered people whose names and birth dates nearly agree: record_number, other_record_number, why.

    Names count without case, accents, punctuation and order of words. At most `MOST_LISTED` pairs.
    """
    people = sorted(
        (person.record_number, normalised(person.name), person.birth_date)
        for person in read_people(folder, snapshot).itertuples()
        if person.birth_date is not None
        and isinstance(person.name, str)
        and normalised(person.name)
        and isinstance(person.record_number, str)
    )
    found = islice((pair for pair, _ in groupby(merge(*_pairs(people)))), MOST_LISTED)
    return pd.DataFrame(list(found), columns=list(LOOKALIKE_COLUMNS), dtype=object)


def _pairs(people: list[_Person]) -> Iterator[Iterator[_Pair]]:
    """Several sequences, each in the order of its record numbers, so that only as many pairs are made as are listed."""
    for group in _grouped(people, lambda person: person[2]):
        if len(group) <= MOST_COMPARED:
            yield _alike_in_name(group)
            continue
        for same in _grouped(group, lambda person: person[1]):
            yield _alike_in_name(same[:MOST_COMPARED])
    for group in _grouped(people, lambda person: person[1]):
        yield iter(sorted(_alike_in_birth_date(group[:MOST_COMPARED])))


def _grouped(people: Iterable[_Person], key) -> list[list[_Person]]:
    groups = defaultdict(list)
    for person in people:
        groups[key(person)].append(person)
    return [group for group in groups.values() if len(group) > 1]


def _alike_in_name(group: list[_Person]) -> Iterator[_Pair]:
    for one, other in combinations(group, 2):
        if one[0] == other[0]:
            continue
        if one[1] == other[1]:
            yield one[0], other[0], SAME
        elif differ_by_one_letter(one[1], other[1]):
            yield one[0], other[0], CLOSE_NAME


def _alike_in_birth_date(group: list[_Person]) -> Iterator[_Pair]:
    born = defaultdict(list)
    for number, _, day in group:
        born[str(day)].append(number)
    for a, b in combinations(born, 2):
        why = _why_alike(a, b)
        if why:
            yield from ((min(pair), max(pair), why) for pair in product(born[a], born[b]) if pair[0] != pair[1])


def _why_alike(a: str, b: str) -> str | None:
    """What two ISO dates have in common beyond the name of their people."""
    if a[:4] == b[:4] and (a[5:7], a[8:]) == (b[8:], b[5:7]):
        return SWAPPED
    return ONE_DIGIT if sum(x != y for x, y in zip(a, b, strict=True)) == 1 else None


def normalised(name: str | None) -> str:
    """The words of a name in alphabetical order, without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", name or "").casefold()
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c) and c not in "'’")
    return " ".join(sorted(letters.split()))


def differ_by_one_letter(one: str, other: str) -> bool:
    """One letter more, less or another, or two neighbours swapped; names of fewer than five letters count only as equal."""
    short, long = sorted((one, other), key=len)
    if len(short) < 5 or len(long) - len(short) > 1 or short == long:
        return False
    first = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[first:] == long[first + 1 :]
    swapped = short[first : first + 2][::-1] == long[first : first + 2] and short[first + 2 :] == long[first + 2 :]
    return swapped or short[first + 1 :] == long[first + 1 :]
