"""Registered people who may be one person under two record numbers. They are listed for a human and never merged."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
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

_Person = tuple[str, str, date | None]
"""Record number, normalised name, birth date."""


def read_lookalikes(folder: Path, snapshot: Snapshot) -> pd.DataFrame:
    """Pairs of registered people whose names and birth dates nearly agree: record_number, other_record_number, why.

    Names count without case, accents, punctuation and order of words. At most `MOST_LISTED` pairs.
    """
    people = [
        (person.record_number, normalised(person.name), person.birth_date)
        for person in read_people(folder, snapshot).itertuples()
        if isinstance(person.name, str) and normalised(person.name) and isinstance(person.record_number, str)
    ]
    found = sorted({(*sorted((one, other)), why) for one, other, why in _pairs(people) if one != other})
    return pd.DataFrame(found[:MOST_LISTED], columns=list(LOOKALIKE_COLUMNS), dtype=object)


def _pairs(people: list[_Person]) -> Iterator[tuple[str, str, str]]:
    for group in _grouped(people, lambda person: person[2]):
        yield from _alike_in_name(group)
    for group in _grouped(people, lambda person: person[1]):
        yield from _alike_in_birth_date(group)


def _grouped(people: Iterable[_Person], key) -> list[list[_Person]]:
    groups = defaultdict(list)
    for person in people:
        if person[2] is not None:
            groups[key(person)].append(person)
    return [group for group in groups.values() if len(group) > 1]


def _alike_in_name(group: list[_Person]) -> Iterator[tuple[str, str, str]]:
    if len(group) > MOST_COMPARED:
        for same in _grouped(group, lambda person: person[1]):
            yield from ((one[0], other[0], SAME) for one, other in combinations(same[:MOST_COMPARED], 2))
        return
    for one, other in combinations(group, 2):
        if one[1] == other[1]:
            yield one[0], other[0], SAME
        elif differ_by_one_letter(one[1], other[1]):
            yield one[0], other[0], CLOSE_NAME


def _alike_in_birth_date(group: list[_Person]) -> Iterator[tuple[str, str, str]]:
    for one, other in combinations(group[:MOST_COMPARED], 2):
        a, b = str(one[2]), str(other[2])
        if a[:4] == b[:4] and (a[5:7], a[8:]) == (b[8:], b[5:7]) and a != b:
            yield one[0], other[0], SWAPPED
        elif sum(x != y for x, y in zip(a, b, strict=True)) == 1:
            yield one[0], other[0], ONE_DIGIT


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
