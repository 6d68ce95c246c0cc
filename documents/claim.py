"""One place of a text that does not agree with a record, and what it is about."""

from dataclasses import dataclass
from enum import StrEnum


class ClaimKind(StrEnum):
    NUMBER = "number"
    DATE = "date"
    VERDICT = "verdict"
    WORD = "word"
    PRIVATE = "private"


@dataclass(frozen=True)
class Claim:
    """One place of a text that does not agree with the record, or that nobody can follow there.

    `start`–`end`: its characters. `says`: what the record says of it. `contradicts`: the record says otherwise, so that the
    packet cannot be made; else it is shown and printed as the author's own.
    """

    kind: ClaimKind
    start: int
    end: int
    text: str
    says: str
    contradicts: bool


@dataclass(frozen=True)
class Mention:
    """A measure, or several under a wide word, named in the text."""

    start: int
    end: int
    name: str
    codes: tuple[str, ...]
