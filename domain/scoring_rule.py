"""How item answers become a score: the rules that instrument manuals state."""

from dataclasses import dataclass
from enum import StrEnum

from domain.source import Source


class MissingItems(StrEnum):
    """What the manual allows when items are blank."""

    ALL_NEEDED = "all items needed"
    MEAN_OF_ANSWERED = "mean of the answered items"
    MEAN_IMPUTATION = "blank items take the mean of the answered ones"
    PRORATED_UP = "raw sum prorated to all items and rounded up, then looked up"
    RESCALED_DENOMINATOR = "divided by what the answered items could reach"


class Total(StrEnum):
    SUM = "sum"
    MEAN = "mean"


@dataclass(frozen=True)
class Subscale:
    name: str
    items: tuple[int, ...]


@dataclass(frozen=True)
class ScoringRule:
    """Items are numbered from 1; each answer lies in `each`; `least_answered` counts non-blank items.

    `rescale_to` turns a sum into a share of its possible maximum times that number (ODI: 100).
    `tables` names raw→T tables by form, each read from a CSV in `domain/tables/`.
    """

    items: int
    each: tuple[int, int]
    total: Total
    least_answered: int
    missing: MissingItems
    source: Source
    verified: bool
    reversed_items: tuple[int, ...] = ()
    rescale_to: float | None = None
    tables: tuple[str, ...] = ()
    subscales: tuple[Subscale, ...] = ()
    safety_item: int | None = None
