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
    NOT_TICKED = "a blank item counts as not ticked, but a blank form is missing"


class Total(StrEnum):
    SUM = "sum"
    MEAN = "mean"


@dataclass(frozen=True)
class Subscale:
    name: str
    items: tuple[int, ...]


@dataclass(frozen=True)
class LongForm:
    """A form of which a measure uses some items only (HADS: 14 items, two scores of 7)."""

    code: str
    name: str
    items: int


@dataclass(frozen=True)
class ScoringRule:
    """Items are numbered from 1; each answer lies in `each`; `least_answered` counts non-blank items.

    `only` lists the allowed answers where they are not all those of `each` (HIT-6: 6, 8, 10, 11, 13).
    `rescale_to` turns a sum into a share of its possible maximum times that number (ODI: 100).
    `weights` multiply the answers, one per item (DASS-21: 2 each), before they are added.
    `tables` names raw→T tables by form, each read from a CSV in `domain/tables/`.
    `of_form` with `item_numbers` says which items of a longer form are used; reversed items, subscales
    and the safety item are then numbered as on that form.
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
    only: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()
    of_form: LongForm | None = None
    item_numbers: tuple[int, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """The items used, by their number on the form."""
        return self.item_numbers or tuple(range(1, self.items + 1))

    @property
    def form_items(self) -> int:
        """Items of the whole form."""
        return self.of_form.items if self.of_form else self.items
