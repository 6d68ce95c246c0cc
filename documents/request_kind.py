"""What a kind of request is: who reads it, what it must hold, what is said, in which order."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from documents.asking import Asking
from documents.sentence import Kind
from documents.statement import Wanted, every_measure
from domain.criterion_parts import EventMatch
from domain.outcome import Outcome
from domain.source import Source
from metrics.criterion_finding import ProofRow


class Reader(StrEnum):
    """Who reads the document; decides how much of the record it may hold."""

    PAYER = "payer"
    PRIMARY_CARE = "primary care"
    EMPLOYER = "employer"


class Section(StrEnum):
    """A part of the document. `documents.sections` writes each."""

    STATEMENT = "statement"
    DENIAL = "denial"
    REBUTTAL = "rebuttal"
    HISTORY = "history"
    FUNCTION_TABLE = "function table"
    COURSE = "course"
    RELIEF = "relief"
    GOALS = "goals"
    NEXT_PERIOD = "next period"
    REQUIREMENTS = "requirements"
    ATTENDANCE = "attendance"
    TREATMENT = "treatment"
    MEDICATION = "medication"
    WORSE_AND_MISSING = "worse and missing"
    METHODS = "methods"
    SIGNATURE = "signature"
    RECORDS = "records"


class Due(StrEnum):
    """For whom a batch makes a request: what falls due within the days asked about."""

    CHECKPOINT = "an open checkpoint that falls due"
    AUTHORIZATION_END = "an authorization that ends"
    DENIAL = "a denial whose deadline for an appeal runs out"
    START = "a course of care that began"


@dataclass(frozen=True)
class Looked:
    """What was found of one content: is it there, in one sentence, on which rows; what would settle it. `is_part`: some of it is
    there, so that a document can be made which says what is missing."""

    outcome: Outcome
    says: str
    proof: tuple[ProofRow, ...] = ()
    collect: tuple[str, ...] = ()
    is_part: bool = False


Look = Callable[[Asking], Looked]


@dataclass(frozen=True)
class Content:
    """One thing that a request must hold. `needs` completes 'Needs …'. `source`: who asks for it.

    `stops`: without it no document is made; the sentence says what is missing.
    """

    code: str
    text: str
    needs: str
    look: Look
    source: Source
    stops: str = ""


@dataclass(frozen=True)
class ContentAnswer:
    content: Content
    outcome: Outcome
    says: str
    proof: tuple[ProofRow, ...] = ()
    collect: tuple[str, ...] = ()
    is_part: bool = False

    @property
    def is_ready(self) -> bool:
        return self.outcome is Outcome.MET

    @property
    def stops(self) -> bool:
        """Nothing of it is there, and without it no document is made."""
        return bool(self.content.stops) and not self.is_ready and not self.is_part


@dataclass(frozen=True)
class RequestKind:
    """`title` may hold {program} and {decided_on}. `answers`: the policies that it can be held against, by `Policy.request`; empty:
    none, as a letter. `kinds` and `wanted`: which sentences and measures its reader may be told of. `plain`: no words of the
    record's own free text. `procedure`: the one whose relief is told; `blocks`: that of diagnostic blocks is. `before_care`: it tells how the patient
    is at intake, and no change.
    """

    code: str
    name: str
    title: str
    purpose: str
    reader: Reader
    answers: tuple[str, ...]
    contents: tuple[Content, ...]
    sections: tuple[Section, ...]
    due: Due
    kinds: frozenset[Kind] = frozenset(Kind)
    wanted: Wanted = every_measure
    plain: bool = False
    procedure: EventMatch | None = None
    blocks: bool = False
    before_care: bool = False
