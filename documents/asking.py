"""Everything a packet is made of besides the policy: the record, whose it is, who asks, what the author wrote, its number.

A packet is built from these values alone, and they are frozen with it (`documents.frozen`).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any

from documents.paper import Size
from domain.deadline import DeadlineRule
from domain.evidence import Evidence
from domain.plan_class import PlanClass
from metrics.record_facts import RecordFacts

LONGEST_TEXT = 4000
"""Characters of one text that an author writes, as in the book of records."""


class TextRefused(ValueError):
    """What the author wrote cannot be taken; the message is one sentence for that person."""


@dataclass(frozen=True)
class Person:
    """Whose packet it is. None where the clinic does not know."""

    name: str
    birth_date: date | None = None
    record_number: str = ""


@dataclass(frozen=True)
class Setting:
    """The clinic and the names behind the codes of the episode, as they are printed. `lines`: the letterhead beside the
    clinic's name. `snapshot`: which state of the store was read, `product`: the version that wrote the packet. `deadlines`: the
    rules that may say until when a denial can be appealed."""

    clinic: str
    lines: tuple[str, ...] = ()
    size: Size = Size.LETTER
    payer: str = ""
    plan_class: PlanClass | None = None
    program: str = ""
    clinician: str = ""
    site: str = ""
    snapshot: str = ""
    product: str = ""
    deadlines: tuple[DeadlineRule, ...] = ()


@dataclass(frozen=True)
class Edits:
    """What the author chose or wrote; '' and None: nothing.

    `statement` is the whole statement as edited, None as drafted. `next_goals`: goals of the period asked for. `rationale`: why
    more is expected to work, what stands in the way. `denial`: authorization_id that is appealed; `rebuttal`: added text by
    code of a point. `author_names` the one who signs. `recipient` replaces the payer's name behind 'To'.
    """

    statement: str | None = None
    next_goals: str = ""
    rationale: str = ""
    recipient: str = ""
    service: str = ""
    units: float | None = None
    period_from: date | None = None
    period_to: date | None = None
    day_of_service: date | None = None
    region: str = ""
    plan_number: str = ""
    claim_number: str = ""
    denial: str = ""
    rebuttal: Mapping[str, str] = field(default_factory=dict)
    urgent_because: str = ""

    def __post_init__(self):
        for field_ in fields(self):
            _check_kind(field_.name, getattr(self, field_.name))
        for name, text in self.texts.items():
            if len(text) > LONGEST_TEXT:
                raise TextRefused(
                    f"The text of '{name.replace('_', ' ')}' has {len(text):,} characters; at most {LONGEST_TEXT:,} are "
                    "printed. Shorten it."
                )

    @property
    def texts(self) -> dict[str, str]:
        """Every text that was written, by field."""
        own = {f.name: getattr(self, f.name) for f in fields(self) if isinstance(getattr(self, f.name), str)}
        return {**own, **{f"rebuttal {code}": text for code, text in self.rebuttal.items()}}

    def content(self) -> dict[str, Any]:
        """As JSON can hold it, for `PacketDraft.content`; what is empty is left out."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        plain["rebuttal"] = dict(self.rebuttal)
        return {name: _plain(value) for name, value in plain.items() if value not in ("", None, {})}

    @classmethod
    def of_content(cls, content: Mapping[str, Any]) -> "Edits":
        """What `content()` gave. Unknown names are left out: a later version may have written them."""
        known = {f.name for f in fields(cls)} & set(content)
        read: dict[str, Any] = {
            name: date.fromisoformat(content[name]) if name in _DAYS else content[name] for name in known
        }
        return cls(**read)


_DAYS = ("period_from", "period_to", "day_of_service")


def _check_kind(name: str, value: Any) -> None:
    """What a register or a file kept may be of any kind; what an author writes is text, a number or a day."""
    if name in _DAYS:
        fits, wanted = value is None or isinstance(value, date), "a day"
    elif name == "units":
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        fits, wanted = value is None or is_number, "a number"
    elif name == "rebuttal":
        is_texts = isinstance(value, Mapping) and all(isinstance(text, str) for pair in value.items() for text in pair)
        fits, wanted = is_texts, "texts by point"
    else:
        fits, wanted = isinstance(value, str) or (value is None and name == "statement"), "text"
    if not fits:
        raise TextRefused(f"'{name.replace('_', ' ')}' is no {wanted.removeprefix('a ')}.")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Stamp:
    """The packet's number and state. `made_at`: the clinic's clock, the only time in the file. `signed_on` None: a draft, whose
    signature line is empty. `signed_by`: the clinician as signed."""

    number: str
    made_at: datetime
    version: int = 1
    state: str = "draft, not sent"
    signed_by: str = ""
    signed_role: str = ""
    signed_on: date | None = None

    @property
    def is_signed(self) -> bool:
        return self.signed_on is not None and bool(self.signed_by.strip())


@dataclass(frozen=True, eq=False)
class Asking:
    """What the contents of a request are looked for in."""

    evidence: Evidence
    person: Person
    setting: Setting
    edits: Edits
    stamp: Stamp

    @cached_property
    def facts(self) -> RecordFacts:
        return RecordFacts(self.evidence)

    @property
    def day_of_service(self) -> date:
        """The day for which the service is asked; else the first day of the period, else the day of evaluation."""
        return self.edits.day_of_service or self.edits.period_from or self.evidence.as_of
